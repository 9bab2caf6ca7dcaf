//! Influence of the first actor over the second: gross, as a share of the powers', and net.

use crate::numeric::Real;

use super::{Entity, View};

/// I of the first over the second.
pub(super) fn gross<R: Real>(v: &View<R>, from: Entity, over: Entity) -> R {
    let pair = v.pair(over.actor(), from.actor());
    pair.map_or(R::splat(0.0), |(ix, _)| v.state.influence[ix])
}

/// The power's share of all powers' influence over the actor.
pub(super) fn share<R: Real>(v: &View<R>, power: Entity, over: Entity) -> R {
    let pair = v.pair(over.actor(), power.actor());
    pair.map_or(R::splat(0.0), |(ix, _)| v.state.influence_share[ix])
}

/// I of the first over the second less the reverse.
pub(super) fn net<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    gross(v, a, b) - gross(v, b, a)
}
