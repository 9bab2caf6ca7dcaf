//! The functions in single precision, for rows of it: the same reductions, shorter polynomials.
//!
//! Results below e⁻⁸⁷·³ are zero, and arguments below 2⁻¹²⁶ count as zero.
//!
//! | function | largest error, units in the last place |
//! | --- | --- |
//! | [`exp`] | 1.5 |
//! | [`exp_m1`], [`ln`] | 2.5 |
//! | [`ln_1p`] | 4 |

use std::f32::consts::LOG2_E;

/// Adding 1.5 × 2²³ rounds a smaller number to an integer, found in the low bits of the sum.
const ROUNDING: f32 = 12_582_912.0;
/// ln 2 in two parts; the first has 15 significant bits, so that n × `LN_2_HIGH` is exact.
const LN_2_HIGH: f32 = 0.693_145_75;
const LN_2_LOW: f32 = 1.428_606_8e-6;

/// (eʳ − 1 − r)/r² for abs(r) ≤ ½ ln 2.
const EXP: [f32; 5] = [0.5, 0.166_665_78, 0.041_666_556, 0.008_363_173, 0.001_392_617_6];
/// (ln(1+f) − f + f²/2)/f³ for √½ ≤ 1 + f ≤ √2.
const LN: [f32; 7] = [
    0.333_334_15,
    -0.250_007_03,
    0.199_842_23,
    -0.166_027_19,
    0.147_039,
    -0.140_308_92,
    0.090_487_845,
];

/// Polynomials by halves (Estrin), lowest coefficient first.
#[inline(always)]
pub fn polynomial5(x: f32, c: &[f32; 5]) -> f32 {
    let square = x * x;
    (c[0] + c[1] * x) + ((c[2] + c[3] * x) + c[4] * square) * square
}

#[inline(always)]
fn polynomial7(x: f32, c: &[f32; 7]) -> f32 {
    let square = x * x;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * square;
    let high = (c[4] + c[5] * x) + c[6] * square;
    low + high * (square * square)
}

/// `x` held between two bounds; NaN stays NaN.
#[inline(always)]
fn hold(x: f32, low: f32, high: f32) -> f32 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// Splits x into (n + [`ROUNDING`], r) with x = n ln 2 + r and abs(r) ≤ ½ ln 2.
#[inline(always)]
fn reduce(x: f32) -> (f32, f32) {
    let rounded = x * LOG2_E + ROUNDING;
    let n = rounded - ROUNDING;
    (rounded, (x - n * LN_2_HIGH) - n * LN_2_LOW)
}

/// eˣ; exp(0) = 1 exactly.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Normal results only, up to the logarithm of the largest number.
    const LOW: f32 = -87.3;
    const HIGH: f32 = 88.722_83;
    let (rounded, r) = reduce(hold(x, LOW, HIGH));
    let near = 1.0 + (r + r * r * polynomial5(r, &EXP));
    // Adding n to the exponent multiplies by 2ⁿ; it lies at the low end of the rounded sum.
    let value = f32::from_bits(near.to_bits().wrapping_add(rounded.to_bits() << 23));
    let value = if x < LOW { 0.0 } else { value };
    let value = if x > HIGH { f32::INFINITY } else { value };
    // A NaN has no exponent to add to.
    if x.is_nan() { x } else { value }
}

/// eˣ − 1 without cancellation near zero.
#[inline(always)]
pub fn exp_m1(x: f32) -> f32 {
    const HIGH: f32 = 88.722_83;
    // Below −20 the result is −1.
    let (rounded, r) = reduce(hold(x, -20.0, HIGH));
    let grown = r + r * r * polynomial5(r, &EXP);
    // Half of the power of two: the whole one overflows before the result does.
    let half = f32::from_bits((rounded.to_bits() << 23).wrapping_add(126 << 23));
    let value = 2.0 * (half * grown + (half - 0.5));
    let value = if x > HIGH { f32::INFINITY } else { value };
    if x.abs() < 1e-8 { x } else { value }
}

/// x = 2ᵉ(1 + f) with √½ ≤ 1 + f < √2, for finite x ≥ 2⁻¹²⁶.
#[derive(Clone, Copy)]
struct Parts {
    exponent: f32,
    fraction: f32,
}

