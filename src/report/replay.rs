//! What `replay` prints: a run by date, and whether a result came out again.

use crate::analysis::Recipe;
use crate::analysis::replay::{Check, Course, InFolder, Reproduction};
use crate::outcome::{Head, Value};
use crate::world::Calendar;

use super::figure::{amount, count, counted};
use super::page::{BOLD, DIM, PLAIN, Page, WARNING, WIDTH};
use super::table::{Cell, Table};

/// Columns that differ are named up to so many.
const NAMED: usize = 5;

/// A run's metrics, at the last step of each year.
pub fn course(recipe: &Recipe, course: &Course) -> Page {
    let mut page = Page::default();
    let header = &recipe.manifest.header;
    page.paragraph(&recipe.scenario.title, BOLD, 0);
    let facts = format!(
        "{} · run {} of {} · seed {}",
        header.scenario,
        count(course.run.run),
        counted(recipe.simulated(), "run"),
        header.seed
    );
    page.paragraph(&facts, DIM, 0);
    match &course.run.result {
        Ok(_) => {
            let note = "The last step of each year; `--format csv` gives every step.";
            page.paragraph(note, DIM, 0);
            page.blank();
            let calendar = &recipe.study.base.calendar;
            let last = |step: &u32| step.is_multiple_of(calendar.step.per_year());
            let steps: Vec<u32> = (0..=calendar.n_steps()).filter(last).collect();
            over_years(&mut page, course, calendar, &steps);
        }
        Err(failure) => {
            let reason = failure.reason(&course.layout.dates);
            let text = format!("Quarantined: {reason}. `suasion why` with this run says more.");
            page.paragraph(&text, WARNING, 0);
        }
    }
    page.blank();
    let (text, style) = checked(&course.check);
    page.paragraph(&text, style, 0);
    page
}

fn over_years(page: &mut Page, course: &Course, calendar: &Calendar, steps: &[u32]) {
    let mut table = Table::default();
    let dates = steps.iter().map(|&step| Cell::right(calendar.label(step)).style(BOLD));
    table.row(std::iter::once(Cell::left("")).chain(dates));
    for (at, &observation) in course.layout.series.iter().enumerate() {
        let label = &course.layout.observations[observation].label;
        let values = steps.iter().map(|&step| Cell::right(shown(course.value(at, step))));
        table.row(std::iter::once(Cell::left(label)).chain(values));
    }
    if table.width() > WIDTH && steps.len() > 1 {
        let (first, second) = steps.split_at(steps.len().div_ceil(2));
        over_years(page, course, calendar, first);
        page.blank();
        return over_years(page, course, calendar, second);
    }
    page.table(&table);
}

fn shown(value: f64) -> String {
    if value.is_infinite() { "never".to_string() } else { amount(value) }
}

impl Course {
    /// The `at`-th metric shown, at a step; NaN in a quarantined run.
    pub fn value(&self, at: usize, step: u32) -> f64 {
        let steps = self.layout.dates.len();
        let observed = self.run.result.as_ref();
        observed.map_or(f64::NAN, |o| o.series[at * steps + step as usize])
    }
}

fn checked(check: &Check) -> (String, anstyle::Style) {
    match check {
        Check::Absent => {
            ("Computed from manifest.json alone; runs.parquet is not there to compare.".into(), DIM)
        }
        Check::Same { values } => {
            let text = format!(
                "All {} of its row in runs.parquet are the same, bit for bit.",
                counted(*values as u64, "value")
            );
            (text, PLAIN)
        }
        Check::Differs(names) => {
            let more = if names.len() > NAMED { ", …" } else { "" };
            let named = names[..names.len().min(NAMED)].join(", ");
            let text = format!(
                "NOT the run that was recorded: {} of its row in runs.parquet differ: {named}{more}.",
                counted(names.len() as u64, "value")
            );
            (text, WARNING)
        }
    }
}

const HEADS: [Head; 8] = [
    Head::count("run", "id of the run"),
    Head::count("step", "step of the simulation; 0 is the base year"),
    Head::text("date", "label of the step"),
    Head::text("metric", "name of the metric"),
    Head::text("subject", "whom the metric is about"),
    Head::text("object", "the other side, or the axis"),
    Head::text("unit", "of the value"),
    Head::number("value", "the metric's unit", "nothing: not defined"),
];

/// A run's metrics at every step, for other programs.
pub fn course_table(course: &Course) -> crate::outcome::Table {
    let mut rows = Vec::new();
    for (at, &observation) in course.layout.series.iter().enumerate() {
        let about = &course.layout.observations[observation];
        for (step, date) in course.layout.dates.iter().enumerate() {
            rows.push(vec![
                Value::Count(Some(course.run.run)),
                Value::Count(Some(step as u64)),
                Value::Text(Some(date.clone())),
                Value::Text(Some(about.metric.clone())),
                Value::Text(about.subject.clone()),
                Value::Text(about.object.clone()),
                Value::Text(Some(about.unit.clone())),
                Value::Number(course.value(at, step as u32)),
            ]);
        }
    }
    crate::outcome::Table { name: "course", heads: HEADS.to_vec(), rows }
}

/// Whether a whole result came out again.
pub fn reproduction(recipe: &Recipe, done: &Reproduction) -> Page {
    let mut page = Page::default();
    let text = format!(
        "{}: {} computed again from manifest.json alone, in {} s.",
        recipe.folder.display(),
        counted(recipe.simulated(), "run"),
        amount(done.seconds)
    );
    page.paragraph(&text, PLAIN, 0);
    let mut table = Table::indented(2);
    for file in &done.files {
        let again = match (&file.recorded, &file.again) {
            (Some(a), Some(b)) if a == b => Cell::left("the same").style(PLAIN),
            (Some(a), Some(b)) => {
                Cell::left(format!("DIFFERS: {} instead of {}", short(b), short(a))).style(WARNING)
            }
            (Some(_), None) => Cell::left("DIFFERS: not made again").style(WARNING),
            (None, _) => Cell::left("DIFFERS: not recorded").style(WARNING),
        };
        let here = match file.in_folder {
            InFolder::AsRecorded => Cell::left("").style(DIM),
            InFolder::Changed => Cell::left("changed in the folder since").style(WARNING),
            InFolder::Missing => Cell::left("not in the folder").style(DIM),
        };
        table.row([Cell::left(&file.name), again, here]);
    }
    page.table(&table);
    if !done.same_tally {
        page.paragraph("The quarantined runs differ.", WARNING, 2);
    }
    if done.succeeded() {
        page.paragraph("Reproduced, byte for byte.", BOLD, 0);
    }
    page
}

/// The first digits of a digest.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
