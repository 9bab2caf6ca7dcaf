#![allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]

use std::collections::HashSet;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use super::*;
use crate::numeric::special::{normal_cdf, student_quantile};
use crate::numeric::{Kernel, Row};

const STREAM: Stream = Stream::new("test");
const KAZ: u64 = name_hash("KAZ");
const AT: Address = Address::new(STREAM, 3, KAZ);

fn moments(draws: &[f64]) -> (f64, f64, f64, f64) {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let central = |power: i32| draws.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    let variance = central(2);
    (mean, variance, central(3) / variance.powf(1.5), central(4) / (variance * variance))
}

/// χ² of the counts of equally likely cells, as standard deviations from its mean.
fn chi_square_z(counts: &[u32]) -> f64 {
    let expected = counts.iter().sum::<u32>() as f64 / counts.len() as f64;
    let chi: f64 = counts.iter().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
    let dof = counts.len() as f64 - 1.0;
    (chi - dof) / (2.0 * dof).sqrt()
}

fn cell_counts(cells: usize, uniforms: impl Iterator<Item = f64>) -> Vec<u32> {
    let mut counts = vec![0; cells];
    uniforms.for_each(|u| counts[(u * cells as f64) as usize] += 1);
    counts
}

/// The words and hashes were computed by a separate program, written from the page of this file.
#[test]
fn names_and_draws_keep_their_values() {
    assert_eq!(name_hash(""), 0xc381_7c01_6ba4_ff30);
    assert_eq!(name_hash("KAZ"), 0xe70f_d295_af98_a884);
    // That program gives the normal and the t in double precision: -0.126023983, -0.0935934977.
    let draws = Draws::new(1);
    assert_eq!(draws.bits(AT, 5), 0xda30_ac50_edae_77b3);
    assert_eq!(draws.uniform::<f64>(AT, 5), 0.852_305_192_616_768_2);
    assert_eq!(draws.normal::<f64>(AT, 5), -0.126_023_992_896_080_02);
    let law = StudentT::new(4.0, 5.0);
    assert_eq!(draws.student_t::<f64>(AT, 5, &law), -0.093_593_486_115_604_53);
}

/// A row of every kind of draw.
#[inline(always)]
fn every_kind<R: Real>(first_run: u64) -> [R; 4] {
    let draws = Draws::new(7);
    let address = |i| Address::new(STREAM, i, KAZ);
    [
        draws.uniform(address(0), first_run),
        draws.normal(address(1), first_run),
        draws.student_t(address(2), first_run, &StudentT::new(4.0, 5.0)),
        draws.student_t(address(3), first_run, &StudentT::new(5.5, 6.0)),
    ]
}

/// [`every_kind`] in sixteen lanes, as bits.
#[derive(Clone, Copy)]
pub(in crate::numeric) struct Kinds {
    pub first_run: u64,
}

impl Kernel for Kinds {
    type Output = [[u64; 16]; 4];
    #[inline(always)]
    fn run(self) -> [[u64; 16]; 4] {
        every_kind(self.first_run).map(|Row(row)| row.map(f64::to_bits))
    }
}

#[test]
fn lanes_and_alignment_do_not_change_a_draw() {
    fn check<R: Real>(first_run: u64) {
        let rows: [R; 4] = every_kind(first_run);
        for lane in 0..R::LANES {
            let single: [f64; 4] = every_kind(first_run + lane as u64);
            for (row, single) in rows.iter().zip(single) {
                assert_eq!(row.lane(lane).to_bits(), single.to_bits(), "{first_run} + {lane}");
            }
        }
    }
    for first_run in [0, 1, 2, 3, 4, 16, 21, 1_000_003, (1 << 34) - 40] {
        check::<Row<3>>(first_run);
        check::<Row<8>>(first_run);
        check::<Row<16>>(first_run);
        check::<Row<32>>(first_run);
    }
}

