//! Events: triggers and effects.

use indexmap::IndexMap;

use crate::scenario::cursor::Cursor;
use crate::scenario::meaning::{Actor, Effect, Event, Goods, Region, Trigger};
use crate::scenario::names::ALL;
use crate::scenario::quantity::provenance;

/// Who stands behind the names that effects use.
#[derive(Debug)]
pub struct Parties<'a> {
    actors: &'a IndexMap<String, Actor>,
    regions: &'a IndexMap<String, Region>,
}

impl<'a> Parties<'a> {
    pub fn new(
        actors: &'a IndexMap<String, Actor>,
        regions: &'a IndexMap<String, Region>,
    ) -> Parties<'a> {
        Parties { actors, regions }
    }

    /// The actors behind a list of names, each once.
    fn expand(&self, names: Vec<String>) -> Vec<String> {
        let mut actors: Vec<String> = Vec::new();
        for name in names {
            let behind: Vec<&String> = match self.regions.get(&name) {
                Some(region) => region.members.iter().collect(),
                None if name == ALL => self.actors.keys().collect(),
                None => vec![&name],
            };
            for actor in behind {
                if !actors.contains(actor) {
                    actors.push(actor.clone());
                }
            }
        }
        actors
    }
}

pub fn event(event: &Cursor, parties: &Parties) -> Option<Event> {
    let effects = event.list("effects", |_| None);
    Some(Event {
        title: event.text("title")?,
        trigger: trigger(event)?,
        probability: event.quantity("probability"),
        requires: event.text("requires"),
        ended_by: event.text("ended_by"),
        anticipation_years: event.quantity("anticipation_years"),
        anticipation: event.quantity("anticipation"),
        initial: event.quantity("initial"),
        ramp_years: event.quantity("ramp_years"),
        duration_years: event.quantity("duration_years"),
        fade_years: event.quantity("fade_years"),
        effects: effects.iter().filter_map(|e| effect(e, parties)).collect(),
        provenance: provenance(event.node.get("origin").unwrap_or(event.node)),
    })
}

fn trigger(event: &Cursor) -> Option<Trigger> {
    if let Some(date) = event.date("date") {
        return Some(Trigger::Scheduled(date));
    }
    if let Some(hazard) = event.section("hazard") {
        return Some(Trigger::Hazard {
            rate: hazard.quantity("rate")?,
            from: hazard.date("from"),
            until: hazard.date("until"),
            metric: hazard.metric("metric"),
            slope: hazard.quantity("slope"),
            level: hazard.quantity("level"),
        });
    }
    if let Some(when) = event.section("when") {
        let above = when.quantity("above");
        return Some(Trigger::Condition {
            metric: when.metric("metric")?,
            above: above.is_some(),
            level: above.or_else(|| when.quantity("below"))?,
            for_steps: when.whole("for_steps").unwrap_or(1),
        });
    }
    event.flag("agenda")?.then_some(Trigger::Agenda)
}

fn effect(effect: &Cursor, parties: &Parties) -> Option<Effect> {
    Some(Effect {
        kind: effect.word("kind")?,
        from: parties.expand(effect.texts("from")),
        to: parties.expand(effect.texts("to")),
        goods: effect.word("goods").unwrap_or(Goods::All),
        axis: effect.text("axis"),
        institution: effect.text("institution"),
        size: effect.quantity("size"),
    })
}
