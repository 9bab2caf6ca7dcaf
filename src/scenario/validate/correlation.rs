//! Correlations of parameters.

use nalgebra::{Cholesky, DMatrix};

use super::Sense;
use crate::mechanism::parameters;
use crate::scenario::meaning::Correlation;
use crate::scenario::problem::sense;
use crate::scenario::tree::Node;

impl Sense<'_> {
    /// Each is between two parameters that have a size, lies inside (−1, 1) and is said once; all of
    /// them together are possible.
    pub(super) fn correlations(&mut self) {
        let list = self.root.get("correlations").map(Node::elements).unwrap_or_default();
        let table = parameters();
        let before = self.problems.len();
        let mut seen: Vec<&Correlation> = Vec::new();
        for node in list {
            let two = node.get("between").map(Node::elements).unwrap_or_default();
            if two.len() != 2 {
                self.say(sense::correlation_of_two(node.span));
            }
            for key in two {
                let structural = table.iter().any(|p| p.structural && key.text() == Some(p.key));
                if structural {
                    self.say(sense::correlated_structure(key.span, key.text().unwrap_or_default()));
                }
            }
            let coefficient = node.get("coefficient").and_then(Node::number).unwrap_or(0.0);
            if coefficient.abs() >= 1.0 {
                let place = node.get("coefficient").map_or(node.span, |node| node.span);
                self.say(sense::correlation_too_large(place, coefficient));
            }
        }
        for (correlation, node) in self.scenario.correlations.iter().zip(list) {
            if seen.iter().any(|other| other.between == correlation.between) {
                let [a, b] = &correlation.between;
                self.say(sense::repeated_correlation(node.span, a, b));
            }
            seen.push(correlation);
        }
        if self.problems.len() == before && !possible(&self.scenario.correlations) {
            self.say(sense::impossible_correlations(list.first().map(|node| node.span)));
        }
    }
}

/// Whether there are numbers with these correlations: the matrix is positive definite.
fn possible(list: &[Correlation]) -> bool {
    let mut keys: Vec<&String> = list.iter().flat_map(|c| &c.between).collect();
    keys.sort();
    keys.dedup();
    let mut matrix = DMatrix::<f64>::identity(keys.len(), keys.len());
    for correlation in list {
        let [a, b] = [0, 1].map(|end| {
            keys.iter().position(|key| **key == correlation.between[end]).expect("it was listed")
        });
        matrix[(a, b)] = correlation.coefficient;
        matrix[(b, a)] = correlation.coefficient;
    }
    Cholesky::new(matrix).is_some()
}
