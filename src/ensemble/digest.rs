//! A digest of every bit of every state: what no thread, lane, vector or CPU may change.

use crate::engine;
use crate::model::{Model, Study};
use crate::numeric::Real;
use crate::outcome::{Layout, sha256};

use super::Order;
use super::simulation::Simulation;

/// The digest of the states of an order's runs, in the base model and in every variant: for each
/// run the digest of its fields' bits, step by step in the order of the state table.
///
/// `R` says how many runs are simulated side by side; the order's own lanes do not count.
pub fn digest<R: Real>(study: &Study, order: &Order) -> String {
    let layout = Layout::of(study, &[]);
    let simulation = Simulation::<R>::new(study, order, &layout);
    let mut of_runs = String::new();
    for first_run in (0..order.runs).step_by(R::LANES) {
        let used = R::LANES.min((order.runs - first_run) as usize);
        let mut lanes = vec![String::new(); used];
        for (model, numbers) in simulation.numbers(first_run) {
            let states = states(&simulation, model, &numbers, first_run);
            for (lane, bytes) in lanes.iter_mut().zip(states) {
                *lane += &sha256(&bytes);
            }
        }
        of_runs += &lanes.concat();
    }
    sha256(of_runs.as_bytes())
}

/// The bytes of every state of a group of runs, by lane.
fn states<R: Real>(
    simulation: &Simulation<R>,
    model: &Model,
    numbers: &[R],
    first_run: u64,
) -> Vec<Vec<u8>> {
    let mut bytes = vec![Vec::new(); R::LANES];
    engine::replay(model, simulation.setting(), numbers, first_run, |_, state, _| {
        state.each(&mut |row: &R| {
            for (lane, bytes) in bytes.iter_mut().enumerate() {
                bytes.extend_from_slice(&row.lane(lane).to_bits().to_le_bytes());
            }
        });
    });
    bytes
}
