//! Friction: barriers and embargoes, and how slowly trade answers them.
//!
//! # Equation
//! ```text
//! barrier_l = events + strategy of both ends + b Δdistance − institutions             (friction.1)
//! Δk = (1−e^{−λΔ})(−barrier − k) ,  Δκ = (1−e^{−λΔ})(ln(1−e) − κ)                    (friction.2)
//! fr = −ρ barrier + (1−ρ) k + min(ln(1−e), (1−ρ) κ)                                  (friction.3)
//! Δg = (1−e^{−λΔ})(1[friction] − g)                                                  (friction.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | barrier | `barrier_log` | long-run log of trade lost | log | field, written here |
//! | e | `embargo` | forbidden share | 0–1 | event |
//! | k, κ | `barrier_capacity`, `embargo_capacity` | capacity's slow answer | log | fields, here |
//! | 1−e^{−λΔ} | `adjustment` | part of a gap that capacity closes in a step | 0–1 | field, here |
//! | g | `friction_age` | adjustment of the economy to the friction | 0–1 | field, written here |
//! | fr | `friction_log` | what friction leaves | log | field, written here |
//! | b | `bloc_effect` | log trade lost per unit of alignment distance | log | parameter |
//! | λ | `adjustment_per_year` · (½+s) | speed of capacity | per year | parameter |
//! | ρ | `immediate` · (½+s) | part of the answer that comes at once | 1 | parameter |
//! | s | scenario | substitutability of the partner | 0–1 | scenario |
//!
//! A barrier is answered partly at once and fully in the long run. What is forbidden stops at once
//! and comes back slowly.
//! # Reads
//! barrier_event, embargo, strategic_barrier, derisking, institution_log, distance
//! # Writes
//! adjustment, barrier_log, barrier_capacity, embargo_capacity, friction_age, friction_log
//! # Draws
//! none
//! # Limits
//! no barrier, no embargo ⇒ fr = 0 · in the long run fr = −barrier · e ⇒ fr = ln(1−e) at once · once
//! lifted the embargo's mark fades at speed λ
//! # Leaves out
//! firms; contracts; ports and pipelines as such
//! # References
//! Capacity and slow answers: Anderson and Yotov, Short Run Gravity, Journal of International
//! Economics 126, 2020, doi:10.1016/j.jinteco.2020.103341; Boehm, Levchenko and Pandalai-Nayar,
//! American Economic Review 113(4), 2023, doi:10.1257/aer.20210225. Bloc effect: Gopinath and
//! others, IMF WP 24/76.

use crate::numeric::Real;
use crate::world::{FlowIx, State, TradeTie};

use super::{Context, parameter::parameters};

parameters! { friction:
    /// Speed at which capacity answers a barrier, for a partner of middling substitutability.
    adjustment_per_year: "per year", 0.0..=12.0, Uniform { low: 0.15, high: 0.25 },
        Literature("Boehm and others 2023 (7–10 years to converge): .21–.28; Anderson and Yotov 2025: .147");
    /// Part of the answer that comes at once, for a partner of middling substitutability.
    immediate: "1", 0.0..=0.66, Uniform { low: 0.15, high: 0.35 },
        Literature("Anderson and Yotov 2020: incidence elasticity about ¼");
    /// Log of trade lost per unit by which two actors' alignment moves apart.
    bloc_effect: "log", -1.0..=1.0, Normal { mean: 0.043, sd: 0.02 },
        Literature("Gopinath and others 2024: −12 % between blocs, which stand about three units apart");
    /// How much of a client's derisking meets its trade with the power it fears.
    derisking_trade: "log", 0.0..=1.0, Uniform { low: 0.0, high: 0.2 },
        Judgement("assumed: logistics and procurement choices; no coefficient in the literature");
}

/// How fast each tie's capacity answers stays the same through a run.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, tie) in cx.world.trade.iter() {
        let ease = cx.number(tie.substitutability) + 0.5;
        s.adjustment[ix] = cx.closing(cx.parameters.friction.adjustment_per_year * ease);
    }
}

