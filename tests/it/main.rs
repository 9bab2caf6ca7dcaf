//! One integration binary; each module a topic.

// Tests compare with the standard library, which differs between CPUs by less than they allow.
#![allow(clippy::disallowed_methods)]

mod attribute;
mod bits;
mod calibrate;
mod check;
mod cli;
mod compare;
mod continuing;
mod determinism;
mod docs;
mod golden;
mod hindcast;
mod import;
mod laws;
mod program;
mod report;
mod scenario;
mod shards;
mod single;
mod slurm;
mod tables;
mod tidy;
mod why;
