//! What the first actor loses if its ties with the second end.

use crate::numeric::Real;

use super::{Entity, View};

/// Within a year.
#[inline(always)]
pub(super) fn sensitivity<R: Real>(v: &View<R>, client: Entity, partner: Entity) -> R {
    v.of_pair(&v.state.sensitivity, client.actor(), partner.actor())
}

/// Once adjusted.
#[inline(always)]
pub(super) fn vulnerability<R: Real>(v: &View<R>, client: Entity, partner: Entity) -> R {
    v.of_pair(&v.state.vulnerability, client.actor(), partner.actor())
}
