//! Energy: another good. What is pushed out of one market finds others by their demand.
//!
//! # Equation
//! ```text
//! X̃_l = Xᶠ_l e^{fr} ,  h_l = (Xᶠ_l − X̃_l)₊ ,  D_o = Σ_d h , U_d = Σ_o h             (energy.1)
//! w_l = (1 − (1 − (1−e)e^{−barrier})/r)₊ ,  gain_l = π D_o w_l Q_d / Σ_d w Q             (energy.2)
//! shed_l = χ G_d X̃_l/(Σ_o X̃ + G_d) ,  refill_l = S_o w_l U_d / Σ_d w U                  (energy.3)
//! Δg_l = (1−e^{−λ_E Δ})((1−δ) gain + refill − shed − g_l) ,  X_l = (X̃_l + g_l)₊         (energy.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | Xᶠ | `frictionless_bn` | flow without friction | USD bn per year | shock |
//! | Q | | a buyer's whole energy demand, Σ_o Xᶠ | USD bn per year | here |
//! | D, U | | pushed out of the seller's markets; unmet at the buyer | USD bn per year | here |
//! | w, r | | welcome; the restriction at which none is left, one tenth | 1 | assumed |
//! | G, S | | gained by a buyer; freed at another seller | USD bn per year | here |
//! | π | `placed` | part of displaced energy that finds a buyer | 1 | parameter |
//! | χ | `crowding` | how far a buyer's gain replaces its other suppliers | 1 | parameter |
//! | δ | `discount` | price cut of the displaced seller | 1 | parameter |
//! | λ_E | `speed_per_year` | speed of rerouting | per year | parameter |
//! | g | `reroute_bn` | rerouted into the flow (or out of it) | USD bn per year | field, here |
//! | X | `energy_bn` | the flow | USD bn per year | field, written here |
//!
//! Buyers weigh by their total demand, not by their share in the seller's exports: a buyer that
//! bought little before can become the largest. A buyer that restricts the seller by a tenth or more
//! takes nothing of what others refuse.
//! # Reads
//! frictionless_bn, barrier_log, embargo, friction_log
//! # Writes
//! reroute_bn, energy_bn, energy_missing
//! # Draws
//! none
//! # Limits
//! no friction ⇒ nothing rerouted, missing = 0 exactly · with π = χ = 1 and δ = 0 no energy is lost
//! as long as every seller that sheds may sell to a buyer with unmet demand
//! # Leaves out
//! pipelines against ships; price caps as such (an event's barrier); stocks
//! # References
//! Redirection of Russian oil after 2022 in kind, not in size: Babina and others, NBER WP 31097, 2023.

use crate::numeric::Real;
use crate::world::{ActorIx, Per, State};

use super::{Context, parameter::parameters};

parameters! { energy:
    /// Part of the displaced energy that finds another buyer.
    placed: "1", 0.0..=1.0, Uniform { low: 0.5, high: 1.0 },
        Judgement("assumed: Iran 2012 placed about half, an unsanctioned seller nearly all");
    /// How far a buyer's new supply replaces its other suppliers.
    crowding: "1", 0.0..=1.0, Uniform { low: 0.5, high: 1.0 },
        Judgement("assumed: demand for energy is nearly fixed within a few years");
    /// Price cut of the displaced seller.
    discount: "1", 0.0..=0.9, Uniform { low: 0.05, high: 0.35 },
        Judgement("assumed: discounts of Iranian oil 2012–20");
    /// Speed of rerouting.
    speed_per_year: "per year", 0.0..=24.0, Uniform { low: 3.0, high: 6.0 },
        Judgement("assumed: tankers turn within a quarter");
}

type ByActor<R> = Per<ActorIx, R>;

/// The base year's flows are the frictionless ones.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for &ix in &cx.world.energy_flows {
        s.energy_bn[ix] = s.frictionless_bn[ix];
    }
}

