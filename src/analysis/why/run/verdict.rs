//! The verdicts of one run: every comparison of every claim with the numbers on both sides.

use crate::engine::{Trajectory, Verdicts, judge, weigh};
use crate::model::{Join, Model, Study, Test};
use crate::scenario::expression::Expression;
use crate::scenario::{ClaimKind, Scenario};

/// A claim in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub claim: String,
    pub text: String,
    pub kind: ClaimKind,
    pub holds: bool,
    /// Whether it holds in the counterfactual (where it does not compare with it itself), and with
    /// the sign that carries it as drawn either way.
    pub counterfactual: Option<bool>,
    pub symmetric: Option<bool>,
    pub sides: Vec<Sides>,
}

/// One comparison of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// As written.
    pub left: String,
    pub sign: &'static str,
    pub right: String,
    /// What they are in this run.
    pub values: (f64, f64),
    pub holds: bool,
}

/// A run in every model of a study.
pub struct Worlds<'a> {
    pub base: (&'a Model, &'a Trajectory<f64>),
    pub variants: Vec<(&'a Model, &'a Trajectory<f64>)>,
}

/// What the run says of crossings and claims, and the claims side by side.
pub fn verdicts(scenario: &Scenario, study: &Study, worlds: &Worlds) -> (Verdicts, Vec<Verdict>) {
    let (model, run) = worlds.base;
    let judged = judge(model, run, &worlds.variants, 0);
    let elsewhere: Vec<Verdicts> =
        worlds.variants.iter().map(|(model, run)| judge(model, run, &worlds.variants, 0)).collect();
    let mut all = Vec::new();
    for (ix, claim) in study.base.claims.iter().enumerate() {
        let said = &scenario.claims[&claim.id];
        let (Some(holds), Some(test), Some(expression)) =
            (judged.claims[ix], &claim.test, &said.test)
        else {
            continue;
        };
        let paired = claim.counterfactual.map(|variant| worlds.variants[variant]);
        let mut sides = Vec::new();
        let look = Look { base: worlds.base, paired };
        look.at(expression, test, false, &mut sides);
        let compares = expression.reads_counterfactual();
        let other = claim.counterfactual.filter(|_| !compares);
        all.push(Verdict {
            claim: claim.id.clone(),
            text: claim.text.clone(),
            kind: claim.kind,
            holds,
            counterfactual: other.and_then(|variant| elsewhere[variant].claims[ix]),
            symmetric: judged.symmetric[ix],
            sides,
        });
    }
    (judged, all)
}

struct Look<'a> {
    base: (&'a Model, &'a Trajectory<f64>),
    paired: Option<(&'a Model, &'a Trajectory<f64>)>,
}

impl Look<'_> {
    /// Finds the comparisons of a test and its compiled form, which have the same shape.
    fn at(&self, said: &Expression, test: &Test, inside: bool, sides: &mut Vec<Sides>) {
        match (said, test) {
            (Expression::Compare(a, how, b), Test::Both(left, Join::Compare(_), right)) => {
                let value = |part: &Test| match (inside, self.paired) {
                    (true, Some(paired)) => weigh(part, paired, None, 0),
                    _ => weigh(part, self.base, self.paired, 0),
                };
                let whole = value(test);
                sides.push(Sides {
                    left: a.to_string(),
                    sign: how.sign(),
                    right: b.to_string(),
                    values: (value(left), value(right)),
                    holds: whole != 0.0,
                });
            }
            (Expression::Or(a, b) | Expression::And(a, b), Test::Both(left, _, right)) => {
                self.at(a, left, inside, sides);
                self.at(b, right, inside, sides);
            }
            (Expression::Not(a), Test::Not(inner)) => self.at(a, inner, inside, sides),
            (Expression::Counterfactual(a), Test::Paired(inner)) => {
                self.at(a, inner, true, sides);
            }
            _ => (),
        }
    }
}
