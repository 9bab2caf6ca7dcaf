//! Checks whether well-formed statements can be meant; topic by topic, on the meaning.
//!
//! The tree serves to find the place of each mistake.

mod actor;
mod claim;
mod correlation;
mod event;
mod institution;
mod tie;

use crate::numeric::Distribution;

use super::meaning::Scenario;
use super::path;
use super::problem::{Problem, sense};
use super::tree::{Node, Span};

/// A check of one scenario; collects problems.
#[derive(Debug)]
struct Sense<'a> {
    root: &'a Node,
    scenario: &'a Scenario,
    problems: Vec<Problem>,
}

/// Every mistake of sense in a scenario.
pub fn problems(root: &Node, scenario: &Scenario) -> Vec<Problem> {
    let mut sense = Sense { root, scenario, problems: Vec::new() };
    sense.actors();
    sense.regions();
    sense.ties();
    sense.mirrors();
    sense.institutions();
    sense.events();
    sense.claims();
    sense.crossings();
    sense.correlations();
    sense.report();
    sense.problems
}

/// The mistake of a calendar without time, for which there is no scenario to check.
pub fn calendar_problem(root: &Node) -> Option<Problem> {
    let [base, end] = ["base_year", "end_year"].map(|key| root.get("time")?.get(key)?.integer());
    let place = path::find(root, "time.end_year").ok()?.node.span;
    (end? <= base?).then(|| sense::run_without_time(place))
}

impl Sense<'_> {
    fn say(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The place of a value; of its key where it is a table.
    fn place(&self, path: &str) -> Option<Span> {
        let found = path::find(self.root, path).ok()?;
        Some(if found.node.table().is_some() { found.key } else { found.node.span })
    }

    /// The place of an element of a list of texts.
    fn element(&self, path: &str, text: &str) -> Option<Span> {
        let list = path::find(self.root, path).ok()?.node.elements();
        list.iter().find(|element| element.text() == Some(text)).map(|element| element.span)
    }
}

/// The middle of a distribution, by which shares are added and levels compared.
fn median(distribution: &Distribution) -> f64 {
    distribution.quantile(0.5)
}
