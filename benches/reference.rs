//! The core equations alone, three times: a hand-written loop (the floor), the same through the
//! engine's `Real`, `Row`, `Draws` and `Vectors` (what the abstraction costs), and, in
//! `benches/peers`, in NumPy and Numba.
//!
//! ```text
//! y_a += μ dt + σ √dt z          log GDP of an actor
//! b_l += s √dt z                 the chance of a link;  X_l = V_l exp(b_l + ½ y_o + ½ y_d)
//! M_d = Σ_o X_l                  imports
//! D_l = X_l/(Y_d + M_d)          dependence of the importer;  w_l = √(D_l X_l/M_d) its influence
//! x_d += κ dt Σ w_l (x_o − x_d)/(½ + Σ w_l) + σ_x √dt z      alignment
//! ```
//! The metric is the first actor's share of influence over the others, its mean over them.
//!
//! `cargo bench --bench reference` prints nanoseconds per link-step; `-- --json` the same for
//! `benches/peers/run.py`.

// Both programs speak of actors and links by number, side by side.
#![allow(clippy::needless_range_loop)]

use std::time::Instant;

use suasion::numeric::{
    Address, Draws, Kernel, LANES, Real, Row, Single, Stream, TOGETHER, Together, Vectors,
    function, name_hash,
};

const STEPS: u32 = 80;
const DT: f64 = 0.25;
const ROOT: f64 = 0.5;
const GROWTH: f64 = 0.02;
const VOLATILITY: f64 = 0.03;
const CHANCE: f64 = 0.15;
const SPEED: f64 = 0.1;
const DRIFT: f64 = 0.09;

/// The world of `benches/peers/core.py`: sizes fall as 1/rank, a fixed choice of pairs is
/// linked (7907 is prime to their number), flows are gravity without distance.
struct World {
    /// (exporter, importer, base flow), sorted by importer.
    links: Vec<(usize, usize, f64)>,
    gdp: Vec<f64>,
    positions: Vec<f64>,
    hashes: Vec<u64>,
}

impl World {
    fn new(actors: usize, links: usize) -> World {
        let gdp: Vec<f64> = (0..actors).map(|a| 10_000.0 / (a + 1) as f64).collect();
        let pairs = actors * (actors - 1);
        let taken = |k: usize| k * 7907 % pairs < links;
        let mut chosen = Vec::new();
        let mut k = 0;
        for importer in 0..actors {
            for exporter in (0..actors).filter(|&e| e != importer) {
                if taken(k) {
                    chosen.push((exporter, importer, 1e-5 * gdp[exporter] * gdp[importer]));
                }
                k += 1;
            }
        }
        let positions = (0..actors).map(|a| (a * 7 % 11) as f64 / 5.0 - 1.0).collect();
        let hashes = (0..actors + links).map(|k| name_hash(&k.to_string())).collect();
        World { links: chosen, gdp, positions, hashes }
    }
}

const LINK: Stream = Stream::new("reference.link");
const ACTOR: Stream = Stream::new("reference.actor");
const SIDE: Stream = Stream::new("reference.side");

/// A normal for every run of a row. A function: a closure called from several places is compiled out
/// of line, for the baseline's vectors.
#[inline(always)]
fn normal<R: Real>(at: (&Draws, u32, u64), stream: Stream, entity: u64) -> R {
    let (draws, step, first_run) = at;
    draws.normal(Address::new(stream, step, entity), first_run)
}

/// Sixteen runs written by hand: plain arrays, plain loops; only the generator is the engine's.
struct ByHand<'a>(&'a World, &'a Draws, u64);

type Lanes = [f64; LANES];

