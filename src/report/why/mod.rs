//! What `why` prints.

mod broken;
mod claim;
mod run;
mod words;

pub use claim::{separation, separation_table};
pub use run::{run_log, run_table};
