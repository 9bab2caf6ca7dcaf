//! The main trading partner, in the reporter's own statistics.

use crate::numeric::Real;
use crate::world::Actor;

use super::{Entity, View, reported};

/// 1 where no other single state trades more with the first than the second does.
#[inline(always)]
pub(super) fn among_states<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    first(v, a, b, |actor| actor.single_state)
}

/// The same with blocs counted as one partner; the rest of the world is none.
#[inline(always)]
pub(super) fn among_all<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    first(v, a, b, |actor| !actor.is_rest)
}

#[inline(always)]
fn first<R: Real>(v: &View<R>, a: Entity, b: Entity, counts: impl Fn(&Actor) -> bool) -> R {
    let (reporter, candidate) = (a.actor(), b.actor());
    let own = reported::with(v, reporter, candidate);
    let mut most = R::splat(0.0);
    for &pair in &v.world.actors[reporter].as_client {
        let partner = v.world.pairs[pair].partner;
        if partner != candidate && counts(&v.world.actors[partner]) {
            most = most.max(reported::with(v, reporter, partner));
        }
    }
    R::select(own.gt(most), R::splat(1.0), R::splat(0.0))
}
