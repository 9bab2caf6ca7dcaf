//! Claims, crossings and the report.

use super::Sense;
use crate::metric;
use crate::scenario::expression::Expression;
use crate::scenario::meaning::{Claim, ClaimKind, MetricRef, Scenario};
use crate::scenario::problem::sense;
use crate::scenario::tree::Span;
use crate::scenario::word::Word as _;
use crate::world::Date;

impl Sense<'_> {
    pub(super) fn claims(&mut self) {
        for (id, claim) in &self.scenario.claims {
            let path = format!("claims.{id}");
            self.kind(&path, claim);
            self.pairing(&path, claim);
            if let Some(test) = &claim.test {
                let place = self.place(&format!("{path}.test"));
                for (_, window) in test.references() {
                    let dates = window.dates().into_iter().flat_map(|(first, last)| [first, last]);
                    dates.for_each(|date| self.date(place, date));
                }
            }
        }
    }

    /// A date of which a run has an outcome.
    fn date(&mut self, place: Option<Span>, date: Date) {
        let calendar = self.scenario.calendar;
        if calendar.steps(date).is_none() {
            let (first, last) = (calendar.base_year, calendar.end_year);
            self.say(sense::outside_the_run(place, &date.to_string(), first, last));
        }
    }

    fn kind(&mut self, path: &str, claim: &Claim) {
        let whole = self.place(path);
        let tested = self.place(&format!("{path}.test"));
        let shows = self.place(&format!("{path}.shows"));
        match claim.kind {
            ClaimKind::Fact if shows.is_none() || tested.is_some() => {
                self.say(sense::fact_without_number(tested.or(whole)));
            }
            ClaimKind::Fact => {}
            kind => {
                if tested.is_none() {
                    self.say(sense::untested_claim(whole, kind.word()));
                }
                if shows.is_some() {
                    self.say(sense::shows_without_fact(shows));
                }
            }
        }
        if claim.kind != ClaimKind::Informed && !claim.symmetric.is_empty() {
            let place = self.place(&format!("{path}.symmetric"));
            self.say(sense::symmetric_not_informed(place));
        }
    }

    fn pairing(&mut self, path: &str, claim: &Claim) {
        let file = self.place(&format!("{path}.counterfactual"));
        let without = self.place(&format!("{path}.without"));
        if file.is_some() && without.is_some() {
            return self.say(sense::two_counterfactuals(without));
        }
        let Some(test) = &claim.test else { return };
        match (test.reads_counterfactual(), file.or(without)) {
            (true, None) => {
                let place = self.place(&format!("{path}.test"));
                self.say(sense::counterfactual_missing(place));
            }
            (false, Some(place)) => self.say(sense::counterfactual_unread(place)),
            _ => {}
        }
        if let Some(other) = &claim.counterfactual
            && let Some(what) = difference(self.scenario, other)
        {
            self.say(sense::counterfactual_differs(file, what));
        }
    }

    pub(super) fn crossings(&mut self) {
        let calendar = self.scenario.calendar;
        let longest = f64::from(calendar.n_steps()) * calendar.dt();
        for (id, crossing) in &self.scenario.crossings {
            let path = format!("crossings.{id}");
            let over = self.place(&format!("{path}.over"));
            if crossing.of == crossing.over {
                self.say(sense::crossing_of_itself(over));
            }
            let unit = |m: &MetricRef| metric::metric(&m.name).map_or("", |line| line.unit);
            let units = (unit(&crossing.of), unit(&crossing.over));
            if units.0 != units.1 {
                self.say(sense::crossing_of_units(over, units.0, units.1));
            }
            let key = format!("{path}.hold_years");
            let hold = crate::scenario::path::find(self.root, &key).ok();
            if let Some(years) = hold.and_then(|place| place.node.number())
                && !(0.0..=longest).contains(&years)
            {
                self.say(sense::hold_outside_run(self.place(&key), years));
            }
        }
    }

    pub(super) fn report(&mut self) {
        for date in &self.scenario.report.dates {
            let place = self.element("report.dates", &date.to_string());
            self.date(place, *date);
        }
    }
}

/// In what a counterfactual differs from its scenario although the claims need it the same.
fn difference(scenario: &Scenario, other: &Scenario) -> Option<&'static str> {
    if scenario.calendar != other.calendar {
        return Some("has another base year, end year or step");
    }
    let read = scenario.claims.values().filter_map(|claim| claim.test.as_ref());
    let crossings = scenario.crossings.values().flat_map(|c| [&c.of, &c.over]);
    let read = read.flat_map(Expression::references).map(|(metric, _)| metric);
    let named = read.chain(crossings);
    let names = named.flat_map(|m| [&m.subject, &m.object]).flatten();
    let known = |scenario: &Scenario, id: &str| {
        let agenda = scenario.institutions.values();
        scenario.actors.contains_key(id)
            || scenario.regions.contains_key(id)
            || scenario.axes.contains_key(id)
            || scenario.events.contains_key(id)
            || agenda.into_iter().any(|institution| institution.agenda.contains_key(id))
    };
    let mut lost = names.filter(|id| known(scenario, id) && !known(other, id));
    lost.next().map(|_| "lacks an actor, region, axis, event or agenda item that claims name")
}
