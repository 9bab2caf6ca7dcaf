//! Trade of two actors in base-year prices, and what travels through a hub.

use crate::numeric::Real;

use super::{Entity, View};

/// Both ways.
#[inline(always)]
pub(super) fn turnover<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    exports(v, a, b) + exports(v, b, a)
}

/// From the first to the second.
#[inline(always)]
pub(super) fn exports<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let tie = v.pair(a.actor(), b.actor()).and_then(|(_, pair)| pair.exports);
    v.state.trade_bn.or_zero(tie)
}

/// The second's share in the first's trade.
#[inline(always)]
pub(super) fn share<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let all = v.state.exports_bn[a.actor()] + v.state.imports_bn[a.actor()];
    turnover(v, a, b) / all.max(R::tiny())
}

/// Re-exports of sanctioned goods from a hub to a target.
#[inline(always)]
pub(super) fn transshipment<R: Real>(v: &View<R>, hub: Entity, target: Entity) -> R {
    let mut routes = v.world.routes.iter();
    let route = routes.find(|(_, r)| r.hub == hub.actor() && r.target == target.actor());
    v.state.transshipped_bn.or_zero(route.map(|(ix, _)| ix))
}
