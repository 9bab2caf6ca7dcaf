//! Short messages: a sound scenario, where a result is and what it took.

use crate::outcome::Outcome;
use crate::scenario::Scenario;

use super::figure::{amount, count, counted};
use super::page::{PLAIN, Page};

/// One line about a scenario without problems.
pub fn sound(path: &str, scenario: &Scenario) -> Page {
    let counts = [
        counted(scenario.actors.len() as u64, "actor"),
        counted(scenario.ties.len() as u64, "tie"),
        counted(scenario.events.len() as u64, "event"),
        counted(scenario.claims.len() as u64, "claim"),
    ];
    let mut page = Page::default();
    page.line(&format!("{path}: no problems ({})", counts.join(", ")));
    page
}

/// Where the result is and how long it took.
pub fn timing(outcome: &Outcome, folder: &str) -> Page {
    let timing = outcome.findings.timing;
    let text = format!(
        "{} in {} s: {} a second on {}.",
        counted(outcome.findings.tally.simulated, "run"),
        amount(timing.seconds),
        count(timing.runs_per_second.round() as u64),
        counted(timing.threads as u64, "thread"),
    );
    let mut page = Page::default();
    page.paragraph(&text, PLAIN, 0);
    page.line(&format!("Result in {folder}"));
    page
}
