//! Expressions as they are written: what is read back is the same expression.

use std::fmt;

use super::{Comparison, Expression, Fold, Operation, Window};

impl Comparison {
    /// The sign in tests.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Base => f.write_str("base"),
            Window::Date(date) => write!(f, "{date}"),
            Window::Years(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

/// How tightly a form binds its parts: `or` least, names and numbers most.
fn tightness(expression: &Expression) -> u8 {
    match expression {
        Expression::Or(..) => 0,
        Expression::And(..) => 1,
        Expression::Not(_) => 2,
        Expression::Compare(..) => 3,
        Expression::Arithmetic(_, Operation::Add | Operation::Subtract, _) => 4,
        Expression::Arithmetic(_, Operation::Multiply | Operation::Divide, _) => 5,
        Expression::Negative(_) => 6,
        _ => 7,
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = tightness(self);
        // A part that binds less than its place asks for stands in brackets.
        let part = |f: &mut fmt::Formatter<'_>, part: &Expression, least: u8| {
            if tightness(part) < least { write!(f, "({part})") } else { write!(f, "{part}") }
        };
        let mut join = |a: &Expression, sign: &str, b: &Expression| {
            // Chains group to the left.
            part(f, a, if own == 3 { own + 1 } else { own })?;
            write!(f, " {sign} ")?;
            part(f, b, own + 1)
        };
        match self {
            Expression::Or(a, b) => join(a, "or", b),
            Expression::And(a, b) => join(a, "and", b),
            Expression::Compare(a, how, b) => join(a, how.sign(), b),
            Expression::Arithmetic(a, what, b) => {
                let sign = match what {
                    Operation::Add => "+",
                    Operation::Subtract => "-",
                    Operation::Multiply => "*",
                    Operation::Divide => "/",
                };
                join(a, sign, b)
            }
            Expression::Not(a) => {
                f.write_str("not ")?;
                part(f, a, own)
            }
            Expression::Negative(a) => {
                f.write_str("-")?;
                part(f, a, own)
            }
            Expression::Number(value) => write!(f, "{value}"),
            Expression::Metric(metric, window) => write!(f, "{metric}@{window}"),
            Expression::Crossing(id) => write!(f, "crossing[{id}]"),
            Expression::Counterfactual(a) => write!(f, "counterfactual({a})"),
            Expression::Absolute(a) => write!(f, "abs({a})"),
            Expression::Fold(fold, parts) => {
                let word = match fold {
                    Fold::Least => "min",
                    Fold::Greatest => "max",
                    Fold::Mean => "mean",
                };
                let parts: Vec<String> = parts.iter().map(Expression::to_string).collect();
                write!(f, "{word}({})", parts.join(", "))
            }
        }
    }
}
