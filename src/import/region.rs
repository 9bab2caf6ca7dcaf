//! Regions of an imported scenario: everyone between the powers, and each power's neighbours.

use super::choose::{Group, REST};
use super::facts::Facts;

/// A region as drafted.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionDraft {
    pub id: String,
    pub name: String,
    pub members: Vec<String>,
}

/// Every actor that is no power, and, where borders are known, the neighbours of each power.
pub fn regions(facts: &Facts, groups: &[Group], powers: &[bool]) -> Vec<RegionDraft> {
    let clients = || {
        groups
            .iter()
            .zip(powers)
            .filter(|(group, power)| !**power && group.id != REST)
            .map(|(g, _)| g)
    };
    let all: Vec<String> = clients().map(|group| group.id.clone()).collect();
    let mut regions = Vec::new();
    if !all.is_empty() {
        regions.push(RegionDraft {
            id: "world".into(),
            name: "All but the powers".into(),
            members: all,
        });
    }
    for (power, _) in groups.iter().zip(powers).filter(|(_, power)| **power) {
        let borders = |group: &&Group| {
            power
                .members
                .iter()
                .any(|&a| group.members.iter().any(|&b| facts.borders.contains(&(a, b))))
        };
        let members: Vec<String> = clients().filter(borders).map(|g| g.id.clone()).collect();
        if !members.is_empty() {
            regions.push(RegionDraft {
                id: format!("next-to-{}", power.id.to_lowercase()),
                name: format!("Neighbours of {}", power.name),
                members,
            });
        }
    }
    regions
}
