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
use crate::world::{ActorIx, BANDWIDTH, Channel, Pair, PairIx, Per, State, TieIx, World};

use super::{Context, parameter::parameters};

parameters! { influence:
    /// Weight of bandwidth against dependence.
    bandwidth_exponent: "1", 0.0..=1.0, Constant(0.5),
        "declared: bandwidth and dependence count alike (FBIC multiplies them)";
    /// How far the partner's power multiplies its influence: it decides who leads.
    @structural power_exponent: "1", 0.0..=2.0, Choice { values: vec![0.0, 0.25, 0.5], weights: vec![1.0, 1.0, 1.0] },
        "structural: no measured value; all three are run";
    /// Power index: 0 = GDP, 1 = CINC, 2 = GDP times GDP per capita (Beckley 2018).
    @structural power_index: "choice", 0.0..=2.0, Choice { values: vec![0.0, 1.0, 2.0], weights: vec![1.0, 1.0, 1.0] },
        "structural: the standard indices disagree on China and the United States by a factor of 19";
    /// Horizon of dependence in influence: 0 = vulnerability, 1 = sensitivity.
    @structural horizon: "choice", 0.0..=1.0, Choice { values: vec![0.0, 1.0], weights: vec![3.0, 1.0] },
        "structural: vulnerability after Keohane and Nye, sensitivity as the alternative";
    /// Weight of trade in bandwidth, before normalisation.
    @structural weight_trade: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: equal weights as centre, as the published ones were not found";
    /// Weight of credit.
    weight_credit: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
    /// Weight of remittances.
    weight_remittance: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
    /// Weight of arms.
    weight_arms: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
    /// Weight of transit.
    weight_transit: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
    /// Weight of security guarantees.
    @structural weight_security: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
    /// Weight of diplomacy.
    weight_diplomacy: "1", 0.0..=100.0, Lognormal { median: 1.0, sigma: 0.5 },
        "structural: as trade";
}

/// Computes power, influence, its shares and its sums.
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    power(cx, s);
    let totals = Totals::read(cx, s);
    let weights = weights(cx);
    let p = &cx.parameters.influence;
    s.received_influence.fill(R::splat(0.0));
    for (ix, pair) in cx.world.pairs.iter() {
        let share = |place: usize| totals.share(s, pair, BANDWIDTH[place]);
        let bandwidth = bandwidth(&weights[pair.partner], share);
        let losses = (s.sensitivity[ix], s.vulnerability[ix]);
        let influence = exert(p, bandwidth, losses, s.power_share[pair.partner]);
        s.influence[ix] = influence;
        s.received_influence[pair.client] += influence;
    }
    shares(cx.world, s);
}

/// (influence.1) from a pair's share in each channel, by its place in [`BANDWIDTH`].
#[inline(always)]
pub(crate) fn bandwidth<R: Real>(weights: &[R; BANDWIDTH.len()], share: impl Fn(usize) -> R) -> R {
    let mut sum = R::splat(0.0);
    for (place, &weight) in weights.iter().enumerate() {
        sum += weight * share(place);
    }
    sum
}

/// (influence.2); `losses` within a year and in the long run.
#[inline(always)]
pub(crate) fn exert<R: Real>(p: &Parameters<R>, bandwidth: R, losses: (R, R), power: R) -> R {
    let loss = R::select(p.horizon.gt(R::splat(0.5)), losses.0, losses.1);
    combine(bandwidth, loss, p.bandwidth_exponent)
        * power.max(R::splat(1e-300)).powf(p.power_exponent)
}

/// Every pair's share in its client's ties, channel by channel in order of [`BANDWIDTH`].
pub(crate) fn channel_shares<R: Real>(
    cx: &Context<R>,
    s: &State<R>,
) -> Per<PairIx, [R; BANDWIDTH.len()]> {
    let totals = Totals::read(cx, s);
    let of = |pair: &Pair| BANDWIDTH.map(|channel| totals.share(s, pair, channel));
    cx.world.pairs.values().iter().map(of).collect()
}

/// The power index chosen by structure, as a share of its sum over tied actors.
fn power<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let choice = cx.parameters.influence.power_index;
    let mut index: [Per<ActorIx, R>; 3] = [(); 3].map(|()| s.power_share.clone());
    for (ix, actor) in cx.world.actors.iter() {
        let gdp = cx.number(actor.gdp) * s.gdp_log[ix].exp();
        index[0][ix] = gdp;
        index[1][ix] = cx.number_or(actor.cinc, 0.0) * s.capability_log[ix].exp();
        index[2][ix] = gdp * gdp / cx.number(actor.population);
    }
    // Whoever is tied to nobody is in no balance: it must not change anybody's share.
    let tied = || cx.world.actors.iter().filter(|(_, actor)| !actor.as_client.is_empty());
    let sums = [0, 1, 2].map(|k| tied().fold(R::splat(0.0), |sum, (ix, _)| sum + index[k][ix]));
    for ix in cx.world.actors.ids() {
        let share = [0, 1, 2].map(|k| index[k][ix] / sums[k].max(R::splat(1e-300)));
        let rest = R::select(choice.gt(R::splat(1.5)), share[2], share[1]);
        s.power_share[ix] = R::select(choice.lt(R::splat(0.5)), share[0], rest);
    }
}

