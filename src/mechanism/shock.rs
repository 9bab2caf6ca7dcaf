//! Shock: the chance in trade, and the flow that would be there without friction.
//!
//! # Equation
//! ```text
//! a_l = w + e_o + m_d + p_l ,  each Δ = σ √Δ t̃ − ½ θ σ² Δ                         (shock.1)
//! u_y = ρ u_{y−1} + s √(1−ρ²) t̃   for the tie, its exporter and its importer        (shock.2)
//! c_l(h) = κ (1 − ½^h) ln(N_l/V_l)                                                (shock.3)
//! Xᶠ_l = V_l exp(a_l + u_l + c_l + g_o + η_o y_o + η_d y_d)                       (shock.4)
//! g_o(h) = γ_o F (1 − e^{−h/F})                                                   (shock.5)
//! Δp_l = … − (1 − e^{−λΔ}) (p_l + ln(V_l/P_l) + κ ln(N_l/V_l))                    (shock.6)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | w | `world_trade_log` | world-wide permanent shock | log | field, written here |
//! | e, m | `exporter_walk`, `importer_walk` | a country's permanent shocks | log | fields, here |
//! | p | `pair_walk` | the tie's own permanent shock | log | field, written here |
//! | u | `pair_swing`, `exporter_swing`, `importer_swing` | transitory | log | fields, here |
//! | V | scenario | base-year flow | USD bn per year | scenario |
//! | N | scenario | level of the flow that the last years suggest | USD bn per year | scenario |
//! | P | scenario | trade potential: what sizes and distance make usual | USD bn per year | scenario |
//! | λ | `potential_speed_per_year` | speed at which a tie nears its potential | per year | parameter |
//! | γ | scenario | growth of an exporter's trade beyond others' | per year | scenario |
//! | F | `growth.fade_years` | years in which a drift fades | years | parameter |
//! | θ | `mean_kept` | 1: a flow's mean stays; 0: its median does | 1 | parameter |
//! | η | `exporter_income`, `importer_income` | income elasticities | 1 | parameter |
//! | Xᶠ | `frictionless_bn` | flow without friction | USD bn per year | field, written here |
//!
//! A tie's σ and s are its own `permanent_sd` and `transitory_sd` where the scenario has them, else
//! its two columns of [`PAIR_SD`]; a country's are √π and √(1−π) of [`COUNTRY_SD`], π being
//! `country_permanent`, at its exports plus imports of the base year, times its `trade_noise`. A
//! country's import shock is r (`country_correlation`) of its export shock plus √(1−r²) of its own.
//!
//! The size of the pair's noise falls with the flow ([`PAIR_SD`]), that of a country with its trade
//! ([`COUNTRY_SD`]). What is transitory is known from yearly data only: it holds for a calendar
//! year, so calendar-year moments do not depend on the step.
//! # Reads
//! gdp_log
//! # Writes
//! world_trade_log, exporter_walk, importer_walk, exporter_swing, importer_swing, pair_walk,
//! pair_swing, pair_walk_sd, pair_swing_sd, potential_gap, country_sd, frictionless_bn
//! # Draws
//! `shock.world`, `shock.exporter` and `shock.importer` per actor, `shock.pair` per tie each step;
//! `shock.exporter_swing`, `shock.importer_swing`, `shock.pair_swing` each calendar year
//! # Limits
//! no shock, no income change, no potential ⇒ Xᶠ = V exactly · small flows are noisier · a permanent
//! shock does not revert, but toward a potential · θ = 1 ⇒ permanent shocks leave the mean of a flow
//! where it would be without them, to second order
//! # Leaves out
//! seasons; sectors other than energy; a tie that starts from nothing
//! # References
//! Sizes estimated on CEPII BACI 2000–2016, net of country-year effects. Elasticities: Head and
//! Mayer, Handbook of International Economics 4, 2014, doi:10.1016/B978-0-444-54314-1.00003-3.

use crate::numeric::{Real, Stream, function};
use crate::world::{Ix, NumberIx, State, TradeIx, TradeTie};

use super::{Context, parameter::parameters};

