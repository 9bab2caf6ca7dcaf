//! One summary for each observation and step, shared by all threads.
//!
//! Summaries count in integers, so the order in which threads add to them cannot show. Each step has
//! its own lock and threads start at different steps: they hardly ever meet, and memory does not
//! grow with the number of threads or of runs.
//!
//! Sums are added up block by block, bins are counted many blocks at a time ([`Pending`]): all
//! histograms together are larger than any cache, and a visit to one costs the same for few values
//! as for many.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::numeric::{Bin, Grid, NO_BIN, Summary, Vectors};
use crate::outcome::{Layout, ObservationColumn, QUANTILES, Run, SummaryRow};

use super::blocks::Group;

/// The distribution of every observation at every step.
pub(super) struct Summaries {
    steps: Vec<Mutex<Cells>>,
    replicates: Option<u32>,
    /// Summaries are taken with the widest vectors: no width changes them.
    vectors: Vectors,
    /// Room of threads that have ended, for the next ones.
    spare: Mutex<Vec<Pending>>,
}

/// One step, observation by observation.
pub(super) type Cells = Vec<Cell>;

/// One observation at one step.
#[derive(Serialize, Deserialize)]
pub(super) struct Cell {
    summary: Summary,
    /// Totals by replicate, where the error is told from replicates.
    totals: Vec<Total>,
}

/// Number and sum of the values in one replicate; the sum in quanta of the grid, so that it does
/// not depend on the order.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Total {
    n: u64,
    sum: i128,
}

/// A thread's bins that wait to be counted: `runs` of a row of `room` for each step and observation.
pub(super) struct Pending {
    bins: Vec<Bin>,
    room: usize,
    runs: usize,
}

impl Pending {
    /// Memory that the bins of a thread may take, B, and runs that are worth waiting for.
    const MEMORY: usize = 32 << 20;
    const ENOUGH: usize = 256;
}

impl Summaries {
    pub(super) fn new(grids: Vec<Grid>, n_steps: usize, replicates: Option<u32>) -> Summaries {
        let totals = vec![Total::default(); replicates.unwrap_or(0) as usize];
        let cell = |&grid| Cell { summary: Summary::new(grid), totals: totals.clone() };
        let cells = |_| Mutex::new(grids.iter().map(cell).collect());
        let steps = (0..n_steps).map(cells).collect();
        Summaries::of(steps, replicates)
    }

    /// What is merged so far. No thread may be adding to it.
    pub(super) fn state(&self) -> &[Mutex<Cells>] {
        &self.steps
    }

    pub(super) fn from_state(state: Vec<Cells>, replicates: Option<u32>) -> Summaries {
        Summaries::of(state.into_iter().map(Mutex::new).collect(), replicates)
    }

    fn of(steps: Vec<Mutex<Cells>>, replicates: Option<u32>) -> Summaries {
        Summaries { steps, replicates, vectors: Vectors::widest(), spare: Mutex::default() }
    }

    /// Observations, and steps of each.
    pub(super) fn shape(&self) -> (usize, usize) {
        let observations = |cells: &Mutex<Cells>| cells.lock().expect("no thread panicked").len();
        (self.steps.first().map_or(0, observations), self.steps.len())
    }

    /// Takes what was merged elsewhere, from other runs, in; both are of one layout.
    pub(super) fn merge(&mut self, other: Vec<Cells>) {
        for (cells, other) in self.steps.iter_mut().zip(other) {
            let cells = cells.get_mut().expect("no thread panicked");
            cells.iter_mut().zip(&other).for_each(|(cell, other)| cell.merge(other));
        }
    }

    /// Standard deviation of an observation at a step over the runs so far, and how many define it.
    pub(super) fn spread(&self, observation: usize, step: usize) -> (u64, f64) {
        let cells = self.steps[step].lock().expect("no thread panicked");
        let summary = &cells[observation].summary;
        (summary.n(), summary.sd())
    }

    /// Room for the bins of a thread that takes up to `runs` runs, a block at a time.
    pub(super) fn pending(&self, block: usize, runs: usize) -> Pending {
        let (observations, steps) = self.shape();
        let cells = observations * steps;
        let fit = Pending::MEMORY / (cells * size_of::<Bin>()).max(1);
        let room = fit.min(Pending::ENOUGH).max(block).min(runs);
        let spare = self.spare.lock().expect("no thread panicked").pop();
        if let Some(spare) = spare.filter(|spare| spare.room >= room) {
            return spare;
        }
        Pending { bins: vec![NO_BIN; cells * room], room, runs: 0 }
    }

