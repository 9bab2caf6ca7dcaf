#![allow(clippy::disallowed_methods, reason = "a test may square by powi")]

use super::*;

const KEYS: [&str; 4] = ["trade.rho", "trade.lambda", "growth.beta", "actors.KAZ.gdp_usd_bn"];
const PLANS: [Plan; 3] = [Plan::MonteCarlo, Plan::LatinHypercube, Plan::Sobol];

fn sample(plan: &PlanDraws, key: usize, runs: u64) -> Vec<f64> {
    (0..runs).map(|run| plan.uniform(key, run)).collect()
}

/// How many values fall into each of equal cells of the unit interval.
fn cell_counts(values: &[f64], cells: usize) -> Vec<u32> {
    let mut counts = vec![0; cells];
    values.iter().for_each(|u| counts[(u * cells as f64) as usize] += 1);
    counts
}

/// The variance of the estimate of E[Σ wₖuₖ] over independent seeds.
fn variance_of_a_linear_mean(plan: Plan, runs: u64) -> f64 {
    const SEEDS: u64 = 60;
    let estimate = |seed| {
        let draws = PlanDraws::new(plan, seed, runs, &KEYS, 2);
        let of_run =
            |run| (0..4).map(|key| (key + 1) as f64 * draws.uniform(key, run)).sum::<f64>();
        (0..runs).map(of_run).sum::<f64>() / runs as f64
    };
    let errors = (0..SEEDS).map(|seed| estimate(seed) - 5.0);
    errors.map(|error| error * error).sum::<f64>() / SEEDS as f64
}

#[test]
fn every_plan_fills_the_open_unit_interval_evenly() {
    for plan in PLANS {
        let draws = PlanDraws::new(plan, 3, 20_000, &KEYS, 10);
        for key in 0..KEYS.len() {
            let values = sample(&draws, key, 20_000);
            assert!(values.iter().all(|u| *u > 0.0 && *u < 1.0));
            let chi: f64 = cell_counts(&values, 100)
                .iter()
                .map(|count| (f64::from(*count) - 200.0).powi(2) / 200.0)
                .sum();
            // χ² with 99 degrees of freedom; stratified plans lie far below.
            assert!(chi < 99.0 + 4.0 * 198.0_f64.sqrt(), "{plan:?} {chi}");
        }
    }
}

#[test]
fn a_monte_carlo_draw_depends_on_nothing_but_seed_key_and_run() {
    let few = PlanDraws::new(Plan::MonteCarlo, 5, 10, &["growth.beta"], 1);
    let many = PlanDraws::new(Plan::MonteCarlo, 5, 100_000, &KEYS, 10);
    assert_eq!(sample(&few, 0, 50), sample(&many, 2, 50));
    let other = PlanDraws::new(Plan::MonteCarlo, 6, 10, &["growth.beta"], 1);
    assert_ne!(sample(&few, 0, 50), sample(&other, 0, 50));
}

#[test]
fn a_latin_hypercube_visits_each_stratum_once_in_every_replicate() {
    // 103 runs in 10 replicates: three of 11 runs, seven of 10.
    let draws = PlanDraws::new(Plan::LatinHypercube, 5, 103, &KEYS, 10);
    for key in 0..KEYS.len() {
        for replicate in 0..10 {
            let runs: Vec<u64> =
                (0..103).filter(|run| draws.replicate(*run) == replicate).collect();
            let values: Vec<f64> = runs.iter().map(|run| draws.uniform(key, *run)).collect();
            assert_eq!(cell_counts(&values, runs.len()), vec![1; runs.len()]);
        }
    }
    // Keys and replicates visit the strata in orders of their own.
    let order = |key, replicate| -> Vec<u64> {
        (0..10_u64).map(|i| (draws.uniform(key, 10 * i + replicate) * 10.0) as u64).collect()
    };
    assert_ne!(order(0, 5), order(1, 5));
    assert_ne!(order(0, 5), order(0, 6));
}

#[test]
#[should_panic(expected = "run 103 is outside the 103 runs of this plan")]
fn a_latin_hypercube_cannot_be_extended() {
    PlanDraws::new(Plan::LatinHypercube, 5, 103, &KEYS, 10).uniform(0, 103);
}

