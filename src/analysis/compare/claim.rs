//! Claims: the probability on each side, and the runs in which they disagree.

use crate::analysis::crossings::column;
use crate::analysis::statistics::{
    Discordance, Estimate, Sampling, mcnemar, mean, two_proportions,
};
use crate::outcome::{ClaimDifference, Error};
use crate::scenario::Word as _;

use super::side::{Pair, Side};

/// A row for each claim that both sides test; how they test it may differ.
pub(super) fn differences(pair: &Pair) -> Result<Vec<ClaimDifference>, Error> {
    let mut rows = Vec::new();
    for (id, claim) in &pair.reference.scenario.claims {
        let Some(other) = pair.side.scenario.claims.get(id) else { continue };
        let (Some(before), Some(after)) = (verdicts(pair.reference, id)?, verdicts(pair.side, id)?)
        else {
            continue;
        };
        let found = Answers::of(pair, &before, &after);
        let same_test = claim.test_text == other.test_text
            && claim.without == other.without
            && claim.counterfactual.is_some() == other.counterfactual.is_some();
        rows.push(ClaimDifference {
            scenario: pair.side.name.clone(),
            reference: pair.reference.name.clone(),
            claim: id.clone(),
            kind: claim.kind.word().to_string(),
            text: claim.text.clone(),
            same_test,
            paired: pair.paired(),
            n: found.n,
            probability_reference: found.before.value,
            probability: found.after.value,
            error_reference: found.before.error,
            error: found.after.error,
            difference: found.difference,
            low: found.interval.0,
            high: found.interval.1,
            gained: found.gained,
            lost: found.lost,
            p_value: found.p_value,
        });
    }
    Ok(rows)
}

/// Whether a claim holds in each run, as 1 and 0; `None` where the result does not test it.
fn verdicts(side: &Side, id: &str) -> Result<Option<Vec<f64>>, Error> {
    column(&side.outcome, &format!("claim.{id}"))
}

/// A question that every run answers with yes or no, on both sides.
pub(super) struct Answers {
    pub n: u64,
    pub before: Estimate,
    pub after: Estimate,
    pub difference: f64,
    pub interval: (f64, f64),
    /// Pairs with yes on the side alone, and on the reference alone.
    pub gained: u64,
    pub lost: u64,
    pub p_value: f64,
}

impl Answers {
    /// `before` and `after` hold 1 for yes, 0 for no, and NaN where a run does not say.
    pub fn of(pair: &Pair, before: &[f64], after: &[f64]) -> Answers {
        if pair.paired() {
            Answers::paired(pair, before, after)
        } else {
            apart(pair, before, after)
        }
    }

    fn paired(pair: &Pair, before: &[f64], after: &[f64]) -> Answers {
        let decided = before
            .iter()
            .zip(after)
            .map(|(&b, &a)| if b.is_nan() || a.is_nan() { (f64::NAN, f64::NAN) } else { (b, a) });
        let (before, after): (Vec<f64>, Vec<f64>) = decided.unzip();
        let count = |b: f64, a: f64| {
            before.iter().zip(&after).filter(|pair| *pair == (&b, &a)).count() as u64
        };
        let (gained, lost) = (count(0.0, 1.0), count(1.0, 0.0));
        let n = gained + lost + count(0.0, 0.0) + count(1.0, 1.0);
        let pairs = Discordance { n, first_only: gained, second_only: lost };
        let sampling = pair.sampling();
        let each: Vec<f64> = after.iter().zip(&before).map(|(a, b)| a - b).collect();
        let (interval, p_value) = match sampling {
            _ if pair.identical => ((0.0, 0.0), 1.0),
            Sampling::Independent => (pairs.interval(), mcnemar(gained, lost)),
            // Designed runs are not independent: their replicates are.
            Sampling::Replicates(_) => {
                let found = mean(&each, sampling);
                (found.interval(), if gained + lost == 0 { 1.0 } else { found.p_value() })
            }
        };
        Answers {
            n,
            before: mean(&before, sampling),
            after: mean(&after, sampling),
            difference: pairs.difference(),
            interval,
            gained,
            lost,
            p_value,
        }
    }
}

/// Sides that share no draws.
fn apart(pair: &Pair, before: &[f64], after: &[f64]) -> Answers {
    let counts = |answers: &[f64]| {
        let yes = answers.iter().filter(|a| **a == 1.0).count() as u64;
        (yes, answers.iter().filter(|a| !a.is_nan()).count() as u64)
    };
    let (first, second) = (counts(after), counts(before));
    let (difference, interval, p_value) = two_proportions(first, second);
    Answers {
        n: first.1.min(second.1),
        before: mean(before, pair.reference.sampling()),
        after: mean(after, pair.side.sampling()),
        difference,
        interval,
        gained: 0,
        lost: 0,
        p_value,
    }
}
