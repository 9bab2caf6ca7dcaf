//! `run`: the main job, from a file to an answer and a result folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::ensemble::{self, Bar, Order};
use crate::model::{self, Study};
use crate::numeric::Plan;
use crate::outcome::{Draft, Header, Input, Layout, Outcome, default_folder};
use crate::scenario::{self, Scenario};
use crate::{mechanism, report};

use super::ending::{Done, Ending};
use super::printing::print;
use super::series;

/// Runs where neither the command line nor the scenario says how many.
pub(super) const RUNS: u64 = 10_000;
/// Seed where neither says one.
pub(super) const SEED: u64 = 1;

/// Simulate a scenario many times, print the answer and keep the result.
#[derive(Debug, Args)]
pub struct Run {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Number of runs [default: the scenario's, else 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    runs: Option<u64>,
    /// Seed of every draw [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How drawn numbers are spread over the runs
    #[arg(long, value_name = "PLAN", default_value = "mc")]
    plan: PlanWord,
    /// Result folder [default: results/NAME-DIGITS]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Recompute, and replace an existing result
    #[arg(long)]
    force: bool,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Runs simulated side by side; the result is the same
    #[arg(long, hide = true, value_parser = PossibleValuesParser::new(["1", "4", "8", "16"]))]
    lanes: Option<String>,
    /// Set a number or a key of the scenario, as in `time.end_year=2026`; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Keep these metrics at every step of every run, as in `gdp` or `debt[CHN,KGZ]`
    #[arg(long, value_name = "METRIC,…")]
    trajectories: Option<String>,
    /// Switch mechanisms off, to see what they do
    #[arg(long, value_name = "MECHANISM,…", value_delimiter = ',')]
    ablate: Vec<String>,
}

/// A sampling plan on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PlanWord {
    /// Monte Carlo: independent draws
    Mc,
    /// Latin hypercube: every range covered evenly
    Lhs,
    /// Sobol points: every pair of ranges covered evenly
    Sobol,
}

impl PlanWord {
    pub(super) fn plan(self) -> Plan {
        match self {
            PlanWord::Mc => Plan::MonteCarlo,
            PlanWord::Lhs => Plan::LatinHypercube,
            PlanWord::Sobol => Plan::Sobol,
        }
    }
}

impl Run {
    pub fn go(self) -> Done {
        let mut scenario = scenario::load_with(&self.file, &self.set)?;
        let series = self.trajectories.as_deref().unwrap_or_default();
        let series = series::keep(&mut scenario, series)?;
        let mut study = model::compile(&scenario);
        series::check(&series, &study)?;
        let off = switch_off(&mut study, &self.ablate)?;
        let order = self.order(&scenario, series);
        let header = order.header(header(&scenario, off));
        let folder = self.out.clone().unwrap_or_else(|| default_folder(&header));
        if !self.force
            && let Some(outcome) = Outcome::recognise(&folder, &header)
        {
            print(&report::answer(&scenario, &study, &outcome))?;
            let note = "It was computed before and is printed again; --force recomputes.";
            return print(&format!("{note}\nResult in {}\n", folder.display()));
        }
        let outcome = simulate(&study, &order, header, (&folder, self.force), &*interruption()?)?;
        print(&report::answer(&scenario, &study, &outcome))?;
        print(&report::timing(&outcome, &folder.display().to_string()))?;
        let partial = outcome.findings.tally.partial();
        Ok(if partial { ExitCode::from(130) } else { ExitCode::SUCCESS })
    }

    fn order(&self, scenario: &Scenario, series: Vec<String>) -> Order {
        let runs = self.runs.or(scenario.run.runs).unwrap_or(RUNS);
        let seed = self.seed.or(scenario.run.seed).unwrap_or(SEED);
        let order = Order::new(runs, seed);
        Order {
            plan: self.plan.plan(),
            threads: self.threads.map_or(order.threads, usize::from),
            lanes: self.lanes.as_ref().map_or(order.lanes, |lanes| {
                lanes.parse().expect("clap lets whole numbers through only")
            }),
            series,
            ..order
        }
    }
}

/// Runs the ensemble into a folder, which replaces an existing one where that is allowed; `cancel`
/// ends it after the blocks at hand.
pub(super) fn simulate(
    study: &Study,
    order: &Order,
    header: Header,
    (folder, replace): (&Path, bool),
    cancel: &AtomicBool,
) -> Result<Outcome, Ending> {
    let layout = Layout::of(study, &order.series);
    let bar = Bar::new(&header.scenario);
    let mut draft = Draft::create(folder, replace, header, &layout)?;
    let findings = ensemble::run(study, order, &mut draft, &bar, cancel)?;
    if findings.tally.simulated == 0 {
        let text = "interrupted before any run was complete; nothing is kept";
        return Err(Ending::Interrupted(text.into()));
    }
    Ok(draft.finish(findings)?)
}

/// Becomes true at the first Ctrl-C; the second one ends the process at once.
pub(super) fn interruption() -> Result<Arc<AtomicBool>, Ending> {
    let cancel = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&cancel);
    let handler = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    handler.map_err(|error| Ending::Failure(format!("cannot listen to Ctrl-C: {error}")))?;
    Ok(cancel)
}

/// What the result says of the scenario.
pub(super) fn header(scenario: &Scenario, off: Vec<String>) -> Header {
    let inputs = scenario.inputs.iter().cloned();
    Header {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        text: scenario::effective_toml(scenario),
        inputs: inputs.map(|(path, sha256)| Input { path, sha256 }).collect(),
        off,
        ..Header::default()
    }
}

/// Switches mechanisms off in the model and in all its variants.
fn switch_off(study: &mut Study, names: &[String]) -> Result<Vec<String>, Ending> {
    let known = || mechanism::CAUSAL_ORDER.iter().map(|m| m.name);
    if let Some(unknown) = names.iter().find(|name| !known().any(|k| k == *name)) {
        let near = scenario::near(unknown, known());
        return Err(Ending::Usage(format!("no mechanism is called `{unknown}`; {near}")));
    }
    let off: Vec<&'static str> = known().filter(|k| names.iter().any(|name| name == k)).collect();
    study.base.off = off.clone();
    for variant in &mut study.variants {
        variant.model.off = off.clone();
    }
    Ok(off.into_iter().map(str::to_string).collect())
}

/// Reads `key=value`.
fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=');
    let (key, value) = pair.ok_or("write KEY=VALUE, as in time.end_year=2026")?;
    Ok((key.trim().to_string(), value.trim().to_string()))
}
