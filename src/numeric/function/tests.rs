#![allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]

use super::*;

/// How many floats lie between two numbers; 0 for two NaNs, huge for one.
fn ulps(a: f64, b: f64) -> u64 {
    if a.is_nan() || b.is_nan() {
        return if a.is_nan() == b.is_nan() { 0 } else { u64::MAX };
    }
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
    };
    ordered(a).abs_diff(ordered(b))
}

/// A million points spread evenly over an interval.
fn dense(low: f64, high: f64) -> impl Iterator<Item = f64> {
    const POINTS: u32 = 1_000_000;
    (0..=POINTS).map(move |i| low + (high - low) * f64::from(i) / f64::from(POINTS))
}

/// A million positive points, even in the logarithm, over all normal and subnormal magnitudes.
fn magnitudes() -> impl Iterator<Item = f64> {
    (1..f64::INFINITY.to_bits()).step_by(9_218_868_437_227).map(f64::from_bits)
}

fn edges() -> impl Iterator<Item = f64> {
    let positive = [
        0.0,
        f64::from_bits(1),
        f64::MIN_POSITIVE,
        f64::EPSILON,
        0.5,
        std::f64::consts::FRAC_1_SQRT_2,
        1.0 - f64::EPSILON / 2.0,
        1.0,
        1.0 + f64::EPSILON,
        std::f64::consts::SQRT_2,
        2.0,
        708.4,
        709.782_712_893_384,
        709.782_712_893_385,
        745.133_219_101_941_1,
        745.133_219_101_941_2,
        1023.5,
        1074.5,
        1075.0,
        1e15,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
    ];
    positive.into_iter().flat_map(|x| [x, -x])
}

/// The largest distance of two functions over points and edges, and where it is.
fn worst(
    points: impl Iterator<Item = f64>,
    ours: impl Fn(f64) -> f64,
    theirs: impl Fn(f64) -> f64,
) -> (u64, f64) {
    let distance = |x| (ulps(ours(x), theirs(x)), x);
    points.chain(edges()).map(distance).fold((0, 0.0), |a, b| if b.0 > a.0 { b } else { a })
}

#[track_caller]
fn within(bound: u64, (distance, at): (u64, f64)) {
    assert!(distance <= bound, "{distance} units in the last place at {at:e}");
}

#[test]
fn exp_stays_within_its_bound() {
    let theirs = |x: f64| if x < -708.0 { 0.0 } else { x.exp() };
    within(1, worst(dense(-746.0, 710.0), exp, theirs));
    within(1, worst(dense(-708.1, -707.9), exp, theirs));
    within(1, worst(dense(709.7, 709.9), exp, theirs));
    within(1, worst(dense(-2.0, 2.0), exp, theirs));
    within(1, worst(magnitudes(), exp, theirs));
    within(1, worst(magnitudes(), |x| exp(-x), |x| theirs(-x)));
}

#[test]
fn exp2_stays_within_its_bound_and_is_exact_at_integers() {
    let theirs = |x: f64| if x < -1022.0 { 0.0 } else { x.exp2() };
    within(1, worst(dense(-1076.0, 1025.0), exp2, theirs));
    within(1, worst(dense(-1022.1, -1021.9), exp2, theirs));
    within(1, worst(dense(1023.9, 1024.1), exp2, theirs));
    within(1, worst(dense(-2.0, 2.0), exp2, theirs));
    within(1, worst(magnitudes(), exp2, theirs));
    for n in -1080..1030 {
        assert_eq!(exp2(f64::from(n)), theirs(f64::from(n)), "2^{n}");
    }
}

#[test]
fn exp_m1_stays_within_its_bound() {
    within(2, worst(dense(-50.0, 710.0), exp_m1, f64::exp_m1));
    within(2, worst(dense(709.7, 709.9), exp_m1, f64::exp_m1));
    within(2, worst(dense(-2.0, 2.0), exp_m1, f64::exp_m1));
    within(2, worst(magnitudes(), exp_m1, f64::exp_m1));
    within(2, worst(magnitudes(), |x| exp_m1(-x), |x| (-x).exp_m1()));
}

#[test]
fn ln_stays_within_its_bound() {
    within(1, worst(magnitudes(), ln, f64::ln));
    within(1, worst(dense(1e-6, 4.0), ln, f64::ln));
    within(1, worst(dense(0.999_9, 1.000_1), ln, f64::ln));
}

#[test]
fn log2_stays_within_its_bound_and_is_exact_at_powers_of_two() {
    within(1, worst(magnitudes(), log2, f64::log2));
    within(1, worst(dense(1e-6, 4.0), log2, f64::log2));
    within(1, worst(dense(0.999_9, 1.000_1), log2, f64::log2));
    for n in -1074..1024 {
        assert_eq!(log2(f64::from(n).exp2()), f64::from(n));
    }
}

