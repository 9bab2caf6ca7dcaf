//! Events to indexes: order by requirement, triggers on observations, effects on single things.

use std::collections::BTreeSet;

use crate::numeric::name_hash;
use crate::scenario::{self, EffectKind, Goods, Scenario};
use crate::world::{
    ActorIx, Channel, Effect, Event, EventIx, FlowIx, HazardOn, Ix, LoanIx, NEVER, NumberIx,
    Target, Trigger, World, Years,
};

use super::build::{Names, sorted};
use super::number::Numbers;
use super::observe::Observations;

/// Event ids so that what an event requires (or is ended by) comes before it where that is possible.
pub(super) fn order(scenario: &Scenario) -> Vec<String> {
    let mut placed: Vec<String> = Vec::new();
    let mut left: Vec<&String> = sorted(&scenario.events).map(|(id, _)| id).collect();
    while !left.is_empty() {
        let ready = left.iter().position(|id| {
            let requires = &scenario.events[*id].requires;
            requires.as_ref().is_none_or(|r| placed.contains(r))
        });
        let next = left.remove(ready.expect("`requires` has no cycle: validation says so"));
        placed.push(next.clone());
    }
    placed
}

/// Flows into an importer that events restrict by barrier or embargo.
pub(super) fn sanctioned(scenario: &Scenario, world: &World, names: &Names) -> BTreeSet<FlowIx> {
    let restricts = |kind| matches!(kind, EffectKind::Barrier | EffectKind::Embargo);
    let effects = scenario.events.values().flat_map(|event| &event.effects);
    let restricting = effects.filter(|effect| restricts(effect.kind));
    restricting.flat_map(|effect| flows(world, names, effect)).collect()
}

/// Adds every event to the world.
pub(super) fn events(
    scenario: &Scenario,
    numbers: &mut Numbers,
    (world, names): (&mut World, &Names),
    observations: &mut Observations,
) {
    let mut loans = 0;
    for id in order(scenario) {
        let event = &scenario.events[&id];
        let mut effects = Vec::new();
        for effect in &event.effects {
            let unit = size_unit(effect.kind);
            let size = match &effect.size {
                Some(size) => numbers.figure(size, unit),
                None => numbers.assumed(
                    format!("events.{id}.membership"),
                    "0-1",
                    crate::numeric::Distribution::Constant(1.0),
                ),
            };
            let targets = targets(world, names, effect, LoanIx(loans));
            loans += u32::from(effect.kind == EffectKind::Loan);
            effects.extend(targets.into_iter().map(|target| Effect { target, size }));
        }
        let of = |id: &Option<String>| id.as_ref().map(|id| names.events[id]);
        let made = Event {
            hash: name_hash(&id),
            trigger: trigger(&id, event, scenario, numbers, (names, observations)),
            probability: numbers.optional(&event.probability, "0-1"),
            requires: of(&event.requires),
            ended_by: of(&event.ended_by),
            anticipation_years: numbers.optional(&event.anticipation_years, "years"),
            anticipation: numbers.optional(&event.anticipation, "0-1"),
            initial: numbers.optional(&event.initial, "0-1"),
            ramp_years: numbers.optional(&event.ramp_years, "years"),
            duration_years: numbers.optional(&event.duration_years, "years"),
            fade_years: numbers.optional(&event.fade_years, "years"),
            effects,
        };
        let ix: EventIx = world.events.push(made);
        assert_eq!(names.events[&id], ix, "events are numbered in the order of `order`");
    }
}

fn trigger(
    id: &str,
    event: &scenario::Event,
    scenario: &Scenario,
    numbers: &mut Numbers,
    (names, observations): (&Names, &mut Observations),
) -> Trigger {
    let start = |date: Option<crate::world::Date>, or: Years| date.map_or(or, |d| d.start());
    match &event.trigger {
        scenario::Trigger::Scheduled(date) => Trigger::Scheduled { date: date.start() },
        scenario::Trigger::Hazard { rate, from, until, metric, slope, level } => {
            let on = metric.as_ref().map(|metric| HazardOn {
                observation: observations.add(scenario, names, metric),
                slope: constant(numbers, slope, id, "slope", 1.0),
                level: constant(numbers, level, id, "level", 0.0),
            });
            let rate = numbers.figure(rate, "per year");
            Trigger::Hazard { rate, from: start(*from, -NEVER), until: start(*until, NEVER), on }
        }
        scenario::Trigger::Condition { metric, above, level, for_steps } => Trigger::Condition {
            observation: observations.add(scenario, names, metric),
            above: *above,
            level: numbers.figure(level, "of the metric"),
            for_steps: (*for_steps).max(1),
        },
        scenario::Trigger::Agenda => {
            let items = scenario.institutions.values().flat_map(|i| &i.agenda);
            let mut starts = items.filter(|(_, item)| item.starts.as_deref() == Some(id));
            let (item, _) = starts.next().expect("an agenda item starts it: validation says so");
            Trigger::Agenda { item: names.agenda[item] }
        }
    }
}

