//! Events: triggers, order, effects.

use super::Sense;
use crate::scenario::meaning::{Event, Trigger};
use crate::scenario::problem::{form, sense};
use crate::scenario::tree::{Node, Span};

impl Sense<'_> {
    pub(super) fn events(&mut self) {
        for (id, entry) in self.root.get("events").into_iter().flat_map(Node::entries) {
            self.triggers(id, &entry.node, entry.key);
        }
        for (id, event) in &self.scenario.events {
            self.trigger(id, event);
            self.order(id, event);
            self.effects(id, event);
            if event.anticipation.is_some() != event.anticipation_years.is_some() {
                let key = if event.anticipation.is_some() { "" } else { "_years" };
                let place = self.place(&format!("events.{id}.anticipation{key}"));
                let place = place.or_else(|| self.place(&format!("events.{id}")));
                self.say(sense::anticipation_by_halves(place));
            }
        }
    }

    /// Exactly one trigger, and one level of a condition; seen on the tree, since the meaning
    /// holds one of each.
    fn triggers(&mut self, id: &str, event: &Node, place: Span) {
        let waits = event.get("agenda").and_then(Node::boolean) != Some(false);
        let stated = ["date", "hazard", "when", "agenda"].into_iter();
        let keys = stated.filter(|key| *key != "agenda" || waits);
        let found: Vec<Span> = keys.filter_map(|key| Some(event.table()?.get(key)?.key)).collect();
        if found.len() != 1 {
            // The first in the order of the files is a companion's addition.
            let place = found.iter().min().copied().unwrap_or(place);
            self.say(sense::one_trigger(place, found.len()));
        }
        if let Some(when) = event.get("when").filter(|when| when.table().is_some()) {
            let found = ["above", "below"].into_iter().filter(|key| when.get(key).is_some());
            match found.count() {
                1 => {}
                found => {
                    let place = self.place(&format!("events.{id}.when"));
                    self.say(sense::one_level(place, found));
                }
            }
        }
    }

    fn trigger(&mut self, id: &str, event: &Event) {
        let base_year = self.scenario.calendar.base_year;
        match &event.trigger {
            Trigger::Scheduled(date) if date.start() < f64::from(base_year) => {
                let place = self.place(&format!("events.{id}.date"));
                self.say(sense::before_the_base(place, &date.to_string(), base_year));
            }
            Trigger::Hazard { from, until, metric, slope, level, .. } => {
                if let (Some(from), Some(until)) = (from, until)
                    && until.end() <= from.start()
                {
                    let place = self.place(&format!("events.{id}.hazard.until"));
                    let (first, last) = (from.to_string(), until.to_string());
                    self.say(sense::dates_out_of_order(place, &first, &last));
                }
                let driven = metric.is_some();
                if driven != slope.is_some() || (level.is_some() && !driven) {
                    let place = self.place(&format!("events.{id}.hazard"));
                    self.say(sense::hazard_by_halves(place));
                }
            }
            Trigger::Agenda => {
                let institutions = self.scenario.institutions.values();
                let mut items = institutions.flat_map(|i| i.agenda.values());
                if !items.any(|item| item.starts.as_deref() == Some(id)) {
                    self.say(sense::never_started(self.place(&format!("events.{id}.agenda"))));
                }
            }
            _ => {}
        }
    }

    /// Events form no circle by what they require, nor end themselves.
    fn order(&mut self, id: &str, event: &Event) {
        let mut chain = vec![id];
        let mut next = event.requires.as_deref();
        while let Some(required) = next {
            chain.push(required);
            if required == id {
                let place = self.place(&format!("events.{id}.requires"));
                let shown = format!("`{}`", chain.join("` → `"));
                self.say(sense::event_cycle(place, &shown));
            }
            if chain.iter().filter(|seen| **seen == required).count() > 1 {
                break;
            }
            next = self.scenario.events.get(required).and_then(|e| e.requires.as_deref());
        }
        let Some(end) = event.ended_by.as_deref() else {
            return;
        };
        let place = self.place(&format!("events.{id}.ended_by"));
        if end == id {
            self.say(sense::event_cycle(place, &format!("`{id}` → `{id}`")));
        } else if event.requires.as_deref() == Some(end) {
            self.say(sense::ended_at_once(place, end));
        }
    }

    fn effects(&mut self, id: &str, event: &Event) {
        let written = self.root.get("events").and_then(|events| events.get(id));
        let written = written.and_then(|event| event.get("effects"));
        let effects = written.map(Node::elements).unwrap_or_default();
        for (at, node) in effects.iter().enumerate() {
            for key in ["from", "to"] {
                if let Some(list) = node.get(key).filter(|list| list.list() == Some(&[])) {
                    self.say(form::empty_list(list.span));
                }
            }
            // A kind that the check has refused leaves a gap in the meaning.
            let Some(effect) =
                event.effects.get(at).filter(|_| effects.len() == event.effects.len())
            else {
                continue;
            };
            if let ([from], [to]) = (effect.from.as_slice(), effect.to.as_slice())
                && from == to
            {
                self.say(sense::effect_without_pair(node.span));
            }
        }
    }
}
