//! Names to indexes: actors, ties, pairs, regions, institutions.
//!
//! Everything is sorted by id, so that the order of declaration changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::{Distribution, name_hash};
use crate::scenario::{self, ActorKind, Scenario};
use crate::world::{
    Actor, ActorIx, AgendaIx, Axis, BANDWIDTH, Channel, Flow, FlowIx, Ix, Pair, PairIx, Per,
    SeatIx, Tie, TieIx, TradeIx, TradeTie, World,
};

use super::number::Numbers;

/// Where the names went.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub actors: BTreeMap<String, ActorIx>,
    pub axes: BTreeMap<String, crate::world::AxisIx>,
    pub regions: BTreeMap<String, crate::world::RegionIx>,
    pub events: BTreeMap<String, crate::world::EventIx>,
    pub agenda: BTreeMap<String, AgendaIx>,
    pub pairs: BTreeMap<(ActorIx, ActorIx), PairIx>,
    pub ties: BTreeMap<(Channel, ActorIx, ActorIx), TieIx>,
    pub trade: BTreeMap<(ActorIx, ActorIx), TradeIx>,
    pub seats: BTreeMap<(String, ActorIx), SeatIx>,
    /// Positions in the scenario's list of mirrors, by reporter and flow; the first of a kind.
    pub mirrors: BTreeMap<(String, ActorIx, ActorIx), usize>,
}

/// The world but for its events and routes.
pub(super) fn world(scenario: &Scenario, numbers: &mut Numbers) -> (World, Names) {
    let mut world = World::default();
    let mut names = Names::default();
    axes(scenario, &mut world, &mut names);
    actors(scenario, numbers, &mut world, &mut names);
    pairs(scenario, &mut world, &mut names);
    for (position, mirror) in scenario.mirrors.iter().enumerate() {
        let (from, to) = (names.actors[&mirror.from], names.actors[&mirror.to]);
        names.mirrors.entry((mirror.reporter.clone(), from, to)).or_insert(position);
    }
    for (channel, from, to, tie) in sorted_ties(scenario, &names) {
        if channel == Channel::Trade {
            trade(scenario, numbers, &mut world, &mut names, (from, to, tie));
        } else {
            other(numbers, &mut world, &mut names, (channel, from, to, tie));
        }
    }
    super::institution::institutions(scenario, numbers, &mut world, &mut names);
    super::institution::regions(scenario, &mut world, &mut names);
    (world, names)
}

fn axes(scenario: &Scenario, world: &mut World, names: &mut Names) {
    for (id, axis) in sorted(&scenario.axes) {
        let (low, high, scale) = (axis.low, axis.high, axis.scale);
        let ix = world.axes.push(Axis { hash: name_hash(id), low, high, scale });
        names.axes.insert(id.clone(), ix);
    }
}

fn actors(scenario: &Scenario, numbers: &mut Numbers, world: &mut World, names: &mut Names) {
    for (id, actor) in sorted(&scenario.actors) {
        let key = |field: &str| format!("actors.{id}.{field}");
        let uniform = |low, high| Distribution::Uniform { low, high };
        let gdp = numbers.figure(&actor.gdp, "USD bn");
        let population = numbers.figure(&actor.population, "million");
        let milex = numbers.optional(&actor.milex, "USD bn");
        let growth = numbers.figure(&actor.growth, "per year");
        let positions = sorted(&scenario.axes)
            .map(|(axis_id, axis)| {
                let middle = Distribution::Normal {
                    mean: 0.5 * (axis.low + axis.high),
                    sd: 0.5 * axis.scale,
                };
                let given = actor.positions.get(axis_id).cloned();
                numbers.or_assumed(
                    &given,
                    key(&format!("positions.{axis_id}")),
                    "axis units",
                    middle,
                )
            })
            .collect();
        let influence_weights = BANDWIDTH.map(|channel| {
            let given = actor.influence_weights.get(&channel).cloned();
            let key = key(&format!("influence_weights.{}", channel.word()));
            numbers.or_assumed(&given, key, "1", Distribution::Constant(1.0))
        });
        let ix = world.actors.push(Actor {
            hash: name_hash(id),
            single_state: actor.kind == ActorKind::State,
            is_rest: actor.kind == ActorKind::Rest,
            power: actor.power,
            gdp,
            population,
            cinc: numbers.optional(&actor.cinc, "0-1"),
            milex,
            growth,
            growth_long_run: numbers.optional(&actor.growth_long_run, "per year").unwrap_or(growth),
            volatility: numbers.figure(&actor.volatility, "per year"),
            world_beta: numbers.figure(&actor.world_beta, "1"),
            oil_elasticity: numbers.figure(&actor.oil_elasticity, "1"),
            trade_noise: numbers.optional(&actor.trade_noise, "1"),
            export_trend: numbers.optional(&actor.export_trend, "per year"),
            value_added: numbers.or_assumed(
                &actor.value_added,
                key("value_added_share"),
                "0-1",
                uniform(0.6, 0.9),
            ),
            arms_bill: numbers.or_assumed(
                &actor.arms_bill,
                key("arms_bill_share"),
                "share of GDP",
                uniform(0.0005, 0.004),
            ),
            stubbornness: numbers.or_assumed(
                &actor.stubbornness,
                key("stubbornness"),
                "0-1",
                Distribution::Constant(0.0),
            ),
            positions,
            influence_weights,
            as_client: Vec::new(),
            on_powers: Vec::new(),
            pair_with: Per::filled(None, scenario.actors.len()),
        });
        names.actors.insert(id.clone(), ix);
        if actor.power {
            world.powers.push(ix);
        }
    }
}

