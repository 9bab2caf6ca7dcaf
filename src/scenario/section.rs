//! The sections of a scenario file: every key with what it takes and means.

use crate::world::Step;

use super::meaning::{ActorKind, ClaimKind, Rule};
use super::shape::Kind::{self, *};
use super::shape::{Measure, Noun, SHARE, Shape, any, may, must, positive, within};
use super::unit::Dimension::*;
use super::word::Word as _;

/// A whole file.
pub const FILE: Shape = Shape {
    noun: "a scenario",
    provenance: false,
    keys: &[
        must("suasion", Version, "version of this format: 1"),
        may("name", Text, "short name; the file's own where absent"),
        may("title", Text, "one line for a reader"),
        may("description", Text, "what it is for, in a paragraph"),
        may("extends", File, "the scenario that this one changes"),
        may("remove", Paths, "key paths dropped from what is extended"),
        may("use", Files, "files of parameters, as `suasion calibrate` writes them"),
        must("time", Section(&TIME), "base year, end year and step"),
        may("run", Section(&RUN), "hints for a run; the command line outranks them"),
        may("sources", Map(&SOURCE), "where numbers come from"),
        may("axes", Map(&AXIS), "axes of alignment"),
        must("actors", Map(&ACTOR), "states, blocs, the rest of the world"),
        may("regions", Map(&REGION), "named sets of actors"),
        may("institutions", Map(&INSTITUTION), "memberships, decision rules, agendas"),
        may("tables", Section(&TABLES), "CSV files with more ties and mirrors"),
        may("ties", Section(&TIES), "directed, valued relations, by channel"),
        may("mirrors", List(&MIRROR), "what reporters' own statistics say of a trade flow"),
        may("events", Map(&EVENT), "dated, random or conditional changes"),
        may("claims", Map(&CLAIM), "statements turned into tests on outcomes"),
        may("crossings", Map(&CROSSING), "first passages of one metric over another"),
        may("parameters", Parameters, "overrides of parameters' default priors"),
        may("correlations", List(&super::used::CORRELATION), "parameters that are drawn together"),
        may("metrics", Section(&METRICS), "which metrics the outcome keeps"),
        may("report", Section(&REPORT), "what a report prints first"),
    ],
};

pub const TIME: Shape = Shape {
    noun: "the calendar",
    provenance: false,
    keys: &[
        must("base_year", Whole(1800, 2200), "year of the data"),
        must("end_year", Whole(1800, 2200), "last year simulated, to its end"),
        must("step", Word(Step::words), "length of a step"),
    ],
};

pub const RUN: Shape = Shape {
    noun: "the run hints",
    provenance: false,
    keys: &[
        may("runs", Whole(1, 1_000_000_000), "number of runs"),
        may("seed", Whole(0, i64::MAX), "seed of every draw"),
    ],
};

pub const SOURCE: Shape = Shape {
    noun: "a source",
    provenance: false,
    keys: &[
        must("title", Text, "title of the publication"),
        may("publisher", Text, "who publishes it"),
        may("year", Whole(1000, 3000), "year of publication"),
        may("url", Text, "where it can be read"),
        may("note", Text, "a remark"),
    ],
};

pub const AXIS: Shape = Shape {
    noun: "an axis",
    provenance: false,
    keys: &[
        must("name", Text, "name for a reader"),
        must("unit", Text, "what one unit is"),
        must("low", Number, "positions are clipped below"),
        must("high", Number, "positions are clipped above"),
        must("scale", Number, "spread that counts as one unit of alignment distance"),
        must("observed", Boolean, "whether a data series observes it"),
        must("meaning", Text, "what low and high stand for"),
    ],
};

const WEIGHT: Measure = Measure {
    dimension: Index,
    low: 0.0,
    high: f64::INFINITY,
};
const POSITION: Measure = Measure {
    dimension: Own,
    low: f64::NEG_INFINITY,
    high: f64::INFINITY,
};
const PART: Measure = Measure {
    dimension: Share,
    low: 0.0,
    high: 1.0,
};

