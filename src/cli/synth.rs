//! `synth`: a made-up world of any size.

use std::path::PathBuf;

use clap::Args;

use crate::import::synth;

use super::ending::{Done, Ending};
use super::printing::print;

/// Write a made-up world: gravity-shaped flows, log-normal sizes; to plan and to measure.
#[derive(Debug, Args)]
pub struct Synth {
    /// Number of actors
    #[arg(long, value_name = "N")]
    actors: usize,
    /// Number of trade ties, each way counted
    #[arg(long, value_name = "L")]
    links: usize,
    /// Seed of the world
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Folder for the scenario and its tables [default: world-N-L-S]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace an existing folder's files
    #[arg(long)]
    force: bool,
}

impl Synth {
    pub fn go(self) -> Done {
        let Synth { actors, links, seed, .. } = self;
        let world = synth::Synth { actors, links, seed };
        if let Some(fault) = world.fault() {
            return Err(Ending::Usage(fault));
        }
        let folder = self.out.unwrap_or_else(|| PathBuf::from(world.name()));
        if folder.exists() && !self.force {
            let text = "exists already and is left as it is; choose another --out or say --force";
            return Err(Ending::Failure(format!("{} {text}", folder.display())));
        }
        let path = world.write(&folder).map_err(Ending::io(&folder))?;
        let path = path.display();
        print(&format!("wrote {path}; next:\n  suasion run {path}\n  suasion bench {path}\n"))
    }
}
