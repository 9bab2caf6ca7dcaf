//! What separates the runs in which a claim holds from those in which it does not.

use crate::analysis::why::{Cause, Separation, Table, Together};
use crate::outcome::{Head, Origin, Outcome, Value, World};
use crate::report::claims::citation;
use crate::report::figure::{count, counted, percent};
use crate::report::page::{BOLD, DIM, PLAIN, Page, WARNING};
use crate::report::sensitivity;
use crate::scenario::{Scenario, Word as _};

/// Candidates that a page lists.
const LISTED: usize = 15;

/// The page of one claim.
pub fn separation(
    scenario: &Scenario,
    outcome: &Outcome,
    table: &Table,
    (separation, together): (&Separation, &Together),
) -> Page {
    let claim = &scenario.claims[&separation.claim];
    let mut page = Page::default();
    page.paragraph(&claim.text, BOLD, 0);
    let header = &outcome.header;
    let facts = format!(
        "{} · {} · {} · seed {}",
        separation.claim,
        claim.kind.word(),
        header.scenario,
        header.seed
    );
    page.paragraph(&facts, DIM, 0);
    let test = claim.test_text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.paragraph(&format!("test: {test}"), DIM, 0);
    if let Some(source) = claim.source.as_ref().and_then(|id| scenario.sources.get(id)) {
        page.paragraph(&format!("source: {}", citation(source)), DIM, 0);
    }
    page.blank();
    holds(outcome, separation, &mut page);
    if separation.holds == 0 || separation.holds == separation.runs {
        page.paragraph("There is nothing to separate.", PLAIN, 0);
        return page;
    }
    page.heading("What separates the runs in which it holds from the others");
    method(separation, &mut page);
    page.blank();
    for (at, found) in separation.found.iter().take(LISTED).enumerate() {
        let candidate = &table.candidates[found.candidate];
        let name = sensitivity::name(candidate);
        page.line(&format!("{:>11}  {BOLD}{name}{BOLD:#}", sensitivity::share(found)));
        let levels = sensitivity::levels(&scenario.calendar, candidate, found);
        page.paragraph(&levels, PLAIN, 13);
        let meaning = &candidate.meaning;
        let said = match candidate.cause {
            Cause::Number => candidate.of.as_ref().unwrap_or(meaning).clone(),
            _ => format!("{meaning} · {}", sensitivity::cause(candidate)),
        };
        page.paragraph(&said, DIM, 13);
        if at + 1 == LISTED && separation.found.len() > LISTED {
            let more = separation.found.len() - LISTED;
            page.paragraph(&format!("and {more} more above the noise"), DIM, 13);
        }
    }
    remainder(outcome, table, (separation, together), &mut page);
    page
}

fn holds(outcome: &Outcome, separation: &Separation, page: &mut Page) {
    let (n, holds) = (separation.runs as u64, separation.holds as u64);
    let row = outcome.findings.claim(&separation.claim, World::Scenario);
    let error = row.map_or(f64::NAN, |row| row.holds.mc_error);
    let text = format!(
        "It holds in {} of {}: {} ± {} %.",
        count(holds),
        counted(n, "run"),
        percent(holds as f64 / n as f64),
        percent(error)
    );
    page.paragraph(&text, PLAIN, 0);
}

fn method(separation: &Separation, page: &mut Page) {
    let text = format!(
        "% of the claim's variance that each explains by itself, ± standard error, then how often \
         the claim holds over its range, in %. {} drawn numbers and events were looked at; of as many that have nothing to \
         do with the claim the largest reaches {} % (95 of 100 times): what is below is not \
         distinguishable from noise.",
        count(separation.tested as u64),
        percent(separation.noise)
    );
    page.paragraph(&text, DIM, 0);
}

/// What chance explains: shocks and the luck of events, as the result's split of variance says.
fn chance(outcome: &Outcome, separation: &Separation, page: &mut Page) {
    let name = format!("claim.{}", separation.claim);
    let Some(row) = outcome.findings.variance.iter().find(|row| row.outcome == name) else {
        return;
    };
    let place = Origin::ALL.iter().position(|origin| *origin == Origin::Chance);
    let (at, splits) = (place.expect("chance is an origin"), &row.splits);
    let text = format!(
        "Chance, events that come by chance included, explains {} ± {} % by itself and {} ± {} % \
         with what it does in combination (variance.parquet, {}).",
        percent(splits.alone[at]),
        percent(splits.alone_error[at]),
        percent(splits.together[at]),
        percent(splits.together_error[at]),
        counted(splits.n, "run")
    );
    page.paragraph(&text, PLAIN, 0);
}

fn remainder(
    outcome: &Outcome,
    table: &Table,
    (separation, together): (&Separation, &Together),
    page: &mut Page,
) {
    page.blank();
    let n = separation.found.len();
    if n == 0 {
        let text = "No candidate is distinguishable from noise: as far as can be told the claim is \
                    decided by chance, or by candidates that count only in combination.";
        page.paragraph(text, PLAIN, 0);
        chance(outcome, separation, page);
        return;
    }
    let (all, drawn) = (together.all, together.drawn);
    let found = || separation.found.iter().map(|f| &table.candidates[f.candidate]);
    let events = found().any(|candidate| candidate.cause != Cause::Number);
    let numbers = match events {
        true => format!(
            " (the drawn numbers alone {} ± {} %)",
            percent(drawn.share),
            percent(drawn.error)
        ),
        false => String::new(),
    };
    let text = format!(
        "Together, as a sum of effects and judged on runs not used to fit it, they explain {} ± {} \
         % of the variance{numbers}. The remaining {} % is chance within the run, what counts only \
         in combination, and what lies below the noise.",
        percent(all.share),
        percent(all.error),
        percent(1.0 - all.share)
    );
    page.paragraph(&text, PLAIN, 0);
    chance(outcome, separation, page);
    for overlap in &separation.overlaps {
        let [a, b] =
            [overlap.pair.0, overlap.pair.1].map(|at| sensitivity::name(&table.candidates[at]));
        let text = format!(
            "{a} and {b} go together (Cramér's V {:.2}): their shares overlap.",
            overlap.strength
        );
        page.paragraph(&text, WARNING, 0);
    }
    let mut note = String::from(
        "Numbers are drawn independently of everything else: what goes with them is their effect.",
    );
    if events {
        note += " An event that depends on the run only goes with the claim: what brings it about \
                 may decide both.";
    }
    page.paragraph(&note, DIM, 0);
}

/// The findings as a table for other programs.
pub fn separation_table(table: &Table, separation: &Separation) -> crate::outcome::Table {
    let mut heads = vec![
        Head::text("claim", "id of the claim"),
        Head::number("noise", "0-1", "share that the largest of as many unrelated ones reaches"),
    ];
    heads.extend(sensitivity::HEADS);
    let row = |at: usize| {
        let claim = Value::Text(Some(separation.claim.clone()));
        let mut cells = vec![claim, Value::Number(separation.noise)];
        cells.extend(sensitivity::cells(table, separation, at));
        cells
    };
    let rows = (0..separation.found.len()).map(row).collect();
    crate::outcome::Table { name: "candidates", heads, rows }
}
