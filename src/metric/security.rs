//! The first actor's share of the second's arms imports.

use crate::numeric::Real;

use super::{Entity, View, finance};

#[inline(always)]
pub(super) fn arms_share<R: Real>(v: &View<R>, from: Entity, to: Entity) -> R {
    finance::value(&v.world.arms, &v.state.arms_share, from, to)
}
