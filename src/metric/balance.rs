//! The balance of power in a region: each power's share of influence over its clients.
//!
//! Powers among the members are clients only where the scenario says so. Where membership is by
//! date, a client weighs by the share of the step in which it is a member.

use crate::numeric::Real;
use crate::world::RegionMember;

use super::trade::turnover;
use super::{Entity, View};

/// Clients weigh alike.
#[inline(always)]
pub(super) fn equal<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    let mut mean = Mean::default();
    for client in clients(v, region, power) {
        mean.add(present(v, client), influence(v, client, power));
    }
    mean.value()
}

/// Clients weigh by GDP.
#[inline(always)]
pub(super) fn by_gdp<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    let mut mean = Mean::default();
    for client in clients(v, region, power) {
        mean.add(v.gdp_bn(client.actor) * present(v, client), influence(v, client, power));
    }
    mean.value()
}

/// On trade alone: the power's share of a client's trade with all powers.
#[inline(always)]
pub(super) fn trade_alone<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    let mut mean = Mean::default();
    for client in clients(v, region, power) {
        let mut all = R::splat(0.0);
        let mut with_power = all;
        for &other in v.world.powers.iter().filter(|&&other| other != client.actor) {
            let trade = turnover(v, Entity::Actor(client.actor), Entity::Actor(other));
            all += trade;
            if other == power.actor() {
                with_power = trade;
            }
        }
        mean.add(present(v, client), with_power / all.max(R::tiny()));
    }
    mean.value()
}

#[inline(always)]
fn influence<R: Real>(v: &View<R>, client: &RegionMember, power: Entity) -> R {
    super::influence::share(v, power, Entity::Actor(client.actor))
}

/// The members that count in balances of a power.
#[inline(always)]
fn clients<'a, R: Real>(
    v: &View<'a, R>,
    region: Entity,
    power: Entity,
) -> impl Iterator<Item = &'a RegionMember> + use<'a, R> {
    let members = v.world.regions[region.region()].members.iter();
    members.filter(move |member| member.client && member.actor != power.actor())
}

/// A weighted mean in the making.
#[derive(Default)]
struct Mean<R> {
    sum: R,
    weights: R,
}

impl<R: Real> Mean<R> {
    #[inline(always)]
    fn add(&mut self, weight: R, value: R) {
        self.sum += weight * value;
        self.weights += weight;
    }

    #[inline(always)]
    fn value(self) -> R {
        self.sum / self.weights.max(R::tiny())
    }
}

/// Share of the step in which it is a member.
#[inline(always)]
pub(super) fn present<R: Real>(v: &View<R>, member: &RegionMember) -> R {
    v.state.membership.or(member.seat, 1.0)
}
