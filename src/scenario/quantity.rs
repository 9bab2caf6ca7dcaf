//! Numbers as files write them: a plain number, a value with an error, or a distribution.

use crate::numeric::Distribution;

use super::law::{self, LAWS, Law};
use super::meaning::{Confidence, Provenance, Quantity};
use super::problem::{self, Problem, form, sense};
use super::shape::{Measure, PROVENANCE};
use super::tree::Node;
use super::unit::Dimension;
use super::word::Word as _;

/// Reads a number in its canonical unit; every mistake is a problem.
pub fn distribution(node: &Node, measure: Measure) -> Result<Distribution, Vec<Problem>> {
    let mut problems = Vec::new();
    let raw = match (node.number(), node.table()) {
        (Some(value), _) => Some(Distribution::Constant(value)),
        (None, Some(_)) => table(node, &mut problems),
        (None, None) => {
            let expected = "a number, or a table with `value` or `dist`";
            return Err(vec![form::wrong_type(node.span, node.describe(), expected)]);
        }
    };
    let factor = factor(node, measure.dimension, &mut problems);
    match (raw, factor, problems.is_empty()) {
        (Some(raw), Some(factor), true) => {
            let distribution = law::scaled(raw, factor);
            match range_problem(node, &distribution, measure) {
                Some(problem) => Err(vec![problem]),
                None => Ok(distribution),
            }
        }
        _ => Err(problems),
    }
}

fn table(node: &Node, problems: &mut Vec<Problem>) -> Option<Distribution> {
    let law = match (node.get("value"), node.get("dist")) {
        (Some(value), None) => return around(node, value, problems),
        (None, Some(name)) => named(name, problems)?,
        _ => {
            problems.push(form::mixed_quantity(node.span));
            return None;
        }
    };
    unknown_keys(node, &[law.parameters, &["dist"]].concat(), problems);
    for parameter in law.parameters {
        parameter_problem(node, law, parameter, problems);
    }
    if !problems.is_empty() {
        return None;
    }
    law::build(law, node)
        .map_err(|law| problems.push(form::bad_distribution(node.span, law.name, law.rule)))
        .ok()
}

fn named(name: &Node, problems: &mut Vec<Problem>) -> Option<&'static Law> {
    let Some(word) = name.text() else {
        problems.push(form::wrong_type(name.span, name.describe(), "text"));
        return None;
    };
    let law = LAWS.iter().find(|law| law.name == word);
    if law.is_none() {
        let near = problem::near(word, LAWS.iter().map(|law| law.name));
        problems.push(form::unknown_distribution(name.span, word, &near));
    }
    law
}

/// A value, and a lognormal around it where it has an error.
fn around(node: &Node, value: &Node, problems: &mut Vec<Problem>) -> Option<Distribution> {
    unknown_keys(node, &["value", "error"], problems);
    let Some(median) = value.number() else {
        problems.push(form::wrong_type(value.span, value.describe(), "a number"));
        return None;
    };
    let Some(error) = node.get("error") else {
        return Some(Distribution::Constant(median));
    };
    match error.number() {
        None => problems.push(form::wrong_type(error.span, error.describe(), "a number")),
        Some(sigma) if sigma > 0.0 && median > 0.0 => {
            return Some(Distribution::Lognormal { median, sigma });
        }
        Some(_) => problems.push(form::error_without_size(error.span)),
    }
    None
}

fn parameter_problem(node: &Node, law: &Law, parameter: &str, problems: &mut Vec<Problem>) {
    let Some(value) = node.get(parameter) else {
        if law::needs(law, parameter) {
            let noun = format!("the distribution {}", law.name);
            problems.push(form::missing_key(node.span, parameter, &noun, law.rule));
        }
        return;
    };
    if law::is_list(parameter) {
        if value.list().is_none() {
            problems.push(form::wrong_type(value.span, value.describe(), "a list of numbers"));
        }
        let words = value.elements().iter().filter(|e| e.number().is_none());
        problems.extend(words.map(|e| form::wrong_type(e.span, e.describe(), "a number")));
    } else if value.number().is_none() {
        problems.push(form::wrong_type(value.span, value.describe(), "a number"));
    }
}

