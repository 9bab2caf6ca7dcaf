//! What a scenario means: every word checked, every number with its unit and origin.
//!
//! Values are in the canonical unit of their field, whatever unit the file used. Names are still
//! names here; `model::compile` turns them into indexes.

use indexmap::IndexMap;
use serde::Serialize;

use crate::numeric::Distribution;
use crate::world::{Calendar, Channel, Date};

use super::expression::Expression;

mod event;

pub use event::{Effect, EffectKind, Event, Goods, MetricRef, Trigger};

/// A whole scenario, ready to compile.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Short name, the file's own (`sco`).
    pub name: String,
    /// One line for a reader.
    pub title: String,
    /// What it is for, in a paragraph.
    pub description: String,
    /// Base year, end year, step.
    pub calendar: Calendar,
    /// Runs, seed and plan that the file suggests; the command line outranks it.
    pub run: RunHints,
    pub sources: IndexMap<String, Source>,
    pub axes: IndexMap<String, Axis>,
    pub actors: IndexMap<String, Actor>,
    pub regions: IndexMap<String, Region>,
    pub institutions: IndexMap<String, Institution>,
    /// Every tie, in order of the files.
    pub ties: Vec<Tie>,
    /// What a reporter's own statistics say beside the tie's figure.
    pub mirrors: Vec<Mirror>,
    pub events: IndexMap<String, Event>,
    pub claims: IndexMap<String, Claim>,
    pub crossings: IndexMap<String, Crossing>,
    /// Overrides of parameters' default priors, by key.
    pub parameters: IndexMap<String, Quantity>,
    /// Parameters that are drawn together.
    pub correlations: Vec<Correlation>,
    /// Which metrics the outcome keeps.
    pub keep: Keep,
    /// What `run` prints first.
    pub report: Report,
    /// Every file read, with its content's SHA-256 in hexadecimal (path as given, digest).
    pub inputs: Vec<(String, String)>,
}

/// Two parameters whose draws go together (a Gaussian copula).
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Their keys, in alphabetical order.
    pub between: [String; 2],
    /// Correlation of their normal scores.
    pub coefficient: f64,
}

/// A number: its distribution, where it comes from and how far to trust it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// Key path, its address in every draw: `actors.KAZ.gdp_usd_bn`, `ties.trade.CHN.RUS.value`.
    pub key: String,
    /// In the canonical unit of the field.
    pub distribution: Distribution,
    pub provenance: Provenance,
}

/// Where a number comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Provenance {
    /// Id in `[sources]`.
    pub source: Option<String>,
    /// Year to which the figure belongs.
    pub year: Option<i32>,
    /// Whose statistics (an actor id or a name such as `Eurostat`).
    pub reporter: Option<String>,
    pub confidence: Option<Confidence>,
    /// How it was computed or carried, where it was not read as it stands.
    pub method: Option<String>,
    pub note: Option<String>,
}

/// How far a figure can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in a public source.
    Read,
    /// Computed from public data; `method` says how.
    Computed,
    High,
    Medium,
    Low,
    /// No source: a stated assumption, and wide.
    Assumed,
    /// Set by hand for an experiment, without any claim to truth.
    Set,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub title: String,
    pub publisher: Option<String>,
    pub year: Option<i32>,
    pub url: Option<String>,
    pub note: Option<String>,
}

