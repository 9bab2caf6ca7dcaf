//! First passages: when one power gets ahead of another, and stays there.

use crate::outcome::CrossingRow;

use super::answer::Answer;
use super::figure::{date, percent};
use super::page::{BOLD, DIM, Page};
use super::table::{Cell, Table};

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let asked = &answer.scenario.report.crossings;
    let crossings = answer.scenario.crossings.keys();
    let crossings: Vec<&String> =
        crossings.filter(|id| asked.is_empty() || asked.contains(id)).collect();
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

/// All runs first, then the runs told apart by structure.
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
    let structure = answer.structure();
    for row in &answer.outcome.findings.crossings {
        let label = match &row.part {
            None => "all runs".to_string(),
            Some(part) if structure.contains(&part.number.as_str()) => {
                let name = part.number.rsplit('.').next().unwrap_or_default();
                format!("{name} {}", part.value)
            }
            Some(_) => continue,
        };
        if row.crossing == id {
            table.row(cells(answer, label, row));
        }
    }
    table
}

fn cells(answer: &Answer, label: String, row: &CrossingRow) -> [Cell; 5] {
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
        Cell::left(label),
        Cell::right(format!("{} %", percent(row.ahead_at_base.probability()))),
        Cell::right(or_dash(shown(median))),
        Cell::left(or_dash(range)).style(DIM),
        Cell::right(format!("{} %", percent(row.never.probability()))),
    ]
}