fn unknown_keys(node: &Node, known: &[&'static str], problems: &mut Vec<Problem>) {
    let provenance = PROVENANCE.iter().map(|key| key.name);
    let all: Vec<&str> = known.iter().copied().chain(["unit"]).chain(provenance).collect();
    for (key, entry) in node.entries().filter(|(key, _)| !all.contains(&key.as_str())) {
        let near = problem::near(key, all.iter().copied());
        problems.push(form::unknown_key(entry.key, key, "this number", &near));
    }
}

fn factor(node: &Node, dimension: Dimension, problems: &mut Vec<Problem>) -> Option<f64> {
    let Some(unit) = node.get("unit") else {
        return Some(1.0);
    };
    let Some(word) = unit.text() else {
        problems.push(form::wrong_type(unit.span, unit.describe(), "text"));
        return None;
    };
    let factor = dimension.factor(word);
    if factor.is_none() {
        let known: Vec<&str> = dimension.units().iter().map(|(unit, _)| *unit).collect();
        problems.push(form::wrong_unit(unit.span, word, &problem::list(&known)));
    }
    factor
}

fn range_problem(node: &Node, distribution: &Distribution, measure: Measure) -> Option<Problem> {
    let (low, high) = law::reach(distribution);
    let outside = if low < measure.low { low } else { high };
    if measure.low <= low && high <= measure.high {
        return None;
    }
    let place = node.get("value").unwrap_or(node).span;
    Some(form::out_of_range(place, &figure(outside), &range(measure)))
}

/// A number with four significant digits at most.
fn figure(value: f64) -> String {
    let short: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    short.to_string()
}

/// The range of a measure, in words.
pub fn range(measure: Measure) -> String {
    let unit = match measure.dimension.canonical() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    match (measure.low, measure.high) {
        (f64::MIN_POSITIVE, _) => format!("above 0{unit}"),
        (low, f64::INFINITY) => format!("{low} or more{unit}"),
        (f64::NEG_INFINITY, high) => format!("{high} or less{unit}"),
        (low, high) => format!("from {low} to {high}{unit}"),
    }
}

/// Where a number says that it comes from; its keys are there in full once the defaults of its
/// table have been written into it.
pub fn provenance(node: &Node) -> Provenance {
    let text = |key: &str| node.text_of(key).map(str::to_string);
    let year = node.get("year").and_then(Node::integer);
    Provenance {
        source: text("source"),
        year: year.and_then(|year| i32::try_from(year).ok()),
        reporter: text("reporter"),
        confidence: node.text_of("confidence").and_then(Confidence::of_word),
        method: text("method"),
        note: text("note"),
    }
}

/// What a number must say of its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A source, or that it is assumed; then it is wide.
    Stated,
    /// A source, or that it is assumed; the value beside which it stands is wide for both.
    Beside,
    /// Nothing.
    Free,
}

/// The mistake of a number that neither names a source nor admits to be assumed, and wide. Exactly
/// 0 and 1 are switches (no probability, no ramp) and may stand alone.
pub fn origin_problem(node: &Node, distribution: &Distribution, origin: Origin) -> Option<Problem> {
    let provenance = provenance(node);
    let certain = matches!(distribution, Distribution::Constant(_));
    let switch = matches!(distribution, Distribution::Constant(v) if *v == 0.0 || *v == 1.0);
    match provenance.confidence {
        _ if origin == Origin::Free || switch => None,
        Some(Confidence::Set) => None,
        Some(Confidence::Assumed) => {
            (certain && origin == Origin::Stated).then(|| sense::narrow_assumption(node.span))
        }
        _ if provenance.source.is_none() => Some(sense::missing_source(node.span)),
        _ => None,
    }
}

/// Reads a number that has been checked; `None` where the check found a mistake.
pub fn read(node: &Node, key: String, measure: Measure) -> Option<Quantity> {
    let distribution = distribution(node, measure).ok()?;
    Some(Quantity { key, distribution, provenance: provenance(node) })
}
