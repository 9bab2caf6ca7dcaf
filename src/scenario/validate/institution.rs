//! Institutions: memberships, funding, agenda.

use indexmap::IndexMap;

use super::{Sense, median};
use crate::scenario::meaning::{AgendaItem, Institution, Membership, Rule, Trigger};
use crate::scenario::problem::{name, sense};
use crate::world::Date;

impl Sense<'_> {
    pub(super) fn institutions(&mut self) {
        let mut items: IndexMap<&str, &str> = IndexMap::new();
        for (id, institution) in &self.scenario.institutions {
            let path = format!("institutions.{id}");
            self.memberships(&path, institution);
            self.funding(&path, institution);
            for (item_id, item) in &institution.agenda {
                let path = format!("{path}.agenda.{item_id}");
                self.agenda_item(&path, institution, item);
                if let Some(earlier) = items.insert(item_id, id) {
                    let place = self.place(&path);
                    self.say(name::repeated_agenda_item(place, item_id, earlier));
                }
            }
        }
    }

    fn memberships(&mut self, path: &str, institution: &Institution) {
        for (at, membership) in institution.members.iter().enumerate() {
            let Membership { actor, since, until } = membership;
            if let Some(until) = until
                && until.start() <= since.start()
            {
                let place = self.place(&format!("{path}.members.{at}.until"));
                let (first, last) = (since.to_string(), until.to_string());
                self.say(sense::dates_out_of_order(place, &first, &last));
            }
            let earlier = institution.members[..at].iter();
            let overlaps = |other: &&Membership| {
                let end = |m: &Membership| m.until.map_or(f64::INFINITY, Date::start);
                other.actor == *actor
                    && since.start() < end(other)
                    && other.since.start() < end(membership)
            };
            if earlier.filter(overlaps).count() > 0 {
                let place = self.place(&format!("{path}.members.{at}.actor"));
                self.say(sense::overlapping_memberships(place, actor));
            }
        }
    }

    fn funding(&mut self, path: &str, institution: &Institution) {
        if institution.rule == Rule::Weighted && institution.funding.is_empty() {
            self.say(sense::weights_missing(self.place(&format!("{path}.rule"))));
        }
        if let Some(last) = institution.funding.values().last() {
            let shares = institution.funding.values().map(|q| median(&q.distribution));
            let what = format!("the funding shares of `{}`", institution.name);
            self.whole(&what, shares.sum(), &last.key);
        }
    }

    fn agenda_item(&mut self, path: &str, institution: &Institution, item: &AgendaItem) {
        let base_year = self.scenario.calendar.base_year;
        let date = item.date.to_string();
        if item.date.start() < f64::from(base_year) {
            let place = self.place(&format!("{path}.date"));
            self.say(sense::before_the_base(place, &date, base_year));
        }
        if !joins_by(institution, &item.proposer, item.date) {
            let place = self.place(&format!("{path}.proposer"));
            self.say(sense::proposer_outside(place, &item.proposer, &date));
        }
        if item.admits.is_none() && item.starts.is_none() {
            self.say(sense::idle_agenda_item(self.place(path)));
        }
        if let Some(actor) = &item.admits
            && is_member(institution, actor, item.date)
        {
            let place = self.place(&format!("{path}.admits"));
            self.say(sense::admits_member(place, actor, &date));
        }
        if let Some(event) = item.starts.as_ref()
            && let Some(started) = self.scenario.events.get(event)
            && started.trigger != Trigger::Agenda
        {
            let place = self.place(&format!("{path}.starts"));
            self.say(sense::started_otherwise(place, event));
        }
    }
}

fn is_member(institution: &Institution, actor: &str, date: Date) -> bool {
    institution.members.iter().any(|m| {
        let ended = m.until.is_some_and(|until| until.start() <= date.start());
        m.actor == actor && m.since.start() <= date.start() && !ended
    })
}

/// Whether an actor is a member at a date, or may have been admitted before it.
fn joins_by(institution: &Institution, actor: &str, date: Date) -> bool {
    let admitted = institution
        .agenda
        .values()
        .any(|item| item.admits.as_deref() == Some(actor) && item.date.start() < date.start());
    admitted || is_member(institution, actor, date)
}
