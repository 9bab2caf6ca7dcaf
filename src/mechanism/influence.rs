//! Influence: bandwidth times dependence, in the manner of the Formal Bilateral Influence Capacity.
//!
//! # Equation
//! ```text
//! B_ij = Σ_c ω_jc · (share of j in i's ties of channel c) ,  Σ_c ω_jc = 1           (influence.1)
//! I_{j→i} = B_ij^a · L_ij^{1−a} · P_j^b                                            (influence.2)
//! share of power j in client i = I_{j→i} / Σ_{powers k≠i} I_{k→i}                   (influence.3)
//! mean share of power j = mean of (influence.3) over actors, not powers, tied to a power
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | I | `influence` | influence of the partner over the client | index | field, written here |
//! | B | | bandwidth | 0–1 | state |
//! | L | `vulnerability` (or `sensitivity`) | the client's loss | 0–1 | dependence |
//! | P | `power_share` | the partner's share of the power index | 0–1 | field, written here |
//! | a | `bandwidth_exponent` | weight of bandwidth | 1 | parameter |
//! | b | `power_exponent` | weight of power: it decides who leads | 1 | parameter |
//! | ω | `weight_*` × scenario | influence weights of the channels | 1 | parameter, scenario |
//!
//! The published weights of the FBIC were not found: these are declared and sampled. Every statement
//! about who leads is printed by structure (b, power index, weights, horizon), never as one number.
//! # Reads
//! vulnerability, sensitivity, trade_bn, exports_bn, imports_bn, debt_bn, remittance_bn, arms_share,
//! transit_share, guarantee, diplomacy, gdp_log, capability_log
//! # Writes
//! influence, influence_share, influence_mean, received_influence, power_share
//! # Draws
//! none
//! # Limits
//! shares of the powers in a client sum to one · no ties ⇒ no influence · b = 0 ⇒ power does not matter
//! # Leaves out
//! covert and illicit ties (formal influence only); networks (a metric of its own)
//! # References
//! Moyer, Meisel, Matthews, Bohl and Burrows, China–US Competition, Atlantic Council, 2021.

use crate::numeric::{Mask, Real};
use crate::world::{ActorIx, BANDWIDTH, Ix, Pair, PairIx, Per, State, Tie, TieIx, World};

use super::{AHEAD, Context, parameter::parameters};

parameters! { influence:
    /// Weight of bandwidth against dependence.
    bandwidth_exponent: "1", 0.0..=1.0, Constant(0.5),
        Judgement("declared: bandwidth and dependence count alike (FBIC multiplies them)");
    /// How far the partner's power multiplies its influence: it decides who leads.
    @structural power_exponent: "1", 0.0..=2.0, Choice { values: vec![0.0, 0.25, 0.5], weights: vec![1.0, 1.0, 1.0] },
        Judgement("structural: no measured value; all three are run");
    /// Power index: 0 = GDP, 1 = CINC, 2 = GDP times GDP per capita (Beckley 2018).
    @structural power_index: "choice", 0.0..=2.0, Choice { values: vec![0.0, 1.0, 2.0], weights: vec![1.0, 1.0, 1.0] },
        Judgement("structural: the standard indices disagree on China and the United States by a factor of 19");
    /// Horizon of dependence in influence: 0 = vulnerability, 1 = sensitivity.
    @structural horizon: "choice", 0.0..=1.0, Choice { values: vec![0.0, 1.0], weights: vec![3.0, 1.0] },
        Judgement("structural: vulnerability after Keohane and Nye, sensitivity as the alternative");
    /// Weight of trade in bandwidth, before normalisation.
    @structural weight_trade: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: equal weights as centre, as the published ones were not found");
    /// Weight of credit.
    weight_credit: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
    /// Weight of remittances.
    weight_remittance: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
    /// Weight of arms.
    weight_arms: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
    /// Weight of transit.
    weight_transit: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
    /// Weight of security guarantees.
    @structural weight_security: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
    /// Weight of diplomacy.
    weight_diplomacy: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        Judgement("structural: as trade");
}

/// Computes power, influence, its shares and its sums.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    power(cx, s);
    let totals = Totals::read(cx, s);
    let weights = weights(cx);
    let p = &cx.parameters.influence;
    s.received_influence.fill(R::splat(0.0));
    let mut weight_of_power = s.power_share.clone();
    for weight in weight_of_power.values_mut() {
        *weight = weigh(p, *weight);
    }
    for (ix, pair) in cx.world.pairs.iter() {
        let later = cx.world.pairs.values().get(ix.position() + AHEAD);
        if let Some(exports) = later.and_then(|pair| pair.exports) {
            s.trade_bn.prefetch(exports);
        }
        let bandwidth = bandwidth(&weights[pair.partner], &totals.shares(s, pair));
        let losses = (s.sensitivity[ix], s.vulnerability[ix]);
        let influence = exert(p, bandwidth, losses, weight_of_power[pair.partner]);
        s.influence[ix] = influence;
        s.received_influence[pair.client] += influence;
    }
    shares(cx.world, s);
}

