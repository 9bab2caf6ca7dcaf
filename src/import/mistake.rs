//! What is wrong with a file of data: where, the rule, and what to do next.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::scenario::reason;

/// A mistake in a file, or a file that is no use.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    pub file: PathBuf,
    /// Line of the file, from 1.
    pub row: Option<u64>,
    /// Name of the column.
    pub column: Option<String>,
    /// Lower case, without a full stop.
    pub what: String,
    /// What would be right.
    pub rule: String,
    /// What to do about it.
    pub next: String,
}

impl Mistake {
    /// Of a file as a whole.
    pub fn of_file(file: &Path, what: String, rule: &str, next: &str) -> Mistake {
        let (rule, next) = (rule.to_string(), next.to_string());
        Mistake { file: file.to_path_buf(), row: None, column: None, what, rule, next }
    }

    /// A file that cannot be read.
    pub fn io(file: &Path, error: &std::io::Error) -> Mistake {
        let rule = "the file or folder must be there and readable";
        Mistake::of_file(file, reason(error), rule, "check the path and the permissions")
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(row) = self.row {
            write!(f, ", line {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        write!(f, ": {}\n  rule: {}\n  next: {}", self.what, self.rule, self.next)
    }
}

/// Every mistake of an import, shown together.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// A single one.
    pub fn one(mistake: Mistake) -> Mistakes {
        Mistakes(vec![mistake])
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut texts = self.0.iter().map(Mistake::to_string);
        write!(f, "{}", texts.next().unwrap_or_default())?;
        texts.try_for_each(|text| write!(f, "\nerror: {text}"))
    }
}

impl std::error::Error for Mistakes {}
