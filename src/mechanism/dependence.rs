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
//! hardness, sensitivity, vulnerability
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
use crate::world::{ActorIx, BANDWIDTH, Channel, Pair, State, TradeIx};

use super::{AHEAD, Context, parameter::parameters};

parameters! { dependence:
    /// Trade elasticity within a year.
    trade_short: "1", 0.01..=20.0, Lognormal { median: 0.76, sigma: 0.2 },
        Literature("Boehm, Levchenko and Pandalai-Nayar 2023: .76 after one year");
    /// Trade elasticity in the long run.
    trade_long: "1", 0.01..=20.0, Lognormal { median: 2.0, sigma: 0.2 },
        Literature("Boehm, Levchenko and Pandalai-Nayar 2023: 1.75–2.25 in the long run");
    /// Ease of replacing money sent home, within a year and in the long run.
    remittance_short: "1", 0.01..=20.0, Lognormal { median: 0.8, sigma: 0.3 },
        Judgement("assumed: migrants change host country more slowly than goods change buyer");
    /// The same in the long run.
    remittance_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        Judgement("assumed: as within a year, twice as easy");
    /// Ease of replacing a creditor, within a year.
    credit_short: "1", 0.01..=20.0, Lognormal { median: 1.0, sigma: 0.3 },
        Judgement("assumed: as income itself, wide");
    /// The same in the long run.
    credit_long: "1", 0.01..=20.0, Lognormal { median: 2.0, sigma: 0.3 },
        Judgement("assumed: as trade");
    /// Ease of replacing an arms supplier, within a year.
    arms_short: "1", 0.01..=20.0, Lognormal { median: 0.5, sigma: 0.3 },
        Judgement("assumed: spares and training bind for years");
    /// The same in the long run.
    arms_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        Judgement("assumed: India took 15 years to halve the Russian share (SIPRI)");
    /// Ease of replacing a transit route, within a year.
    transit_short: "1", 0.01..=20.0, Lognormal { median: 0.4, sigma: 0.3 },
        Judgement("assumed: pipelines have few substitutes");
    /// The same in the long run.
    transit_long: "1", 0.01..=20.0, Lognormal { median: 1.5, sigma: 0.3 },
        Judgement("assumed: new routes take years");
    /// Insurance value of a full guarantee.
    guarantee_value: "share of GDP", 0.0..=0.2, Uniform { low: 0.005, high: 0.03 },
        Judgement("assumed: the order of a country's own defence budget");
}

/// Weights are kept below this, so that the logarithm stays finite.
const MOST: f64 = 0.95;

/// How hard each tie's goods are to replace stays the same through a run.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, tie) in cx.world.trade.iter() {
        s.hardness[ix] = R::splat(1.0) / (cx.number(tie.substitutability) + 0.5);
    }
}

/// Computes every pair's loss in both horizons.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let hardness = Hardness::read(cx);
    for (client, actor) in cx.world.actors.iter() {
        let means = Means::read(cx, s, client);
        for (place, &ix) in actor.as_client.iter().enumerate() {
            // Imports stand in the order of the pairs, exports do not.
            if let Some(&later) = actor.as_client.get(place + AHEAD)
                && let Some(exports) = cx.world.pairs[later].exports
            {
                s.trade_bn.prefetch(exports);
                s.hardness.prefetch(exports);
            }
            let mut sum = [R::splat(0.0); 2];
            losses(cx, s, &cx.world.pairs[ix], (&hardness, &means), &mut sum);
            s.sensitivity[ix] = loss(sum[0]);
            s.vulnerability[ix] = loss(sum[1]);
        }
    }
}

/// (dependence.1) from the sum of its logs.
#[inline(always)]
pub(crate) fn loss<R: Real>(log: R) -> R {
    -log.exp_m1()
}

/// The log losses of a pair channel by channel, in order of [`BANDWIDTH`], within a year and in the
/// long run: they add up.
pub(crate) fn channel_losses<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
    pair: &Pair,
) -> [(R, R); BANDWIDTH.len()] {
    let mut found = [[R::splat(0.0); 2]; BANDWIDTH.len()];
    let means = Means::read(cx, s, pair.client);
    losses(cx, s, pair, (&Hardness::read(cx), &means), &mut found);
    found.map(|[short, long]| (short, long))
}

/// A client's income, and what a unit of its imports and of its exports is of its spending.
struct Means<R> {
    income: R,
    per_spending: R,
    value_added: R,
}

