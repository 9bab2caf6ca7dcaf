//! Diversion: where lost trade goes, and what flows in the end.
//!
//! # Equation
//! ```text
//! Z_l = Xᶠ_l e^{−barrier}(1−e)                                                   (diversion.1)
//! T_o = (Σ_d Xᶠ)^φ (Σ_d Z)^{1−φ} , T_d alike, exporters rescaled to the importers' total
//!                                                                               (diversion.2)
//! r, c : four importer–exporter sweeps so that Σ_d r Z c = T_o and Σ_o r Z c = T_d  (diversion.3)
//! Δln R = (1−e^{−λ_D Δ})(ln r − ln R) , C alike                                  (diversion.4)
//! X_l = Xᶠ_l e^{fr} R_o C_d ,  q_l = 1 − X_l/Xᶠ_l                                (diversion.5)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | Xᶠ | `frictionless_bn` | flow without friction | USD bn per year | shock |
//! | Z | | flow that friction would leave in the long run, undiverted | USD bn per year | here |
//! | φ | `diversion` | how much of an actor's total trade it keeps (1 = all) | 1 | parameter |
//! | R, C | `sales_factor_log`, `purchase_factor_log` | factors on other sales, purchases | log | here |
//! | λ_D | `speed_per_year` | speed of diversion | per year | parameter |
//! | X | `flow_bn` | the flow | USD bn per year | field, written here |
//! | q | `missing` | missing share | 1 | field, written here |
//!
//! Only goods other than energy: energy is rerouted by `energy`.
//! # Reads
//! frictionless_bn, barrier_log, embargo, friction_log
//! # Writes
//! sales_factor_log, purchase_factor_log, flow_bn, missing
//! # Draws
//! none
//! # Limits
//! no friction ⇒ r = c = 1 and q = 0 exactly · φ = 1 ⇒ totals are kept (to .1 %) · φ = 0 ⇒ nothing is
//! diverted
//! # Leaves out
//! prices; domestic sales as an outlet
//! # References
//! Multilateral resistance by proportional fitting: Head and Mayer 2014, section 3. Trade diversion:
//! Viner 1950.

use crate::numeric::Real;
use crate::world::{ActorIx, Flow, Per, State};

use super::{Context, parameter::parameters};

parameters! { diversion:
    /// How much of its total trade an actor keeps when friction hits: 1 all, 0 none.
    diversion: "1", 0.0..=1.0, Uniform { low: 0.2, high: 0.8 },
        Judgement("assumed, wide: Russia 2014–15 lost most of what it stopped trading (Crozet and Hinz 2020), commodity sellers lose little");
    /// Speed at which diverted trade finds its way.
    speed_per_year: "per year", 0.0..=12.0, Uniform { low: 0.5, high: 3.0 },
        Judgement("assumed: between one season and two years");
}

/// Sweeps of (diversion.3); four leave .07 % of the error.
const SWEEPS: usize = 4;

/// The base year's flows are the frictionless ones.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for &ix in &cx.world.other_flows {
        s.flow_bn[ix] = s.frictionless_bn[ix];
    }
}

/// Diverts trade (diversion.4) and says what flows (diversion.5).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let (sales, purchases) = fit(cx, s);
    let closing = cx.closing(cx.parameters.diversion.speed_per_year);
    for ix in cx.world.actors.ids() {
        let (r, c) = (s.sales_factor_log[ix], s.purchase_factor_log[ix]);
        s.sales_factor_log[ix] = r + closing * (sales[ix].ln() - r);
        s.purchase_factor_log[ix] = c + closing * (purchases[ix].ln() - c);
    }
    for &ix in &cx.world.other_flows {
        let flow = &cx.world.flows[ix];
        let log = s.friction_log[ix]
            + s.sales_factor_log[flow.exporter]
            + s.purchase_factor_log[flow.importer];
        let left = log.exp();
        s.flow_bn[ix] = s.frictionless_bn[ix] * left;
        s.missing[ix] = -left + 1.0;
    }
}

type ByActor<R> = Per<ActorIx, R>;

