//! Power indices as shares of their sum over actors: swappable, since the standard ones disagree.

use crate::numeric::Real;
use crate::world::ActorIx;

use super::{Entity, View};

/// The index that the run's structure uses in influence.
#[inline(always)]
pub(super) fn chosen<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    v.state.power_share[actor.actor()]
}

/// GDP.
#[inline(always)]
pub(super) fn gdp<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| v.gdp_bn(ix))
}

/// Capabilities: CINC of the base year moved by `security`.
#[inline(always)]
pub(super) fn cinc<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| {
        v.numbers.or_zero(v.world.actors[ix].cinc) * v.state.capability_log[ix].exp()
    })
}

/// Military spending of the base year, moved like capabilities.
#[inline(always)]
pub(super) fn military<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| {
        v.numbers.or_zero(v.world.actors[ix].milex) * v.state.capability_log[ix].exp()
    })
}

/// GDP times GDP per capita (Beckley 2018).
#[inline(always)]
pub(super) fn net<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| v.gdp_bn(ix) * v.gdp_bn(ix) / v.number(v.world.actors[ix].population))
}

/// Share in the sum over actors with a tie: who is tied to nobody is in no balance.
#[inline(always)]
fn share<R: Real>(v: &View<R>, actor: Entity, index: impl Fn(ActorIx) -> R) -> R {
    let (mut all, mut own) = (R::splat(0.0), R::splat(0.0));
    for (ix, other) in v.world.actors.iter() {
        let value = index(ix);
        if !other.as_client.is_empty() {
            all += value;
        }
        if ix == actor.actor() {
            own = value;
        }
    }
    own / all.max(R::tiny())
}
