//! One summary for each observation and step, shared by all threads.
//!
//! Summaries count in integers, so the order in which threads add to them cannot show. Each
//! observation has its own lock and threads start at different observations: they hardly ever
//! meet, and memory does not grow with the number of threads or of runs.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::numeric::{Grid, Summary, Vectors};
use crate::outcome::{Layout, ObservationColumn, QUANTILES, Run, SummaryRow};

use super::blocks::Group;

/// The distribution of every observation at every step.
pub(super) struct Summaries {
    observations: Vec<Mutex<Cells>>,
    replicates: Option<u32>,
    /// Summaries are taken with the widest vectors: no width changes them.
    vectors: Vectors,
}

/// One observation, step by step.
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

impl Summaries {
    pub(super) fn new(grids: Vec<Grid>, n_steps: usize, replicates: Option<u32>) -> Summaries {
        let totals = vec![Total::default(); replicates.unwrap_or(0) as usize];
        let cell = |grid| Cell { summary: Summary::new(grid), totals: totals.clone() };
        let cells = |grid: Grid| Mutex::new((0..n_steps).map(|_| cell(grid)).collect());
        let observations = grids.into_iter().map(cells).collect();
        Summaries { observations, replicates, vectors: Vectors::widest() }
    }

    /// What is merged so far. No thread may be adding to it.
    pub(super) fn state(&self) -> &[Mutex<Cells>] {
        &self.observations
    }

    pub(super) fn from_state(state: Vec<Cells>, replicates: Option<u32>) -> Summaries {
        let observations = state.into_iter().map(Mutex::new).collect();
        Summaries { observations, replicates, vectors: Vectors::widest() }
    }

    /// Observations, and steps of each.
    pub(super) fn shape(&self) -> (usize, usize) {
        let steps = |cells: &Mutex<Cells>| cells.lock().expect("no thread panicked").len();
        (self.observations.len(), self.observations.first().map_or(0, steps))
    }

    /// Standard deviation of an observation at a step over the runs so far, and how many define it.
    pub(super) fn spread(&self, observation: usize, step: usize) -> (u64, f64) {
        let cells = self.observations[observation].lock().expect("no thread panicked");
        let summary = &cells[step].summary;
        (summary.n(), summary.sd())
    }

    /// Adds the complete runs of a block; `runs` are those of its groups, one after the other.
    pub(super) fn add<G: Group>(&self, groups: &[G], lanes: usize, runs: &[Run]) {
        let complete = |run: &Run| run.result.is_ok();
        let all = runs.iter().all(complete);
        let n = self.observations.len();
        let thread = rayon::current_thread_index().unwrap_or(0);
        let start = thread * n / rayon::current_num_threads();
        let mut values = vec![0.0; groups.len() * lanes];
        let mut kept = Vec::with_capacity(runs.len());
        for observation in (start..n).chain(0..start) {
            let cells = &mut *self.observations[observation].lock().expect("no thread panicked");
            for (step, cell) in cells.iter_mut().enumerate() {
                for (group, values) in groups.iter().zip(values.chunks_exact_mut(lanes)) {
                    group.observe(observation, step, values);
                }
                if all {
                    cell.summary.insert_all(self.vectors, &values[..runs.len()]);
                } else {
                    kept.clear();
                    kept.extend(
                        values.iter().zip(runs).filter(|(_, r)| complete(r)).map(|(v, _)| v),
                    );
                    cell.summary.insert_all(self.vectors, &kept);
                }
                if let Some(replicates) = self.replicates {
                    for (&value, run) in values.iter().zip(runs).filter(|(_, r)| complete(r)) {
                        let replicate = run.run % u64::from(replicates);
                        cell.add_to_replicate(replicate as usize, value);
                    }
                }
            }
        }
    }

    /// The summary table, observation by observation.
    pub(super) fn rows(self, layout: &Layout) -> Vec<SummaryRow> {
        let mut rows = Vec::with_capacity(layout.observations.len() * layout.dates.len());
        for (column, cells) in layout.observations.iter().zip(self.observations) {
            let cells = cells.into_inner().expect("no thread panicked");
            let row = |(step, cell): (usize, &Cell)| cell.row(column, step, &layout.dates[step]);
            rows.extend(cells.iter().enumerate().map(row));
        }
        rows
    }
}

impl Cell {
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
