//! `merge`: shards put together, bit for bit the result of one machine.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use crate::ensemble::Bar;
use crate::outcome::{Outcome, default_folder, store_partial};
use crate::report;
use crate::request::sharing::{merge, so_far, some, whole, whole_of};

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
    /// Print the answer of the runs that there are, those of shards at work among them; with --out,
    /// keep its tables, without rows of runs
    #[arg(long)]
    partial: bool,
    /// Result folder [default: results/NAME-DIGITS]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing result
    #[arg(long)]
    force: bool,
}

impl Merge {
    pub fn go(self) -> Done {
        if self.partial {
            return self.so_far();
        }
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
    fn so_far(&self) -> Done {
        let (shards, flaws) = some(&self.folders)?;
        let prepared = whole_of(&shards.header, &self.folders[0])?;
        let outcome = so_far(&shards, &prepared)?;
        print(&report::answer(&prepared.scenario, &prepared.study, &outcome))?;
        let left: String = flaws.iter().map(|flaw| format!("{flaw}\n")).collect();
        print(&format!("\n{left}"))?;
        if let Some(folder) = self.out.as_ref().filter(|_| outcome.findings.tally.partial()) {
            store_partial(&outcome.findings, &outcome.header, folder, self.force)?;
            return print(&format!("Tables in {}\n", folder.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
