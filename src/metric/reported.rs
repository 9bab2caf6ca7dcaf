//! Trade as one side reports it, in current prices.
//!
//! Nominal value = price level · (other goods + energy · oil price). A reporter whose own base-year
//! figure differs from the tie's keeps that ratio. Goods that leave for a hub and never arrive are
//! in the origin's statistics only.

use crate::numeric::Real;
use crate::world::{ActorIx, NumberIx, Pair, TradeIx};

use super::{Entity, View};

/// Exports plus imports with the second, in the first's statistics.
#[inline(always)]
pub(super) fn turnover<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    with(v, a.actor(), b.actor())
}

/// Exports to the second, in the first's statistics.
#[inline(always)]
pub(super) fn exports<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    match v.pair(a.actor(), b.actor()).and_then(|(_, pair)| pair.exports) {
        Some(tie) => as_exporter(v, tie),
        None => R::splat(0.0),
    }
}

/// The second's share in all trade of the first, in the first's statistics.
#[inline(always)]
pub(super) fn share<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let mut all = R::splat(0.0);
    for &pair in &v.world.actors[a.actor()].as_client {
        all += of_pair(v, &v.world.pairs[pair]);
    }
    turnover(v, a, b) / all.max(R::tiny())
}

/// Turnover of the reporter with a partner.
#[inline(always)]
pub(super) fn with<R: Real>(v: &View<R>, reporter: ActorIx, partner: ActorIx) -> R {
    match v.pair(reporter, partner) {
        Some((_, pair)) => of_pair(v, pair),
        None => R::splat(0.0),
    }
}

#[inline(always)]
fn of_pair<R: Real>(v: &View<R>, pair: &Pair) -> R {
    let (mut exports, mut imports) = (R::splat(0.0), R::splat(0.0));
    if let Some(tie) = pair.exports {
        exports = as_exporter(v, tie);
    }
    if let Some(tie) = pair.imports {
        imports = as_importer(v, tie);
    }
    exports + imports
}

#[inline(always)]
fn as_exporter<R: Real>(v: &View<R>, tie: TradeIx) -> R {
    let ratio = against_tie(v, tie, v.world.trade[tie].mirror_exporter);
    nominal(v, tie, v.state.recorded_origin_bn[tie]) * ratio
}

#[inline(always)]
fn as_importer<R: Real>(v: &View<R>, tie: TradeIx) -> R {
    let ratio = against_tie(v, tie, v.world.trade[tie].mirror_importer);
    nominal(v, tie, v.state.trade_bn[tie]) * ratio
}

/// A reporter's own base-year figure against the tie's; 1 where it has none.
#[inline(always)]
fn against_tie<R: Real>(v: &View<R>, tie: TradeIx, own: Option<NumberIx>) -> R {
    match own {
        Some(own) => v.number(own) / v.number(v.world.trade[tie].value),
        None => R::splat(1.0),
    }
}

/// Current prices of a tie's value in base-year prices.
#[inline(always)]
fn nominal<R: Real>(v: &View<R>, tie: TradeIx, real: R) -> R {
    let energy = v.state.energy_bn.or_zero(v.world.trade[tie].energy);
    let goods = real - energy + energy * v.oil_price;
    goods * v.price
}
