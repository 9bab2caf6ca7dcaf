//! Suasion.
pub mod cli;
pub mod engine;
pub mod ensemble;
pub mod mechanism;
pub mod metric;
pub mod model;
pub mod numeric;
pub mod outcome;
pub mod report;
pub mod scenario;
pub mod world;
