//! What an ensemble says once its runs are merged: the tables that a reader looks at first.

use serde::{Deserialize, Serialize};

use super::split::SplitRow;

/// The probabilities at which quantiles are reported.
pub const QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Everything that an ensemble found, apart from the runs themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    pub tally: Tally,
    pub timing: Timing,
    /// One row for each observation and step.
    pub summary: Vec<SummaryRow>,
    pub claims: Vec<ClaimRow>,
    pub crossings: Vec<CrossingRow>,
    /// What the variance of every outcome comes from; empty for small or partial ensembles.
    pub variance: Vec<SplitRow>,
}

/// How many runs there are behind the numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Runs asked for.
    pub requested: u64,
    /// Runs simulated: ids `0..simulated`. Fewer than requested after an interruption.
    pub simulated: u64,
    /// Runs left out of every table because a number in them stopped being finite.
    pub quarantined: u64,
    /// The first quarantined runs, enough to replay them.
    pub failures: Vec<FailedRun>,
}

impl Tally {
    /// How many quarantined runs are listed one by one.
    pub const LISTED: usize = 100;

    /// Whether the ensemble was interrupted before its last run.
    pub fn partial(&self) -> bool {
        self.simulated < self.requested
    }
}

/// A run that went wrong, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedRun {
    pub run: u64,
    /// What happened: `trade_flow is not finite at 2024Q3`.
    pub reason: String,
}

/// How long the ensemble took; no part of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Wall-clock time, s.
    pub seconds: f64,
    pub threads: usize,
    pub runs_per_second: f64,
}

/// The distribution of one observation at one step over the complete runs.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    pub metric: String,
    pub subject: Option<String>,
    pub object: Option<String>,
    /// 0 is the base year.
    pub step: u32,
    /// The step's label.
    pub date: String,
    pub unit: String,
    /// Runs in which the observation has a finite value.
    pub n: u64,
    pub mean: f64,
    /// Standard deviation over runs.
    pub sd: f64,
    /// Standard error of the mean that is due to the finite number of runs.
    pub mc_error: f64,
    /// At [`QUANTILES`].
    pub quantiles: [f64; 7],
}

/// A share of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Proportion {
    /// Runs that decide the question.
    pub n: u64,
    /// Runs that answer yes.
    pub n_true: u64,
    /// Standard error of the probability that is due to the finite number of runs.
    pub mc_error: f64,
}

impl Proportion {
    /// Share of yes among the runs that decide; NaN where none does.
    pub fn probability(&self) -> f64 {
        self.n_true as f64 / self.n as f64
    }
}

/// In which world a claim is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// The scenario itself.
    Scenario,
    /// The claim's counterfactual.
    Counterfactual,
    /// The scenario with the sign that carries an informed claim made symmetric.
    Symmetric,
}

impl World {
    pub const ALL: [World; 3] = [World::Scenario, World::Counterfactual, World::Symmetric];

    /// The world's word in results.
    pub fn word(self) -> &'static str {
        match self {
            World::Scenario => "scenario",
            World::Counterfactual => "counterfactual",
            World::Symmetric => "symmetric",
        }
    }
}

/// The runs in which a structural number takes one of its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Key of the number.
    pub number: String,
    /// `0.25`, or `below 0.31` for half of a range.
    pub value: String,
}

/// How often a claim holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    pub claim: String,
    /// `informed` or `emergent`.
    pub kind: String,
    pub world: World,
    /// Absent: all runs.
    pub part: Option<Part>,
    pub holds: Proportion,
}

/// When a crossing happens.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossingRow {
    pub crossing: String,
    pub title: String,
    /// Absent: all runs.
    pub part: Option<Part>,
    /// Runs in which it was already ahead in the base year.
    pub ahead_at_base: Proportion,
    /// Runs in which it does not get ahead, and stay there, before the end.
    pub never: Proportion,
    /// Date of the first passage at [`QUANTILES`], in years, among all runs; `None` where that
    /// many runs have not crossed by the end.
    pub quantiles: [Option<f64>; 7],
}

impl SummaryRow {
    /// The observation as it is named in files and on the command line: `trade_share[KAZ,CHN]`.
    pub fn label(&self) -> String {
        let names: Vec<&str> =
            [&self.subject, &self.object].into_iter().flatten().map(String::as_str).collect();
        if names.is_empty() {
            return self.metric.clone();
        }
        format!("{}[{}]", self.metric, names.join(","))
    }
}

impl Findings {
    /// How often a claim holds over all runs, in one world.
    pub fn claim(&self, id: &str, world: World) -> Option<&ClaimRow> {
        self.claims.iter().find(|c| c.claim == id && c.world == world && c.part.is_none())
    }

    /// When a crossing happens over all runs.
    pub fn crossing(&self, id: &str) -> Option<&CrossingRow> {
        self.crossings.iter().find(|c| c.crossing == id && c.part.is_none())
    }
}
