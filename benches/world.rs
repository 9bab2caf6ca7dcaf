//! How cost grows with the size of a world, and what a run costs besides its steps.
//!
//! Made-up worlds of growing size, with more links, more steps and more runs: if cost is linear, the
//! nanoseconds per link-step (one trade tie, one run, one step; all other channels come along) stay
//! the same but for what the caches hold. Then the shares of a small ensemble's time that are not the
//! steps themselves.
//!
//! `cargo bench --bench world`; `-- --quick` leaves the largest worlds out.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use suasion::engine::{Setting, simulate};
use suasion::ensemble::{Order, Silent, run};
use suasion::import::synth::Synth;
use suasion::model::{Study, compile};
use suasion::numeric::{Float, LANES, Real, Row};
use suasion::outcome::{Error, Recorder, Run};
use suasion::scenario;

/// Keeps nothing: files are not what is measured here.
struct Nothing;

impl Recorder for Nothing {
    fn record(&mut self, _: &[Run]) -> Result<(), Error> {
        Ok(())
    }
}

/// Seconds of an ensemble on one thread, the least of two.
fn seconds(study: &Study, runs: u64, float: Float) -> f64 {
    let order = Order { threads: 1, float, ..Order::new(runs, 1) };
    let once = || {
        let start = Instant::now();
        let cancel = AtomicBool::new(false);
        run(study, &order, &mut Nothing, &Silent, &cancel).expect("nothing is written");
        start.elapsed().as_secs_f64()
    };
    once().min(once())
}

/// A made-up world that ends after some years by quarter.
fn world(folder: &Path, actors: usize, links: usize, years: i32) -> Study {
    let path = Synth { actors, links, seed: 1 }.write(folder).expect("the folder takes files");
    let base = scenario::load(&path).expect("the world is sound").calendar.base_year;
    let end = [("time.end_year".to_string(), (base + years).to_string())];
    compile(&scenario::load_with(&path, &end).expect("the world is sound"))
}

fn row(actors: usize, links: usize, years: i32, runs: u64) {
    let folder = tempfile::tempdir().expect("the system grants a folder");
    let study = world(folder.path(), actors, links, years);
    let steps = f64::from(study.base.calendar.n_steps());
    let work = runs as f64 * steps * links as f64;
    let [double, single] =
        [Float::F64, Float::F32].map(|float| seconds(&study, runs, float) * 1e9 / work);
    println!("{actors:>6} {links:>7} {steps:>5} {runs:>5} {double:>7.1} {single:>7.1}");
}

/// Microseconds a run: the whole ensemble, and simulating alone.
fn overhead(path: &str) {
    const RUNS: u64 = 4096;
    let mut scenario = scenario::load(path.as_ref()).expect("a shipped scenario is sound");
    // Claims in two worlds would simulate twice.
    scenario.claims.retain(|_, c| c.counterfactual.is_none() && c.without.is_empty());
    scenario.claims.retain(|_, claim| claim.symmetric.is_empty());
    let study = compile(&scenario);
    let whole = seconds(&study, RUNS, Float::F64) * 1e6 / RUNS as f64;
    let medians = study.base.numbers.iter().map(|n| Row::splat(n.distribution.quantile(0.5)));
    let (numbers, setting) = (medians.collect::<Vec<Row<LANES>>>(), Setting::new(1));
    let start = Instant::now();
    for first in (0..RUNS).step_by(LANES) {
        std::hint::black_box(simulate(&study.base, &setting, &numbers, first));
    }
    let steps = start.elapsed().as_secs_f64() * 1e6 / RUNS as f64;
    println!("{path:<26} {whole:>7.1} {steps:>7.1} {:>7.1}", whole - steps);
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    println!("actors   links steps  runs  f64 ns  f32 ns a link-step");
    for (actors, links) in [(50, 1_250), (100, 5_000), (200, 20_000), (400, 100_000)] {
        if links < 20_000 || !quick {
            row(actors, links, 5, 32);
        }
    }
    for years in [5, 10, 20] {
        row(100, 5_000, years, 32);
    }
    for runs in [32, 64, 128] {
        row(100, 5_000, 5, runs);
    }
    println!("\nmicroseconds a run          whole   steps  besides");
    overhead("scenarios/teaching.toml");
}
