//! Thresholds: what a claim compares at one date, followed through all years of a run.

use crate::model::{Join, Test};
use crate::scenario::expression::{Expression, Operation, Window};

use super::trace::Trace;

/// A claim's comparison that comes to hold, or ceases to, in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    pub claim: String,
    /// The comparison without its date: `share_reported[KAZ,RUS] < share_reported[KAZ,CHN]`.
    pub text: String,
    /// The last step of the year.
    pub step: u32,
    pub holds: bool,
    /// Both sides, as means over the year.
    pub values: (f64, f64),
}

/// Every change, year by year, of the comparisons of metrics at one date.
pub fn thresholds(trace: &Trace) -> Vec<Threshold> {
    let mut found = Vec::new();
    for claim in &trace.model.claims {
        let said = trace.scenario.claims.get(&claim.id).and_then(|said| said.test.as_ref());
        if let (Some(expression), Some(test)) = (said, &claim.test) {
            follow(trace, &claim.id, expression, test, &mut found);
        }
    }
    found.sort_by_key(|threshold| threshold.step);
    found
}

fn follow(trace: &Trace, claim: &str, said: &Expression, test: &Test, into: &mut Vec<Threshold>) {
    match (said, test) {
        (Expression::Or(a, b) | Expression::And(a, b), Test::Both(left, _, right)) => {
            follow(trace, claim, a, left, into);
            follow(trace, claim, b, right, into);
        }
        (Expression::Not(a), Test::Not(inner)) => follow(trace, claim, a, inner, into),
        (Expression::Compare(..), Test::Both(left, Join::Compare(how), right)) => {
            let Some(date) = one_date(said) else { return };
            let text = said.to_string().replace(&format!("@{date}"), "");
            let sides = |year: (u32, u32)| Some((at(trace, left, year)?, at(trace, right, year)?));
            let holds = |(a, b): (f64, f64)| how.holds(a, b);
            let Some(mut before) = sides((0, 0)) else { return };
            let per_year = trace.model.calendar.step.per_year();
            for step in trace.years() {
                let Some(now) = sides((step + 1 - per_year, step)) else { return };
                if holds(now) != holds(before) {
                    into.push(Threshold {
                        claim: claim.to_string(),
                        text: text.clone(),
                        step,
                        holds: holds(now),
                        values: now,
                    });
                }
                before = now;
            }
        }
        _ => (),
    }
}

/// The date of all metrics of a comparison, the base year apart; `None` where they have several.
fn one_date(said: &Expression) -> Option<String> {
    let mut dates = said.references().into_iter().filter_map(|(_, window)| match window {
        Window::Base => None,
        other => Some(other.to_string()),
    });
    let first = dates.next()?;
    dates.all(|date| date == first).then_some(first)
}

/// A side with its date moved to a year, given by its first and last step; `None` where it reads
/// more than metrics of the run itself.
fn at(trace: &Trace, side: &Test, (first, last): (u32, u32)) -> Option<f64> {
    let of = |inner: &Test| at(trace, inner, (first, last));
    match side {
        Test::Number(value) => Some(*value),
        Test::Observed { observation, last: 0, .. } => Some(trace.seen[0][*observation]),
        Test::Observed { observation, .. } => {
            let seen = |step: u32| trace.seen[step as usize][*observation];
            Some((first..=last).map(seen).sum::<f64>() / f64::from(last - first + 1))
        }
        Test::Negative(inner) => Some(-of(inner)?),
        Test::Absolute(inner) => Some(of(inner)?.abs()),
        Test::Both(a, Join::Arithmetic(what), b) => {
            let (a, b) = (of(a)?, of(b)?);
            Some(match what {
                Operation::Add => a + b,
                Operation::Subtract => a - b,
                Operation::Multiply => a * b,
                Operation::Divide => a / b,
            })
        }
        Test::Crossing(_) | Test::Paired(_) | Test::Fold(..) | Test::Not(_) | Test::Both(..) => {
            None
        }
    }
}
