//! First passages: how many have crossed by the end, when, and how much later.

use crate::analysis::crossings::Passages;
use crate::analysis::passage::kaplan_meier;
use crate::analysis::statistics::{mean, unpaired};
use crate::outcome::{CrossingDifference, Error};

use super::claim::Answers;
use super::side::{Pair, Side};

/// A row for each crossing that both sides date.
pub(super) fn differences(pair: &Pair) -> Result<Vec<CrossingDifference>, Error> {
    let mut rows = Vec::new();
    for (id, crossing) in &pair.reference.scenario.crossings {
        let before = Passages::of(pair.reference, id)?;
        let after = Passages::of(pair.side, id)?;
        if let (Some(before), Some(after)) = (before, after) {
            rows.push(CrossingDifference {
                scenario: pair.side.name.clone(),
                reference: pair.reference.name.clone(),
                crossing: id.clone(),
                title: crossing.title.clone(),
                ..difference(pair, &before, &after)
            });
        }
    }
    Ok(rows)
}

fn difference(pair: &Pair, before: &Passages, after: &Passages) -> CrossingDifference {
    let horizon = before.end.min(after.end);
    let crossed = Answers::of(pair, &before.by(horizon), &after.by(horizon));
    let start = |side: &Side| side.scenario.calendar.middle(0);
    let ahead = |side: &Side, passages: &Passages| mean(&passages.by(start(side)), side.sampling());
    let half = |passages: &Passages| kaplan_meier(&passages.times(horizon)).median();
    let (median_before, median_after) = (half(before), half(after));
    let (held_before, held_after) = (before.held(horizon), after.held(horizon));
    let delay = if pair.paired() {
        let each: Vec<f64> = held_after.iter().zip(&held_before).map(|(a, b)| a - b).collect();
        mean(&each, pair.sampling())
    } else {
        let of = |side: &Side, held: &[f64]| mean(held, side.sampling());
        unpaired(of(pair.side, &held_after), of(pair.reference, &held_before))
    };
    let (delay_low, delay_high) = delay.interval();
    let date = |years: Option<f64>| years.unwrap_or(f64::NAN);
    CrossingDifference {
        paired: pair.paired(),
        n: crossed.n,
        horizon,
        ahead_reference: ahead(pair.reference, before).value,
        ahead: ahead(pair.side, after).value,
        crossed_reference: crossed.before.value,
        crossed: crossed.after.value,
        difference: crossed.difference,
        low: crossed.interval.0,
        high: crossed.interval.1,
        gained: crossed.gained,
        lost: crossed.lost,
        p_value: crossed.p_value,
        median_reference: date(median_before.years),
        median_reference_low: date(median_before.low),
        median_reference_high: date(median_before.high),
        median: date(median_after.years),
        median_low: date(median_after.low),
        median_high: date(median_after.high),
        delay: delay.value,
        delay_low,
        delay_high,
        ..CrossingDifference::default()
    }
}
