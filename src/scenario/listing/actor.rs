//! Sources, axes, actors and regions.

use super::Section;
use crate::scenario::meaning::{Actor, Axis, Region, Source};
use crate::scenario::section;
use crate::scenario::word::Word;

pub fn source<'a>(id: &str, source: &'a Source) -> Section<'a> {
    Section::new(format!("sources.{id}"), &section::SOURCE)
        .say("title", source.title.clone())
        .maybe("publisher", source.publisher.clone())
        .maybe("year", source.year)
        .maybe("url", source.url.clone())
        .maybe("note", source.note.clone())
}

pub fn axis<'a>(id: &str, axis: &'a Axis) -> Section<'a> {
    Section::new(format!("axes.{id}"), &section::AXIS)
        .say("name", axis.name.clone())
        .say("unit", axis.unit.clone())
        .say("low", axis.low)
        .say("high", axis.high)
        .say("scale", axis.scale)
        .say("observed", axis.observed)
        .say("meaning", axis.meaning.clone())
}

/// An actor, its positions and its influence weights.
pub fn actor<'a>(id: &str, actor: &'a Actor) -> [Section<'a>; 3] {
    let path = format!("actors.{id}");
    let part = |key: &str| Section::part(format!("{path}.{key}"), &path, &section::ACTOR);
    let positions = actor.positions.iter().map(|(axis, q)| (axis.as_str(), q));
    let weights = actor.influence_weights.iter();
    let weights = weights.map(|(channel, q)| (<_ as Word>::word(*channel), q));
    let figures = Section::new(path.as_str(), &section::ACTOR)
        .say("name", actor.name.clone())
        .say("kind", actor.kind.word())
        .flag("power", actor.power)
        .maybe("bloc", actor.bloc.clone())
        .figure("gdp_usd_bn", &actor.gdp)
        .figure("population_mn", &actor.population)
        .figure("milex_usd_bn", actor.milex.as_ref())
        .figure("cinc", actor.cinc.as_ref())
        .figure("growth_per_year", &actor.growth)
        .figure("growth_long_run_per_year", actor.growth_long_run.as_ref())
        .figure("volatility_per_year", &actor.volatility)
        .figure("world_beta", &actor.world_beta)
        .figure("oil_elasticity", &actor.oil_elasticity)
        .figure("trade_noise", actor.trade_noise.as_ref())
        .figure("export_trend_per_year", actor.export_trend.as_ref())
        .figure("value_added_share", actor.value_added.as_ref())
        .figure("arms_bill_share", actor.arms_bill.as_ref())
        .figure("stubbornness", actor.stubbornness.as_ref())
        .figure("transit_ease", actor.transit_ease.as_ref());
    let positions = part("positions").figures(positions, "");
    [figures, positions, part("influence_weights").figures(weights, "index")]
}

pub fn region<'a>(id: &str, region: &'a Region) -> Section<'a> {
    Section::new(format!("regions.{id}"), &section::REGION)
        .say("name", region.name.clone())
        .list("members", &region.members)
        .maybe("institution", region.institution.clone())
        .list("except", &region.except)
        .flag("powers_are_clients", region.powers_are_clients)
}