/// A quantity that cannot be zero.
const fn above_zero(dimension: super::unit::Dimension) -> Kind {
    within(dimension, f64::MIN_POSITIVE, f64::INFINITY)
}

pub const ACTOR: Shape = Shape {
    noun: "an actor",
    provenance: true,
    keys: &[
        must("name", Text, "name for a reader"),
        may("kind", Word(ActorKind::words), "state where absent"),
        may("power", Boolean, "whether it competes for influence; false where absent"),
        may("bloc", Text, "label for the bloc effect on trade"),
        must("gdp_usd_bn", above_zero(Money), "GDP of the base year"),
        must("population_mn", above_zero(People), "population"),
        may("milex_usd_bn", positive(Money), "military spending of the base year"),
        may("cinc", SHARE, "share of world capabilities"),
        must("growth_per_year", within(Rate, -1.0, 1.0), "growth of GDP now, in logs"),
        may("growth_long_run_per_year", within(Rate, -1.0, 1.0), "growth in the long run, in logs"),
        must("volatility_per_year", within(Rate, 0.0, 1.0), "s.d. of annual growth"),
        must("world_beta", any(Index), "response of growth to world growth"),
        must("oil_elasticity", any(Index), "response of log GDP to the log oil price"),
        may("trade_noise", positive(Index), "noise of its trade against others of its size"),
        may("export_trend_per_year", within(Rate, -1.0, 1.0), "exports' growth beyond others', in logs"),
        may("value_added_share", SHARE, "domestic value added in a unit of exports"),
        may("arms_bill_share", SHARE, "arms imports as a share of GDP"),
        may("stubbornness", SHARE, "0: alignment moves like others'; 1: it never moves"),
        may("transit_ease", positive(Index), "how easily goods are re-exported through it"),
        may("positions", Quantities(Noun::Axis, POSITION), "position on each axis"),
        may("influence_weights", Quantities(Noun::Channel, WEIGHT), "weights of its channels"),
    ],
};

pub const REGION: Shape = Shape {
    noun: "a region",
    provenance: true,
    keys: &[
        must("name", Text, "name for a reader"),
        may("members", Names(Noun::Actor), "declared members"),
        may("institution", Name(Noun::Institution), "whose members by date make the region"),
        may("except", Names(Noun::Actor), "left out of the institution's members"),
        may("powers_are_clients", Boolean, "whether powers among the members count as clients"),
    ],
};

pub const INSTITUTION: Shape = Shape {
    noun: "an institution",
    provenance: true,
    keys: &[
        must("name", Text, "name for a reader"),
        must("rule", Word(Rule::words), "how it decides"),
        must("members", List(&MEMBERSHIP), "who belongs to it, from when to when"),
        may("trade_effect_log", any(Log), "what joint membership adds to the log of trade"),
        may("diplomacy_effect", within(Share, -1.0, 1.0), "what it adds to diplomacy"),
        may("funding", Quantities(Noun::Actor, PART), "shares of its funding"),
        may("agenda", Map(&AGENDA), "what it votes on"),
    ],
};

pub const MEMBERSHIP: Shape = Shape {
    noun: "a membership",
    provenance: false,
    keys: &[
        must("actor", Name(Noun::Actor), "the member"),
        must("since", Date, "when it joined"),
        may("until", Date, "when it left"),
    ],
};

pub const AGENDA: Shape = Shape {
    noun: "an agenda item",
    provenance: true,
    keys: &[
        must("title", Text, "one line for a reader"),
        must("date", Date, "when it is voted on"),
        must("proposer", Name(Noun::Actor), "who proposes it"),
        may("admits", Name(Noun::Actor), "who joins when it passes"),
        may("starts", Name(Noun::Event), "the event that starts when it passes"),
        may("origin", Section(&ORIGIN), "where it comes from; its numbers do not inherit it"),
    ],
};

/// Provenance of a statement that its numbers do not inherit.
pub const ORIGIN: Shape = Shape {
    noun: "an origin",
    provenance: false,
    keys: super::shape::PROVENANCE,
};