parameters! { shock:
    /// Income elasticity of trade on the exporter's side.
    exporter_income: "1", 0.0..=3.0, Uniform { low: 0.5, high: 0.8 },
        Literature("structural gravity, Head and Mayer 2014 (order of 1, less for short spans)");
    /// Income elasticity of trade on the importer's side.
    importer_income: "1", 0.0..=3.0, Uniform { low: 0.95, high: 1.25 },
        Literature("structural gravity, Head and Mayer 2014");
    /// Standard deviation of the world-wide permanent shock to trade.
    world_sd: "per √year", 0.0..=1.0, Triangular { low: 0.06, mode: 0.075, high: 0.15 },
        Data("world-year effect of BACI: .075 for large flows, up to .15 for all");
    /// Scale of countries' shocks against the table of sizes.
    country_scale: "1", 0.0..=10.0, Lognormal { median: 1.0, sigma: 0.15 },
        Data("estimation error of the table, BACI 2000–2016");
    /// Correlation of a country's export and import shocks.
    country_correlation: "1", -1.0..=1.0, Uniform { low: 0.2, high: 0.45 },
        Data("BACI 2000–2016: about .33");
    /// Share of the one-year variance of a country's shock that is permanent.
    country_permanent: "1", 0.0..=1.0, Uniform { low: 0.4, high: 0.8 },
        Data("BACI 2000–2016: country shocks grow slower than the square root of the horizon");
    /// Scale of the pair's permanent shocks against the table of sizes.
    pair_permanent_scale: "1", 0.0..=10.0, Lognormal { median: 1.0, sigma: 0.15 },
        Data("estimation error of the table, BACI 2000–2016");
    /// Scale of the pair's transitory shocks against the table of sizes.
    pair_transitory_scale: "1", 0.0..=10.0, Lognormal { median: 1.0, sigma: 0.15 },
        Data("estimation error of the table, BACI 2000–2016");
    /// Correlation of the transitory part from one year to the next.
    persistence: "1", 0.0..=0.99, Uniform { low: 0.4, high: 0.6 },
        Data("BACI 2000–2016: about .5");
    /// Pull of an unusual base-year flow back to the level of the last years.
    level_pull: "1", 0.0..=1.0, Uniform { low: 0.2, high: 0.4 },
        Data("BACI 2000–2016: about .31");
    /// Speed at which a tie that has a trade potential nears it.
    potential_speed_per_year: "per year", 0.0..=2.0, Uniform { low: 0.015, high: 0.08 },
        Data("BACI 2000–2010 .022–.045 one and three years ahead, over the decade .014–.027; COW \
              1992–1999 .054–.095");
    /// How far permanent shocks leave the mean of a flow where it is (1) rather than its median (0).
    mean_kept: "1", 0.0..=1.0, Constant(0.0),
        Data("without drift, BACI's median log flow is what stays (hindcasts to 2010)");
}

/// Size of the pair's own noise: flow in USD bn, permanent s.d. per √year, transitory s.d.
pub const PAIR_SD: [(f64, f64, f64); 5] = [
    (0.003, 0.36, 0.47),
    (0.03, 0.24, 0.29),
    (0.3, 0.15, 0.15),
    (3.0, 0.10, 0.08),
    (30.0, 0.06, 0.05),
];

/// Size of a country's noise: total trade in USD bn, s.d. of one year's export or import shock.
/// From the common half (three quarters above 10 bn) of the variance of flows, less the world's.
pub const COUNTRY_SD: [(f64, f64); 4] =
    [(1.0, 0.10), (10.0, 0.085), (100.0, 0.065), (1000.0, 0.05)];

const WORLD: Stream = Stream::new("shock.world");
const EXPORTER: Stream = Stream::new("shock.exporter");
const IMPORTER: Stream = Stream::new("shock.importer");
const PAIR: Stream = Stream::new("shock.pair");
const EXPORTER_SWING: Stream = Stream::new("shock.exporter_swing");
const IMPORTER_SWING: Stream = Stream::new("shock.importer_swing");
const PAIR_SWING: Stream = Stream::new("shock.pair_swing");

