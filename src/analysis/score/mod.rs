//! Scores of forecasts against what happened: one score, one file. Lower is better unless its page
//! says otherwise.

mod bootstrap;
mod brier;
mod coverage;
mod crps;
mod interval;
mod log_score;
mod pit;

pub use bootstrap::{Skill, skill};
pub use brier::{Bin, Brier, brier};
pub use coverage::{covers, quantile};
pub use crps::{crps, crps_normal};
pub use interval::interval_score;
pub use log_score::{log_score, log_score_normal};
pub use pit::{LEVELS, below, histogram, pit};
