//! Scenarios: text → meaning.
//!
//! ```text
//! *.toml, *.csv ─tree→ as typed ─extend→ one tree ─conform, validate→ checked ─read→ Scenario
//! ```
//! A file is parsed into a tree whose every value knows where it stands ([`tree`]); its CSV tables
//! become rows of that tree ([`csv`]); its origins are written into its numbers ([`provenance`]);
//! it is laid over the file that it extends ([`extend`]). The whole is checked against one table of
//! shapes ([`shape`], [`section`]) and for sense ([`validate`]), and read ([`read`]).
//!
//! Mistakes are collected and shown together, each in its place, with the rule and what to do next
//! ([`Problems`]). No input makes this room panic.
//!
//! The way back is [`effective_toml`]: one file that means the same. [`diff`] says in words how two
//! scenarios differ, [`schema`] and [`page`] describe the format.

mod conform;
mod csv;
mod cursor;
mod diff;
mod effect;
mod effective;
pub mod expression;
mod extend;
mod law;
mod listing;
mod load;
mod meaning;
mod names;
mod path;
mod problem;
mod provenance;
mod quantity;
mod read;
mod schema;
#[rustfmt::skip] // A table reads line by line.
mod section;
mod setting;
mod shape;
mod sheet;
mod transplant;
mod tree;
mod unit;
#[rustfmt::skip] // A table reads line by line.
mod used;
mod validate;
mod variant;
mod word;

pub use diff::{Change, ChangeKind, describe, diff};
pub use effective::{effective_toml, figure};
pub use load::{from_text, from_text_with, load, load_with, reason};
pub use meaning::*;
pub use problem::{Place, Problem, Problems, codes, meant, near};
pub use schema::{page, schema};
pub use shape::{Kind, Noun, Shape, may, must};
pub use sheet::{Said, Sheet};
pub use transplant::{Whole, exchangeable, transplant, wholes};
pub use variant::without;
pub use word::Word;
