//! Ledger: what every tie carries in the end, and what each end records of it.
//!
//! # Equation
//! ```text
//! X_l = goods + energy + re-exports                                                   (ledger.1)
//! hub's extra imports from s: x_ht share_s ; recorded at the origin: that ÷ θ             (ledger.2)
//! exports_i = Σ_d X_id ,  imports_i = Σ_o X_oi                                         (ledger.3)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | X | `trade_bn`, `recorded_origin_bn` | a tie's value, and as its origin records it | USD bn per year | fields, here |
//! | x_ht | `transshipped_bn` | re-exports hub → target | USD bn per year | transshipment |
//! | share_s | | s in the hub's imports, non-sanctioning origins included | 1 | state |
//! | θ | `pass_through` | part of the goods recorded at the origin that arrives | 1 | parameter |
//!
//! The hub buys from any origin by share. The part that never arrives is recorded at the origin only.
//! # Reads
//! flow_bn, energy_bn, transshipped_bn
//! # Writes
//! trade_bn, recorded_origin_bn, exports_bn, imports_bn
//! # Draws
//! none
//! # Limits
//! no transshipment ⇒ both ends record the same · world exports equal world imports
//! # Leaves out
//! freight and insurance; timing between shipment and arrival
//! # References
//! Chupilkin, Javorcik and Plekhanov, The Eurasian Roundabout, EBRD WP 276, 2023: about half of the
//! recorded extra exports to hubs never arrive there.

use crate::numeric::Real;
use crate::world::{State, TradeIx};

use super::{Context, parameter::parameters};

parameters! { ledger:
    /// Part of the goods recorded at the origin that reaches the hub's books.
    pass_through: "1", 0.05..=1.0, Uniform { low: 0.5, high: 0.9 },
        Judgement("assumed: mirror gaps of Central Asian trade");
}

/// Books what every tie carries (ledger.1), re-exports (ledger.2) and totals (ledger.3).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let none = R::splat(0.0);
    for (ix, tie) in cx.world.trade.iter() {
        let goods = s.flow_bn[tie.other] + s.energy_bn.or_zero(tie.energy);
        s.trade_bn[ix] = goods;
        s.recorded_origin_bn[ix] = goods;
    }
    let recorded = R::splat(1.0) / cx.parameters.ledger.pass_through;
    for (ix, route) in cx.world.routes.iter() {
        let extra = s.transshipped_bn[ix];
        if extra.is_zero() {
            continue;
        }
        s.trade_bn[route.out] += extra;
        s.recorded_origin_bn[route.out] += extra;
        let goods = |s: &State<R>, tie: TradeIx| s.flow_bn[cx.world.trade[tie].other];
        let mut all = none;
        for &tie in &route.inward {
            all += goods(s, tie);
        }
        let share = extra / all.max(R::tiny());
        for &tie in &route.inward {
            let through = goods(s, tie) * share;
            s.trade_bn[tie] += through;
            s.recorded_origin_bn[tie] += through * recorded;
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
