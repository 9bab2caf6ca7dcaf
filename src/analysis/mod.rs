//! Analyses: what results say when they are asked why.

mod recipe;
pub mod replay;
pub mod sensitivity;
pub mod why;

pub use recipe::{Fault, Recipe};
