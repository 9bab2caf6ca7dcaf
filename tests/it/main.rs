//! One integration binary; each module a topic.

mod tables;
mod tidy;
