//! First passages: when one power gets ahead of another, and stays there.

use crate::outcome::CrossingRow;

use super::answer::Answer;
use super::figure::{date, percent};
use super::page::{BOLD, DIM, Page};
use super::table::{Cell, Table};

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let crossings = asked(answer);
    if crossings.is_empty() {
        return;
    }
    page.heading("Who gets ahead, and when");
    let end = answer.calendar().end_year;
    let note = format!(
        "Date from which the one stays ahead of the other, over all runs: a run that is ahead \
         from the start counts as {}, one that never is as later than {end}.",
        answer.calendar().base_year
    );
    page.paragraph(&note, DIM, 0);
    for key in answer.structure() {
        let number = answer.study.base.numbers.iter().find(|n| n.key == key);
        let meaning = number.map_or("", |n| n.meaning.as_str());
        page.paragraph(&format!("{key}: {meaning}"), DIM, 0);
    }
    for id in crossings {
        page.blank();
        page.paragraph(&answer.scenario.crossings[id].title, BOLD, 0);
        page.table(&table(answer, id));
    }
}

/// The crossings that the report names; all where it names none.
pub(super) fn asked<'a>(answer: &Answer<'a>) -> Vec<&'a String> {
    let asked = &answer.scenario.report.crossings;
    let crossings = answer.scenario.crossings.keys();
    crossings.filter(|id| asked.is_empty() || asked.contains(id)).collect()
}

fn table(answer: &Answer, id: &str) -> Table {
    let calendar = answer.calendar();
    let mut table = Table::default();
    let head = [
        Cell::left(""),
        Cell::right(format!("ahead in {}", calendar.base_year)),
        Cell::right("median"),
        Cell::left("90 % of runs"),
        Cell::right(format!("not by {}", calendar.end_year)),
    ];
    table.row(head.map(|cell| cell.style(BOLD)));
    for (label, row) in shown(answer, id) {
        let [label, ahead, median, range, never] = words(answer, label, row);
        table.row([
            Cell::left(label),
            Cell::right(ahead),
            Cell::right(median),
            Cell::left(range).style(DIM),
            Cell::right(never),
        ]);
    }
    table
}

/// A crossing's rows with their labels: all runs first, then the runs told apart by structure.
pub(super) fn shown<'a>(answer: &Answer<'a>, id: &str) -> Vec<(String, &'a CrossingRow)> {
    let structure = answer.structure();
    let rows = answer.outcome.findings.crossings.iter().filter(|row| row.crossing == id);
    let labelled = rows.filter_map(|row| match &row.part {
        None => Some(("all runs".to_string(), row)),
        Some(part) if structure.contains(&part.number.as_str()) => {
            let name = part.number.rsplit('.').next().unwrap_or_default();
            Some((format!("{name} {}", part.value), row))
        }
        Some(_) => None,
    });
    labelled.collect()
}

/// Label, share ahead at the base, median, 90 % range, share that never crosses.
pub(super) fn words(answer: &Answer, label: String, row: &CrossingRow) -> [String; 5] {
    let calendar = answer.calendar();
    let late = || format!("after {}", calendar.end_year);
    let shown = |years: Option<f64>| years.map_or_else(late, |years| date(&calendar, years));
    let [low, _, _, median, _, _, high] = row.quantiles;
    let range = if shown(low) == shown(high) {
        shown(low)
    } else {
        format!("{} – {}", shown(low), shown(high))
    };
    let decided = row.never.n > 0;
    let or_dash = |text: String| if decided { text } else { "–".to_string() };
    [
        label,
        format!("{} %", percent(row.ahead_at_base.probability())),
        or_dash(shown(median)),
        or_dash(range),
        format!("{} %", percent(row.never.probability())),
    ]
}
