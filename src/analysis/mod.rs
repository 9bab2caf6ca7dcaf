//! What outcomes say beside each other, and why: pure computation over scenarios and outcomes.
//!
//! [`compare`] puts outcomes side by side, [`crossings`] says when one power gets ahead of another and
//! which comes first, [`passage`] estimates that where many runs have not seen it yet,
//! [`attribute`] says what carries a change, [`sensitivity`] what decides a claim, [`why`] what
//! happened in a run, and [`replay`] makes a result again; [`hindcast`] forecasts from past years and
//! scores the forecasts ([`score`]); [`statistics`] holds the estimates and tests behind them.

pub mod attribute;
mod basis;
pub mod calibrate;
pub mod compare;
pub mod crossings;
pub mod hindcast;
pub mod passage;
mod recipe;
pub mod replay;
pub mod score;
pub mod sensitivity;
pub mod statistics;
pub mod why;

pub use compare::{Question, Side, compare};
pub use recipe::{Fault, Recipe};