impl Kernel for ByHand<'_> {
    type Output = Lanes;

    #[inline(always)]
    fn run(self) -> Lanes {
        let ByHand(w, draws, first_run) = self;
        let (n, m) = (w.gdp.len(), w.links.len());
        let (mut y, mut x) = (vec![[0.0; LANES]; n], vec![[0.0; LANES]; n]);
        let (mut b, mut flow) = (vec![[0.0; LANES]; m], vec![[0.0; LANES]; m]);
        for (x, &start) in x.iter_mut().zip(&w.positions) {
            *x = [start; LANES];
        }
        let mut metric = [0.0; LANES];
        for step in 0..STEPS {
            let at = (draws, step, first_run);
            for a in 0..n {
                let z = normal::<Row<LANES>>(at, ACTOR, w.hashes[a]).0;
                for i in 0..LANES {
                    y[a][i] += GROWTH * DT + VOLATILITY * ROOT * z[i];
                }
            }
            let mut imports = vec![[0.0; LANES]; n];
            for (l, b) in b.chunks_exact_mut(TOGETHER).enumerate() {
                let hashes = &w.hashes[n + l * TOGETHER..];
                let entities = hashes[..TOGETHER].try_into().expect("a whole chunk");
                let z = draws
                    .normals::<Row<LANES>>(Together { stream: LINK, step, entities }, first_run);
                for k in 0..TOGETHER {
                    for i in 0..LANES {
                        b[k][i] += CHANCE * ROOT * z[k].0[i];
                    }
                }
            }
            // Rows are copied out and back: the compiler cannot know that two of them differ.
            for (l, &(o, d, v)) in w.links.iter().enumerate() {
                let (chance, exporter, importer, mut sum) = (b[l], y[o], y[d], imports[d]);
                let mut row = [0.0; LANES];
                for i in 0..LANES {
                    row[i] = v * function::exp(chance[i] + 0.5 * exporter[i] + 0.5 * importer[i]);
                    sum[i] += row[i];
                }
                (flow[l], imports[d]) = (row, sum);
            }
            let (mut spending, mut per_imports) = (imports.clone(), imports);
            for d in 0..n {
                let (income, mut all, mut part) = (y[d], spending[d], per_imports[d]);
                for i in 0..LANES {
                    all[i] = 1.0 / (w.gdp[d] * function::exp(income[i]) + all[i]);
                    part[i] = 1.0 / (part[i] + 1e-300);
                }
                (spending[d], per_imports[d]) = (all, part);
            }
            let (mut pull, mut all) = (vec![[0.0; LANES]; n], vec![[0.0; LANES]; n]);
            let mut first = vec![[0.0; LANES]; n];
            for (l, &(o, d, _)) in w.links.iter().enumerate() {
                let (row, spent, part) = (flow[l], spending[d], per_imports[d]);
                let (theirs, own, mut pulled, mut sum) = (x[o], x[d], pull[d], all[d]);
                let mut weight = [0.0; LANES];
                for i in 0..LANES {
                    let dependence = row[i] * spent[i];
                    weight[i] = (dependence * (row[i] * part[i])).sqrt();
                    pulled[i] += weight[i] * (theirs[i] - own[i]);
                    sum[i] += weight[i];
                }
                (pull[d], all[d]) = (pulled, sum);
                if o == 0 {
                    first[d] = weight;
                }
            }
            metric = [0.0; LANES];
            for d in 0..n {
                let z = normal::<Row<LANES>>(at, SIDE, w.hashes[d]).0;
                for i in 0..LANES {
                    let social = pull[d][i] / (all[d][i] + 0.5);
                    x[d][i] += SPEED * DT * social + DRIFT * ROOT * z[i];
                    metric[i] += first[d][i] / (all[d][i] + 1e-300) / (n - 1) as f64;
                }
            }
        }
        metric
    }
}

/// The same through [`Real`], as a mechanism would be written.
struct ByRows<'a, R>(&'a World, &'a Draws, u64, std::marker::PhantomData<R>);

