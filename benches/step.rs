//! The step loop: one block of runs from the base year to the end, per flow, run and step.
//!
//! Back of the envelope for a flow-step of the full model (one lane): about six exponentials or
//! logarithms, two heavy-tailed draws a tie, eight passes of proportional fitting and the pairs'
//! losses and influence. At 4 ns an elementary function and two lanes a register (SSE2, the
//! baseline) that is 40–60 ns; wider registers are a later release.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use suasion::engine::{Setting, simulate};
use suasion::model::{Model, compile};
use suasion::numeric::{Real, Row};
use suasion::scenario;

fn model(path: &str) -> Model {
    let scenario = scenario::load(path.as_ref()).expect("a shipped scenario is sound");
    compile(&scenario).base
}

fn block<R: Real>(criterion: &mut Criterion, name: &str, model: &Model) {
    let medians: Vec<R> =
        model.numbers.iter().map(|n| R::splat(n.distribution.quantile(0.5))).collect();
    let setting = Setting::new(1);
    let flow_steps = model.world.flows.len() as u64 * u64::from(model.calendar.n_steps());
    let mut group = criterion.benchmark_group(format!("step/{name}"));
    group.sample_size(20);
    group.throughput(Throughput::Elements(flow_steps * R::LANES as u64));
    group.bench_function(BenchmarkId::new("lanes", R::LANES), |bencher| {
        bencher.iter(|| simulate::<R>(model, &setting, &medians, 0));
    });
    group.finish();
}

fn step(criterion: &mut Criterion) {
    for (name, path) in [("teaching", "scenarios/teaching.toml"), ("sco", "scenarios/sco.toml")] {
        let model = model(path);
        block::<f64>(criterion, name, &model);
        block::<Row<8>>(criterion, name, &model);
        block::<Row<16>>(criterion, name, &model);
    }
}

criterion_group!(benches, step);
criterion_main!(benches);
