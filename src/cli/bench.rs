//! `bench`: a user's own benchmark, in one table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::ensemble::{Order, measure, profile};
use crate::import::synth::Synth;
use crate::numeric::Vectors;
use crate::{model, report, scenario};

use super::ending::{Done, Ending};
use super::printing::print;
use super::run::vectors;

/// Measure how fast a scenario runs on this machine, and compare with the last time.
#[derive(Debug, Args)]
pub struct Bench {
    /// Scenario file [default: a made-up world of 16 actors and 200 links]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Runs of each measurement [default: about a second's worth]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    runs: Option<u64>,
    /// Times that everything is measured
    #[arg(long, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Threads of the scaling test [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Width of the vector instructions
    #[arg(long, value_name = "WIDTH", value_parser = vectors)]
    vectors: Option<Vectors>,
}

/// What is kept for the next time: runs per second by what was measured.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    version: String,
    runs_per_second: BTreeMap<String, f64>,
}

impl Bench {
    pub fn go(self) -> Done {
        let start = Instant::now();
        let scenario = match &self.file {
            Some(file) => scenario::load(file)?,
            None => {
                let folder = tempfile::tempdir().map_err(Ending::io(Path::new("a folder")))?;
                let world = Synth { actors: 16, links: 200, seed: 1 };
                let path = world.write(folder.path()).map_err(Ending::io(folder.path()))?;
                scenario::load(&path)?
            }
        };
        let study = model::compile(&scenario);
        let load_seconds = start.elapsed().as_secs_f64();
        let order = Order { threads: 1, ..Order::new(self.runs.unwrap_or(64), 1) };
        let mut order = Order { vectors: self.vectors.unwrap_or(order.vectors), ..order };
        if self.runs.is_none() {
            let speed = measure(&study, std::slice::from_ref(&order), 1)[0].median();
            order.runs = (speed as u64).next_multiple_of(64).clamp(64, 100_000);
        }
        let threads = self.threads.map_or(Order::new(1, 1).threads, usize::from);
        // The same order twice: how far the two are apart is what noise alone does.
        let orders = [order.clone(), order.clone(), Order { threads, ..order.clone() }];
        let [one, control, many] = measure(&study, &orders, self.rounds)
            .try_into()
            .expect("one measurement for each order");
        let path = Path::new("results/bench").join(format!("{}.json", scenario.name));
        let last = std::fs::read_to_string(&path).ok();
        let last: Stored = last.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        let words = [format!("1 thread, {}", order.vectors.word()), format!("{threads} threads")];
        let speeds = report::Speeds {
            title: scenario.title.clone(),
            load_seconds,
            steps: model_steps(&study),
            links: study.base.world.trade.len(),
            runs: order.runs,
            vectors: order.vectors.word(),
            threads,
            one: one.median(),
            control: control.median(),
            many: many.median(),
            last: words.clone().map(|word| last.runs_per_second.get(&word).copied()),
            peak_memory: peak_memory(),
            shares: profile(&study, &order, 2 * self.rounds),
        };
        let by_word = words.into_iter().zip([one.median(), many.median()]).collect();
        let version = env!("CARGO_PKG_VERSION").to_string();
        store(&path, &Stored { version, runs_per_second: by_word })?;
        print(&report::speeds(&speeds))
    }
}

/// Steps that one run takes, those of its variants included.
fn model_steps(study: &model::Study) -> u32 {
    let variants = study.variants.iter().map(|v| v.model.calendar.n_steps());
    study.base.calendar.n_steps() + variants.sum::<u32>()
}

fn store(path: &Path, stored: &Stored) -> Result<(), Ending> {
    let folder = path.parent().expect("the file lies in a folder");
    std::fs::create_dir_all(folder).map_err(Ending::io(folder))?;
    let text = serde_json::to_string_pretty(stored).expect("speeds are numbers");
    std::fs::write(path, text + "\n").map_err(Ending::io(path))
}

/// The most memory that the process had so far, in bytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
