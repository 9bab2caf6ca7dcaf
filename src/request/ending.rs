//! How a request ends when it does not end well.

use std::path::Path;

use crate::outcome;
use crate::scenario::Problems;

/// Why what was asked for was not done.
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

    /// Names the option that is wrong.
    pub fn under(self, option: &str) -> Ending {
        match self {
            Ending::Usage(text) => Ending::Usage(format!("{option}: {text}")),
            other => other,
        }
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