/// (influence.1) from a pair's share in each channel, in order of [`BANDWIDTH`].
#[inline(always)]
pub(crate) fn bandwidth<R: Real>(
    weights: &[R; BANDWIDTH.len()],
    shares: &[R; BANDWIDTH.len()],
) -> R {
    let mut sum = R::splat(0.0);
    for (&weight, &share) in weights.iter().zip(shares) {
        sum += weight * share;
    }
    sum
}

/// The power term of (influence.2).
#[inline(always)]
pub(crate) fn weigh<R: Real>(p: &Parameters<R>, power_share: R) -> R {
    power_share.max(R::tiny()).powf(p.power_exponent)
}

/// (influence.2); `losses` within a year and in the long run, `weight_of_power` as [`weigh`] gives.
#[inline(always)]
pub(crate) fn exert<R: Real>(
    p: &Parameters<R>,
    bandwidth: R,
    losses: (R, R),
    weight_of_power: R,
) -> R {
    let loss = R::select(p.horizon.gt(R::splat(0.5)), losses.0, losses.1);
    combine(bandwidth, loss, p.bandwidth_exponent) * weight_of_power
}

/// Every pair's share in its client's ties, channel by channel in order of [`BANDWIDTH`].
pub(crate) fn channel_shares<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
) -> Per<PairIx, [R; BANDWIDTH.len()]> {
    let totals = Totals::read(cx, s);
    cx.world.pairs.values().iter().map(|pair| totals.shares(s, pair)).collect()
}

/// The power index chosen by structure, as a share of its sum over tied actors.
#[inline(always)]
fn power<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let choice = cx.parameters.influence.power_index;
    let none = R::splat(0.0);
    let mut index = Per::filled([none; 3], cx.world.actors.len());
    let mut sums = [none; 3];
    for (ix, actor) in cx.world.actors.iter() {
        let gdp = cx.income(s, ix);
        let capabilities = cx.number_or(actor.cinc, 0.0) * s.capability_log[ix].exp();
        index[ix] = [gdp, capabilities, gdp * gdp / cx.number(actor.population)];
        // Whoever is tied to nobody is in no balance: it must not change anybody's share.
        if !actor.as_client.is_empty() {
            for (sum, value) in sums.iter_mut().zip(index[ix]) {
                *sum += value;
            }
        }
    }
    // Loops and not a closure: what is called from several places is compiled for the baseline.
    for sum in &mut sums {
        *sum = R::splat(1.0) / sum.max(R::tiny());
    }
    for ix in cx.world.actors.ids() {
        let mut shares = [none; 3];
        for ((share, value), per_sum) in shares.iter_mut().zip(index[ix]).zip(sums) {
            *share = value * per_sum;
        }
        let rest = R::select(choice.gt(R::splat(1.5)), shares[2], shares[1]);
        s.power_share[ix] = R::select(choice.lt(R::splat(0.5)), shares[0], rest);
    }
}

/// (influence.2) without the power term; a square root where both weigh alike.
#[inline(always)]
fn combine<R: Real>(bandwidth: R, loss: R, a: R) -> R {
    let (none, tiny) = (R::splat(0.0), R::tiny());
    let some = bandwidth.min(loss).gt(none);
    let alike = a.compare(R::splat(0.5), |a, half| a == half);
    let mut value = (bandwidth * loss).sqrt();
    if !alike.all() {
        let unlike = bandwidth.max(tiny).powf(a) * loss.max(tiny).powf(-a + 1.0);
        value = R::select(alike, value, unlike);
    }
    R::select(some, value, none)
}

/// (influence.3), and each power's mean over clients.
#[inline(always)]
pub(crate) fn shares<R: Real>(world: &World, s: &mut State<R>) {
    let none = R::splat(0.0);
    s.influence_mean.fill(none);
    let mut clients = 0.0;
    for (client, actor) in world.actors.iter() {
        let mut sum = none;
        for &pair in &actor.on_powers {
            sum += s.influence[pair];
        }
        for &pair in &actor.on_powers {
            let share = s.influence[pair] / sum.max(R::tiny());
            s.influence_share[pair] = share;
            if !world.actors[client].power {
                s.influence_mean[world.pairs[pair].partner] += share;
            }
        }
        // An actor without ties to any power is nobody's client and weighs in no mean.
        let is_client = !actor.power && !actor.on_powers.is_empty();
        clients += f64::from(u8::from(is_client));
    }
    for power in &world.powers {
        s.influence_mean[*power] /= clients.max(1.0);
    }
}