impl<R: Real> Kernel for ByRows<'_, R> {
    type Output = R;

    #[inline(always)]
    fn run(self) -> R {
        let ByRows(w, draws, first_run, _) = self;
        let (n, m, none) = (w.gdp.len(), w.links.len(), R::splat(0.0));
        let mut y = vec![none; n];
        let mut x: Vec<R> = w.positions.iter().map(|&start| R::splat(start)).collect();
        let (mut b, mut flow) = (vec![none; m], vec![none; m]);
        let mut metric = none;
        for step in 0..STEPS {
            let at = (draws, step, first_run);
            for a in 0..n {
                y[a] += normal::<R>(at, ACTOR, w.hashes[a]) * (VOLATILITY * ROOT) + GROWTH * DT;
            }
            let mut imports = vec![none; n];
            for (chances, hashes) in
                b.chunks_exact_mut(TOGETHER).zip(w.hashes[n..].chunks_exact(TOGETHER))
            {
                let entities = hashes.try_into().expect("a whole chunk");
                let at = Together { stream: LINK, step, entities };
                for (b, z) in chances.iter_mut().zip(draws.normals::<R>(at, first_run)) {
                    *b += z * (CHANCE * ROOT);
                }
            }
            for (l, &(o, d, v)) in w.links.iter().enumerate() {
                flow[l] = (b[l] + y[o] * 0.5 + y[d] * 0.5).exp() * v;
                imports[d] += flow[l];
            }
            let (mut spending, mut per_imports) = (imports.clone(), imports);
            for d in 0..n {
                spending[d] = R::splat(1.0) / (y[d].exp() * w.gdp[d] + spending[d]);
                per_imports[d] = R::splat(1.0) / (per_imports[d] + 1e-300);
            }
            let (mut pull, mut all) = (vec![none; n], vec![none; n]);
            let mut first = vec![none; n];
            for (l, &(o, d, _)) in w.links.iter().enumerate() {
                let dependence = flow[l] * spending[d];
                let weight = (dependence * (flow[l] * per_imports[d])).sqrt();
                pull[d] += weight * (x[o] - x[d]);
                all[d] += weight;
                if o == 0 {
                    first[d] += weight;
                }
            }
            metric = none;
            for d in 0..n {
                let social = pull[d] / (all[d] + 0.5);
                x[d] += social * (SPEED * DT) + normal::<R>(at, SIDE, w.hashes[d]) * (DRIFT * ROOT);
                metric += first[d] / (all[d] + 1e-300) / (n - 1) as f64;
            }
        }
        metric
    }
}

/// Nanoseconds per link-step, the least of some rounds, and the mean of the metric.
fn measure(world: &World, runs: u64, mut simulate: impl FnMut(u64) -> Lanes) -> (f64, f64) {
    let mut best = f64::INFINITY;
    let mut mean = 0.0;
    for _ in 0..5 {
        let start = Instant::now();
        let mut sum = 0.0;
        for first in (0..runs).step_by(LANES) {
            sum += simulate(first).iter().sum::<f64>();
        }
        let work = runs as f64 * f64::from(STEPS) * world.links.len() as f64;
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / work);
        mean = sum / runs as f64;
    }
    (best, mean)
}

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let (draws, vectors) = (Draws::new(1), Vectors::widest());
    for (name, actors, links, runs) in [("small", 16, 200, 4096), ("world", 200, 20_000, 64)] {
        let world = World::new(actors, links);
        let by_hand = |first| vectors.run::<Row<LANES>, _>(ByHand(&world, &draws, first));
        let by_rows = |first| {
            let kernel = ByRows::<Row<LANES>>(&world, &draws, first, std::marker::PhantomData);
            vectors.run::<Row<LANES>, _>(kernel).0
        };
        let in_single = |first| {
            let kernel = ByRows::<Single<LANES>>(&world, &draws, first, std::marker::PhantomData);
            vectors.run::<Single<LANES>, _>(kernel).0.map(f64::from)
        };
        let (hand, mean) = measure(&world, runs, by_hand);
        let (rows, same) = measure(&world, runs, by_rows);
        let (single, near) = measure(&world, runs, in_single);
        assert!((mean / same - 1.0).abs() < 1e-9, "both compute the same: {mean} {same}");
        assert!((near / same - 1.0).abs() < 1e-5, "single precision is near: {near} {same}");
        if json {
            println!(
                "{{\"size\": \"{name}\", \"engine\": {rows}, \"single\": {single}, \
                 \"by_hand\": {hand}, \"mean\": {same}}}"
            );
        } else {
            let cost = 100.0 * (rows / hand - 1.0);
            println!(
                "{name}: by hand {hand:.2}, through rows {rows:.2} ns a link-step ({cost:+.0} %), \
                 in single precision {single:.2}"
            );
        }
    }
}
