//! Security: arms, guarantees, transit and diplomacy drift; capabilities follow the economy.
//!
//! # Equation
//! ```text
//! w_j = a0_j e^{event + walk + courting} (1−derisking) ,  target_j = w_j / (w + others)   (security.1)
//! Δa_j = (1−e^{−κΔ})(target_j − a_j)                                                     (security.2)
//! target = min(1, v0 e^{event}(1−derisking)) for guarantees and transit                   (security.3)
//! d = min(1, d0 e^{event + courting} + joint membership)                                  (security.4)
//! ln c_i = ε y_i + walk                                                                  (security.5)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | a | `arms_share` | supplier's share of arms imports | 0–1 | field, written here |
//! | | `transit_share`, `guarantee`, `diplomacy` | as the channel says | 0–1 | fields, written here |
//! | κ | `speed_per_year` | speed at which they move | per year | parameter |
//! | ln c | `capability_log` | capabilities against the base | log | field, written here |
//! | ε | `capability_income` | elasticity of capabilities to income | 1 | parameter |
//!
//! Powers court everyone but powers: their arms and diplomacy there gain `courting_gain` · court.
//! # Reads
//! gdp_log, arms_event, transit_event, guarantee_event, diplomacy_event, diplomacy_gain, derisking,
//! courting
//! # Writes
//! arms_share, arms_walk, transit_share, guarantee, diplomacy, capability_log, capability_walk
//! # Draws
//! `security.arms` per arms tie and step, `security.capability` per actor and step
//! # Limits
//! no event, no threat, no chance ⇒ nothing moves · arms shares of a client stay on the simplex
//! # Leaves out
//! stocks of weapons; nuclear forces as such
//! # References
//! Arms shares: SIPRI Arms Transfers Database. CINC: Correlates of War, National Material
//! Capabilities 6.0.

use crate::numeric::{Real, Stream};
use crate::world::{ActorIx, Per, State, Tie};

use super::{Context, parameter::parameters};

parameters! { security:
    /// Speed at which suppliers, guarantees and routes change.
    speed_per_year: "per year", 0.0..=12.0, Uniform { low: 0.1, high: 0.4 },
        Data("SIPRI: five-year windows move by a third to a half after a break in supply");
    /// Chance in a supplier's standing.
    arms_sd: "per √year", 0.0..=2.0, Uniform { low: 0.05, high: 0.2 },
        Data("SIPRI five-year shares 2009–2021, order of size");
    /// How much courting raises diplomacy and the supply of arms at its hardest.
    courting_gain: "log", 0.0..=3.0, Uniform { low: 0.0, high: 0.5 },
        Judgement("assumed: no coefficient in the literature");
    /// Elasticity of capabilities to income.
    capability_income: "1", 0.0..=2.0, Uniform { low: 0.3, high: 0.8 },
        Data("CINC 1990–2016 against GDP: about half");
    /// Chance in capabilities.
    capability_sd: "per √year", 0.0..=1.0, Uniform { low: 0.01, high: 0.03 },
        Data("CINC 1990–2016, residual yearly change");
}

const ARMS: Stream = Stream::new("security.arms");
const CAPABILITY: Stream = Stream::new("security.capability");

/// Shares and guarantees of the base year.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let w = cx.world;
    s.arms_share = w.arms.values().iter().map(|t| cx.number(t.value)).collect();
    s.transit_share = w.transit.values().iter().map(|t| cx.number(t.value)).collect();
    s.guarantee = w.security.values().iter().map(|t| cx.number(t.value)).collect();
    s.diplomacy = w.diplomacy.values().iter().map(|t| cx.number(t.value)).collect();
}

/// Moves arms, transit, guarantees, diplomacy (security.4) and capabilities (security.5).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.security;
    let root = cx.calendar.shock_years(cx.step).sqrt();
    let closing = cx.closing(p.speed_per_year);
    for (ix, tie) in cx.world.arms.iter() {
        s.arms_walk[ix] += p.arms_sd * root * cx.shock(ARMS, tie.hash);
    }
    arms(cx, s, closing);
    for (ix, tie) in cx.world.transit.iter() {
        let target = held(cx, s, tie, s.transit_event[ix]);
        s.transit_share[ix] = s.transit_share[ix] + closing * (target - s.transit_share[ix]);
    }
    for (ix, tie) in cx.world.security.iter() {
        let target = held(cx, s, tie, s.guarantee_event[ix]);
        s.guarantee[ix] = s.guarantee[ix] + closing * (target - s.guarantee[ix]);
    }
    for (ix, tie) in cx.world.diplomacy.iter() {
        let log = s.diplomacy_event[ix] + courted(cx, s, tie);
        let ties = cx.number(tie.value) * log.exp() + s.diplomacy_gain[ix];
        s.diplomacy[ix] = ties.clamp(0.0, 1.0);
    }
    for (ix, actor) in cx.world.actors.iter() {
        s.capability_walk[ix] += p.capability_sd * root * cx.shock(CAPABILITY, actor.hash);
        s.capability_log[ix] = p.capability_income * s.gdp_log[ix] + s.capability_walk[ix];
    }
}

/// (security.1) and (security.2). What no declared supplier delivers stays with the others.
#[inline(always)]
fn arms<R: Real>(cx: &Context<R>, s: &mut State<R>, closing: R) {
    let mut others: Per<ActorIx, R> = Per::filled(R::splat(1.0), cx.world.actors.len());
    let mut weights = s.arms_share.clone();
    for (ix, tie) in cx.world.arms.iter() {
        let base = cx.number(tie.value);
        let log = s.arms_event[ix] + s.arms_walk[ix] + courted(cx, s, tie);
        weights[ix] = base * log.exp() * (-s.derisking[tie.pair] + 1.0);
        others[tie.to] -= base;
    }
    let mut totals = others;
    for (ix, tie) in cx.world.arms.iter() {
        totals[tie.to] += weights[ix];
    }
    for (ix, tie) in cx.world.arms.iter() {
        let target = weights[ix] / totals[tie.to].max(R::splat(1e-9));
        s.arms_share[ix] = s.arms_share[ix] + closing * (target - s.arms_share[ix]);
    }
}

/// (security.3)
#[inline(always)]
fn held<R: Real>(cx: &Context<R>, s: &State<R>, tie: &Tie, event: R) -> R {
    let value = cx.number(tie.value) * event.exp() * (-s.derisking[tie.pair] + 1.0);
    value.min(R::splat(1.0))
}

/// What courting by the tie's origin adds, in logs; powers court clients, not each other.
#[inline(always)]
fn courted<R: Real>(cx: &Context<R>, s: &State<R>, tie: &Tie) -> R {
    if cx.world.actors[tie.to].power {
        return R::splat(0.0);
    }
    cx.parameters.security.courting_gain * s.courting[tie.from]
}