/// An axis of alignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub name: String,
    /// What one unit is (`UN ideal point`, `half the distance Russia–China`).
    pub unit: String,
    /// Positions are clipped to this range.
    pub low: f64,
    pub high: f64,
    /// Spread that counts as one unit of alignment distance.
    pub scale: f64,
    /// Whether a data series observes it; printed with every result on it.
    pub observed: bool,
    pub meaning: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    State,
    Bloc,
    /// The rest of the world.
    Rest,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub name: String,
    pub kind: ActorKind,
    /// Competes for influence.
    pub power: bool,
    /// Short bloc label for the bloc effect on trade (`east`, `west`, absent: neither).
    pub bloc: Option<String>,
    /// GDP of the base year, USD bn.
    pub gdp: Quantity,
    /// Population, million.
    pub population: Quantity,
    /// Military spending, USD bn a year.
    pub milex: Option<Quantity>,
    /// Share of world capabilities (CINC), 0–1.
    pub cinc: Option<Quantity>,
    /// Growth of GDP now and in the long run, per year (log).
    pub growth: Quantity,
    pub growth_long_run: Option<Quantity>,
    /// S.d. of annual growth.
    pub volatility: Quantity,
    /// Response of growth to world growth (1 = one for one) and to the log oil price.
    pub world_beta: Quantity,
    pub oil_elasticity: Quantity,
    /// Noise of its trade against that of others of its size (1 = like them).
    pub trade_noise: Option<Quantity>,
    /// Growth of its exports beyond that of others' and of income, per year (log); it fades as the
    /// drift of GDP does.
    pub export_trend: Option<Quantity>,
    /// Domestic value added in a unit of exports, 0–1.
    pub value_added: Option<Quantity>,
    /// Arms imports as a share of GDP.
    pub arms_bill: Option<Quantity>,
    /// Stickiness of alignment: 0 moves like others, 1 never moves.
    pub stubbornness: Option<Quantity>,
    /// How easily goods are re-exported through it (1 = ordinary; a customs union ≫ 1); for hubs.
    pub transit_ease: Option<Quantity>,
    /// Position on each axis, by axis id.
    pub positions: IndexMap<String, Quantity>,
    /// Influence weights by channel: how this power's ties count in bandwidth (relative).
    pub influence_weights: IndexMap<Channel, Quantity>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    pub name: String,
    /// Declared members; empty where an institution's members by date are meant.
    pub members: Vec<String>,
    /// Institution whose members, by date, make the region.
    pub institution: Option<String>,
    /// Left out of the institution's members.
    pub except: Vec<String>,
    /// Powers among the members count as clients only where this is true.
    pub powers_are_clients: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Passes unless somebody vetoes.
    Consensus,
    /// More than half of the members.
    Majority,
    /// More than half of the funding shares.
    Weighted,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Institution {
    pub name: String,
    pub rule: Rule,
    pub members: Vec<Membership>,
    /// What joint membership adds: to the log of trade (negative barrier) and to diplomacy (0–1).
    pub trade_effect: Option<Quantity>,
    pub diplomacy_effect: Option<Quantity>,
    /// Shares of the funding by actor, 0–1.
    pub funding: IndexMap<String, Quantity>,
    pub agenda: IndexMap<String, AgendaItem>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    pub actor: String,
    pub since: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AgendaItem {
    pub title: String,
    pub date: Date,
    /// Who proposes it: judged by position and rivalry.
    pub proposer: String,
    /// Who joins when it passes (an admission).
    pub admits: Option<String>,
    /// Event that starts when it passes.
    pub starts: Option<String>,
    pub provenance: Provenance,
}

/// A directed tie of one channel; see [`Channel`] for who is `from` and who is `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    pub channel: Channel,
    pub from: String,
    pub to: String,
    /// In the channel's unit.
    pub value: Quantity,
    /// Trade: share of energy in the flow, 0–1.
    pub energy_share: Option<Quantity>,
    /// Trade: ease of replacing the partner, 0 (machinery) – 1 (bulk energy).
    pub substitutability: Option<Quantity>,
    /// Trade: the level that the last years suggest, USD bn (absent: the flow itself).
    pub normal: Option<Quantity>,
    /// Trade: what the sizes of both and their distance make usual, USD bn (absent: unknown, and the
    /// tie is drawn nowhere).
    pub potential: Option<Quantity>,
    /// Trade: sizes of its own shocks, log, permanent per √year and transitory (absent: by size).
    pub permanent_sd: Option<Quantity>,
    pub transitory_sd: Option<Quantity>,
    /// Credit: new lending per year, USD bn (absent: what keeps the stock).
    pub lending: Option<Quantity>,
    /// Settlement: ceiling of the share, 0–1, and speed of adoption, per year.
    pub ceiling: Option<Quantity>,
    pub adoption: Option<Quantity>,
}

