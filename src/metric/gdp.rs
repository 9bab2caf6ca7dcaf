//! Gross domestic product in constant base-year prices.

use crate::numeric::Real;

use super::{Entity, View};

#[inline(always)]
pub(super) fn read<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    v.gdp_bn(actor.actor())
}
