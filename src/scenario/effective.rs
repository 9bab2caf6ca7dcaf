//! The scenario as effective: one file without companions and tables, every number with its unit
//! and origin. Reading it gives the same scenario.

use toml::{Table, Value};

use crate::numeric::Distribution;

use super::extend::merges;
use super::listing::{Said, provenance_table, sections};
use super::meaning::{Quantity, Scenario};
use super::path::row_keys;
use super::section::FILE;
use super::shape::Kind;
use super::tree::sha256;

/// The scenario as one self-contained file.
pub fn effective_toml(scenario: &Scenario) -> String {
    let mut text = String::new();
    let mut header = String::new();
    for section in sections(scenario) {
        if section.element {
            text += &format!("\n[[{}]]\n", section.header);
        } else if section.header != header {
            text += &format!("\n[{}]\n", section.header);
        }
        header = section.header;
        for (key, said) in section.lines {
            let value = match said {
                Said::Plain(value) => value,
                Said::Figure(quantity, unit) => Value::Table(figure(quantity, unit)),
                Said::Variant(other) => Value::Table(changes(scenario, other)),
            };
            text += &format!("{key} = {value}\n");
        }
    }
    text
}

impl Scenario {
    /// SHA-256 of what the scenario says, in hexadecimal: the same for the same meaning, in
    /// whatever order and however it is spread over files.
    pub fn hash(&self) -> String {
        let mut statements = Vec::new();
        for section in sections(self) {
            for (key, said) in section.lines {
                let value = match said {
                    Said::Plain(value) => value.to_string(),
                    Said::Figure(quantity, unit) => Value::from(figure(quantity, unit)).to_string(),
                    Said::Variant(other) => other.hash(),
                };
                statements.push(format!("{}.{key} = {value}\n", section.path));
            }
        }
        statements.sort();
        sha256(&statements.concat())
    }
}

/// A number as a file writes it in full.
pub fn figure(quantity: &Quantity, unit: &str) -> Table {
    let mut table = law(&quantity.distribution);
    if !unit.is_empty() {
        table.insert("unit".to_string(), Value::from(unit));
    }
    table.extend(provenance_table(&quantity.provenance));
    table
}

fn law(distribution: &Distribution) -> Table {
    use Distribution::*;
    let (name, numbers): (&str, Vec<(&str, f64)>) = match *distribution {
        Constant(value) => ("", vec![("value", value)]),
        Normal { mean, sd } => ("normal", vec![("mean", mean), ("sd", sd)]),
        Lognormal { median, sigma } => ("lognormal", vec![("median", median), ("sigma", sigma)]),
        Uniform { low, high } => ("uniform", vec![("low", low), ("high", high)]),
        Triangular { low, mode, high } => {
            ("triangular", vec![("low", low), ("mode", mode), ("high", high)])
        }
        Pert { low, mode, high } => ("pert", vec![("low", low), ("mode", mode), ("high", high)]),
        Beta { alpha, beta, low, high } => {
            ("beta", vec![("alpha", alpha), ("beta", beta), ("low", low), ("high", high)])
        }
        StudentT { location, scale, dof } => {
            ("student_t", vec![("location", location), ("scale", scale), ("dof", dof)])
        }
        Choice { .. } => ("choice", Vec::new()),
    };
    let mut table = Table::new();
    if !name.is_empty() {
        table.insert("dist".to_string(), Value::from(name));
    }
    table.extend(numbers.into_iter().map(|(key, value)| (key.to_string(), Value::from(value))));
    if let Choice { values, weights } = distribution {
        table.insert("values".to_string(), Value::from(values.clone()));
        table.insert("weights".to_string(), Value::from(weights.clone()));
    }
    table
}

/// What leads from a scenario to a variant of it, as a claim states it in place.
fn changes(scenario: &Scenario, other: &Scenario) -> Table {
    let read = |scenario: &Scenario| -> Table {
        let bare = Scenario { claims: Default::default(), ..scenario.clone() };
        effective_toml(&bare).parse().expect("an effective scenario is TOML")
    };
    let mut removed = Vec::new();
    let mut table =
        difference(&read(scenario), &read(other), Kind::Section(&FILE), "", &mut removed);
    if !removed.is_empty() {
        table.insert("remove".to_string(), Value::from(removed));
    }
    table
}

/// The companion that leads from one table to another.
fn difference(
    from: &Table,
    to: &Table,
    kind: Kind,
    path: &str,
    removed: &mut Vec<String>,
) -> Table {
    let below = |key: &str| {
        if path.is_empty() { key.into() } else { format!("{path}.{key}") }
    };
    removed.extend(from.keys().filter(|key| !to.contains_key(*key)).map(|key| below(key)));
    let mut changed = Table::new();
    for (key, new) in to {
        let path = below(key);
        let value = match (from.get(key), new, kind.child(key)) {
            (Some(old), new, _) if old == new => continue,
            (Some(Value::Table(old)), Value::Table(new), Some(child)) if merges(child) => {
                Value::Table(difference(old, new, child, &path, removed))
            }
            (Some(Value::Array(old)), Value::Array(new), _) if row_keys(&path).is_some() => {
                Value::Array(rows(old, new, &path, removed))
            }
            _ => new.clone(),
        };
        changed.insert(key.clone(), value);
    }
    changed.retain(|_, value| value.as_table().is_none_or(|table| !table.is_empty()));
    changed
}

/// The ties or mirrors that are new or changed.
fn rows(old: &[Value], new: &[Value], path: &str, removed: &mut Vec<String>) -> Vec<Value> {
    let keys = row_keys(path).unwrap_or_default();
    let name = |row: &Value| -> String {
        let ends = keys.iter().filter_map(|key| row.get(*key)?.as_str());
        ends.collect::<Vec<_>>().join(".")
    };
    let gone = old.iter().filter(|row| !new.iter().any(|other| name(other) == name(row)));
    removed.extend(gone.map(|row| format!("{path}.{}", name(row))));
    new.iter().filter(|row| !old.contains(row)).cloned().collect()
}