impl<R: Real> Means<R> {
    #[inline(always)]
    fn read(cx: &Context<R>, s: &State<R>, client: ActorIx) -> Self {
        let income = cx.income(s, client);
        let per_spending = R::splat(1.0) / (income + s.imports_bn[client]);
        let value_added = per_spending * cx.number(cx.world.actors[client].value_added);
        Means { income, per_spending, value_added }
    }
}

/// How hard a partner is to replace, 1/ε, by channel: within a year and in the long run.
struct Hardness<R> {
    trade: [R; 2],
    remittance: [R; 2],
    credit: [R; 2],
    arms: [R; 2],
    transit: [R; 2],
}

impl<R: Real> Hardness<R> {
    #[inline(always)]
    fn read(cx: &Context<R>) -> Self {
        let p = &cx.parameters.dependence;
        let one = R::splat(1.0);
        Hardness {
            trade: [one / p.trade_short, one / p.trade_long],
            remittance: [one / p.remittance_short, one / p.remittance_long],
            credit: [one / p.credit_short, one / p.credit_long],
            arms: [one / p.arms_short, one / p.arms_long],
            transit: [one / p.transit_short, one / p.transit_long],
        }
    }
}

/// Where log losses are added up: all in one, or channel by channel.
trait Logs<R> {
    fn add(&mut self, channel: Channel, log: R, hardness: &[R; 2]);
}

impl<R: Real> Logs<R> for [R; 2] {
    #[inline(always)]
    fn add(&mut self, _channel: Channel, log: R, hardness: &[R; 2]) {
        self[0] += log * hardness[0];
        self[1] += log * hardness[1];
    }
}

impl<R: Real> Logs<R> for [[R; 2]; BANDWIDTH.len()] {
    fn add(&mut self, channel: Channel, log: R, hardness: &[R; 2]) {
        let place = BANDWIDTH.iter().position(|&known| known == channel);
        self[place.expect("losses come by channels of bandwidth")].add(channel, log, hardness);
    }
}

/// Logs of the income that a client keeps without each tie: the logarithms of step (dependence.2)
/// serve both horizons of (dependence.1).
#[inline(always)]
fn losses<R: Real, L: Logs<R>>(
    cx: &Context<R>,
    s: &State<R>,
    pair: &Pair,
    (hardness, means): (&Hardness<R>, &Means<R>),
    logs: &mut L,
) {
    let (actor, income) = (&cx.world.actors[pair.client], means.income);
    for (tie, part) in [(pair.imports, means.per_spending), (pair.exports, means.value_added)] {
        if let Some(tie) = tie {
            trade(cx, s, tie, (part, &hardness.trade), logs);
        }
    }
    if let Some(tie) = pair.remittance {
        let money = s.remittance_bn[tie];
        logs.add(Channel::Remittance, kept(money / (income + money)), &hardness.remittance);
    }
    if let Some(tie) = pair.credit {
        let owed = (s.service_bn[tie] + s.lending_bn[tie]) / income;
        logs.add(Channel::Credit, kept(owed), &hardness.credit);
    }
    if let Some(tie) = pair.arms {
        let weight = s.arms_share[tie] * cx.number(actor.arms_bill);
        logs.add(Channel::Arms, kept(weight), &hardness.arms);
    }
    if let Some(tie) = pair.transit {
        let exports = s.transit_share[tie] * s.exports_bn[pair.client];
        logs.add(Channel::Transit, kept(exports / income), &hardness.transit);
    }
    if let Some(tie) = pair.security {
        let insured = s.guarantee[tie] * cx.parameters.dependence.guarantee_value;
        logs.add(Channel::Security, kept(insured), &[R::splat(1.0); 2]);
    }
}

/// Log of what is left without a tie of this weight.
#[inline(always)]
fn kept<R: Real>(weight: R) -> R {
    (-within(weight)).ln_1p()
}

#[inline(always)]
fn within<R: Real>(weight: R) -> R {
    weight.clamp(0.0, MOST)
}

/// A tie's goods, re-exports with the goods other than energy. `part` is what a unit of their value
/// is of the client's spending.
#[inline(always)]
fn trade<R: Real, L: Logs<R>>(
    cx: &Context<R>,
    s: &State<R>,
    tie: TradeIx,
    (part, hardness): (R, &[R; 2]),
    logs: &mut L,
) {
    let goods = s.trade_bn[tie];
    let log = match cx.world.trade[tie].energy {
        None => kept(goods * part),
        Some(flow) => {
            let energy = s.energy_bn[flow];
            let [a, b] = [within((goods - energy) * part), within(energy * part)];
            // ln(1 − a) + ln(1 − b) in one
            (a * b - (a + b)).ln_1p()
        }
    };
    logs.add(Channel::Trade, log * s.hardness[tie], hardness);
}
