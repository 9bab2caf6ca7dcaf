//! What `claims` prints: every claim with its probability, source, test, and what decides it.

use crate::analysis::why::{Separation, Table};
use crate::model::{ClaimTest, Study};
use crate::outcome::{Head, Outcome, Value, World};
use crate::scenario::{Scenario, Source, Word as _};

use super::answer::{Answer, plan};
use super::claim::{by_structure, elsewhere, error, share_and_error};
use super::figure::{counted, percent};
use super::page::{BOLD, DIM, PLAIN, Page, WIDTH, styled, wrap};
use super::sensitivity;

/// How many of a claim's strongest sensitivities are shown.
const SHOWN: usize = 3;
/// Columns before the text of a claim.
const INDENT: usize = 13;

/// The page of all claims; `separations` in the order of the table's claims.
pub fn claims(
    scenario: &Scenario,
    study: &Study,
    outcome: &Outcome,
    (table, separations): (&Table, &[Separation]),
) -> Page {
    let answer = Answer::of(scenario, study, outcome);
    let mut page = Page::default();
    page.paragraph(&scenario.title, BOLD, 0);
    let header = &outcome.header;
    let runs = counted(outcome.findings.tally.simulated, "run");
    let facts =
        format!("{} · {runs} · seed {} · {}", header.scenario, header.seed, plan(&header.plan));
    page.paragraph(&facts, DIM, 0);
    answer.partial(&mut page);
    let note = "Share of the runs in which each claim holds, % ± Monte Carlo error; below it what \
                separates those runs most from the others: the share of the claim's variance that \
                a drawn number or an event explains by itself, in %, and the claim over its range.";
    page.paragraph(note, DIM, 0);
    for claim in &study.base.claims {
        page.blank();
        entry(&answer, claim, &mut page);
        if let Some(separation) = separations.iter().find(|s| s.claim == claim.id) {
            strongest(&answer, table, separation, &mut page);
        }
    }
    page.blank();
    page.paragraph("`suasion why RESULT --claim ID` says all that separates the runs.", DIM, 0);
    page
}

fn entry(answer: &Answer, claim: &ClaimTest, page: &mut Page) {
    let found = answer.outcome.findings.claim(&claim.id, World::Scenario);
    let (share, error) = match found {
        Some(row) => (percent(row.holds.probability()), error(&row.holds)),
        None => ("fact".to_string(), String::new()),
    };
    let mut lines = wrap(&claim.text, WIDTH - INDENT).into_iter();
    let first = lines.next().unwrap_or_default();
    page.line(&format!("{} {error:<6} {first}", styled(&format!("{share:>5}"), BOLD)));
    lines.for_each(|line| page.paragraph(&line, PLAIN, INDENT));
    let sample = if claim.in_sample { " · in sample" } else { "" };
    let mut remark = |text: &str| page.paragraph(text, DIM, INDENT);
    remark(&format!("{} · {}{sample}", claim.id, claim.kind.word()));
    let source = claim.source.as_ref().and_then(|id| answer.scenario.sources.get_key_value(id));
    if let Some((id, source)) = source {
        remark(&format!("source {id}: {}", citation(source)));
    }
    if !claim.test_text.is_empty() {
        remark(&format!("test: {}", one_line(&claim.test_text)));
    }
    if let Some((key, shown)) = &claim.shows {
        remark(&format!("{key} = {shown}"));
    }
    for (world, meaning) in [
        (World::Counterfactual, "in the counterfactual"),
        (World::Symmetric, "with its sign drawn either way"),
    ] {
        if let Some(row) = elsewhere(answer, claim, world) {
            remark(&format!("{meaning} {}", share_and_error(&row.holds)));
        }
    }
    by_structure(answer, claim).iter().for_each(|text| remark(text));
}