#[test]
fn every_part_of_an_address_moves_the_draw() {
    let mut seen = HashSet::new();
    let mut expected = 0;
    for seed in 0..4 {
        for stream in ["trade.pair", "trade.world", "growth"] {
            for step in 0..8 {
                for entity in ["CHN", "RUS", "KAZ->CHN", "CHN->KAZ"] {
                    let address = Address::new(Stream::new(stream), step, name_hash(entity));
                    for run in 0..64 {
                        seen.insert(Draws::new(seed).bits(address, run));
                        expected += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), expected);
}

#[test]
fn uniforms_fill_the_unit_interval_evenly() {
    let draws = Draws::new(2);
    let runs = 1 << 20;
    let narrow = (0..runs).step_by(16).flat_map(|run| draws.uniform::<Row<16>>(AT, run).0);
    assert!(chi_square_z(&cell_counts(1024, narrow)).abs() < 4.0);
    let wide = (0..runs).map(|run| draws.uniform53(AT, run));
    assert!(chi_square_z(&cell_counts(1024, wide)).abs() < 4.0);
    let fine = (0..runs).map(|run| (draws.uniform53(AT, run) * 2_f64.powi(32)).fract());
    assert!(chi_square_z(&cell_counts(1024, fine)).abs() < 4.0, "the bits below 2⁻³²");
    let (steps, entities) = (0..1024, 0..1024);
    let across = steps.flat_map(|step| {
        entities.clone().map(move |entity| {
            let name = name_hash(&format!("actor {entity}"));
            Draws::new(2).uniform::<f64>(Address::new(STREAM, step, name), 0)
        })
    });
    assert!(chi_square_z(&cell_counts(1024, across)).abs() < 4.0);
}

#[test]
fn uniforms_never_reach_their_ends() {
    assert!(unit(0) > 0.0 && unit(u32::MAX) < 1.0);
    let cell = |bits: u64| ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
    assert!(cell(0) > 0.0 && cell(u64::MAX) < 1.0);
}

/// What is neighbouring, and the pair of draws of neighbour i.
type Neighbours<'a> = (&'a str, &'a dyn Fn(u64) -> (f64, f64));

/// Pairs of neighbours, in runs, steps, entities and seeds, fill the unit square evenly.
#[test]
fn neighbouring_addresses_are_independent() {
    let name = |i: u64| name_hash(&format!("{i}"));
    let at = |seed: u64, step: u64, entity: u64, run: u64| {
        Draws::new(seed).uniform::<f64>(Address::new(STREAM, step as u32, entity), run)
    };
    let neighbours: [Neighbours; 4] = [
        ("runs", &|i| (at(1, 0, KAZ, 2 * i), at(1, 0, KAZ, 2 * i + 1))),
        ("steps", &|i| (at(1, i, KAZ, 0), at(1, i + 1, KAZ, 1 << 20))),
        ("entities", &|i| (at(1, 0, name(2 * i), 0), at(1, 0, name(2 * i + 1), 0))),
        ("seeds", &|i| (at(2 * i, 0, KAZ, 0), at(2 * i + 1, 0, KAZ, 0))),
    ];
    for (what, pair) in neighbours {
        let mut counts = vec![0; 32 * 32];
        for i in 0..200_000 {
            let (a, b) = pair(i);
            counts[(a * 32.0) as usize * 32 + (b * 32.0) as usize] += 1;
        }
        assert!(chi_square_z(&counts).abs() < 4.0, "{what}");
    }
}

#[test]
fn normals_have_the_normal_law() {
    let draws = Draws::new(3);
    let runs: u64 = 1 << 20;
    let sample: Vec<f64> =
        (0..runs).step_by(16).flat_map(|run| draws.normal::<Row<16>>(AT, run).0).collect();
    let n = runs as f64;
    let (mean, variance, skew, kurtosis) = moments(&sample);
    assert!(mean.abs() < 4.0 / n.sqrt(), "mean {mean}");
    assert!((variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "variance {variance}");
    assert!(skew.abs() < 4.0 * (6.0 / n).sqrt(), "skew {skew}");
    assert!((kurtosis - 3.0).abs() < 4.0 * (24.0 / n).sqrt(), "kurtosis {kurtosis}");
    let uniforms = sample.iter().map(|x| normal_cdf(*x));
    assert!(chi_square_z(&cell_counts(512, uniforms)).abs() < 4.0);
}

#[test]
fn student_draws_have_unit_variance_and_the_clamped_law() {
    let draws = Draws::new(4);
    let runs: u64 = 1 << 20;
    for (dof, truncate_sd) in [(4.0, 5.0), (4.0, 3.0), (5.0, 6.0), (12.0, 8.0)] {
        let law = StudentT::new(dof, truncate_sd);
        let sample: Vec<f64> = (0..runs)
            .step_by(16)
            .flat_map(|run| draws.student_t::<Row<16>>(AT, run, &law).0)
            .collect();
        let n = runs as f64;
        let (mean, variance, _, kurtosis) = moments(&sample);
        assert!(mean.abs() < 4.0 / n.sqrt(), "mean {mean} of t({dof})");
        let error = ((kurtosis - 1.0) / n).sqrt();
        assert!((variance - 1.0).abs() < 4.0 * error, "variance {variance} of t({dof})");
        assert!(sample.iter().all(|x| x.abs() <= law.bound()));
        for u in [0.01, 0.05, 0.2, 0.5, 0.7, 0.9, 0.99] {
            let quantile = student_quantile(u, dof) * law.scale();
            let below = sample.iter().filter(|x| **x <= quantile).count() as f64 / n;
            assert!((below - u).abs() < 4.0 * (u * (1.0 - u) / n).sqrt(), "t({dof}) at {u}");
        }
    }
}

#[test]
fn the_sequential_generator_serves_the_rand_crate() {
    let draws = Draws::new(5);
    let mut first: Vec<u32> = (0..100).collect();
    let mut again = first.clone();
    let mut elsewhere = first.clone();
    first.shuffle(&mut draws.rng(AT));
    again.shuffle(&mut draws.rng(AT));
    elsewhere.shuffle(&mut draws.rng(Address::new(STREAM, 4, KAZ)));
    assert_eq!(first, again);
    assert_ne!(first, elsewhere);
    let mut rng = draws.rng(AT);
    let words: HashSet<u64> = (0..10_000).map(|_| rng.next_u64()).collect();
    assert_eq!(words.len(), 10_000);
    let counts = cell_counts(256, (0..1 << 18).map(|_| rng.random::<f64>()));
    assert!(chi_square_z(&counts).abs() < 4.0);
    let mut bytes = [0; 7];
    draws.rng(AT).fill_bytes(&mut bytes);
    assert_eq!(bytes[..4], draws.rng(AT).next_u32().to_le_bytes());
}
