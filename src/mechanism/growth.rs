//! Growth: how an economy's income moves, and what missing imports cost it.
//!
//! # Equation
//! ```text
//! μ_i(t) = μ∞ + (μ0 − μ∞) e^{−t/τ}                                             (growth.1)
//! ln(1−Λ_i) = Σ_{l imports} ln(1 − m_l q_l)/ε_l ,  ε_l = ε_s + (ε_v − ε_s) g_l   (growth.2)
//! Δy_i = μ_i Δ + hit_i Δ + β_i F + γ_i ΔO + Δln(1−Λ_i) + e_i                    (growth.3)
//! e_i = ρ E_i (as a calendar year opens) + σ_i √(1−ρ²) √Δ t̃                     (growth.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | y | `gdp_log` | log GDP against the base | log | field, written here |
//! | μ0, μ∞ | scenario | drift now and in the long run | per year | scenario |
//! | τ | `fade_years` | how fast drift fades | years | parameter |
//! | Λ | `loss_log` = ln(1−Λ) | realised loss from missing imports | log | field, written here |
//! | m_l | | import share of the flow, M_l/(Y+M), without friction | 1 | state |
//! | q_l | `missing`, `energy_missing` | share missing in the step before | 1 | friction's outcome |
//! | g_l | `friction_age` | adjustment to the friction | 0–1 | friction |
//! | ε_s, ε_v | dependence | trade elasticity at once and adjusted | 1 | parameter |
//! | hit | `growth_hit` | what friction does not carry | per year | event |
//! | β, γ | scenario | response to world growth and to the oil price | 1 | scenario |
//! | F, O | `world_growth`, `oil_log` | factors | log | factor |
//! | σ | scenario | volatility | per √year | scenario |
//! | E | `growth_own` | Σ e of the calendar year before | log | field, written here |
//! | ρ | `persistence` | what is left of it in the next | 1 | parameter |
//!
//! GDP stands at the middle of its step, so a rate that changes counts half before and half after:
//! hit is the mean of this step's and the one before. t runs from the middle of the base year to the
//! middle of the step. F counts whole in the step that opens its calendar year. In (growth.2) income,
//! flows, q and g are those of the step before.
//! # Reads
//! world_growth, oil_log, growth_hit, missing, energy_missing, friction_age, frictionless_bn
//! # Writes
//! gdp_log, loss_log, growth_own, growth_hit_before, oil_log_before
//! # Draws
//! stream `growth`, one per actor and step; `growth.before`, one per actor: E of the base year, which
//! no figure tells apart from the drift
//! # Limits
//! no friction ⇒ no loss · gains where diversion brings imports · calendar-year drift does not
//! depend on the step
//! # Leaves out
//! Potential loss, on purpose: only realised losses count. Capital and labour as stocks.
//! # References
//! Welfare loss of missing imports: Arkolakis, Costinot and Rodríguez-Clare, American Economic
//! Review 102(1), 2012, eq. (1), doi:10.1257/aer.102.1.94, per tie. Volatility: Penn World Table 10.01.

use crate::numeric::{Real, Stream};
use crate::world::State;

use super::{Context, parameter::parameters};

parameters! { growth:
    /// Years in which the present drift fades toward the long-run rate.
    fade_years: "years", 0.1..=1000.0, Uniform { low: 3.0, high: 10.0 },
        Judgement("assumed, wide: the mean of 2000–19 is not the rate of the 2020s");
    /// What is left of an economy's own growth by chance a year later.
    persistence: "1", 0.0..=0.95, Constant(0.0),
        Judgement("assumed: shocks come anew; data of 1990–2010 have .2 to .4 (hindcasts)");
}

const GROWTH: Stream = Stream::new("growth");
const BEFORE: Stream = Stream::new("growth.before");

