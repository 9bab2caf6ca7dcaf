//! Dependence: what an actor would lose by the interruption of its ties with another.
//!
//! # Equation
//! ```text
//! L_ij(h) = 1 − Π_k (1 − m_ijk)^{1/ε_k(h)}                                      (dependence.1)
//! imports M/(Y+M) · exports X/(Y+M)·v · remittances R/(Y+R) · credit (service + lending)/Y ·
//! arms share·bill · transit share·exports/Y · security guarantee·value            (dependence.2)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | L(short) | `sensitivity` | income lost in the year after | 0–1 | field, written here |
//! | L(long) | `vulnerability` | income lost once adjusted | 0–1 | field, written here |
//! | m | | weight of the tie in the client's income | 0–1 | state |
//! | ε | `*_short`, `*_long` | ease of replacement by channel and horizon | 1 | parameters |
//! | v | scenario | domestic value added in exports | 0–1 | scenario |
//! | Y | `gdp_log` | income | USD bn per year | growth |
//!
//! For trade ε is scaled by ½ + substitutability: machinery is harder to replace than crude oil.
//! *Trap:* the ratio of two trade-to-GDP dependences is the ratio of the GDPs whatever the trade.
//! Use differences or losses.
//! # Reads
//! gdp_log, flow_bn, energy_bn, trade_bn, exports_bn, imports_bn, remittance_bn, service_bn,
//! lending_bn, arms_share, transit_share, guarantee
//! # Writes
//! sensitivity, vulnerability
//! # Draws
//! none
//! # Limits
//! no tie ⇒ no loss · 0 ≤ L < 1 · a longer horizon loses less · m = 10 % ⇒ 13.0 % at ε = .76
//! # Leaves out
//! diplomacy (bandwidth only); losses of third parties
//! # References
//! Hirschman 1945; Keohane and Nye 1977 (sensitivity, vulnerability); Arkolakis and others 2012,
//! doi:10.1257/aer.102.1.94. Elasticities: Boehm and others 2023, doi:10.1257/aer.20210225.

use crate::numeric::Real;
use crate::world::{BANDWIDTH, Channel, Pair, State, TradeIx};

use super::{Context, parameter::parameters};

parameters! { dependence:
    /// Trade elasticity within a year.
    trade_short: "1", 0.01..=20.0, Lognormal { median: 0.76, sigma: 0.2 },
        "Boehm, Levchenko and Pandalai-Nayar 2023: .76 after one year";
    /// Trade elasticity in the long run.
    trade_long: "1", 0.01..=20.0, Lognormal { median: 2.0, sigma: 0.2 },
        "Boehm, Levchenko and Pandalai-Nayar 2023: 1.75–2.25 in the long run";
    /// Ease of replacing money sent home, within a year and in the long run.
    remittance_short: "1", 0.01..=20.0, Lognormal { median: 0.8, sigma: 0.3 },
        "assumed: migrants change host country more slowly than goods change buyer";
    /// The same in the long run.
    remittance_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        "assumed: as within a year, twice as easy";
    /// Ease of replacing a creditor, within a year.
    credit_short: "1", 0.01..=20.0, Lognormal { median: 1.0, sigma: 0.3 },
        "assumed: as income itself, wide";
    /// The same in the long run.
    credit_long: "1", 0.01..=20.0, Lognormal { median: 2.0, sigma: 0.3 },
        "assumed: as trade";
    /// Ease of replacing an arms supplier, within a year.
    arms_short: "1", 0.01..=20.0, Lognormal { median: 0.5, sigma: 0.3 },
        "assumed: spares and training bind for years";
    /// The same in the long run.
    arms_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        "assumed: India took 15 years to halve the Russian share (SIPRI)";
    /// Ease of replacing a transit route, within a year.
    transit_short: "1", 0.01..=20.0, Lognormal { median: 0.4, sigma: 0.3 },
        "assumed: pipelines have few substitutes";
    /// The same in the long run.
    transit_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        "assumed: new routes take years";
    /// Insurance value of a full guarantee.
    guarantee_value: "share of GDP", 0.0..=0.2, Uniform { low: 0.005, high: 0.03 },
        "assumed: the order of a country's own defence budget";
}

/// Weights are kept below this, so that the logarithm stays finite.
const MOST: f64 = 0.95;

