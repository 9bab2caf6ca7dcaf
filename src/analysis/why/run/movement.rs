//! What moved most in a year of a run, and which ties moved with it.

use crate::scenario::MetricRef;
use crate::world::{ActorIx, Channel, Pair, TieIx};

use super::trace::Trace;

/// A metric's change over a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    pub label: String,
    /// The last step of the year.
    pub step: u32,
    pub from: f64,
    pub to: f64,
    /// Ties of the pair that changed most, relative to what they were.
    pub ties: Vec<TieChange>,
}

/// A tie's change over the same year.
#[derive(Clone, Debug, PartialEq)]
pub struct TieChange {
    pub channel: Channel,
    /// Ids, in the channel's direction.
    pub from: String,
    pub to: String,
    pub before: f64,
    pub after: f64,
}

/// Metrics that are told of each year …
const METRICS: usize = 3;
/// … that moved by this much at least …
const TELLING: f64 = 0.005;
/// … and ties of each, that moved by this share at least.
const TIES: usize = 3;
const TELLING_TIE: f64 = 0.05;

/// The largest movements of every year among some metrics that the model observes.
pub fn movements(trace: &Trace, shown: &[MetricRef]) -> Vec<Movement> {
    let observed = |metric: &MetricRef| {
        let label = metric.to_string();
        trace.model.observations.iter().position(|o| o.label == label)
    };
    let places: Vec<(&MetricRef, usize)> =
        shown.iter().filter_map(|metric| Some((metric, observed(metric)?))).collect();
    let mut all = Vec::new();
    let mut before = 0;
    for step in trace.years() {
        let seen = |at: usize, step: u32| trace.seen[step as usize][at];
        let size = |at: usize| (seen(at, step) - seen(at, before)).abs();
        let mut moved: Vec<_> = places.iter().filter(|(_, at)| size(*at) >= TELLING).collect();
        moved.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
        for (metric, at) in moved.into_iter().take(METRICS) {
            all.push(Movement {
                label: metric.to_string(),
                step,
                from: seen(*at, before),
                to: seen(*at, step),
                ties: ties(trace, metric, (before, step)),
            });
        }
        before = step;
    }
    all
}

/// The ties of a metric's pair that changed most; for a region's share, those of the power with
/// the members.
fn ties(trace: &Trace, metric: &MetricRef, steps: (u32, u32)) -> Vec<TieChange> {
    let world = &trace.model.world;
    let actor =
        |id: &Option<String>| world.actors.ids().find(|&a| Some(trace.id(a)) == id.as_deref());
    let Some(partner) = actor(&metric.object) else { return Vec::new() };
    let clients: Vec<ActorIx> = match actor(&metric.subject) {
        Some(client) => vec![client],
        None => {
            let region = metric.subject.as_ref().and_then(|id| region(trace, id));
            let members = region.into_iter().flat_map(|region| &region.members);
            members.filter(|m| m.client && m.actor != partner).map(|m| m.actor).collect()
        }
    };
    let mut changes = Vec::new();
    for pair in world.pairs.values() {
        if clients.contains(&pair.client) && pair.partner == partner {
            changes.extend(of_pair(trace, pair, steps));
        }
    }
    let share = |change: &TieChange| (change.after - change.before).abs() / change.before.abs();
    changes.retain(|change| share(change) >= TELLING_TIE && change.before != 0.0);
    changes.sort_by(|a, b| share(b).total_cmp(&share(a)));
    changes.truncate(TIES);
    changes
}

/// A region as compiled.
fn region<'a>(trace: &'a Trace, id: &str) -> Option<&'a crate::world::Region> {
    let mut ids: Vec<&String> = trace.scenario.regions.keys().collect();
    ids.sort();
    let place = ids.iter().position(|known| *known == id)?;
    Some(&trace.model.world.regions.values()[place])
}

/// Every tie of a pair at two steps.
fn of_pair(trace: &Trace, pair: &Pair, (before, after): (u32, u32)) -> Vec<TieChange> {
    let (old, new) = (trace.state(before), trace.state(after));
    let (client, partner) = (trace.id(pair.client), trace.id(pair.partner));
    let mut changes = Vec::new();
    let mut add = |channel, from: &str, to: &str, before: f64, after: f64| {
        let (from, to) = (from.to_string(), to.to_string());
        changes.push(TieChange { channel, from, to, before, after });
    };
    if let Some(tie) = pair.imports {
        add(Channel::Trade, partner, client, old.trade_bn[tie], new.trade_bn[tie]);
    }
    if let Some(tie) = pair.exports {
        add(Channel::Trade, client, partner, old.trade_bn[tie], new.trade_bn[tie]);
    }
    let mut tie = |channel, tie: Option<TieIx>, value: &dyn Fn(TieIx) -> (f64, f64)| {
        if let Some(ix) = tie {
            let (before, after) = value(ix);
            add(channel, partner, client, before, after);
        }
    };
    tie(Channel::Credit, pair.credit, &|ix| (old.debt_bn[ix], new.debt_bn[ix]));
    tie(Channel::Remittance, pair.remittance, &|ix| (old.remittance_bn[ix], new.remittance_bn[ix]));
    tie(Channel::Arms, pair.arms, &|ix| (old.arms_share[ix], new.arms_share[ix]));
    tie(Channel::Transit, pair.transit, &|ix| (old.transit_share[ix], new.transit_share[ix]));
    tie(Channel::Security, pair.security, &|ix| (old.guarantee[ix], new.guarantee[ix]));
    tie(Channel::Diplomacy, pair.diplomacy, &|ix| (old.diplomacy[ix], new.diplomacy[ix]));
    changes
}