#[inline(always)]
fn parts(x: f32) -> Parts {
    const SQRT_HALF: u32 = 0x3f35_04f3;
    const ONE: u32 = 0x3f80_0000;
    let shifted = x.to_bits().wrapping_add(ONE - SQRT_HALF);
    let exponent = ((shifted >> 23) as i32 - 127) as f32;
    let fraction = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(SQRT_HALF)) - 1.0;
    Parts { exponent, fraction }
}

impl Parts {
    #[inline(always)]
    fn ln(self) -> f32 {
        let f = self.fraction;
        let square = f * f;
        let low = square * f * polynomial7(f, &LN) + self.exponent * LN_2_LOW;
        self.exponent * LN_2_HIGH + (f - (0.5 * square - low))
    }
}

/// The natural logarithm of a finite number from 2⁻¹²⁶; zero at 1.
#[inline(always)]
pub fn ln_of_normal(x: f32) -> f32 {
    parts(x).ln()
}

/// The logarithm's values outside the positive finite numbers.
#[inline(always)]
fn logarithm_domain(x: f32, value: f32) -> f32 {
    let value = if x < f32::INFINITY { value } else { x };
    let value = if x < f32::MIN_POSITIVE { f32::NEG_INFINITY } else { value };
    if x < 0.0 { f32::NAN } else { value }
}

/// The natural logarithm; −∞ at zero, NaN below.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    logarithm_domain(x, ln_of_normal(x))
}

/// ln(1 + x) without cancellation near zero.
#[inline(always)]
pub fn ln_1p(x: f32) -> f32 {
    let sum = 1.0 + x;
    let p = parts(sum);
    // Between √½ and √2 the fraction is x itself: nothing is lost in the sum. Outside, the logarithm
    // is so large that the sum's rounding does not show.
    let fraction = if p.exponent == 0.0 { x } else { p.fraction };
    logarithm_domain(sum, Parts { fraction, ..p }.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error against the double-precision function, in units in the last place of the
    /// result, over one in 41 of all finite numbers.
    fn worst(mine: fn(f32) -> f32, exact: fn(f64) -> f64, range: std::ops::Range<f32>) -> f64 {
        let all = (0..=u32::MAX).step_by(41).map(f32::from_bits);
        let inside = all.filter(|x| x.is_finite() && range.contains(x));
        let error = |x: f32| {
            let (found, expected) = (mine(x), exact(f64::from(x)));
            let nearest = expected as f32;
            let flushed = found == 0.0 && expected.abs() < (-87.3_f64).exp();
            if flushed || !nearest.is_finite() {
                return if flushed || found == nearest { 0.0 } else { f64::INFINITY };
            }
            let ulp =
                f64::from(f32::from_bits(nearest.abs().to_bits() + 1)) - f64::from(nearest.abs());
            (f64::from(found) - expected).abs() / ulp
        };
        inside.map(error).fold(0.0, f64::max)
    }

    #[test]
    fn errors_stay_within_their_bounds_over_all_numbers() {
        let whole = f32::NEG_INFINITY..f32::INFINITY;
        for (name, bound, found) in [
            ("exp", 1.5, worst(exp, f64::exp, whole.clone())),
            ("exp_m1", 2.5, worst(exp_m1, f64::exp_m1, whole.clone())),
            ("ln", 2.5, worst(ln, f64::ln, f32::MIN_POSITIVE..f32::INFINITY)),
            ("ln_1p", 4.0, worst(ln_1p, f64::ln_1p, -0.999_999_9..f32::INFINITY)),
        ] {
            assert!(found <= bound, "{name}: {found:.2} units in the last place");
        }
    }

    #[test]
    fn special_values_are_those_of_the_functions() {
        assert_eq!((exp(0.0), ln(1.0), exp_m1(0.0), ln_1p(0.0)), (1.0, 0.0, 0.0, 0.0));
        assert_eq!((exp(f32::NEG_INFINITY), exp(f32::INFINITY)), (0.0, f32::INFINITY));
        assert_eq!((exp_m1(f32::NEG_INFINITY), exp_m1(f32::INFINITY)), (-1.0, f32::INFINITY));
        assert_eq!((ln(0.0), ln(f32::INFINITY)), (f32::NEG_INFINITY, f32::INFINITY));
        assert_eq!(ln_1p(-1.0), f32::NEG_INFINITY);
        assert!(ln(-1.0).is_nan() && ln_1p(-1.5).is_nan());
        assert!([exp, exp_m1, ln, ln_1p].iter().all(|f| f(f32::NAN).is_nan()));
    }
}
