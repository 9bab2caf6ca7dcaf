//! Visits: the runs of a study side by side, before anything is simulated, for an analysis that looks
//! at more of a run than what it observes.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::engine::Setting;
use crate::model::{Model, Study};
use crate::numeric::{Real, Row};
use crate::outcome::Layout;

use super::simulation::Simulation;
use super::{Order, Progress};

/// Runs visited side by side.
pub type Lanes = Row<16>;

/// Consecutive runs of a study with their numbers as drawn.
pub struct Visit<'a> {
    pub setting: &'a Setting,
    pub first_run: u64,
    /// Lanes that hold runs of the order; the others repeat the last one's numbers.
    pub used: usize,
    /// The base first, then the variants.
    pub models: Vec<(&'a Model, Vec<Lanes>)>,
}

/// Hands the runs `runs` of a study to `look`, group by group over the threads; what it says comes
/// back in order of the runs, or nothing where `cancel` was set in between. Progress is told in
/// runs.
pub fn visit<T: Send>(
    study: &Study,
    order: &Order,
    runs: Range<u64>,
    (progress, cancel): (&dyn Progress, &AtomicBool),
    look: impl Fn(&Visit) -> T + Sync,
) -> Option<Vec<T>> {
    let layout = Layout::of(study, &[]);
    let simulation = Simulation::<Lanes>::new(study, order, &layout);
    let lanes = Lanes::LANES as u64;
    let groups = (runs.end - runs.start).div_ceil(lanes);
    progress.begin(runs.end - runs.start);
    let one = |group: u64| {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let first_run = runs.start + group * lanes;
        let used = (runs.end - first_run).min(lanes);
        let visit = Visit {
            setting: simulation.setting(),
            first_run,
            used: used as usize,
            models: simulation.numbers(first_run),
        };
        let said = look(&visit);
        progress.advance(used);
        Some(said)
    };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(order.threads);
    let threads = threads.build().expect("the system grants threads");
    let all = threads.install(|| (0..groups).into_par_iter().map(one).collect());
    progress.end();
    all
}
