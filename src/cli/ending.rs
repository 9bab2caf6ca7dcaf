//! How a command ends when it does not end well: what is printed, and the exit code.

use std::process::ExitCode;

pub use crate::request::Ending;

use super::printing;

/// The part of the help that lists the exit codes.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    a scenario or a configuration has problems (a file that cannot be read
       is one)
  2    wrong usage: unknown command, option, name or value
  3    the result could not be read or written
  130  interrupted; what was complete is kept and marked as partial";

/// What a command returns.
pub type Done = Result<ExitCode, Ending>;

impl Ending {
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