/// Influence weights of each actor's ties, normalised over channels.
#[inline(always)]
pub(crate) fn weights<R: Real>(cx: &Context<R>) -> Per<ActorIx, [R; BANDWIDTH.len()]> {
    let p = &cx.parameters.influence;
    let drawn = [
        p.weight_trade,
        p.weight_credit,
        p.weight_remittance,
        p.weight_arms,
        p.weight_transit,
        p.weight_security,
        p.weight_diplomacy,
    ];
    let mut all = Per::filled(drawn, cx.world.actors.len());
    for (ix, actor) in cx.world.actors.iter() {
        let mut sum = R::splat(0.0);
        for (weight, &own) in all[ix].iter_mut().zip(&actor.influence_weights) {
            *weight *= cx.number(own);
            sum += *weight;
        }
        for weight in &mut all[ix] {
            *weight /= sum.max(R::tiny());
        }
    }
    all
}

/// One over the sum of each client's ties.
#[inline(always)]
fn per_sum<R: Real>(cx: &Context<R>, ties: &Per<TieIx, Tie>, values: &Per<TieIx, R>) -> ByActor<R> {
    let mut sums = Per::filled(R::splat(0.0), cx.world.actors.len());
    for (ix, tie) in ties.iter() {
        sums[tie.to] += values[ix];
    }
    inverse(sums)
}

type ByActor<R> = Per<ActorIx, R>;

/// One over every client's ties, channel by channel: what a unit is of their sum.
struct Totals<R> {
    trade: ByActor<R>,
    credit: ByActor<R>,
    remittance: ByActor<R>,
    arms: ByActor<R>,
    transit: ByActor<R>,
    security: ByActor<R>,
    diplomacy: ByActor<R>,
}

impl<R: Real> Totals<R> {
    #[inline(always)]
    fn read(cx: &Context<R>, s: &State<R>) -> Self {
        let w = cx.world;
        let mut trade = s.exports_bn.clone();
        for (ix, all) in trade.iter_mut() {
            *all += s.imports_bn[ix];
        }
        Totals {
            trade: inverse(trade),
            credit: per_sum(cx, &w.credit, &s.debt_bn),
            remittance: per_sum(cx, &w.remittance, &s.remittance_bn),
            arms: per_sum(cx, &w.arms, &s.arms_share),
            transit: per_sum(cx, &w.transit, &s.transit_share),
            security: per_sum(cx, &w.security, &s.guarantee),
            diplomacy: per_sum(cx, &w.diplomacy, &s.diplomacy),
        }
    }

    /// The pair's share in its client's ties, channel by channel in order of [`BANDWIDTH`].
    #[inline(always)]
    fn shares(&self, s: &State<R>, pair: &Pair) -> [R; BANDWIDTH.len()] {
        let client = pair.client;
        let goods = s.trade_bn.or_zero(pair.imports) + s.trade_bn.or_zero(pair.exports);
        let mut shares = [R::splat(0.0); BANDWIDTH.len()];
        shares[0] = goods * self.trade[client];
        let others = [
            (pair.credit, &s.debt_bn, &self.credit),
            (pair.remittance, &s.remittance_bn, &self.remittance),
            (pair.arms, &s.arms_share, &self.arms),
            (pair.transit, &s.transit_share, &self.transit),
            (pair.security, &s.guarantee, &self.security),
            (pair.diplomacy, &s.diplomacy, &self.diplomacy),
        ];
        for ((tie, values, of), share) in others.into_iter().zip(&mut shares[1..]) {
            if let Some(tie) = tie {
                *share = values[tie] * of[client];
            }
        }
        shares
    }
}

/// One over each sum, where that is positive.
#[inline(always)]
fn inverse<R: Real>(mut sums: ByActor<R>) -> ByActor<R> {
    for sum in sums.values_mut() {
        *sum = R::splat(1.0) / sum.max(R::tiny());
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::combine;

    #[test]
    fn no_ties_give_no_influence_and_both_parts_count() {
        assert_eq!(combine(0.0, 0.3, 0.5), 0.0);
        assert_eq!(combine(0.3, 0.0, 0.7), 0.0);
        assert!((combine(0.16, 0.25, 0.5) - 0.2_f64).abs() < 1e-15);
        assert!((combine(0.16, 0.25, 1.0) - 0.16_f64).abs() < 1e-12);
        assert!((combine(0.16, 0.25, 0.0) - 0.25_f64).abs() < 1e-12);
    }
}
