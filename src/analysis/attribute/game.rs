//! The game: what a coalition is worth in every run, all coalitions sharing every draw.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ensemble::{self, Order, Progress};
use crate::model::{Model, Study, Variant};

use super::order::Coalition;

/// Models that are simulated at a time: few enough to fit the caches' shadow, many enough to keep
/// the threads busy between two looks at the clock.
const BATCH: usize = 16;

/// What is read of every run.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The metric with its subject and object.
    pub label: String,
    /// The steps of the date; a date of several steps is their mean.
    pub at: RangeInclusive<u32>,
    /// The steps of the date from which a change is counted.
    pub since: Option<RangeInclusive<u32>>,
}

impl Reading {
    /// The last step that it looks at.
    pub fn last(&self) -> u32 {
        let since = self.since.as_ref().map_or(0, |since| *since.end());
        since.max(*self.at.end())
    }

    fn places(&self) -> Vec<(String, u32)> {
        let steps = self.at.clone().chain(self.since.clone().into_iter().flatten());
        steps.map(|step| (self.label.clone(), step)).collect()
    }

    /// The figure of each run from its values at the places.
    fn figures(&self, values: &[Vec<f64>]) -> Vec<f64> {
        let (at, since) = values.split_at(self.at.clone().count());
        let mean = |part: &[Vec<f64>], run: usize| {
            part.iter().map(|step| step[run]).sum::<f64>() / part.len() as f64
        };
        let runs = values.first().map_or(0, Vec::len);
        let figure = |run| {
            let level = mean(at, run);
            if since.is_empty() { level } else { level - mean(since, run) }
        };
        (0..runs).map(figure).collect()
    }
}

/// Coalitions with their value in every run.
#[derive(Debug, Default)]
pub struct Values {
    places: HashMap<Coalition, usize>,
    pub list: Vec<Vec<f64>>,
}

impl Values {
    /// A coalition's value in every run.
    ///
    /// # Panics
    /// Where it was not among the coalitions that were asked for.
    pub fn of(&self, coalition: Coalition) -> &[f64] {
        &self.list[self.places[&coalition]]
    }

    /// Leaves out of every coalition the runs that went wrong in any; returns how many.
    fn agree(&mut self) -> u64 {
        let runs = self.list.first().map_or(0, Vec::len);
        let wrong = |run: &usize| self.list.iter().any(|values| values[*run].is_nan());
        let wrong: Vec<usize> = (0..runs).filter(wrong).collect();
        for values in &mut self.list {
            wrong.iter().for_each(|&run| values[run] = f64::NAN);
        }
        wrong.len() as u64
    }
}

/// Simulates the coalitions, each as one or more models whose figures `combine` joins run by run.
/// Returns their values and the number of runs that are in none of them; `None` where it was
/// interrupted.
pub fn play(
    coalitions: &[Coalition],
    models: impl Fn(Coalition) -> Vec<Model>,
    combine: impl Fn(&[f64]) -> f64,
    reading: &Reading,
    order: &Order,
    (progress, cancel): (&dyn Progress, &AtomicBool),
) -> Option<(Values, u64)> {
    let places = reading.places();
    let mut values = Values::default();
    progress.begin(coalitions.len() as u64 * order.runs);
    for batch in coalitions.chunks(BATCH) {
        if cancel.load(Ordering::Relaxed) {
            progress.end();
            return None;
        }
        let made: Vec<Vec<Model>> = batch.iter().map(|&coalition| models(coalition)).collect();
        let each = made[0].len();
        let mut all = made.into_iter().flatten().map(|model| shortened(model, reading.last()));
        let study = Study {
            base: all.next().expect("a batch holds a model"),
            variants: all.map(coalition_of).collect(),
        };
        let found = ensemble::sample(&study, order, 0..order.runs, &places);
        let figures: Vec<Vec<f64>> = found.iter().map(|values| reading.figures(values)).collect();
        for (&coalition, figures) in batch.iter().zip(figures.chunks(each)) {
            let joined = |run: usize| {
                let parts: Vec<f64> = figures.iter().map(|of_model| of_model[run]).collect();
                combine(&parts)
            };
            values.places.insert(coalition, values.list.len());
            values.list.push((0..order.runs as usize).map(joined).collect());
        }
        progress.advance(batch.len() as u64 * order.runs);
    }
    progress.end();
    let dropped = values.agree();
    Some((values, dropped))
}

fn coalition_of(model: Model) -> Variant {
    Variant { name: "coalition".into(), why: "a coalition of items".into(), model }
}

/// The model ending with the year in which it is last looked at; what it does until then does not
/// depend on when it ends.
pub fn shortened(mut model: Model, last: u32) -> Model {
    let end = model.calendar.year(last).max(model.calendar.base_year + 1);
    model.calendar.end_year = model.calendar.end_year.min(end);
    model
}
