//! The page of a comparison: what the scenarios assume differently beside what follows from it.

mod claims;
mod crossings;
mod differences;
mod levels;

use crate::outcome::{AssumptionRow, Comparison, Subject};
use crate::report;
use crate::report::figure::{count, counted};
use crate::scenario::Scenario;

use super::data::{PageData, Part, Section, Table};
use super::inputs;
use super::words::listed;

/// A comparison with the scenario of its reference, whose names label the rows.
struct Compared<'a> {
    comparison: &'a Comparison,
    scenario: &'a Scenario,
}

/// What the page of a comparison holds. `scenario` is that of its reference.
pub fn comparison(comparison: &Comparison, scenario: &Scenario) -> PageData {
    let compared = Compared { comparison, scenario };
    let printed = report::comparison(comparison, scenario, &[]).to_string();
    let printed = anstream::adapter::strip_str(&printed).to_string();
    let mut first = Section {
        id: "changes".into(),
        title: "What was changed, and what follows".into(),
        parts: compared.assumptions().into_iter().map(Part::Table).collect(),
        ..Section::default()
    };
    let mut figures = differences::figures(&compared).into_iter();
    if let Some(figure) = figures.next() {
        first.brief.push(figure.title.clone());
        first.beside = true;
        first.parts.push(Part::Figure(figure));
    }
    first.parts.extend(figures.map(Part::Figure));
    let sections = [
        Some(first),
        levels::section(&compared),
        claims::section(&compared),
        crossings::section(&compared),
        Some(Section {
            id: "printed".into(),
            title: "The answer as printed".into(),
            lead: vec!["What `suasion compare` prints, word for word.".into()],
            parts: vec![Part::Printed { label: "The printed answer".into(), text: printed }],
            ..Section::default()
        }),
        inputs::sources(scenario, &[]),
    ];
    PageData {
        kicker: compared.kicker(),
        title: compared.title(),
        standfirst: compared.standfirst(),
        facts: compared.facts(),
        warnings: compared.warnings(),
        sections: sections.into_iter().flatten().collect(),
        source: compared.source(),
    }
}

impl<'a> Compared<'a> {
    fn reference(&self) -> &'a str {
        &self.comparison.reference().name
    }

    /// The names of the scenarios that are compared with the reference.
    fn others(&self) -> Vec<&'a str> {
        self.comparison.others().map(|subject| subject.name.as_str()).collect()
    }

    /// The title of what is compared; with what, the line above it says.
    fn title(&self) -> String {
        let others: Vec<&Subject> = self.comparison.others().collect();
        match others.as_slice() {
            [one] => one.header.title.clone(),
            all => format!("{} scenarios side by side", all.len()),
        }
    }

    fn kicker(&self) -> String {
        let reference = &self.comparison.reference().header.title;
        format!("Suasion · comparison with “{reference}”")
    }

    fn standfirst(&self) -> String {
        "Scenarios share every shock and every number that they have in common, so that runs are \
         compared one by one: run 17 of the one with run 17 of the other. What both have in common \
         cancels. A difference has an interval, which says how precisely its mean is known, and a \
         range over runs, which says how much it varies with the world that was drawn."
            .into()
    }

    fn facts(&self) -> Vec<[String; 2]> {
        let side = |subject: &Subject, role: &str| {
            let runs = counted(subject.tally.simulated, "run");
            let seed = subject.header.seed;
            let years = format!("{}–{} by {}", subject.base_year, subject.end_year, subject.step);
            [format!("{role}: {}", subject.name), format!("{runs}, seed {seed}, {years}")]
        };
        let mut facts = vec![side(self.comparison.reference(), "Reference")];
        facts.extend(self.comparison.others().map(|subject| side(subject, "Compared")));
        facts
    }

    fn warnings(&self) -> Vec<String> {
        let warnings = self.comparison.warnings.iter();
        warnings.map(|warning| format!("{}: {}", warning.subject, warning.text)).collect()
    }

    fn source(&self) -> String {
        let reference = self.comparison.reference();
        let others: Vec<String> = self.others().iter().map(ToString::to_string).collect();
        format!(
            "Source: {} against {}, {}, Suasion {}. What follows from the scenarios’ assumptions; \
             no forecast.",
            listed(&others),
            reference.name,
            counted(reference.tally.simulated, "run"),
            reference.header.version
        )
    }

    /// What each scenario assumes otherwise, a table for each. Names and titles differ as a rule;
    /// the head says them.
    fn assumptions(&self) -> Vec<Table> {
        let table = |name: &str| {
            let own = |row: &&AssumptionRow| row.scenario == name && row.path.contains('.');
            let rows: Vec<&AssumptionRow> =
                self.comparison.assumptions.iter().filter(own).collect();
            let said = |words: &Option<String>| words.clone().unwrap_or_else(|| "–".into());
            let line = |row: &&AssumptionRow| {
                vec![row.path.replace('.', ".\u{200b}"), said(&row.before), said(&row.after)]
            };
            Table {
                caption: format!(
                    "{} in the assumptions of {name}",
                    match rows.len() {
                        0 => "No difference".to_string(),
                        1 => "One difference".to_string(),
                        n => format!("{} differences", count(n as u64)),
                    }
                ),
                head: vec!["assumption".into(), self.reference().to_string(), name.to_string()],
                words: 3,
                rows: rows.iter().map(line).collect(),
            }
        };
        self.others().into_iter().map(table).collect()
    }
}
