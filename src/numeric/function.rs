//! Elementary functions with the same bits on every machine, fast over rows.
//!
//! Each reduces its argument to a short interval, evaluates one polynomial there and puts the
//! exponent back through the bits. The coefficients interpolate the function at the Chebyshev
//! nodes of the interval, computed with 60 digits. There are no branches: every special case is
//! a selection, so a loop over lanes becomes vector instructions. There is no fused
//! multiply-add. The tests hold each error bound against the standard library.
//!
//! | function | largest error, units in the last place |
//! | --- | --- |
//! | [`exp`], [`exp2`], [`ln`], [`log2`] | 1 |
//! | [`exp_m1`], [`ln_1p`], [`logistic`] | 2 |
//! | [`tanh`] | 4 |
//! | [`sin_cos_2pi`] | 2⁻⁵² absolute |
//! | [`powf`] | 2 + 2·abs(y·ln x) |

pub mod single;

use std::f64::consts::{LN_2, LOG2_E, TAU};

/// Adding 1.5 × 2⁵² rounds a smaller number to an integer, found in the low bits of the sum.
const ROUNDING: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the first has 32 significant bits, so that n × `LN_2_HIGH` is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// log₂ e in two parts; the first has 21 significant bits.
const LOG2_E_HIGH: f64 = 1.442_694_664_001_464_8;
const LOG2_E_LOW: f64 = 3.768_874_985_636_099e-7;

/// (eʳ − 1 − r)/r² for abs(r) ≤ ½ ln 2.
const EXP: [f64; 10] = [
    0.500_000_000_000_000_1,
    0.166_666_666_666_666_69,
    0.041_666_666_666_624_13,
    0.008_333_333_333_330_062,
    0.001_388_888_891_721_371_7,
    0.000_198_412_698_630_536_18,
    2.480_152_129_595_437_6e-5,
    2.755_726_845_999_706_4e-6,
    2.762_008_844_540_974_6e-7,
    2.510_038_549_551_032e-8,
];
/// (2ʳ − 1 − r ln 2)/r² for abs(r) ≤ ½.
const EXP2: [f64; 10] = [
    0.240_226_506_959_100_75,
    0.055_504_108_664_821_58,
    0.009_618_129_107_618_665,
    0.001_333_355_814_642_321_3,
    0.000_154_035_304_247_765_29,
    1.525_273_382_079_580_3e-5,
    1.321_545_163_322_143_4e-6,
    1.017_806_726_744_942_7e-7,
    7.070_977_866_508_138e-9,
    4.454_103_410_587_04e-10,
];
/// (ln((1+s)/(1−s)) − 2s)/s³ as a polynomial of s², for abs(s) ≤ 3 − 2√2.
const LN: [f64; 7] = [
    0.666_666_666_666_667,
    0.399_999_999_998_994_44,
    0.285_714_286_260_032_7,
    0.222_222_111_302_598_78,
    0.181_828_894_556_749_47,
    0.153_317_106_182_107_73,
    0.146_165_854_248_886_23,
];
/// sin(2πr)/r as a polynomial of r², for abs(r) ≤ ⅛.
const SIN: [f64; 7] = [
    TAU,
    -41.341_702_240_399_634,
    81.605_249_275_948_04,
    -76.705_859_704_274_54,
    42.058_685_020_160_894,
    -15.093_804_209_987_114,
    3.780_868_959_302_295_7,
];
/// (cos(2πr) − 1)/r² as a polynomial of r², for abs(r) ≤ ⅛.
const COS: [f64; 7] = [
    -19.739_208_802_178_716,
    64.939_394_022_668_24,
    -85.456_817_206_643_8,
    60.244_641_352_702_01,
    -26.426_253_275_854_723,
    7.903_206_911_569_678,
    -1.699_034_394_066_063_7,
];

/// Polynomials, lowest coefficient first, by halves (Estrin) and not one term after the other
/// (Horner): a term waits for two or three others instead of all.
#[inline(always)]
fn polynomial7(x: f64, c: &[f64; 7]) -> f64 {
    let square = x * x;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * square;
    let high = (c[4] + c[5] * x) + c[6] * square;
    low + high * (square * square)
}

#[inline(always)]
fn polynomial10(x: f64, c: &[f64; 10]) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * square;
    let high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * square;
    (low + high * fourth) + (c[8] + c[9] * x) * (fourth * fourth)
}

