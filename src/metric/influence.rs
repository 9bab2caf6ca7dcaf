//! Influence of the first actor over the second: gross, as a share of the powers', and net.

use crate::numeric::Real;

use super::{Entity, View};

/// I of the first over the second.
#[inline(always)]
pub(super) fn gross<R: Real>(v: &View<R>, from: Entity, over: Entity) -> R {
    v.of_pair(&v.state.influence, over.actor(), from.actor())
}

/// The power's share of all powers' influence over the actor.
#[inline(always)]
pub(super) fn share<R: Real>(v: &View<R>, power: Entity, over: Entity) -> R {
    v.of_pair(&v.state.influence_share, over.actor(), power.actor())
}

/// I of the first over the second less the reverse.
#[inline(always)]
pub(super) fn net<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    gross(v, a, b) - gross(v, b, a)
}