/// A pair in both directions for every two actors with a tie or a threat between them.
fn pairs(scenario: &Scenario, world: &mut World, names: &mut Names) {
    let mut tied = BTreeSet::new();
    let mut add = |a: &String, b: &String| {
        let (a, b) = (names.actors[a], names.actors[b]);
        if a != b {
            tied.insert((a, b));
            tied.insert((b, a));
        }
    };
    for tie in &scenario.ties {
        add(&tie.from, &tie.to);
    }
    for effect in scenario.events.values().flat_map(|event| &event.effects) {
        if effect.kind == scenario::EffectKind::Threat {
            for from in &effect.from {
                effect.to.iter().for_each(|to| add(from, to));
            }
        }
    }
    for (position, &(client, partner)) in tied.iter().enumerate() {
        names.pairs.insert((client, partner), PairIx::of(position));
    }
    for &(client, partner) in &tied {
        let ix = world.pairs.push(Pair {
            client,
            partner,
            reverse: names.pairs[&(partner, client)],
            imports: None,
            exports: None,
            credit: None,
            remittance: None,
            arms: None,
            transit: None,
            security: None,
            diplomacy: None,
        });
        world.actors[client].as_client.push(ix);
        if world.actors[partner].power {
            world.actors[client].on_powers.push(ix);
        }
        world.actors[client].pair_with[partner] = Some(ix);
    }
}

/// A tie with its channel and ends.
type Ends<'a> = (Channel, ActorIx, ActorIx, &'a scenario::Tie);

/// Every tie by channel, then destination, then origin.
fn sorted_ties<'a>(scenario: &'a Scenario, names: &Names) -> Vec<Ends<'a>> {
    let mut ties: Vec<Ends> = scenario
        .ties
        .iter()
        .map(|tie| (tie.channel, names.actors[&tie.from], names.actors[&tie.to], tie))
        .collect();
    ties.sort_by_key(|&(channel, from, to, _)| (channel, to, from));
    ties
}

fn tie_hash(tie: &scenario::Tie) -> u64 {
    name_hash(&format!("{}:{}>{}", tie.channel.word(), tie.from, tie.to))
}

