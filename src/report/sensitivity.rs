//! How a candidate and its share are written: in pages and in tables alike.

use serde_json::{Value, json};

use crate::analysis::why::{Candidate, Cause, Finding, Level, Separation, Table};
use crate::world::Calendar;

use super::figure::{amount, percent};

/// `64.1 ± 0.8`, % of the variance.
pub fn share(finding: &Finding) -> String {
    format!("{} ± {}", percent(finding.share.share), percent(finding.share.error))
}

/// A number's key; an event says that it is one.
pub fn name(candidate: &Candidate) -> String {
    match candidate.cause {
        Cause::Number => candidate.key.clone(),
        _ => format!("event {}", candidate.key),
    }
}

/// `1.6 at 0 · 71.2 at 0.25 · 99.9 at 0.5`: the claim, in %, over the candidate's range.
pub fn levels(calendar: &Calendar, candidate: &Candidate, found: &Finding) -> String {
    let dated = candidate.cause != Cause::Number;
    let last = found.levels.iter().rposition(|level| level.range.0.is_finite());
    let said = found.levels.iter().enumerate().map(|(at, level)| {
        let place = match dated {
            true => date_range(calendar, level, Some(at) == last && at > 0),
            false => number_range(level, at, found.levels.len()),
        };
        format!("{} {place}", percent(level.probability))
    });
    said.collect::<Vec<_>>().join(" · ")
}

fn number_range(level: &Level, at: usize, levels: usize) -> String {
    let (low, high) = level.range;
    match at {
        _ if low == high => format!("at {}", amount(low)),
        0 => format!("up to {}", amount(high)),
        _ if at + 1 == levels => format!("from {}", amount(low)),
        _ => "between".to_string(),
    }
}

fn date_range(calendar: &Calendar, level: &Level, late: bool) -> String {
    let (low, high) = level.range;
    if !low.is_finite() {
        return "where it does not happen".to_string();
    }
    match (low == high, late) {
        (true, _) => format!("where it happens ({})", label(calendar, low)),
        (false, true) => format!("from {}", label(calendar, low)),
        (false, false) => format!("by {}", label(calendar, high)),
    }
}

/// The label of the step that holds a moment.
pub fn label(calendar: &Calendar, years: f64) -> String {
    let holds = |&step: &u32| calendar.start(step) <= years && years < calendar.end(step);
    (0..=calendar.n_steps()).find(holds).map_or_else(|| amount(years), |s| calendar.label(s))
}

/// In which direction the claim goes with the candidate.
pub fn direction(found: &Finding) -> &'static str {
    let here: Vec<&Level> = found.levels.iter().filter(|l| l.range.0.is_finite()).collect();
    let [Some(first), Some(last)] = [here.first(), here.last()] else {
        return "none";
    };
    let apart = |a: &Level, b: &Level| {
        let error = (a.error * a.error + b.error * b.error).sqrt();
        b.probability - a.probability > 2.0 * error
    };
    if here.len() == 1 {
        let none = found.levels.iter().find(|l| l.range.0.is_infinite());
        return match none {
            Some(none) if apart(none, first) => "more often with it",
            Some(none) if apart(first, none) => "less often with it",
            _ => "none",
        };
    }
    let inner = &here[1..here.len() - 1];
    match () {
        () if inner.iter().any(|l| apart(first, l) && apart(last, l)) => "most often in between",
        () if inner.iter().any(|l| apart(l, first) && apart(l, last)) => "least often in between",
        () if apart(first, last) => "rises",
        () if apart(last, first) => "falls",
        () => "none",
    }
}

/// Whether what goes with the candidate follows from it, in a few words.
pub fn cause(candidate: &Candidate) -> String {
    match &candidate.cause {
        Cause::Number => "drawn: an effect".to_string(),
        Cause::Chance => "by chance alone: an effect".to_string(),
        Cause::Follows(other) => format!("only after {other}: with the effect of that"),
        Cause::State => "depends on the run: goes with it, need not cause it".to_string(),
    }
}

/// The columns that a finding has in tables.
pub const COLUMNS: [&str; 15] = [
    "rank",
    "candidate",
    "kind",
    "share",
    "share_error",
    "direction",
    "cause",
    "low_from",
    "low_to",
    "p_low",
    "p_middle",
    "high_from",
    "high_to",
    "p_high",
    "p_not_happened",
];

/// A finding's cells under [`COLUMNS`].
pub fn cells(table: &Table, separation: &Separation, at: usize) -> Vec<Value> {
    let found = &separation.found[at];
    let candidate = &table.candidates[found.candidate];
    let here: Vec<&Level> = found.levels.iter().filter(|l| l.range.0.is_finite()).collect();
    let none = found.levels.iter().find(|l| l.range.0.is_infinite());
    let (low, high) = (here.first(), here.last().filter(|_| here.len() > 1));
    let middle = (here.len() == 3).then(|| here[1].probability);
    let kind = if candidate.cause == Cause::Number { "number" } else { "event" };
    vec![
        json!(at + 1),
        json!(candidate.key),
        json!(kind),
        json!(found.share.share),
        json!(found.share.error),
        json!(direction(found)),
        json!(cause(candidate)),
        json!(low.map(|l| l.range.0)),
        json!(low.map(|l| l.range.1)),
        json!(low.map(|l| l.probability)),
        json!(middle),
        json!(high.map(|l| l.range.0)),
        json!(high.map(|l| l.range.1)),
        json!(high.map(|l| l.probability)),
        json!(none.map(|l| l.probability)),
    ]
}
