//! The balance of power in a region: each power's share of influence over its clients.
//!
//! Powers among the members are clients only where the scenario says so. Where membership is by
//! date, a client weighs by the share of the step in which it is a member.

use crate::numeric::Real;
use crate::world::{ActorIx, RegionMember};

use super::{Entity, View};

/// Clients weigh alike.
pub(super) fn equal<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    mean(v, region, power, |_| R::splat(1.0), |client, power| influence(v, client, power))
}

/// Clients weigh by GDP.
pub(super) fn by_gdp<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    mean(v, region, power, |client| v.gdp_bn(client), |client, power| influence(v, client, power))
}

/// On trade alone: the power's share of a client's trade with all powers.
pub(super) fn trade_alone<R: Real>(v: &View<R>, region: Entity, power: Entity) -> R {
    let with = |client: ActorIx, power: ActorIx| {
        let (client, power) = (Entity::Actor(client), Entity::Actor(power));
        super::trade::turnover(v, client, power)
    };
    mean(
        v,
        region,
        power,
        |_| R::splat(1.0),
        |client, power| {
            let others = v.world.powers.iter().filter(|&&p| p != client);
            let all = others.fold(R::splat(0.0), |sum, &p| sum + with(client, p));
            with(client, power) / all.max(R::splat(1e-300))
        },
    )
}

fn influence<R: Real>(v: &View<R>, client: ActorIx, power: ActorIx) -> R {
    super::influence::share(v, Entity::Actor(power), Entity::Actor(client))
}

fn mean<R: Real>(
    v: &View<R>,
    region: Entity,
    power: Entity,
    weight: impl Fn(ActorIx) -> R,
    value: impl Fn(ActorIx, ActorIx) -> R,
) -> R {
    let power = power.actor();
    let (mut sum, mut weights) = (R::splat(0.0), R::splat(0.0));
    let members = &v.world.regions[region.region()].members;
    for member in members.iter().filter(|m| m.client && m.actor != power) {
        let weight = weight(member.actor) * present(v, member);
        sum += weight * value(member.actor, power);
        weights += weight;
    }
    sum / weights.max(R::splat(1e-300))
}

/// Share of the step in which it is a member.
pub(super) fn present<R: Real>(v: &View<R>, member: &RegionMember) -> R {
    member.seat.map_or(R::splat(1.0), |seat| v.state.membership[seat])
}
