//! The junior-partner index: how far the first actor stands below the second.
//!
//! Mean of five components, each from −1 to 1 and positive where the first is the junior:
//!
//! 1. difference in vulnerability, `tanh((V_ij − V_ji)/0.1)`;
//! 2. power, `(P_j − P_i)/(P_j + P_i)`, the log power ratio squashed;
//! 3. settlement, share of i's exports in j's currency less the reverse;
//! 4. technology, j's share of i's imports other than energy less the reverse;
//! 5. lack of outside options, j's share of all that i would lose less the reverse.
//!
//! It is always shown with its range over leaving out one component.

use crate::numeric::Real;
use crate::world::ActorIx;

use super::{Entity, View};

/// Scale of a telling difference in vulnerability: a tenth of income.
const TELLING: f64 = 0.1;

/// Mean of the components.
#[inline(always)]
pub(super) fn index<R: Real>(v: &View<R>, junior: Entity, senior: Entity) -> R {
    let parts = components(v, junior.actor(), senior.actor());
    parts.iter().fold(R::splat(0.0), |sum, &part| sum + part) / parts.len() as f64
}

/// Lowest mean that leaves out one component.
#[inline(always)]
pub(super) fn low<R: Real>(v: &View<R>, junior: Entity, senior: Entity) -> R {
    leave_one_out(v, junior, senior, R::min)
}

/// Highest mean that leaves out one component.
#[inline(always)]
pub(super) fn high<R: Real>(v: &View<R>, junior: Entity, senior: Entity) -> R {
    leave_one_out(v, junior, senior, R::max)
}

#[inline(always)]
fn leave_one_out<R: Real>(v: &View<R>, i: Entity, j: Entity, pick: impl Fn(R, R) -> R) -> R {
    let parts = components(v, i.actor(), j.actor());
    let sum = parts.iter().fold(R::splat(0.0), |sum, &part| sum + part);
    let without = parts.map(|part| (sum - part) / (parts.len() - 1) as f64);
    without.into_iter().reduce(pick).expect("there are five components")
}

#[inline(always)]
fn components<R: Real>(v: &View<R>, i: ActorIx, j: ActorIx) -> [R; 5] {
    let loss = |a: ActorIx, b: ActorIx| v.of_pair(&v.state.vulnerability, a, b);
    let (p_i, p_j) = (v.state.power_share[i], v.state.power_share[j]);
    [
        ((loss(i, j) - loss(j, i)) / TELLING).tanh(),
        (p_j - p_i) / (p_j + p_i).max(R::tiny()),
        settled(v, j, i) - settled(v, i, j),
        technology(v, i, j) - technology(v, j, i),
        no_other(v, i, loss(i, j)) - no_other(v, j, loss(j, i)),
    ]
}

/// Share of the user's exports settled in the issuer's currency.
#[inline(always)]
fn settled<R: Real>(v: &View<R>, issuer: ActorIx, user: ActorIx) -> R {
    let mut ties = v.world.settlement.iter();
    let tie = ties.find(|(_, tie)| tie.from == issuer && tie.to == user);
    v.state.settlement_share.or_zero(tie.map(|(ix, _)| ix))
}

/// The supplier's share of the client's imports other than energy.
#[inline(always)]
fn technology<R: Real>(v: &View<R>, client: ActorIx, supplier: ActorIx) -> R {
    let other = |tie| v.state.flow_bn[v.world.trade[tie].other];
    let (mut all, mut from) = (R::splat(0.0), R::splat(0.0));
    for &pair in &v.world.actors[client].as_client {
        let pair = &v.world.pairs[pair];
        if let Some(tie) = pair.imports {
            all += other(tie);
            if pair.partner == supplier {
                from += other(tie);
            }
        }
    }
    from / all.max(R::tiny())
}

/// One loss as a share of all that the client would lose, partner by partner.
#[inline(always)]
fn no_other<R: Real>(v: &View<R>, client: ActorIx, loss: R) -> R {
    let mut all = R::splat(0.0);
    for &pair in &v.world.actors[client].as_client {
        all += v.state.vulnerability[pair];
    }
    loss / all.max(R::tiny())
}
