//! Short messages: a sound scenario, where a result is and what it took.

use crate::ensemble::{Figure, Precision};
use crate::outcome::{Outcome, World};
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

/// How precise the figure is for which runs were added.
pub fn precision(asked: &Precision, outcome: &Outcome) -> Page {
    let findings = &outcome.findings;
    let (what, error) = match &asked.figure {
        Figure::Mean { label, step } => {
            let row =
                findings.summary.iter().find(|row| row.label() == *label && row.step == *step);
            let date = row.map_or("", |row| row.date.as_str());
            (format!("{label} at {date}"), row.map_or(f64::NAN, |row| row.mc_error))
        }
        Figure::Claim { id } => {
            let claim = findings.claim(id, World::Scenario);
            (format!("claim {id}"), claim.map_or(f64::NAN, |claim| claim.holds.mc_error))
        }
    };
    let verdict = if findings.tally.partial() {
        "interrupted before that"
    } else if error <= asked.standard_error {
        "precise enough"
    } else {
        "not reached: --runs is the most runs that are added"
    };
    let text = format!(
        "{what}: standard error {} after {}, asked for {}; {verdict}.",
        amount(error),
        counted(findings.tally.simulated, "run"),
        amount(asked.standard_error)
    );
    let mut page = Page::default();
    page.paragraph(&text, PLAIN, 0);
    page
}

/// Where the result is and how long it took; runs that a continued result had before took none of it.
pub fn timing(outcome: &Outcome, folder: &str) -> Page {
    let timing = outcome.findings.timing;
    let all = outcome.findings.tally.simulated;
    let fresh = (timing.runs_per_second * timing.seconds).round() as u64;
    let runs = if fresh == all {
        counted(all, "run")
    } else {
        format!("{}, {} of them new", counted(all, "run"), count(fresh))
    };
    let text = format!(
        "{runs} in {} s: {} a second on {}.",
        amount(timing.seconds),
        count(timing.runs_per_second.round() as u64),
        counted(timing.threads as u64, "thread"),
    );
    let mut page = Page::default();
    page.paragraph(&text, PLAIN, 0);
    page.line(&format!("Result in {folder}"));
    page
}
