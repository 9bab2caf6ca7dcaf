//! What outcomes say beside each other, and why: pure computation over scenarios and outcomes.
//!
//! [`compare`] puts outcomes side by side, [`crossings`] says when one power gets ahead of another and
//! which comes first, [`passage`] estimates that where many runs have not seen it yet,
//! [`statistics`] holds the estimates and tests behind them.

pub mod compare;
pub mod crossings;
pub mod passage;
pub mod statistics;

pub use compare::{Question, Side, compare};