pub const TABLES: Shape = Shape {
    noun: "the list of CSV files",
    provenance: false,
    keys: &[
        may("trade", File, "CSV file of trade ties"),
        may("credit", File, "CSV file of credit ties"),
        may("remittance", File, "CSV file of remittance ties"),
        may("arms", File, "CSV file of arms ties"),
        may("transit", File, "CSV file of transit ties"),
        may("security", File, "CSV file of security ties"),
        may("diplomacy", File, "CSV file of diplomacy ties"),
        may("settlement", File, "CSV file of settlement ties"),
        may("mirrors", File, "CSV file of mirrors"),
    ],
};

pub const TIES: Shape = Shape {
    noun: "the ties",
    provenance: false,
    keys: &[
        may("trade", List(&TRADE), "exporter to importer"),
        may("credit", List(&CREDIT), "creditor to debtor"),
        may("remittance", List(&REMITTANCE), "host economy to recipient"),
        may("arms", List(&SHARED), "supplier to recipient: share of its arms imports"),
        may("transit", List(&SHARED), "host to user: share of its exports that pass"),
        may("security", List(&SHARED), "guarantor to guaranteed: 0 none, 1 formal and present"),
        may("diplomacy", List(&SHARED), "represented power to host: 0 none, 1 full"),
        may("settlement", List(&SETTLEMENT), "issuer to user: share of its exports settled"),
    ],
};

pub const TRADE: Shape = Shape {
    noun: "a trade tie",
    provenance: true,
    keys: &[
        must("from", Name(Noun::Actor), "exporter"),
        must("to", Name(Noun::Actor), "importer"),
        must("value", positive(Flow), "goods in the base year"),
        may("energy_share", SHARE, "share of energy in the flow"),
        may("substitutability", SHARE, "ease of replacing the partner: 0 hard, 1 bulk energy"),
        may("normal", above_zero(Flow), "the level that the last years suggest"),
        may("potential", above_zero(Flow), "what the sizes of both and their distance make usual"),
        may("permanent_sd", within(Rate, 0.0, 3.0), "s.d. of its lasting shocks in a year, in logs"),
        may("transitory_sd", within(Index, 0.0, 3.0), "s.d. of its passing shocks, in logs"),
    ],
};

pub const CREDIT: Shape = Shape {
    noun: "a credit tie",
    provenance: true,
    keys: &[
        must("from", Name(Noun::Actor), "creditor"),
        must("to", Name(Noun::Actor), "debtor"),
        must("value", positive(Money), "money owed in the base year"),
        may("lending", positive(Flow), "new lending; what keeps the stock where absent"),
    ],
};

pub const REMITTANCE: Shape = Shape {
    noun: "a remittance tie",
    provenance: true,
    keys: &[
        must("from", Name(Noun::Actor), "economy where the money is earned"),
        must("to", Name(Noun::Actor), "economy to which it is sent"),
        must("value", positive(Flow), "money sent in the base year"),
    ],
};

/// Arms, transit, security and diplomacy: a share alone.
pub const SHARED: Shape = Shape {
    noun: "a tie",
    provenance: true,
    keys: &[
        must("from", Name(Noun::Actor), "who provides"),
        must("to", Name(Noun::Actor), "who depends"),
        must("value", SHARE, "share in the base year"),
    ],
};

pub const SETTLEMENT: Shape = Shape {
    noun: "a settlement tie",
    provenance: true,
    keys: &[
        must("from", Name(Noun::Actor), "issuer of the currency"),
        must("to", Name(Noun::Actor), "exporter who is paid in it"),
        must("value", SHARE, "share of its exports settled in the base year"),
        may("ceiling", SHARE, "share that adoption approaches"),
        may("adoption", positive(Rate), "speed of adoption"),
    ],
};

pub const MIRROR: Shape = Shape {
    noun: "a mirror",
    provenance: true,
    keys: &[
        must("reporter", Name(Noun::Actor), "whose statistics"),
        must("from", Name(Noun::Actor), "exporter"),
        must("to", Name(Noun::Actor), "importer"),
        must("value", positive(Flow), "the reporter's figure for the base year"),
    ],
};

