//! Debt, remittances and the currency of settlement.

use crate::numeric::Real;
use crate::world::{Per, Tie, TieIx};

use super::{Entity, View};

/// Owed to the first by the second.
#[inline(always)]
pub(super) fn debt<R: Real>(v: &View<R>, from: Entity, to: Entity) -> R {
    value(&v.world.credit, &v.state.debt_bn, from, to)
}

/// Sent home from the first to the second.
#[inline(always)]
pub(super) fn remittances<R: Real>(v: &View<R>, from: Entity, to: Entity) -> R {
    value(&v.world.remittance, &v.state.remittance_bn, from, to)
}

/// Share of the second's exports settled in the first's currency.
#[inline(always)]
pub(super) fn settlement<R: Real>(v: &View<R>, from: Entity, to: Entity) -> R {
    value(&v.world.settlement, &v.state.settlement_share, from, to)
}

/// The value of the tie between two actors, zero where there is none.
#[inline(always)]
pub(super) fn value<R: Real>(
    ties: &Per<TieIx, Tie>,
    values: &Per<TieIx, R>,
    from: Entity,
    to: Entity,
) -> R {
    let (from, to) = (from.actor(), to.actor());
    let tie = ties.iter().find(|(_, tie)| tie.from == from && tie.to == to);
    values.or_zero(tie.map(|(ix, _)| ix))
}
