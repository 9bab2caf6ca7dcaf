//! Ensembles: many runs of a study, merged so that nothing but the order decides the result.
//!
//! ```text
//! blocks of runs ─simulate, judge (threads)→ shared summaries (integers: any order)
//!                                          → runs in order of ids → recorder, verdicts
//! ```
//!
//! Blocks are worked through in stretches. Between two of them no thread is at work: there the
//! ensemble may be made safe (a checkpoint) or be found precise enough. Neither can be seen in the
//! result.
//!
//! Blocks are claimed in order of their ids and a block that was claimed is always finished. So an
//! interrupted ensemble is the runs `0..k`, as balanced a sample as a smaller ensemble would be.
//! This is the only room that knows threads and clocks; neither can reach a number.

/// Calls a function for the lanes and the precision of an order.
macro_rules! in_lanes {
    ($order:expr, $work:ident($($argument:expr),* $(,)?)) => {
        match ($order.lanes, $order.float) {
            (1, $crate::numeric::Float::F64) => $work::<f64>($($argument),*),
            (1, $crate::numeric::Float::F32) => $work::<$crate::numeric::Single<1>>($($argument),*),
            ($crate::numeric::LANES, $crate::numeric::Float::F64) => {
                $work::<$crate::numeric::Row<{ $crate::numeric::LANES }>>($($argument),*)
            }
            ($crate::numeric::LANES, $crate::numeric::Float::F32) => {
                $work::<$crate::numeric::Single<{ $crate::numeric::LANES }>>($($argument),*)
            }
            (other, _) => panic!("{other} lanes; there are programs for 1 and 16"),
        }
    };
}

mod bench;
mod blocks;
mod digest;
mod pieces;
mod progress;
mod replay;
mod sample;
mod shard;
mod simulation;
mod spare;
mod standing;
mod stretch;
mod summaries;
pub mod variance;
mod verdicts;
mod visit;

pub use bench::{Measured, Share, measure, profile};
pub use digest::digest;
pub use pieces::pieces;
pub use progress::{Bar, Progress, Silent};
pub use replay::{Drawn, again, drawn, one};
pub use sample::{Values, sample, verdicts};
pub use shard::{Merging, Worked, run_shard};
pub use visit::{Lanes, Visit, visit};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::model::Study;
use crate::numeric::{Float, LANES, Plan, PlanDraws, Real, Vectors};
use crate::outcome::{Error, Findings, Header, Layout, Recorder, Standing, Timing};

use blocks::Source;
use simulation::Simulation;
use stretch::Stretches;
use summaries::Summaries;
use verdicts::Verdicts;

/// What is asked of an ensemble. Only `runs`, `seed`, `plan`, `replicates` and `float` decide its
/// numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// At least 1, at most [`Order::MOST_RUNS`].
    pub runs: u64,
    pub seed: u64,
    /// How the drawn numbers are spread over the runs.
    pub plan: Plan,
    /// Independent repetitions of a Latin hypercube or of Sobol points, at least 2.
    pub replicates: u32,
    pub threads: usize,
    /// Runs simulated side by side: 16, or 1 for the scalar oracle.
    pub lanes: usize,
    /// The width of vectors; every width gives the same numbers.
    pub vectors: Vectors,
    /// The precision of the state.
    pub float: Float,
    /// Runs that a thread takes at a time.
    pub block: u64,
    /// Metrics (`trade_share`) or observations (`trade_share[KAZ,CHN]`) to keep at every step of
    /// every run.
    pub series: Vec<String>,
    /// Ends the ensemble before its last run, as soon as a figure is precise enough.
    pub precision: Option<Precision>,
    /// Time between checkpoints, s.
    pub checkpoint_s: f64,
}

/// A figure and the standard error at which it is precise enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    pub figure: Figure,
    /// In the figure's unit.
    pub standard_error: f64,
}

/// Whose standard error is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// The mean of an observation at a step.
    Mean { label: String, step: u32 },
    /// The probability of a claim.
    Claim { id: String },
}

impl Order {
    /// What the summaries' integers can count.
    pub const MOST_RUNS: u64 = 1 << 24;

    /// Runs by Monte Carlo on every core, with the lanes and blocks that are fastest as a rule.
    pub fn new(runs: u64, seed: u64) -> Order {
        Order {
            runs,
            seed,
            plan: Plan::MonteCarlo,
            replicates: PlanDraws::REPLICATES,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            lanes: LANES,
            vectors: Vectors::widest(),
            float: Float::F64,
            block: 64,
            series: Vec::new(),
            precision: None,
            checkpoint_s: 10.0,
        }
    }

    /// The order that gave a result.
    ///
    /// # Panics
    /// Where the header names no plan; one that was read from a folder does.
    pub fn of(header: &Header) -> Order {
        let order = Order::new(header.runs, header.seed);
        let plans = [Plan::MonteCarlo, Plan::LatinHypercube, Plan::Sobol];
        let plan = plans.into_iter().find(|&plan| plan_word(plan) == header.plan);
        let plan = plan.expect("a header names its plan");
        let several = plan != Plan::MonteCarlo;
        let replicates = if several { header.replicates } else { order.replicates };
        let (series, float) = (header.series.clone(), header.float);
        Order { plan, replicates, series, float, ..order }
    }