/// `x` held between two bounds; NaN stays NaN.
#[inline(always)]
fn hold(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// `y` × 2ⁿ for a normal product, where `rounded` = n + [`ROUNDING`]: n is added to the exponent. It
/// stands in the low bits of the sum, and what the shift pushes out is none of it.
#[inline(always)]
fn scale(y: f64, rounded: f64) -> f64 {
    f64::from_bits(y.to_bits().wrapping_add(rounded.to_bits() << 52))
}

/// Splits x into (n + [`ROUNDING`], r) with x = n ln 2 + r and abs(r) ≤ ½ ln 2.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64) {
    let rounded = x * LOG2_E + ROUNDING;
    let n = rounded - ROUNDING;
    (rounded, (x - n * LN_2_HIGH) - n * LN_2_LOW)
}

/// A power's value: zero below `low` and infinite above `high`; NaN where the exponent is.
#[inline(always)]
fn power_domain(x: f64, low: f64, high: f64, value: f64) -> f64 {
    let value = if x < low { 0.0 } else { value };
    let value = if x > high { f64::INFINITY } else { value };
    if x.is_nan() { x } else { value }
}

/// eˣ, within 1 unit in the last place; zero below e⁻⁷⁰⁸. exp(0) = 1 exactly.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Normal results only, up to the logarithm of the largest number.
    const LOW: f64 = -708.0;
    const HIGH: f64 = 709.782_712_893_384;
    let (rounded, r) = reduce(hold(x, LOW, HIGH));
    let near = 1.0 + (r + r * r * polynomial10(r, &EXP));
    power_domain(x, LOW, HIGH, scale(near, rounded))
}

/// 2ˣ, within 1 unit in the last place; zero below 2⁻¹⁰²², exact where x is an integer.
#[inline(always)]
pub fn exp2(x: f64) -> f64 {
    const LOW: f64 = -1022.0;
    const HIGH: f64 = 1_023.999_999_999_999_9;
    let held = hold(x, LOW, HIGH);
    let rounded = held + ROUNDING;
    let r = held - (rounded - ROUNDING);
    let near = 1.0 + (r * LN_2 + r * r * polynomial10(r, &EXP2));
    power_domain(x, LOW, HIGH, scale(near, rounded))
}

/// eˣ − 1 without cancellation near zero, within 2 units in the last place.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    const HIGH: f64 = 709.782_712_893_384;
    // Below −40 the result is −1.
    let (rounded, r) = reduce(hold(x, -40.0, HIGH));
    // Half of the power of two: the whole one overflows before the result does.
    let half = scale(0.5, rounded);
    let near = 2.0 * (half * (r + r * r * polynomial10(r, &EXP)) + (half - 0.5));
    let value = if x > HIGH { f64::INFINITY } else { near };
    if x.abs() < 1e-17 { x } else { value }
}

/// x = 2ᵉ(1 + f) with √½ ≤ 1 + f < √2, for finite x > 0.
#[derive(Clone, Copy)]
struct Parts {
    exponent: f64,
    fraction: f64,
}

const TWO_52: f64 = 4_503_599_627_370_496.0;

#[inline(always)]
fn parts(x: f64) -> Parts {
    let subnormal = x < f64::MIN_POSITIVE;
    let lifted = if subnormal { x * (4.0 * TWO_52) } else { x };
    let p = parts_of_normal(lifted);
    Parts { exponent: if subnormal { p.exponent - 54.0 } else { p.exponent }, ..p }
}

/// The same of x from 2⁻¹⁰²².
#[inline(always)]
fn parts_of_normal(x: f64) -> Parts {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    let shifted = x.to_bits().wrapping_add(ONE - SQRT_HALF);
    // An integer below 2⁵² becomes a float by its bits: no conversion instruction needed.
    let exponent = f64::from_bits(TWO_52.to_bits() | (shifted >> 52)) - (TWO_52 + 1023.0);
    let mantissa = (shifted & 0x000f_ffff_ffff_ffff).wrapping_add(SQRT_HALF);
    Parts { exponent, fraction: f64::from_bits(mantissa) - 1.0 }
}

