//! Scenarios: text → meaning.

mod conform;
mod csv;
mod cursor;
mod effect;
pub mod expression;
mod extend;
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
mod validate;
mod variant;
mod word;

pub use load::{load, load_with};
pub use meaning::*;
pub use problem::{Problem, Problems, codes};
pub use variant::without;
pub use word::Word;