#[test]
fn permutations_are_permutations_and_all_of_them_occur() {
    for size in [1, 2, 3, 10, 64, 65, 1000] {
        let mut seen = vec![false; size as usize];
        (0..size).for_each(|i| seen[permuted(i, size, 42) as usize] = true);
        assert!(seen.iter().all(|seen| *seen), "{size}");
    }
    // Each order of four is equally likely: χ² with 23 degrees of freedom.
    let mut counts = std::collections::HashMap::new();
    for order in 0..24_000 {
        let images: Vec<u64> = (0..4).map(|i| permuted(i, 4, mix(order))).collect();
        *counts.entry(images).or_insert(0_u32) += 1;
    }
    let chi: f64 = counts.values().map(|c| (f64::from(*c) - 1000.0).powi(2) / 1000.0).sum();
    assert_eq!(counts.len(), 24);
    assert!(chi < 23.0 + 5.0 * 46.0_f64.sqrt(), "{chi}");
}

/// Any 256 consecutive points put one in each cell of 16 × 16 of the first two dimensions.
#[test]
fn sobol_points_are_stratified_within_a_replicate() {
    let draws = PlanDraws::new(Plan::Sobol, 5, 2560, &KEYS, 10);
    for replicate in 0..10 {
        let mut cells = vec![0; 256];
        for i in 0..256 {
            let run = 10 * i + replicate;
            let cell = |key| (draws.uniform(key, run) * 16.0) as usize;
            cells[16 * cell(0) + cell(1)] += 1;
        }
        assert_eq!(cells, vec![1; 256], "replicate {replicate}");
    }
}

#[test]
fn sobol_keys_keep_their_points_when_others_are_appended() {
    let base = PlanDraws::new(Plan::Sobol, 5, 100, &KEYS[..2], 10);
    let more = PlanDraws::new(Plan::Sobol, 5, 100_000, &KEYS, 10);
    for key in 0..2 {
        assert_eq!(sample(&base, key, 100), sample(&more, key, 100));
    }
}

#[test]
fn sobol_goes_on_beyond_its_points_and_dimensions() {
    let names: Vec<String> = (0..300).map(|i| format!("key.{i}")).collect();
    let keys: Vec<&str> = names.iter().map(String::as_str).collect();
    let sobol = PlanDraws::new(Plan::Sobol, 5, 1 << 20, &keys, 2);
    let monte_carlo = PlanDraws::new(Plan::MonteCarlo, 5, 1 << 20, &keys, 2);
    assert_ne!(sample(&sobol, 255, 50), sample(&monte_carlo, 255, 50));
    assert_eq!(sample(&sobol, 256, 50), sample(&monte_carlo, 256, 50));
    // The second sheet of 65,536 points is scrambled anew.
    let second = 2 * SOBOL_POINTS;
    let first_sheet: Vec<f64> = (0..64).map(|i| sobol.uniform(0, i)).collect();
    let second_sheet: Vec<f64> = (0..64).map(|i| sobol.uniform(0, second + i)).collect();
    let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-6;
    assert!(!first_sheet.iter().zip(&second_sheet).any(near));
}

#[test]
fn stratified_plans_estimate_a_linear_mean_far_better() {
    let independent = variance_of_a_linear_mean(Plan::MonteCarlo, 500);
    // Independent draws: Σk²/12/runs = 0.005.
    assert!((independent / 0.005).abs() > 0.5 && independent / 0.005 < 2.0, "{independent}");
    for plan in [Plan::LatinHypercube, Plan::Sobol] {
        let ratio = variance_of_a_linear_mean(plan, 500) / independent;
        assert!(ratio < 0.01, "{plan:?} {ratio}");
    }
}

#[test]
fn parameter_draws_keep_their_values() {
    let draw = |plan| PlanDraws::new(plan, 1, 1000, &KEYS, 10).uniform(1, 123);
    assert_eq!(
        PLANS.map(draw),
        [0.150_671_220_532_893_83, 0.851_506_712_205_329, 0.813_665_765_603_926_2]
    );
}