/// A test that is written over several lines, on one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Title, publisher and year of a source.
pub fn citation(source: &Source) -> String {
    let year = source.year.map(|year| year.to_string());
    let parts = [Some(source.title.clone()), source.publisher.clone(), year, source.url.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn strongest(answer: &Answer, table: &Table, separation: &Separation, page: &mut Page) {
    if separation.found.is_empty() {
        let why = match separation.holds {
            0 => "holds in no run: nothing to separate",
            n if n == separation.runs => "holds in every run: nothing to separate",
            _ => "no drawn number and no event is distinguishable from noise",
        };
        return page.paragraph(why, PLAIN, INDENT);
    }
    let calendar = answer.calendar();
    for found in separation.found.iter().take(SHOWN) {
        let candidate = &table.candidates[found.candidate];
        let levels = sensitivity::levels(&calendar, candidate, found);
        let (share, name) = (sensitivity::share(found), sensitivity::full_name(candidate));
        page.paragraph(&format!("{share} {name}: {levels}"), PLAIN, INDENT);
    }
}

const HEADS: [Head; 20] = [
    Head::text("claim", "id"),
    Head::text("text", "the claim in words"),
    Head::text("kind", "fact, informed or emergent"),
    Head::text("in_sample", "yes where a figure after the base year entered a prior"),
    Head::text("source", "id of the source that it paraphrases"),
    Head::text("citation", "that source"),
    Head::text("test", "as written"),
    Head::count("runs", "runs that decide it"),
    Head::count("holds", "runs in which it holds"),
    Head::number("probability", "0-1", "share of the runs in which it holds"),
    Head::number("mc_error", "0-1", "standard error of the probability"),
    Head::number("counterfactual", "0-1", "probability in the counterfactual"),
    Head::number("symmetric", "0-1", "probability with its sign drawn either way"),
    Head::number("noise", "0-1", "share that the largest of as many unrelated candidates reaches"),
    Head::text("sensitive_to_1", "what decides it most"),
    Head::number("share_1", "0-1", "share of the claim's variance that this explains by itself"),
    Head::text("sensitive_to_2", "what decides it next"),
    Head::number("share_2", "0-1", "share of the claim's variance that this explains by itself"),
    Head::text("sensitive_to_3", "what decides it next"),
    Head::number("share_3", "0-1", "share of the claim's variance that this explains by itself"),
];

/// The claims as a table for other programs.
pub fn claims_table(
    scenario: &Scenario,
    study: &Study,
    outcome: &Outcome,
    (table, separations): (&Table, &[Separation]),
) -> crate::outcome::Table {
    let answer = Answer::of(scenario, study, outcome);
    let number = |value: Option<f64>| Value::Number(value.unwrap_or(f64::NAN));
    let row = |claim: &ClaimTest| {
        let holds = outcome.findings.claim(&claim.id, World::Scenario).map(|row| row.holds);
        let other = |world| elsewhere(&answer, claim, world).map(|row| row.holds.probability());
        let source = claim.source.as_ref().and_then(|id| scenario.sources.get(id));
        let separation = separations.iter().find(|s| s.claim == claim.id);
        let mut cells = vec![
            Value::Text(Some(claim.id.clone())),
            Value::Text(Some(claim.text.clone())),
            Value::Text(Some(claim.kind.word().to_string())),
            Value::Text(Some(if claim.in_sample { "yes" } else { "no" }.to_string())),
            Value::Text(claim.source.clone()),
            Value::Text(source.map(citation)),
            Value::Text(Some(one_line(&claim.test_text))),
            Value::Count(holds.map(|h| h.n)),
            Value::Count(holds.map(|h| h.n_true)),
            number(holds.map(|h| h.probability())),
            number(holds.map(|h| h.mc_error)),
            number(other(World::Counterfactual)),
            number(other(World::Symmetric)),
            number(separation.map(|s| s.noise)),
        ];
        for at in 0..SHOWN {
            let found = separation.and_then(|s| s.found.get(at));
            cells.push(Value::Text(found.map(|f| table.candidates[f.candidate].key.clone())));
            cells.push(number(found.map(|f| f.share.share)));
        }
        cells
    };
    let rows = study.base.claims.iter().map(row).collect();
    crate::outcome::Table { name: "claims", heads: HEADS.to_vec(), rows }
}
