//! The step loop, mechanism by mechanism: nanoseconds per link-step (one trade tie, one run, one
//! step) of a row of sixteen runs.
//!
//! # Back of the envelope
//! With vectors of eight numbers at 3.5 GHz: an exponential or a logarithm is about 60 operations
//! a row, two a cycle, hence 0.55 ns a lane; a division 0.4 ns; a heavy-tailed draw 280 operations
//! a row, hence 1.7 ns. A tie has two flows (energy and other goods) in the SCO scenario.
//!
//! | mechanism | what it must do for each tie | bound, ns |
//! | --- | --- | --- |
//! | shock | 1¼ draws, an exponential | 2.7 |
//! | dependence | four logarithms with two divisions each, one more division | 4.0 |
//! | diversion | two exponentials, eight multiplications and additions in four passes | 2.2 |
//! | energy | two exponentials, two divisions, five passes | 2.3 |
//! | growth | two logarithms, two divisions | 2.0 |
//! | friction | 26 loads and stores of a row, nothing else | 1.0 |
//! | influence | a square root, two divisions | 1.0 |
//! | ledger | six passes of routes | 0.6 |
//!
//! The other mechanisms run over actors and pairs; they have no bound per tie.

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use suasion::engine::{BASE_YEAR, OBSERVING, Setting, watch};
use suasion::import::synth::Synth;
use suasion::mechanism::CAUSAL_ORDER;
use suasion::model::{Model, compile};
use suasion::numeric::{LANES, Real, Row};
use suasion::scenario;

fn model(path: &std::path::Path) -> Model {
    compile(&scenario::load(path).expect("the scenario is sound")).base
}

/// What each part of a block takes; criterion asks for one part at a time.
fn part(model: &Model, part: &str, blocks: u64) -> Duration {
    let medians: Vec<Row<LANES>> =
        model.numbers.iter().map(|n| Row::splat(n.distribution.quantile(0.5))).collect();
    let setting = Setting::new(1);
    let mut spent = Duration::ZERO;
    for block in 0..blocks {
        let mut since = Instant::now();
        let lap = |done| {
            let now = Instant::now();
            if done == part {
                spent += now - since;
            }
            since = now;
        };
        watch(model, &setting, &medians, block * LANES as u64, (|_, _: &_, _: &[_]| {}, lap));
    }
    spent
}

fn step(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("the system grants a folder");
    let world = Synth { actors: 16, links: 200, seed: 1 };
    let small = world.write(folder.path()).expect("the folder can be written to");
    for (name, path) in [("small", small), ("sco", "scenarios/sco.toml".into())] {
        let model = model(&path);
        let steps = model.world.trade.len() as u64 * u64::from(model.calendar.n_steps());
        let mut group = criterion.benchmark_group(format!("step/{name}"));
        group.sample_size(10).throughput(Throughput::Elements(steps * LANES as u64));
        let parts = CAUSAL_ORDER.iter().map(|mechanism| mechanism.name);
        for name in parts.chain([BASE_YEAR, OBSERVING]) {
            group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
                bencher.iter_custom(|blocks| part(&model, name, blocks));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, step);
criterion_main!(benches);
