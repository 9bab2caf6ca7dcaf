//! Candidates: what differs between the runs of a result and may decide its claims.

use crate::outcome::{Error, Layout, Outcome};
use crate::scenario::{Event, Scenario, Trigger, Word as _};

/// How a candidate comes about: whether what goes with it follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A number drawn independently of all else: what goes with it is its effect.
    Number,
    /// An event that comes by chance alone: what goes with it is its effect.
    Chance,
    /// An event that comes by chance, but only where another one has happened.
    Follows(String),
    /// An event that depends on the state of the run: what goes with it need not be its effect.
    State,
}

/// Something that differs between runs.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// A number's key, or an event's id.
    pub key: String,
    /// What it is, in a few words or a sentence.
    pub meaning: String,
    pub unit: String,
    /// What a figure of the scenario belongs to, where its key alone does not say it.
    pub of: Option<String>,
    pub cause: Cause,
    /// One for each complete run; an event's date in years, not finite where it has not happened.
    pub values: Vec<f64>,
}

/// The complete runs of a result.
#[derive(Clone, Debug)]
pub struct Table {
    /// Ids of the runs.
    pub runs: Vec<u64>,
    pub candidates: Vec<Candidate>,
    /// Id of each claim, and whether it holds in each run.
    pub claims: Vec<(String, Vec<bool>)>,
}

impl Table {
    /// Reads the drawn numbers, the uncertain events and the claims of every complete run.
    ///
    /// # Errors
    /// A table of runs that cannot be read or lacks a column.
    pub fn read(scenario: &Scenario, layout: &Layout, outcome: &Outcome) -> Result<Table, Error> {
        let claims: Vec<&str> = layout.claims.iter().map(|c| c.id.as_str()).collect();
        let mut candidates = candidates(scenario, layout);
        let mut names = vec!["run".to_string()];
        names.extend(claims.iter().map(|id| format!("claim.{id}")));
        names.extend(candidates.iter().map(|(column, _)| column.clone()));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut columns = outcome.runs.columns(&names)?.into_iter();
        let runs = columns.next().unwrap_or_default();
        let truths: Vec<Vec<f64>> = columns.by_ref().take(claims.len()).collect();
        // A quarantined run decides no claim.
        let complete = |at: &usize| truths.iter().all(|truth| !truth[*at].is_nan());
        let kept: Vec<usize> = (0..runs.len()).filter(complete).collect();
        for ((_, candidate), values) in candidates.iter_mut().zip(columns) {
            candidate.values = kept.iter().map(|&at| values[at]).collect();
        }
        let truth = |values: &Vec<f64>| kept.iter().map(|&at| values[at] != 0.0).collect();
        Ok(Table {
            runs: kept.iter().map(|&at| runs[at] as u64).collect(),
            candidates: candidates.into_iter().map(|(_, candidate)| candidate).collect(),
            claims: claims.iter().zip(&truths).map(|(id, v)| (id.to_string(), truth(v))).collect(),
        })
    }
}

/// Every candidate without its values, with its column.
fn candidates(scenario: &Scenario, layout: &Layout) -> Vec<(String, Candidate)> {
    let numbers = layout.numbers.iter().map(|number| {
        let candidate = Candidate {
            key: number.key.clone(),
            meaning: number.meaning.clone(),
            unit: number.unit.clone(),
            of: belongs(scenario, &number.key),
            cause: Cause::Number,
            values: Vec::new(),
        };
        (number.key.clone(), candidate)
    });
    let dated = layout.observations.iter().filter(|o| o.metric == "onset");
    let events = dated.filter_map(|observation| {
        let key = observation.subject.clone()?;
        let event = scenario.events.get(&key)?;
        let cause = cause(event);
        let (meaning, unit) = (event.title.clone(), "year".to_string());
        let candidate = Candidate { key, meaning, unit, of: None, cause, values: Vec::new() };
        Some((observation.label.clone(), candidate))
    });
    numbers.chain(events).collect()
}

/// The event of a key such as `events.price_cap.effects.0.size`, and what the effect does.
fn belongs(scenario: &Scenario, key: &str) -> Option<String> {
    let mut parts = key.strip_prefix("events.")?.split('.');
    let event = scenario.events.get(parts.next()?)?;
    let effect = (parts.next() == Some("effects")).then(|| parts.next()?.parse().ok()).flatten();
    let kind = effect.and_then(|at: usize| event.effects.get(at)).map(|e| e.kind.word());
    Some(match kind {
        Some(kind) => format!("{kind}: {}", event.title),
        None => event.title.clone(),
    })
}

fn cause(event: &Event) -> Cause {
    match (&event.trigger, &event.requires) {
        (Trigger::Condition { .. } | Trigger::Agenda, _) => Cause::State,
        (Trigger::Hazard { metric: Some(_), .. }, _) => Cause::State,
        (_, Some(other)) => Cause::Follows(other.clone()),
        (Trigger::Scheduled(_) | Trigger::Hazard { .. }, None) => Cause::Chance,
    }
}
