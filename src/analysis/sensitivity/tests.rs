use super::*;

const STREAM: Stream = Stream::new("sensitivity.test");

/// `n` uniforms of a named variable in one synthetic ensemble.
fn uniforms(name: &str, set: u64, n: usize) -> Vec<f64> {
    let draws = Draws::new(set);
    let address = Address::new(STREAM, 0, name_hash(name));
    (0..n as u64).map(|run| draws.uniform53(address, run)).collect()
}

/// An outcome that holds with a probability that depends on the run.
fn outcome(set: u64, n: usize, probability: impl Fn(usize) -> f64) -> Vec<bool> {
    let luck = uniforms("luck", set, n);
    (0..n).map(|run| luck[run] < probability(run)).collect()
}

fn groups(n: usize) -> Groups {
    Groups::new(&(0..n as u64).collect::<Vec<_>>(), None)
}

fn share(values: &[f64], bins: usize, outcome: &[bool]) -> Share {
    let partition = Partition::new(values, bins);
    shares(&[partition], &[outcome.to_vec()], &groups(outcome.len()))[0][0]
}

#[test]
fn the_share_of_a_straight_rise_is_the_one_of_the_closed_form() {
    // p = .2 + .6 x: Var p = .6²/12, of p̄(1 − p̄) = 1/4; ten bins keep 99 % of it.
    let expected = 0.36 / 12.0 / 0.25 * 0.99;
    let (mut mean, mut squares, mut errors) = (0.0, 0.0, 0.0);
    let sets = 200;
    for set in 0..sets {
        let x = uniforms("x", set, 2000);
        let found = share(&x, 10, &outcome(set, 2000, |run| 0.2 + 0.6 * x[run]));
        mean += found.share / sets as f64;
        squares += (found.share - expected) * (found.share - expected) / sets as f64;
        errors += found.error / sets as f64;
    }
    assert!((mean - expected).abs() < 0.003, "{mean} for {expected}");
    let spread = squares.sqrt();
    assert!((0.85..1.2).contains(&(errors / spread)), "{errors} for {spread}");
}

#[test]
fn a_bend_counts_like_a_rise_and_chance_counts_nothing() {
    // p = .2 + 2.4 (x − ½)²: Var p = 2.4²/180, of p̄(1 − p̄) = .24; within ten bins the mean square
    // of the slope, 4.8²/12, hides 1/1200 of it.
    let expected = (5.76 / 180.0 - 23.04 / 12.0 / 1200.0) / 0.24;
    let (mut bend, mut chance) = (0.0, 0.0);
    for set in 0..200 {
        let x = uniforms("x", set, 2000);
        let holds = outcome(set, 2000, |run| 0.2 + 2.4 * (x[run] - 0.5) * (x[run] - 0.5));
        bend += share(&x, 10, &holds).share / 200.0;
        chance += share(&uniforms("y", set, 2000), 10, &holds).share / 200.0;
    }
    assert!((bend - expected).abs() < 0.003, "{bend} for {expected}");
    assert!(chance.abs() < 4e-4, "{chance}");
}

#[test]
fn what_decides_an_outcome_has_all_of_it_and_a_constant_outcome_has_none() {
    let x: Vec<f64> = (0..1000).map(|run| f64::from(run % 2)).collect();
    let decided: Vec<bool> = x.iter().map(|&x| x > 0.5).collect();
    let found = share(&x, 4, &decided);
    assert!((found.share - 1.0).abs() < 1e-12 && found.error < 1e-12, "{found:?}");
    assert_eq!(share(&x, 4, &[true; 1000]), Share::default());
}

#[test]
fn one_unrelated_set_of_candidates_in_twenty_passes_the_noise() {
    let n = 1000;
    let mut passed = 0;
    for set in 0..100 {
        let candidate = |c: usize| Partition::new(&uniforms(&format!("x{c}"), set, n), 4);
        let candidates: Vec<Partition> = (0..40).map(candidate).collect();
        let outcomes = [outcome(set, n, |_| 0.3)];
        let level = noise(&candidates, &outcomes)[0];
        let found = shares(&candidates, &outcomes, &groups(n));
        passed += usize::from(found[0].iter().any(|share| share.share > level));
    }
    // Five are expected; eleven or more would be seen once in a hundred times.
    assert!((1..=11).contains(&passed), "{passed} of 100");
}

