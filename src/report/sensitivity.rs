//! How a candidate and its share are written: in pages and in tables alike.

use crate::analysis::why::{Candidate, Cause, Finding, Level, Separation, Table};
use crate::outcome::{Head, Value};
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

/// The same, with what the figure belongs to where the key alone does not say it.
pub fn full_name(candidate: &Candidate) -> String {
    match &candidate.of {
        Some(of) => format!("{} ({of})", candidate.key),
        None => name(candidate),
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
pub const HEADS: [Head; 15] = [
    Head::count("rank", "1 explains most"),
    Head::text("candidate", "key of a drawn number, or id of an event"),
    Head::text("kind", "number or event"),
    Head::number("share", "0-1", "share of the claim's variance that it explains by itself"),
    Head::number("share_error", "0-1", "standard error of the share"),
    Head::text("direction", "how the claim goes with it"),
    Head::text("cause", "whether what goes with it follows from it"),
    Head::number("low_from", "", "least value of its lowest part (events: date of the early ones)"),
    Head::number("low_to", "", "greatest value of its lowest part"),
    Head::number("p_low", "0-1", "how often the claim holds there"),
    Head::number(
        "p_middle",
        "0-1",
        "how often it holds in the middle third or at the middle value",
    ),
    Head::number(
        "high_from",
        "",
        "least value of its highest part (events: date of the late ones)",
    ),
    Head::number("high_to", "", "greatest value of its highest part"),
    Head::number("p_high", "0-1", "how often the claim holds there"),
    Head::number("p_not_happened", "0-1", "how often it holds where the event does not happen"),
];

/// A finding's cells under [`HEADS`].
pub fn cells(table: &Table, separation: &Separation, at: usize) -> Vec<Value> {
    let found = &separation.found[at];
    let candidate = &table.candidates[found.candidate];
    let here: Vec<&Level> = found.levels.iter().filter(|l| l.range.0.is_finite()).collect();
    let none = found.levels.iter().find(|l| l.range.0.is_infinite());
    let (low, high) = (here.first(), here.last().filter(|_| here.len() > 1));
    let middle = (here.len() == 3).then(|| here[1].probability);
    let kind = if candidate.cause == Cause::Number { "number" } else { "event" };
    let text = |text: &str| Value::Text(Some(text.to_string()));
    let number = |value: Option<f64>| Value::Number(value.unwrap_or(f64::NAN));
    vec![
        Value::Count(Some(at as u64 + 1)),
        text(&candidate.key),
        text(kind),
        Value::Number(found.share.share),
        Value::Number(found.share.error),
        text(direction(found)),
        text(&cause(candidate)),
        number(low.map(|l| l.range.0)),
        number(low.map(|l| l.range.1)),
        number(low.map(|l| l.probability)),
        number(middle),
        number(high.map(|l| l.range.0)),
        number(high.map(|l| l.range.1)),
        number(high.map(|l| l.probability)),
        number(none.map(|l| l.probability)),
    ]
}
