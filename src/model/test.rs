//! Claims and crossings to indexes: what is read at which steps.

use crate::scenario::expression::{Comparison, Expression, Fold, Operation, Window};
use crate::scenario::{ClaimKind, Scenario};
use crate::world::{Calendar, Date};

use super::build::Names;
use super::observe::Observations;

/// A claim's test, and where its paired runs are.
#[derive(Clone, Debug)]
pub struct ClaimTest {
    pub id: String,
    pub text: String,
    pub kind: ClaimKind,
    /// Absent for a fact.
    pub test: Option<Test>,
    /// The test as written.
    pub test_text: String,
    /// Position in `Study.variants` of the run it is paired with.
    pub counterfactual: Option<usize>,
    /// Position of the variant in which the sign that carries it is symmetric.
    pub symmetric: Option<usize>,
    pub in_sample: bool,
    pub source: Option<String>,
    pub note: Option<String>,
    /// A fact's number: key and description.
    pub shows: Option<(String, String)>,
}

/// The first passage of one observation over another.
#[derive(Clone, Debug)]
pub struct CrossingTest {
    pub id: String,
    pub title: String,
    pub of: usize,
    pub over: usize,
    /// Steps that it must stay ahead to count, at least one.
    pub hold_steps: u32,
}

/// An expression on observations; truth is 1 or 0.
#[derive(Clone, Debug)]
pub enum Test {
    Number(f64),
    /// Mean of an observation over steps, first to last.
    Observed {
        observation: usize,
        first: u32,
        last: u32,
    },
    /// Date of a crossing.
    Crossing(usize),
    /// The inner test in the paired run, on the paired model's observations.
    Paired(Box<Test>),
    Not(Box<Test>),
    Negative(Box<Test>),
    Absolute(Box<Test>),
    Both(Box<Test>, Join, Box<Test>),
    Fold(Fold, Vec<Test>),
}

/// What joins two sides of a [`Test`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    Or,
    And,
    Compare(Comparison),
    Arithmetic(Operation),
}

impl Test {
    /// The same test with what it reads of the paired run taken from `twin`: the same expression as
    /// compiled for the paired model.
    pub(super) fn paired_with(&self, twin: &Test) -> Test {
        let inner = |a: &Test, b: &Test| Box::new(a.paired_with(b));
        match (self, twin) {
            (Test::Paired(_), Test::Paired(theirs)) => Test::Paired(theirs.clone()),
            (Test::Not(a), Test::Not(b)) => Test::Not(inner(a, b)),
            (Test::Negative(a), Test::Negative(b)) => Test::Negative(inner(a, b)),
            (Test::Absolute(a), Test::Absolute(b)) => Test::Absolute(inner(a, b)),
            (Test::Both(a, join, c), Test::Both(b, _, d)) => {
                Test::Both(inner(a, b), *join, inner(c, d))
            }
            (Test::Fold(fold, a), Test::Fold(_, b)) => {
                Test::Fold(*fold, a.iter().zip(b).map(|(a, b)| a.paired_with(b)).collect())
            }
            _ => self.clone(),
        }
    }
}

/// How far a test looks: the last step it reads of the run itself and of the run it is paired with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    pub own: u32,
    pub paired: u32,
}

impl Test {
    /// How far the test looks; a crossing looks to the end.
    pub(super) fn reach(&self, end: u32) -> Reach {
        let join =
            |a: Reach, b: Reach| Reach { own: a.own.max(b.own), paired: a.paired.max(b.paired) };
        match self {
            Test::Number(_) => Reach::default(),
            Test::Observed { last, .. } => Reach { own: *last, paired: 0 },
            Test::Crossing(_) => Reach { own: end, paired: 0 },
            Test::Paired(inner) => Reach { own: 0, paired: inner.reach(end).own },
            Test::Not(inner) | Test::Negative(inner) | Test::Absolute(inner) => inner.reach(end),
            Test::Both(a, _, b) => join(a.reach(end), b.reach(end)),
            Test::Fold(_, parts) => {
                parts.iter().map(|part| part.reach(end)).fold(Reach::default(), join)
            }
        }
    }
}

/// Compiles expressions, adding what they observe to the list.
pub(super) struct Compiler<'a> {
    pub scenario: &'a Scenario,
    pub names: &'a Names,
    pub observations: &'a mut Observations,
    pub crossings: &'a [CrossingTest],
}

impl Compiler<'_> {
    pub fn test(&mut self, expression: &Expression) -> Test {
        let mut both = |a: &Expression, join, b: &Expression| {
            Test::Both(Box::new(self.test(a)), join, Box::new(self.test(b)))
        };
        match expression {
            Expression::Or(a, b) => both(a, Join::Or, b),
            Expression::And(a, b) => both(a, Join::And, b),
            Expression::Compare(a, how, b) => both(a, Join::Compare(*how), b),
            Expression::Arithmetic(a, what, b) => both(a, Join::Arithmetic(*what), b),
            Expression::Not(a) => Test::Not(Box::new(self.test(a))),
            Expression::Negative(a) => Test::Negative(Box::new(self.test(a))),
            Expression::Absolute(a) => Test::Absolute(Box::new(self.test(a))),
            Expression::Counterfactual(a) => Test::Paired(Box::new(self.test(a))),
            Expression::Number(value) => Test::Number(*value),
            Expression::Crossing(id) => {
                let ix = self.crossings.iter().position(|crossing| crossing.id == *id);
                Test::Crossing(ix.expect("the crossing is declared: validation says so"))
            }
            Expression::Metric(..) => {
                self.observed(expression).pop().expect("a date covers at least one step")
            }
            Expression::Fold(fold, parts) => {
                Test::Fold(*fold, parts.iter().flat_map(|part| self.observed(part)).collect())
            }
        }
    }

    /// One test, or one a year for a metric over several years.
    fn observed(&mut self, expression: &Expression) -> Vec<Test> {
        let Expression::Metric(metric, window) = expression else {
            return vec![self.test(expression)];
        };
        let observation = self.observations.add(self.scenario, self.names, metric);
        let calendar = &self.scenario.calendar;
        let dates = match *window {
            Window::Base => vec![Date::Year(calendar.base_year)],
            Window::Date(date) => vec![date],
            Window::Years(first, last) => (first..=last).map(Date::Year).collect(),
        };
        let read = |date| {
            let (first, last) = steps(calendar, date);
            Test::Observed { observation, first, last }
        };
        dates.into_iter().map(read).collect()
    }
}

fn steps(calendar: &Calendar, date: Date) -> (u32, u32) {
    calendar.steps(date).expect("the date lies in the run: validation says so")
}

/// Every crossing of the scenario, by id.
pub(super) fn crossings(
    scenario: &Scenario,
    names: &Names,
    observations: &mut Observations,
) -> Vec<CrossingTest> {
    let crossings = super::build::sorted(&scenario.crossings);
    crossings
        .map(|(id, crossing)| CrossingTest {
            id: id.clone(),
            title: crossing.title.clone(),
            of: observations.add(scenario, names, &crossing.of),
            over: observations.add(scenario, names, &crossing.over),
            hold_steps: crossing.hold_steps.max(1),
        })
        .collect()
}
