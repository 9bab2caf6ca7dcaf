//! One integration binary; each module a topic.

mod cli;
mod determinism;
mod laws;
mod tables;
mod tidy;
