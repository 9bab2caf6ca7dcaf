//! Transplants: a scenario with some of its wholes taken from another one.
//!
//! A whole is what two scenarios can differ in and what can bear on an outcome: an actor, a region,
//! a tie, an event, a parameter. Titles, sources, claims and reports bear on none.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use toml::Value;

use super::listing::{Said, sections};
use super::meaning::{Event, MetricRef, Scenario, Trigger};
use super::variant::without;

/// A whole in which two scenarios differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Its key path: `events.embargo`, `ties.trade.CHN.RUS`, `parameters.friction.tail`.
    pub path: String,
    /// Whether the first and the second scenario declare it.
    pub before: bool,
    pub after: bool,
    /// Every word by which either scenario's statement could name another whole.
    words: BTreeSet<String>,
}

impl Whole {
    /// The section of the file to which it belongs: `events`.
    pub fn section(&self) -> &str {
        self.path.split_once('.').map_or(self.path.as_str(), |(section, _)| section)
    }

    /// Its name within its section: `embargo`, `trade.CHN.RUS`.
    pub fn id(&self) -> &str {
        self.path.split_once('.').map_or("", |(_, id)| id)
    }

    /// Whether only one of the scenarios declares it.
    fn one_sided(&self) -> bool {
        self.before != self.after
    }

    /// Whether `other` cannot be exchanged without this one: this one is declared on one side only,
    /// and the other names it. An event that is not there can stand as one that never happens,
    /// unless an agenda starts it.
    fn carries(&self, other: &Whole) -> bool {
        let declares = match self.section() {
            "actors" | "axes" | "regions" | "institutions" => true,
            "events" => other.section() == "institutions",
            _ => false,
        };
        declares && self.one_sided() && other.words.contains(self.id())
    }
}

/// Sections whose statements bear on outcomes.
const BEARING: [&str; 9] = [
    "axes",
    "actors",
    "regions",
    "institutions",
    "ties",
    "mirrors",
    "events",
    "parameters",
    "correlations",
];

/// What a scenario says of each whole, and every word in it.
type Statements = IndexMap<String, (Vec<String>, BTreeSet<String>)>;

/// The wholes in which two scenarios differ, in the order of the format.
pub fn wholes(before: &Scenario, after: &Scenario) -> Vec<Whole> {
    let (old, new) = (statements(before), statements(after));
    let mut all: Vec<Whole> = Vec::new();
    for path in old.keys().chain(new.keys().filter(|path| !old.contains_key(*path))) {
        let (was, is) = (old.get(path), new.get(path));
        if was.map(|(said, _)| said) != is.map(|(said, _)| said) {
            let words = [was, is].into_iter().flatten().flat_map(|(_, words)| words.clone());
            let (before, after) = (was.is_some(), is.is_some());
            all.push(Whole { path: path.clone(), before, after, words: words.collect() });
        }
    }
    all.sort_by_key(|whole| BEARING.iter().position(|section| *section == whole.section()));
    all
}

/// The wholes in groups that can be exchanged each without the others: an actor that only one
/// scenario has goes with the ties that name it.
pub fn exchangeable(wholes: Vec<Whole>) -> Vec<Vec<Whole>> {
    let mut groups: Vec<Vec<Whole>> = Vec::new();
    for whole in wholes {
        let bound =
            |group: &Vec<Whole>| group.iter().any(|w| w.carries(&whole) || whole.carries(w));
        let (together, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(bound);
        let mut group: Vec<Whole> = together.into_iter().flatten().collect();
        group.push(whole);
        apart.push(group);
        groups = apart;
    }
    groups
}

fn statements(scenario: &Scenario) -> Statements {
    let mut all = Statements::new();
    for section in sections(scenario) {
        let apart = section.path.starts_with("parameters.");
        for (key, said) in &section.lines {
            let item = if apart { format!("{}.{key}", section.path) } else { section.item.clone() };
            if !BEARING.iter().any(|bearing| item.split('.').next() == Some(*bearing)) {
                continue;
            }
            let (lines, words) = all.entry(item).or_default();
            words.extend(section.path.split('.').map(str::to_string));
            words.insert(key.clone());
            // Where a number comes from bears on no outcome.
            let said = match said {
                Said::Plain(_) if key == "origin" => continue,
                Said::Plain(value) => {
                    named(value, words);
                    value.to_string()
                }
                Said::Figure(quantity, _) => format!("{:?}", quantity.distribution),
                Said::Variant(_) => continue,
            };
            lines.push(format!("{}.{key} = {said}", section.path));
        }
    }
    all
}

/// Collects the words of a value by which it could name something.
fn named(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let apart = |c: char| !(c.is_alphanumeric() || c == '_' || c == '-');
            words.extend(text.split(apart).map(str::to_string));
        }
        Value::Array(list) => list.iter().for_each(|value| named(value, words)),
        _ => (),
    }
}

