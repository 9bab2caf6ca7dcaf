//! Sway: how much influence the members of a region have over an actor together.

use crate::numeric::Real;

use super::{Entity, View, balance};

#[inline(always)]
pub(super) fn read<R: Real>(v: &View<R>, region: Entity, over: Entity) -> R {
    let mut sum = R::splat(0.0);
    for member in &v.world.regions[region.region()].members {
        if let Some((ix, _)) = v.pair(over.actor(), member.actor) {
            sum += v.state.influence[ix] * balance::present(v, member);
        }
    }
    sum
}
