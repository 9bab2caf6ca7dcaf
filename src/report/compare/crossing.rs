//! Crossings side by side.

use crate::outcome::CrossingDifference;
use crate::report::figure::{count, date, percent};
use crate::report::page::{BOLD, DIM, PLAIN, Page};
use crate::report::table::{Cell, Table};
use crate::world::Calendar;

use super::View;
use super::group::{Scale, p_value, signed};

pub(super) fn write(view: &View, page: &mut Page) {
    let asked = &view.scenario.report.crossings;
    let shown = |row: &&CrossingDifference| asked.is_empty() || asked.contains(&row.crossing);
    let rows: Vec<&CrossingDifference> =
        view.comparison.crossings.iter().filter(shown).filter(|row| row.n > 0).collect();
    let Some(first) = rows.first() else { return };
    let calendar = &view.scenario.calendar;
    page.heading("Who gets ahead, and when");
    let text = format!(
        "Share of runs in which it has happened, and the date by which half of them have, with its \
         95 % interval. A lead must last to count: the last one that can begins in {}. Later is \
         the mean delay against {}, dates after that counted as then.",
        date(calendar, first.horizon),
        first.reference
    );
    page.paragraph(&text, DIM, 0);
    let mut told: Vec<&str> = Vec::new();
    for row in &rows {
        if told.contains(&row.crossing.as_str()) {
            continue;
        }
        told.push(&row.crossing);
        let same: Vec<&CrossingDifference> =
            rows.iter().filter(|other| other.crossing == row.crossing).copied().collect();
        page.blank();
        page.paragraph(&row.title, BOLD, 0);
        page.table(&table(calendar, &same));
        if let [one] = same.as_slice() {
            page.paragraph(&sentence(calendar, one), PLAIN, 0);
        }
    }
}

fn table(calendar: &Calendar, rows: &[&CrossingDifference]) -> Table {
    let first = rows[0];
    let mut table = Table::default();
    let head = [
        Cell::left(""),
        Cell::right(format!("ahead in {}", calendar.base_year)),
        Cell::right(format!("by {}", date(calendar, first.horizon))),
        Cell::right("median"),
        Cell::left("95 %"),
        Cell::right("years later"),
    ];
    table.row(head.map(|cell| cell.style(DIM)));
    let half = [first.median_reference, first.median_reference_low, first.median_reference_high];
    let dates = half.map(|years| shown(calendar, first, years));
    let shares = [first.ahead_reference, first.crossed_reference];
    table.row(cells(&first.reference, shares, dates, ""));
    for row in rows {
        let half = [row.median, row.median_low, row.median_high];
        let dates = half.map(|years| shown(calendar, row, years));
        let reach = (row.delay_high - row.delay_low) / 2.0;
        let later = Scale::Index.around(row.delay, reach);
        table.row(cells(&row.scenario, [row.ahead, row.crossed], dates, &later));
    }
    table
}

fn cells(name: &str, shares: [f64; 2], [median, low, high]: [String; 3], later: &str) -> [Cell; 6] {
    let interval = if low == high { low } else { format!("{low} – {high}") };
    [
        Cell::left(name),
        Cell::right(format!("{} %", percent(shares[0]))),
        Cell::right(format!("{} %", percent(shares[1]))),
        Cell::right(median),
        Cell::left(interval).style(DIM),
        Cell::right(later),
    ]
}

fn shown(calendar: &Calendar, row: &CrossingDifference, years: f64) -> String {
    if years.is_finite() {
        return date(calendar, years);
    }
    format!("not by {}", date(calendar, row.horizon))
}

fn sentence(calendar: &Calendar, row: &CrossingDifference) -> String {
    let interval = Scale::Percent.range(row.low, row.high);
    let points = signed(100.0 * row.difference, 1);
    let mut text = format!("{points} points of the runs ({interval})");
    if row.paired {
        text += &format!(
            "; only in {} {}, only in {} {}",
            row.scenario,
            count(row.gained),
            row.reference,
            count(row.lost)
        );
    }
    format!("By {} {text}; p {}.", date(calendar, row.horizon), p_value(row.p_value))
}
