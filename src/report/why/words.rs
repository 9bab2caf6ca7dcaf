//! The words of a run's log: what happened and why, a sentence each.

use crate::analysis::why::run::{Lead, Movement, Partner, Story, Threshold, TieChange, Vote, Why};
use crate::metric;
use crate::report::figure::{amount, percent};
use crate::world::{Calendar, Channel};

/// A line of the log: its step and kind, the thing that it is about, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub step: u32,
    pub kind: &'static str,
    pub subject: String,
    pub text: String,
}

/// A chance or a draw: to three figures, as a number between 0 and 1.
fn odds(value: f64) -> String {
    format!("{value:.3}")
}

/// What a metric's value is: a share in %, an amount as it stands.
pub fn value(label: &str, value: f64) -> String {
    let name = label.split('[').next().unwrap_or(label);
    match metric::metric(name) {
        Some(metric) if metric.unit == "0-1" => format!("{} %", percent(value)),
        _ => amount(value),
    }
}

/// A number of steps: `4 quarters`.
fn steps(calendar: &Calendar, n: u32) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {}{plural}", calendar.step.word())
}

/// An event that happened.
pub fn happened(calendar: &Calendar, story: &Story) -> String {
    let mut text = match &story.why {
        Why::Date => format!("on its date, {}", moment(calendar, story)),
        Why::Hazard { rate, chance, drawn, reads } => {
            let reads = reads
                .as_ref()
                .map(|(metric, seen)| format!(" at {metric} = {}", value(metric, *seen)));
            format!(
                "hazard of {} % a year{}: chance {} in the {}, drawn {}",
                percent(*rate),
                reads.unwrap_or_default(),
                odds(*chance),
                calendar.step.word(),
                odds(*drawn)
            )
        }
        Why::Condition { metric, value: seen, above, level, steps: n } => {
            let sign = if *above { ">" } else { "<" };
            format!(
                "condition held for {}: {metric} = {} {sign} {}",
                steps(calendar, *n),
                value(metric, *seen),
                value(metric, *level)
            )
        }
        Why::Passed { item } => format!("agenda item {item} passed"),
        _ => String::new(),
    };
    if let Some((chance, drawn)) = story.luck {
        text += &format!("; chance {}, drawn {}", odds(chance), odds(drawn));
    }
    if let Some(other) = &story.requires {
        text += &format!("; after {other}");
    }
    format!("{} — {text}", story.title)
}

/// The step of an event's date; the date itself where it lies before the run.
fn moment(calendar: &Calendar, story: &Story) -> String {
    let (years, step) = story.onset.unwrap_or_default();
    if step == 0 && years < calendar.start(0) {
        return format!("{years:.1}, before the run");
    }
    calendar.label(step)
}

/// The end of an event.
pub fn ended(story: &Story) -> String {
    let by = story.ended.as_ref().and_then(|(_, _, by)| by.as_ref());
    let how = by.map_or("its time is over".to_string(), |by| format!("ended by {by}"));
    format!("{} — ends: {how}", story.title)
}

/// What kept an event from happening.
pub fn kept(calendar: &Calendar, story: &Story) -> String {
    let text = match &story.why {
        Why::Later => "its date lies after the end".to_string(),
        Why::Missing { event } => format!("requires {event}, which had not happened"),
        Why::Luck => {
            let (chance, drawn) = story.luck.unwrap_or_default();
            format!("chance {}, drawn {}", odds(chance), odds(drawn))
        }
        Why::NotDrawn { chance, .. } if *chance == 0.0 => "it was never at risk".to_string(),
        Why::NotDrawn { rate, chance } => format!(
            "hazard of {} % a year, never drawn; over its whole time the chance was {}",
            percent(*rate),
            odds(*chance)
        ),
        Why::NotHeld { metric, nearest, step, above, level, held, steps: n } => {
            let (sign, beyond) =
                if *above { (">", nearest > level) } else { ("<", nearest < level) };
            let needs = format!("needs {metric} {sign} {}", value(metric, *level));
            if beyond {
                let (held, n) = (steps(calendar, *held), steps(calendar, *n));
                format!("{needs} for {n}; it held for {held} at most")
            } else {
                let date = calendar.label(*step);
                format!("{needs}; it came nearest in {date} with {}", value(metric, *nearest))
            }
        }
        Why::NotPassed { item } => format!("agenda item {item} did not pass"),
        _ => String::new(),
    };
    format!("{} — {text}", story.title)
}

