//! Import: what becomes a scenario that nobody typed.

pub mod synth;
