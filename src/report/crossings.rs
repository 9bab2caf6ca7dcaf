//! What `crossings` prints: first passages by year.

use crate::analysis::crossings::{IncidenceRow, MedianRow, TOGETHER};
use crate::outcome::SurvivalRow;
use crate::scenario::Scenario;
use crate::world::Calendar;

use super::figure::{counted, date, percent, percent_range};
use super::page::{BOLD, DIM, PLAIN, Page};
use super::table::{Cell, Table};

const SHARES: &str = "Share of runs in which it has happened by the end of each year, %, with its 95 % \
                      interval. Runs in which it has not are censored: \"not by then\" is all that \
                      they say.";

/// Crossings by year, each with its median.
pub fn crossings(scenario: &Scenario, share: &[SurvivalRow], half: &[MedianRow]) -> Page {
    let calendar = scenario.calendar;
    let mut page = Page::default();
    page.heading("Who gets ahead, and when");
    page.paragraph(SHARES, DIM, 0);
    for row in half {
        page.blank();
        page.paragraph(&row.title, BOLD, 0);
        page.paragraph(&format!("{} · {}", row.crossing, counted(row.n, "run")), DIM, 0);
        let mut table = Table::default();
        table.row([Cell::left("by"), Cell::right("crossed"), Cell::left("95 %")].map(dim));
        for at in share.iter().filter(|at| at.crossing == row.crossing) {
            if closes_year(&calendar, at.years, row.horizon) {
                table.row([
                    Cell::left(date(&calendar, at.years)),
                    Cell::right(percent(at.crossed)),
                    Cell::left(percent_range(at.low, at.high)).style(DIM),
                ]);
            }
        }
        page.table(&table);
        page.paragraph(&median(&calendar, row), PLAIN, 0);
        if row.horizon < calendar.end(calendar.n_steps()) {
            let last = date(&calendar, row.horizon);
            let text =
                format!("A lead must last to count: the last one that can begins in {last}.");
            page.paragraph(&text, DIM, 0);
        }
    }
    page
}

/// Which of several crossings comes first, by year.
pub fn first(scenario: &Scenario, rows: &[IncidenceRow]) -> Page {
    let calendar = scenario.calendar;
    let mut page = Page::default();
    page.heading("Which comes first");
    let text = "Share of runs in which each has come first by the end of each year, %, with its 95 % \
                interval (Aalen–Johansen). The rest has seen none of them by then.";
    page.paragraph(text, DIM, 0);
    let mut causes: Vec<&IncidenceRow> = Vec::new();
    for row in rows {
        if !causes.iter().any(|cause| cause.first == row.first) {
            causes.push(row);
        }
    }
    page.blank();
    for cause in &causes {
        page.paragraph(&format!("{}: {}", cause.first, cause.title), PLAIN, 0);
    }
    page.blank();
    let mut table = Table::default();
    let heads = causes.iter().flat_map(|cause| [Cell::right(&cause.first), Cell::close("")]);
    let head = std::iter::once(Cell::left("by")).chain(heads).chain([Cell::right("none")]);
    table.row(head.map(dim));
    let horizon = rows.iter().map(|row| row.years).fold(f64::NAN, f64::max);
    for at in rows.iter().filter(|row| row.first == causes[0].first) {
        if !closes_year(&calendar, at.years, horizon) {
            continue;
        }
        let here: Vec<&IncidenceRow> = rows.iter().filter(|row| row.years == at.years).collect();
        let shares = here.iter().flat_map(|row| {
            let range = percent_range(row.low, row.high);
            [Cell::right(percent(row.share)), Cell::close(range).style(DIM)]
        });
        let none = 1.0 - here.iter().map(|row| row.share).sum::<f64>();
        let line = std::iter::once(Cell::left(date(&calendar, at.years))).chain(shares);
        table.row(line.chain([Cell::right(percent(none.max(0.0)))]));
    }
    page.table(&table);
    let together = rows.iter().any(|row| row.first == TOGETHER && row.share > 0.0);
    if together {
        let text = "Dates are known to the step: two crossings in one step are together first.";
        page.paragraph(text, DIM, 0);
    }
    page
}

fn dim(cell: Cell) -> Cell {
    cell.style(DIM)
}

/// Whether a moment closes a calendar year, opens the run, or is the last that is told.
fn closes_year(calendar: &Calendar, years: f64, horizon: f64) -> bool {
    years == years.floor() || years == calendar.middle(0) || years == horizon
}

fn median(calendar: &Calendar, row: &MedianRow) -> String {
    let end = date(calendar, row.horizon);
    let never = format!("not by {end}: {} % of the runs", percent(1.0 - row.crossed));
    let shown = |years: f64| {
        if years.is_finite() { date(calendar, years) } else { format!("after {end}") }
    };
    if !row.median.is_finite() {
        let low = shown(row.low);
        let range =
            if row.low.is_finite() { format!(" (95 %: not before {low})") } else { String::new() };
        return format!("Half of the runs have not crossed{range}; {never}.");
    }
    let (low, high) = (shown(row.low), shown(row.high));
    let range = if low == high { low } else { format!("{low} – {high}") };
    format!("Half have crossed by {} (95 %: {range}); {never}.", shown(row.median))
}