/// The base year's flows are the scenario's; their sizes set the sizes of the shocks.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.shock;
    let mut totals = s.country_sd.clone();
    for (ix, tie) in cx.world.trade.iter() {
        let value = cx.number(tie.value);
        totals[tie.exporter] += value;
        totals[tie.importer] += value;
        let (permanent, transitory) = pair_sd(value);
        let own = |sd: Option<NumberIx>, by_size: R| sd.map_or(by_size, |ix| cx.number(ix));
        s.pair_walk_sd[ix] = own(tie.permanent_sd, permanent * p.pair_permanent_scale);
        s.pair_swing_sd[ix] = own(tie.transitory_sd, transitory * p.pair_transitory_scale);
        if let Some(potential) = tie.potential {
            s.potential_gap[ix] = gap(cx, tie, potential);
        }
    }
    for (ix, &total) in totals.iter() {
        s.country_sd[ix] = p.country_scale * country_sd(total);
        if let Some(noise) = cx.world.actors[ix].trade_noise {
            s.country_sd[ix] *= cx.number(noise);
        }
    }
    frictionless(cx, s, 0.0);
}

/// Draws the shocks and says what would flow without friction.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let root = cx.calendar.shock_years(cx.step).sqrt();
    let sd = cx.parameters.shock.world_sd * root;
    s.world_trade_log += sd * cx.shock(WORLD, 0) - kept(cx, sd);
    countries(cx, s, root);
    pairs(cx, s, root);
    frictionless(cx, s, cx.calendar.middle(cx.step) - cx.calendar.middle(0));
}

/// (shock.1) and (shock.2) for exporters and importers.
#[inline(always)]
fn countries<R: Real>(cx: &Context<R>, s: &mut State<R>, root: f64) {
    let p = &cx.parameters.shock;
    let rest = (-(p.country_correlation * p.country_correlation) + 1.0).sqrt();
    let permanent = p.country_permanent.sqrt() * root;
    let transitory = (-p.country_permanent + 1.0).sqrt();
    let actors = &cx.world.actors;
    // An exporter's shock is an importer's in part.
    let first = cx.shocks(EXPORTER, actors.values(), |actor| actor.hash);
    let own = cx.shocks(IMPORTER, actors.values(), |actor| actor.hash);
    for ((ix, &first), &own) in actors.ids().zip(&first).zip(&own) {
        let walk = s.country_sd[ix] * permanent;
        let second = p.country_correlation * first + rest * own;
        s.exporter_walk[ix] += walk * first - kept(cx, walk);
        s.importer_walk[ix] += walk * second - kept(cx, walk);
    }
    if cx.calendar.opens_year(cx.step) {
        let first = cx.annual_shocks(EXPORTER_SWING, actors.values(), |actor| actor.hash);
        let own = cx.annual_shocks(IMPORTER_SWING, actors.values(), |actor| actor.hash);
        for ((ix, &first), &own) in actors.ids().zip(&first).zip(&own) {
            let swing = s.country_sd[ix] * transitory;
            let second = p.country_correlation * first + rest * own;
            s.exporter_swing[ix] = revert(s.exporter_swing[ix], p.persistence, swing, first);
            s.importer_swing[ix] = revert(s.importer_swing[ix], p.persistence, swing, second);
        }
    }
}

/// Ties whose draws are made before they are used: all at once would leave the cache in between.
const AT_HAND: usize = 64;

/// (shock.1) and (shock.2) for ties.
#[inline(always)]
fn pairs<R: Real>(cx: &Context<R>, s: &mut State<R>, root: f64) {
    let p = &cx.parameters.shock;
    let Nearing { part: nearing, back } = nearing(cx);
    for (part, ties) in cx.world.trade.values().chunks(AT_HAND).enumerate() {
        let first = part * AT_HAND;
        let shocks = cx.shocks(PAIR, ties, |tie| tie.hash);
        for ((place, tie), &shock) in ties.iter().enumerate().zip(&shocks) {
            let ix = TradeIx::of(first + place);
            let size = s.pair_walk_sd[ix];
            if tie.potential.is_some() {
                let above = s.pair_walk[ix] + s.potential_gap[ix];
                s.pair_walk[ix] += back * (size * size) - nearing * above;
            }
            let sd = size * root;
            s.pair_walk[ix] += sd * shock - kept(cx, sd);
        }
        if !cx.calendar.opens_year(cx.step) {
            continue;
        }
        let shocks = cx.annual_shocks(PAIR_SWING, ties, |tie| tie.hash);
        for (place, &shock) in shocks.iter().enumerate() {
            let ix = TradeIx::of(first + place);
            let sd = s.pair_swing_sd[ix];
            s.pair_swing[ix] = revert(s.pair_swing[ix], p.persistence, sd, shock);
        }
    }
}

