//! `merge`: shards put together, bit for bit the result of one machine.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::ensemble::Bar;
use crate::outcome::{Outcome, default_folder};
use crate::report;
use crate::request::sharing::{merge, whole, whole_of};

use super::ending::Done;
use super::interruption::interruption;
use super::printing::print;
use super::run::again;

/// Put shards together: the result is that of one machine, byte for byte.
#[derive(Debug, Args)]
pub struct Merge {
    /// Folders of shards, or folders that hold them
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Result folder [default: results/NAME-DIGITS]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing result
    #[arg(long)]
    force: bool,
}

impl Merge {
    pub fn go(self) -> Done {
        let start = Instant::now();
        let shards = whole(&self.folders)?;
        let prepared = whole_of(&shards.header, &self.folders[0])?;
        let folder = self.out.unwrap_or_else(|| default_folder(&prepared.header));
        if !self.force
            && let Some(outcome) = Outcome::recognise(&folder, &prepared.header)
        {
            let note = "It was there before and is printed again; --force merges again.";
            return again(&prepared, &outcome, note, &folder);
        }
        let bar = Bar::new(&prepared.header.scenario);
        let watch = (&bar as _, &*interruption()?);
        let outcome = merge(&shards, &prepared, &folder, self.force, watch)?;
        print(&report::answer(&prepared.scenario, &prepared.study, &outcome))?;
        let seconds = start.elapsed().as_secs_f64();
        print(&report::merged(&outcome, shards.of, seconds, &folder.display().to_string()))
    }
}
