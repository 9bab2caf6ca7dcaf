//! Why a run is left out: what stopped being a finite number, of whom, and the state around it.

use crate::analysis::Recipe;
use crate::analysis::why::run::Breakdown;
use crate::report::figure::counted;
use crate::report::page::{BOLD, DIM, PLAIN, Page, WARNING};
use crate::report::table::{Cell, Table};

/// One sentence.
pub fn reason(breakdown: &Breakdown) -> String {
    let place = breakdown.variant.as_ref().map(|v| format!(" in {v}")).unwrap_or_default();
    let things: Vec<&str> = breakdown.things.iter().map(|thing| thing.name.as_str()).collect();
    format!("{} is not finite{place}: {}", breakdown.field.name, things.join(", "))
}

pub(super) fn write(recipe: &Recipe, breakdown: &Breakdown, page: &mut Page) {
    let calendar = &recipe.scenario.calendar;
    page.heading("Why it is left out");
    let date = calendar.label(breakdown.step);
    page.paragraph(&format!("In {date} {}.", reason(breakdown)), WARNING, 0);
    let field = &breakdown.field;
    let text = format!(
        "{}: {} Unit: {}. Written by the mechanism {} ({} not finite). It is the first field of \
         the state's table that went wrong in that step; what it reads went wrong before it, or \
         its inputs are beyond what a number can hold.",
        field.name,
        field.meaning,
        field.unit,
        field.writer,
        counted(breakdown.broken as u64, "value")
    );
    page.paragraph(&text, PLAIN, 0);
    for thing in &breakdown.things {
        page.blank();
        page.paragraph(&thing.name, BOLD, 0);
        let mut table = Table::indented(2);
        let before = calendar.label(breakdown.step.saturating_sub(1));
        table.row([
            Cell::left(""),
            Cell::right(before).style(DIM),
            Cell::right(&date).style(DIM),
            Cell::left(""),
        ]);
        for reading in &thing.fields {
            table.row([
                Cell::left(reading.field),
                Cell::right(number(reading.before)),
                Cell::right(number(reading.now)),
                Cell::left(reading.unit).style(DIM),
            ]);
        }
        page.table(&table);
    }
    page.blank();
    let text = "`suasion explain` with the mechanism's name prints its equations; the numbers that \
                the run drew stand above.";
    page.paragraph(text, DIM, 0);
}

/// A number as it is: what is not finite, and what is very large, says so.
fn number(value: f64) -> String {
    if value != 0.0 && (value.abs() >= 1e6 || value.abs() < 1e-4) {
        return format!("{value:.3e}");
    }
    format!("{value:.4}")
}
