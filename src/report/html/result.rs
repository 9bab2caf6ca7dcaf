//! The page of a result: the answer of an ensemble with its figures.

use crate::model::Study;
use crate::outcome::{Error, Outcome};
use crate::report::answer::{Answer, answer, plan};
use crate::report::figure::{count, counted};
use crate::scenario::Scenario;

use super::data::{PageData, Part, Section};
use super::runs::Parts;
use super::{balance, claims, dependence, inputs, network, survival, variance};

/// What the page of a result holds, in the order in which an analyst asks.
///
/// `outcome` must be the outcome of `study`, and that the study of `scenario`.
///
/// # Errors
/// The outcome's table of runs cannot be read.
pub fn result(scenario: &Scenario, study: &Study, outcome: &Outcome) -> Result<PageData, Error> {
    let said = Answer::of(scenario, study, outcome);
    let parts = structure(&said)?;
    let printed = answer(scenario, study, outcome).to_string();
    let printed = anstream::adapter::strip_str(&printed).to_string();
    let sections = [
        balance::section(&said, &parts)?,
        dependence::section(&said),
        network::section(&said),
        survival::section(&said, &parts)?,
        claims::section(&said),
        variance::section(&said),
        Some(Section {
            id: "printed".into(),
            title: "The answer as printed".into(),
            lead: vec!["What `suasion run` prints, word for word.".into()],
            parts: vec![Part::Printed { label: "The printed answer".into(), text: printed }],
            ..Section::default()
        }),
        Some(inputs::section(&said)),
        inputs::sources(scenario, &study.base.numbers),
    ];
    Ok(PageData {
        kicker: "Suasion · scenario report".into(),
        title: scenario.title.clone(),
        standfirst: one_line(&scenario.description),
        facts: facts(&said),
        warnings: warnings(&said),
        sections: sections.into_iter().flatten().collect(),
        source: source(&said),
    })
}

/// The structural numbers that the report names, as parts of the runs.
fn structure(answer: &Answer) -> Result<Vec<Parts>, Error> {
    let mut parts = Vec::new();
    // Without a choice of the scenario there are dozens, and none of them is the one to read by.
    for key in &answer.scenario.report.structure {
        let number = answer.study.base.numbers.iter().find(|number| number.key == *key);
        if let Some(number) = number {
            parts.extend(Parts::read(answer.outcome, number)?);
        }
    }
    Ok(parts)
}

fn facts(answer: &Answer) -> Vec<[String; 2]> {
    let header = &answer.outcome.header;
    let calendar = answer.calendar();
    let hash = header.scenario_sha256();
    let facts = [
        ("Scenario", header.scenario.clone()),
        ("Runs", count(answer.outcome.findings.tally.simulated)),
        ("Draws", format!("{}, seed {}", plan(&header.plan), header.seed)),
        (
            "Period",
            format!("{}–{} by {}", calendar.base_year, calendar.end_year, calendar.step.word()),
        ),
        ("Identity", format!("{} · Suasion {}", &hash[..12], header.version)),
    ];
    facts.map(|(name, value)| [name.to_string(), value]).to_vec()
}

fn warnings(answer: &Answer) -> Vec<String> {
    let tally = &answer.outcome.findings.tally;
    let off = &answer.outcome.header.off;
    let mut warnings = Vec::new();
    if tally.partial() {
        warnings.push(format!(
            "Partial: interrupted after {} of {}.",
            count(tally.simulated),
            counted(tally.requested, "run")
        ));
    }
    if !off.is_empty() {
        warnings.push(format!("Switched off: {}. An experiment.", off.join(", ")));
    }
    if tally.quarantined > 0 {
        warnings.push(format!(
            "{} left out of every figure because a number in it stopped being finite.",
            counted(tally.quarantined, "run")
        ));
    }
    warnings
}

fn source(answer: &Answer) -> String {
    let header = &answer.outcome.header;
    format!(
        "Source: scenario {}, {}, seed {}, Suasion {}. What follows from the scenario’s \
         assumptions; no forecast.",
        header.scenario,
        counted(answer.outcome.findings.tally.simulated, "run"),
        header.seed,
        header.version
    )
}

/// A paragraph without the line breaks of its file.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
