//! Trade of two actors in base-year prices, and what travels through a hub.

use crate::numeric::Real;

use super::{Entity, View};

/// Both ways.
pub(super) fn turnover<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    exports(v, a, b) + exports(v, b, a)
}

/// From the first to the second.
pub(super) fn exports<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let tie = v.pair(a.actor(), b.actor()).and_then(|(_, pair)| pair.exports);
    tie.map_or(R::splat(0.0), |tie| v.state.trade_bn[tie])
}

/// The second's share in the first's trade.
pub(super) fn share<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let all = v.state.exports_bn[a.actor()] + v.state.imports_bn[a.actor()];
    turnover(v, a, b) / all.max(R::splat(1e-300))
}

/// Re-exports of sanctioned goods from a hub to a target.
pub(super) fn transshipment<R: Real>(v: &View<R>, hub: Entity, target: Entity) -> R {
    let mut routes = v.world.routes.iter();
    let route = routes.find(|(_, r)| r.hub == hub.actor() && r.target == target.actor());
    route.map_or(R::splat(0.0), |(ix, _)| v.state.transshipped_bn[ix])
}
