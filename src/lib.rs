//! Suasion: a geopolitical influence simulation engine.
//!
//! A scenario file states who is there, what binds them and what happens; the engine runs it
//! thousands of times and says what follows and how sure that is. It is a *conditional scenario
//! engine, not an oracle*.
//!
//! # The walk of the data
//!
//! ```text
//! scenario.toml ─load→ Scenario ─compile→ Study ─simulate→ Trajectory ─run→ Outcome ─render→ report
//! ```
//!
//! Read a scenario: every mistake in it is reported with its place and what to do.
//!
//! ```
//! use suasion::scenario;
//!
//! let scenario = scenario::load("scenarios/teaching.toml".as_ref())?;
//! assert_eq!(scenario.actors["MID"].name, "Midland");
//! # Ok::<(), suasion::scenario::Problems>(())
//! ```
//!
//! Compile it: names become indexes, numbers become a list that every run draws.
//!
//! ```
//! # let scenario = suasion::scenario::load("scenarios/teaching.toml".as_ref())?;
//! let study = suasion::model::compile(&scenario);
//! let south = study.base.observations.iter().position(|o| o.label == "regional_share[middle,SOU]");
//! assert!(south.is_some());
//! # Ok::<(), suasion::scenario::Problems>(())
//! ```
//!
//! Simulate one run of it with every number at its median, in plain double precision. The same code
//! runs rows of lanes; both give the same bits.
//!
//! ```
//! # let scenario = suasion::scenario::load("scenarios/teaching.toml".as_ref())?;
//! # let model = suasion::model::compile(&scenario).base;
//! # let south = model.observations.iter()
//! #     .position(|o| o.label == "regional_share[middle,SOU]").unwrap();
//! use suasion::engine::{Setting, simulate};
//!
//! let medians: Vec<f64> = model.numbers.iter().map(|n| n.distribution.quantile(0.5)).collect();
//! let run = simulate(&model, &Setting::new(1), &medians, 0);
//! let share = run.at(5, south);
//! assert!(share > 0.0 && share < 1.0);
//! # Ok::<(), suasion::scenario::Problems>(())
//! ```
//!
//! `ensemble` runs thousands of them over threads, `outcome` keeps the results, `report` says them.
//!
//! # Rooms
//!
//! The list below is the list of layers: a room uses only rooms above it, and a test enforces that.

// Tests compare with the standard library, which differs between CPUs by less than they allow.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod numeric;

pub mod world;

pub mod mechanism;

pub mod metric;

pub mod scenario;

pub mod import;

pub mod model;

pub mod engine;

pub mod outcome;

pub mod ensemble;

pub mod analysis;

pub mod report;

pub mod request;

pub mod cli;

#[cfg(feature = "python")]
pub mod python;
