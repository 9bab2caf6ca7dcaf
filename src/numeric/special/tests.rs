#![allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]

use std::f64::consts::PI;

use super::*;

#[track_caller]
fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found:e}, not {expected:e}");
}

fn shares() -> impl Iterator<Item = f64> {
    (1..1000).map(|i| f64::from(i) / 1000.0)
}

#[test]
fn normal_quantiles_match_forty_digits() {
    close(normal_quantile(0.975), 1.959_963_984_540_054_2, 1e-14);
    close(normal_quantile(0.01), -2.326_347_874_040_841, 1e-14);
    close(normal_quantile(1e-10), -6.361_340_902_404_056, 1e-14);
    close(normal_quantile(1e-300), -37.047_096_299_361_2, 1e-14);
    assert_eq!(normal_quantile(0.5), 0.0);
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (-f64::INFINITY, f64::INFINITY));
    assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan());
}

#[test]
fn the_normal_cdf_undoes_the_quantile() {
    for exponent in 1..280 {
        let u = 10_f64.powi(-exponent);
        close(normal_cdf(normal_quantile(u)), u, 1e-10);
    }
    for u in shares() {
        assert!((normal_cdf(normal_quantile(u)) - u).abs() < 1e-15);
        close(normal_quantile(1.0 - u), -normal_quantile(u), 1e-13);
    }
}

#[test]
fn ln_gamma_matches_forty_digits_and_factorials() {
    close(ln_gamma(0.1), 2.252_712_651_734_206, 1e-14);
    close(ln_gamma(0.5), 0.5 * PI.ln(), 1e-14);
    close(ln_gamma(3.7), 1.428_072_326_665_388_5, 1e-14);
    close(ln_gamma(1000.25), 5_906.947_268_271_117, 1e-14);
    let mut factorial = 1.0_f64;
    for n in 2..20 {
        factorial *= f64::from(n);
        assert!((ln_gamma(f64::from(n) + 1.0) - factorial.ln()).abs() < 1e-13, "{n}!");
    }
    assert!(ln_gamma(1.0).abs() < 1e-14 && ln_gamma(2.0).abs() < 1e-14);
}

#[test]
fn the_beta_cdf_matches_forty_digits_and_its_mirror() {
    close(beta_cdf(0.4, 2.0, 3.0), 0.5248, 1e-13);
    close(beta_cdf(0.1, 0.5, 0.5), 0.204_832_764_699_133_5, 1e-13);
    for (a, b) in [(0.3, 0.8), (2.0, 3.0), (30.0, 0.7), (200.0, 300.0)] {
        for x in shares() {
            let sum = beta_cdf(x, a, b) + beta_cdf(1.0 - x, b, a);
            assert!((sum - 1.0).abs() < 1e-12, "I_{x}({a}, {b})");
        }
    }
}

/// The CDF is the integral of the density, summed here by Simpson's rule.
#[test]
fn the_beta_cdf_integrates_its_density() {
    for (a, b) in [(2.0, 3.0), (5.0, 1.5), (40.0, 60.0)] {
        let (x, cells) = (0.45, 20_000);
        let width = x / f64::from(cells);
        let density = |i: i32| {
            if i == 0 { 0.0 } else { beta_density(f64::from(i) * width, a, b) }
        };
        let sum: f64 = (0..cells / 2)
            .map(|i| density(2 * i) + 4.0 * density(2 * i + 1) + density(2 * i + 2))
            .sum();
        close(sum * width / 3.0, beta_cdf(x, a, b), 1e-8);
    }
}

#[test]
fn beta_quantiles_match_closed_forms() {
    for u in shares() {
        close(beta_quantile(u, 1.0, 1.0), u, 1e-12);
        close(beta_quantile(u, 3.0, 1.0), u.powf(1.0 / 3.0), 1e-12);
        close(beta_quantile(u, 1.0, 3.0), -((-u).ln_1p() / 3.0).exp_m1(), 1e-12);
        close(beta_quantile(u, 0.5, 0.5), (0.5 * PI * u).sin().powi(2), 1e-11);
    }
    assert_eq!((beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)), (0.0, 1.0));
    assert!(beta_quantile(-0.1, 2.0, 3.0).is_nan() && beta_quantile(f64::NAN, 2.0, 3.0).is_nan());
}

#[test]
fn beta_quantiles_invert_the_cdf() {
    // So steep a law spans 177 orders of magnitude.
    close(beta_cdf(beta_quantile(1e-9, 0.05, 0.1), 0.05, 0.1), 1e-9, 1e-11);
    for (a, b) in [(0.3, 0.8), (0.3, 7.0), (1.3, 4.7), (50.0, 2.0), (400.0, 900.0)] {
        for u in [1e-9, 1e-4, 0.01, 0.1, 0.35, 0.5, 0.8, 0.97, 0.999] {
            close(beta_cdf(beta_quantile(u, a, b), a, b), u, 1e-11);
        }
    }
}

#[test]
fn student_quantiles_match_closed_forms() {
    for u in shares().filter(|u| *u != 0.5) {
        close(student_quantile(u, 1.0), (PI * (u - 0.5)).tan(), 1e-11);
        close(student_quantile(u, 2.0), (2.0 * u - 1.0) / (2.0 * u * (1.0 - u)).sqrt(), 1e-11);
        let root = (4.0 * u * (1.0 - u)).sqrt();
        let four = 2.0 * ((root.acos() / 3.0).cos() / root - 1.0).sqrt();
        close(student_quantile(u, 4.0), four.copysign(u - 0.5), 1e-9);
        close(student_quantile(u, 1e7), normal_quantile(u), 1e-6);
    }
    assert_eq!(student_quantile(0.5, 3.0), 0.0);
    assert_eq!(student_quantile(0.0, 3.0), -f64::INFINITY);
    assert_eq!(student_quantile(1.0, 3.0), f64::INFINITY);
    assert!(student_quantile(1.5, 3.0).is_nan());
}
