//! The world of a scenario: who is there and what binds them. Constant during a run.
//!
//! Names end here: a mechanism sees indexes, and the hash of a name only as the address of a draw.
//! Numbers are drawn once per run; the world holds where they stand in the list ([`NumberIx`]).

mod calendar;
mod channel;
mod field;
mod index;

pub use calendar::{Calendar, Date, Step, Years};
pub use channel::Channel;
pub use field::{FIELDS, Field, State};
pub use index::{
    ActorIx, AgendaIx, AxisIx, EventIx, FlowIx, InstitutionIx, Ix, NumberIx, PairIx, Per, RegionIx,
    RouteIx, SeatIx, TieIx, TradeIx,
};

/// A moment later than any simulated one: the onset of what never happens.
pub const NEVER: Years = 1.0e6;

/// Everything that stays the same during a run.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub actors: Per<ActorIx, Actor>,
    /// The actors that compete for influence, in order of their index.
    pub powers: Vec<ActorIx>,
    pub axes: Per<AxisIx, Axis>,
    pub regions: Per<RegionIx, Region>,
    pub trade: Per<TradeIx, TradeTie>,
    pub flows: Per<FlowIx, Flow>,
    /// The flows of energy, and those of other goods.
    pub energy_flows: Vec<FlowIx>,
    pub other_flows: Vec<FlowIx>,
    pub credit: Per<TieIx, Tie>,
    pub remittance: Per<TieIx, Tie>,
    pub arms: Per<TieIx, Tie>,
    pub transit: Per<TieIx, Tie>,
    pub security: Per<TieIx, Tie>,
    pub diplomacy: Per<TieIx, Tie>,
    pub settlement: Per<TieIx, Tie>,
    pub pairs: Per<PairIx, Pair>,
    pub routes: Per<RouteIx, Route>,
    pub events: Per<EventIx, Event>,
    pub seats: Per<SeatIx, Seat>,
    pub institutions: Per<InstitutionIx, Institution>,
    pub agenda: Per<AgendaIx, AgendaItem>,
}

/// A state, a bloc or the rest of the world.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Address of its draws.
    pub hash: u64,
    /// One among equals when main partners are ranked: false for the rest of the world.
    pub single_state: bool,
    pub is_rest: bool,
    pub power: bool,
    /// GDP of the base year, USD bn.
    pub gdp: NumberIx,
    /// Population, million.
    pub population: NumberIx,
    /// CINC share, 0–1, where known.
    pub cinc: Option<NumberIx>,
    /// Military spending, USD bn a year, where known.
    pub milex: Option<NumberIx>,
    /// Drift of log GDP now and in the long run, per year.
    pub growth: NumberIx,
    pub growth_long_run: NumberIx,
    /// S.d. of annual growth.
    pub volatility: NumberIx,
    pub world_beta: NumberIx,
    pub oil_elasticity: NumberIx,
    /// How noisy its trade is against that of others of its size.
    pub trade_noise: Option<NumberIx>,
    /// Growth of its exports beyond that of others' and of income, per year, now.
    pub export_trend: Option<NumberIx>,
    /// Domestic value added in a unit of exports, 0–1.
    pub value_added: NumberIx,
    /// Arms imports, share of GDP.
    pub arms_bill: NumberIx,
    /// 0–1: 1 never moves.
    pub stubbornness: NumberIx,
    /// Position on each axis.
    pub positions: Per<AxisIx, NumberIx>,
    /// Weight of each channel of its ties in bandwidth, in order of [`BANDWIDTH`].
    pub influence_weights: [NumberIx; BANDWIDTH.len()],
    /// The pairs in which it is the client.
    pub as_client: Vec<PairIx>,
    /// Those of them whose partner is a power.
    pub on_powers: Vec<PairIx>,
    /// By the partner's index: the pair in which this actor is its client.
    pub pair_with: Per<ActorIx, Option<PairIx>>,
}

impl World {
    /// The pair in which `client` depends on `partner`, if they are tied.
    #[inline(always)]
    pub fn pair(&self, client: ActorIx, partner: ActorIx) -> Option<PairIx> {
        self.actors[client].pair_with[partner]
    }
}

