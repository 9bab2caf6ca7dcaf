//! Variants of a scenario.

use crate::numeric::Distribution;

use super::meaning::{Confidence, Provenance, Quantity, Scenario};

/// The scenario in which some events never happen, nor any event that requires one of them.
///
/// The events stay, with a probability of zero: whatever names them keeps its meaning, and the two
/// scenarios share every draw.
pub fn without(scenario: &Scenario, events: &[String]) -> Scenario {
    let mut variant = scenario.clone();
    for (id, event) in &mut variant.events {
        if events.contains(id) {
            let provenance = Provenance { confidence: Some(Confidence::Set), ..Default::default() };
            event.probability = Some(Quantity {
                key: format!("events.{id}.probability"),
                distribution: Distribution::Constant(0.0),
                provenance,
            });
        }
    }
    variant
}