fn constant(
    numbers: &mut Numbers,
    given: &Option<scenario::Quantity>,
    id: &str,
    field: &str,
    value: f64,
) -> NumberIx {
    let law = crate::numeric::Distribution::Constant(value);
    numbers.or_assumed(given, format!("events.{id}.hazard.{field}"), "1", law)
}

fn size_unit(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Embargo | EffectKind::Membership => "0-1",
        EffectKind::Growth => "log per year",
        EffectKind::Threat => "index",
        EffectKind::Loan => "USD bn per year",
        EffectKind::Alignment => "axis units per year",
        EffectKind::Settlement => "per year",
        _ => "log",
    }
}

/// The flows of an effect's goods from its origins to its destinations.
fn flows(world: &World, names: &Names, effect: &scenario::Effect) -> Vec<FlowIx> {
    let ties = crossed(names, effect)
        .filter_map(|(from, to)| names.trade.get(&(from, to)))
        .map(|&ix| &world.trade[ix]);
    ties.flat_map(|tie| {
        let other = (effect.goods != Goods::Energy).then_some(tie.other);
        let energy = (effect.goods != Goods::Other).then_some(tie.energy).flatten();
        other.into_iter().chain(energy)
    })
    .collect()
}

/// Every origin with every destination but itself.
fn crossed(names: &Names, effect: &scenario::Effect) -> impl Iterator<Item = (ActorIx, ActorIx)> {
    let from: Vec<ActorIx> = effect.from.iter().map(|a| names.actors[a]).collect();
    let to: Vec<ActorIx> = effect.to.iter().map(|a| names.actors[a]).collect();
    from.into_iter()
        .flat_map(move |f| to.clone().into_iter().map(move |t| (f, t)))
        .filter(|(f, t)| f != t)
}

fn targets(world: &World, names: &Names, effect: &scenario::Effect, loan: LoanIx) -> Vec<Target> {
    let ties = |channel: Channel| {
        crossed(names, effect)
            .filter_map(move |(f, t)| names.ties.get(&(channel, f, t)).copied())
            .collect::<Vec<_>>()
    };
    let actors = || effect.to.iter().map(|a| names.actors[a]);
    let axis = || names.axes[effect.axis.as_ref().expect("alignment names an axis")];
    match effect.kind {
        EffectKind::Barrier => {
            flows(world, names, effect).into_iter().map(Target::Barrier).collect()
        }
        EffectKind::Embargo => {
            flows(world, names, effect).into_iter().map(Target::Embargo).collect()
        }
        EffectKind::Growth => actors().map(Target::Growth).collect(),
        EffectKind::Threat => {
            crossed(names, effect).map(|(f, t)| Target::Threat(names.pairs[&(t, f)])).collect()
        }
        EffectKind::Lending => ties(Channel::Credit).into_iter().map(Target::Lending).collect(),
        EffectKind::Loan => {
            ties(Channel::Credit).into_iter().map(|tie| Target::Loan(tie, loan)).collect()
        }
        EffectKind::Remittance => {
            ties(Channel::Remittance).into_iter().map(Target::Remittance).collect()
        }
        EffectKind::Arms => ties(Channel::Arms).into_iter().map(Target::Arms).collect(),
        EffectKind::Guarantee => {
            ties(Channel::Security).into_iter().map(Target::Guarantee).collect()
        }
        EffectKind::Diplomacy => {
            ties(Channel::Diplomacy).into_iter().map(Target::Diplomacy).collect()
        }
        EffectKind::Transit => ties(Channel::Transit).into_iter().map(Target::Transit).collect(),
        EffectKind::Alignment => actors().map(|a| Target::Alignment(a, axis())).collect(),
        EffectKind::Settlement => {
            ties(Channel::Settlement).into_iter().map(Target::Settlement).collect()
        }
        EffectKind::Pressure => {
            let on = |hub, target| {
                let routes = world.routes.iter();
                routes.filter(move |(_, r)| r.hub == hub && r.target == target).map(|(ix, _)| ix)
            };
            crossed(names, effect).flat_map(|(f, t)| on(f, t)).map(Target::Pressure).collect()
        }
        EffectKind::Oil => vec![Target::Oil],
        EffectKind::Membership => {
            let institution = effect.institution.as_ref().expect("membership names an institution");
            let seat = |actor| names.seats[&(institution.clone(), actor)];
            actors().map(|actor| Target::Seat(seat(actor))).collect()
        }
    }
}

/// Numbers events before they are built, so that they can name each other.
pub(super) fn number(scenario: &Scenario, names: &mut Names) {
    for (position, id) in order(scenario).into_iter().enumerate() {
        names.events.insert(id, EventIx::of(position));
    }
}