    /// The header of the result that this order gives; `scenario` says everything about the
    /// scenario (name, title, text and inputs) and is completed here.
    pub fn header(&self, scenario: Header) -> Header {
        Header {
            seed: self.seed,
            plan: plan_word(self.plan).to_string(),
            replicates: self.error_replicates().unwrap_or(1),
            runs: self.runs,
            series: self.series.clone(),
            float: self.float,
            version: env!("CARGO_PKG_VERSION").to_string(),
            ..scenario
        }
    }

    /// How many replicates the error is told from; `None` where runs are independent.
    fn error_replicates(&self) -> Option<u32> {
        (self.plan != Plan::MonteCarlo).then_some(self.replicates)
    }

    fn check(&self) {
        assert!((1..=Self::MOST_RUNS).contains(&self.runs), "{} runs", self.runs);
        assert!(self.threads > 0 && self.block > 0, "an ensemble needs threads and blocks");
        assert!(self.replicates > 1, "an error needs at least two replicates");
        let single = self.precision.is_none() || self.plan == Plan::MonteCarlo;
        assert!(single, "a stopping rule needs independent runs");
    }
}

/// The plan's word on the command line and in results.
pub fn plan_word(plan: Plan) -> &'static str {
    match plan {
        Plan::MonteCarlo => "mc",
        Plan::LatinHypercube => "lhs",
        Plan::Sobol => "sobol",
    }
}

/// Runs a study as ordered: every run goes to `recorder` in order of ids, and the merged tables
/// come back. Setting `cancel` ends it after the blocks at hand; the result then says that it is
/// partial.
///
/// # Errors
/// Those of the recorder; the ensemble stops at the first.
///
/// # Panics
/// Where the order asks for no or too many runs, or for a number of lanes other than 1 and 16.
pub fn run(
    study: &Study,
    order: &Order,
    recorder: &mut dyn Recorder,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Findings, Error> {
    resume(study, order, None, recorder, progress, cancel)
}

/// Like [`run`], from where a smaller ensemble of the same study and order stands. The result is
/// that of the whole run at once.
///
/// # Errors
/// Those of the recorder, or a standing that cannot be read.
pub fn resume(
    study: &Study,
    order: &Order,
    from: Option<&Standing>,
    recorder: &mut dyn Recorder,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Findings, Error> {
    fn with<R: Real>(
        study: &Study,
        order: &Order,
        from: Option<&Standing>,
        watch: Watch,
        recorder: &mut dyn Recorder,
    ) -> Result<Findings, Error> {
        let layout = Layout::of(study, &order.series);
        let simulation = Simulation::<R>::new(study, order, &layout);
        let mut findings = gather(&simulation, &layout, order, from, watch, recorder)?;
        if findings.tally.requested >= variance::FEWEST && !findings.tally.partial() {
            findings.variance = variance::split::<R>(study, order);
        }
        Ok(findings)
    }
    let watch = Watch { progress, cancel };
    in_lanes!(order, with(study, order, from, watch, recorder))
}

/// Who looks on, and who may end it.
#[derive(Clone, Copy)]
struct Watch<'a> {
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

/// Simulates, merges and records the runs of any source.
fn gather<S: Source>(
    source: &S,
    layout: &Layout,
    order: &Order,
    from: Option<&Standing>,
    watch: Watch,
    recorder: &mut dyn Recorder,
) -> Result<Findings, Error> {
    order.check();
    let start = Instant::now();
    let replicates = order.error_replicates();
    let (summaries, mut verdicts) = match from {
        Some(standing) => standing::unpack(standing, layout, replicates)?,
        None => (
            Summaries::new(source.grids(), layout.dates.len(), replicates),
            Verdicts::new(layout, replicates),
        ),
    };
    let before = verdicts.state().simulated;
    let mut batches = blocks::Batches::new(recorder);
    let threads = blocks::Threads::new(order);
    let mut stretches = Stretches::new(order, before);
    watch.progress.begin(order.runs);
    watch.progress.advance(before);
    let ended = loop {
        let runs = match stretches.next(layout, &summaries, &verdicts) {
            Some(runs) if !watch.cancel.load(Ordering::Relaxed) => runs,
            _ => break Ok(()),
        };
        watch.progress.expect(stretches.goal);
        let done = blocks::run(source, &threads, runs, &summaries, watch, |runs| {
            runs.iter().for_each(|run| verdicts.add(run));
            batches.add(runs)
        });
        let kept = done.and_then(|()| {
            if stretches.checkpoint_is_due(&verdicts) {
                batches.flush()?;
                batches.recorder.checkpoint(standing::pack(&summaries, &verdicts)?)?;
            }
            Ok(())
        });
        if kept.is_err() {
            break kept;
        }
    };
    watch.progress.end();
    ended?;
    batches.flush()?;
    batches.recorder.end(standing::pack(&summaries, &verdicts)?);
    let seconds = start.elapsed().as_secs_f64();
    let tally = verdicts.tally(stretches.goal);
    let simulated = (tally.simulated - before) as f64;
    let timing = Timing { seconds, threads: order.threads, runs_per_second: simulated / seconds };
    Ok(Findings {
        summary: summaries.rows(layout),
        claims: verdicts.claims(),
        crossings: verdicts.crossings(),
        variance: Vec::new(),
        tally,
        timing,
    })
}

#[cfg(test)]
mod tests;