/// What a step does to a tie that nears its potential.
struct Nearing<R> {
    /// Part of the way that is gone.
    part: R,
    /// What the mean is given back where it is to stay, in squares of the tie's size: shocks that fade
    /// widen the flow by less than (shock.1) takes off for them.
    back: R,
}

#[inline(always)]
fn nearing<R: Real>(cx: &Context<R>) -> Nearing<R> {
    let p = &cx.parameters.shock;
    let part = |step: u32| {
        let years = cx.calendar.middle(step) - cx.calendar.middle(step - 1);
        -(p.potential_speed_per_year * -years).exp_m1()
    };
    let (first, later) = (part(1), part(2));
    let of = |step: u32| if step == 1 { first } else { later };
    // Variance of the walk until the last step, of a tie of unit size.
    let mut spread = R::splat(0.0);
    for step in 1..cx.step {
        let left = -of(step) + 1.0;
        spread = spread * (left * left) + cx.calendar.shock_years(step);
    }
    let part = of(cx.step);
    Nearing { part, back: p.mean_kept * 0.5 * part * (-part + 1.0) * spread }
}

/// How far a tie's level of the base year lies above its potential, log, in (shock.6).
#[inline(always)]
fn gap<R: Real>(cx: &Context<R>, tie: &TradeTie, potential: NumberIx) -> R {
    // A flow of nothing stays nothing, however far its potential.
    let value = cx.number(tie.value).max(R::splat(1e-9));
    let potential = cx.number(potential);
    let above = (value / potential).ln();
    match tie.normal {
        Some(normal) => above + cx.parameters.shock.level_pull * (cx.number(normal) / value).ln(),
        None => above,
    }
}

/// ½ θ σ² Δ of (shock.1): what a walk of a step falls by where the mean of a flow is to stay.
#[inline(always)]
fn kept<R: Real>(cx: &Context<R>, sd: R) -> R {
    cx.parameters.shock.mean_kept * 0.5 * (sd * sd)
}

/// (shock.4)
#[inline(always)]
fn frictionless<R: Real>(cx: &Context<R>, s: &mut State<R>, years: f64) {
    let p = &cx.parameters.shock;
    let mut supply = s.exporter_walk.clone();
    let mut demand = s.importer_walk.clone();
    let lasted = lasted(cx.parameters.growth.fade_years, years);
    for (ix, actor) in cx.world.actors.iter() {
        supply[ix] += s.exporter_swing[ix] + p.exporter_income * s.gdp_log[ix];
        if let Some(trend) = actor.export_trend {
            supply[ix] += cx.number(trend) * lasted;
        }
        demand[ix] += s.importer_swing[ix] + p.importer_income * s.gdp_log[ix] + s.world_trade_log;
    }
    for (ix, tie) in cx.world.trade.iter() {
        let value = cx.number(tie.value);
        let mut log =
            supply[tie.exporter] + demand[tie.importer] + s.pair_walk[ix] + s.pair_swing[ix];
        if let Some(normal) = tie.normal {
            log += level(value, cx.number(normal), p.level_pull, years);
        }
        let all = value * log.exp();
        let energy = all * cx.number_or(tie.energy_share, 0.0);
        s.frictionless_bn[tie.other] = all - energy;
        if let Some(flow) = tie.energy {
            s.frictionless_bn[flow] = energy;
        }
    }
}

