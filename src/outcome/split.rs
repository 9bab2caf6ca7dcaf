//! What the variance of an outcome comes from.

use serde::{Deserialize, Serialize};

/// Where uncertainty comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Shocks and the luck of events: what would still vary if every number were known.
    Chance,
    /// Parameters of the model.
    Parameters,
    /// Figures of the scenario: reporters disagree, years are missing.
    Data,
    /// Choices that no data settle, such as the weight of power in influence.
    Structure,
}

impl Origin {
    pub const ALL: [Origin; 4] =
        [Origin::Chance, Origin::Parameters, Origin::Data, Origin::Structure];

    pub fn word(self) -> &'static str {
        match self {
            Origin::Chance => "chance",
            Origin::Parameters => "parameters",
            Origin::Data => "data",
            Origin::Structure => "structure",
        }
    }
}

/// The split of one outcome's variance.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitRow {
    /// An observation's label, or `claim.ID`.
    pub outcome: String,
    /// Absent for claims.
    pub step: Option<u32>,
    /// The step's label; empty for claims.
    pub date: String,
    pub splits: Splits,
}

/// Shares of a variance by [`Origin`], in the order of [`Origin::ALL`], with standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Splits {
    /// Runs that define the outcome in every mixture.
    pub n: u64,
    /// In the outcome's squared unit.
    pub variance: f64,
    /// What each explains by itself. Their sum falls short of one by what only combinations explain.
    pub alone: [f64; 4],
    pub alone_error: [f64; 4],
    /// What each explains by itself and in combination with the others.
    pub together: [f64; 4],
    pub together_error: [f64; 4],
}

impl Splits {
    /// The share that only combinations of origins explain.
    pub fn interaction(&self) -> f64 {
        1.0 - self.alone.iter().sum::<f64>()
    }
}
