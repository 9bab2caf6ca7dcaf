//! `attribute`: which of some differences carries how much of a change.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::attribute::Effort;
use crate::ensemble::Bar;
use crate::report;
use crate::request::{RUNS_OF_COMBINATION, attributing};
use crate::scenario;

use super::ending::Done;
use super::exporting::Format;
use super::interruption::interruption;
use super::printing::{note, print};
use super::run::setting;

/// Share a change out over what carries it.
///
/// With two scenarios: over what differs between them. With one: over its events, since the base
/// year or a date of your choice. The shares are Shapley values and sum to the change.
#[derive(Debug, Args)]
pub struct Attribute {
    /// Scenario file
    #[arg(value_name = "A")]
    before: PathBuf,
    /// Scenario file to which the change leads
    #[arg(value_name = "B")]
    after: Option<PathBuf>,
    /// What changes, as in `influence_share[CHN,KAZ]`
    #[arg(long, value_name = "METRIC")]
    metric: String,
    /// When, as in `2030` or `2024Q3`
    #[arg(long, value_name = "DATE")]
    at: String,
    /// Date from which the change is counted [default: the base year, for one scenario]
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// What the change is shared out over
    #[arg(long, value_name = "WHAT", default_value = "items")]
    by: By,
    /// Put items together, as in `sanctions=*_embargo,price_cap`; repeatable
    #[arg(long, value_name = "NAME=PATTERN,…", value_parser = group)]
    group: Vec<(String, Vec<String>)>,
    /// Of one scenario: share out over these events only
    #[arg(long, value_name = "EVENT,…", value_delimiter = ',', conflicts_with = "after")]
    without: Vec<String>,
    /// Mechanisms as further items (by mechanisms: only these)
    #[arg(long, value_name = "MECHANISM,…", value_delimiter = ',')]
    mechanism: Vec<String>,
    /// Let items join in any order, also an event before what it requires
    #[arg(long)]
    free: bool,
    /// Runs of each combination of the items
    #[arg(long, value_name = "N", default_value_t = RUNS_OF_COMBINATION,
        value_parser = clap::value_parser!(u64).range(2..=1 << 20))]
    runs: u64,
    /// Seed of every draw [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Visit every combination, however many
    #[arg(long, conflicts_with = "permutations")]
    exact: bool,
    /// Follow so many sequences of the items instead of visiting every combination
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(4..=100_000))]
    permutations: Option<u32>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Set a number or a key of the scenarios, as in `time.end_year=2026`; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Print as text, json, csv, markdown or parquet
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Each change, or each event
    Items,
    /// Sections of the file: events, ties, actors, …
    Sections,
    /// Channels of influence: trade, credit, arms, …, power and structure
    Channels,
    /// Mechanisms: each off until it joins
    Mechanisms,
}

impl By {
    fn by(self) -> attributing::By {
        match self {
            By::Items => attributing::By::Items,
            By::Sections => attributing::By::Sections,
            By::Channels => attributing::By::Channels,
            By::Mechanisms => attributing::By::Mechanisms,
        }
    }
}

impl Attribute {
    pub fn go(self) -> Done {
        let before = scenario::load_with(&self.before, &self.set)?;
        let after = self.after.as_ref().map(|path| scenario::load_with(path, &self.set));
        let after = after.transpose()?;
        let asked = attributing::Asked {
            before: &before,
            after: after.as_ref(),
            metric: &self.metric,
            at: &self.at,
            since: self.since.as_deref(),
            by: self.by.by(),
            groups: &self.group,
            without: &self.without,
            mechanisms: &self.mechanism,
            free: self.free,
            effort: self.effort(),
            runs: self.runs,
            seed: self.seed,
            threads: self.threads.map(usize::from),
        };
        let bar = Bar::new("attribute");
        let attributed = asked.attribute((&bar, &*interruption()?), &|simulations| {
            let n = report::count(simulations);
            note(&format!("{n} simulations to the date; fewer with --group or --runs"));
        })?;
        if self.format == Format::Text {
            return print(&report::attribution(&attributed.heading, &attributed.found));
        }
        let tables = attributed.tables();
        self.format.write(&tables, &tables[0])
    }

    fn effort(&self) -> Effort {
        match self.permutations {
            Some(sequences) => Effort::Pairs(sequences.div_ceil(2) as usize),
            None if self.exact => Effort::Exact,
            None => Effort::Fitting,
        }
    }
}

/// Reads `name=pattern,pattern`.
fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let (name, list) = text.split_once('=').ok_or("write NAME=PATTERN,…, as in war=invasion")?;
    let patterns: Vec<String> = list.split(',').map(|p| p.trim().to_string()).collect();
    let one_word = name.split_whitespace().count() == 1;
    if !one_word || patterns.iter().any(String::is_empty) {
        return Err("a group has a name of one word, and patterns: war=invasion,arms_*".into());
    }
    Ok((name.trim().to_string(), patterns))
}
