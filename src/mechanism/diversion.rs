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
use crate::world::{ActorIx, Per, State};

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

/// (diversion.1), (diversion.3): the factors that would restore the targets. Until it is known what
/// flows, `flow_bn` holds what friction would leave of the flow in the long run, undiverted.
#[inline(always)]
fn fit<R: Real>(cx: &Context<R>, s: &mut State<R>) -> (ByActor<R>, ByActor<R>) {
    let (none, one) = (R::splat(0.0), R::splat(1.0));
    let actors = cx.world.actors.len();
    let by_actor = |value: R| -> ByActor<R> { Per::filled(value, actors) };
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
        s.flow_bn[ix] = stays;
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
        sweep(cx, s, &targets, (&mut r, &mut c));
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

/// The importers' factors that meet their targets, given the exporters', and then the reverse. The
/// flows of one importer stand side by side: while they are at hand, they enter its exporters' sums.
#[inline(always)]
fn sweep<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
    targets: &(ByActor<R>, ByActor<R>),
    (r, c): (&mut ByActor<R>, &mut ByActor<R>),
) {
    let flows = &cx.world.flows;
    let mut sold: ByActor<R> = Per::filled(R::splat(0.0), r.len());
    for bought in cx.world.other_flows.chunk_by(|&a, &b| flows[a].importer == flows[b].importer) {
        let importer = flows[bought[0]].importer;
        let mut sum = R::splat(0.0);
        for &ix in bought {
            sum += s.flow_bn[ix] * r[flows[ix].exporter];
        }
        let factor = meet(targets.1[importer], sum);
        for &ix in bought {
            sold[flows[ix].exporter] += s.flow_bn[ix] * factor;
        }
        c[importer] = factor;
    }
    for (ix, factor) in r.iter_mut() {
        *factor = meet(targets.0[ix], sold[ix]);
    }
}

/// The factor that makes a sum what it is to be; one where there is nothing to multiply.
#[inline(always)]
fn meet<R: Real>(target: R, sum: R) -> R {
    let tiny = R::tiny();
    R::select(sum.gt(tiny), target / sum.max(tiny), R::splat(1.0))
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
