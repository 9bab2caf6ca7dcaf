//! Trade sanctions that begin after the base year, as events: hindsight, and only when asked for.
//!
//! Sanctions in force in the base year are in its flows already and are no events. Sizes are not in
//! the data base: they are assumed, wide, from what its authors found of the effect on trade.

use std::collections::BTreeMap;

use super::choose::Group;
use super::draft::{Bounds, EventDraft};
use super::facts::{Facts, Sanction, Scope};
use super::tie::actors_of;

/// A complete sanction forbids most of a flow; a partial one is a barrier, log points.
const COMPLETE: Bounds = Bounds { low: 0.5, high: 0.9 };
const PARTIAL: Bounds = Bounds { low: 0.05, high: 0.4 };

/// The sanctions between the actors that begin after a year, until another.
pub fn events(facts: &Facts, groups: &[Group], after: i32, until: i32) -> Vec<EventDraft> {
    let of = actors_of(groups);
    let mut found: BTreeMap<(usize, usize), BTreeMap<i32, Sanction>> = BTreeMap::new();
    for (&(sender, target), years) in &facts.sanctions {
        let (Some(&from), Some(&to)) = (of.get(&sender), of.get(&target)) else { continue };
        // A bloc's members sanction together; a single member's is not the bloc's.
        if from == to || groups[from].members.len() > 1 || groups[to].members.len() > 1 {
            continue;
        }
        let by_year = found.entry((from, to)).or_default();
        for &(year, sanction) in years {
            let known = by_year.entry(year).or_default();
            known.exports = known.exports.max(sanction.exports);
            known.imports = known.imports.max(sanction.imports);
        }
    }
    let mut events = Vec::new();
    for ((sender, target), years) in found {
        for (side, name) in [(Side::Exports, "exports"), (Side::Imports, "imports")] {
            let scope = |year: i32| years.get(&year).map_or(Scope::None, |s| side.of(*s));
            for year in after + 1..=until {
                if scope(year) > scope(year - 1) {
                    let last = (year..=until).take_while(|y| scope(*y) != Scope::None).last();
                    let (sender, target) = (&groups[sender], &groups[target]);
                    let duration = last.filter(|last| *last < until).map(|last| last - year + 1);
                    events.push(event((sender, target), side, name, year, scope(year), duration));
                }
            }
        }
    }
    events
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Exports,
    Imports,
}

impl Side {
    fn of(self, sanction: Sanction) -> Scope {
        if self == Side::Exports { sanction.exports } else { sanction.imports }
    }
}

fn event(
    (sender, target): (&Group, &Group),
    side: Side,
    name: &str,
    year: i32,
    scope: Scope,
    duration: Option<i32>,
) -> EventDraft {
    let complete = scope == Scope::Complete;
    let (from, to) = match side {
        Side::Exports => (&sender.id, &target.id),
        Side::Imports => (&target.id, &sender.id),
    };
    let reach = if complete { "all" } else { "part" };
    EventDraft {
        id: format!("{}-on-{}-{name}-{year}", sender.id.to_lowercase(), target.id.to_lowercase()),
        title: format!("{} forbids {reach} of its {name} with {}", sender.name, target.name),
        year,
        duration,
        kind: if complete { "embargo" } else { "barrier" },
        from: from.clone(),
        to: to.clone(),
        size: if complete { COMPLETE } else { PARTIAL },
    }
}