/// (diversion.1), (diversion.3): the factors that would restore the targets.
#[inline(always)]
fn fit<R: Real>(cx: &Context<R>, s: &State<R>) -> (ByActor<R>, ByActor<R>) {
    let (none, one) = (R::splat(0.0), R::splat(1.0));
    let actors = cx.world.actors.len();
    let by_actor = |value: R| -> ByActor<R> { Per::filled(value, actors) };
    // What friction would leave of each flow in the long run, undiverted.
    let mut left = Vec::with_capacity(cx.world.other_flows.len());
    let (mut sold, mut bought) = (by_actor(none), by_actor(none));
    let (mut sold_left, mut bought_left) = (by_actor(none), by_actor(none));
    let mut friction = none;
    for &ix in &cx.world.other_flows {
        let flow = &cx.world.flows[ix];
        let free = s.frictionless_bn[ix];
        let mut kept = (-s.barrier_log[ix]).exp();
        if flow.restricted {
            kept *= -s.embargo[ix] + 1.0;
        }
        let stays = free * kept;
        left.push(stays);
        friction += (-kept + 1.0).abs();
        sold[flow.exporter] += free;
        bought[flow.importer] += free;
        sold_left[flow.exporter] += stays;
        bought_left[flow.importer] += stays;
    }
    let phi = cx.parameters.diversion.diversion;
    let mut targets = (by_actor(none), by_actor(none));
    let (mut supply, mut demand) = (none, none);
    for ix in cx.world.actors.ids() {
        targets.0[ix] = target(sold[ix], sold_left[ix], phi);
        targets.1[ix] = target(bought[ix], bought_left[ix], phi);
        supply += targets.0[ix];
        demand += targets.1[ix];
    }
    let rescale = demand / supply;
    for value in targets.0.values_mut() {
        *value *= rescale;
    }
    let (mut r, mut c) = (by_actor(one), by_actor(one));
    for _ in 0..SWEEPS {
        c = sweep(cx, &left, &targets.1, &r, |flow| (flow.importer, flow.exporter));
        r = sweep(cx, &left, &targets.0, &c, |flow| (flow.exporter, flow.importer));
    }
    // Without any friction nothing is diverted, exactly and not to rounding.
    let any = friction.gt(none);
    for ix in cx.world.actors.ids() {
        r[ix] = R::select(any, r[ix], one);
        c[ix] = R::select(any, c[ix], one);
    }
    (r, c)
}

/// (diversion.2) for one actor: its total without friction, pulled toward what friction leaves.
#[inline(always)]
fn target<R: Real>(free: R, left: R, phi: R) -> R {
    let none = R::splat(0.0);
    let ratio = left / R::select(free.gt(none), free, R::splat(1.0));
    free * ratio.max(R::splat(1e-12)).powf(-phi + 1.0)
}

/// Half a sweep: the factors of one side that meet its targets, given the other side's.
#[inline(always)]
fn sweep<R: Real>(
    cx: &Context<R>,
    left: &[R],
    targets: &ByActor<R>,
    others: &ByActor<R>,
    ends: impl Fn(&Flow) -> (ActorIx, ActorIx),
) -> ByActor<R> {
    let mut sums: ByActor<R> = Per::filled(R::splat(0.0), targets.len());
    for (&ix, &stays) in cx.world.other_flows.iter().zip(left) {
        let (this, other) = ends(&cx.world.flows[ix]);
        sums[this] += stays * others[other];
    }
    let tiny = R::tiny();
    for (ix, sum) in sums.iter_mut() {
        *sum = R::select(sum.gt(tiny), targets[ix] / sum.max(tiny), R::splat(1.0));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn targets_keep_everything_at_one_and_divert_nothing_at_zero() {
        assert!((target(10.0, 4.0, 1.0) - 10.0_f64).abs() < 1e-12);
        assert!((target(10.0, 4.0, 0.0) - 4.0_f64).abs() < 1e-12);
        assert!((target(10.0, 4.0, 0.5) - 40f64.sqrt()).abs() < 1e-12);
        assert_eq!(target(10.0, 10.0, 0.3), 10.0_f64);
        assert_eq!(target(0.0, 0.0, 0.3), 0.0_f64);
    }
}
