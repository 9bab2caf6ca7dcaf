//! First passages: how many have crossed by the end, when, and how much later.

use crate::analysis::passage::{Curve, Time, kaplan_meier};
use crate::analysis::statistics::{mean, unpaired};
use crate::outcome::{CrossingDifference, Error, SurvivalRow};

use super::claim::{Answers, column};
use super::side::{Pair, Side};

/// The passages of a crossing, in every run of a side.
pub struct Passages {
    /// Date in each run, in years; infinite where it does not happen, NaN where a run says nothing.
    pub years: Vec<f64>,
    /// Until when a run can tell: a lead that begins later cannot last long enough to count.
    pub end: f64,
}

impl Passages {
    /// `None` where the result does not date the crossing.
    pub fn of(side: &Side, id: &str) -> Result<Option<Passages>, Error> {
        let Some(crossing) = side.scenario.crossings.get(id) else { return Ok(None) };
        let dates = column(&side.outcome, &format!("crossing.{id}"))?;
        let ahead = column(&side.outcome, &format!("crossing.{id}.ahead_at_base"))?;
        let (Some(dates), Some(ahead)) = (dates, ahead) else { return Ok(None) };
        let year = |(date, ahead): (&f64, &f64)| match (date.is_nan(), ahead.is_nan()) {
            (_, true) => f64::NAN,
            (true, _) => f64::INFINITY,
            _ => *date,
        };
        let calendar = side.scenario.calendar;
        let last = (calendar.n_steps() + 1).saturating_sub(crossing.hold_steps.max(1));
        Ok(Some(Passages {
            years: dates.iter().zip(&ahead).map(year).collect(),
            end: calendar.end(last),
        }))
    }

    /// What each run says, no later than `horizon`.
    pub fn times(&self, horizon: f64) -> Vec<Time> {
        let said = self.years.iter().filter(|years| !years.is_nan());
        said.map(|&years| {
            let seen = years <= horizon;
            Time { years: years.min(horizon), cause: seen.then_some(0) }
        })
        .collect()
    }

    /// Each run's date, what lies beyond the horizon counted as the horizon.
    fn held(&self, horizon: f64) -> Vec<f64> {
        // `min` would turn NaN into the horizon.
        let hold = |&years: &f64| if years.is_nan() { years } else { years.min(horizon) };
        self.years.iter().map(hold).collect()
    }

    /// Whether each run has crossed by a date, as 1 and 0.
    fn by(&self, date: f64) -> Vec<f64> {
        let answer = |&years: &f64| {
            if years.is_nan() { years } else { f64::from(u8::from(years <= date)) }
        };
        self.years.iter().map(answer).collect()
    }
}

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

/// The share that has crossed by the end of every step, for every crossing of a side.
pub(super) fn survival(side: &Side) -> Result<Vec<SurvivalRow>, Error> {
    let calendar = side.scenario.calendar;
    let mut rows = Vec::new();
    for (id, crossing) in &side.scenario.crossings {
        let Some(passages) = Passages::of(side, id)? else { continue };
        let curve: Curve = kaplan_meier(&passages.times(passages.end));
        for step in 0..=calendar.n_steps() {
            let years = if step == 0 { calendar.middle(0) } else { calendar.end(step) };
            let Some(crossed) = curve.at(years) else { break };
            let before: u64 =
                curve.points.iter().filter(|p| p.years < years).map(|p| p.events).sum();
            rows.push(SurvivalRow {
                scenario: side.name.clone(),
                crossing: id.clone(),
                title: crossing.title.clone(),
                years,
                date: calendar.label(step),
                at_risk: curve.n - before,
                crossed: crossed.value,
                low: crossed.low,
                high: crossed.high,
            });
        }
    }
    Ok(rows)
}