    /// Adds the complete runs of a block; `runs` are those of its groups, one after the other. Their
    /// bins wait in `pending`.
    pub(super) fn add<G: Group>(
        &self,
        groups: &[G],
        lanes: usize,
        runs: &[Run],
        pending: &mut Pending,
    ) {
        if pending.runs + runs.len() > pending.room {
            self.count(pending);
        }
        let complete: Vec<usize> = (0..runs.len()).filter(|&i| runs[i].result.is_ok()).collect();
        let mut values = vec![0.0; groups.len() * lanes];
        for step in self.steps_of_thread() {
            let cells = &mut *self.steps[step].lock().expect("no thread panicked");
            let observations = cells.len();
            for (observation, cell) in cells.iter_mut().enumerate() {
                for (group, values) in groups.iter().zip(values.chunks_exact_mut(lanes)) {
                    group.observe(observation, step, values);
                }
                if complete.len() < runs.len() {
                    complete.iter().enumerate().for_each(|(to, &from)| values[to] = values[from]);
                }
                let values = &values[..complete.len()];
                let row = (step * observations + observation) * pending.room + pending.runs;
                let bins = &mut pending.bins[row..row + values.len()];
                cell.summary.sum_up(self.vectors, values, bins);
                if let Some(replicates) = self.replicates {
                    for (&value, &run) in values.iter().zip(&complete) {
                        let replicate = runs[run].run % u64::from(replicates);
                        cell.add_to_replicate(replicate as usize, value);
                    }
                }
            }
        }
        pending.runs += complete.len();
    }

    /// Counts the bins that wait.
    fn count(&self, pending: &mut Pending) {
        for step in self.steps_of_thread() {
            let cells = &mut *self.steps[step].lock().expect("no thread panicked");
            let row = cells.len() * pending.room;
            let rows = pending.bins[step * row..(step + 1) * row].chunks_exact(pending.room);
            for (cell, bins) in cells.iter_mut().zip(rows) {
                cell.summary.count(&bins[..pending.runs]);
            }
        }
        pending.runs = 0;
    }

    /// Counts what still waits, when a thread ends.
    pub(super) fn end(&self, mut pending: Pending) {
        self.count(&mut pending);
        self.spare.lock().expect("no thread panicked").push(pending);
    }

    /// Every step, from another one for each thread.
    fn steps_of_thread(&self) -> impl Iterator<Item = usize> + use<> {
        let n = self.steps.len();
        let thread = rayon::current_thread_index().unwrap_or(0);
        let start = thread * n / rayon::current_num_threads();
        (start..n).chain(0..start)
    }

    /// The summary table, observation by observation.
    pub(super) fn rows(self, layout: &Layout) -> Vec<SummaryRow> {
        let unlocked = |cells: Mutex<Cells>| cells.into_inner().expect("no thread panicked");
        let steps: Vec<Cells> = self.steps.into_iter().map(unlocked).collect();
        let mut rows = Vec::with_capacity(layout.observations.len() * layout.dates.len());
        for (observation, column) in layout.observations.iter().enumerate() {
            for (step, cells) in steps.iter().enumerate() {
                rows.push(cells[observation].row(column, step, &layout.dates[step]));
            }
        }
        rows
    }
}

impl Cell {
    fn merge(&mut self, other: &Cell) {
        self.summary.merge(&other.summary);
        for (total, other) in self.totals.iter_mut().zip(&other.totals) {
            total.n += other.n;
            total.sum += other.sum;
        }
    }

    fn add_to_replicate(&mut self, replicate: usize, value: f64) {
        if value.is_finite() {
            let total = &mut self.totals[replicate];
            total.n += 1;
            total.sum += i128::from(self.summary.grid().quanta(value));
        }
    }

    fn row(&self, column: &ObservationColumn, step: usize, date: &str) -> SummaryRow {
        let summary = &self.summary;
        SummaryRow {
            metric: column.metric.clone(),
            subject: column.subject.clone(),
            object: column.object.clone(),
            step: step as u32,
            date: date.to_string(),
            unit: column.unit.clone(),
            n: summary.n(),
            mean: summary.mean(),
            sd: summary.sd(),
            mc_error: self.mc_error(),
            quantiles: summary.quantiles(QUANTILES),
        }
    }

    fn mc_error(&self) -> f64 {
        if self.totals.is_empty() {
            return self.summary.mc_error();
        }
        let filled = self.totals.iter().filter(|total| total.n > 0);
        let quantum = self.summary.grid().quantum();
        error_of_replicates(filled.map(|total| total.sum as f64 * quantum / total.n as f64))
    }
}

/// Standard error of a mean of independent replicates, from their spread; NaN for fewer than two.
pub(super) fn error_of_replicates(means: impl Iterator<Item = f64>) -> f64 {
    let means: Vec<f64> = means.collect();
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let squares: f64 = means.iter().map(|m| (m - mean) * (m - mean)).sum();
    if means.len() < 2 { f64::NAN } else { (squares / (n - 1.0) / n).sqrt() }
}