/// The scenario `base` with the wholes at `paths` taken from `other`; a whole that the other does
/// not declare goes. An event that is named by what stays is kept as one that never happens.
///
/// Wholes that [`exchangeable`] puts together must be taken together.
pub fn transplant(base: &Scenario, other: &Scenario, paths: &[String]) -> Scenario {
    let mut made = base.clone();
    for path in paths {
        let (section, id) = path.split_once('.').expect("a whole stands in a section");
        match section {
            "axes" => exchange(&mut made.axes, &other.axes, id),
            "actors" => exchange(&mut made.actors, &other.actors, id),
            "regions" => exchange(&mut made.regions, &other.regions, id),
            "institutions" => exchange(&mut made.institutions, &other.institutions, id),
            "events" => exchange(&mut made.events, &other.events, id),
            "parameters" => exchange(&mut made.parameters, &other.parameters, id),
            // A part of them need not be possible: they go together.
            "correlations" => made.correlations = other.correlations.clone(),
            "ties" => replace(&mut made.ties, &other.ties, |tie| {
                format!("{}.{}.{}", tie.channel.word(), tie.from, tie.to) == id
            }),
            "mirrors" => replace(&mut made.mirrors, &other.mirrors, |mirror| {
                format!("{}.{}.{}", mirror.reporter, mirror.from, mirror.to) == id
            }),
            _ => unreachable!("`{path}` bears on no outcome"),
        }
    }
    keep_what_is_named(&mut made, [base, other]);
    made
}

fn exchange<T: Clone>(table: &mut IndexMap<String, T>, other: &IndexMap<String, T>, id: &str) {
    match other.get(id) {
        Some(entry) => _ = table.insert(id.to_string(), entry.clone()),
        None => _ = table.shift_remove(id),
    }
}

fn replace<T: Clone>(list: &mut Vec<T>, other: &[T], is: impl Fn(&T) -> bool) {
    list.retain(|row| !is(row));
    list.extend(other.iter().filter(|row| is(row)).cloned());
}

/// Brings back, as events that never happen, those that are named and not there.
fn keep_what_is_named(made: &mut Scenario, sources: [&Scenario; 2]) {
    loop {
        let agenda = made.institutions.values().flat_map(|i| i.agenda.values());
        let started = agenda.filter_map(|item| item.starts.clone());
        let named = made.events.values().flat_map(named_events).chain(started);
        let Some(missing) = named.into_iter().find(|id| !made.events.contains_key(id)) else {
            return;
        };
        let event = sources.iter().find_map(|scenario| scenario.events.get(&missing));
        made.events.insert(missing.clone(), event.expect("either scenario declares it").clone());
        *made = without(made, &[missing]);
    }
}

/// The events that an event names.
fn named_events(event: &Event) -> Vec<String> {
    let metric = match &event.trigger {
        Trigger::Hazard { metric, .. } => metric.as_ref(),
        Trigger::Condition { metric, .. } => Some(metric),
        Trigger::Scheduled(_) | Trigger::Agenda => None,
    };
    let of = |metric: &MetricRef| metric.subject.clone().filter(|_| metric.name == "event");
    let watched = metric.and_then(of);
    [event.requires.clone(), event.ended_by.clone(), watched].into_iter().flatten().collect()
}
