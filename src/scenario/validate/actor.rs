//! Actors, their positions, axes and regions.

use super::{Sense, median};
use crate::scenario::meaning::Region;
use crate::scenario::names::ALL;
use crate::scenario::problem::{name, sense};

impl Sense<'_> {
    pub(super) fn actors(&mut self) {
        let scenario = self.scenario;
        let declared = self.root.get("actors").map_or(0, |actors| actors.entries().count());
        if declared < 2 {
            self.say(sense::too_few_actors(self.place("actors")));
        }
        let sound = declared == scenario.actors.len();
        if sound && declared > 0 && !scenario.actors.values().any(|actor| actor.power) {
            self.say(sense::no_power(self.place("actors")));
        }
        for (id, axis) in &scenario.axes {
            if axis.low >= axis.high || axis.scale <= 0.0 {
                self.say(sense::axis_without_width(self.place(&format!("axes.{id}"))));
            }
        }
        for actor in scenario.actors.values() {
            for (axis, position) in &actor.positions {
                let Some(axis) = scenario.axes.get(axis) else {
                    continue;
                };
                let middle = median(&position.distribution);
                if !(axis.low..=axis.high).contains(&middle) {
                    let place = self.place(&position.key);
                    self.say(sense::position_off_axis(place, axis.low, axis.high));
                }
            }
        }
    }

    pub(super) fn regions(&mut self) {
        for (id, region) in &self.scenario.regions {
            let place = self.place(&format!("regions.{id}"));
            if self.scenario.actors.contains_key(id) {
                self.say(name::ambiguous_name(place, id, "an actor"));
            } else if id == ALL {
                self.say(name::ambiguous_name(place, id, "every actor"));
            }
            if region.members.is_empty() == region.institution.is_none() {
                self.say(sense::region_without_members(place));
            }
            self.exceptions(id, region);
        }
    }

    fn exceptions(&mut self, id: &str, region: &Region) {
        let institution = region.institution.as_ref();
        let institution = institution.and_then(|id| self.scenario.institutions.get(id));
        for actor in &region.except {
            let belongs = institution.is_some_and(|institution| {
                institution.members.iter().any(|membership| membership.actor == *actor)
                    || institution.agenda.values().any(|item| item.admits.as_ref() == Some(actor))
            });
            if !belongs {
                let place = self.element(&format!("regions.{id}.except"), actor);
                self.say(sense::except_outside(place, actor));
            }
        }
    }
}
