//! A shard that was computed, and shards that were put together.

use crate::outcome::{Outcome, ShardManifest};

use super::figure::{amount, count, counted};
use super::page::{PLAIN, Page};

/// What a shard is, how long it took and where it is; `before`: it was there already.
pub fn shard(made: &ShardManifest, before: bool, folder: &str) -> Page {
    let (shard, header, timing) = (made.shard, &made.header, made.timing);
    let text = format!(
        "Shard {shard} of {}: {} of {} in {} s on {}.",
        header.scenario,
        count(made.own_runs),
        counted(header.runs, "run"),
        amount(timing.seconds),
        counted(timing.threads as u64, "thread"),
    );
    let mut page = Page::default();
    page.paragraph(&text, PLAIN, 0);
    if before {
        page.line("It was computed before; --force recomputes.");
    }
    page.line(&format!("Shard in {folder}"));
    page
}

/// How many shards were put together, how long they took and where the result is.
pub fn merged(outcome: &Outcome, shards: u32, seconds: f64, folder: &str) -> Page {
    let timing = outcome.findings.timing;
    let text = format!(
        "{} in {}, put together in {} s. One after the other the shards took {} s: {} runs a second \
         on {}.",
        counted(outcome.findings.tally.simulated, "run"),
        counted(u64::from(shards), "shard"),
        amount(seconds),
        amount(timing.seconds),
        count(timing.runs_per_second.round() as u64),
        counted(timing.threads as u64, "thread"),
    );
    let mut page = Page::default();
    page.paragraph(&text, PLAIN, 0);
    page.line(&format!("Result in {folder}"));
    page
}