/// Moves every economy (growth.3).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let before = s.loss_log.clone();
    realised_loss(cx, s);
    let oil_change = s.oil_log - s.oil_log_before;
    s.oil_log_before = s.oil_log;
    for (ix, actor) in cx.world.actors.iter() {
        let drift = drift(cx, cx.number(actor.growth), cx.number(actor.growth_long_run));
        let hit = (s.growth_hit[ix] + s.growth_hit_before[ix]) * (0.5 * cx.dt());
        s.growth_hit_before[ix] = s.growth_hit[ix];
        let mut change = drift * cx.calendar.drift_years(cx.step)
            + hit
            + cx.number(actor.oil_elasticity) * oil_change
            + (s.loss_log[ix] - before[ix]);
        if cx.calendar.opens_year(cx.step) {
            change += cx.number(actor.world_beta) * s.world_growth;
        }
        s.gdp_log[ix] += change;
    }
    own(cx, s);
}

/// (growth.4)
#[inline(always)]
fn own<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let persistence = cx.parameters.growth.persistence;
    let actors = &cx.world.actors;
    if cx.calendar.opens_year(cx.step) && persistence.is_zero() {
        s.growth_own.fill(R::splat(0.0));
    } else if cx.calendar.opens_year(cx.step) {
        if cx.calendar.year(cx.step) == cx.calendar.base_year + 1 {
            let before = cx.annual_shocks(BEFORE, actors.values(), |actor| actor.hash);
            for ((ix, actor), &before) in actors.iter().zip(&before) {
                s.growth_own[ix] = cx.number(actor.volatility) * before;
            }
        }
        for ix in actors.ids() {
            s.growth_own[ix] = persistence * s.growth_own[ix];
            s.gdp_log[ix] += s.growth_own[ix];
        }
    }
    let fresh =
        (-(persistence * persistence) + 1.0).sqrt() * cx.calendar.shock_years(cx.step).sqrt();
    let shocks = cx.shocks(GROWTH, actors.values(), |actor| actor.hash);
    for ((ix, actor), &shock) in actors.iter().zip(&shocks) {
        let chance = cx.number(actor.volatility) * fresh * shock;
        s.growth_own[ix] += chance;
        s.gdp_log[ix] += chance;
    }
}

/// (growth.1), at the middle of the step.
#[inline(always)]
fn drift<R: Real>(cx: &Context<R>, now: R, long_run: R) -> R {
    let years = cx.calendar.middle(cx.step) - cx.calendar.middle(0);
    let left = (R::splat(-years) / cx.parameters.growth.fade_years).exp();
    long_run + (now - long_run) * left
}

/// (growth.2), summed over each actor's import flows.
#[inline(always)]
fn realised_loss<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.dependence;
    s.loss_log.fill(R::splat(0.0));
    let mut wanted = s.loss_log.clone();
    for (ix, flow) in cx.world.flows.iter() {
        wanted[flow.importer] += s.frictionless_bn[ix];
    }
    let mut per_spending = wanted;
    for (ix, value) in per_spending.iter_mut() {
        *value = R::splat(1.0) / (cx.income(s, ix) + *value);
    }
    for (ix, flow) in cx.world.flows.iter() {
        let share = s.frictionless_bn[ix] * per_spending[flow.importer];
        let elasticity = p.trade_short + (p.trade_long - p.trade_short) * s.friction_age[ix];
        // One of the two is zero, as a flow is of energy or of other goods; to choose costs more
        // than to read both.
        let missing = s.missing[ix] + s.energy_missing[ix];
        s.loss_log[flow.importer] += kept(share, missing, elasticity);
    }
}

/// Log of the income kept when a share `missing` of imports of weight `share` is missing.
#[inline(always)]
fn kept<R: Real>(share: R, missing: R, elasticity: R) -> R {
    (-(share * missing)).ln_1p() / elasticity
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn nothing_missing_costs_nothing_and_a_gain_pays() {
        assert_eq!(kept(0.3, 0.0, 0.76), 0.0);
        assert!(kept(0.3, -0.1, 0.76) > 0.0);
        // literature.md §3.2: a cut tie of 10 % costs 13.0 % at ε = .76 and 5.1 % at ε = 2.
        let loss = |m: f64, e: f64| 1.0 - kept(m, 1.0, e).exp();
        assert!((loss(0.1, 0.76) - 0.1295).abs() < 5e-5);
        assert!((loss(0.1, 2.0) - 0.0513).abs() < 5e-5);
        assert!((loss(0.2, 0.76) - 0.2544).abs() < 5e-5);
    }
}
