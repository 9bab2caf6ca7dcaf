//! What the first actor loses if its ties with the second end.

use crate::numeric::Real;

use super::{Entity, View};

/// Within a year.
pub(super) fn sensitivity<R: Real>(v: &View<R>, client: Entity, partner: Entity) -> R {
    let pair = v.pair(client.actor(), partner.actor());
    pair.map_or(R::splat(0.0), |(ix, _)| v.state.sensitivity[ix])
}

/// Once adjusted.
pub(super) fn vulnerability<R: Real>(v: &View<R>, client: Entity, partner: Entity) -> R {
    let pair = v.pair(client.actor(), partner.actor());
    pair.map_or(R::splat(0.0), |(ix, _)| v.state.vulnerability[ix])
}