/// A decision, and who stood against it.
pub fn vote(vote: &Vote) -> String {
    let outcome = if vote.passed { "passes" } else { "does not pass" };
    let against: Vec<String> = vote
        .ballots
        .iter()
        .filter(|ballot| ballot.vetoes)
        .map(|b| format!("{} (chance {}, drawn {})", b.member, odds(b.chance), odds(b.drawn)))
        .collect();
    let spared = vote.ballots.iter().fold(1.0, |all, ballot| all * (1.0 - ballot.chance));
    let said = match (against.is_empty(), vote.ballots.len()) {
        (_, 0) => "nobody votes but the proposer".to_string(),
        (true, n) => format!("none of {n} against it; chance of that {}", odds(spared)),
        (false, _) => format!("against it: {}", against.join(", ")),
    };
    format!("{} in {} — {outcome}: {said}", vote.title, vote.institution)
}

/// A lead that went over.
pub fn lead(lead: &Lead) -> String {
    let what = match (lead.ahead, lead.counts) {
        (true, true) => "ahead from here on for as long as counts",
        (true, false) => "ahead, not yet for as long as counts",
        (false, _) => "no longer ahead",
    };
    let (of, over) = (&lead.of, &lead.over);
    let sign = if of.1 > over.1 { ">" } else { "<" };
    format!(
        "{} — {what}: {} = {} {sign} {} = {}",
        lead.title,
        of.0,
        value(&of.0, of.1),
        over.0,
        value(&over.0, over.1)
    )
}

/// A claim's comparison that came to hold or ceased to.
pub fn threshold(passed: &Threshold) -> String {
    let now = if passed.holds { "holds from here on" } else { "no longer holds" };
    let (left, right) = passed.values;
    format!("{}: {now} ({} and {})", passed.text, precise(left), precise(right))
}

/// Four figures: two sides that nearly agree can be told apart.
pub fn precise(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (size >= 1.0 && value == value.trunc()) {
        return format!("{value}");
    }
    let decimals = [1e3, 1e2, 10.0, 1.0, 0.1, 0.01].iter().filter(|&&from| size < from).count();
    format!("{value:.decimals$}")
}

/// A main partner that was replaced.
pub fn partner(change: &Partner) -> String {
    format!(
        "{}'s largest partner is now {} ({} bn USD), no longer {} ({})",
        change.of,
        change.after,
        amount(change.with_after),
        change.before,
        amount(change.with_before)
    )
}

/// A metric's movement over a year, with the ties that moved.
pub fn movement(moved: &Movement) -> String {
    let ties: Vec<String> = moved.ties.iter().map(tie).collect();
    let mostly = moved
        .client
        .as_ref()
        .map(|(client, part)| format!(" · mostly {client} ({})", points(*part)));
    let with = if ties.is_empty() { String::new() } else { format!(" · {}", ties.join(", ")) };
    let (from, to) = (value(&moved.label, moved.from), value(&moved.label, moved.to));
    format!("{from} → {to}{}{with}", mostly.unwrap_or_default())
}

/// A change of a share: `+1.2 points`.
fn points(change: f64) -> String {
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1} points", 100.0 * change.abs())
}

fn tie(change: &TieChange) -> String {
    let word = match change.channel {
        Channel::Credit => "debt",
        Channel::Remittance => "remittances",
        other => other.word(),
    };
    let percent = 100.0 * (change.after - change.before) / change.before;
    let sign = if percent < 0.0 { "−" } else { "+" };
    format!("{word} {}→{} {sign}{:.0} %", change.from, change.to, percent.abs())
}