/// (influence.2) without the power term; a square root where both weigh alike.
fn combine<R: Real>(bandwidth: R, loss: R, a: R) -> R {
    let (none, tiny) = (R::splat(0.0), R::splat(1e-300));
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
pub(crate) fn shares<R: Real>(world: &World, s: &mut State<R>) {
    let none = R::splat(0.0);
    s.influence_mean.fill(none);
    let mut clients = 0.0;
    for (client, actor) in world.actors.iter() {
        let by_powers = || {
            let pairs = actor.as_client.iter().copied();
            pairs.filter(|&pair| world.actors[world.pairs[pair].partner].power)
        };
        let sum = by_powers().fold(none, |sum, pair| sum + s.influence[pair]);
        for pair in by_powers() {
            let share = s.influence[pair] / sum.max(R::splat(1e-300));
            s.influence_share[pair] = share;
            if !world.actors[client].power {
                s.influence_mean[world.pairs[pair].partner] += share;
            }
        }
        // An actor without ties to any power is nobody's client and weighs in no mean.
        let is_client = !actor.power && by_powers().next().is_some();
        clients += f64::from(u8::from(is_client));
    }
    for power in &world.powers {
        s.influence_mean[*power] /= clients.max(1.0);
    }
}

/// Influence weights of each actor's ties, normalised over channels.
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
    let of = |actor: &crate::world::Actor| {
        let mut weights = drawn;
        for (weight, own) in weights.iter_mut().zip(actor.influence_weights) {
            *weight *= cx.number(own);
        }
        let sum = weights.iter().fold(R::splat(0.0), |a, &b| a + b);
        weights.map(|w| w / sum.max(R::splat(1e-300)))
    };
    cx.world.actors.values().iter().map(of).collect()
}

/// Every client's ties, channel by channel: what shares are taken of.
struct Totals<R> {
    credit: Per<ActorIx, R>,
    remittance: Per<ActorIx, R>,
    arms: Per<ActorIx, R>,
    transit: Per<ActorIx, R>,
    security: Per<ActorIx, R>,
    diplomacy: Per<ActorIx, R>,
}

impl<R: Real> Totals<R> {
    fn read(cx: &Context<R>, s: &State<R>) -> Self {
        let w = cx.world;
        let sum = |ties: &Per<TieIx, crate::world::Tie>, values: &Per<TieIx, R>| {
            let mut sums = Per::filled(R::splat(0.0), w.actors.len());
            for (ix, tie) in ties.iter() {
                sums[tie.to] += values[ix];
            }
            sums
        };
        Totals {
            credit: sum(&w.credit, &s.debt_bn),
            remittance: sum(&w.remittance, &s.remittance_bn),
            arms: sum(&w.arms, &s.arms_share),
            transit: sum(&w.transit, &s.transit_share),
            security: sum(&w.security, &s.guarantee),
            diplomacy: sum(&w.diplomacy, &s.diplomacy),
        }
    }

    /// The pair's share in its client's ties of a channel.
    #[inline(always)]
    fn share(&self, s: &State<R>, pair: &Pair, channel: Channel) -> R {
        let none = R::splat(0.0);
        let client = pair.client;
        let part = |value: R, of: R| value / of.max(R::splat(1e-300));
        let tie = |ix: Option<TieIx>, values: &Per<TieIx, R>, of: &Per<ActorIx, R>| {
            ix.map_or(none, |ix| part(values[ix], of[client]))
        };
        match channel {
            Channel::Trade => {
                let goods = pair.imports.map_or(none, |t| s.trade_bn[t])
                    + pair.exports.map_or(none, |t| s.trade_bn[t]);
                part(goods, s.exports_bn[client] + s.imports_bn[client])
            }
            Channel::Credit => tie(pair.credit, &s.debt_bn, &self.credit),
            Channel::Remittance => tie(pair.remittance, &s.remittance_bn, &self.remittance),
            Channel::Arms => tie(pair.arms, &s.arms_share, &self.arms),
            Channel::Transit => tie(pair.transit, &s.transit_share, &self.transit),
            Channel::Security => tie(pair.security, &s.guarantee, &self.security),
            Channel::Diplomacy => tie(pair.diplomacy, &s.diplomacy, &self.diplomacy),
            Channel::Settlement => none,
        }
    }
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