/// Adds up the barriers (friction.1), lets capacity (friction.2) and the economy (friction.4) answer.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, tie) in cx.world.trade.iter() {
        let common = Common {
            barriers: [strategic(cx, s, tie), bloc(cx, s, tie)],
            institutions: s.institution_log[ix],
            closing: s.adjustment[ix],
            immediate: cx.parameters.friction.immediate * (cx.number(tie.substitutability) + 0.5),
        };
        answer(cx, s, tie.other, &common);
        if let Some(energy) = tie.energy {
            answer(cx, s, energy, &common);
        }
    }
}

/// What both goods of a tie meet alike.
struct Common<R> {
    barriers: [R; 2],
    institutions: R,
    closing: R,
    immediate: R,
}

/// One flow's barrier, and how capacity and the economy answer it.
#[inline(always)]
fn answer<R: Real>(cx: &Context<R>, s: &mut State<R>, ix: FlowIx, common: &Common<R>) {
    let (some, none) = (R::splat(1.0), R::splat(0.0));
    let Common { barriers: [strategic, bloc], institutions, closing, immediate } = *common;
    // Most flows are never restricted, and then what follows from it is zero throughout.
    let restricted = cx.world.flows[ix].restricted;
    let (event, embargo) =
        if restricted { (s.barrier_event[ix], s.embargo[ix]) } else { (none, none) };
    let barrier = event + strategic + bloc - institutions;
    let present = R::select((barrier.abs() + embargo).gt(none), some, none);
    s.barrier_capacity[ix] = toward(s.barrier_capacity[ix], -barrier, closing);
    s.friction_age[ix] = toward(s.friction_age[ix], present, closing);
    let mut open = none;
    if restricted {
        // ln 1 = 0
        open = if embargo.is_zero() { none } else { (-embargo).ln_1p() };
        s.embargo_capacity[ix] = toward(s.embargo_capacity[ix], open, closing);
    }
    let embargo_capacity = if restricted { s.embargo_capacity[ix] } else { none };
    let capacity = (s.barrier_capacity[ix], embargo_capacity);
    s.barrier_log[ix] = barrier;
    s.friction_log[ix] = left(barrier, open, capacity, immediate);
}

/// (friction.2), (friction.4)
#[inline(always)]
fn toward<R: Real>(value: R, goal: R, closing: R) -> R {
    value + closing * (goal - value)
}

/// What both ends put between themselves: barriers on powers they depend on too much, and
/// derisking from those they fear.
#[inline(always)]
fn strategic<R: Real>(cx: &Context<R>, s: &State<R>, tie: &TradeTie) -> R {
    let actors = &cx.world.actors;
    if !actors[tie.importer].power && !actors[tie.exporter].power {
        return R::splat(0.0);
    }
    let (importer, exporter) = (tie.pair_importer, tie.pair_exporter);
    let derisking = s.derisking[importer] + s.derisking[exporter];
    s.strategic_barrier[importer]
        + s.strategic_barrier[exporter]
        + cx.parameters.friction.derisking_trade * derisking
}

/// The bloc effect: trade follows alignment as it moves from the base year's.
#[inline(always)]
fn bloc<R: Real>(cx: &Context<R>, s: &State<R>, tie: &TradeTie) -> R {
    let pair = tie.pair_importer;
    cx.parameters.friction.bloc_effect * (s.distance[pair] - cx.base().distance[pair])
}

/// (friction.3)
#[inline(always)]
fn left<R: Real>(barrier: R, open: R, capacity: (R, R), immediate: R) -> R {
    let slow = -immediate + 1.0;
    slow * capacity.0 - immediate * barrier + open.min(slow * capacity.1)
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn no_friction_leaves_everything() {
        assert_eq!(left(0.0, 0.0, (0.0, 0.0), 0.25), 0.0);
    }

    #[test]
    fn a_barrier_is_answered_fully_in_the_long_run_and_partly_at_once() {
        assert!((left(0.4, 0.0, (-0.4, 0.0), 0.25) + 0.4_f64).abs() < 1e-15);
        assert!((left(0.4, 0.0, (0.0, 0.0), 0.25) + 0.1_f64).abs() < 1e-15);
    }

    #[test]
    fn what_is_forbidden_stops_at_once_and_comes_back_slowly() {
        let open = 0.1_f64.ln();
        assert_eq!(left(0.0, open, (0.0, 0.0), 0.25), open);
        assert!((left(0.0, 0.0, (0.0, open), 0.25) - 0.75 * open).abs() < 1e-15);
    }
}
