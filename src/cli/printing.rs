//! Where text goes: colour on a terminal, plain elsewhere and where `NO_COLOR` is set.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};

use super::ending::{Done, Ending};

/// Prints to standard output. A reader who has seen enough (`| head`) is no error.
pub fn print(text: &impl Display) -> Done {
    let mut out = anstream::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Ending::Failure(format!("standard output: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Prints a line to standard error that is no part of the answer.
pub fn note(text: &str) {
    complain(text);
}

/// Prints a line to standard error; when that fails there is nobody left to tell.
pub fn complain(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Whether colours show on standard error.
pub fn colour_on_stderr() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}
