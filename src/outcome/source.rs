//! What an ensemble can go on from.

use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use super::checkpoint::{Checkpoint, Rows};
use super::folder::{MANIFEST, RUNS, STANDING, TRAJECTORIES};
use super::manifest::{Header, Manifest};
use super::standing::Standing;
use super::workplace::{CHECKPOINT, Workplace};

/// What can be continued at a path: a result, or what a killed program left of one.
pub(super) enum Source {
    Checkpoint(Checkpoint),
    Result(Whole),
}

/// A result with what its continuation needs.
pub(super) struct Whole {
    pub header: Header,
    pub standing: Standing,
    pub files: Vec<(Rows, PathBuf)>,
}

/// The header and the number of runs of what can be continued at `target`: a result, partial or
/// complete, or the last checkpoint of one that was not finished.
///
/// # Errors
/// Nothing there, or something that cannot be read.
pub fn continuation(target: &Path) -> Result<(Header, u64), Error> {
    Ok(match source(target)? {
        Source::Checkpoint(kept) => (kept.header.clone(), kept.standing.runs),
        Source::Result(Whole { header, standing, .. }) => (header, standing.runs),
    })
}

/// Of a result and a checkpoint, the one with more runs.
pub(super) fn source(target: &Path) -> Result<Source, Error> {
    let kept = Checkpoint::open(&Workplace::of(target).join(CHECKPOINT))?;
    let result = if target.join(MANIFEST).exists() { Some(result(target)?) } else { None };
    match (kept, result) {
        (Some(kept), Some(whole)) if kept.standing.runs > whole.standing.runs => {
            Ok(Source::Checkpoint(kept))
        }
        (_, Some(whole)) => Ok(Source::Result(whole)),
        (Some(kept), None) => Ok(Source::Checkpoint(kept)),
        (None, None) => Err(Error::Nothing { path: target.to_path_buf() }),
    }
}

fn result(target: &Path) -> Result<Whole, Error> {
    let manifest = Manifest::read(target)?;
    if let Some(changed) = manifest.changed_files(target)?.first() {
        let (path, why) = (target.join(&changed.name), "it is not what the manifest says".into());
        return Err(Error::Unreadable { path, why });
    }
    let path = target.join(STANDING);
    let standing = Standing::from_bytes(&path, &fs::read(&path).map_err(Error::io(&path))?)?;
    let mut files = vec![(Rows::Runs, target.join(RUNS))];
    if target.join(TRAJECTORIES).exists() {
        files.push((Rows::Trajectories, target.join(TRAJECTORIES)));
    }
    Ok(Whole { header: manifest.header, standing, files })
}
