//! Loss advantage: what others would lose without an actor, less what it would lose without them,
//! in money, over its own GDP. Positive: the others need it more.

use crate::numeric::Real;

use super::{Entity, View};

#[inline(always)]
pub(super) fn read<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    let actor = actor.actor();
    let own = v.gdp_bn(actor);
    let mut sum = R::splat(0.0);
    for &ix in &v.world.actors[actor].as_client {
        let pair = &v.world.pairs[ix];
        let theirs = v.state.vulnerability[pair.reverse] * v.gdp_bn(pair.partner);
        sum += theirs - v.state.vulnerability[ix] * own;
    }
    sum / own
}
