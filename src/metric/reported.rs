//! Trade as one side reports it, in current prices.
//!
//! Nominal value = price level · (other goods + energy · oil price). A reporter whose own base-year
//! figure differs from the tie's keeps that ratio. Goods that leave for a hub and never arrive are
//! in the origin's statistics only.

use crate::numeric::Real;
use crate::world::{ActorIx, Pair, TradeIx};

use super::{Entity, View};

/// Exports plus imports with the second, in the first's statistics.
pub(super) fn turnover<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    with(v, a.actor(), b.actor())
}

/// Exports to the second, in the first's statistics.
pub(super) fn exports<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let pair = v.pair(a.actor(), b.actor());
    pair.and_then(|(_, p)| p.exports).map_or(R::splat(0.0), |tie| as_exporter(v, tie))
}

/// The second's share in all trade of the first, in the first's statistics.
pub(super) fn share<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    let pairs = v.world.actors[a.actor()].as_client.iter();
    let all = pairs.fold(R::splat(0.0), |sum, &pair| sum + of_pair(v, &v.world.pairs[pair]));
    turnover(v, a, b) / all.max(R::splat(1e-300))
}

/// Turnover of the reporter with a partner.
pub(super) fn with<R: Real>(v: &View<R>, reporter: ActorIx, partner: ActorIx) -> R {
    v.pair(reporter, partner).map_or(R::splat(0.0), |(_, pair)| of_pair(v, pair))
}

fn of_pair<R: Real>(v: &View<R>, pair: &Pair) -> R {
    let none = R::splat(0.0);
    pair.exports.map_or(none, |tie| as_exporter(v, tie))
        + pair.imports.map_or(none, |tie| as_importer(v, tie))
}

fn as_exporter<R: Real>(v: &View<R>, tie: TradeIx) -> R {
    let mirror = v.world.trade[tie].mirror_exporter;
    let ratio = mirror.map_or(R::splat(1.0), |m| v.number(m) / v.number(v.world.trade[tie].value));
    nominal(v, tie, v.state.recorded_origin_bn[tie]) * ratio
}

fn as_importer<R: Real>(v: &View<R>, tie: TradeIx) -> R {
    let mirror = v.world.trade[tie].mirror_importer;
    let ratio = mirror.map_or(R::splat(1.0), |m| v.number(m) / v.number(v.world.trade[tie].value));
    nominal(v, tie, v.state.trade_bn[tie]) * ratio
}

/// Current prices of a tie's value in base-year prices.
fn nominal<R: Real>(v: &View<R>, tie: TradeIx, real: R) -> R {
    let energy = v.world.trade[tie].energy.map_or(R::splat(0.0), |flow| v.state.energy_bn[flow]);
    let goods = real - energy + energy * v.state.oil_log.exp();
    goods * v.state.price_log.exp()
}
