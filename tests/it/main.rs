//! One integration binary; each module a topic.

mod determinism;
mod tables;
mod tidy;
