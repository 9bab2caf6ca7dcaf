//! Scenarios: text → meaning.

mod conform;
mod cursor;
mod effect;
pub mod expression;
mod law;
mod load;
mod meaning;
mod names;
mod path;
mod problem;
mod provenance;
mod quantity;
mod read;
mod section;
mod shape;
mod tree;
mod unit;
mod without;
mod word;

pub use load::load;
pub use meaning::*;
pub use problem::{Problem, Problems};
pub use without::without;
pub use word::Word;
