//! A single run as it leaves the engine, and who receives it.

use serde::{Deserialize, Serialize};

use super::{Error, Standing};

/// What one run of the ensemble leaves behind; the columns are those of the
/// [`Layout`](super::Layout).
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The run's id, its address in every draw.
    pub run: u64,
    /// Values of the drawn numbers.
    pub numbers: Vec<f64>,
    /// What happened, or why nothing can be said.
    pub result: Result<Observed, Failure>,
}

/// What a complete run shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// Whether each claim holds; `None` where the run does not decide.
    pub claims: Vec<Verdict>,
    pub crossings: Vec<Passage>,
    /// Every observation at the last step.
    pub finals: Vec<f64>,
    /// The layout's `shown` readings.
    pub shown: Vec<f64>,
    /// The layout's `series`, each from step 0 to the last, one after the other.
    pub series: Vec<f64>,
}

/// Whether a claim holds, in the scenario and in the worlds run beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub scenario: Option<bool>,
    pub counterfactual: Option<bool>,
    pub symmetric: Option<bool>,
}

/// The first passage of one metric over another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Date in years; +∞ where it does not happen before the end.
    pub years: f64,
    /// Whether it was ahead in the base year already.
    pub ahead_at_base: bool,
}

/// Why a run is quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Name of the variant in which it went wrong; absent: the scenario itself.
    pub variant: Option<String>,
    /// The state field that stopped being finite.
    pub field: String,
    pub step: u32,
}

impl Failure {
    /// The reason in words, given the labels of the steps.
    pub fn reason(&self, dates: &[String]) -> String {
        let place = self.variant.as_ref().map(|v| format!(" in {v}")).unwrap_or_default();
        let date = &dates[self.step as usize];
        format!("{} is not finite at {date}{place}", self.field)
    }
}

/// Receives the runs of an ensemble.
pub trait Recorder {
    /// Takes the next runs, in order of their ids: up to [`BATCH`] of them, none beyond the next
    /// multiple of it.
    fn record(&mut self, runs: &[Run]) -> Result<(), Error>;

    /// Makes sure that the ensemble can go on from here, whatever happens.
    fn checkpoint(&mut self, _standing: Standing) -> Result<(), Error> {
        Ok(())
    }

    /// Takes the standing after the last run.
    fn end(&mut self, _standing: Standing) {}
}

/// Runs that are handed on together.
pub const BATCH: usize = 256;
