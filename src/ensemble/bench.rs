//! How fast a study is: where the time of a run goes, and how many runs a second there are.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use indexmap::IndexMap;

use crate::engine;
use crate::model::Study;
use crate::numeric::{LANES, Row};
use crate::outcome::{Error, Layout, Recorder, Run};

use super::simulation::Simulation;
use super::{Order, Silent, run};

/// Part of the time of simulating the base model.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// A mechanism's name, or what else is done.
    pub part: &'static str,
    /// Nanoseconds per run and step.
    pub ns_per_step: f64,
}

/// Where the time of the base model goes, on this thread: the least of some rounds over one group
/// of runs, part by part, the largest first.
pub fn profile(study: &Study, order: &Order, rounds: u32) -> Vec<Share> {
    let layout = Layout::of(study, &[]);
    let simulation = Simulation::<Row<LANES>>::new(study, order, &layout);
    let (model, numbers) = simulation.numbers(0).swap_remove(0);
    let mut least: IndexMap<&str, f64> = IndexMap::new();
    for _ in 0..rounds {
        let mut seconds: IndexMap<&str, f64> = IndexMap::new();
        let mut since = Instant::now();
        let lap = |part| {
            let now = Instant::now();
            *seconds.entry(part).or_default() += (now - since).as_secs_f64();
            since = now;
        };
        engine::watch(model, simulation.setting(), &numbers, 0, (|_, _: &_, _: &[_]| {}, lap));
        for (part, seconds) in seconds {
            let best = least.entry(part).or_insert(f64::INFINITY);
            *best = best.min(seconds);
        }
    }
    let steps = f64::from(model.calendar.n_steps()) * LANES as f64;
    let share = |(part, seconds)| Share { part, ns_per_step: 1e9 * seconds / steps };
    let mut shares: Vec<Share> = least.into_iter().map(share).collect();
    shares.sort_by(|a, b| b.ns_per_step.total_cmp(&a.ns_per_step));
    shares
}

/// Speeds of one kind of order, in runs per second, as measured one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured(pub Vec<f64>);

impl Measured {
    /// The middle one.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Measures orders in turn, several times over, so that what else the machine does meets all of
/// them alike. Nothing is written.
pub fn measure(study: &Study, orders: &[Order], rounds: u32) -> Vec<Measured> {
    let mut measured = vec![Measured::default(); orders.len()];
    for _ in 0..rounds {
        for (order, measured) in orders.iter().zip(&mut measured) {
            let start = Instant::now();
            let cancel = AtomicBool::new(false);
            let done = run(study, order, &mut Nothing, &Silent, &cancel);
            let simulated = done.expect("nothing is written, so nothing fails").tally.simulated;
            measured.0.push(simulated as f64 / start.elapsed().as_secs_f64());
        }
    }
    measured
}

/// Keeps nothing: files are not what is measured here.
struct Nothing;

impl Recorder for Nothing {
    fn record(&mut self, _: &[Run]) -> Result<(), Error> {
        Ok(())
    }
}
