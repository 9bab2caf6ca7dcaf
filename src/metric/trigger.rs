//! What happens rather than what follows: the oil price, events, decisions, barriers by strategy.

use crate::numeric::Real;

use super::{Entity, View};

/// Log of the oil price against the base year.
#[inline(always)]
pub(super) fn oil_price<R: Real>(v: &View<R>, _: Entity, _: Entity) -> R {
    v.state.oil_log
}

/// Strength of an event, mean over the step.
#[inline(always)]
pub(super) fn event<R: Real>(v: &View<R>, event: Entity, _: Entity) -> R {
    let Entity::Event(event) = event else { panic!("the metric's table says it is an event") };
    v.state.intensity[event]
}

/// When an event has happened, as seen at the end of the step.
pub(super) fn onset<R: Real>(v: &View<R>, event: Entity, _: Entity) -> R {
    let Entity::Event(event) = event else { panic!("the metric's table says it is an event") };
    let (since, by) = (v.state.onset[event], v.calendar.since_base(v.calendar.end(v.step)));
    let date = since + f64::from(v.calendar.base_year);
    R::select(since.lt(R::splat(by)), date, R::splat(f64::INFINITY))
}

/// Whether an agenda item has passed by the end of the step.
#[inline(always)]
pub(super) fn passed<R: Real>(v: &View<R>, item: Entity, _: Entity) -> R {
    let Entity::Agenda(item) = item else { panic!("the metric's table says it is an item") };
    let by = R::splat(v.calendar.since_base(v.calendar.end(v.step)));
    R::select(v.state.passed_at[item].le(by), R::splat(1.0), R::splat(0.0))
}

/// Barrier that a client raises against a power.
#[inline(always)]
pub(super) fn strategic_barrier<R: Real>(v: &View<R>, client: Entity, power: Entity) -> R {
    v.of_pair(&v.state.strategic_barrier, client.actor(), power.actor())
}
