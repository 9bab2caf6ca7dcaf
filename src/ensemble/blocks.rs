//! Blocks of runs over threads: claimed in order, worked in any order, handed on in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

use crate::numeric::{Grid, LANES};
use crate::outcome::{BATCH, Error, Recorder, Run};

use super::summaries::{Pending, Summaries};
use super::{Order, Watch};

/// Where runs come from: the simulation, or a stand-in with known answers in tests.
pub(super) trait Source: Sync {
    type Group: Group;

    /// Runs in a group.
    fn lanes(&self) -> usize;

    /// The grid of each observation's summary.
    fn grids(&self) -> Vec<Grid>;

    /// Simulates the runs from `first_run` on, one per lane. What a run is must not depend on
    /// the group in which it is simulated.
    fn group(&self, first_run: u64) -> Self::Group;
}

/// Consecutive runs, simulated side by side.
pub(super) trait Group {
    /// What the run in a lane leaves behind.
    fn run(&self, lane: usize) -> Run;

    /// An observation at a step, in every lane.
    fn observe(&self, observation: usize, step: usize, into: &mut [f64]);
}

/// Works through some runs; `receive` is called on this thread with the runs of one block after
/// the other, in order. When it fails no more blocks are begun, and its error is returned. When
/// this returns no thread is at work: the summaries hold the runs received and no others.
pub(super) fn run<S: Source>(
    source: &S,
    threads: &Threads,
    runs: Range<u64>,
    summaries: &Summaries,
    watch: Watch,
    mut receive: impl FnMut(Vec<Run>) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicU64::new(0);
    let failed = AtomicBool::new(false);
    let work = |send: mpsc::SyncSender<(u64, Vec<Run>)>| {
        let most = (runs.end - runs.start) as usize;
        let mut pending = summaries.pending(threads.block as usize, most);
        while !watch.cancel.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
            let block = next.fetch_add(1, Ordering::Relaxed);
            let first = runs.start.saturating_add(block.saturating_mul(threads.block));
            if first >= runs.end {
                break;
            }
            let here = first..runs.end.min(first + threads.block);
            let n = here.end - here.start;
            let done = simulate(source, here, summaries, &mut pending);
            watch.progress.advance(n);
            if send.send((block, done)).is_err() {
                break;
            }
        }
        summaries.end(pending);
    };
    // A few blocks of slack: a slow recorder holds the threads back instead of filling memory.
    let (send, arrivals) = mpsc::sync_channel(2 * threads.number);
    threads.pool.in_place_scope(|scope| {
        for _ in 0..threads.number {
            let (send, work) = (send.clone(), &work);
            scope.spawn(move |_| work(send));
        }
        drop(send);
        let mut result = Ok(());
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (block, runs) in arrivals {
            waiting.insert(block, runs);
            while let Some(runs) = waiting.remove(&due) {
                due += 1;
                if result.is_ok() {
                    result = receive(runs);
                    failed.store(result.is_err(), Ordering::Relaxed);
                }
            }
        }
        result
    })
}

/// The threads of an ensemble.
pub(super) struct Threads {
    pool: rayon::ThreadPool,
    number: usize,
    /// Runs that a thread takes at a time.
    block: u64,
}

impl Threads {
    pub(super) fn new(order: &Order) -> Threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(order.threads);
        let pool = pool.build().expect("the system grants threads");
        // Where there are few runs no thread goes without.
        let share = order.runs.div_ceil(order.threads as u64).next_multiple_of(LANES as u64);
        Threads { pool, number: order.threads, block: order.block.min(share) }
    }
}

/// Simulates a block, group by group, and adds its complete runs to the summaries.
fn simulate<S: Source>(
    source: &S,
    block: Range<u64>,
    summaries: &Summaries,
    pending: &mut Pending,
) -> Vec<Run> {
    let lanes = source.lanes();
    let firsts = block.clone().step_by(lanes);
    let groups: Vec<S::Group> = firsts.clone().map(|first| source.group(first)).collect();
    let mut done = Vec::with_capacity((block.end - block.start) as usize);
    for (first, group) in firsts.zip(&groups) {
        let used = lanes.min((block.end - first) as usize);
        done.extend((0..used).map(|lane| group.run(lane)));
    }
    summaries.add(&groups, lanes, &done, pending);
    done
}

/// Cuts the stream of runs into batches that end at multiples of [`BATCH`], so that a file's bytes
/// do not show how the work was divided.
pub(super) struct Batches<'a> {
    pub(super) recorder: &'a mut dyn Recorder,
    waiting: Vec<Run>,
}

impl<'a> Batches<'a> {
    pub(super) fn new(recorder: &'a mut dyn Recorder) -> Batches<'a> {
        Batches { recorder, waiting: Vec::with_capacity(BATCH) }
    }

    pub(super) fn add(&mut self, runs: Vec<Run>) -> Result<(), Error> {
        for run in runs {
            // A shard leaves runs out, the end of a batch among them.
            let batch = |run: &Run| run.run / BATCH as u64;
            if self.waiting.last().is_some_and(|last| batch(last) != batch(&run)) {
                self.flush()?;
            }
            let closes = (run.run + 1).is_multiple_of(BATCH as u64);
            self.waiting.push(run);
            if closes {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Hands on what waits.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        if !self.waiting.is_empty() {
            self.recorder.record(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }
}
