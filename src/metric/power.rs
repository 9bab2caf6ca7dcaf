//! Power indices as shares of their sum over actors: swappable, since the standard ones disagree.

use crate::numeric::Real;
use crate::world::ActorIx;

use super::{Entity, View};

/// The index that the run's structure uses in influence.
pub(super) fn chosen<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    v.state.power_share[actor.actor()]
}

/// GDP.
pub(super) fn gdp<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| v.gdp_bn(ix))
}

/// Capabilities: CINC of the base year moved by `security`.
pub(super) fn cinc<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| {
        let base = v.world.actors[ix].cinc.map_or(R::splat(0.0), |n| v.number(n));
        base * v.state.capability_log[ix].exp()
    })
}

/// Military spending of the base year, moved like capabilities.
pub(super) fn military<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| {
        let base = v.world.actors[ix].milex.map_or(R::splat(0.0), |n| v.number(n));
        base * v.state.capability_log[ix].exp()
    })
}

/// GDP times GDP per capita (Beckley 2018).
pub(super) fn net<R: Real>(v: &View<R>, actor: Entity, _: Entity) -> R {
    share(v, actor, |ix| v.gdp_bn(ix) * v.gdp_bn(ix) / v.number(v.world.actors[ix].population))
}

/// Share in the sum over actors with a tie: who is tied to nobody is in no balance.
fn share<R: Real>(v: &View<R>, actor: Entity, index: impl Fn(ActorIx) -> R) -> R {
    let tied = v.world.actors.iter().filter(|(_, actor)| !actor.as_client.is_empty());
    let all = tied.fold(R::splat(0.0), |sum, (ix, _)| sum + index(ix));
    index(actor.actor()) / all.max(R::splat(1e-300))
}
