//! Metrics: what is read from a run. A metric reads the state and writes nothing.
//!
//! One family, one file; one reading, one line of the table below. From the line follow the word in
//! claims and on the command line, the check of its subject and object, the documentation, the
//! column and its unit.

mod alignment;
mod balance;
mod concentration;
mod dependence;
mod finance;
mod gdp;
mod influence;
mod junior;
mod loss_advantage;
mod network;
mod partner;
mod power;
mod reported;
mod security;
mod sway;
mod trade;
mod trigger;

use crate::numeric::{Grid, Real};
use crate::world::{
    ActorIx, AgendaIx, AxisIx, Calendar, EventIx, NumberIx, Pair, PairIx, Per, RegionIx, State,
    World,
};

/// What a metric's subject or object must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The metric has none.
    None,
    Actor,
    Power,
    Region,
    Axis,
    Event,
    /// An agenda item of an institution.
    Agenda,
}

/// When an outcome keeps a metric that nobody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// For every subject and object.
    Always,
    /// For every tied pair with a power in it, in worlds of at most 500 trade ties.
    Pairs,
    /// For every event that does not happen at a certain date.
    Uncertain,
    /// Only where a claim, a crossing, an event or the user names it.
    Asked,
}

/// A line of the metric table.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub unit: &'static str,
    pub subject: Kind,
    pub object: Kind,
    pub default: Default,
    /// Resolution of quantiles in summaries.
    pub grid: Grid,
    /// A sentence.
    pub meaning: &'static str,
    /// Where its definition comes from.
    pub source: &'static str,
    /// Its family's page, as written at the top of its file.
    pub page: &'static str,
    reading: Reading,
}

/// A metric's subject or object in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    None,
    Actor(ActorIx),
    Region(RegionIx),
    Axis(AxisIx),
    Event(EventIx),
    Agenda(AgendaIx),
}

impl Entity {
    fn actor(self) -> ActorIx {
        let Entity::Actor(ix) = self else { panic!("the metric's table says it is an actor") };
        ix
    }

    fn region(self) -> RegionIx {
        let Entity::Region(ix) = self else { panic!("the metric's table says it is a region") };
        ix
    }
}

/// What a metric may see.
pub struct View<'a, R> {
    world: &'a World,
    calendar: &'a Calendar,
    numbers: &'a Per<NumberIx, R>,
    state: &'a State<R>,
    step: u32,
    /// GDP of every actor in constant base-year prices, USD bn a year.
    gdp_bn: Per<ActorIx, R>,
    /// Prices against the base year: of oil, and of everything in USD.
    oil_price: R,
    price: R,
    /// Network influence of every power, in the order of the world's, at the end of a year.
    network: Vec<R>,
}

impl<'a, R: Real> View<'a, R> {
    /// The state of a step, with what several metrics read.
    #[inline(always)]
    pub fn new(
        world: &'a World,
        calendar: &'a Calendar,
        numbers: &'a Per<NumberIx, R>,
        state: &'a State<R>,
        step: u32,
    ) -> Self {
        let mut gdp_bn = state.gdp_log.clone();
        for (ix, value) in gdp_bn.iter_mut() {
            *value = numbers[world.actors[ix].gdp] * value.exp();
        }
        let (oil_price, price) = (state.oil_log.exp(), state.price_log.exp());
        let closes_year = step.is_multiple_of(calendar.step.per_year());
        let network = if closes_year { network::solve(world, state) } else { Vec::new() };
        View { world, calendar, numbers, state, step, gdp_bn, oil_price, price, network }
    }

    #[inline(always)]
    fn number(&self, ix: NumberIx) -> R {
        self.numbers[ix]
    }

    /// The pair in which `client` depends on `partner`, if they are tied.
    #[inline(always)]
    fn pair(&self, client: ActorIx, partner: ActorIx) -> Option<(PairIx, &'a Pair)> {
        let ix = self.world.pair(client, partner)?;
        Some((ix, &self.world.pairs[ix]))
    }

    /// What the state holds of the pair in which `client` depends on `partner`, zero where they
    /// are not tied.
    #[inline(always)]
    fn of_pair(&self, values: &Per<PairIx, R>, client: ActorIx, partner: ActorIx) -> R {
        values.or_zero(self.world.pair(client, partner))
    }

    /// GDP in constant base-year prices, USD bn a year.
    #[inline(always)]
    fn gdp_bn(&self, actor: ActorIx) -> R {
        self.gdp_bn[actor]
    }
}

const SHARE: Grid = Grid::Linear { width: 5e-4 };
const INDEX: Grid = Grid::Linear { width: 2e-3 };
const AMOUNT: Grid = Grid::Logarithmic { per_octave: 128 };