/// The channels that make up bandwidth.
pub const BANDWIDTH: [Channel; 7] = [
    Channel::Trade,
    Channel::Credit,
    Channel::Remittance,
    Channel::Arms,
    Channel::Transit,
    Channel::Security,
    Channel::Diplomacy,
];

/// An axis of alignment.
#[derive(Clone, Debug)]
pub struct Axis {
    pub hash: u64,
    /// Positions are clipped to `low..=high`.
    pub low: f64,
    pub high: f64,
    /// Spread that counts as one unit of distance.
    pub scale: f64,
}

/// A set of actors over which balances are taken.
#[derive(Clone, Debug)]
pub struct Region {
    pub members: Vec<RegionMember>,
}

/// A member of a region: always, or while it holds a seat.
#[derive(Clone, Copy, Debug)]
pub struct RegionMember {
    pub actor: ActorIx,
    pub seat: Option<SeatIx>,
    /// Counts in balances of influence over the region (powers do only where declared).
    pub client: bool,
}

/// Goods sold by one actor to another.
#[derive(Clone, Debug)]
pub struct TradeTie {
    pub hash: u64,
    pub exporter: ActorIx,
    pub importer: ActorIx,
    /// Base-year flow, USD bn a year.
    pub value: NumberIx,
    /// The level of the flow that the last years suggest, USD bn a year.
    pub normal: Option<NumberIx>,
    /// Trade potential: what sizes and distance make usual, USD bn a year.
    pub potential: Option<NumberIx>,
    /// Sizes of its own shocks, log: permanent per √year and transitory; by size where absent.
    pub permanent_sd: Option<NumberIx>,
    pub transitory_sd: Option<NumberIx>,
    /// Ease of replacing the partner, 0–1.
    pub substitutability: NumberIx,
    /// Share of energy, 0–1.
    pub energy_share: Option<NumberIx>,
    pub other: FlowIx,
    pub energy: Option<FlowIx>,
    /// The importer's pair on the exporter and the reverse.
    pub pair_importer: PairIx,
    pub pair_exporter: PairIx,
    /// The exporter's and the importer's own base-year figure, where it differs.
    pub mirror_exporter: Option<NumberIx>,
    pub mirror_importer: Option<NumberIx>,
}

/// One good of a trade tie.
#[derive(Clone, Debug)]
pub struct Flow {
    pub exporter: ActorIx,
    pub importer: ActorIx,
    pub energy: bool,
    /// Whether an event raises a barrier against it or forbids part of it, at any date.
    pub restricted: bool,
}

/// A tie of a channel other than trade.
#[derive(Clone, Debug)]
pub struct Tie {
    pub hash: u64,
    pub from: ActorIx,
    pub to: ActorIx,
    /// In the channel's unit.
    pub value: NumberIx,
    /// The pair of `to` on `from`.
    pub pair: PairIx,
    /// Credit: new lending, USD bn a year. Settlement: speed of adoption, per year.
    pub rate: Option<NumberIx>,
    /// Settlement: ceiling, 0–1.
    pub ceiling: Option<NumberIx>,
}

/// A client and a partner with at least one tie between them.
#[derive(Clone, Debug)]
pub struct Pair {
    pub client: ActorIx,
    pub partner: ActorIx,
    /// The pair with the roles exchanged (it always exists).
    pub reverse: PairIx,
    pub imports: Option<TradeIx>,
    pub exports: Option<TradeIx>,
    pub credit: Option<TieIx>,
    pub remittance: Option<TieIx>,
    pub arms: Option<TieIx>,
    pub transit: Option<TieIx>,
    pub security: Option<TieIx>,
    pub diplomacy: Option<TieIx>,
}

/// A way around sanctions: suppliers → hub → target.
#[derive(Clone, Debug)]
pub struct Route {
    pub hub: ActorIx,
    pub target: ActorIx,
    /// Ease of re-export, 1 = ordinary.
    pub ease: NumberIx,
    /// The tie hub → target.
    pub out: TradeIx,
    /// The hub's import ties from everyone but the target.
    pub inward: Vec<TradeIx>,
    /// The sanctioned flows of the target.
    pub sanctioned: Vec<FlowIx>,
}

