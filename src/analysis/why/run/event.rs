//! What made an event of a run happen, or kept it from happening.
//!
//! The chances are computed from the equations of the event's page and the draws are looked up at
//! their addresses; a test holds both against what the engine did.

use crate::numeric::function::{exp, exp_m1};
use crate::numeric::{Address, Stream};
use crate::world::{Event, EventIx, Trigger};

use super::trace::Trace;

/// Where the mechanism draws; its page names these streams.
const CHANCE: Stream = Stream::new("event.chance");
const HAZARD: Stream = Stream::new("event.hazard");

/// An event in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    pub id: String,
    pub title: String,
    /// When it happened, in years, and the step that holds it.
    pub onset: Option<(f64, u32)>,
    /// What decided.
    pub why: Why,
    /// Chance that it happens at all when its trigger says so, and what was drawn: it happens
    /// below the chance.
    pub luck: Option<(f64, f64)>,
    /// The event without which it does not happen.
    pub requires: Option<String>,
    /// When it ended within the run, in years, with the step, and the event that ended it.
    pub ended: Option<(f64, u32, Option<String>)>,
}

/// What made it happen, or kept it from happening.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Its date.
    Date,
    /// Drawn at a rate, per year; chance of the step and what was drawn (below: it happens).
    Hazard { rate: f64, chance: f64, drawn: f64, reads: Option<(String, f64)> },
    /// A metric beyond a level for so many steps; its value in the last of them.
    Condition { metric: String, value: f64, above: bool, level: f64, steps: u32 },
    /// An agenda item that passed.
    Passed { item: String },
    /// Its date lies after the end of the run.
    Later,
    /// What it requires had not happened by then.
    Missing { event: String },
    /// Its trigger came, but the draw of its chance said no.
    Luck,
    /// Never drawn: rate per year in the first step at risk, chance over all of them.
    NotDrawn { rate: f64, chance: f64 },
    /// The condition never held long enough: the nearest value and its step, and the longest
    /// stretch of steps that it held.
    NotHeld {
        metric: String,
        nearest: f64,
        step: u32,
        above: bool,
        level: f64,
        held: u32,
        steps: u32,
    },
    /// The agenda item did not pass.
    NotPassed { item: String },
}

/// Every event of a run, in the order of the scenario.
pub fn stories(trace: &Trace) -> Vec<Story> {
    trace.scenario.events.keys().map(|id| story(trace, id)).collect()
}

fn story(trace: &Trace, id: &str) -> Story {
    let said = &trace.scenario.events[id];
    let ix = trace.event(id);
    let event = &trace.model.world.events[ix];
    let onset = happened(trace, ix);
    let luck = event.probability.map(|chance| {
        let address = Address::new(CHANCE, 0, event.hash);
        (trace.number(chance), trace.draws.uniform::<f64>(address, trace.run))
    });
    let unlucky = luck.is_some_and(|(chance, drawn)| drawn >= chance);
    let why = match onset {
        Some((_, step)) => made(trace, event, id, step),
        None => kept(trace, event, id, unlucky),
    };
    Story {
        id: id.to_string(),
        title: said.title.clone(),
        onset,
        why,
        luck,
        requires: said.requires.clone(),
        ended: onset.and_then(|(onset, _)| ended(trace, id, event, onset)),
    }
}

/// When an event happened within the run, and the step that holds the moment.
fn happened(trace: &Trace, ix: EventIx) -> Option<(f64, u32)> {
    let onset = trace.onset(ix);
    Some((onset, trace.step_at(onset)?))
}

/// What made it happen in a step.
fn made(trace: &Trace, event: &Event, id: &str, step: u32) -> Why {
    match &event.trigger {
        Trigger::Scheduled { .. } => Why::Date,
        Trigger::Hazard { .. } => {
            let risk = risk(trace, event, step);
            Why::Hazard {
                rate: risk.rate,
                chance: risk.chance,
                drawn: risk.drawn,
                reads: risk.reads,
            }
        }
        Trigger::Condition { observation, above, level, for_steps } => Why::Condition {
            metric: trace.model.observations[*observation].label.clone(),
            value: trace.seen[step as usize - 1][*observation],
            above: *above,
            level: trace.number(*level),
            steps: *for_steps,
        },
        Trigger::Agenda { .. } => Why::Passed { item: item(trace, id) },
    }
}

