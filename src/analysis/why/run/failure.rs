//! Why a run was quarantined: the first field that stopped being finite, of whom, and the state
//! around it.

use crate::world::{FIELDS, Field, Ix, Per, Tie, TieIx};

use super::trace::Trace;

/// What went wrong in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdown {
    /// The variant in which it did; absent: the scenario itself.
    pub variant: Option<String>,
    pub field: Field,
    pub step: u32,
    /// How many values of the field are not finite.
    pub broken: usize,
    /// The first of them.
    pub things: Vec<Thing>,
}

/// Something whose field stopped being finite, with its other fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// `trade NOR → SOU, energy`.
    pub name: String,
    pub fields: Vec<Reading>,
}

/// A field of one thing, the step before and in the step itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub field: &'static str,
    pub unit: &'static str,
    pub before: f64,
    pub now: f64,
}

/// Things that are told one by one.
const TOLD: usize = 3;

/// Looks at the step in which `field` stopped being finite.
pub fn breakdown(trace: &Trace, variant: Option<String>, field: &str, step: u32) -> Breakdown {
    let field = *FIELDS.iter().find(|f| f.name == field).expect("the field stands in the table");
    let now = trace.state(step).values_of(field.name, 0);
    let bad: Vec<usize> = (0..now.len()).filter(|&at| !now[at].is_finite()).collect();
    let around = || FIELDS.iter().filter(|f| f.per == field.per);
    let thing = |&at: &usize| Thing {
        name: name(trace, field.per, at),
        fields: around()
            .map(|f| {
                let of = |step: u32| trace.state(step).values_of(f.name, 0)[at];
                let before = of(step.saturating_sub(1));
                Reading { field: f.name, unit: f.unit, before, now: of(step) }
            })
            .collect(),
    };
    let things = bad.iter().take(TOLD).map(thing).collect();
    Breakdown { variant, field, step, broken: bad.len(), things }
}

/// What the `at`-th value of a field belongs to.
fn name(trace: &Trace, per: &str, at: usize) -> String {
    let world = &trace.model.world;
    let between = |from, to| format!("{} → {}", trace.id(from), trace.id(to));
    let tie = |channel: &str, ties: &Per<TieIx, Tie>| {
        let tie = &ties.values()[at];
        format!("{channel} {}", between(tie.from, tie.to))
    };
    match per {
        "actor" => trace.id(Ix::of(at)).to_string(),
        "actor and axis" => {
            let (actor, axis) = (at / world.axes.len(), at % world.axes.len());
            let mut axes: Vec<&String> = trace.scenario.axes.keys().collect();
            axes.sort();
            format!("{} on {}", trace.id(Ix::of(actor)), axes[axis])
        }
        "trade_tie" => {
            let tie = &world.trade.values()[at];
            format!("trade {}", between(tie.exporter, tie.importer))
        }
        "flow" => {
            let flow = &world.flows.values()[at];
            let goods = if flow.energy { "energy" } else { "other goods" };
            format!("trade {}, {goods}", between(flow.exporter, flow.importer))
        }
        "route" => {
            let route = &world.routes.values()[at];
            format!("route {}", between(route.hub, route.target))
        }
        "credit_tie" => tie("credit", &world.credit),
        "remittance_tie" => tie("remittances", &world.remittance),
        "settlement_tie" => tie("settlement", &world.settlement),
        "arms_tie" => tie("arms", &world.arms),
        "transit_tie" => tie("transit", &world.transit),
        "security_tie" => tie("security", &world.security),
        "diplomacy_tie" => tie("diplomacy", &world.diplomacy),
        "pair" => {
            let pair = &world.pairs.values()[at];
            format!("{} on {}", trace.id(pair.client), trace.id(pair.partner))
        }
        "event" => {
            let hash = world.events.values()[at].hash;
            let mut ids = trace.scenario.events.keys();
            ids.find(|id| crate::numeric::name_hash(id) == hash).cloned().unwrap_or_default()
        }
        _ => per.to_string(),
    }
}
