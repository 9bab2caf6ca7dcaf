//! What can go wrong at the files' edge; every message names the path.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a result could not be written or read.
#[derive(Debug)]
pub enum Error {
    /// The operating system refused.
    Io { path: PathBuf, source: io::Error },
    /// The target folder exists and may not be replaced.
    Exists { path: PathBuf },
    /// The target is a partial result, which may not be replaced.
    Partial { path: PathBuf, simulated: u64, requested: u64 },
    /// The target was begun by a program that was killed.
    Unfinished { path: PathBuf, runs: u64 },
    /// Another program is at work on the target.
    Busy { path: PathBuf },
    /// There is no result to continue.
    Nothing { path: PathBuf },
    /// The folder or file is there but is not what a result should be.
    Unreadable { path: PathBuf, why: String },
    /// A table has no such column.
    NoColumn { path: PathBuf, column: String },
}

impl Error {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Error + use<'_> {
        |source| Error::Io { path: path.to_path_buf(), source }
    }

    pub(super) fn unreadable<E: fmt::Display>(path: &Path) -> impl FnOnce(E) -> Error + use<'_, E> {
        |why| Error::Unreadable { path: path.to_path_buf(), why: why.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Exists { path } => write!(
                f,
                "{} exists already; choose another folder with --out or replace it with --force",
                path.display()
            ),
            Error::Partial { path, simulated, requested } => {
                let path = path.display();
                write!(
                    f,
                    "{path} is a partial result, {simulated} of {requested} runs; continue it with \
                     `suasion run --resume {path}` or replace it with --force"
                )
            }
            Error::Unfinished { path, runs } => {
                let path = path.display();
                write!(
                    f,
                    "{path} was begun and not finished, {runs} runs are kept; continue it with \
                     `suasion run --resume {path}` or start again with --force"
                )
            }
            Error::Busy { path } => {
                write!(f, "another program is writing {}; wait for it", path.display())
            }
            Error::Nothing { path } => write!(
                f,
                "there is no result at {} and nothing that an interrupted run left of one",
                path.display()
            ),
            Error::Unreadable { path, why } => {
                write!(f, "{} is not a readable result: {why}", path.display())
            }
            Error::NoColumn { path, column } => {
                write!(f, "{} has no column `{column}`", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
