//! Claims: how often each holds, and on what that depends.

use crate::model::ClaimTest;
use crate::outcome::{ClaimRow, Proportion, World};
use crate::scenario::Word as _;

use super::answer::Answer;
use super::figure::percent;
use super::page::{BOLD, DIM, Page};
use super::table::{Cell, Table};

/// Metrics that say who leads: claims on them are printed by structure, never as one number only.
const LEAD: [&str; 7] = [
    "influence",
    "influence_share",
    "net_influence",
    "regional_share",
    "regional_share_gdp",
    "network_influence",
    "sway",
];

/// A claim whose probability differs by more than this between structures is printed by structure
/// too, unless the difference is within …
const TELLING: f64 = 0.05;
/// … so many Monte Carlo errors.
const ERRORS: f64 = 4.0;

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let claims = &answer.study.base.claims;
    if claims.is_empty() {
        return;
    }
    page.heading("Claims");
    let note = "Share of the runs in which the claim holds, % ± Monte Carlo error. An informed \
                claim's sign is partly built into the scenario; a fact is an input. In sample: a \
                figure after the base year entered a prior. `suasion show` prints the tests.";
    page.paragraph(note, DIM, 0);
    page.blank();
    let mut table = Table::default();
    for claim in claims {
        rows(answer, claim, &mut table);
    }
    page.table(&table);
}

fn rows(answer: &Answer, claim: &ClaimTest, table: &mut Table) {
    let found = answer.outcome.findings.claim(&claim.id, World::Scenario);
    let (share, error) = match found {
        Some(row) => (percent(row.holds.probability()), error(&row.holds)),
        None => ("fact".to_string(), String::new()),
    };
    table.row([Cell::right(share).style(BOLD), Cell::close(error), Cell::left(&claim.text)]);
    let mut remark = |text: String| {
        table.row([Cell::right(""), Cell::close(""), Cell::left(text).style(DIM)]);
    };
    let sample = if claim.in_sample { " · in sample" } else { "" };
    remark(format!("{} · {}{sample}", claim.id, claim.kind.word()));
    if let Some((key, shown)) = &claim.shows {
        remark(format!("{key} = {shown}"));
    }
    for (world, meaning) in ELSEWHERE {
        if let Some(row) = elsewhere(answer, claim, world) {
            remark(format!("{meaning} {}", share_and_error(&row.holds)));
        }
    }
    for text in by_structure(answer, claim) {
        remark(text);
    }
}

/// The other worlds in which a claim may be tested.
pub(super) const ELSEWHERE: [(World, &str); 2] = [
    (World::Counterfactual, "in the counterfactual"),
    (World::Symmetric, "with its sign drawn either way"),
];

/// The claim's row in another world. A claim that compares with the counterfactual itself says
/// nothing there.
pub(super) fn elsewhere<'a>(
    answer: &Answer<'a>,
    claim: &ClaimTest,
    world: World,
) -> Option<&'a ClaimRow> {
    let test = answer.scenario.claims[&claim.id].test.as_ref()?;
    let empty = world == World::Counterfactual && test.reads_counterfactual();
    let row = answer.outcome.findings.claim(&claim.id, world);
    row.filter(|_| !empty)
}

/// A line for each structural number on which the claim depends.
pub(super) fn by_structure(answer: &Answer, claim: &ClaimTest) -> Vec<String> {
    let line = |(number, parts): &(&str, Vec<(&str, &Proportion)>)| {
        let told = parts
            .iter()
            .map(|(value, holds)| format!("{} at {value}", percent(holds.probability())));
        format!("{number}: {}", told.collect::<Vec<_>>().join(", "))
    };
    structures(answer, claim).iter().map(line).collect()
}

/// The structural numbers on which the claim depends, each with the share at each of its values.
pub(super) fn structures<'a>(
    answer: &Answer<'a>,
    claim: &ClaimTest,
) -> Vec<(&'a str, Vec<(&'a str, &'a Proportion)>)> {
    let Some(test) = &answer.scenario.claims[&claim.id].test else {
        return Vec::new();
    };
    let mut read = test.references().into_iter();
    let leads = read.any(|(metric, _)| LEAD.contains(&metric.name.as_str()))
        || !test.crossings().is_empty();
    let structure = answer.structure().into_iter();
    let told = structure.filter_map(|number| {
        let rows = answer.outcome.findings.claims.iter();
        let parts: Vec<(&str, &Proportion)> = rows
            .filter(|row| row.claim == claim.id && row.world == World::Scenario)
            .filter_map(|row| Some((row.part.as_ref()?, &row.holds)))
            .filter(|(part, _)| part.number == number)
            .map(|(part, holds)| (part.value.as_str(), holds))
            .collect();
        let shares = || parts.iter().map(|(_, holds)| holds.probability());
        let spread = shares().fold(0.0, f64::max) - shares().fold(1.0, f64::min);
        let errors = parts.iter().map(|(_, holds)| holds.mc_error);
        let telling = spread > TELLING.max(ERRORS * errors.fold(0.0, f64::max));
        (parts.len() > 1 && (leads || telling)).then_some((number, parts))
    });
    told.collect()
}

pub(super) fn share_and_error(holds: &Proportion) -> String {
    format!("{} {}", percent(holds.probability()), error(holds))
}

pub(super) fn error(holds: &Proportion) -> String {
    format!("± {}", percent(holds.mc_error))
}
