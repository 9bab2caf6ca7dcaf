//! The crossings of one result: when each happens, where many runs do not see it, and which of
//! several comes first.

use crate::outcome::{Error, Outcome, SurvivalRow, rows};

use super::compare::Side;
use super::passage::{Time, When, cumulative_incidence, kaplan_meier};

rows! {
    /// By when half of the runs have crossed.
    pub struct MedianRow {
        crossing: String, "", "id of the crossing";
        title: String, "", "the crossing in words";
        n: u64, "", "runs that tell";
        median: f64, "year", "date by which half have crossed; null: not by the horizon";
        low: f64, "year", "lower end of its 95 % interval";
        high: f64, "year", "upper end of its 95 % interval; null: beyond the horizon";
        horizon: f64, "year", "date by which it is told whether it has happened";
        crossed: f64, "share of runs", "has crossed by the horizon";
    }
}

rows! {
    /// How often each of several crossings has come first by a date (Aalen–Johansen).
    pub struct IncidenceRow {
        first: String, "", "id of the crossing that comes first; together: two in the same step";
        title: String, "", "the crossing in words";
        years: f64, "year", "end of the step; middle of the base year for those ahead there";
        date: String, "", "label of the step";
        at_risk: u64, "", "runs in which none had happened before";
        share: f64, "share of runs", "this one has come first by then";
        low: f64, "share of runs", "lower end of its 95 % interval";
        high: f64, "share of runs", "upper end of its 95 % interval";
    }
}

/// The cause of runs in which the first two come in the same step.
pub const TOGETHER: &str = "together";

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
    pub(super) fn held(&self, horizon: f64) -> Vec<f64> {
        // `min` would turn NaN into the horizon.
        let hold = |&years: &f64| if years.is_nan() { years } else { years.min(horizon) };
        self.years.iter().map(hold).collect()
    }

    /// Whether each run has crossed by a date, as 1 and 0.
    pub(super) fn by(&self, date: f64) -> Vec<f64> {
        let answer = |&years: &f64| {
            if years.is_nan() { years } else { f64::from(u8::from(years <= date)) }
        };
        self.years.iter().map(answer).collect()
    }
}

/// A column of the runs, if there is one.
pub(super) fn column(outcome: &Outcome, name: &str) -> Result<Option<Vec<f64>>, Error> {
    if outcome.runs.schema()?.index_of(name).is_err() {
        return Ok(None);
    }
    outcome.runs.column(name).map(Some)
}

/// The share that has crossed by the end of every step, for every crossing of a side.
pub fn survival(side: &Side) -> Result<Vec<SurvivalRow>, Error> {
    let calendar = side.scenario.calendar;
    let mut rows = Vec::new();
    for (id, crossing) in &side.scenario.crossings {
        let Some(passages) = Passages::of(side, id)? else { continue };
        let curve = kaplan_meier(&passages.times(passages.end));
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

/// By when half of the runs have crossed, for every crossing of a side.
pub fn medians(side: &Side) -> Result<Vec<MedianRow>, Error> {
    let mut rows = Vec::new();
    for (id, crossing) in &side.scenario.crossings {
        let Some(passages) = Passages::of(side, id)? else { continue };
        let curve = kaplan_meier(&passages.times(passages.end));
        let When { years, low, high } = curve.median();
        let date = |years: Option<f64>| years.unwrap_or(f64::NAN);
        rows.push(MedianRow {
            crossing: id.clone(),
            title: crossing.title.clone(),
            n: curve.n,
            median: date(years),
            low: date(low),
            high: date(high),
            horizon: passages.end,
            crossed: curve.at(passages.end).map_or(f64::NAN, |share| share.value),
        });
    }
    Ok(rows)
}

/// Which of some crossings has come first by the end of every step, in the order given and then
/// [`TOGETHER`]. Crossings that the result does not date are left out.
pub fn first(side: &Side, ids: &[String]) -> Result<Vec<IncidenceRow>, Error> {
    let mut all = Vec::new();
    for id in ids {
        all.extend(Passages::of(side, id)?.map(|passages| (id, passages)));
    }
    let horizon = all.iter().map(|(_, p)| p.end).fold(f64::INFINITY, f64::min);
    let runs = all.first().map_or(0, |(_, passages)| passages.years.len());
    let mut times = Vec::new();
    for run in 0..runs {
        let dates: Vec<f64> = all.iter().map(|(_, passages)| passages.years[run]).collect();
        if dates.iter().any(|date| date.is_nan()) {
            continue;
        }
        let earliest = dates.iter().copied().fold(f64::INFINITY, f64::min);
        let at_once = dates.iter().filter(|date| **date == earliest).count() > 1;
        let cause = if at_once { all.len() } else { position(&dates, earliest) };
        let seen = earliest <= horizon;
        times.push(Time { years: earliest.min(horizon), cause: seen.then_some(cause) });
    }
    let calendar = side.scenario.calendar;
    let curves = cumulative_incidence(&times, all.len() + 1);
    let mut rows = Vec::new();
    for (cause, curve) in curves.iter().enumerate() {
        let (first, title) = match all.get(cause) {
            Some((id, _)) => (id.to_string(), side.scenario.crossings[*id].title.clone()),
            None => (TOGETHER.to_string(), "Two of them in the same step".to_string()),
        };
        for step in 0..=calendar.n_steps() {
            let years = if step == 0 { calendar.middle(0) } else { calendar.end(step) };
            let Some(share) = curve.at(years) else { break };
            rows.push(IncidenceRow {
                first: first.clone(),
                title: title.clone(),
                years,
                date: calendar.label(step),
                at_risk: times.iter().filter(|time| time.years >= years).count() as u64,
                share: share.value,
                low: share.low,
                high: share.high,
            });
        }
    }
    Ok(rows)
}

fn position(dates: &[f64], date: f64) -> usize {
    dates.iter().position(|d| *d == date).expect("the earliest is one of them")
}
