//! What `why` prints.

mod claim;

pub use claim::{separation, separation_sheet};
