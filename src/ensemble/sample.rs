//! Single readings of a study and its variants over the same runs: what an analysis asks for when
//! it needs every run's value and no result.

use std::ops::Range;

use rayon::prelude::*;

use crate::engine::{Status, Trajectory};
use crate::model::{Model, Reading, Study};
use crate::numeric::{LANES, Real, Row};
use crate::outcome::Layout;

use super::Order;
use super::blocks::{Group as _, Source as _};
use super::simulation::{Simulated, Simulation};

/// Runs simulated side by side.
type Lanes = Row<LANES>;

/// The values of some readings, of one model.
pub type Values = Vec<Vec<f64>>;

/// Simulates the runs `runs` of a study; the values come back by model (the base first, then the
/// variants in their order), reading and run. A label that a model does not observe, a step beyond
/// its end, and a run that went wrong are NaN.
///
/// Only the order's seed, plan, replicates and runs decide the values; a run's values are those
/// that an ensemble of the same order gives it.
pub fn sample(
    study: &Study,
    order: &Order,
    runs: Range<u64>,
    readings: &[(String, u32)],
) -> Vec<Values> {
    let layout = Layout::of(study, &[]);
    let simulation = Simulation::<Lanes>::new(study, order, &layout);
    let models: Vec<&Model> =
        std::iter::once(&study.base).chain(study.variants.iter().map(|v| &v.model)).collect();
    let places: Vec<Vec<Option<Reading>>> = models
        .iter()
        .map(|model| readings.iter().map(|(label, step)| place(model, label, *step)).collect())
        .collect();
    let groups = (runs.end - runs.start).div_ceil(Lanes::LANES as u64);
    let work = || -> Vec<Vec<Values>> {
        let starts = (0..groups).into_par_iter().map(|g| runs.start + g * Lanes::LANES as u64);
        let read = |first: u64| {
            let used = (runs.end - first).min(Lanes::LANES as u64) as usize;
            read(&simulation.group(first), &places, used)
        };
        starts.map(read).collect()
    };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(order.threads);
    let groups = threads.build().expect("the system grants threads").install(work);
    join(groups, models.len(), readings.len())
}

/// Whether a claim holds in the runs `runs` of a study: 1 or 0, NaN where a run does not decide it
/// or went wrong, or the study has no such claim.
pub fn verdicts(study: &Study, order: &Order, runs: Range<u64>, claim: &str) -> Vec<f64> {
    let layout = Layout::of(study, &[]);
    let Some(claim) = layout.claims.iter().position(|column| column.id == claim) else {
        return runs.map(|_| f64::NAN).collect();
    };
    let simulation = Simulation::<Lanes>::new(study, order, &layout);
    let groups = (runs.end - runs.start).div_ceil(Lanes::LANES as u64);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(order.threads);
    let judged: Vec<Vec<f64>> = threads.build().expect("the system grants threads").install(|| {
        let starts = (0..groups).into_par_iter().map(|g| runs.start + g * Lanes::LANES as u64);
        let judge = |first: u64| {
            let group = simulation.group(first);
            let used = (runs.end - first).min(Lanes::LANES as u64) as usize;
            let verdict = |lane| match group.run(lane).result {
                Ok(run) => run.claims[claim].scenario.map_or(f64::NAN, |y| f64::from(u8::from(y))),
                Err(_) => f64::NAN,
            };
            (0..used).map(verdict).collect()
        };
        starts.map(judge).collect()
    });
    judged.concat()
}

/// Where a model observes a label, if it does and runs that long.
fn place(model: &Model, label: &str, step: u32) -> Option<Reading> {
    let observation = model.observations.iter().position(|o| o.label == label)?;
    (step <= model.calendar.n_steps()).then_some(Reading { observation, step })
}

/// The readings of one group of runs, by model, reading and lane.
fn read(group: &Simulated<Lanes>, places: &[Vec<Option<Reading>>], used: usize) -> Vec<Values> {
    let value = |run: &Trajectory<Lanes>, place: Option<Reading>, lane: usize| match place {
        Some(at) if run.status[lane] == Status::Complete => {
            run.at(at.step, at.observation).lane(lane)
        }
        _ => f64::NAN,
    };
    let of = |(run, places): (&Trajectory<Lanes>, &Vec<Option<Reading>>)| {
        let lanes = |&place: &Option<Reading>| (0..used).map(|l| value(run, place, l)).collect();
        places.iter().map(lanes).collect()
    };
    group.trajectories().zip(places).map(of).collect()
}

/// Puts groups one after the other.
fn join(groups: Vec<Vec<Values>>, models: usize, readings: usize) -> Vec<Values> {
    let mut all = vec![vec![Vec::new(); readings]; models];
    for group in groups {
        for (whole, part) in all.iter_mut().zip(group) {
            for (values, more) in whole.iter_mut().zip(part) {
                values.extend(more);
            }
        }
    }
    all
}
