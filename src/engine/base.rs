//! The base year alone: what a scenario says before anything happens.

use crate::mechanism::{self, Parameters};
use crate::model::Model;
use crate::world::{Per, State};

use super::{Drawn, Setting, look};

/// Every observation of the base year, with each number at its median. Nothing is simulated.
pub fn base_year(model: &Model) -> Vec<f64> {
    let medians = model.numbers.iter().map(|n| n.distribution.quantile(0.5));
    let numbers: Per<_, f64> = medians.collect();
    let drawn = Drawn {
        model,
        // No draw decides the base year, whatever the seed.
        setting: &Setting::new(0),
        parameters: &Parameters::take(numbers.values().iter().copied()),
        numbers: &numbers,
        first_run: 0,
    };
    let mut seen = vec![0.0; model.observations.len()];
    let mut state = State::default();
    mechanism::begin(&drawn.context(0, None, &seen), &mut state);
    look(&drawn, &state, 0, &mut seen);
    seen
}
