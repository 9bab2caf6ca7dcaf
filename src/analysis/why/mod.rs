//! Why: the causal log of one run, and what separates the runs in which a claim holds.

mod candidate;
mod claim;
pub mod run;

pub use candidate::{Candidate, Cause, Table};
pub use claim::{Finding, Level, Overlap, Separation, Together, separate, together};
pub use run::{RunLog, log};
