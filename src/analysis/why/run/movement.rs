//! What moved most in a year of a run, and which ties moved with it.

use crate::numeric::function::exp;
use crate::scenario::MetricRef;
use crate::world::{ActorIx, Channel, Pair, Region, TieIx};

use super::trace::Trace;

/// A metric's change over a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    pub label: String,
    /// The last step of the year.
    pub step: u32,
    pub from: f64,
    pub to: f64,
    /// A region's share: the client that moved it most (its name), and its part of the change.
    pub client: Option<(String, f64)>,
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
            let steps = (before, step);
            let client = main_client(trace, metric, steps);
            all.push(Movement {
                label: metric.to_string(),
                step,
                from: seen(*at, before),
                to: seen(*at, step),
                ties: ties(trace, metric, client.map(|(client, _)| client), steps),
                client: client.map(|(client, part)| (trace.name(client).to_string(), part)),
            });
        }
        before = step;
    }
    all
}

/// The client that moved a region's share most, with its part of the change; the parts of all
/// clients sum to it.
fn main_client(
    trace: &Trace,
    metric: &MetricRef,
    (before, after): (u32, u32),
) -> Option<(ActorIx, f64)> {
    let by_gdp = match metric.name.as_str() {
        "regional_share" => false,
        "regional_share_gdp" => true,
        _ => return None,
    };
    let region = region(trace, metric.subject.as_ref()?)?;
    let power = actor(trace, &metric.object)?;
    let [old, new] = [before, after].map(|step| parts(trace, region, power, by_gdp, step));
    let change = old.iter().zip(&new).map(|((client, old), (_, new))| (*client, new - old));
    change.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

/// Each client's part of a power's share in a region: its weight times the share in it.
fn parts(
    trace: &Trace,
    region: &Region,
    power: ActorIx,
    by_gdp: bool,
    step: u32,
) -> Vec<(ActorIx, f64)> {
    let (world, state) = (&trace.model.world, trace.state(step));
    let clients = region.members.iter().filter(|m| m.client && m.actor != power);
    let weighed: Vec<(ActorIx, f64)> = clients
        .map(|member| {
            let present = member.seat.map_or(1.0, |seat| state.membership[seat]);
            let gdp =
                trace.number(world.actors[member.actor].gdp) * exp(state.gdp_log[member.actor]);
            (member.actor, if by_gdp { gdp * present } else { present })
        })
        .collect();
    let all: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let share = |client: ActorIx| {
        let mut pairs = world.actors[client].as_client.iter();
        let pair = pairs.find(|pair| world.pairs[**pair].partner == power);
        pair.map_or(0.0, |pair| state.influence_share[*pair])
    };
    weighed.into_iter().map(|(client, weight)| (client, weight * share(client) / all)).collect()
}

/// The sum of the parts, for a test.
#[cfg(test)]
pub(super) fn share_of_parts(trace: &Trace, metric: &MetricRef, by_gdp: bool, step: u32) -> f64 {
    let region = region(trace, metric.subject.as_ref().unwrap()).unwrap();
    let power = actor(trace, &metric.object).unwrap();
    parts(trace, region, power, by_gdp, step).iter().map(|(_, part)| part).sum()
}

/// An actor by its id.
fn actor(trace: &Trace, id: &Option<String>) -> Option<ActorIx> {
    trace.model.world.actors.ids().find(|&actor| Some(trace.id(actor)) == id.as_deref())
}

/// The ties of a metric's pair that changed most; for a region's share, those of the power with the
/// client that moved it most.
fn ties(
    trace: &Trace,
    metric: &MetricRef,
    main: Option<ActorIx>,
    steps: (u32, u32),
) -> Vec<TieChange> {
    let world = &trace.model.world;
    let (Some(client), Some(partner)) =
        (main.or(actor(trace, &metric.subject)), actor(trace, &metric.object))
    else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for pair in world.pairs.values() {
        if pair.client == client && pair.partner == partner {
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
fn region<'a>(trace: &'a Trace, id: &str) -> Option<&'a Region> {
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
