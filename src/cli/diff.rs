//! `diff`: what differs between two scenarios in meaning, not in text.

use std::path::PathBuf;

use clap::Args;

use crate::report;
use crate::scenario;

use super::ending::Done;
use super::printing::print;

/// Print what differs between two scenarios, in meaning.
#[derive(Debug, Args)]
pub struct Diff {
    /// Scenario file
    #[arg(value_name = "A")]
    before: PathBuf,
    /// Scenario file that is compared with it
    #[arg(value_name = "B")]
    after: PathBuf,
}

impl Diff {
    pub fn go(self) -> Done {
        let before = scenario::load(&self.before)?;
        let after = scenario::load(&self.after)?;
        print(&report::diff(&scenario::diff(&before, &after)))
    }
}
