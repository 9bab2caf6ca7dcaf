//! `compare`: what differs between scenarios or results, in assumptions and in outcomes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Args;

use crate::analysis::{self, Question, Side};
use crate::ensemble::{Bar, Order};
use crate::outcome::{Comparison, Outcome, continuation, default_folder};
use crate::request::CAP;
use crate::request::comparing::{Named, Wanted, opened, order, unique};
use crate::request::producing::{Place, header, produce};
use crate::scenario::{self, Scenario};
use crate::{model, report};

use super::asking;
use super::ending::{Done, Ending};
use super::exporting::{Format, TableWord};
use super::interruption::interruption;
use super::printing::{note, print};
use super::run::PlanWord;

/// Compare scenarios or results: what changed, how sure that is, and what it rests on.
///
/// Scenarios share every shock that they have in common, so that runs are compared one by one.
/// What is missing is run; a result that is there already is recognised and reused.
#[derive(Debug, Args)]
pub struct Compare {
    /// Scenario files or result folders; the others are compared with the first
    #[arg(required = true, num_args = 2.., value_name = "FILE|DIR")]
    sides: Vec<PathBuf>,
    /// Compare with this one of them instead of the first
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Metrics to compare, as in `gdp` or `debt[CHN,KGZ]` [default: those of the report]
    #[arg(long, value_name = "METRIC,…")]
    metric: Option<String>,
    /// Dates, as in `2024` or `2024Q3` [default: those of the report, of which the last is printed]
    #[arg(long, value_name = "DATE,…", value_delimiter = ',')]
    at: Vec<String>,
    /// Number of runs of scenario files [default: that of a result named, else the first's, else
    /// 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1 << 24))]
    runs: Option<u64>,
    /// Seed of scenario files [default: as for the runs, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How drawn numbers are spread over the runs of scenario files [default: as for the runs, else
    /// mc]
    #[arg(long, value_name = "PLAN")]
    plan: Option<PlanWord>,
    /// Add runs of scenario files until the standard error of a figure's difference is so small, as
    /// in `junior-partner=0.005` or `regional_share[central_asia,CHN]@2024=0.001`; --runs is the most
    #[arg(long, value_name = "FIGURE=ERROR", conflicts_with = "plan")]
    precision: Option<String>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Keep the comparison in a folder, as tables that other programs read
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing folder of --out
    #[arg(long)]
    force: bool,
    /// Print as text, json, csv, markdown or parquet
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Table that csv, markdown and parquet print
    #[arg(long, value_name = "TABLE", default_value = "outcomes")]
    table: TableWord,
}

impl Compare {
    pub fn go(self) -> Done {
        if let Some(out) = self.out.as_ref().filter(|out| out.exists() && !self.force) {
            // Better now than after minutes of simulation.
            return Err(crate::outcome::Error::Exists { path: out.clone() }.into());
        }
        let named = self.named()?;
        let names = unique(&named);
        let reference = self.reference(&names)?;
        let question = self.question(reference, &named[reference].scenario)?;
        let order = self.order(&named, reference)?;
        let sides = produced(named, names, &order)?;
        let comparison = analysis::compare(&sides, &question)?;
        self.print(&sides[reference].scenario, &comparison)?;
        if let Some(out) = &self.out {
            comparison.store(out, self.force)?;
            note(&format!("Comparison in {}", out.display()));
        }
        let partial = comparison.subjects.iter().any(|subject| subject.tally.partial());
        Ok(if partial { ExitCode::from(130) } else { ExitCode::SUCCESS })
    }

    fn print(&self, scenario: &Scenario, comparison: &Comparison) -> Done {
        let dates = asking::labels(scenario, &self.at)?;
        match self.format {
            Format::Text => print(&report::comparison(comparison, scenario, &dates)),
            other => other.print(&comparison.tables(), self.table),
        }
    }

    /// Reads what is named, and runs nothing yet: mistakes are told before minutes of simulation.
    fn named(&self) -> Result<Vec<Named>, Ending> {
        let read = |path: &PathBuf| {
            if path.is_dir() {
                return opened(path);
            }
            let scenario = scenario::load(path)?;
            Ok(Named { path: path.clone(), scenario, outcome: None })
        };
        self.sides.iter().map(read).collect()
    }

    /// How scenario files are run.
    fn order(&self, named: &[Named], reference: usize) -> Result<Order, Ending> {
        let wanted = Wanted {
            runs: self.runs,
            seed: self.seed,
            plan: self.plan.map(PlanWord::plan),
            precision: self.precision.as_deref(),
            threads: self.threads.map(usize::from),
        };
        let order = order(named, reference, &wanted)?;
        if self.precision.is_some() && order.runs == self.runs.unwrap_or(CAP) {
            note("--precision may not be reached: --runs is the most runs that are added");
        }
        Ok(order)
    }

    /// Index of the side that the others are compared with.
    fn reference(&self, names: &[String]) -> Result<usize, Ending> {
        let Some(asked) = &self.reference else { return Ok(0) };
        let mut pairs = names.iter().zip(&self.sides);
        let found = pairs.position(|(name, path)| name == asked || path == Path::new(asked));
        found.ok_or_else(|| {
            let near = scenario::near(asked, names.iter().map(String::as_str));
            Ending::Usage(format!("--reference: none of them is called `{asked}`; {near}"))
        })
    }

    fn question(&self, reference: usize, scenario: &Scenario) -> Result<Question, Ending> {
        let threads = self.threads.map_or_else(|| Order::new(1, 1).threads, usize::from);
        Ok(Question {
            reference,
            metrics: asking::metrics(scenario, self.metric.as_deref().unwrap_or_default())
                .map_err(|ending| ending.under("--metric"))?,
            dates: asking::dates(scenario, &self.at).map_err(|ending| ending.under("--at"))?,
            threads,
        })
    }
}

/// Runs scenario files into their default folders, or recognises the results there.
fn produced(named: Vec<Named>, names: Vec<String>, order: &Order) -> Result<Vec<Side>, Ending> {
    let cancel = interruption()?;
    let mut sides = Vec::new();
    for (Named { path, scenario, outcome }, name) in named.into_iter().zip(names) {
        if let Some(outcome) = outcome {
            let folder = path.display().to_string();
            sides.push(Side { name, folder, scenario, outcome });
            continue;
        }
        if cancel.load(Ordering::Relaxed) {
            let text = "interrupted; the results that are complete are kept and reused";
            return Err(Ending::Interrupted(text.into()));
        }
        let study = model::compile(&scenario);
        let header = order.header(header(&scenario, Vec::new()));
        let folder = default_folder(&header);
        let outcome = match Outcome::recognise(&folder, &header) {
            Some(outcome) => outcome,
            None => {
                let begun = continuation(&folder).is_ok().then_some(folder.as_path());
                let place = Place { folder: &folder, replace: false, from: begun };
                let bar = Bar::new(&header.scenario);
                produce(&study, order, header, place, (&bar, &cancel))?
            }
        };
        sides.push(Side { name, folder: folder.display().to_string(), scenario, outcome });
    }
    Ok(sides)
}