macro_rules! metrics {
    ($( $name:ident[$subject:ident, $object:ident] = $file:ident::$read:ident,
        $unit:literal, $grid:expr, $default:ident, $meaning:literal, $source:literal; )+) => {
        /// The metric table, in the order in which results list them.
        pub const METRICS: &[Metric] = &[ $( Metric {
            name: stringify!($name), unit: $unit, subject: Kind::$subject, object: Kind::$object,
            default: Default::$default, grid: $grid, meaning: $meaning, source: $source,
            page: include_str!(concat!(stringify!($file), ".rs")), reading: Reading::$name,
        }, )+ ];

        /// What is read, line by line of the table.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        enum Reading { $( $name, )+ }

        impl Metric {
            /// Reads it. NaN where it is not observed at this step.
            #[inline(always)]
            pub fn observe<R: Real>(&self, v: &View<R>, subject: Entity, object: Entity) -> R {
                match self.reading {
                    $( Reading::$name => $file::$read(v, subject, object), )+
                }
            }
        }
    };
}

metrics! {
    gdp[Actor, None] = gdp::read, "USD bn per year, base-year prices", AMOUNT, Always,
        "Gross domestic product in constant base-year prices.", "World Bank definition";
    trade[Actor, Actor] = trade::turnover, "USD bn per year, base-year prices", AMOUNT, Asked,
        "Trade of the two, both ways, in base-year prices, re-exports included.", "sum of the two flows";
    exports[Actor, Actor] = trade::exports, "USD bn per year, base-year prices", AMOUNT, Asked,
        "Exports of the first to the second, in base-year prices, re-exports included.", "the flow";
    trade_share[Actor, Actor] = trade::share, "0-1", SHARE, Pairs,
        "Share of the second in all trade of the first, in base-year prices.", "Barbieri trade share";
    turnover_reported[Actor, Actor] = reported::turnover, "USD bn per year, current prices", AMOUNT, Asked,
        "Trade with the second as the first reports it, in current prices.", "mirror statistics";
    exports_reported[Actor, Actor] = reported::exports, "USD bn per year, current prices", AMOUNT, Asked,
        "Exports to the second as the first reports them, in current prices.", "mirror statistics";
    share_reported[Actor, Actor] = reported::share, "0-1", SHARE, Asked,
        "Share of the second in all trade as the first reports it.", "mirror statistics";
    main_partner[Actor, Actor] = partner::among_states, "0 or 1", Grid::Whole, Asked,
        "Whether the second is the first's largest partner among single states, as it reports.", "rank of turnover_reported";
    main_partner_blocs[Actor, Actor] = partner::among_all, "0 or 1", Grid::Whole, Asked,
        "The same with a bloc counted as one partner.", "rank of turnover_reported";
    sensitivity[Actor, Actor] = dependence::sensitivity, "0-1", SHARE, Pairs,
        "Income that the first loses within a year if its ties with the second end.", "Keohane and Nye 1977";
    vulnerability[Actor, Actor] = dependence::vulnerability, "0-1", SHARE, Pairs,
        "Income that the first loses once it has adjusted to the end of its ties with the second.", "Keohane and Nye 1977";
    influence[Actor, Actor] = influence::gross, "index", AMOUNT, Asked,
        "Influence of the first over the second.", "bandwidth × dependence, after FBIC";
    influence_share[Power, Actor] = influence::share, "0-1", SHARE, Pairs,
        "The power's share of all powers' influence over the actor.", "after FBIC";
    net_influence[Actor, Actor] = influence::net, "index", Grid::Linear { width: 2e-4 }, Asked,
        "Influence of the first over the second less the reverse.", "after FBIC";
    regional_share[Region, Power] = balance::equal, "0-1", SHARE, Always,
        "The power's influence share in the region, clients weighing alike.", "mean of influence_share";
    regional_share_gdp[Region, Power] = balance::by_gdp, "0-1", SHARE, Always,
        "The power's influence share in the region, clients weighing by GDP.", "mean of influence_share";
    regional_trade_share[Region, Power] = balance::trade_alone, "0-1", SHARE, Always,
        "The power's share of the region's trade with all powers, clients weighing alike.", "influence on trade alone";
    network_influence[Power, None] = network::read, "index", AMOUNT, Always,
        "Influence through others included, at the end of each year.", "Katz 1953; (I − αW)⁻¹ with a fixed scale";
    power[Actor, None] = power::chosen, "0-1", SHARE, Always,
        "Share of the power index that the run's structure uses.", "GDP, CINC or GDP × GDP per capita";
    power_gdp[Actor, None] = power::gdp, "0-1", SHARE, Asked,
        "Share of GDP in the sum over actors.", "World Bank";
    power_cinc[Actor, None] = power::cinc, "0-1", SHARE, Asked,
        "Share of capabilities in the sum over actors.", "Correlates of War, CINC";
    power_military[Actor, None] = power::military, "0-1", SHARE, Asked,
        "Share of military spending in the sum over actors whose spending is known.", "SIPRI; moved like capabilities";
    power_net[Actor, None] = power::net, "0-1", SHARE, Asked,
        "Share of GDP × GDP per capita in the sum over actors.", "Beckley 2018";
    concentration[Region, None] = concentration::ray_singer, "0-1", SHARE, Always,
        "Concentration of GDP in the region (CON).", "Ray and Singer 1973";
    hhi[Region, None] = concentration::herfindahl, "0-1", SHARE, Asked,
        "Sum of squared GDP shares in the region.", "Herfindahl–Hirschman";
    poles[Region, None] = concentration::poles, "count", INDEX, Asked,
        "Effective number of poles in the region: the inverse of hhi.", "Laakso and Taagepera 1979";
    junior[Actor, Power] = junior::index, "-1 to 1", INDEX, Asked,
        "How much the first is the second's junior partner: mean of five components.", "see the page of the metric";
    junior_low[Actor, Power] = junior::low, "-1 to 1", INDEX, Asked,
        "The lowest junior index that leaves out one component.", "see the page of the metric";
    junior_high[Actor, Power] = junior::high, "-1 to 1", INDEX, Asked,
        "The highest junior index that leaves out one component.", "see the page of the metric";
    position[Actor, Axis] = alignment::position, "axis units", Grid::Linear { width: 5e-3 }, Always,
        "Position on the axis of alignment.", "Bailey, Strezhnev and Voeten 2017 for UN votes";
    alignment_distance[Actor, Actor] = alignment::distance, "axis scales", Grid::Linear { width: 5e-3 }, Pairs,
        "Root mean square distance over the axes, each in units of its scale.", "Bailey, Strezhnev and Voeten 2017";
    sway[Region, Actor] = sway::read, "index", AMOUNT, Asked,
        "Sum of the influence of the region's members over the actor.", "after FBIC";
    loss_advantage[Actor, None] = loss_advantage::read, "share of GDP", INDEX, Asked,
        "What its partners would lose without it less what it would lose without them, over its GDP.", "Hirschman 1945";
    debt[Actor, Actor] = finance::debt, "USD bn", AMOUNT, Asked,
        "Debt owed to the first by the second.", "AidData; debt reports";
    remittances[Actor, Actor] = finance::remittances, "USD bn per year", AMOUNT, Asked,
        "Money sent home from the first to the second.", "World Bank, KNOMAD";
    settlement[Actor, Actor] = finance::settlement, "0-1", SHARE, Asked,
        "Share of the second's exports settled in the first's currency.", "Bank of Russia; EDB";
    arms_share[Actor, Actor] = security::arms_share, "0-1", SHARE, Asked,
        "The first's share of the second's arms imports.", "SIPRI Arms Transfers";
    transshipment[Actor, Actor] = trade::transshipment, "USD bn per year, base-year prices", AMOUNT, Asked,
        "Sanctioned goods that reach the second through the first.", "Chupilkin, Javorcik and Plekhanov 2023";
    oil_price[None, None] = trigger::oil_price, "log", INDEX, Always,
        "Log of the oil price against the base year.", "Brent";
    event[Event, None] = trigger::event, "0-1", SHARE, Asked,
        "Strength of the event, mean over the step.", "scenario";
    passed[Agenda, None] = trigger::passed, "0 or 1", Grid::Whole, Asked,
        "Whether the agenda item has passed.", "scenario";
    strategic_barrier[Actor, Power] = trigger::strategic_barrier, "log", INDEX, Asked,
        "Barrier that the first raises against the power.", "mechanism strategy";
    onset[Event, None] = trigger::onset, "year", Grid::Linear { width: 0.125 }, Uncertain,
        "Date at which the event has happened; infinite while it has not.", "scenario";
}

/// Metrics of influence: what they read of the ties between actors is influence, its shares and the
/// losses behind it, and nothing else.
pub const OF_INFLUENCE: [&str; 8] = [
    "influence",
    "influence_share",
    "net_influence",
    "regional_share",
    "regional_share_gdp",
    "sway",
    "sensitivity",
    "vulnerability",
];

/// The clients whose pairs a metric of influence reads.
pub fn clients(metric: &Metric, world: &World, subject: Entity, object: Entity) -> Vec<ActorIx> {
    match (metric.name, subject) {
        ("sensitivity" | "vulnerability", _) => vec![subject.actor()],
        ("net_influence", _) => vec![subject.actor(), object.actor()],
        ("regional_share" | "regional_share_gdp", Entity::Region(region)) => {
            world.regions[region].members.iter().map(|member| member.actor).collect()
        }
        _ => vec![object.actor()],
    }
}

/// The metric of a name, if there is one.
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|m| m.name == name)
}
