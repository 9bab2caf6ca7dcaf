//! Requests: names, dates, figures and files as a user writes them → orders and questions.
//!
//! ```text
//! command line, Python ─words→ request ─order, question→ ensemble, analysis
//! ```
//! What cannot be is refused in a sentence that says what there is instead. The sentences name no
//! option, for the doors call theirs differently: [`Ending::under`] puts an option before one.

pub mod asking;
pub mod attributing;
pub mod comparing;
mod ending;
pub mod hindcasting;
pub mod precision;
pub mod producing;
pub mod reporting;
pub mod running;
pub mod series;
pub mod sharing;

pub use ending::Ending;

/// Runs where neither the user nor the scenario says how many.
pub const RUNS: u64 = 10_000;
/// Runs at which a stopping rule gives up unless the user says otherwise.
pub const CAP: u64 = 1_000_000;
/// Seed where neither says one.
pub const SEED: u64 = 1;
/// Runs of every combination of an attribution where the user does not say how many.
pub const RUNS_OF_COMBINATION: u64 = 1000;