#[test]
fn effects_that_add_up_are_explained_together_and_doubles_count_once() {
    let n = 10_000;
    let (x, y) = (uniforms("x", 1, n), uniforms("y", 1, n));
    let holds = outcome(1, n, |run| 0.1 + 0.4 * x[run] + 0.4 * y[run]);
    let [a, b, z] = [&x, &y, &uniforms("z", 1, n)].map(|v| Partition::new(v, 10));
    let fit = |parts: &[&Partition]| together(parts, &holds, &groups(n));
    let both = fit(&[&a, &b]);
    let expected = 2.0 * 0.16 / 12.0 / 0.25 * 0.99;
    assert!((both.share - expected).abs() < 3.0 * both.error, "{both:?} for {expected}");
    let doubled = fit(&[&a, &a, &b]);
    assert!((doubled.share - both.share).abs() < 1e-3, "{doubled:?} {both:?}");
    let unrelated = fit(&[&z]);
    assert!(unrelated.share < 0.001 && unrelated.share > -0.005, "{unrelated:?}");
    assert_eq!(fit(&[]), Share::default());
}

#[test]
fn many_outcomes_at_once_are_each_like_one_alone() {
    let n = 700;
    let x = Partition::new(&uniforms("x", 3, n), 5);
    let outcomes: Vec<Vec<bool>> =
        (0..70).map(|k| outcome(k, n, |run| 0.01 * k as f64 + 0.001 * (run % 7) as f64)).collect();
    let all = shares(std::slice::from_ref(&x), &outcomes, &groups(n));
    for (found, outcome) in all.iter().zip(&outcomes) {
        let alone = shares(std::slice::from_ref(&x), std::slice::from_ref(outcome), &groups(n));
        assert_eq!(found[0], alone[0][0]);
    }
}

#[test]
fn bins_hold_as_many_runs_each_and_equal_values_together() {
    let x = uniforms("x", 1, 1000);
    assert_eq!(Partition::new(&x, 4).sizes(), [250; 4]);
    let few: Vec<f64> = (0..90).map(|run| f64::from(run % 3)).collect();
    let partition = Partition::new(&few, 10);
    assert_eq!(partition.sizes(), [30; 3]);
    assert_eq!(partition.ranges, [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]);
    // A heap of equal values is not torn apart.
    let heap: Vec<f64> = (0..100).map(|run| if run < 40 { 7.0 } else { f64::from(run) }).collect();
    let partition = Partition::new(&heap, 4);
    assert!(partition.sizes()[0] >= 40 && partition.n_bins() <= 4, "{partition:?}");
    assert!(partition.bins[..40].iter().all(|&bin| bin == 0));
}

#[test]
fn runs_without_a_value_are_a_bin_of_their_own() {
    let dates: Vec<f64> =
        (0..100).map(|run| if run < 50 { f64::INFINITY } else { f64::from(run) }).collect();
    let partition = Partition::new(&dates, 4);
    assert_eq!(partition.sizes(), [25, 25, 50]);
    assert!(partition.ranges[2].0.is_infinite());
    let never = Partition::new(&[f64::NAN; 10], 4);
    assert_eq!(never.sizes(), [10]);
}

#[test]
fn replicates_of_a_plan_are_the_groups_of_its_errors() {
    let runs: Vec<u64> = (0..100).filter(|run| run % 17 != 16).collect();
    let groups = Groups::new(&runs, Some(10));
    let spans: Vec<_> = groups.spans().collect();
    assert_eq!(spans.len(), 10);
    for (replicate, span) in spans.into_iter().enumerate() {
        assert!(groups.order[span].iter().all(|&at| runs[at as usize] % 10 == replicate as u64));
    }
}
