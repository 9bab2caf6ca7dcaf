//! A comparison of outcomes: what was compared, and the tables of what differs. It is a result of
//! its own that can be stored and read back.
//!
//! | file | rows |
//! | --- | --- |
//! | `manifest.json` | kind `comparison`, what was compared, warnings, digests of the files |
//! | `outcomes.parquet` | one for each scenario, metric and date: levels, paired difference |
//! | `claims.parquet` | one for each scenario and claim: probabilities, discordant pairs |
//! | `crossings.parquet` | one for each scenario and crossing: dates, how many have crossed |
//! | `assumptions.parquet` | one for each statement in which a scenario differs |
//! | `levels.parquet` | one for each scenario, metric and step: the distribution over runs |
//! | `survival.parquet` | one for each scenario, crossing and step: share that has crossed |
//!
//! In the first four tables a row compares `scenario` with `reference`; every difference is the
//! former less the latter.

mod folder;
mod row;

pub use row::{
    AssumptionRow, ClaimDifference, CrossingDifference, LevelRow, OutcomeDifference, SurvivalRow,
};

use serde::{Deserialize, Serialize};

use super::{Header, Table, Tally};

/// Some outcomes and how they differ from the one they are compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What was compared, in the order given.
    pub subjects: Vec<Subject>,
    /// Index of the subject that the others are compared with.
    pub reference: usize,
    /// What a reader must know before trusting the figures.
    pub warnings: Vec<Warning>,
    pub assumptions: Vec<AssumptionRow>,
    pub outcomes: Vec<OutcomeDifference>,
    pub claims: Vec<ClaimDifference>,
    pub crossings: Vec<CrossingDifference>,
    pub levels: Vec<LevelRow>,
    pub survival: Vec<SurvivalRow>,
}

/// One of the outcomes that are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Unique in the comparison: the scenario's name, with its seed or a number where names repeat.
    pub name: String,
    /// Where the result is, as it was found.
    pub folder: String,
    /// What the result is a result of, the scenario's text included.
    pub header: Header,
    pub tally: Tally,
    /// `year`, `quarter` or `month`.
    pub step: String,
    pub base_year: i32,
    pub end_year: i32,
}

/// What a reader must know before trusting the figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The subject that it is about.
    pub subject: String,
    /// `unpaired`, `weak_pairing`, `partial`, `quarantined`, `heavy_tails`, `horizon`, …
    pub code: String,
    /// In a sentence or two.
    pub text: String,
}

impl Comparison {
    /// The subject that the others are compared with.
    pub fn reference(&self) -> &Subject {
        &self.subjects[self.reference]
    }

    /// The other subjects, in the order given.
    pub fn others(&self) -> impl Iterator<Item = &Subject> {
        let others = self.subjects.iter().enumerate().filter(|(at, _)| *at != self.reference);
        others.map(|(_, subject)| subject)
    }

    /// The tables, in the order in which a reader asks.
    pub fn tables(&self) -> Vec<Table> {
        vec![
            Table::of("outcomes", &self.outcomes),
            Table::of("claims", &self.claims),
            Table::of("crossings", &self.crossings),
            Table::of("assumptions", &self.assumptions),
            Table::of("levels", &self.levels),
            Table::of("survival", &self.survival),
        ]
    }
}
