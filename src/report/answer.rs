//! What `run` prints: the answer of an ensemble, in the order in which an analyst asks.

use std::collections::HashMap;

use crate::model::Study;
use crate::outcome::{Outcome, SummaryRow};
use crate::scenario::Scenario;
use crate::world::Calendar;

use super::figure::{count, counted, percent, percent_range};
use super::page::{BOLD, DIM, Page, WARNING, WIDTH};
use super::table::{Cell, Table};
use super::{balance, claim, crossing, dependence, variance};

/// A scenario with what came of it.
pub(super) struct Answer<'a> {
    pub scenario: &'a Scenario,
    pub study: &'a Study,
    pub outcome: &'a Outcome,
    summary: HashMap<Reading<'a>, &'a SummaryRow>,
}

/// A metric with its subject and object, and the step.
pub(super) type Reading<'a> = (&'a str, Option<&'a str>, Option<&'a str>, u32);

/// The answer of an ensemble: balance of power, dependence, first passages, claims.
///
/// `outcome` must be the outcome of `study`, and that the study of `scenario`.
pub fn answer(scenario: &Scenario, study: &Study, outcome: &Outcome) -> Page {
    let answer = Answer::of(scenario, study, outcome);
    let mut page = Page::default();
    answer.head(&mut page);
    balance::write(&answer, &mut page);
    dependence::write(&answer, &mut page);
    variance::write(&answer, &mut page);
    crossing::write(&answer, &mut page);
    claim::write(&answer, &mut page);
    answer.foot(&mut page);
    page
}

impl<'a> Answer<'a> {
    pub fn of(scenario: &'a Scenario, study: &'a Study, outcome: &'a Outcome) -> Answer<'a> {
        let rows = outcome.findings.summary.iter();
        let summary = rows.map(|row| {
            let (subject, object) = (row.subject.as_deref(), row.object.as_deref());
            ((row.metric.as_str(), subject, object, row.step), row)
        });
        Answer { scenario, study, outcome, summary: summary.collect() }
    }

    fn head(&self, page: &mut Page) {
        let header = &self.outcome.header;
        let calendar = self.calendar();
        page.paragraph(&self.scenario.title, BOLD, 0);
        let facts = format!(
            "{} · {} · seed {} · {} · {}–{} by {}",
            header.scenario,
            counted(self.outcome.findings.tally.simulated, "run"),
            header.seed,
            plan(&header.plan),
            calendar.base_year,
            calendar.end_year,
            calendar.step.word(),
        );
        page.paragraph(&facts, DIM, 0);
        if !header.float.is_double() {
            page.paragraph("In single precision.", DIM, 0);
        }
        if !header.off.is_empty() {
            let text = format!("Switched off: {}. An experiment.", header.off.join(", "));
            page.paragraph(&text, WARNING, 0);
        }
        self.partial(page);
        let note = "What follows from the scenario's assumptions; no forecast. Each figure is a \
                    median; the range after it holds 90 % of the runs.";
        page.paragraph(note, DIM, 0);
    }

    fn foot(&self, page: &mut Page) {
        let tally = &self.outcome.findings.tally;
        page.blank();
        self.partial(page);
        if tally.quarantined > 0 {
            let text = format!(
                "{} left out of every figure because a number in it stopped being finite; \
                 the manifest lists them.",
                counted(tally.quarantined, "run")
            );
            page.paragraph(&text, WARNING, 0);
        }
    }

    pub(super) fn partial(&self, page: &mut Page) {
        let tally = &self.outcome.findings.tally;
        if tally.partial() {
            let text = format!(
                "PARTIAL: interrupted after {} of {}.",
                count(tally.simulated),
                counted(tally.requested, "run")
            );
            page.paragraph(&text, WARNING, 0);
        }
    }

    pub fn calendar(&self) -> Calendar {
        self.scenario.calendar
    }

    /// A row of the summary, if the outcome keeps it.
    pub fn summary(&self, reading: Reading<'_>) -> Option<&'a SummaryRow> {
        self.summary.get(&reading).copied()
    }

    /// An actor's name.
    pub fn actor(&self, id: &'a str) -> &'a str {
        self.scenario.actors.get(id).map_or(id, |a| a.name.as_str())
    }

    /// The steps of the report: the last that each of its dates covers.
    pub fn steps(&self) -> Vec<u32> {
        self.scenario.shown_steps()
    }

    /// Structural numbers by which results are told apart.
    pub fn structure(&self) -> Vec<&'a str> {
        let asked = &self.scenario.report.structure;
        let all = self.study.base.numbers.iter().filter(|n| n.structural);
        let all = all.map(|n| n.key.as_str());
        all.filter(|key| asked.is_empty() || asked.iter().any(|a| a == key)).collect()
    }

    /// Shares over the report's dates, a row for each label: on as many tables below each other as
    /// the width of the page asks for.
    pub fn over_dates<F>(&self, page: &mut Page, steps: &[u32], rows: &[(String, F)])
    where
        F: Fn(u32) -> Option<&'a SummaryRow>,
    {
        let mut table = Table::default();
        let mut head = vec![Cell::left("")];
        for &step in steps {
            head.push(Cell::right(""));
            head.push(Cell::close(self.calendar().label(step)).style(BOLD));
        }
        table.row(head);
        for (label, read) in rows {
            let cells = steps.iter().flat_map(|&step| shares(read(step)));
            table.row(std::iter::once(Cell::left(label)).chain(cells));
        }
        if table.width() > WIDTH && steps.len() > 1 {
            let (first, second) = steps.split_at(steps.len().div_ceil(2));
            self.over_dates(page, first, rows);
            return self.over_dates(page, second, rows);
        }
        page.table(&table);
    }
}

/// Median and 90 % range of a share.
fn shares(row: Option<&SummaryRow>) -> [Cell; 2] {
    let Some(row) = row.filter(|row| row.n > 0) else {
        return [Cell::right("–"), Cell::close("")];
    };
    let [low, _, _, median, _, _, high] = row.quantiles;
    [Cell::right(percent(median)), Cell::close(percent_range(low, high)).style(DIM)]
}

/// A sampling plan's name.
pub(super) fn plan(word: &str) -> &str {
    match word {
        "mc" => "Monte Carlo",
        "lhs" => "Latin hypercube",
        "sobol" => "Sobol points",
        other => other,
    }
}
