//! Transshipment: sanctioned goods that arrive through a hub.
//!
//! # Equation
//! ```text
//! missing_t = Σ_{l sanctioned, into t} (Xᶠ_l − X_l)₊                        (transshipment.1)
//! w_h ∝ ease_h √(M_h · Xᶠ_ht)                                               (transshipment.2)
//! Δx_ht = (1−e^{−λΔ})(v e^{−pressure} missing_t w_h − x_ht)                  (transshipment.3)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | x_ht | `transshipped_bn` | re-exports hub → target | USD bn per year | field, written here |
//! | ease | scenario | ease of re-export (customs union ≫ 1) | 1 | scenario |
//! | v | `evasion` | part of what is missing that finds its way | 1 | parameter |
//! | M_h | | the hub's imports but from the target, Σ Xᶠ of goods other than energy | USD bn per year | state |
//!
//! Sanctioned is every flow of other goods that a barrier or an embargo of the scenario names, at any
//! date; each hub serves those that do not start from it.
//! # Reads
//! frictionless_bn, flow_bn, pressure
//! # Writes
//! transshipped_bn
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
use crate::world::{ActorIx, FlowIx, Per, RouteIx, State, TradeIx};

use super::{Context, parameter::parameters};

parameters! { transshipment:
    /// Part of the missing supply that comes through hubs.
    evasion: "1", 0.0..=1.0, Uniform { low: 0.02, high: 0.12 },
        Literature("Iran and Crimea precedents, wide; later confirmed below .1 in total (EBRD 2023)");
    /// Speed at which a route opens and closes.
    speed_per_year: "per year", 0.0..=24.0, Uniform { low: 1.0, high: 4.0 },
        Judgement("assumed: a few months to a year");
}

/// Opens and closes routes (transshipment.3). The base year has none of the sanctions to come.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.transshipment;
    let weights = weights(cx, s);
    let closing = cx.closing(p.speed_per_year);
    for (ix, route) in cx.world.routes.iter() {
        let mut missing = R::splat(0.0);
        for &flow in &route.sanctioned {
            missing += lost(s, flow);
        }
        let wanted = p.evasion * (-s.pressure[ix]).exp() * missing * weights[ix];
        let flowing = s.transshipped_bn[ix];
        s.transshipped_bn[ix] = flowing + closing * (wanted - flowing);
    }
}

/// What is missing of a flow of other goods (transshipment.1).
#[inline(always)]
fn lost<R: Real>(s: &State<R>, flow: FlowIx) -> R {
    (s.frictionless_bn[flow] - s.flow_bn[flow]).max(R::splat(0.0))
}

/// (transshipment.2), normalised over the routes of one target.
#[inline(always)]
fn weights<R: Real>(cx: &Context<R>, s: &State<R>) -> Per<RouteIx, R> {
    let free = |tie: TradeIx| s.frictionless_bn[cx.world.trade[tie].other];
    let mut weights = s.pressure.clone();
    let mut totals: Per<ActorIx, R> = Per::filled(R::splat(0.0), cx.world.actors.len());
    for (ix, route) in cx.world.routes.iter() {
        let mut bought = R::splat(0.0);
        for &tie in &route.inward {
            bought += free(tie);
        }
        weights[ix] = cx.number(route.ease) * (bought * free(route.out)).sqrt();
        totals[route.target] += weights[ix];
    }
    for (ix, route) in cx.world.routes.iter() {
        weights[ix] /= totals[route.target].max(R::tiny());
    }
    weights
}