/// (shock.2): an AR(1) with stationary standard deviation `sd`.
#[inline(always)]
fn revert<R: Real>(value: R, persistence: R, sd: R, shock: R) -> R {
    value * persistence + sd * (-(persistence * persistence) + 1.0).sqrt() * shock
}

/// Years' worth of a drift that fades, in (shock.5).
#[inline(always)]
fn lasted<R: Real>(fade: R, years: f64) -> R {
    -(fade * (R::splat(-years) / fade).exp_m1())
}

/// (shock.3): the small correction of an unusual start.
#[inline(always)]
fn level<R: Real>(value: R, normal: R, pull: R, years: f64) -> R {
    let closed = -(R::splat(-years * std::f64::consts::LN_2)).exp_m1();
    pull * closed * (normal / value).ln()
}

/// Permanent and transitory standard deviation of a pair's noise, by its flow in USD bn.
#[inline(always)]
pub fn pair_sd<R: Real>(flow: R) -> (R, R) {
    let [permanent, transitory] = interpolate(flow, PAIR_SD.map(|(v, p, t)| (v, [p, t])));
    (permanent, transitory)
}

/// Standard deviation of a country's one-year shock, by its total trade in USD bn.
#[inline(always)]
pub fn country_sd<R: Real>(trade: R) -> R {
    let [sd] = interpolate(trade, COUNTRY_SD.map(|(v, sd)| (v, [sd])));
    sd
}

/// Linear in the log of `x` between the knots of a table, constant beyond them; by column.
#[inline(always)]
fn interpolate<R: Real, const N: usize, const C: usize>(
    x: R,
    table: [(f64, [f64; C]); N],
) -> [R; C] {
    let log = x.max(R::splat(1e-9)).ln();
    let mut results = [R::splat(0.0); C];
    for (result, first) in results.iter_mut().zip(table[0].1) {
        *result = R::splat(first);
    }
    for k in 1..N {
        let (a, b) = (function::ln(table[k - 1].0), function::ln(table[k].0));
        let along = ((log - a) / (b - a)).clamp(0.0, 1.0);
        let (before, after) = (table[k - 1].1, table[k].1);
        for (result, (before, after)) in results.iter_mut().zip(before.iter().zip(after)) {
            *result += along * (after - before);
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_falls_with_size_through_the_table() {
        for (v, permanent, transitory) in PAIR_SD {
            let (p, t) = pair_sd(v);
            assert!((p - permanent).abs() < 1e-12 && (t - transitory).abs() < 1e-12);
        }
        assert_eq!(pair_sd(1e-6), pair_sd(0.001));
        assert!((pair_sd(1e5).0 - 0.06_f64).abs() < 1e-12);
        assert!(country_sd(30.0_f64) < country_sd(3.0));
    }

    #[test]
    fn a_usual_start_is_not_pulled_and_an_unusual_one_never_past_its_normal() {
        assert_eq!(level(2.0, 2.0, 0.31, 5.0), 0.0_f64);
        let pulled: f64 = level(0.01, 0.02, 0.31, 50.0);
        assert!(pulled > 0.0 && pulled < 2f64.ln());
        assert_eq!(level(0.01, 0.02, 0.31, 0.0), 0.0_f64);
    }

    #[test]
    fn a_trend_fades_as_the_drift_of_income_does() {
        // ∫ e^{−t/F} dt from 0 to h.
        let steps = 100_000;
        let sum: f64 =
            (0..steps).map(|k| (-(k as f64 + 0.5) * 5.0 / steps as f64 / 6.0).exp()).sum();
        assert!((lasted(6.0_f64, 5.0) - sum * 5.0 / steps as f64).abs() < 1e-9);
        assert_eq!(lasted(6.0_f64, 0.0), 0.0);
        assert!(lasted(1000.0_f64, 2.0) > 1.99);
    }

    #[test]
    fn a_swing_has_its_stationary_variance() {
        let (rho, sd) = (0.5, 0.29);
        let fresh: f64 = revert(0.0, rho, sd, 1.0);
        assert!((rho * rho * sd * sd + fresh * fresh - sd * sd).abs() < 1e-15);
    }
}