impl Parts {
    /// ½ f², and ln(1 + f) − f + ½ f².
    #[inline(always)]
    fn rest(self) -> (f64, f64) {
        let fraction = self.fraction;
        let s = fraction / (2.0 + fraction);
        let square = s * s;
        let half_square = 0.5 * fraction * fraction;
        // With f = 2s/(1−s): f − 2s = s·f and ½ f² − s·f = −s·½ f², so that
        // ln(1 + f) = 2s + s·P = f − ½ f² + s(½ f² + P), P = s²·polynomial.
        (half_square, s * (half_square + square * polynomial7(square, &LN)))
    }

    #[inline(always)]
    fn ln(self) -> f64 {
        let (half_square, rest) = self.rest();
        let low = rest + self.exponent * LN_2_LOW;
        self.exponent * LN_2_HIGH + (self.fraction - (half_square - low))
    }
}

/// The logarithm's values outside the positive finite numbers.
#[inline(always)]
fn logarithm_domain(x: f64, value: f64) -> f64 {
    let value = if x < f64::INFINITY { value } else { x };
    let value = if x < 0.0 { f64::NAN } else { value };
    if x == 0.0 { f64::NEG_INFINITY } else { value }
}

/// The natural logarithm, within 1 unit in the last place. ln(1) = 0 exactly; −∞ at zero, NaN
/// below.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    logarithm_domain(x, parts(x).ln())
}

/// The logarithm to base 2, within 1 unit in the last place; exact at powers of two.
#[inline(always)]
pub fn log2(x: f64) -> f64 {
    let p = parts(x);
    let (half_square, rest) = p.rest();
    // ln(1 + f) = high + low; with the low 32 bits of `high` cleared its product is exact.
    let high = f64::from_bits((p.fraction - half_square).to_bits() & 0xffff_ffff_0000_0000);
    let low = (p.fraction - high) - half_square + rest;
    let product = high * LOG2_E_HIGH;
    let sum = p.exponent + product;
    let lost = (p.exponent - sum) + product;
    let value = sum + (lost + (low * LOG2_E_HIGH + (low + high) * LOG2_E_LOW));
    logarithm_domain(x, value)
}

/// ln(1 + x) without cancellation near zero, within 2 units in the last place.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    // A sum that is not zero is at least 2⁻⁵³.
    let p = parts_of_normal(sum);
    // Between √½ and √2 the fraction is x itself: nothing is lost in the sum. Outside, the logarithm
    // is so large that the sum's rounding does not show.
    let fraction = if p.exponent == 0.0 { x } else { p.fraction };
    let p = Parts { fraction, ..p };
    logarithm_domain(sum, p.ln())
}

/// The hyperbolic tangent, within 4 units in the last place.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    // From 20 on the result rounds to one.
    let grown = exp_m1(2.0 * hold(x.abs(), 0.0, 20.0));
    (grown / (grown + 2.0)).copysign(x)
}

/// 1/(1 + e⁻ˣ), within 2 units in the last place.
#[inline(always)]
pub fn logistic(x: f64) -> f64 {
    let decayed = exp(-x.abs());
    let numerator = if x < 0.0 { decayed } else { 1.0 };
    numerator / (1.0 + decayed)
}

/// xʸ for x ≥ 0 as exp(y ln x); NaN for x < 0, also where y is an integer.
///
/// The error grows with the exponent: within 2 + 2·abs(y ln x) units in the last place.
/// x⁰ = 1ʸ = 1 exactly.
#[inline(always)]
pub fn powf(x: f64, y: f64) -> f64 {
    let power = exp(y * ln(x));
    if y == 0.0 || x == 1.0 { 1.0 } else { power }
}

/// (sin 2πu, cos 2πu) for 0 ≤ u < 1, within 2⁻⁵² absolute.
#[inline(always)]
pub fn sin_cos_2pi(u: f64) -> (f64, f64) {
    let rounded = 4.0 * u + ROUNDING;
    let r = u - 0.25 * (rounded - ROUNDING);
    let square = r * r;
    let sin = r * polynomial7(square, &SIN);
    let cos = 1.0 + square * polynomial7(square, &COS);
    // Quarter q turns (sin, cos) into (cos, −sin) q times.
    let quarter = rounded.to_bits();
    let (a, b) = if quarter & 1 == 0 { (sin, cos) } else { (cos, sin) };
    let sin_sign = (quarter & 2) << 62;
    let cos_sign = (quarter.wrapping_add(1) & 2) << 62;
    (f64::from_bits(a.to_bits() ^ sin_sign), f64::from_bits(b.to_bits() ^ cos_sign))
}

#[cfg(test)]
mod tests;