#[test]
fn ln_1p_stays_within_its_bound() {
    within(2, worst(dense(-1.0, 2.0), ln_1p, f64::ln_1p));
    within(2, worst(magnitudes(), ln_1p, f64::ln_1p));
    within(2, worst(magnitudes(), |x| ln_1p(-x), |x| (-x).ln_1p()));
}

#[test]
fn tanh_stays_within_its_bound() {
    within(4, worst(dense(-25.0, 25.0), tanh, f64::tanh));
    within(4, worst(dense(-1.0, 1.0), tanh, f64::tanh));
    within(4, worst(magnitudes(), tanh, f64::tanh));
}

#[test]
fn logistic_stays_within_its_bound() {
    // Written so that the comparison loses nothing on either side.
    let theirs = |x: f64| match x {
        x if x < -708.0 => 0.0,
        x if x < 0.0 => x.exp() / (1.0 + x.exp()),
        x => 1.0 / (1.0 + (-x).exp()),
    };
    within(2, worst(dense(-746.0, 50.0), logistic, theirs));
    within(2, worst(dense(-2.0, 2.0), logistic, theirs));
}

#[test]
fn powf_stays_within_its_bound() {
    let exponents = [-3.7, -1.0, -0.5, 0.25, 0.5, 1.0, 2.0, 5.0, 40.0];
    for y in exponents {
        for x in dense(1e-3, 20.0).step_by(7) {
            let bound = 2.0 + 2.0 * (y * x.ln()).abs();
            assert!(ulps(powf(x, y), x.powf(y)) as f64 <= bound, "{x}^{y}");
        }
    }
    assert_eq!(powf(0.0, 0.0), 1.0);
    assert_eq!(powf(1.0, f64::INFINITY), 1.0);
    assert_eq!(powf(f64::INFINITY, 0.0), 1.0);
    assert_eq!(powf(0.0, 2.0), 0.0);
    assert_eq!(powf(0.0, -2.0), f64::INFINITY);
    assert_eq!(powf(1e300, 2.0), f64::INFINITY);
    assert!(powf(-2.0, 2.0).is_nan() && powf(f64::NAN, 1.0).is_nan());
}

#[test]
fn sin_and_cos_stay_within_their_bound() {
    let turn = 2.0 * std::f64::consts::PI;
    for u in dense(0.0, 1.0 - f64::EPSILON) {
        let (sin, cos) = sin_cos_2pi(u);
        // The standard library sees 2πu rounded; reducing to an eighth keeps that below 2⁻⁵⁴.
        let eighth = (8.0 * u).round() / 8.0;
        let (near_sin, near_cos) = ((turn * (u - eighth)).sin(), (turn * (u - eighth)).cos());
        let (s, c) = ((turn * eighth).sin(), (turn * eighth).cos());
        assert!((sin - (s * near_cos + c * near_sin)).abs() < 6e-16, "sin 2π{u}");
        assert!((cos - (c * near_cos - s * near_sin)).abs() < 6e-16, "cos 2π{u}");
        assert!((sin * sin + cos * cos - 1.0).abs() < 5e-16);
    }
    for (u, expected) in [(0.0, (0.0, 1.0)), (0.25, (1.0, 0.0)), (0.5, (0.0, -1.0))] {
        assert_eq!(sin_cos_2pi(u), expected);
    }
}

#[test]
fn the_special_values_are_exact() {
    assert_eq!((exp(0.0), ln(1.0), exp2(0.0), log2(1.0)), (1.0, 0.0, 1.0, 0.0));
    assert_eq!((exp(f64::NEG_INFINITY), exp(1e9)), (0.0, f64::INFINITY));
    assert_eq!((ln(0.0), ln(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!((exp_m1(0.0), ln_1p(0.0), tanh(0.0), logistic(0.0)), (0.0, 0.0, 0.0, 0.5));
    assert!(ln(-1.0).is_nan() && log2(-0.5).is_nan() && ln_1p(-1.5).is_nan());
    for f in [exp, exp2, exp_m1, ln, log2, ln_1p, tanh, logistic] {
        assert!(f(f64::NAN).is_nan());
    }
}

/// A change of any coefficient or operation shows here, whatever the CPU.
#[test]
fn the_bits_are_pinned() {
    let functions = [exp, exp2, exp_m1, ln, log2, ln_1p, tanh, logistic];
    let digest = functions.map(|f| {
        dense(-3.0, 30.0).step_by(97).fold(0_u64, |digest, x| {
            let bits = if f(x).is_nan() { 0 } else { f(x).to_bits() };
            digest.rotate_left(5) ^ bits
        })
    });
    assert_eq!(
        digest,
        [
            11_010_577_688_545_892_947,
            7_338_616_961_156_985_773,
            16_380_872_948_193_494_439,
            4_860_579_140_301_786_612,
            3_827_825_913_430_460_923,
            1_416_211_810_849_693_938,
            15_925_064_582_345_468_927,
            10_458_282_081_187_993_177,
        ]
    );
}
