//! The votes of institutions in one run: who could have vetoed, with which chance, and what was
//! drawn. Chances are computed from the equations of the institution's page.

use crate::numeric::function::{logistic, tanh};
use crate::numeric::{Address, Stream};
use crate::world::{AgendaItem, PairIx, Voter};

use super::trace::Trace;

/// Where the mechanism draws; its page names this stream.
const VOTE: Stream = Stream::new("institution.vote");

/// A decision on the agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct Vote {
    /// Id and title of the item.
    pub item: String,
    pub title: String,
    pub institution: String,
    pub step: u32,
    pub passed: bool,
    pub ballots: Vec<Ballot>,
}

/// What one member did.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    /// Name of the member.
    pub member: String,
    /// Chance of its veto, and what was drawn: it vetoes below the chance.
    pub chance: f64,
    pub drawn: f64,
    pub vetoes: bool,
}

/// Every vote within the run, by date.
pub fn votes(trace: &Trace) -> Vec<Vote> {
    let mut votes = Vec::new();
    for institution in trace.scenario.institutions.values() {
        for (id, said) in &institution.agenda {
            let hash = crate::numeric::name_hash(id);
            let mut items = trace.model.world.agenda.iter();
            let (ix, item) =
                items.find(|(_, item)| item.hash == hash).expect("the item was compiled");
            let Some(step) = decided(trace, item) else { continue };
            votes.push(Vote {
                item: id.clone(),
                title: said.title.clone(),
                institution: institution.name.clone(),
                step,
                passed: trace.state(step).passed_at[ix]
                    <= trace.model.calendar.since_base(item.date),
                ballots: item.voters.iter().filter_map(|v| ballot(trace, item, v, step)).collect(),
            });
        }
    }
    votes.sort_by_key(|vote| vote.step);
    votes
}

/// The step in which an item is decided; `None` where its date lies outside the run.
fn decided(trace: &Trace, item: &AgendaItem) -> Option<u32> {
    let calendar = &trace.model.calendar;
    let holds = |&step: &u32| calendar.start(step) <= item.date && item.date < calendar.end(step);
    (1..=trace.last()).find(holds)
}

/// (institution.1); `None` for who is no member then.
fn ballot(trace: &Trace, item: &AgendaItem, voter: &Voter, step: u32) -> Option<Ballot> {
    let (world, state) = (&trace.model.world, trace.state(step));
    // Membership is that of the step before: institutions come last.
    if trace.state(step - 1).membership[voter.seat] <= 0.0 {
        return None;
    }
    let me = world.seats[voter.seat].actor;
    let mut distance = state.alignment_distance(world, me, item.proposer);
    if let Some(candidate) = item.admits {
        distance = (distance + state.alignment_distance(world, me, candidate)) * 0.5;
    }
    let fear = |pair: Option<PairIx>| pair.map_or(0.0, |pair| tanh(state.threat[pair]));
    let rivalry = fear(voter.on_proposer).max(fear(voter.on_candidate));
    let parameter = |name: &str| trace.parameter(&format!("institution.{name}"));
    let odds = parameter("veto_base")
        + parameter("veto_distance") * distance
        + parameter("veto_rivalry") * rivalry;
    let address = Address::new(VOTE, 0, item.hash ^ voter.hash);
    let (chance, drawn) = (logistic(odds), trace.draws.uniform::<f64>(address, trace.run));
    let member = trace.name(me).to_string();
    Some(Ballot { member, chance, drawn, vetoes: drawn < chance })
}
