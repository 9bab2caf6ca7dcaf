//! Institutions to indexes: seats, agendas, and the regions that memberships make.

use std::collections::BTreeSet;

use crate::numeric::name_hash;
use crate::scenario::{self, Scenario};
use crate::world::{
    ActorIx, AgendaItem, AgendaIx, Institution, InstitutionIx, Ix, NEVER, Region, RegionMember,
    Rule, Seat, SeatIx, Voter, World,
};

use super::build::{Names, sorted};
use super::number::Numbers;

pub(super) fn institutions(
    scenario: &Scenario,
    numbers: &mut Numbers,
    world: &mut World,
    names: &mut Names,
) {
    for (id, institution) in sorted(&scenario.institutions) {
        let ix = InstitutionIx::of(world.institutions.len());
        let seats = seats(scenario, numbers, world, names, (id, institution, ix));
        let effect = |q: &Option<_>, unit, numbers: &mut Numbers| numbers.optional(q, unit);
        let trade_effect = effect(&institution.trade_effect, "log", numbers);
        let diplomacy_effect = effect(&institution.diplomacy_effect, "0-1", numbers);
        let seat_of = |actor: ActorIx| names.seats.get(&(id.clone(), actor)).copied();
        let joint_trade = world.trade.iter().filter_map(|(tie_ix, tie)| {
            Some((tie_ix, seat_of(tie.exporter)?, seat_of(tie.importer)?))
        });
        let joint_diplomacy = world
            .diplomacy
            .iter()
            .filter_map(|(tie_ix, tie)| Some((tie_ix, seat_of(tie.from)?, seat_of(tie.to)?)));
        let made = Institution {
            rule: match institution.rule {
                scenario::Rule::Consensus => Rule::Consensus,
                scenario::Rule::Majority => Rule::Majority,
                scenario::Rule::Weighted => Rule::Weighted,
            },
            trade: joint_trade.collect(),
            diplomacy: joint_diplomacy.collect(),
            seats,
            trade_effect,
            diplomacy_effect,
        };
        world.institutions.push(made);
        agenda(institution, world, names, ix);
    }
}

/// Seats for members, for those an agenda item admits and for those an event brings in.
fn seats(
    scenario: &Scenario,
    numbers: &mut Numbers,
    world: &mut World,
    names: &mut Names,
    (id, institution, ix): (&String, &scenario::Institution, InstitutionIx),
) -> Vec<SeatIx> {
    let members = institution.members.iter().map(|m| m.actor.as_str());
    let admitted = institution.agenda.values().filter_map(|item| item.admits.as_deref());
    let brought = scenario
        .events
        .values()
        .flat_map(|event| &event.effects)
        .filter(|e| e.institution.as_deref() == Some(id.as_str()))
        .flat_map(|effect| effect.to.iter().map(String::as_str));
    let actors: BTreeSet<&str> = members.chain(admitted).chain(brought).collect();
    let mut made = Vec::new();
    for actor in actors {
        let terms = institution.members.iter().filter(|m| m.actor == actor);
        let terms = terms.map(|m| (m.since.start(), m.until.map_or(NEVER, |d| d.start())));
        let mut admissions = institution.agenda.iter();
        let admission = admissions.find(|(_, item)| item.admits.as_deref() == Some(actor));
        let seat = world.seats.push(Seat {
            actor: names.actors[actor],
            institution: ix,
            terms: terms.collect(),
            // The agenda's items follow in the same order as they are pushed below.
            admission: admission.map(|(item, _)| {
                let place = sorted(&institution.agenda).position(|(other, _)| other == item);
                AgendaIx::of(world.agenda.len() + place.expect("the item is of this agenda"))
            }),
            funding: institution.funding.get(actor).map(|q| numbers.figure(q, "0-1")),
        });
        names.seats.insert((id.clone(), names.actors[actor]), seat);
        made.push(seat);
    }
    made
}

fn agenda(
    institution: &scenario::Institution,
    world: &mut World,
    names: &mut Names,
    ix: InstitutionIx,
) {
    for (id, item) in sorted(&institution.agenda) {
        let proposer = names.actors[&item.proposer];
        let admits = item.admits.as_ref().map(|a| names.actors[a]);
        let pair = |me: ActorIx, other: ActorIx| names.pairs.get(&(me, other)).copied();
        let voters = world.institutions[ix].seats.iter().filter_map(|&seat| {
            let me = world.seats[seat].actor;
            (Some(me) != admits && me != proposer).then(|| Voter {
                seat,
                hash: world.actors[me].hash,
                on_proposer: pair(me, proposer),
                on_candidate: admits.and_then(|candidate| pair(me, candidate)),
            })
        });
        let made = AgendaItem {
            hash: name_hash(id),
            institution: ix,
            date: item.date.start(),
            proposer,
            admits,
            voters: voters.collect(),
        };
        names.agenda.insert(id.clone(), world.agenda.push(made));
    }
}

pub(super) fn regions(scenario: &Scenario, world: &mut World, names: &mut Names) {
    for (id, region) in sorted(&scenario.regions) {
        let client = |actor: ActorIx| region.powers_are_clients || !world.actors[actor].power;
        let member = |actor: ActorIx, seat| RegionMember { actor, seat, client: client(actor) };
        let mut members: Vec<RegionMember> =
            region.members.iter().map(|m| member(names.actors[m], None)).collect();
        if let Some(institution) = &region.institution {
            for ((of, actor), &seat) in &names.seats {
                let left_out = region.except.iter().any(|e| names.actors[e] == *actor);
                if of == institution && !left_out {
                    members.push(member(*actor, Some(seat)));
                }
            }
        }
        members.sort_by_key(|m| m.actor);
        names.regions.insert(id.clone(), world.regions.push(Region { members }));
    }
}
