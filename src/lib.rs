//! Suasion
pub mod numeric;
pub mod world;
pub mod mechanism;
pub mod metric;
pub mod scenario;
pub mod model;
pub mod engine;
pub mod outcome;
pub mod ensemble;
pub mod report;
pub mod cli;
