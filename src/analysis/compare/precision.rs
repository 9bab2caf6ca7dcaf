//! How many runs a difference needs: the stopping rule of `run`, looking at the spread of the
//! paired difference.
//!
//! Only the figure in question is simulated for it; the results that are compared are then made
//! with as many runs as it took.

use std::ops::Range;

use crate::ensemble::{self, Figure, Order, Precision};
use crate::model::{self, Study, Variant};
use crate::numeric::stopping::{self, Look};
use crate::scenario::{MetricRef, Scenario};

/// The number of runs after which the differences of all scenarios from the reference are as
/// precise as asked; `order.runs` is the most. `metric` is what the figure reads, unless it is a
/// claim.
pub fn runs(
    scenarios: &[&Scenario],
    reference: usize,
    order: &Order,
    asked: &Precision,
    metric: Option<&MetricRef>,
) -> u64 {
    let source = Source::new(scenarios, &asked.figure, metric);
    let mut spreads = vec![Spread::default(); scenarios.len()];
    let (mut done, mut goal) = (0, order.runs.min(stopping::FEWEST));
    loop {
        let values = source.values(order, done..goal);
        for (spread, one) in spreads.iter_mut().zip(&values) {
            spread.add(one, &values[reference]);
        }
        done = goal;
        let others = spreads.iter().enumerate().filter(|(at, _)| *at != reference);
        let looks = others.map(|(_, spread)| spread.look(done, asked.standard_error, order.block));
        let next = looks.filter_map(|look| match look {
            Look::Enough => None,
            Look::Again(next) => Some(next),
        });
        match next.max() {
            Some(next) if done < order.runs => goal = next.clamp(done + 1, order.runs),
            _ => return done,
        }
    }
}

/// Where the values of the figure come from.
enum Source<'a> {
    /// One study of all scenarios, which observes the metric alone.
    Metric { study: Study, label: &'a str, step: u32 },
    /// A study of each, with the worlds that the claim is judged in.
    Claim { studies: Vec<Study>, id: &'a str },
}

impl<'a> Source<'a> {
    fn new(scenarios: &[&Scenario], figure: &'a Figure, metric: Option<&MetricRef>) -> Source<'a> {
        match figure {
            Figure::Claim { id } => {
                let studies = scenarios.iter().map(|scenario| model::compile(scenario)).collect();
                Source::Claim { studies, id }
            }
            Figure::Mean { label, step } => {
                let asked: Vec<MetricRef> = metric.into_iter().cloned().collect();
                let mut models = scenarios.iter().map(|s| model::compile_for(s, &asked));
                let base = models.next().expect("there is a scenario");
                let variant = |model: model::Model| Variant {
                    name: model.name.clone(),
                    why: "compared with the first".to_string(),
                    model,
                };
                let study = Study { base, variants: models.map(variant).collect() };
                Source::Metric { study, label, step: *step }
            }
        }
    }

    /// The figure in each scenario, run by run.
    fn values(&self, order: &Order, runs: Range<u64>) -> Vec<Vec<f64>> {
        match self {
            Source::Metric { study, label, step } => {
                let all = ensemble::sample(study, order, runs, &[(label.to_string(), *step)]);
                all.into_iter().map(|mut readings| readings.swap_remove(0)).collect()
            }
            Source::Claim { studies, id } => {
                let one = |study| ensemble::verdicts(study, order, runs.clone(), id);
                studies.iter().map(one).collect()
            }
        }
    }
}

/// The spread of a difference over the runs that define both sides.
#[derive(Clone, Copy, Default)]
struct Spread {
    n: f64,
    mean: f64,
    /// Σ(d − mean)², kept up by the method of Welford.
    squares: f64,
}

impl Spread {
    fn add(&mut self, one: &[f64], other: &[f64]) {
        for difference in one.iter().zip(other).map(|(a, b)| a - b).filter(|d| d.is_finite()) {
            self.n += 1.0;
            let off = difference - self.mean;
            self.mean += off / self.n;
            self.squares += off * (difference - self.mean);
        }
    }

    /// What the stopping rule says of `done` runs, of which some may not define the difference.
    fn look(&self, done: u64, target: f64, grain: u64) -> Look {
        if self.n < 2.0 {
            return Look::Again(2 * done);
        }
        let sd = (self.squares / (self.n - 1.0)).sqrt();
        match stopping::look(self.n as u64, sd, target, grain) {
            Look::Enough => Look::Enough,
            Look::Again(next) => Look::Again(done + next.saturating_sub(self.n as u64).max(grain)),
        }
    }
}
