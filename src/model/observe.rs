//! What a run observes: the list of metrics with their subjects and objects.

use std::collections::HashMap;

use crate::metric::{self, Default as When, Entity, Kind, Metric};
use crate::scenario::{self, MetricRef, Scenario};
use crate::world::{ActorIx, World};

use super::build::Names;

/// A metric of one subject and object, observed at every step.
#[derive(Clone, Debug)]
pub struct Observation {
    /// `trade_share[KAZ,CHN]`
    pub label: String,
    pub metric: &'static Metric,
    pub subject: Option<String>,
    pub object: Option<String>,
    pub(crate) subject_ix: Entity,
    pub(crate) object_ix: Entity,
}

/// An observation at one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Index among the model's observations.
    pub observation: usize,
    /// 0 is the base year.
    pub step: u32,
}

/// Worlds with more trade ties than this keep no pairs that nobody asked for.
const MOST_TIES_WITH_PAIRS: usize = 500;

/// The list while it is made.
#[derive(Debug, Default)]
pub(super) struct Observations {
    pub list: Vec<Observation>,
    by_label: HashMap<String, usize>,
}

impl Observations {
    /// Observes a metric and says where it stands in the list.
    pub fn add(&mut self, scenario: &Scenario, names: &Names, asked: &MetricRef) -> usize {
        let label = asked.to_string();
        if let Some(&ix) = self.by_label.get(&label) {
            return ix;
        }
        let metric = metric::metric(&asked.name).expect("the metric exists: validation says so");
        let entity = |kind: Kind, name: &Option<String>| {
            let Some(name) = name else {
                return Entity::None;
            };
            match kind {
                Kind::None => Entity::None,
                Kind::Actor | Kind::Power => Entity::Actor(names.actors[name]),
                Kind::Region => Entity::Region(names.regions[name]),
                Kind::Axis => Entity::Axis(names.axes[name]),
                Kind::Event => Entity::Event(names.events[name]),
                Kind::Agenda => Entity::Agenda(names.agenda[name]),
            }
        };
        let _ = scenario;
        self.list.push(Observation {
            subject_ix: entity(metric.subject, &asked.subject),
            object_ix: entity(metric.object, &asked.object),
            metric,
            subject: asked.subject.clone(),
            object: asked.object.clone(),
            label: label.clone(),
        });
        self.by_label.insert(label, self.list.len() - 1);
        self.list.len() - 1
    }

    /// Everything that an outcome keeps unasked, or that the scenario's `[metrics]` names.
    pub fn add_kept(&mut self, scenario: &Scenario, names: &Names, world: &World) {
        let named = &scenario.keep.metrics;
        let few = world.trade.len() <= MOST_TIES_WITH_PAIRS;
        for metric in metric::METRICS {
            let wanted = match metric.default {
                _ if !named.is_empty() => named.iter().any(|name| name == metric.name),
                When::Always | When::Uncertain => true,
                When::Pairs => few,
                When::Asked => false,
            };
            if wanted {
                for asked in every(metric, scenario, names, world) {
                    if metric.default == When::Uncertain && is_certain(scenario, &asked) {
                        continue;
                    }
                    self.add(scenario, names, &asked);
                }
            }
        }
        for asked in &scenario.keep.extra {
            self.add(scenario, names, asked);
        }
    }
}

/// The metric for each of its subjects and objects, by id.
fn every(metric: &Metric, scenario: &Scenario, names: &Names, world: &World) -> Vec<MetricRef> {
    let subjects = ids(metric.subject, scenario, names, world);
    let objects = ids(metric.object, scenario, names, world);
    let mut all = Vec::new();
    for subject in &subjects {
        for object in &objects {
            if let (Some(a), Some(b)) = (subject, object)
                && metric.object != Kind::Axis
                && metric.subject != Kind::Region
                && !tied_with_power(names, world, a, b)
            {
                continue;
            }
            all.push(MetricRef {
                name: metric.name.into(),
                subject: subject.clone(),
                object: object.clone(),
            });
        }
    }
    all
}

fn ids(kind: Kind, scenario: &Scenario, names: &Names, world: &World) -> Vec<Option<String>> {
    let all = |ids: Vec<String>| ids.into_iter().map(Some).collect();
    match kind {
        Kind::None => vec![None],
        Kind::Actor => all(names.actors.keys().cloned().collect()),
        Kind::Power => {
            let powers = names.actors.iter().filter(|(_, ix)| world.actors[**ix].power);
            all(powers.map(|(id, _)| id.clone()).collect())
        }
        Kind::Region => all(names.regions.keys().cloned().collect()),
        Kind::Axis => all(names.axes.keys().cloned().collect()),
        Kind::Event => all(scenario.events.keys().cloned().collect()),
        Kind::Agenda => all(names.agenda.keys().cloned().collect()),
    }
}

/// Whether the metric's event happens at one date in every run.
fn is_certain(scenario: &Scenario, asked: &MetricRef) -> bool {
    let Some(event) = asked.subject.as_ref().and_then(|id| scenario.events.get(id)) else {
        return true;
    };
    let required = |id: &String| MetricRef { subject: Some(id.clone()), ..asked.clone() };
    matches!(event.trigger, scenario::Trigger::Scheduled(_))
        && event.probability.is_none()
        && event.requires.as_ref().is_none_or(|id| is_certain(scenario, &required(id)))
}

/// Whether two actors are tied and one of them is a power.
fn tied_with_power(names: &Names, world: &World, a: &str, b: &str) -> bool {
    let (a, b): (ActorIx, ActorIx) = (names.actors[a], names.actors[b]);
    let power = world.actors[a].power || world.actors[b].power;
    a != b && power && names.pairs.contains_key(&(a, b))
}
