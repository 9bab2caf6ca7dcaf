//! `digest`: the bits of a scenario's states, for comparison between machines.

use std::path::PathBuf;

use clap::Args;

use crate::ensemble::{Order, digest};
use crate::numeric::{LANES, Row, Vectors};
use crate::{model, scenario};

use super::ending::Done;
use super::printing::print;

/// Print a digest of every bit of every state, for each width of vectors that the CPU has.
#[derive(Debug, Args)]
pub struct Digest {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 64)]
    runs: u64,
}

impl Digest {
    pub fn go(self) -> Done {
        let study = model::compile(&scenario::load(&self.file)?);
        let mut lines = String::new();
        for vectors in Vectors::available() {
            let order = Order { vectors, ..Order::new(self.runs.max(1), 1) };
            let bits = digest::<Row<LANES>>(&study, &order);
            lines += &format!("{bits}  {}\n", vectors.word());
        }
        print(&lines)
    }
}
