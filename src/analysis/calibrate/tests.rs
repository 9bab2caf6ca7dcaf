//! The likelihoods against the engine: the same equations, and posteriors that are as sure as they
//! are right (simulation-based calibration: Talts and others 2018, arXiv:1804.06788).

use super::dice::Dice;
use super::growth::{Persistent, Response};
use super::heavy::Heavy;
use super::made::made;
use super::position::{KEYS, Positions, Series, error};
use super::sampler::{Model, Plan, sample};
use super::trade::{self, Start, Trade};
use super::unknown::Unknown;
use crate::ensemble::pieces;
use crate::numeric::Distribution::{self, Constant, Lognormal, Uniform};

fn unknown(key: &str, prior: Distribution) -> Unknown {
    Unknown::nuisance(key, "1", prior)
}

/// Ranks of what was true among the draws of its posterior, by unknown; one chain of 16 × 24 draws
/// thinned to 23, so 24 ranks are equally likely.
const THIN: usize = 24;
const RANKS: usize = 24;

fn ranks<M: Model, const N: usize>(model: &M, values: [&[f64]; N], seed: u64) -> [Vec<usize>; N] {
    let sample = sample(model, Plan { chains: 1, draws: THIN * (RANKS - 1), seed });
    values.map(|values| {
        let below = |(at, value): (usize, &f64)| {
            sample.of(at).iter().step_by(THIN).filter(|draw| *draw < value).count()
        };
        values.iter().enumerate().map(below).collect()
    })
}

/// χ² of ranks in eight classes against an even spread; 7 degrees of freedom.
fn spread(ranks: &[usize]) -> f64 {
    let mut classes = [0.0; 8];
    ranks.iter().for_each(|rank| classes[rank * 8 / RANKS] += 1.0);
    let expected = ranks.len() as f64 / 8.0;
    classes.iter().map(|n| (n - expected) * (n - expected) / expected).sum()
}

/// Passed by one even spread in ten thousand.
const RARE: f64 = 29.9;

fn truth(unknowns: &[Unknown], dice: &mut Dice) -> Vec<f64> {
    unknowns.iter().map(|unknown| unknown.value(dice.normal())).collect()
}

fn positions(seed: u64) -> (Positions, Vec<f64>) {
    let unknowns = vec![
        unknown(KEYS[0], Lognormal { median: 0.1, sigma: 0.4 }),
        unknown(KEYS[1], Uniform { low: 0.02, high: 0.5 }),
        error(),
    ];
    let mut dice = Dice::new(seed, "truth", 0);
    let truth = truth(&unknowns, &mut dice);
    let world = made(6, 11);
    let run = world.run(seed, &[(KEYS[0], truth[0]), (KEYS[1], truth[1])]);
    let mut series = |id: &String| {
        let path = world.series(&run, &format!("position[{id},liberal]"));
        Series {
            economy: id.clone(),
            years: (0..=11).collect(),
            values: path.iter().map(|x| x + truth[2] * dice.normal()).collect(),
            errors: vec![1.0; 12],
        }
    };
    let series = world.actors.iter().map(&mut series).collect();
    (Positions::new(unknowns, series), truth)
}

#[test]
fn posteriors_of_alignment_are_as_sure_as_they_are_right() {
    let all = pieces(160, |piece| {
        let seed = piece as u64;
        let (model, truth) = positions(seed);
        let wrong: Vec<f64> = truth.iter().map(|x| 1.5 * x).collect();
        ranks(&model, [&truth, &wrong], seed)
    });
    for at in 0..3 {
        let of = |which: usize| -> Vec<usize> { all.iter().map(|two| two[which][at]).collect() };
        let (right, wrong) = (spread(&of(0)), spread(&of(1)));
        assert!(right < RARE, "{}: χ² {right:.1}", KEYS[at]);
        assert!(wrong > RARE, "{}: χ² {wrong:.1} of a wrong truth", KEYS[at]);
    }
}

