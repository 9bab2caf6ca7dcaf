//! `slurm`: a script that lets a Slurm cluster compute a result in shards and put them together.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::numeric::Float;
use crate::outcome::default_folder;
use crate::report::{self, Resources, Submission};
use crate::request::Ending;
use crate::request::running::{Asked, prepare};
use crate::request::sharing;
use crate::scenario;

use super::ending::Done;
use super::printing::print;
use super::run::{PlanWord, setting};

/// Print a script that submits a scenario's shards to Slurm as an array of jobs, and a job that
/// puts them together once all are done.
#[derive(Debug, Args)]
pub struct Slurm {
    /// Scenario file, as the cluster's nodes see it from the folder in which the script is run
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Number of shards, each a job of the array
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    shards: u32,
    /// Number of runs [default: the scenario's, else 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    runs: Option<u64>,
    /// Seed of every draw [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How drawn numbers are spread over the runs
    #[arg(long, value_name = "PLAN", default_value = "mc")]
    plan: PlanWord,
    /// Precision of the state: single is faster, for looking around [default: f64]
    #[arg(long, value_parser = PossibleValuesParser::new(["f64", "f32"]))]
    float: Option<String>,
    /// Set a number or a key of the scenario, as in `time.end_year=2026`; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Keep these metrics at every step of every run, as in `gdp` or `debt[CHN,KGZ]`
    #[arg(long, value_name = "METRIC,…")]
    trajectories: Option<String>,
    /// Switch mechanisms off, to see what they do
    #[arg(long, value_name = "MECHANISM,…", value_delimiter = ',')]
    ablate: Vec<String>,
    /// Result folder; shards go to DIR.shards [default: results/NAME-DIGITS]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Partition of the cluster [default: the cluster's]
    #[arg(long, value_name = "NAME")]
    partition: Option<String>,
    /// Time limit of a shard, as in 04:00:00 [default: the partition's]
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Memory of a shard, as in 4G [default: the partition's]
    #[arg(long, value_name = "SIZE")]
    memory: Option<String>,
    /// Cores, and threads, of a shard
    #[arg(long, value_name = "N", default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    cores: u16,
    /// Shards that are at work at once, at most [default: as many as the cluster lets]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    at_once: Option<u32>,
    /// Memory of the job that puts the shards together [default: a shard's]
    #[arg(long, value_name = "SIZE")]
    merge_memory: Option<String>,
    /// Any other option of sbatch, as in `account=sco`; repeatable
    #[arg(long, value_name = "OPTION=VALUE")]
    sbatch: Vec<String>,
    /// The program as the cluster's nodes find it
    #[arg(long, value_name = "PATH", default_value = "suasion")]
    program: String,
}

impl Slurm {
    pub fn go(self) -> Done {
        let scenario = scenario::load_with(&self.file, &self.set)?;
        let asked = Asked {
            runs: self.runs,
            seed: self.seed,
            plan: self.plan.plan(),
            precision: None,
            float: if self.float.as_deref() == Some("f32") { Float::F32 } else { Float::F64 },
            series: self.trajectories.as_deref().unwrap_or_default(),
            off: &self.ablate,
        };
        let prepared = prepare(scenario, &asked)?;
        sharing::check(&prepared.order, self.shards).map_err(|e| e.under("--shards"))?;
        for option in self.options() {
            one_line(option)?;
        }
        let header = &prepared.header;
        let folder = self.out.clone().unwrap_or_else(|| default_folder(header));
        let arguments = self.arguments(header.runs, header.seed);
        print(&report::slurm(&Submission {
            header,
            shards: self.shards,
            program: &self.program,
            arguments: &arguments,
            folder: &folder.display().to_string(),
            resources: Resources {
                partition: self.partition.as_deref(),
                time: self.time.as_deref(),
                memory: self.memory.as_deref(),
                merge_memory: self.merge_memory.as_deref().or(self.memory.as_deref()),
                cores: self.cores,
                at_once: self.at_once,
                others: &self.sbatch,
            },
        }))
    }

    /// What `run` is told besides the shard.
    fn arguments(&self, runs: u64, seed: u64) -> Vec<String> {
        let mut words = vec!["run".to_string(), self.file.display().to_string()];
        let mut say = |option: &str, value: &str| {
            words.extend([option.to_string(), value.to_string()]);
        };
        say("--runs", &runs.to_string());
        say("--seed", &seed.to_string());
        if !matches!(self.plan, PlanWord::Mc) {
            say("--plan", self.plan.word());
        }
        if let Some(float) = &self.float {
            say("--float", float);
        }
        for (key, value) in &self.set {
            say("--set", &format!("{key}={value}"));
        }
        if let Some(series) = &self.trajectories {
            say("--trajectories", series);
        }
        if !self.ablate.is_empty() {
            say("--ablate", &self.ablate.join(","));
        }
        words
    }

    /// What becomes a line of the script as it is.
    fn options(&self) -> impl Iterator<Item = &str> {
        let few = [&self.partition, &self.time, &self.memory, &self.merge_memory];
        few.into_iter().flatten().chain(&self.sbatch).map(String::as_str)
    }
}

/// Refuses an option that would be more than one, or none, in a line of a script.
fn one_line(option: &str) -> Result<(), Ending> {
    let sound = |c: char| c.is_ascii_graphic() && c != '#';
    if !option.is_empty() && option.chars().all(sound) {
        return Ok(());
    }
    let text = format!("`{option}` is no value that a line of a Slurm script can hold");
    Err(Ending::Usage(text))
}
