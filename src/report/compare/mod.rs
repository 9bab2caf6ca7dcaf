//! What `compare` prints: the difference of assumptions, then that of outcomes, with how sure it is.

mod claim;
mod crossing;
pub(super) mod group;
mod pair;
mod several;

use crate::outcome::{AssumptionRow, Comparison, Subject};
use crate::scenario::Scenario;

use super::figure::{count, counted};
use super::page::{BOLD, DIM, PLAIN, Page, WARNING};

/// Changes of assumptions that are printed of each scenario.
const CHANGES: usize = 12;

/// A comparison with the scenario of its reference, whose names label the rows.
struct View<'a> {
    comparison: &'a Comparison,
    scenario: &'a Scenario,
    /// Labels of the steps whose outcomes are printed.
    dates: Vec<&'a str>,
}

/// The page of a comparison. `scenario` is that of its reference; of the dates that it holds the
/// page shows those that were asked for, or the last.
pub fn comparison(comparison: &Comparison, scenario: &Scenario, dates: &[String]) -> Page {
    let rows = comparison.outcomes.iter();
    let mut shown: Vec<&str> = Vec::new();
    for row in rows.clone().filter(|row| dates.contains(&row.date)) {
        if !shown.contains(&row.date.as_str()) {
            shown.push(&row.date);
        }
    }
    if shown.is_empty() {
        shown.extend(rows.last().map(|row| row.date.as_str()));
    }
    let view = View { comparison, scenario, dates: shown };
    let mut page = Page::default();
    view.head(&mut page);
    view.warnings(&mut page);
    view.assumptions(&mut page);
    if view.several() {
        several::write(&view, &mut page);
    } else {
        pair::write(&view, &mut page);
    }
    claim::write(&view, &mut page);
    crossing::write(&view, &mut page);
    if view.several() {
        several::summary(&view, &mut page);
    }
    page
}

impl<'a> View<'a> {
    fn several(&self) -> bool {
        self.comparison.subjects.len() > 2
    }

    fn reference(&self) -> &'a Subject {
        self.comparison.reference()
    }

    fn head(&self, page: &mut Page) {
        let reference = self.reference();
        let others: Vec<&str> = self.comparison.others().map(|s| s.name.as_str()).collect();
        let title = match others.as_slice() {
            [one] => format!("{one} compared with {}", reference.name),
            all => format!("{} scenarios compared with {}", all.len(), reference.name),
        };
        page.paragraph(&title, BOLD, 0);
        for subject in &self.comparison.subjects {
            let tally = &subject.tally;
            let text = format!(
                "{}: {} · {} · seed {} · {}–{} by {}",
                subject.name,
                subject.header.title,
                counted(tally.simulated, "run"),
                subject.header.seed,
                subject.base_year,
                subject.end_year,
                subject.step,
            );
            page.paragraph(&text, DIM, 0);
        }
    }

    fn warnings(&self, page: &mut Page) {
        if self.comparison.warnings.is_empty() {
            return;
        }
        page.blank();
        for warning in &self.comparison.warnings {
            page.paragraph(&format!("{}: {}", warning.subject, warning.text), WARNING, 0);
        }
    }

    fn assumptions(&self, page: &mut Page) {
        page.heading("What they assume differently");
        let reference = &self.reference().name;
        page.paragraph(
            &format!("+ not in {reference}, - only in {reference}, ~ otherwise."),
            DIM,
            0,
        );
        for subject in self.comparison.others() {
            let own = |row: &&AssumptionRow| row.scenario == subject.name;
            let rows: Vec<&AssumptionRow> =
                self.comparison.assumptions.iter().filter(own).collect();
            // Names and titles differ as a rule; the head says them.
            let told = |row: &&&AssumptionRow| row.path.contains('.');
            let told: Vec<&&AssumptionRow> = rows.iter().filter(told).collect();
            if self.several() {
                page.paragraph(&subject.name, BOLD, 0);
            }
            if told.is_empty() {
                page.paragraph("no difference in meaning", PLAIN, 2);
            }
            let most = if self.several() { 3 } else { CHANGES };
            for row in told.iter().take(most) {
                change(page, row);
            }
            if told.len() > most {
                let rest = count((told.len() - most) as u64);
                page.paragraph(&format!("… and {rest} more: `suasion diff`"), DIM, 2);
            }
        }
    }
}

/// One change, on as few lines as it needs.
fn change(page: &mut Page, row: &AssumptionRow) {
    let said = |words: &Option<String>| words.clone().unwrap_or_default();
    let (sign, words) = match row.change.as_str() {
        "added" => ('+', said(&row.after)),
        "removed" => ('-', said(&row.before)),
        _ => ('~', format!("{} → {}", said(&row.before), said(&row.after))),
    };
    page.paragraph(&format!("{sign} {}: {words}", row.path), PLAIN, 2);
}
