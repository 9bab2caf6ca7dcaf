//! The three tables of the house: every line is complete, and nothing stands twice.

use std::collections::BTreeSet;

use suasion::mechanism::{Basis, CAUSAL_ORDER, parameters};
use suasion::metric::METRICS;
use suasion::world::FIELDS;

#[test]
fn fields_have_a_unit_a_writer_and_a_meaning() {
    let writers: BTreeSet<&str> = CAUSAL_ORDER.iter().map(|m| m.name).collect();
    let mut names = BTreeSet::new();
    for field in FIELDS {
        assert!(names.insert(field.name), "{} stands twice", field.name);
        assert!(!field.unit.is_empty(), "{} has a unit", field.name);
        assert!(writers.contains(field.writer), "{}: writer {}", field.name, field.writer);
        assert!(field.meaning.ends_with('.'), "{}: {}", field.name, field.meaning);
    }
}

#[test]
fn parameters_have_a_prior_inside_their_range_and_a_source() {
    let mut keys = BTreeSet::new();
    let table = parameters();
    assert!(table.len() > 60, "the table holds every parameter: {}", table.len());
    for p in table {
        assert!(keys.insert(p.key), "{} stands twice", p.key);
        assert!(p.meaning.ends_with('.') || p.meaning.contains(". "), "{}: {}", p.key, p.meaning);
        assert!(p.source.len() > 5 && !p.unit.is_empty(), "{} has a unit and a source", p.key);
        let admits = ["assumed", "structural:", "declared", "a scenario's own"];
        let judged = admits.iter().any(|word| p.source.starts_with(word));
        assert_eq!(judged, p.basis == Basis::Judgement, "{}: {}", p.key, p.source);
        for u in [1e-6, 0.5, 1.0 - 1e-6] {
            let value = p.prior.quantile(u);
            assert!((p.low..=p.high).contains(&value), "{}: {value} at {u}", p.key);
        }
    }
}

#[test]
fn metrics_have_a_unit_a_meaning_and_a_source() {
    let mut names = BTreeSet::new();
    for m in METRICS {
        assert!(names.insert(m.name), "{} stands twice", m.name);
        assert!(m.meaning.ends_with('.'), "{}: {}", m.name, m.meaning);
        assert!(!m.unit.is_empty() && !m.source.is_empty(), "{}", m.name);
    }
}
