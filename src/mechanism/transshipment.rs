//! Transshipment: sanctioned goods that arrive through a hub, and what each end records of it.
//!
//! # Equation
//! ```text
//! missing_t = Σ_{l sanctioned, into t} (Xᶠ_l − X_l)₊                        (transshipment.1)
//! w_h ∝ ease_h √(M_h · Xᶠ_ht)                                               (transshipment.2)
//! Δx_ht = (1−e^{−λΔ})(v e^{−pressure} missing_t w_h − x_ht)                  (transshipment.3)
//! hub's extra imports from s: x_ht share_s ; recorded at the origin: that ÷ θ  (transshipment.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | x_ht | `transshipped_bn` | re-exports hub → target | USD bn per year | field, written here |
//! | ease | scenario | ease of re-export (customs union ≫ 1) | 1 | scenario |
//! | v | `evasion` | part of what is missing that finds its way | 1 | parameter |
//! | θ | `pass_through` | part of the goods recorded at the origin that arrives | 1 | parameter |
//! | share_s | | s in the hub's imports, non-sanctioning origins included | 1 | state |
//! | X | `trade_bn`, `recorded_origin_bn` | a tie's value, and as its origin records it | USD bn | here |
//!
//! Also sums each actor's exports and imports, re-exports included.
//! # Reads
//! frictionless_bn, flow_bn, energy_bn, pressure
//! # Writes
//! transshipped_bn, trade_bn, recorded_origin_bn, exports_bn, imports_bn
//! # Draws
//! none
//! # Limits
//! nothing missing ⇒ no transshipment · the routes' weights sum to one
//! # Leaves out
//! chains of two hubs; seizures
//! # References
//! Chupilkin, Javorcik and Plekhanov, The Eurasian Roundabout, EBRD WP 276, 2023: below a tenth of
//! the drop; about half of the recorded extra exports never arrive.

use crate::numeric::Real;
use crate::world::{Per, Route, State, TradeIx};

use super::{Context, parameter::parameters};

parameters! { transshipment:
    /// Part of the missing supply that comes through hubs.
    evasion: "1", 0.0..=1.0, Uniform { low: 0.02, high: 0.12 },
        "Iran and Crimea precedents, wide; later confirmed below .1 in total (EBRD 2023)";
    /// Part of the goods recorded at the origin that reaches the hub's books.
    pass_through: "1", 0.05..=1.0, Uniform { low: 0.5, high: 0.9 },
        "assumed: mirror gaps of Central Asian trade";
    /// Speed at which a route opens and closes.
    speed_per_year: "per year", 0.0..=24.0, Uniform { low: 1.0, high: 4.0 },
        "assumed: a few months to a year";
}

/// The base year has no transshipment of the sanctions to come.
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    record(cx, s);
}

/// Opens routes (transshipment.3) and books what every tie carries.
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.transshipment;
    let weights = weights(cx, s);
    for (ix, route) in cx.world.routes.iter() {
        let wanted = p.evasion * (-s.pressure[ix]).exp() * missing(s, route) * weights[ix];
        let closing = cx.closing(p.speed_per_year);
        let flowing = s.transshipped_bn[ix];
        s.transshipped_bn[ix] = flowing + closing * (wanted - flowing);
    }
    record(cx, s);
}

/// (transshipment.1)
fn missing<R: Real>(s: &State<R>, route: &Route) -> R {
    let none = R::splat(0.0);
    let lost = |ix| (s.frictionless_bn[ix] - s.goods_bn(ix)).max(none);
    route
        .sanctioned
        .iter()
        .fold(none, |sum, &ix| sum + lost(ix))
}

/// (transshipment.2), normalised over the routes of one target.
fn weights<R: Real>(cx: &Context<R>, s: &State<R>) -> Per<crate::world::RouteIx, R> {
    let free = |tie: TradeIx| s.frictionless_bn[cx.world.trade[tie].other];
    let mut weights: Per<_, R> = cx
        .world
        .routes
        .values()
        .iter()
        .map(|route| {
            let bought = route
                .inward
                .iter()
                .fold(R::splat(0.0), |sum, &tie| sum + free(tie));
            cx.number(route.ease) * (bought * free(route.out)).sqrt()
        })
        .collect();
    let mut totals: Per<crate::world::ActorIx, R> =
        Per::filled(R::splat(0.0), cx.world.actors.len());
    for (ix, route) in cx.world.routes.iter() {
        totals[route.target] += weights[ix];
    }
    for (ix, route) in cx.world.routes.iter() {
        weights[ix] = weights[ix] / totals[route.target].max(R::splat(1e-300));
    }
    weights
}

/// (transshipment.4) and the totals.
fn record<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let none = R::splat(0.0);
    for (ix, tie) in cx.world.trade.iter() {
        let goods = s.flow_bn[tie.other] + tie.energy.map_or(none, |f| s.energy_bn[f]);
        s.trade_bn[ix] = goods;
        s.recorded_origin_bn[ix] = goods;
    }
    for (ix, route) in cx.world.routes.iter() {
        let extra = s.transshipped_bn[ix];
        s.trade_bn[route.out] += extra;
        s.recorded_origin_bn[route.out] += extra;
        let goods = |s: &State<R>, tie: TradeIx| s.flow_bn[cx.world.trade[tie].other];
        let all = route
            .inward
            .iter()
            .fold(none, |sum, &tie| sum + goods(s, tie));
        let share = extra / all.max(R::splat(1e-300));
        for &tie in &route.inward {
            let through = goods(s, tie) * share;
            s.trade_bn[tie] += through;
            s.recorded_origin_bn[tie] += through / cx.parameters.transshipment.pass_through;
        }
    }
    s.exports_bn.fill(none);
    s.imports_bn.fill(none);
    for (ix, tie) in cx.world.trade.iter() {
        let value = s.trade_bn[ix];
        s.exports_bn[tie.exporter] += value;
        s.imports_bn[tie.importer] += value;
    }
}