/// What kept it from happening.
fn kept(trace: &Trace, event: &Event, id: &str, unlucky: bool) -> Why {
    let required = event.requires.map(|required| trace.onset(required));
    let missing = |by: f64| required.is_some_and(|onset| onset > by);
    let end = trace.model.calendar.end(trace.last());
    let name = || trace.scenario.events[id].requires.clone().unwrap_or_default();
    match &event.trigger {
        Trigger::Scheduled { date } if *date >= end => Why::Later,
        Trigger::Scheduled { date } if missing(*date) => Why::Missing { event: name() },
        _ if missing(end) => Why::Missing { event: name() },
        _ if unlucky => Why::Luck,
        Trigger::Scheduled { .. } => Why::Later,
        Trigger::Agenda { .. } => Why::NotPassed { item: item(trace, id) },
        Trigger::Hazard { .. } => not_drawn(trace, event, required),
        Trigger::Condition { observation, above, level, for_steps } => {
            let level = trace.number(*level);
            let beyond = |value: f64| if *above { value - level } else { level - value };
            let seen = |step: &u32| trace.seen[*step as usize][*observation];
            // What the last step shows comes too late for an event.
            let steps = || 0..trace.last();
            let nearest = steps().max_by(|a, b| beyond(seen(a)).total_cmp(&beyond(seen(b))));
            let nearest = nearest.unwrap_or(0);
            let (mut run, mut held) = (0, 0);
            for step in steps() {
                run = if beyond(seen(&step)) > 0.0 { run + 1 } else { 0 };
                held = held.max(run);
            }
            Why::NotHeld {
                metric: trace.model.observations[*observation].label.clone(),
                nearest: seen(&nearest),
                step: nearest,
                above: *above,
                level,
                held,
                steps: *for_steps,
            }
        }
    }
}

/// The agenda item that starts an event.
fn item(trace: &Trace, id: &str) -> String {
    let items = trace.scenario.institutions.values().flat_map(|i| &i.agenda);
    let mut starting = items.filter(|(_, item)| item.starts.as_deref() == Some(id));
    starting.next().map(|(item, _)| item.clone()).unwrap_or_default()
}

/// A hazard in one step.
struct Risk {
    /// Per year.
    rate: f64,
    chance: f64,
    drawn: f64,
    reads: Option<(String, f64)>,
}

/// (event.1) of a hazard.
fn risk(trace: &Trace, event: &Event, step: u32) -> Risk {
    let Trigger::Hazard { rate, from, until, on } = &event.trigger else {
        unreachable!("only hazards have a risk")
    };
    let calendar = &trace.model.calendar;
    let (start, end) = (calendar.start(step), calendar.end(step));
    let exposed = (end.min(*until) - start.max(*from)).max(0.0);
    let mut rate = trace.number(*rate);
    let reads = on.as_ref().map(|on| {
        let value = trace.seen[step as usize - 1][on.observation];
        rate *= exp(trace.number(on.slope) * (value - trace.number(on.level)));
        (trace.model.observations[on.observation].label.clone(), value)
    });
    let address = Address::new(HAZARD, step, event.hash);
    Risk {
        rate,
        chance: -exp_m1(rate * -exposed),
        drawn: trace.draws.uniform::<f64>(address, trace.run),
        reads,
    }
}

/// A hazard over all steps in which it could have happened.
fn not_drawn(trace: &Trace, event: &Event, required: Option<f64>) -> Why {
    let calendar = &trace.model.calendar;
    let (mut spared, mut first) = (1.0, None);
    for step in 1..=trace.last() {
        let middle = 0.5 * (calendar.start(step) + calendar.end(step));
        let risk = risk(trace, event, step);
        if required.is_none_or(|onset| onset <= middle) && risk.chance > 0.0 {
            spared *= 1.0 - risk.chance;
            first = first.or(Some(risk.rate));
        }
    }
    Why::NotDrawn { rate: first.unwrap_or(0.0), chance: 1.0 - spared }
}

/// The end of an event within the run.
fn ended(trace: &Trace, id: &str, event: &Event, onset: f64) -> Option<(f64, u32, Option<String>)> {
    let duration = event.duration_years.map(|years| onset + trace.number(years));
    let ender = event.ended_by.map(|ender| trace.onset(ender).max(onset));
    let by_event = ender.is_some_and(|ender| duration.is_none_or(|duration| ender <= duration));
    let end = if by_event { ender } else { duration }?;
    let who = by_event.then(|| trace.scenario.events[id].ended_by.clone()).flatten();
    Some((end, trace.step_at(end)?, who))
}
