//! Where the uncertainty comes from: the variance of what is shown first, split by origin.

use crate::outcome::{Origin, SplitRow};

use super::answer::Answer;
use super::page::{BOLD, DIM, Page};
use super::table::{Cell, Table};

/// Powers of each region that are shown: those that are ahead.
const POWERS: usize = 2;

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let rows = rows(answer);
    if rows.is_empty() {
        return;
    }
    page.heading("Where the uncertainty comes from");
    let date = &rows[0].1.date;
    let note = format!(
        "Share of each figure's variance at {date}, %: chance (shocks, luck of events), \
         parameters of the model, data (figures of the scenario), structure (choices that no data \
         settle); the rest only combinations of them explain."
    );
    page.paragraph(&note, DIM, 0);
    page.blank();
    let mut table = Table::default();
    let origins = Origin::ALL.map(|origin| Cell::right(origin.word()).style(BOLD));
    let head = std::iter::once(Cell::left("")).chain(origins);
    table.row(head.chain([Cell::right("combined").style(BOLD), Cell::right("error").style(BOLD)]));
    for (label, row) in rows {
        let splits = &row.splits;
        let shares = splits.alone.iter().copied().chain([splits.interaction()]);
        let cells = shares.map(|share| Cell::right(whole(share)));
        let error = splits.alone_error.iter().copied().fold(0.0, f64::max);
        let error = Cell::right(format!("± {}", whole(error))).style(DIM);
        table.row(std::iter::once(Cell::left(label)).chain(cells).chain([error]));
    }
    page.table(&table);
}

/// A share in whole percent. Estimates below zero are zero within their error.
pub(super) fn whole(share: f64) -> String {
    format!("{:.0}", 100.0 * share.max(0.0))
}

/// The leading powers of each region and the first pair's dependence, at the last date shown.
pub(super) fn rows<'a>(answer: &Answer<'a>) -> Vec<(String, &'a SplitRow)> {
    let last = answer.steps().into_iter().max().unwrap_or_default();
    let find = |label: String, outcome: String| {
        let mut all = answer.outcome.findings.variance.iter();
        let row = all.find(|row| row.outcome == outcome && row.step == Some(last));
        row.map(|row| (label, row))
    };
    let mut rows = Vec::new();
    for region in &answer.scenario.report.regions {
        for power in super::balance::powers(answer, region).into_iter().take(POWERS) {
            let name = &answer.scenario.regions[region].name;
            let label = format!("{} in {name}", answer.actor(power));
            rows.extend(find(label, format!("regional_share[{region},{power}]")));
        }
    }
    if let Some((a, b)) = answer.scenario.report.dyads.first() {
        for (client, partner) in [(a, b), (b, a)] {
            let label = format!("{client} on {partner}, vulnerability");
            rows.extend(find(label, format!("vulnerability[{client},{partner}]")));
        }
    }
    rows
}
