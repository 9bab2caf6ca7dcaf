//! Verdicts: what a run says about crossings and claims.

use crate::model::{CrossingTest, Join, Model, Test};
use crate::numeric::Real;
use crate::scenario::expression::{Fold, Operation};
use crate::world::Calendar;

use super::Trajectory;

/// What one run says.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdicts {
    /// Date of each crossing in years (the end of the first step of the passage): the base year's
    /// middle where it is ahead from the start, infinite where it never stays ahead.
    pub crossings: Vec<f64>,
    /// Whether each crossing was ahead at the base already.
    pub ahead_at_base: Vec<bool>,
    /// Each claim: true, false, or absent for facts.
    pub claims: Vec<Option<bool>>,
    /// Each claim with a symmetric check: its verdict there.
    pub symmetric: Vec<Option<bool>>,
}

/// A run as a test sees it, with the run it is paired with.
struct Pair<'a, R> {
    model: &'a Model,
    run: &'a Trajectory<R>,
    paired: Option<(&'a Model, &'a Trajectory<R>)>,
    lane: usize,
}

/// Judges the run in a lane; `variants` in the order of the study's.
pub fn judge<R: Real>(
    model: &Model,
    run: &Trajectory<R>,
    variants: &[(&Model, &Trajectory<R>)],
    lane: usize,
) -> Verdicts {
    let dates = model.crossings.iter().map(|c| passage(&model.calendar, run, c, lane));
    let dates: Vec<f64> = dates.collect();
    let base = model.calendar.middle(0);
    let claims = model.claims.iter().map(|claim| {
        let test = claim.test.as_ref()?;
        let paired = claim.counterfactual.map(|v| variants[v]);
        Some(Pair { model, run, paired, lane }.holds(test))
    });
    let claims: Vec<Option<bool>> = claims.collect();
    let symmetric = model.claims.iter().enumerate().map(|(ix, claim)| {
        let (variant, run) = variants[claim.symmetric?];
        let test = variant.claims[ix].test.as_ref()?;
        let paired = claim.counterfactual.map(|v| variants[v]);
        Some(Pair { model: variant, run, paired, lane }.holds(test))
    });
    Verdicts {
        symmetric: symmetric.collect(),
        ahead_at_base: dates.iter().map(|&date| date == base).collect(),
        crossings: dates,
        claims,
    }
}

/// The number that a part of a claim's test has in the run of a lane (truth is 1 or 0), with the
/// run that it is paired with.
pub fn weigh<R: Real>(
    test: &Test,
    (model, run): (&Model, &Trajectory<R>),
    paired: Option<(&Model, &Trajectory<R>)>,
    lane: usize,
) -> f64 {
    Pair { model, run, paired, lane }.value(test)
}

impl<R: Real> Pair<'_, R> {
    fn holds(&self, test: &Test) -> bool {
        self.value(test) != 0.0
    }

    fn value(&self, test: &Test) -> f64 {
        let truth = |holds: bool| f64::from(u8::from(holds));
        match test {
            Test::Number(value) => *value,
            Test::Observed { observation, first, last } => {
                let steps = *first..=*last;
                let sum: f64 = steps.map(|s| self.run.at(s, *observation).lane(self.lane)).sum();
                sum / f64::from(last - first + 1)
            }
            Test::Crossing(ix) => {
                let crossing = &self.model.crossings[*ix];
                passage(&self.model.calendar, self.run, crossing, self.lane)
            }
            Test::Paired(inner) => {
                let (model, run) = self.paired.expect("a claim that asks for a pair has one");
                Pair { model, run, paired: None, lane: self.lane }.value(inner)
            }
            Test::Not(inner) => truth(!self.holds(inner)),
            Test::Negative(inner) => -self.value(inner),
            Test::Absolute(inner) => self.value(inner).abs(),
            Test::Both(a, join, b) => match join {
                Join::Or => truth(self.holds(a) || self.holds(b)),
                Join::And => truth(self.holds(a) && self.holds(b)),
                Join::Compare(how) => truth(how.holds(self.value(a), self.value(b))),
                Join::Arithmetic(what) => combine(self.value(a), *what, self.value(b)),
            },
            Test::Fold(fold, parts) => {
                let values = parts.iter().map(|part| self.value(part));
                match fold {
                    Fold::Least => values.fold(f64::INFINITY, f64::min),
                    Fold::Greatest => values.fold(f64::NEG_INFINITY, f64::max),
                    Fold::Mean => values.sum::<f64>() / parts.len() as f64,
                }
            }
        }
    }
}

fn combine(a: f64, what: Operation, b: f64) -> f64 {
    match what {
        Operation::Add => a + b,
        Operation::Subtract => a - b,
        Operation::Multiply => a * b,
        Operation::Divide => a / b,
    }
}

/// First passage: the first step from which the one stays ahead for the steps asked; a lead that the
/// end of the run cuts short of them does not count. A lead at the base counts as it stands.
fn passage<R: Real>(
    calendar: &Calendar,
    run: &Trajectory<R>,
    crossing: &CrossingTest,
    lane: usize,
) -> f64 {
    let ahead =
        |step| run.at(step, crossing.of).lane(lane) > run.at(step, crossing.over).lane(lane);
    if ahead(0) {
        return calendar.middle(0);
    }
    let last = run.n_steps() - 1;
    let mut since = None;
    for step in 1..=last {
        since = if ahead(step) { since.or(Some(step)) } else { None };
        if let Some(first) = since
            && step - first + 1 >= crossing.hold_steps
        {
            return calendar.end(first);
        }
    }
    f64::INFINITY
}
