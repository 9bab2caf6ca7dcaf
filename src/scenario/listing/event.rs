//! Events: triggers and effects.

use super::Section;
use crate::scenario::effect::shape_of;
use crate::scenario::meaning::{Effect, Event, Goods, Trigger};
use crate::scenario::section;
use crate::scenario::word::Word as _;

/// An event, its trigger and its effects.
pub fn event<'a>(id: &str, event: &'a Event) -> Vec<Section<'a>> {
    let path = format!("events.{id}");
    let whole = Section::new(path.as_str(), &section::EVENT).say("title", event.title.clone());
    let whole = match &event.trigger {
        Trigger::Scheduled(date) => whole.say("date", date.to_string()),
        Trigger::Agenda => whole.say("agenda", true),
        Trigger::Hazard { .. } | Trigger::Condition { .. } => whole,
    };
    let whole = whole
        .figure("probability", event.probability.as_ref())
        .maybe("requires", event.requires.clone())
        .maybe("ended_by", event.ended_by.clone())
        .figure("anticipation_years", event.anticipation_years.as_ref())
        .figure("anticipation", event.anticipation.as_ref())
        .figure("initial", event.initial.as_ref())
        .figure("ramp_years", event.ramp_years.as_ref())
        .figure("duration_years", event.duration_years.as_ref())
        .figure("fade_years", event.fade_years.as_ref())
        .origin(&event.provenance);
    let effects = event.effects.iter().enumerate();
    let effects = effects.map(|(at, e)| effect(&path, at, e));
    std::iter::once(whole).chain(trigger(&path, &event.trigger)).chain(effects).collect()
}

/// The table of a random or conditional trigger.
fn trigger<'a>(path: &str, trigger: &'a Trigger) -> Option<Section<'a>> {
    match trigger {
        Trigger::Scheduled(_) | Trigger::Agenda => None,
        Trigger::Hazard { rate, from, until, metric, slope, level } => Some(
            Section::part(format!("{path}.hazard"), path, &section::HAZARD)
                .figure("rate", rate)
                .maybe("from", from.map(|date| date.to_string()))
                .maybe("until", until.map(|date| date.to_string()))
                .maybe("metric", metric.as_ref().map(ToString::to_string))
                .figure("slope", slope.as_ref())
                .figure("level", level.as_ref()),
        ),
        Trigger::Condition { metric, above, level, for_steps } => Some(
            Section::part(format!("{path}.when"), path, &section::CONDITION)
                .say("metric", metric.to_string())
                .figure(if *above { "above" } else { "below" }, level)
                .say("for_steps", *for_steps),
        ),
    }
}

fn effect<'a>(event: &str, at: usize, effect: &'a Effect) -> Section<'a> {
    let goods = (effect.goods != Goods::All).then(|| effect.goods.word());
    let element =
        Section::element(&format!("{event}.effects"), &at.to_string(), shape_of(effect.kind))
            .say("kind", effect.kind.word())
            .maybe("goods", goods)
            .list("from", &effect.from)
            .list("to", &effect.to)
            .maybe("axis", effect.axis.clone())
            .maybe("institution", effect.institution.clone())
            .figure("size", effect.size.as_ref());
    Section { item: event.to_string(), ..element }
}
