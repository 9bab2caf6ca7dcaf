//! A whole ensemble: drawing, simulating, judging and summarising, in runs per second, over
//! scenarios, threads, lanes, precision and vectors.

use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use suasion::ensemble::{Order, Silent, run};
use suasion::model::compile;
use suasion::numeric::{Float, Vectors};
use suasion::outcome::{Error, Recorder, Run};
use suasion::scenario;

/// Keeps nothing: files are not what is measured here.
struct Nothing;

impl Recorder for Nothing {
    fn record(&mut self, _: &[Run]) -> Result<(), Error> {
        Ok(())
    }
}

fn ensemble(criterion: &mut Criterion) {
    let cases = [("teaching", "scenarios/teaching.toml", 4096), ("sco", "scenarios/sco.toml", 256)];
    for (name, path, runs) in cases {
        let scenario = scenario::load(path.as_ref()).expect("a shipped scenario is sound");
        let study = compile(&scenario);
        let mut group = criterion.benchmark_group(format!("ensemble/{name}"));
        group.sample_size(10);
        group.throughput(Throughput::Elements(runs));
        let mut measure = |id: BenchmarkId, order: Order| {
            group.bench_function(id, |bencher| {
                let cancel = AtomicBool::new(false);
                bencher.iter(|| run(&study, &order, &mut Nothing, &Silent, &cancel));
            });
        };
        for threads in [1, 2] {
            let order = Order { threads, ..Order::new(runs, 1) };
            measure(BenchmarkId::new("threads", threads), order);
        }
        for vectors in Vectors::available() {
            let order = Order { threads: 1, vectors, ..Order::new(runs, 1) };
            measure(BenchmarkId::new("vectors", vectors.word()), order);
        }
        let single = Order { threads: 1, float: Float::F32, ..Order::new(runs, 1) };
        measure(BenchmarkId::new("float", "f32"), single);
        let scalar = Order { threads: 1, lanes: 1, ..Order::new(runs, 1) };
        measure(BenchmarkId::new("lanes", 1), scalar);
        group.finish();
    }
}

criterion_group!(benches, ensemble);
criterion_main!(benches);