/// Reroutes energy: gains (energy.2), sheds and refills (energy.3), and says what flows (energy.4).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let none = R::splat(0.0);
    let p = &cx.parameters.energy;
    let mut market = Market::read(cx, s);
    let bids = inverse(market.weigh(&market.demand));
    let unmet = inverse(market.weigh(&market.unmet));
    let mut gained: ByActor<R> = Per::filled(none, cx.world.actors.len());
    for flow in &mut market.flows {
        let bid = flow.welcome * market.demand[flow.buyer];
        flow.gain = p.placed * market.displaced[flow.seller] * (bid * bids[flow.seller]);
        gained[flow.buyer] += flow.gain;
    }
    let mut freed: ByActor<R> = Per::filled(none, cx.world.actors.len());
    let mut all = market.bought.clone();
    for (buyer, all) in all.iter_mut() {
        *all += gained[buyer];
    }
    let all = inverse(all);
    for flow in &mut market.flows {
        flow.shed = p.crowding * gained[flow.buyer] * (flow.left * all[flow.buyer]);
        freed[flow.seller] += flow.shed;
    }
    let closing = cx.closing(p.speed_per_year);
    for (flow, &ix) in market.flows.iter().zip(&cx.world.energy_flows) {
        let wanted = flow.welcome * market.unmet[flow.buyer];
        let refill = freed[flow.seller] * (wanted * unmet[flow.seller]);
        let target = (-p.discount + 1.0) * flow.gain + refill - flow.shed;
        let rerouted = s.reroute_bn[ix] + closing * (target - s.reroute_bn[ix]);
        s.reroute_bn[ix] = rerouted;
        s.energy_bn[ix] = (flow.left + rerouted).max(none);
        s.energy_missing[ix] = -part(s.energy_bn[ix], s.frictionless_bn[ix]) + 1.0;
    }
}

/// The energy market after friction and before rerouting.
struct Market<R> {
    /// In the order of the world's flows of energy.
    flows: Vec<Offer<R>>,
    /// By seller: pushed out.
    displaced: ByActor<R>,
    /// By buyer: whole demand, unmet part, still bought.
    demand: ByActor<R>,
    unmet: ByActor<R>,
    bought: ByActor<R>,
}

/// A flow of energy in the market.
struct Offer<R> {
    seller: ActorIx,
    buyer: ActorIx,
    /// What friction leaves of it, and how welcome more is.
    left: R,
    welcome: R,
    /// What it gains and sheds by rerouting.
    gain: R,
    shed: R,
}

impl<R: Real> Market<R> {
    /// (energy.1)
    #[inline(always)]
    fn read(cx: &Context<R>, s: &State<R>) -> Self {
        let none = R::splat(0.0);
        let actors = || Per::filled(none, cx.world.actors.len());
        let mut market = Market {
            flows: Vec::with_capacity(cx.world.energy_flows.len()),
            displaced: actors(),
            demand: actors(),
            unmet: actors(),
            bought: actors(),
        };
        for &ix in &cx.world.energy_flows {
            let flow = &cx.world.flows[ix];
            let (seller, buyer) = (flow.exporter, flow.importer);
            let free = s.frictionless_bn[ix];
            let left = free * s.friction_log[ix].exp();
            let missing = (free - left).max(none);
            let mut open = (-s.barrier_log[ix]).exp();
            if flow.restricted {
                open *= -s.embargo[ix] + 1.0;
            }
            let welcome = welcome(open);
            market.flows.push(Offer { seller, buyer, left, welcome, gain: none, shed: none });
            market.displaced[seller] += missing;
            market.unmet[buyer] += missing;
            market.demand[buyer] += free;
            market.bought[buyer] += left;
        }
        market
    }

    /// Sum over a seller's buyers of their weight, as far as more is welcome.
    #[inline(always)]
    fn weigh(&self, weight: &ByActor<R>) -> ByActor<R> {
        let mut sums: ByActor<R> = Per::filled(R::splat(0.0), weight.len());
        for flow in &self.flows {
            sums[flow.seller] += flow.welcome * weight[flow.buyer];
        }
        sums
    }
}

/// Restriction at which a buyer takes nothing of what others refuse.
const RESTRICTIVE: f64 = 0.1;

/// How welcome more of the seller's energy is: not at all to a buyer that restricts it itself.
#[inline(always)]
fn welcome<R: Real>(open: R) -> R {
    ((open - 1.0) * (1.0 / RESTRICTIVE) + 1.0).clamp(0.0, 1.0)
}

/// One over each actor's sum: what shares of it are multiplied by; zero where there is none.
#[inline(always)]
fn inverse<R: Real>(mut sums: ByActor<R>) -> ByActor<R> {
    for sum in sums.values_mut() {
        *sum = part(R::splat(1.0), *sum);
    }
    sums
}

/// `value / of`, zero where there is nothing to divide.
#[inline(always)]
fn part<R: Real>(value: R, of: R) -> R {
    let tiny = R::tiny();
    R::select(of.gt(tiny), value / of.max(tiny), R::splat(0.0))
}

#[cfg(test)]
mod tests {
    use super::{part, welcome};

    #[test]
    fn a_buyer_that_restricts_takes_no_more() {
        assert_eq!(welcome(1.0), 1.0);
        assert!(welcome(0.9).abs() < 1e-12);
        assert_eq!(welcome(0.3), 0.0);
        assert!((welcome(0.95) - 0.5_f64).abs() < 1e-12);
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!(part(1.0, 0.0), 0.0);
        assert_eq!(part(1.0, 4.0), 0.25);
    }
}
