//! Actors, regions and axes.

use crate::scenario::cursor::Cursor;
use crate::scenario::meaning::{Actor, ActorKind, Axis, Region};
use crate::scenario::word::Word;
use crate::world::Channel;

pub fn actor(_: &str, actor: &Cursor) -> Option<Actor> {
    let weights = actor.quantities("influence_weights").into_iter();
    Some(Actor {
        name: actor.text("name")?,
        kind: actor.word("kind").unwrap_or(ActorKind::State),
        power: actor.flag("power").unwrap_or(false),
        bloc: actor.text("bloc"),
        gdp: actor.quantity("gdp_usd_bn")?,
        population: actor.quantity("population_mn")?,
        milex: actor.quantity("milex_usd_bn"),
        cinc: actor.quantity("cinc"),
        growth: actor.quantity("growth_per_year")?,
        growth_long_run: actor.quantity("growth_long_run_per_year"),
        volatility: actor.quantity("volatility_per_year")?,
        world_beta: actor.quantity("world_beta")?,
        oil_elasticity: actor.quantity("oil_elasticity")?,
        trade_noise: actor.quantity("trade_noise"),
        export_trend: actor.quantity("export_trend_per_year"),
        value_added: actor.quantity("value_added_share"),
        arms_bill: actor.quantity("arms_bill_share"),
        stubbornness: actor.quantity("stubbornness"),
        transit_ease: actor.quantity("transit_ease"),
        positions: actor.quantities("positions"),
        influence_weights: weights
            .filter_map(|(id, weight)| Some((<Channel as Word>::of_word(&id)?, weight)))
            .collect(),
    })
}

pub fn region(_: &str, region: &Cursor) -> Option<Region> {
    Some(Region {
        name: region.text("name")?,
        members: region.texts("members"),
        institution: region.text("institution"),
        except: region.texts("except"),
        powers_are_clients: region.flag("powers_are_clients").unwrap_or(false),
    })
}

pub fn axis(_: &str, axis: &Cursor) -> Option<Axis> {
    Some(Axis {
        name: axis.text("name")?,
        unit: axis.text("unit")?,
        low: axis.number("low")?,
        high: axis.number("high")?,
        scale: axis.number("scale")?,
        observed: axis.flag("observed")?,
        meaning: axis.text("meaning")?,
    })
}
