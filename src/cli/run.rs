//! `run`: the main job, from a file to an answer and a result folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::ensemble::{Bar, Order, plan_word};
use crate::model::Study;
use crate::numeric::{Float, Plan, Vectors};
use crate::outcome::{Outcome, Shard, default_folder};
use crate::report;
use crate::request::producing::{Place, produce};
use crate::request::running::{Asked, Prepared, continued, prepare};
use crate::request::sharing::{self, Known, whole_of};
use crate::scenario::{self, Scenario};

use super::ending::{Done, Ending};
use super::interruption::interruption;
use super::printing::print;

/// Simulate a scenario many times, print the answer and keep the result.
#[derive(Debug, Args)]
pub struct Run {
    /// Scenario file
    #[arg(value_name = "FILE", required_unless_present = "resume")]
    file: Option<PathBuf>,
    /// Number of runs [default: the scenario's, else 10000]; the most with --precision
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    runs: Option<u64>,
    /// Seed of every draw [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How drawn numbers are spread over the runs
    #[arg(long, value_name = "PLAN", default_value = "mc")]
    plan: PlanWord,
    /// Add runs until a figure's standard error is so small, as in `china-overtakes=0.005` for a
    /// claim's probability or `regional_share[central_asia,CHN]@2030=0.001` for a metric's mean
    #[arg(long, value_name = "FIGURE=ERROR")]
    precision: Option<String>,
    /// Result folder [default: results/NAME-DIGITS]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Recompute, and replace an existing result
    #[arg(long)]
    force: bool,
    /// Go on with a result that was interrupted or killed
    #[arg(long, value_name = "DIR", conflicts_with_all = CHOSEN)]
    resume: Option<PathBuf>,
    /// With --resume: go on to so many runs in all, in a result of its own
    #[arg(long, value_name = "N", requires = "resume",
        value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    extend: Option<u64>,
    /// Compute every N-th block of runs only, as one machine of N; `suasion merge` puts shards
    /// together. Given again, it goes on where it was interrupted
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Runs simulated side by side; the result is the same
    #[arg(long, hide = true, value_parser = PossibleValuesParser::new(["1", "16"]))]
    lanes: Option<String>,
    /// Seconds between checkpoints; the result is the same
    #[arg(long, hide = true, value_name = "SECONDS")]
    checkpoint: Option<f64>,
    /// Precision of the state: f32 is about twice as fast, for looking around
    #[arg(long, value_name = "TYPE", value_parser = PossibleValuesParser::new(["f64", "f32"]))]
    float: Option<String>,
    /// Width of the vector instructions; the result is the same
    #[arg(long, hide = true, value_parser = vectors)]
    vectors: Option<Vectors>,
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

/// What a result that is continued has chosen already.
const CHOSEN: [&str; 9] =
    ["file", "runs", "seed", "plan", "precision", "float", "set", "trajectories", "ablate"];

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
    /// The word itself.
    pub(super) fn word(self) -> &'static str {
        plan_word(self.plan())
    }

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
        match (&self.resume, &self.file) {
            (Some(from), _) => self.go_on(from),
            (None, Some(file)) => self.begin(file),
            (None, None) => unreachable!("clap asks for the one or the other"),
        }
    }

    fn begin(&self, file: &Path) -> Done {
        let scenario = scenario::load_with(file, &self.set)?;
        let asked = Asked {
            runs: self.runs,
            seed: self.seed,
            plan: self.plan.plan(),
            precision: self.precision.as_deref(),
            float: if self.float.as_deref() == Some("f32") { Float::F32 } else { Float::F64 },
            series: self.trajectories.as_deref().unwrap_or_default(),
            off: &self.ablate,
        };
        let prepared = prepare(scenario, &asked)?;
        if let Some(shard) = self.shard {
            let place = sharing::default_place(&prepared.header);
            return self.share(prepared, shard, place.join(shard.folder_name()));
        }
        let folder = self.out.clone().unwrap_or_else(|| default_folder(&prepared.header));
        if !self.force
            && let Some(outcome) = Outcome::recognise(&folder, &prepared.header)
        {
            let note = "It was computed before and is printed again; --force recomputes.";
            return again(&prepared, &outcome, note, &folder);
        }
        self.produce(prepared, Place { folder: &folder, replace: self.force, from: None })
    }

    /// Computes one shard; where its folder is `usual`, unless the user says otherwise.
    fn share(&self, prepared: Prepared, shard: Shard, usual: PathBuf) -> Done {
        let prepared = Prepared { order: self.settings(prepared.order), ..prepared };
        let folder = self.out.clone().unwrap_or(usual);
        let bar = Bar::new(&format!("{} {shard}", prepared.header.scenario));
        let watch = (&bar as _, &*interruption()?);
        let computed = sharing::compute(&prepared, shard, &folder, self.force, watch)?;
        print(&report::shard(&computed.manifest, computed.before, &folder.display().to_string()))
    }

    /// Goes on with a shard, or computes another one of the same result beside it.
    fn go_on_with_shard(&self, from: &Path, known: &Known) -> Done {
        if self.extend.is_some() {
            let text = "a shard is a part of so many runs: merge all shards and extend the result";
            return Err(Ending::Usage(text.into()).under("--extend"));
        }
        let shard = self.shard.unwrap_or(known.shard);
        if shard.of() != known.shard.of() {
            let text = format!("{} is of {} shards", known.folder.display(), known.shard.of());
            return Err(Ending::Usage(text).under(&format!("--shard {shard}")));
        }
        let beside = known.folder.with_file_name(shard.folder_name());
        let usual = if shard == known.shard { known.folder.clone() } else { beside };
        self.share(whole_of(&known.header, from)?, shard, usual)
    }

    /// Goes on with what is at a path.
    fn go_on(&self, from: &Path) -> Done {
        if let Some(known) = sharing::known(from, self.shard)? {
            return self.go_on_with_shard(from, &known);
        }
        if self.shard.is_some() {
            let text = "holds no shard: `suasion run FILE --shard I/N` makes the first";
            return Err(Ending::Usage(format!("{} {text}", from.display())));
        }
        let prepared = continued(from, self.extend)?;
        let folder = match &self.out {
            Some(out) => out.clone(),
            None if prepared.longer => default_folder(&prepared.header),
            None => from.to_path_buf(),
        };
        if let Some(outcome) = Outcome::recognise(&folder, &prepared.header) {
            let note = "It is complete: there is nothing to continue.";
            return again(&prepared, &outcome, note, &folder);
        }
        self.produce(prepared, Place { folder: &folder, replace: self.force, from: Some(from) })
    }

    fn produce(&self, prepared: Prepared, place: Place) -> Done {
        let Prepared { scenario, study, order, header, .. } = prepared;
        let order = self.settings(order);
        let bar = Bar::new(&header.scenario);
        let outcome = produce(&study, &order, header, place, (&bar, &*interruption()?))?;
        self.tell(&scenario, &study, &order, &outcome)
    }

    /// Prints the answer and where it is kept.
    fn tell(&self, scenario: &Scenario, study: &Study, order: &Order, outcome: &Outcome) -> Done {
        print(&report::answer(scenario, study, outcome))?;
        if let Some(precision) = &order.precision {
            print(&report::precision(precision, outcome))?;
        }
        let folder = outcome.runs.folder().unwrap_or(Path::new("memory"));
        print(&report::timing(outcome, &folder.display().to_string()))?;
        let partial = outcome.findings.tally.partial();
        Ok(if partial { ExitCode::from(130) } else { ExitCode::SUCCESS })
    }

    /// What changes how the work is done and not what comes of it.
    fn settings(&self, order: Order) -> Order {
        Order {
            threads: self.threads.map_or(order.threads, usize::from),
            lanes: self.lanes.as_ref().map_or(order.lanes, |lanes| {
                lanes.parse().expect("clap lets whole numbers through only")
            }),
            checkpoint_s: self.checkpoint.unwrap_or(order.checkpoint_s),
            vectors: self.vectors.unwrap_or(order.vectors),
            ..order
        }
    }
}

/// Prints what was computed before.
pub(super) fn again(prepared: &Prepared, outcome: &Outcome, note: &str, folder: &Path) -> Done {
    print(&report::answer(&prepared.scenario, &prepared.study, outcome))?;
    print(&format!("{note}\nResult in {}\n", folder.display()))
}

/// Reads a width of vectors that this CPU has.
pub(super) fn vectors(text: &str) -> Result<Vectors, String> {
    let available = Vectors::available();
    let words: Vec<&str> = available.iter().map(|vectors| vectors.word()).collect();
    let found = available.iter().find(|vectors| vectors.word() == text);
    found.copied().ok_or(format!("this CPU has {}", words.join(", ")))
}

/// Reads `key=value`.
pub(super) fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let (key, value) = pair.ok_or("write KEY=VALUE, as in time.end_year=2026")?;
    Ok((key.trim().to_string(), value.trim().to_string()))
}
