//! Influence taken apart: what each channel and each partner's power adds to it at one step, and
//! the same world with some of these parts taken from another step or another scenario.
//!
//! The equations are the mechanisms' own; here they are only fed with parts of two states.

use std::collections::HashMap;

use crate::mechanism::{Context, dependence, influence};
use crate::metric::{self, Entity, Metric, View};
use crate::model::Model;
use crate::numeric::Real;
use crate::world::{ActorIx, BANDWIDTH, NumberIx, PairIx, Per, State};

/// A part of influence that can be exchanged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// The shares and the losses of one channel, by its place in [`BANDWIDTH`].
    Channel(usize),
    /// The partners' power.
    Power,
    /// Exponents, horizon and weights of the equations themselves.
    Structure,
    /// Everything else that a metric reads: who is a member, how much each client weighs.
    Rest,
}

impl Factor {
    /// Every factor.
    pub fn all() -> impl Iterator<Item = Factor> {
        let channels = (0..BANDWIDTH.len()).map(Factor::Channel);
        channels.chain([Factor::Power, Factor::Structure, Factor::Rest])
    }

    /// Its word in results.
    pub fn word(self) -> &'static str {
        match self {
            Factor::Channel(place) => BANDWIDTH[place].word(),
            Factor::Power => "power",
            Factor::Structure => "structure",
            Factor::Rest => "membership and weights",
        }
    }
}

/// A channel's part in a pair: the share in bandwidth, and the log losses in both horizons.
type Tie<R> = (R, (R, R));

/// A state taken apart.
#[derive(Clone)]
pub struct Parts<'a, R> {
    model: &'a Model,
    numbers: Per<NumberIx, R>,
    state: State<R>,
    step: u32,
    structure: influence::Parameters<R>,
    /// By hash of the client and of the partner.
    pairs: HashMap<(u64, u64), [Tie<R>; BANDWIDTH.len()]>,
    /// Power and channel weights of each partner, by hash.
    partners: HashMap<u64, (R, [R; BANDWIDTH.len()])>,
}

impl<'a, R: Real> Parts<'a, R> {
    pub(super) fn of(model: &'a Model, cx: &Context<R>, state: &State<R>) -> Parts<'a, R> {
        let world = cx.world;
        let hash = |actor: ActorIx| world.actors[actor].hash;
        let shares = influence::channel_shares(cx, state);
        let weights = influence::weights(cx);
        let pairs = world.pairs.iter().map(|(ix, pair)| {
            let losses = dependence::channel_losses(cx, state, pair);
            let ties = std::array::from_fn(|channel| (shares[ix][channel], losses[channel]));
            ((hash(pair.client), hash(pair.partner)), ties)
        });
        let partners =
            world.actors.ids().map(|ix| (hash(ix), (state.power_share[ix], weights[ix])));
        Parts {
            model,
            numbers: cx.numbers.clone(),
            state: state.clone(),
            step: cx.step,
            structure: cx.parameters.influence.clone(),
            pairs: pairs.collect(),
            partners: partners.collect(),
        }
    }
}

/// Two states taken apart, between which factors are exchanged.
pub struct Exchange<'a, R> {
    sides: [&'a Parts<'a, R>; 2],
    /// Each side's world to write into.
    worlds: [Scratch<R>; 2],
    metric: &'static Metric,
}

/// A world in which a metric is read.
struct Scratch<R> {
    state: State<R>,
    /// The pairs that the metric reads.
    read: Vec<Aligned<R>>,
    subject: Entity,
    object: Entity,
}

/// A pair of one world with its parts on either side; a pair that a side lacks has no ties there.
struct Aligned<R> {
    ix: PairIx,
    ties: [[Tie<R>; BANDWIDTH.len()]; 2],
    partner: [(R, [R; BANDWIDTH.len()]); 2],
}

