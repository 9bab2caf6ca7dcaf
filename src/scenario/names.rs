//! The names that a scenario declares, and what to say of a name that is none of them.

use crate::mechanism;
use crate::metric::METRICS;
use crate::world::Channel;

use super::problem::{self, Problem, name};
use super::shape::Noun;
use super::tree::{Node, Span};
use super::word::Word as _;

/// The name that stands for every actor.
pub const ALL: &str = "all";

/// Every name that can be referred to, by what it names.
#[derive(Debug)]
pub struct Names {
    known: Vec<(Noun, Vec<String>)>,
}

impl Names {
    /// Collects the names that a file declares, whether or not their tables are sound.
    pub fn of(root: &Node) -> Names {
        let section = |key: &str| -> Vec<String> {
            root.get(key).into_iter().flat_map(Node::entries).map(|(id, _)| id.clone()).collect()
        };
        let actors = section("actors");
        let regions = section("regions");
        let is_power = |id: &&String| {
            let actor = root.get("actors").and_then(|all| all.get(id));
            actor.and_then(|a| a.get("power")).and_then(Node::boolean) == Some(true)
        };
        let powers = actors.iter().filter(is_power).cloned().collect();
        let by_date = |id: &&String| {
            let region = root.get("regions").and_then(|all| all.get(id));
            region.is_none_or(|r| r.get("members").is_none())
        };
        let everyone = [ALL.to_string()];
        let declared = regions.iter().filter(|id| !by_date(id));
        let parties = actors.iter().chain(declared).chain(&everyone).cloned().collect();
        let agenda = |(_, e): (&String, &super::tree::Entry)| -> Vec<String> {
            let agenda = e.node.get("agenda").into_iter().flat_map(Node::entries);
            agenda.map(|(id, _)| id.clone()).collect()
        };
        let institutions = root.get("institutions").into_iter().flat_map(Node::entries);
        let parameters = mechanism::parameters();
        Names {
            known: vec![
                (Noun::Agenda, institutions.flat_map(agenda).collect()),
                (Noun::Actor, actors),
                (Noun::Power, powers),
                (Noun::Region, regions),
                (Noun::Party, parties),
                (Noun::Source, section("sources")),
                (Noun::Axis, section("axes")),
                (Noun::Institution, section("institutions")),
                (Noun::Event, section("events")),
                (Noun::Crossing, section("crossings")),
                (Noun::Channel, Channel::words().into_iter().map(str::to_string).collect()),
                (Noun::Parameter, parameters.iter().map(|p| p.key.to_string()).collect()),
                (Noun::Metric, METRICS.iter().map(|m| m.name.to_string()).collect()),
            ],
        }
    }

    /// The names of a noun.
    pub fn all(&self, noun: Noun) -> &[String] {
        let of_noun = self.known.iter().find(|(known, _)| *known == noun);
        of_noun.map_or(&[], |(_, names)| names)
    }

    /// Whether a name is declared.
    pub fn has(&self, noun: Noun, id: &str) -> bool {
        self.all(noun).iter().any(|known| known == id)
    }

    /// The problem of a name that is not declared; `None` where it is.
    pub fn problem(&self, noun: Noun, id: &str, span: Span) -> Option<Problem> {
        if self.has(noun, id) {
            return None;
        }
        let near = problem::near(id, self.all(noun).iter().map(String::as_str));
        let near = near.as_str();
        Some(match noun {
            Noun::Source => name::unknown_source(span, id, near),
            Noun::Axis => name::unknown_axis(span, id, near),
            Noun::Power if self.has(Noun::Actor, id) => name::not_a_power(span, id, near),
            Noun::Actor | Noun::Power => name::unknown_actor(span, id, near),
            Noun::Region => name::unknown_region(span, id, near),
            Noun::Party if self.has(Noun::Region, id) => name::region_by_date(span, id),
            Noun::Party => name::unknown_party(span, id, near),
            Noun::Institution => name::unknown_institution(span, id, near),
            Noun::Agenda => name::unknown_agenda_item(span, id, near),
            Noun::Event => name::unknown_event(span, id, near),
            Noun::Crossing => name::unknown_crossing(span, id, near),
            Noun::Channel => name::unknown_channel(span, id, near),
            Noun::Parameter => name::unknown_parameter(span, id, near),
            Noun::Metric => name::unknown_metric(span, id, near),
        })
    }
}
