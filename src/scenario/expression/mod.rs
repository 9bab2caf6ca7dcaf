//! The language of claims: what a test says about an outcome.
//!
//! ```text
//! share_reported[KAZ,RUS]@2023 < share_reported[KAZ,CHN]@2023 and crossing[china_overtakes] < 2026
//! ```
//! A test is a truth value: comparisons joined by `and`, `or`, `not`. Numbers are metrics at a date,
//! dates of crossings, plain numbers, and arithmetic on them.

mod parse;
mod show;
#[cfg(test)]
mod tests;

pub use parse::{Fault, FaultKind, parse, parse_metric};

use crate::world::Date;

use super::meaning::MetricRef;

/// A truth value or a number, according to its form.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Truth: either side holds.
    Or(Box<Expression>, Box<Expression>),
    /// Truth: both sides hold.
    And(Box<Expression>, Box<Expression>),
    /// Truth: the inner one does not hold.
    Not(Box<Expression>),
    /// Truth: a comparison of two numbers.
    Compare(Box<Expression>, Comparison, Box<Expression>),
    /// A plain number.
    Number(f64),
    /// A metric over a window of time.
    Metric(MetricRef, Window),
    /// Date of a crossing in years: the base year's middle where the one is ahead from the start,
    /// infinite where it never is.
    Crossing(String),
    /// The inner expression, in the paired run of the claim's counterfactual.
    Counterfactual(Box<Expression>),
    /// Arithmetic on two numbers.
    Arithmetic(Box<Expression>, Operation, Box<Expression>),
    /// The number with its sign changed.
    Negative(Box<Expression>),
    /// The number without its sign.
    Absolute(Box<Expression>),
    /// Least, greatest or mean of numbers; a metric over years counts once a year.
    Fold(Fold, Vec<Expression>),
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether two numbers compare so.
    pub fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
        }
    }
}

/// What is done to two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// What is made of several numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    Least,
    Greatest,
    Mean,
}

/// The time over which a metric is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The base year.
    Base,
    /// The mean of the steps that a date covers.
    Date(Date),
    /// One mean for every calendar year from the first to the last.
    Years(i32, i32),
}

impl Window {
    /// First and last date of the window; `None` for the base year.
    pub fn dates(self) -> Option<(Date, Date)> {
        match self {
            Window::Base => None,
            Window::Date(date) => Some((date, date)),
            Window::Years(first, last) => Some((Date::Year(first), Date::Year(last))),
        }
    }
}

impl std::fmt::Display for MetricRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.subject, &self.object) {
            (Some(subject), Some(object)) => write!(f, "{}[{subject},{object}]", self.name),
            (Some(subject), None) => write!(f, "{}[{subject}]", self.name),
            _ => f.write_str(&self.name),
        }
    }
}

impl Expression {
    /// Every metric that the expression reads, with its window, left to right; those of the
    /// counterfactual run too.
    pub fn references(&self) -> Vec<(&MetricRef, Window)> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Expression::Metric(metric, window) = part {
                found.push((metric, *window));
            }
        });
        found
    }

    /// Every crossing that the expression reads.
    pub fn crossings(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Expression::Crossing(id) = part {
                found.push(id.as_str());
            }
        });
        found
    }

    /// Whether the expression reads the paired run.
    pub fn reads_counterfactual(&self) -> bool {
        let mut reads = false;
        self.visit(&mut |part| reads |= matches!(part, Expression::Counterfactual(_)));
        reads
    }

    /// Calls `f` on the expression and all of its parts, left to right.
    fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Expression)) {
        f(self);
        match self {
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Compare(a, _, b)
            | Expression::Arithmetic(a, _, b) => {
                a.visit(f);
                b.visit(f);
            }
            Expression::Not(a)
            | Expression::Counterfactual(a)
            | Expression::Negative(a)
            | Expression::Absolute(a) => a.visit(f),
            Expression::Fold(_, parts) => parts.iter().for_each(|part| part.visit(f)),
            Expression::Number(_) | Expression::Metric(..) | Expression::Crossing(_) => {}
        }
    }
}