/// Trade of four powers over six years, with the unknowns of the shocks free.
fn flows(seed: u64) -> (Trade, Vec<f64>) {
    let free = [
        Lognormal { median: 0.1, sigma: 0.4 },
        Lognormal { median: 1.0, sigma: 0.4 },
        Uniform { low: -0.5, high: 0.8 },
        Uniform { low: 0.1, high: 0.9 },
        Lognormal { median: 1.0, sigma: 0.4 },
        Lognormal { median: 1.0, sigma: 0.4 },
        Uniform { low: 0.1, high: 0.9 },
        Uniform { low: 0.3, high: 1.2 },
        Uniform { low: 0.5, high: 1.6 },
        Uniform { low: 0.0, high: 0.4 },
    ];
    let fixed = [0.043, 0.2, 0.25, 0.0].map(Constant);
    let priors = free.into_iter().chain(fixed);
    let unknowns: Vec<Unknown> =
        trade::KEYS.iter().zip(priors).map(|(k, p)| unknown(k, p)).collect();
    let truth = truth(&unknowns, &mut Dice::new(seed, "truth", 1));
    let world = made(4, 6);
    let set: Vec<(&str, f64)> = trade::KEYS[..13].iter().copied().zip(truth.clone()).collect();
    let panel = world.panel(&world.run(seed, &set));
    (Trade::new(unknowns, panel, Start::Fresh), truth)
}

#[test]
fn posteriors_of_trade_are_as_sure_as_they_are_right() {
    let all = pieces(120, |piece| {
        let seed = piece as u64;
        let (model, truth) = flows(seed);
        ranks(&model, [&truth], seed)
    });
    for at in 0..10 {
        let ranks: Vec<usize> = all.iter().map(|[ranks]| ranks[at]).collect();
        let found = spread(&ranks);
        assert!(found < RARE, "{}: χ² {found:.1}", trade::KEYS[at]);
    }
}

#[test]
fn the_equations_of_alignment_are_the_mechanisms() {
    let world = made(5, 9);
    let (chance, speed) = (0.11, 0.17);
    let run = world.run(4, &[(KEYS[0], chance), (KEYS[1], speed)]);
    let axis = crate::numeric::name_hash("liberal");
    for (at, id) in world.actors.iter().enumerate() {
        let seen = world.series(&run, &format!("position[{id},liberal]"));
        let shocks = world.shocks(4, "alignment", world.actor_hash(at) ^ axis);
        let mut x = seen[0];
        for (step, shock) in shocks.iter().enumerate() {
            x += speed * (seen[0] - x) + chance * shock;
            assert!((x - seen[step + 1]).abs() < 1e-12, "{id} in year {step}");
        }
        let series = Series {
            economy: id.clone(),
            years: (0..=9).collect(),
            values: seen,
            errors: vec![0.0; 10],
        };
        // The likelihood's own response says the same.
        let left = super::position::left(&series, &[chance, speed, 0.0], &shocks);
        assert!(left.amax() < 1e-12, "{left}");
    }
}

#[test]
fn the_equations_of_growth_are_the_mechanisms() {
    let world = made(4, 9);
    let set = [
        ("factor.world_persistence", 0.4),
        ("factor.world_sd", 0.02),
        ("friction.bloc_effect", 0.0),
    ];
    let run = world.run(3, &set);
    let mut factor = vec![0.0];
    for shock in world.shocks(3, "factor.world", 0) {
        let before = factor.last().unwrap();
        factor.push(0.4 * before + 0.02 * (1.0 - 0.4_f64 * 0.4).sqrt() * shock);
    }
    let heavy = Heavy::engine();
    for (at, id) in world.actors.iter().enumerate() {
        let gdp: Vec<f64> =
            world.series(&run, &format!("gdp[{id}]")).iter().map(|y| y.ln()).collect();
        let changes = gdp.windows(2).map(|pair| pair[1] - pair[0]);
        let points: Vec<(f64, f64)> = factor[1..].iter().copied().zip(changes).collect();
        let shocks = world.shocks(3, "growth", world.actor_hash(at));
        let expected: f64 = shocks.iter().map(|s| heavy.log_density(*s) - 0.03_f64.ln()).sum();
        let unknowns = vec![];
        let model = Response { name: id.clone(), unknowns, points, heavy };
        let found = model.log_likelihood(&[0.02, 1.3, 0.03], &());
        assert!((found - expected).abs() < 1e-8, "{found} {expected}");
    }
    let unknowns = vec![];
    let values = factor[1..].to_vec();
    let shocks = world.shocks(3, "factor.world", 0);
    let name = "world".to_string();
    let model = Persistent { name, unknowns, values, stationary: true, heavy };
    let fresh = 0.02 * (1.0 - 0.4_f64 * 0.4).sqrt();
    let expected: f64 = shocks[1..].iter().map(|s| heavy.log_density(*s) - fresh.ln()).sum::<f64>()
        + heavy.log_density(factor[1] / 0.02)
        - 0.02_f64.ln();
    assert!((model.log_likelihood(&[0.4, 0.02, 0.0], &()) - expected).abs() < 1e-9);
}
