#![allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]

use super::*;

fn laws() -> Vec<Distribution> {
    vec![
        Constant(3.5),
        Normal { mean: -2.0, sd: 0.7 },
        Lognormal { median: 8.05, sigma: 0.17 },
        Uniform { low: -1.0, high: 4.0 },
        Triangular { low: 0.0, mode: 0.2, high: 1.0 },
        Triangular { low: 0.0, mode: 0.0, high: 1.0 },
        Pert { low: 0.5, mode: 3.0, high: 12.0 },
        Beta { alpha: 0.8, beta: 2.5, low: -1.0, high: 1.0 },
        StudentT { location: 1.0, scale: 2.0, dof: 6.0 },
        Choice { values: vec![0.0, 0.25, 0.5], weights: vec![1.0, 2.0, 1.0] },
    ]
}

/// The moments of a law are integrals of its quantile function over the share u.
#[test]
fn mean_and_sd_are_integrals_of_the_quantile() {
    const POINTS: u32 = 200_000;
    for law in laws() {
        let (mut mean, mut square) = (0.0, 0.0);
        for i in 0..POINTS {
            let x = law.quantile((f64::from(i) + 0.5) / f64::from(POINTS)) - law.mean();
            mean += x / f64::from(POINTS);
            square += x * x / f64::from(POINTS);
        }
        assert!(mean.abs() <= 1e-5 * (1.0 + law.sd()), "mean of {law:?} is off by {mean}");
        assert!((square.sqrt() - law.sd()).abs() <= 2e-3 * law.sd(), "sd of {law:?}");
    }
}

#[test]
fn quantiles_never_fall_and_stay_in_the_support() {
    for law in laws() {
        let (low, high) = law.support();
        let mut last = f64::NEG_INFINITY;
        for i in 1..2000 {
            let x = law.quantile(f64::from(i) / 2000.0);
            assert!(x >= last && x >= low && x <= high, "{law:?} at {i}");
            last = x;
        }
    }
}

#[test]
fn quantiles_invert_the_closed_cdfs() {
    let triangular = Triangular { low: 1.0, mode: 2.0, high: 5.0 };
    for i in 1..1000 {
        let u = f64::from(i) / 1000.0;
        let x = triangular.quantile(u);
        let cdf = if x < 2.0 { (x - 1.0).powi(2) / 4.0 } else { 1.0 - (5.0 - x).powi(2) / 12.0 };
        assert!((cdf - u).abs() < 1e-14);
        let lognormal = Lognormal { median: 3.0, sigma: 0.4 }.quantile(u);
        assert!(((lognormal / 3.0).ln() / 0.4 - normal_quantile(u)).abs() < 1e-13);
        // A PERT with its mode in the middle is a beta(3, 3): x³(10 − 15x + 6x²).
        let x = Pert { low: 0.0, mode: 0.5, high: 1.0 }.quantile(u);
        assert!((x * x * x * (10.0 - 15.0 * x + 6.0 * x * x) - u).abs() < 1e-13);
    }
}

#[test]
fn a_choice_is_drawn_by_weight_in_the_order_given() {
    let law = Choice { values: vec![7.0, 1.0, 9.0, 5.0], weights: vec![1.0, 0.0, 2.0, 1.0] };
    let draws: Vec<f64> = (0..8).map(|i| law.quantile((f64::from(i) + 0.5) / 8.0)).collect();
    assert_eq!(draws, [7.0, 7.0, 9.0, 9.0, 9.0, 9.0, 5.0, 5.0]);
    assert_eq!(law.quantile(1.0), 5.0);
    assert_eq!(law.support(), (5.0, 9.0), "a weight of zero is never drawn");
    assert_eq!(law.mean(), 7.5);
}

#[test]
fn moments_that_do_not_exist_say_so() {
    let t = |dof| StudentT { location: 0.0, scale: 1.0, dof };
    assert!(t(1.0).mean().is_nan() && t(1.0).sd().is_nan());
    assert_eq!((t(2.0).mean(), t(2.0).sd()), (0.0, f64::INFINITY));
    assert!((t(4.0).sd() - 2_f64.sqrt()).abs() < 1e-15);
}

#[test]
fn descriptions_are_short_and_plain() {
    let phrases: Vec<String> = laws().iter().map(Distribution::describe).collect();
    let expected = [
        "3.5",
        "normal, mean -2, 90 % -3.15 to -0.849",
        "lognormal, median 8.05, 90 % 6.09–10.6",
        "uniform, -1 to 4",
        "triangular, mode 0.2, 90 % 0.1–0.8",
        "triangular, mode 0, 90 % 0.0253–0.776",
        "PERT, mode 3, 90 % 1.25–7.79",
        "beta, mean -0.515, 90 % -0.982 to 0.317",
        "Student t(6), centre 1, 90 % -2.89 to 4.89",
        "one of 0 (25 %), 0.25 (50 %), 0.5 (25 %)",
    ];
    assert_eq!(phrases, expected);
}

#[test]
fn figures_have_three_digits() {
    let cases = [
        (0.0, "0"),
        (1000.0, "1000"),
        (123_456.0, "123456"),
        (99.95, "100"),
        (0.012_345, "0.0123"),
        (-2.5, "-2.5"),
        (1.0e-9, "1.00e-9"),
        (6.2e12, "6.20e12"),
        (f64::INFINITY, "inf"),
    ];
    for (value, text) in cases {
        assert_eq!(figure(value), text);
    }
}

#[test]
fn the_serialised_form_names_the_law() {
    let text = serde_json::to_string(&Pert { low: 1.0, mode: 2.0, high: 4.0 }).unwrap();
    assert_eq!(text, r#"{"pert":{"low":1.0,"mode":2.0,"high":4.0}}"#);
}