/// A dated, random or conditional change.
#[derive(Clone, Debug)]
pub struct Event {
    pub hash: u64,
    pub trigger: Trigger,
    pub probability: Option<NumberIx>,
    pub requires: Option<EventIx>,
    pub ended_by: Option<EventIx>,
    pub anticipation_years: Option<NumberIx>,
    pub anticipation: Option<NumberIx>,
    pub initial: Option<NumberIx>,
    pub ramp_years: Option<NumberIx>,
    pub duration_years: Option<NumberIx>,
    pub fade_years: Option<NumberIx>,
    pub effects: Vec<Effect>,
}

/// What makes an event happen. Observations are positions in the list that a run observes.
#[derive(Clone, Debug)]
pub enum Trigger {
    Scheduled { date: Years },
    Hazard { rate: NumberIx, from: Years, until: Years, on: Option<HazardOn> },
    Condition { observation: usize, above: bool, level: NumberIx, for_steps: u32 },
    Agenda { item: AgendaIx },
}

/// A hazard's dependence on a metric: rate times e^{slope·(metric − level)}.
#[derive(Clone, Copy, Debug)]
pub struct HazardOn {
    pub observation: usize,
    pub slope: NumberIx,
    pub level: NumberIx,
}

/// One change of one thing at full strength.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    pub target: Target,
    pub size: NumberIx,
}

/// The thing that an effect changes.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    Barrier(FlowIx),
    Embargo(FlowIx),
    Growth(ActorIx),
    /// The client's fear of the partner.
    Threat(PairIx),
    Lending(TieIx),
    /// New loans: the size's share is the tie's stock over the stock of all the effect's ties.
    Loan(TieIx, LoanIx),
    Remittance(TieIx),
    Arms(TieIx),
    Guarantee(TieIx),
    Diplomacy(TieIx),
    Transit(TieIx),
    Alignment(ActorIx, AxisIx),
    Settlement(TieIx),
    Pressure(RouteIx),
    Oil,
    Seat(SeatIx),
}

/// Which loan of the scenario a [`Target::Loan`] belongs to (ties of one loan share it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoanIx(pub u32);

/// One actor's place in one institution.
#[derive(Clone, Debug)]
pub struct Seat {
    pub actor: ActorIx,
    pub institution: InstitutionIx,
    /// Dated memberships: from, until.
    pub terms: Vec<(Years, Years)>,
    /// The agenda item that admits it.
    pub admission: Option<AgendaIx>,
    /// Share of the funding, 0–1.
    pub funding: Option<NumberIx>,
}

/// How an institution decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Consensus,
    Majority,
    Weighted,
}

/// An institution: seats, a rule and what joint membership brings.
#[derive(Clone, Debug)]
pub struct Institution {
    pub rule: Rule,
    pub seats: Vec<SeatIx>,
    /// Addition to log trade and to diplomacy of two members.
    pub trade_effect: Option<NumberIx>,
    pub diplomacy_effect: Option<NumberIx>,
    /// Trade and diplomacy ties between actors that can both be members, with their seats.
    pub trade: Vec<(TradeIx, SeatIx, SeatIx)>,
    pub diplomacy: Vec<(TieIx, SeatIx, SeatIx)>,
}

/// A decision on the agenda.
#[derive(Clone, Debug)]
pub struct AgendaItem {
    pub hash: u64,
    pub institution: InstitutionIx,
    pub date: Years,
    pub proposer: ActorIx,
    /// Who is admitted when it passes.
    pub admits: Option<ActorIx>,
    /// Pairs (voter on the one to be admitted, or on the proposer) by seat of the institution.
    pub voters: Vec<Voter>,
}

/// A member's stake in a decision.
#[derive(Clone, Copy, Debug)]
pub struct Voter {
    pub seat: SeatIx,
    pub hash: u64,
    /// Its dependence pairs on the proposer and on the candidate, where they are tied.
    pub on_proposer: Option<PairIx>,
    pub on_candidate: Option<PairIx>,
}
