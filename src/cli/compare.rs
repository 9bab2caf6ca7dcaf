//! `compare`: what differs between scenarios or results, in assumptions and in outcomes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

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
        let named = self.named()?;
        let names = unique(&named);
        let reference = self.reference(&names)?;
        let question = self.question(reference, &named[reference].scenario)?;
        let sides = self.produced(named, names, reference)?;
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
        let named: Vec<Named> = self.sides.iter().map(read).collect::<Result<_, Ending>>()?;
        let results = named.iter().all(|side| side.outcome.is_some());
        if results && (self.runs.is_some() || self.seed.is_some() || self.plan.is_some()) {
            let text = "--runs, --seed and --plan are for scenario files; results are as they are";
            return Err(Ending::Usage(text.into()));
        }
        Ok(named)
    }

    /// Runs scenario files into their default folders, or recognises the results there.
    fn produced(
        &self,
        named: Vec<Named>,
        names: Vec<String>,
        reference: usize,
    ) -> Result<Vec<Side>, Ending> {
        let order = self.precise(self.order(&named), &named, reference)?;
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
                    produce(&study, &order, header, place, &cancel)?
                }
            };
            sides.push(Side { name, folder: folder.display().to_string(), scenario, outcome });
        }
        Ok(sides)
    }

    /// The order with as many runs as `--precision` takes.
    fn precise(&self, order: Order, named: &[Named], at: usize) -> Result<Order, Ending> {
        let Some(text) = &self.precision else { return Ok(order) };
        if named.iter().any(|side| side.outcome.is_some()) {
            let text = "--precision adds runs to scenario files; a result is as it is: \
                        `suasion run --resume DIR --extend N` makes it longer";
            return Err(Ending::Usage(text.into()));
        }
        let mut reference = named[at].scenario.clone();
        let asked = precision::read(text, &mut reference)?;
        let metric = match &asked.figure {
            Figure::Mean { .. } => reference.keep.extra.last(),
            Figure::Claim { .. } => None,
        };
        let most = Order { runs: self.runs.unwrap_or(run::CAP), ..order };
        let scenarios: Vec<&Scenario> = named.iter().map(|side| &side.scenario).collect();
        let lacks = |s: &&&Scenario| metric.is_some_and(|metric| !compare::defines(s, metric));
        if let Some(other) = scenarios.iter().find(lacks) {
            let text = format!("--precision: {} has no such metric as {text}", other.name);
            return Err(Ending::Usage(text));
        }
        let runs = compare::precision::runs(&scenarios, at, &most, &asked, metric);
        if runs == most.runs {
            note("--precision may not be reached: --runs is the most runs that are added");
        }
        Ok(Order { runs, ..most })
    }

    /// How scenario files are run: like the first result that is named, so that they pair with it.
    fn order(&self, named: &[Named]) -> Order {
        let hint = named.first().map(|side| side.scenario.run).unwrap_or_default();
        let like = match named.iter().find_map(|side| side.outcome.as_ref()) {
            Some(outcome) => Order { series: Vec::new(), ..Order::of(&outcome.header) },
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
            metrics: asking::metrics(scenario, self.metric.as_deref().unwrap_or_default())?,
            dates: asking::dates(scenario, &self.at)?,
            threads,
        })
    }
}

/// A side as it was named.
pub(super) struct Named {
    path: PathBuf,
    pub scenario: Scenario,
    /// Absent for a scenario file.
    outcome: Option<Outcome>,
}

impl Named {
    /// A result under its scenario's own name; `None` for a scenario file.
    pub fn side(self) -> Option<Side> {
        let (name, folder) = (self.scenario.name.clone(), self.path.display().to_string());
        Some(Side { name, folder, scenario: self.scenario, outcome: self.outcome? })
    }
}

/// A result folder with its scenario, read from the result itself.
pub(super) fn opened(folder: &Path) -> Result<Named, Ending> {
    let outcome = Outcome::open(folder)?;
    let text = &outcome.header.text;
    let scenario = scenario::from_text(text, &format!("the scenario of {}", folder.display()))?;
    Ok(Named { path: folder.to_path_buf(), scenario, outcome: Some(outcome) })
}

/// Names that tell the sides apart: those of the scenarios; where these repeat, of their files or
/// folders; where these do too, with a number.
fn unique(named: &[Named]) -> Vec<String> {
    let mut names: Vec<String> = named.iter().map(|side| side.scenario.name.clone()).collect();
    let stem = |side: &Named| side.path.file_stem().map(|s| s.to_string_lossy().into_owned());
    let stems: Vec<String> = named.iter().map(|side| stem(side).unwrap_or_default()).collect();
    let own = names.clone();
    let repeated = |list: &[String], word: &str| list.iter().filter(|w| *w == word).count() > 1;
    for (at, name) in names.iter_mut().enumerate() {
        if repeated(&own, &own[at]) && !repeated(&stems, &stems[at]) {
            name.clone_from(&stems[at]);
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for name in &mut names {
        let before = seen.iter().filter(|other| *other == name).count();
        seen.push(name.clone());
        if before > 0 {
            *name = format!("{name} ({})", before + 1);
        }
    }
    names
}