pub const EVENT: Shape = Shape {
    noun: "an event",
    provenance: true,
    keys: &[
        must("title", Text, "one line for a reader"),
        may("date", Date, "trigger: on a date"),
        may("hazard", Section(&HAZARD), "trigger: at random"),
        may("when", Section(&CONDITION), "trigger: when a metric crosses a level"),
        may("agenda", Boolean, "trigger: when the agenda item that starts it passes"),
        may("probability", SHARE, "chance that it happens at all; 1 where absent"),
        may("requires", Name(Noun::Event), "event without which it does not happen"),
        may("ended_by", Name(Noun::Event), "event whose onset ends it"),
        may("anticipation_years", positive(Years), "how long before onset it is anticipated"),
        may("anticipation", SHARE, "share of the effect in anticipation"),
        may("initial", SHARE, "share of the effect at onset; 1 where absent"),
        may("ramp_years", positive(Years), "time until the effect is whole"),
        may("duration_years", positive(Years), "how long it lasts; to the end where absent"),
        may("fade_years", positive(Years), "how long it fades once ended"),
        may("effects", Effects, "what it does while it lasts"),
        may("origin", Section(&ORIGIN), "where it comes from; its numbers do not inherit it"),
    ],
};

pub const HAZARD: Shape = Shape {
    noun: "a hazard",
    provenance: true,
    keys: &[
        must("rate", positive(Rate), "rate of onset"),
        may("from", Date, "no onset before"),
        may("until", Date, "no onset after"),
        may("metric", Metric, "metric that drives the rate"),
        may("slope", any(Own), "rate × e^(slope × (metric − level))"),
        may("level", any(Own), "level at which the rate is as stated"),
    ],
};

pub const CONDITION: Shape = Shape {
    noun: "a condition",
    provenance: true,
    keys: &[
        must("metric", Metric, "metric that is watched"),
        may("above", any(Own), "level that it must exceed"),
        may("below", any(Own), "level that it must stay under"),
        may("for_steps", Whole(1, 10_000), "consecutive steps; 1 where absent"),
    ],
};

pub const CLAIM: Shape = Shape {
    noun: "a claim",
    provenance: false,
    keys: &[
        must("text", Text, "the claim in our words"),
        may("source", Name(Noun::Source), "who makes it"),
        must("kind", Word(ClaimKind::words), "fact: an input; informed: its sign is built in"),
        may("test", Expression, "the test on outcomes"),
        may("shows", NumberKey, "fact: key path of the number shown"),
        may("counterfactual", Counterfactual, "the scenario paired against this one"),
        may("without", Names(Noun::Event), "events removed from the paired run"),
        may("symmetric", Names(Noun::Parameter), "parameters whose sign the check makes even"),
        may("in_sample", Boolean, "whether later figures entered a prior that bears on it"),
        may("note", Text, "a remark"),
    ],
};

pub const CROSSING: Shape = Shape {
    noun: "a crossing",
    provenance: false,
    keys: &[
        must("title", Text, "one line for a reader"),
        must("of", Metric, "the metric that overtakes"),
        must("over", Metric, "the metric that is overtaken"),
        may("hold_years", Number, "how long it must stay ahead; one step where absent"),
    ],
};

pub const METRICS: Shape = Shape {
    noun: "the list of metrics",
    provenance: false,
    keys: &[
        may("keep", Names(Noun::Metric), "metrics kept for every subject"),
        may("extra", Metrics, "single metrics kept beside them"),
        may("figures", Boolean, "whether each run's row keeps its drawn figures; true where absent"),
    ],
};

pub const REPORT: Shape = Shape {
    noun: "the report",
    provenance: false,
    keys: &[
        may("regions", Names(Noun::Region), "regions whose balance is printed"),
        may("dyads", Pairs, "pairs whose mutual dependence is printed"),
        may("dates", Dates, "columns of the balance of power"),
        may("crossings", Names(Noun::Crossing), "crossings printed"),
        may("structure", Names(Noun::Parameter), "parameters by whose values results are split"),
    ],
};
