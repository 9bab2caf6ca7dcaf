//! From a file to arrays: reading and checking, then compiling, for the SCO scenario and for a world
//! of 200 actors and 20,000 trade ties.

use criterion::{Criterion, criterion_group, criterion_main};
use suasion::import::synth::Synth;
use suasion::{model, scenario};

fn load(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("the system grants a folder");
    let world = Synth { actors: 200, links: 20_000, seed: 1 };
    let world = world.write(folder.path()).expect("the folder can be written to");
    for (name, path) in [("sco", "scenarios/sco.toml".into()), ("world", world)] {
        let mut group = criterion.benchmark_group(format!("load/{name}"));
        group.sample_size(10);
        group.bench_function("read", |bencher| bencher.iter(|| scenario::load(&path).unwrap()));
        let scenario = scenario::load(&path).unwrap();
        group.bench_function("compile", |bencher| bencher.iter(|| model::compile(&scenario)));
        group.finish();
    }
}

criterion_group!(benches, load);
criterion_main!(benches);
