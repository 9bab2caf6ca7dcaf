//! Items: what a change is shared out over, and the scenario of each coalition of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::Distribution;
use crate::scenario::{self, Event, Scenario, Whole};

use super::order::{Coalition, Precedence};

/// Changed ties of one channel, mirrors, or parameters of one mechanism, from which on they make one
/// item.
const MANY: usize = 10;

/// Something that is there or not there: a change between two scenarios, or an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// `embargo`, `ties.trade`, or the name of a group.
    pub name: String,
    /// What it holds, by key path: `events.embargo`, `ties.trade.CHN.RUS`.
    pub paths: Vec<String>,
    /// Those of its paths that are taken from the second scenario.
    taken: Vec<String>,
    /// Events that never happen once the item has joined, and until it has.
    off_with: Vec<String>,
    off_without: Vec<String>,
    /// Mechanisms that are off until it has joined.
    mechanisms: Vec<&'static str>,
}

/// The items between two scenarios, or of one, and the order in which they join.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    base: &'a Scenario,
    other: Option<&'a Scenario>,
    pub list: Vec<Item>,
    /// Pairs of events of which the first joins before the second.
    first: Vec<(String, String)>,
}

impl<'a> Items<'a> {
    /// What leads from one scenario to another. An event that only one of the two lets happen
    /// brings the events that require it, each as an item of its own.
    pub fn between(before: &'a Scenario, after: &'a Scenario) -> Items<'a> {
        let groups = scenario::exchangeable(scenario::wholes(before, after));
        let mut list: Vec<Item> = gather(groups).into_iter().map(changed).collect();
        for (here, there, with) in [(after, before, true), (before, after, false)] {
            for id in set_off(here, there) {
                let path = format!("events.{id}");
                let place = list.iter().position(|item| item.paths.contains(&path));
                let place = place.unwrap_or_else(|| {
                    list.push(Item { name: id.clone(), paths: vec![path], ..Item::default() });
                    list.len() - 1
                });
                let off =
                    if with { &mut list[place].off_with } else { &mut list[place].off_without };
                off.push(id);
            }
        }
        let first = first_events(before, after);
        Items { base: before, other: Some(after), list, first }
    }

    /// The events of one scenario: all of them, or those named.
    pub fn of(scenario: &'a Scenario, events: &[String]) -> Items<'a> {
        let chosen = |id: &&String| events.is_empty() || events.contains(id);
        let item = |id: &String| Item {
            name: id.clone(),
            paths: vec![format!("events.{id}")],
            off_without: vec![id.clone()],
            ..Item::default()
        };
        let list: Vec<Item> = scenario.events.keys().filter(chosen).map(item).collect();
        let requires = scenario.events.iter().filter_map(|(id, event)| {
            event.requires.as_ref().map(|first| (first.clone(), id.clone()))
        });
        Items { base: scenario, other: None, first: requires.collect(), list }
    }

    /// No items yet: all of the scenario stands.
    pub fn empty(scenario: &'a Scenario) -> Items<'a> {
        Items { base: scenario, other: None, list: Vec::new(), first: Vec::new() }
    }

    /// Adds mechanisms as items: until one joins, what it writes keeps its base-year value.
    pub fn add_mechanisms(&mut self, names: &[&'static str]) {
        self.list.extend(names.iter().map(|&name| Item {
            name: name.to_string(),
            paths: vec![format!("mechanism {name}")],
            mechanisms: vec![name],
            ..Item::default()
        }));
    }

    /// Puts together the items that a group's patterns name; the first group that names an item has
    /// it. In a pattern `*` stands for any letters; a mechanism is named in full.
    ///
    /// # Errors
    /// The pattern that names no item.
    pub fn group(&mut self, groups: &[(String, Vec<String>)]) -> Result<(), String> {
        let named = |item: &Item, pattern: &str| {
            let id = |path: &str| path.strip_prefix("events.").map(str::to_string);
            if !item.mechanisms.is_empty() && pattern.contains('*') {
                return false;
            }
            let ids = item.paths.iter().filter_map(|path| id(path));
            let words = item.paths.iter().cloned().chain(ids).chain([item.name.clone()]);
            words.into_iter().any(|word| matches(pattern, &word))
        };
        for pattern in groups.iter().flat_map(|(_, patterns)| patterns) {
            if !self.list.iter().any(|item| named(item, pattern)) {
                return Err(pattern.clone());
            }
        }
        let mut left = std::mem::take(&mut self.list);
        for (name, patterns) in groups {
            let within = |item: &Item| patterns.iter().any(|pattern| named(item, pattern));
            let (inside, outside): (Vec<Item>, Vec<Item>) = left.into_iter().partition(within);
            left = outside;
            if let Some(whole) = inside.into_iter().reduce(join) {
                self.list.push(Item { name: name.clone(), ..whole });
            }
        }
        self.list.append(&mut left);
        Ok(())
    }

    /// Puts together the items of each section of the file.
    pub fn by_section(&mut self) {
        let mut sections: BTreeMap<String, Item> = BTreeMap::new();
        for item in std::mem::take(&mut self.list) {
            let section = item.paths[0].split('.').next().unwrap_or_default().to_string();
            let whole = match sections.remove(&section) {
                Some(known) => join(known, item),
                None => item,
            };
            sections.insert(section.clone(), Item { name: section, ..whole });
        }
        self.list = sections.into_values().collect();
    }

    /// Events that are no item of their own and require, over whatever links, one that is: they come
    /// and go with it.
    pub fn carried(&self) -> Vec<(String, Vec<String>)> {
        let events = &self.base.events;
        let holder = |id: &String| {
            let path = format!("events.{id}");
            self.list.iter().position(|item| item.paths.contains(&path))
        };
        let mut carried: Vec<(String, Vec<String>)> = Vec::new();
        for id in events.keys().filter(|id| holder(id).is_none()) {
            let mut links = BTreeSet::new();
            let mut next = events[id].requires.clone();
            while let Some(required) = next.filter(|required| links.insert(required.clone())) {
                if let Some(place) = holder(&required).filter(|_| self.other.is_none()) {
                    let name = &self.list[place].name;
                    match carried.iter_mut().find(|(known, _)| known == name) {
                        Some((_, with)) => with.push(id.clone()),
                        None => carried.push((name.clone(), vec![id.clone()])),
                    }
                    break;
                }
                next = events.get(&required).and_then(|event| event.requires.clone());
            }
        }
        carried
    }

    /// Which items join before which.
    pub fn precedence(&self) -> Precedence {
        let holder = |id: &String| {
            let path = format!("events.{id}");
            self.list.iter().position(|item| item.paths.contains(&path))
        };
        let pairs = self.first.iter().filter_map(|(a, b)| Some((holder(a)?, holder(b)?)));
        Precedence::new(self.list.len(), &pairs.collect::<Vec<_>>())
    }

    /// The scenario in which the items of a coalition have joined.
    pub fn scenario(&self, coalition: Coalition) -> Scenario {
        let joined = |place: usize| coalition >> place & 1 == 1;
        let (mut taken, mut off) = (Vec::new(), Vec::new());
        for (place, item) in self.list.iter().enumerate() {
            if joined(place) {
                taken.extend_from_slice(&item.taken);
                off.extend_from_slice(&item.off_with);
            } else {
                off.extend_from_slice(&item.off_without);
            }
        }
        match self.other {
            Some(other) => scenario::without(&scenario::transplant(self.base, other, &taken), &off),
            None => scenario::without(self.base, &off),
        }
    }

    /// The mechanisms that are off in a coalition.
    pub fn off(&self, coalition: Coalition) -> Vec<&'static str> {
        let items = self.list.iter().enumerate();
        let out = items.filter(|(place, _)| coalition >> place & 1 == 0);
        out.flat_map(|(_, item)| item.mechanisms.iter().copied()).collect()
    }
}

/// Puts many small changes of one kind into one group.
fn gather(groups: Vec<Vec<Whole>>) -> Vec<(Option<String>, Vec<Whole>)> {
    let kind = |group: &[Whole]| match group {
        [single] => match single.section() {
            "ties" | "parameters" => {
                single.path.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
            }
            "mirrors" => "mirrors".to_string(),
            _ => single.path.clone(),
        },
        _ => String::new(),
    };
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    groups.iter().for_each(|group| *sizes.entry(kind(group)).or_default() += 1);
    let mut all: Vec<(Option<String>, Vec<Whole>)> = Vec::new();
    for group in groups {
        let kind = kind(&group);
        let many = !kind.is_empty() && sizes[&kind] >= MANY;
        match all.iter_mut().find(|(name, _)| many && name.as_ref() == Some(&kind)) {
            Some((_, whole)) => whole.extend(group),
            None => all.push((many.then_some(kind), group)),
        }
    }
    all
}

/// Changes that join together, under a name of their own or that of the first.
fn changed((name, wholes): (Option<String>, Vec<Whole>)) -> Item {
    let paths: Vec<String> = wholes.iter().map(|whole| whole.path.clone()).collect();
    let short = paths[0].strip_prefix("events.").unwrap_or(&paths[0]).to_string();
    Item { name: name.unwrap_or(short), taken: paths.clone(), paths, ..Item::default() }
}

fn join(mut whole: Item, part: Item) -> Item {
    whole.paths.extend(part.paths);
    whole.taken.extend(part.taken);
    whole.off_with.extend(part.off_with);
    whole.off_without.extend(part.off_without);
    whole.mechanisms.extend(part.mechanisms);
    whole
}

/// Whether an event can happen at all in a scenario.
fn happens(scenario: &Scenario, id: &str) -> bool {
    let never = |event: &Event| {
        let chance = event.probability.as_ref().map(|chance| &chance.distribution);
        chance == Some(&Distribution::Constant(0.0))
    };
    scenario.events.get(id).is_some_and(|event| !never(event))
}

/// Events that cannot happen here although they are not forbidden by themselves: they require, over
/// whatever links, one that only the other scenario lets happen.
fn set_off(here: &Scenario, there: &Scenario) -> Vec<String> {
    let requires = |id: &String| there.events.get(id).and_then(|event| event.requires.clone());
    let bound = |id: &&String| {
        let mut next = requires(id);
        let mut seen = BTreeSet::new();
        while let Some(required) = next.filter(|r| seen.insert(r.clone())) {
            if happens(there, &required) && !happens(here, &required) {
                return true;
            }
            next = requires(&required);
        }
        false
    };
    there.events.keys().filter(|id| happens(there, id)).filter(bound).cloned().collect()
}

/// Of the events that only one scenario lets happen: an event joins after those it names, and goes
/// before they go.
fn first_events(before: &Scenario, after: &Scenario) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (here, there, leaves) in [(after, before, false), (before, after, true)] {
        for (id, event) in &here.events {
            for named in [&event.requires, &event.ended_by].into_iter().flatten() {
                if happens(here, named) && !happens(there, named) {
                    let pair = (named.clone(), id.clone());
                    pairs.push(if leaves { (pair.1, pair.0) } else { pair });
                }
            }
        }
    }
    pairs
}

/// Whether a word fits a pattern in which `*` stands for any letters.
fn matches(pattern: &str, word: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == word,
        Some((start, rest)) => word.strip_prefix(start).is_some_and(|word| {
            let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
            ends.into_iter().any(|at| matches(rest, &word[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        assert!(matches("ties.trade.*", "ties.trade.CHN.RUS") && matches("*", ""));
        assert!(matches("*_ban*", "us_energy_ban") && matches("*_ban*", "import_bans"));
        assert!(!matches("ties.trade.*", "ties.credit.CHN.RUS") && !matches("a*b", "abc"));
    }
}
