//! Claims side by side.

use crate::outcome::ClaimDifference;
use crate::report::figure::{count, percent};
use crate::report::page::{BOLD, DIM, Page};
use crate::report::table::{Cell, Table};

use super::View;
use super::group::{Scale, p_value};
use super::pair::broken;

/// A claim is printed among several scenarios where McNemar's p is below this.
const TELLING: f64 = 0.01;

pub(super) fn write(view: &View, page: &mut Page) {
    let rows: Vec<&ClaimDifference> = view.comparison.claims.iter().filter(|r| r.n > 0).collect();
    if rows.is_empty() {
        return;
    }
    page.heading("Claims");
    let paired = rows.iter().any(|row| row.paired);
    let test = if paired {
        "Gained and lost count the runs in which the claim holds in the one and not in the other; p \
         is McNemar's exact test that both are equally likely."
    } else {
        "The runs share no shocks: p is the test of two proportions."
    };
    let interval = "Share of runs in which each claim holds, %; the difference in points with its \
                    95 % interval.";
    page.paragraph(&format!("{interval} {test}"), DIM, 0);
    page.blank();
    if view.several() {
        several(view, page, &rows);
    } else {
        page.table(&table(&rows));
    }
}

fn table(rows: &[&ClaimDifference]) -> Table {
    let mut table = Table::default();
    let names = [broken(&rows[0].reference), broken(&rows[0].scenario)];
    if names.iter().any(|(first, _)| !first.is_empty()) {
        table.row(names.map(|(first, _)| Cell::right(first).style(DIM)));
    }
    let mut head = vec![Cell::right(names[0].1), Cell::right(names[1].1), Cell::right("points")];
    let paired = rows.iter().any(|row| row.paired);
    if paired {
        head.extend([Cell::right("gained"), Cell::right("lost")]);
    }
    head.extend([Cell::right("p"), Cell::left("")]);
    table.row(head.into_iter().map(|cell| cell.style(DIM)));
    for row in rows {
        table.row(cells(row, paired));
    }
    table
}

fn cells(row: &ClaimDifference, paired: bool) -> Vec<Cell> {
    let half = (row.high - row.low) / 2.0;
    let mut cells = vec![
        Cell::right(percent(row.probability_reference)),
        Cell::right(percent(row.probability)),
        Cell::right(Scale::Percent.around(row.difference, half)).style(BOLD),
    ];
    if paired {
        cells.extend([Cell::right(count(row.gained)), Cell::right(count(row.lost))]);
    }
    let other = if row.same_test { "" } else { " (tested differently)" };
    cells.push(Cell::right(p_value(row.p_value)));
    cells.push(Cell::left(format!("{}{other}", row.claim)));
    cells
}

/// Of several scenarios, the claims that they change.
fn several(view: &View, page: &mut Page, rows: &[&ClaimDifference]) {
    let text = format!("Only claims that a scenario changes (p below {TELLING}).");
    page.paragraph(&text, DIM, 0);
    for subject in view.comparison.others() {
        let own = |row: &&&ClaimDifference| row.scenario == subject.name && row.p_value < TELLING;
        let own: Vec<&ClaimDifference> = rows.iter().filter(own).copied().collect();
        page.blank();
        page.paragraph(&subject.name, BOLD, 0);
        if own.is_empty() {
            page.paragraph("none", DIM, 2);
        } else {
            page.table(&table(&own));
        }
    }
}
