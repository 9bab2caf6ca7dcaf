//! One integration binary; each module a topic.

mod determinism;
mod laws;
mod tables;
mod tidy;