fn trade(
    scenario: &Scenario,
    numbers: &mut Numbers,
    world: &mut World,
    names: &mut Names,
    (exporter, importer, tie): (ActorIx, ActorIx, &scenario::Tie),
) {
    let ix = TradeIx::of(world.trade.len());
    let key = |field: &str| format!("ties.trade.{}.{}.{field}", tie.from, tie.to);
    let pair_importer = names.pairs[&(importer, exporter)];
    let pair_exporter = names.pairs[&(exporter, importer)];
    let value = numbers.figure(&tie.value, "USD bn per year");
    let substitutability = numbers.or_assumed(
        &tie.substitutability,
        key("substitutability"),
        "0-1",
        Distribution::Uniform { low: 0.3, high: 0.7 },
    );
    let energy_share = numbers.optional(&tie.energy_share, "0-1");
    let has_energy =
        tie.energy_share.as_ref().is_some_and(|q| q.distribution != Distribution::Constant(0.0));
    let flow = |energy| Flow { exporter, importer, energy, restricted: false };
    let other = world.flows.push(flow(false));
    let energy: Option<FlowIx> = has_energy.then(|| world.flows.push(flow(true)));
    world.other_flows.push(other);
    world.energy_flows.extend(energy);
    let mut mirror = |reporter: &str| {
        let found = names.mirrors.get(&(reporter.to_string(), exporter, importer));
        found.map(|&m| numbers.figure(&scenario.mirrors[m].value, "USD bn per year"))
    };
    let (mirror_exporter, mirror_importer) = (mirror(&tie.from), mirror(&tie.to));
    let normal = numbers.optional(&tie.normal, "USD bn per year");
    let potential = numbers.optional(&tie.potential, "USD bn per year");
    let permanent_sd = numbers.optional(&tie.permanent_sd, "per √year");
    let transitory_sd = numbers.optional(&tie.transitory_sd, "log");
    world.trade.push(TradeTie {
        hash: tie_hash(tie),
        exporter,
        importer,
        value,
        normal,
        potential,
        permanent_sd,
        transitory_sd,
        substitutability,
        energy_share,
        other,
        energy,
        pair_importer,
        pair_exporter,
        mirror_exporter,
        mirror_importer,
    });
    names.trade.insert((exporter, importer), ix);
    world.pairs[pair_importer].imports = Some(ix);
    world.pairs[pair_exporter].exports = Some(ix);
}

fn other(
    numbers: &mut Numbers,
    world: &mut World,
    names: &mut Names,
    (channel, from, to, tie): Ends,
) {
    let pair = names.pairs[&(to, from)];
    let rate = tie.lending.as_ref().or(tie.adoption.as_ref());
    let made = Tie {
        hash: tie_hash(tie),
        from,
        to,
        value: numbers.figure(&tie.value, channel_unit(channel)),
        pair,
        rate: rate.map(|q| numbers.figure(q, rate_unit(channel))),
        ceiling: numbers.optional(&tie.ceiling, "0-1"),
    };
    let of_pair = &mut world.pairs[pair];
    let ix = match channel {
        Channel::Trade => unreachable!("trade has its own list"),
        Channel::Credit => *of_pair.credit.insert(world.credit.push(made)),
        Channel::Remittance => *of_pair.remittance.insert(world.remittance.push(made)),
        Channel::Arms => *of_pair.arms.insert(world.arms.push(made)),
        Channel::Transit => *of_pair.transit.insert(world.transit.push(made)),
        Channel::Security => *of_pair.security.insert(world.security.push(made)),
        Channel::Diplomacy => *of_pair.diplomacy.insert(world.diplomacy.push(made)),
        Channel::Settlement => world.settlement.push(made),
    };
    names.ties.insert((channel, from, to), ix);
}

fn channel_unit(channel: Channel) -> &'static str {
    match channel {
        Channel::Trade | Channel::Remittance => "USD bn per year",
        Channel::Credit => "USD bn",
        _ => "0-1",
    }
}

fn rate_unit(channel: Channel) -> &'static str {
    if channel == Channel::Credit { "USD bn per year" } else { "per year" }
}

/// The entries of a table by id.
pub(super) fn sorted<T>(
    table: &indexmap::IndexMap<String, T>,
) -> impl Iterator<Item = (&String, &T)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(id, _)| *id);
    entries.into_iter()
}

/// Panics where two names of one kind share a hash: their draws would be the same.
pub(super) fn assert_hashes_differ(world: &World) {
    let mut seen = BTreeSet::new();
    let actors = world.actors.values().iter().map(|a| a.hash);
    let trade = world.trade.values().iter().map(|t| t.hash);
    let events = world.events.values().iter().map(|e| e.hash);
    for (kind, hash) in
        actors.map(|h| (0, h)).chain(trade.map(|h| (1, h))).chain(events.map(|h| (2, h)))
    {
        assert!(seen.insert((kind, hash)), "two names share the hash {hash:#x}: rename one");
    }
}
