//! How a command ends when it does not end well: what is printed, and the exit code.

use std::path::Path;
use std::process::ExitCode;

use crate::outcome;
use crate::scenario::Problems;

use super::printing;

/// The part of the help that lists the exit codes.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    a scenario has problems (a file that cannot be read is one)
  2    wrong usage: unknown command, option, name or value
  3    the result could not be read or written
  130  interrupted; what was complete is kept and marked as partial";

/// What a command returns.
pub type Done = Result<ExitCode, Ending>;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Ending {
    Problems(Problems),
    /// The message, lower case and without a full stop.
    Usage(String),
    Failure(String),
    Interrupted(String),
}

impl Ending {
    /// A file that could not be written or read.
    pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Ending + use<'_> {
        move |error| Ending::Failure(format!("{}: {error}", path.display()))
    }

    /// Says it on standard error, and what the process returns.
    pub fn report(self) -> ExitCode {
        let (code, text) = match self {
            Ending::Problems(problems) => {
                let text = problems.render(printing::colour_on_stderr());
                printing::complain(text.trim_end());
                return ExitCode::from(1);
            }
            Ending::Usage(text) => (2, text),
            Ending::Failure(text) => (3, text),
            Ending::Interrupted(text) => (130, text),
        };
        printing::complain(&format!("error: {text}"));
        ExitCode::from(code)
    }
}

impl From<Problems> for Ending {
    fn from(problems: Problems) -> Ending {
        Ending::Problems(problems)
    }
}

impl From<outcome::Error> for Ending {
    fn from(error: outcome::Error) -> Ending {
        Ending::Failure(error.to_string())
    }
}
