//! Transshipment routes: who can stand between a sanctioned target and its suppliers.

use std::collections::BTreeSet;

use crate::scenario::Scenario;
use crate::world::{ActorIx, FlowIx, Per, Route, RouteIx, World};

use super::build::{Names, sorted};
use super::number::Numbers;

/// What the transshipment routes are: hubs with a tie into a target whose imports events restrict.
pub(super) fn routes(
    scenario: &Scenario,
    numbers: &mut Numbers,
    world: &mut World,
    names: &Names,
    sanctioned: &BTreeSet<FlowIx>,
) {
    let targets: BTreeSet<ActorIx> = sanctioned.iter().map(|&f| world.flows[f].importer).collect();
    let mut routes: Per<RouteIx, Route> = Per::default();
    for target in targets {
        for (id, actor) in sorted(&scenario.actors) {
            let hub = names.actors[id];
            let ease = actor.transit_ease.as_ref().map(|q| numbers.figure(q, "1"));
            let out = names.trade.get(&(hub, target)).copied();
            let (Some(ease), Some(out)) = (ease, out) else {
                continue;
            };
            let inward =
                world.trade.iter().filter(|(_, t)| t.importer == hub && t.exporter != target);
            let goods = |f: &&FlowIx| {
                let flow = &world.flows[**f];
                flow.importer == target && !flow.energy && flow.exporter != hub
            };
            routes.push(Route {
                hub,
                target,
                ease,
                out,
                inward: inward.map(|(ix, _)| ix).collect(),
                sanctioned: sanctioned.iter().filter(goods).copied().collect(),
            });
        }
    }
    world.routes = routes;
}