/// Computes every pair's loss in both horizons.
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, pair) in cx.world.pairs.iter() {
        let (short, long) = log_losses(cx, s, pair);
        s.sensitivity[ix] = loss(short);
        s.vulnerability[ix] = loss(long);
    }
}

/// (dependence.1) from the sum of its logs.
#[inline(always)]
pub(crate) fn loss<R: Real>(log: R) -> R {
    -log.exp_m1()
}

/// (dependence.1) in logs, for both horizons.
fn log_losses<R: Real>(cx: &Context<R>, s: &State<R>, pair: &Pair) -> (R, R) {
    let (mut short, mut long) = (R::splat(0.0), R::splat(0.0));
    each_loss(cx, s, pair, |_, at_once, adjusted| {
        short += at_once;
        long += adjusted;
    });
    (short, long)
}

/// The same channel by channel, in order of [`BANDWIDTH`]: the logs add up.
pub(crate) fn channel_losses<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
    pair: &Pair,
) -> [(R, R); BANDWIDTH.len()] {
    let mut losses = [(R::splat(0.0), R::splat(0.0)); BANDWIDTH.len()];
    each_loss(cx, s, pair, |channel, at_once, adjusted| {
        let place = BANDWIDTH.iter().position(|&known| known == channel);
        let (short, long) = &mut losses[place.expect("losses come by channels of bandwidth")];
        *short += at_once;
        *long += adjusted;
    });
    losses
}

/// Every tie's log loss in both horizons: the logarithms of step (dependence.2) serve both.
#[inline(always)]
fn each_loss<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
    pair: &Pair,
    mut found: impl FnMut(Channel, R, R),
) {
    let p = &cx.parameters.dependence;
    let actor = &cx.world.actors[pair.client];
    let income = cx.number(actor.gdp) * s.gdp_log[pair.client].exp();
    let spending = income + s.imports_bn[pair.client];
    let mut add = |channel: Channel, weight: R, at_once: R, adjusted: R| {
        let log = (-weight.clamp(0.0, MOST)).ln_1p();
        found(channel, log / at_once, log / adjusted);
    };
    if let Some(tie) = pair.imports {
        for (goods, ease) in goods(cx, s, tie) {
            add(Channel::Trade, goods / spending, p.trade_short * ease, p.trade_long * ease);
        }
    }
    if let Some(tie) = pair.exports {
        let kept = cx.number(actor.value_added);
        for (goods, ease) in goods(cx, s, tie) {
            add(Channel::Trade, goods * kept / spending, p.trade_short * ease, p.trade_long * ease);
        }
    }
    if let Some(tie) = pair.remittance {
        let money = s.remittance_bn[tie];
        add(Channel::Remittance, money / (income + money), p.remittance_short, p.remittance_long);
    }
    if let Some(tie) = pair.credit {
        let money = s.service_bn[tie] + s.lending_bn[tie];
        add(Channel::Credit, money / income, p.credit_short, p.credit_long);
    }
    if let Some(tie) = pair.arms {
        add(
            Channel::Arms,
            s.arms_share[tie] * cx.number(actor.arms_bill),
            p.arms_short,
            p.arms_long,
        );
    }
    if let Some(tie) = pair.transit {
        let exports = s.transit_share[tie] * s.exports_bn[pair.client];
        add(Channel::Transit, exports / income, p.transit_short, p.transit_long);
    }
    if let Some(tie) = pair.security {
        let one = R::splat(1.0);
        add(Channel::Security, s.guarantee[tie] * p.guarantee_value, one, one);
    }
}

/// A tie's goods, re-exports with the other goods, each with its ease of replacement.
fn goods<R: Real>(cx: &Context<R>, s: &State<R>, tie: TradeIx) -> impl Iterator<Item = (R, R)> {
    let world = cx.world;
    let ease = |flow: crate::world::FlowIx| cx.number(world.flows[flow].substitutability) + 0.5;
    let energy = world.trade[tie].energy.map(|flow| (s.energy_bn[flow], ease(flow)));
    let through = energy.map_or(R::splat(0.0), |(value, _)| value);
    let other = (s.trade_bn[tie] - through, ease(world.trade[tie].other));
    [Some(other), energy].into_iter().flatten()
}
