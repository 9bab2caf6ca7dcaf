//! What outcomes say beside each other, and why: pure computation over scenarios and outcomes.
//!
//! [`compare`] puts outcomes side by side, [`crossings`] says when one power gets ahead of another and
//! which comes first, [`passage`] estimates that where many runs have not seen it yet,
//! [`sensitivity`] says what decides a claim, [`why`] what happened in a run, and [`replay`] makes a
//! result again; [`statistics`] holds the estimates and tests behind them.

pub mod compare;
pub mod crossings;
pub mod passage;
mod recipe;
pub mod replay;
pub mod sensitivity;
pub mod statistics;
pub mod why;

pub use compare::{Question, Side, compare};
pub use recipe::{Fault, Recipe};
//! Analysis: what results say beyond their tables. Scores of forecasts, and hindcasts that earn them.

pub mod hindcast;
pub mod score;
