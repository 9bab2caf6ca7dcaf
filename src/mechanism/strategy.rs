//! Strategy: clients limit what they depend on, fear drives them off, and losers court.
//!
//! # Equation
//! ```text
//! tol_ij = max(t0, (1+margin) V_ij(base)) · (1 − θ tanh threat_ij)                     (strategy.1)
//! target = h_max tanh((V/tol − 1)₊ / w) , de-meaned over powers                         (strategy.2)
//! Δh = (1−e^{−κΔ})(target − h)                                                        (strategy.3)
//! Δd = (1−e^{−κΔ})(ψ tanh threat − d)                                                  (strategy.4)
//! court_j = tanh( (share_j(base) − share_j)₊ / w_c )                                   (strategy.5)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | V | `vulnerability` | loss of the client without the power | 0–1 | dependence |
//! | threat | `threat` | fear of the power | index | event |
//! | tol | | vulnerability that the client tolerates | 0–1 | here |
//! | h | `strategic_barrier` | barrier against the power (negative: an alternative gains) | log | here |
//! | d | `derisking` | effort to need the power less | 0–1 | field, written here |
//! | court | `courting` | effort to win third parties | 0–1 | field, written here |
//!
//! Fear reaches ties through derisking: lending, arms, transit, guarantees and logistics read it.
//! # Reads
//! vulnerability, threat, influence_mean
//! # Writes
//! strategic_barrier, derisking, courting
//! # Draws
//! none
//! # Limits
//! at the base nothing is tolerated less than it is ⇒ no barrier · barriers of a client sum to zero over
//! powers · no threat ⇒ no derisking · no loss of share ⇒ no courting
//! # Leaves out
//! bargaining; anticipation of the other side's answer
//! # References
//! Hedging and balance of threat: Walt 1987; Clayton, Maggiori and Schreger, NBER WP 31852, 2023
//! (diversification against coercion).

use crate::numeric::Real;
use crate::world::{ActorIx, State};

use super::{Context, parameter::parameters};

parameters! { strategy:
    /// Vulnerability to one power that every client tolerates.
    tolerance: "0-1", 0.001..=1.0, Uniform { low: 0.05, high: 0.15 },
        Judgement("assumed: half to all of what Central Asian states bear toward their first partner");
    /// Margin above the base vulnerability before a client acts.
    margin: "1", 0.0..=5.0, Uniform { low: 0.1, high: 0.5 },
        Judgement("assumed: nobody acts on the base year's own level");
    /// How far a saturated threat lowers tolerance.
    threat_tolerance: "1", 0.0..=1.0, Uniform { low: 0.0, high: 0.6 },
        Judgement("assumed: no coefficient in the literature");
    /// Highest barrier that a client raises.
    barrier_max: "log", 0.0..=3.0, Uniform { low: 0.05, high: 0.3 },
        Judgement("assumed: the order of the bloc effect (−12 %) up to twice it");
    /// Excess over tolerance at which the barrier nears its highest.
    width: "1", 0.01..=10.0, Uniform { low: 0.3, high: 1.0 },
        Judgement("assumed");
    /// Speed at which strategies take hold.
    speed_per_year: "per year", 0.0..=12.0, Uniform { low: 0.2, high: 0.8 },
        Judgement("assumed: policies take one to five years");
    /// Derisking under a saturated threat.
    threat_derisk: "0-1", -0.9..=0.9, Uniform { low: 0.0, high: 0.4 },
        Judgement("assumed: arms, transit and lending choices after 2014 as order of size");
    /// Loss of mean influence share at which a power courts near its hardest.
    courting_width: "0-1", 0.001..=1.0, Uniform { low: 0.02, high: 0.1 },
        Judgement("assumed");
}

/// Sets barriers, derisking (strategy.4) and courting (strategy.5).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.strategy;
    let none = R::splat(0.0);
    let closing = cx.closing(p.speed_per_year);
    for client in cx.world.actors.ids() {
        barriers(cx, s, client, closing);
    }
    for &ix in cx.world.actors.values().iter().flat_map(|client| &client.on_powers) {
        let wanted = p.threat_derisk * s.fear(ix);
        s.derisking[ix] = s.derisking[ix] + closing * (wanted - s.derisking[ix]);
    }
    for &power in &cx.world.powers {
        let lost = (cx.base().influence_mean[power] - s.influence_mean[power]).max(none);
        s.courting[power] = (lost / p.courting_width).tanh();
    }
}

/// (strategy.1), (strategy.2) and (strategy.3) for one client over all powers.
#[inline(always)]
fn barriers<R: Real>(cx: &Context<R>, s: &mut State<R>, client: ActorIx, closing: R) {
    let p = &cx.parameters.strategy;
    let none = R::splat(0.0);
    let on_powers = &cx.world.actors[client].on_powers;
    let (mut sum, mut n) = (none, 0.0);
    let mut wanted = Vec::with_capacity(on_powers.len());
    for &pair in on_powers {
        let base = cx.base().vulnerability[pair] * (p.margin + 1.0);
        let fear = p.threat_tolerance * s.fear(pair);
        let tolerance = p.tolerance.max(base) * (-fear + 1.0);
        let excess = (s.vulnerability[pair] / tolerance.max(R::splat(1e-9)) - 1.0).max(none);
        let target = p.barrier_max * (excess / p.width).tanh();
        wanted.push(target);
        sum += target;
        n += 1.0;
    }
    for (&pair, target) in on_powers.iter().zip(wanted) {
        let target = target - sum / n;
        s.strategic_barrier[pair] =
            s.strategic_barrier[pair] + closing * (target - s.strategic_barrier[pair]);
    }
}
