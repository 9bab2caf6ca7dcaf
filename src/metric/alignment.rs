//! Where actors stand on the axes of alignment, and how far apart.

use crate::numeric::Real;

use super::{Entity, View};

/// Position on one axis.
#[inline(always)]
pub(super) fn position<R: Real>(v: &View<R>, actor: Entity, axis: Entity) -> R {
    let Entity::Axis(axis) = axis else { panic!("the metric's table says it is an axis") };
    v.state.position[actor.actor()][axis]
}

/// Distance over all axes.
#[inline(always)]
pub(super) fn distance<R: Real>(v: &View<R>, a: Entity, b: Entity) -> R {
    match v.world.pair(a.actor(), b.actor()) {
        Some(pair) => v.state.distance[pair],
        None => v.state.alignment_distance(v.world, a.actor(), b.actor()),
    }
}
