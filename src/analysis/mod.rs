//! Analyses: what results say when they are asked why.

mod origin;
pub mod replay;
pub mod sensitivity;
pub mod why;

pub use origin::{Fault, Origin};
