//! `compare`: what differs between scenarios or results, in assumptions and in outcomes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::analysis::{self, Question, Side, compare};
use crate::ensemble::{Figure, Order};
use crate::outcome::{Comparison, Outcome, continuation, default_folder};
use crate::scenario::{self, Scenario};
use crate::{model, report};

use super::asking;
use super::ending::{Done, Ending};
use super::exporting::{Format, TableWord};
use super::precision;
use super::printing::{note, print};
use super::producing::{Place, header, interruption, produce};
use super::run::{self, PlanWord};

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
        let mut sides = self.sides()?;
        unique(&mut sides, &self.sides);
        let reference = self.reference(&sides)?;
        let question = self.question(&sides, reference)?;
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

    /// Reads the results that are named, and runs or recognises those of scenario files.
    fn sides(&self) -> Result<Vec<Side>, Ending> {
        let mut sides: Vec<Option<Side>> = Vec::new();
        let mut files: Vec<(usize, Scenario)> = Vec::new();
        for (at, path) in self.sides.iter().enumerate() {
            if path.is_dir() {
                sides.push(Some(opened(path)?));
            } else {
                files.push((at, scenario::load(path)?));
                sides.push(None);
            }
        }
        if files.is_empty() && (self.runs.is_some() || self.seed.is_some() || self.plan.is_some()) {
            let text = "--runs, --seed and --plan are for scenario files; results are as they are";
            return Err(Ending::Usage(text.into()));
        }
        let order = self.order(sides.iter().flatten().next(), files.first().map(|(_, s)| s));
        let order = self.precise(order, &files)?;
        let cancel = interruption()?;
        for (at, scenario) in files {
            if cancel.load(std::sync::atomic::Ordering::Relaxed) {
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
                    produce(&study, &order, header, place, &cancel)?
                }
            };
            let (name, folder) = (scenario.name.clone(), folder.display().to_string());
            sides[at] = Some(Side { name, folder, scenario, outcome });
        }
        Ok(sides.into_iter().flatten().collect())
    }

    /// The order with as many runs as `--precision` takes.
    fn precise(&self, order: Order, files: &[(usize, Scenario)]) -> Result<Order, Ending> {
        let Some(text) = &self.precision else { return Ok(order) };
        if files.len() < self.sides.len() {
            let text = "--precision adds runs to scenario files; a result is as it is: \
                        `suasion run --resume DIR --extend N` makes it longer";
            return Err(Ending::Usage(text.into()));
        }
        let mut reference = files[self.file_named(files)].1.clone();
        let asked = precision::read(text, &mut reference)?;
        let metric = match &asked.figure {
            Figure::Mean { .. } => reference.keep.extra.last(),
            Figure::Claim { .. } => None,
        };
        let most = Order { runs: self.runs.unwrap_or(run::CAP), ..order };
        let scenarios: Vec<&Scenario> = files.iter().map(|(_, scenario)| scenario).collect();
        let lacks = |s: &&&Scenario| metric.is_some_and(|metric| !compare::defines(s, metric));
        if let Some(other) = scenarios.iter().find(lacks) {
            let text = format!("--precision: {} has no such metric as {text}", other.name);
            return Err(Ending::Usage(text));
        }
        let at = self.file_named(files);
        let runs = compare::precision::runs(&scenarios, at, &most, &asked, metric);
        if runs == most.runs {
            note("--precision may not be reached: --runs is the most runs that are added");
        }
        Ok(Order { runs, ..most })
    }

    /// Which of the files is the reference; what is wrong with its name is said later.
    fn file_named(&self, files: &[(usize, Scenario)]) -> usize {
        let named = |(at, scenario): &(usize, Scenario)| {
            let path = &self.sides[*at];
            self.reference.as_ref().is_some_and(|n| scenario.name == *n || path == Path::new(n))
        };
        files.iter().position(named).unwrap_or(0)
    }

    /// How scenario files are run: like the first result that is named, so that they pair with it.
    fn order(&self, result: Option<&Side>, first: Option<&Scenario>) -> Order {
        let hint = first.map(|scenario| scenario.run).unwrap_or_default();
        let like = match result {
            Some(side) => Order { series: Vec::new(), ..Order::of(&side.outcome.header) },
            None => Order::new(hint.runs.unwrap_or(run::RUNS), hint.seed.unwrap_or(run::SEED)),
        };
        Order {
            runs: self.runs.unwrap_or(like.runs),
            seed: self.seed.unwrap_or(like.seed),
            plan: self.plan.map_or(like.plan, PlanWord::plan),
            threads: self.threads.map_or(like.threads, usize::from),
            ..like
        }
    }

    /// Index of the side that the others are compared with.
    fn reference(&self, sides: &[Side]) -> Result<usize, Ending> {
        let Some(name) = &self.reference else { return Ok(0) };
        let named = |side: &Side, path: &PathBuf| side.name == *name || path == Path::new(name);
        let mut pairs = sides.iter().zip(&self.sides);
        pairs.position(|(side, path)| named(side, path)).ok_or_else(|| {
            let near = scenario::near(name, sides.iter().map(|side| side.name.as_str()));
            Ending::Usage(format!("--reference: none of them is called `{name}`; {near}"))
        })
    }

    fn question(&self, sides: &[Side], reference: usize) -> Result<Question, Ending> {
        let side = &sides[reference];
        let threads = self.threads.map_or_else(|| Order::new(1, 1).threads, usize::from);
        Ok(Question {
            reference,
            metrics: asking::metrics(side, self.metric.as_deref().unwrap_or_default())?,
            dates: asking::dates(&side.scenario, &self.at)?,
            threads,
        })
    }
}

/// A result folder with its scenario, read from the result itself.
pub(super) fn opened(folder: &Path) -> Result<Side, Ending> {
    let outcome = Outcome::open(folder)?;
    let text = &outcome.header.text;
    let scenario = scenario::from_text(text, &format!("the scenario of {}", folder.display()))?;
    let (name, folder) = (outcome.header.scenario.clone(), folder.display().to_string());
    Ok(Side { name, folder, scenario, outcome })
}

/// Tells sides of one name apart: by the names of their files or folders if these differ, else by
/// a number.
fn unique(sides: &mut [Side], paths: &[PathBuf]) {
    let names: Vec<String> = sides.iter().map(|side| side.name.clone()).collect();
    let stem = |path: &PathBuf| path.file_stem().map(|s| s.to_string_lossy().into_owned());
    let stems: Vec<String> = paths.iter().map(|path| stem(path).unwrap_or_default()).collect();
    let repeated = |list: &[String], word: &str| list.iter().filter(|w| *w == word).count() > 1;
    for (at, side) in sides.iter_mut().enumerate() {
        if repeated(&names, &names[at]) && !repeated(&stems, &stems[at]) {
            side.name = stems[at].clone();
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for side in sides {
        let before = seen.iter().filter(|name| **name == side.name).count();
        seen.push(side.name.clone());
        if before > 0 {
            side.name = format!("{} ({})", side.name, before + 1);
        }
    }
}