impl<'a, R: Real> Exchange<'a, R> {
    /// Prepares the exchange for one observation of both models, by its label.
    ///
    /// # Panics
    /// Where one of the models does not observe it.
    pub fn new(old: &'a Parts<'a, R>, new: &'a Parts<'a, R>, label: &str) -> Exchange<'a, R> {
        let sides = [old, new];
        let observation = |model: &'a Model| &model.observations[model.observed(label)];
        let world = |here: &'a Parts<R>| {
            let observed = observation(here.model);
            let (subject, object) = (observed.subject_ix, observed.object_ix);
            let clients = metric::clients(observed.metric, &here.model.world, subject, object);
            let pairs = here.model.world.pairs.iter();
            let read = pairs.filter(|(_, pair)| clients.contains(&pair.client));
            let read = read.map(|(ix, _)| aligned(here, sides, ix)).collect();
            Scratch { state: here.state.clone(), read, subject, object }
        };
        Exchange { sides, worlds: sides.map(world), metric: observation(new.model).metric }
    }

    /// Whether a factor is the same on both sides, in every lane and for every pair read.
    pub fn is_still(&self, factor: Factor) -> bool {
        let same = |a: R, b: R| (0..R::LANES).all(|lane| a.lane(lane) == b.lane(lane));
        let mut pairs = self.worlds.iter().flat_map(|world| &world.read);
        match factor {
            Factor::Channel(place) => pairs.all(|pair| {
                let [(a, (b, c)), (d, (e, f))] = pair.ties.map(|ties| ties[place]);
                same(a, d) && same(b, e) && same(c, f)
            }),
            Factor::Power => pairs.all(|pair| same(pair.partner[0].0, pair.partner[1].0)),
            Factor::Structure => {
                let [old, new] = self.sides.map(|side| {
                    let p = &side.structure;
                    [p.bandwidth_exponent, p.power_exponent, p.horizon]
                });
                let weights = |pair: &Aligned<R>| {
                    let [old, new] = &pair.partner;
                    old.1.iter().zip(&new.1).all(|(a, b)| same(*a, *b))
                };
                old.into_iter().zip(new).all(|(a, b)| same(a, b)) && pairs.all(weights)
            }
            Factor::Rest => false,
        }
    }

    /// The metric where the factors that `moved` names are the new side's and all others the old
    /// side's.
    pub fn value(&mut self, moved: impl Fn(Factor) -> bool) -> R {
        let side = |factor| usize::from(moved(factor));
        let channels: [usize; BANDWIDTH.len()] =
            std::array::from_fn(|place| side(Factor::Channel(place)));
        let (power, structure) = (side(Factor::Power), side(Factor::Structure));
        let rest = side(Factor::Rest);
        let p = &self.sides[structure].structure;
        let Scratch { state, read, subject, object } = &mut self.worlds[rest];
        for pair in read.iter() {
            let tie = |place: usize| pair.ties[channels[place]][place];
            let (mut short, mut long) = (R::splat(0.0), R::splat(0.0));
            for place in BY_LOSS {
                let (_, losses) = tie(place);
                short += losses.0;
                long += losses.1;
            }
            let losses = (dependence::loss(short), dependence::loss(long));
            (state.sensitivity[pair.ix], state.vulnerability[pair.ix]) = losses;
            let shares = std::array::from_fn(|place| tie(place).0);
            let bandwidth = influence::bandwidth(&pair.partner[structure].1, &shares);
            let weight_of_power = influence::weigh(p, pair.partner[power].0);
            state.influence[pair.ix] = influence::exert(p, bandwidth, losses, weight_of_power);
        }
        let here = self.sides[rest];
        influence::shares(&here.model.world, state);
        let model = here.model;
        let view = View::new(&model.world, &model.calendar, &here.numbers, state, here.step);
        self.metric.observe(&view, *subject, *object)
    }
}

/// The channels in the order in which dependence adds their losses: the same sum, bit for bit.
const BY_LOSS: [usize; BANDWIDTH.len()] = [0, 2, 1, 3, 4, 5, 6];

/// A pair of one side's world, with its parts on both.
fn aligned<R: Real>(here: &Parts<R>, sides: [&Parts<R>; 2], ix: PairIx) -> Aligned<R> {
    let world = &here.model.world;
    let pair = &world.pairs[ix];
    let [client, partner] = [pair.client, pair.partner].map(|actor| world.actors[actor].hash);
    let nothing = (R::splat(0.0), (R::splat(0.0), R::splat(0.0)));
    let ties = |side: &Parts<R>| {
        side.pairs.get(&(client, partner)).copied().unwrap_or([nothing; BANDWIDTH.len()])
    };
    let standing = |side: &Parts<R>| {
        let known = side.partners.get(&partner).or(here.partners.get(&partner));
        *known.expect("the partner lives in the world of the pair")
    };
    Aligned { ix, ties: sides.map(ties), partner: sides.map(standing) }
}