/// A reporter's own figure for a flow, beside the tie's.
#[derive(Clone, Debug, PartialEq)]
pub struct Mirror {
    pub reporter: String,
    pub from: String,
    pub to: String,
    /// The reporter's figure for the base year, USD bn.
    pub value: Quantity,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The claim in our words.
    pub text: String,
    /// Id in `[sources]`.
    pub source: Option<String>,
    pub kind: ClaimKind,
    /// The test on outcomes; a fact has none.
    pub test: Option<Expression>,
    /// The test as written.
    pub test_text: String,
    /// Run paired against this scenario …
    pub counterfactual: Option<Box<Scenario>>,
    /// … or against this one without these events.
    pub without: Vec<String>,
    /// Parameter keys whose sign the check for informed claims makes symmetric.
    pub symmetric: Vec<String>,
    /// Whether figures after the base date entered a prior that bears on it.
    pub in_sample: bool,
    pub note: Option<String>,
    /// Fact: what is shown (a number of the scenario by its key).
    pub shows: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// An input, shown as such.
    Fact,
    /// Its sign is partly built in.
    Informed,
    Emergent,
}

/// The first passage of one metric over another.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub title: String,
    pub of: MetricRef,
    pub over: MetricRef,
    /// Steps that it must stay ahead to count.
    pub hold_steps: u32,
}

/// Which metrics the outcome keeps at every step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keep {
    /// Metric names kept for every subject (actors, powers, regions); empty: the default list.
    pub metrics: Vec<String>,
    /// Single ones kept beside them.
    pub extra: Vec<MetricRef>,
    /// Rows of runs do without the figures of actors and ties that they drew: a world has tens of
    /// thousands, and a run draws them again from its id.
    pub no_figures: bool,
}

/// What `run` prints first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub regions: Vec<String>,
    /// Pairs whose mutual dependence is printed.
    pub dyads: Vec<(String, String)>,
    /// Columns of the balance of power.
    pub dates: Vec<Date>,
    pub crossings: Vec<String>,
    /// Keys of structural parameters by whose values statements about who leads are printed.
    pub structure: Vec<String>,
}

impl Scenario {
    /// The metrics that a reader is shown first: the balance of power in the report's regions and
    /// the mutual dependence of its pairs.
    pub fn shown(&self) -> Vec<MetricRef> {
        let mut all = Vec::new();
        let mut add = |name: &str, subject: &str, object: &str| {
            let (subject, object) = (Some(subject.to_string()), Some(object.to_string()));
            all.push(MetricRef { name: name.to_string(), subject, object });
        };
        let powers = || self.actors.iter().filter(|(_, actor)| actor.power).map(|(id, _)| id);
        for region in &self.report.regions {
            for metric in ["regional_share", "regional_share_gdp"] {
                powers().for_each(|power| add(metric, region, power));
            }
        }
        for (a, b) in &self.report.dyads {
            for metric in ["sensitivity", "vulnerability"] {
                add(metric, a, b);
                add(metric, b, a);
            }
        }
        all
    }

    /// The steps that a reader is shown: the last one that each date of the report covers; the base
    /// year and the end where it names none.
    pub fn shown_steps(&self) -> Vec<u32> {
        let dates = self.report.dates.iter();
        let mut steps: Vec<u32> =
            dates.filter_map(|&date| Some(self.calendar.steps(date)?.1)).collect();
        if steps.is_empty() {
            steps = vec![0, self.calendar.n_steps()];
        }
        steps
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunHints {
    pub runs: Option<u64>,
    pub seed: Option<u64>,
}
