//! The special functions behind the distributions: normal, beta and Student's t, with inverses.
//!
//! Parameters are drawn once per run, so these favour exactness over speed. They stand on
//! [`function`](super::function) only and so have the same bits on every machine.

use super::function::{exp, ln, ln_1p};

/// The quantile of the standard normal, relative error below 1e-14: −∞ at 0, ∞ at 1, NaN outside.
///
/// Algorithm AS 241, PPND16 (Wichura 1988, doi:10.2307/2347330).
///
/// All three of its ratios are computed and one is taken, so that a loop over lanes has no branch.
#[inline(always)]
pub fn normal_quantile(u: f64) -> f64 {
    let centred = u - 0.5;
    let near = centred * ratio(0.180_625 - centred * centred, &AS241_CENTRE);
    let tail = if centred < 0.0 { u } else { 1.0 - u };
    let r = (-ln(tail)).sqrt();
    let (tails, far) = (ratio(r - 1.6, &AS241_TAIL), ratio(r - 5.0, &AS241_FAR));
    let x = if r <= 5.0 { tails } else { far };
    let x = if tail == 0.0 { f64::INFINITY } else { x };
    let x = if tail < 0.0 { f64::NAN } else { x };
    if centred.abs() <= 0.425 { near } else { x.copysign(centred) }
}

/// The standard normal's distribution function, absolute error below 1e-15.
pub fn normal_cdf(x: f64) -> f64 {
    let square = x * x;
    let density = exp(-0.5 * square) * 0.398_942_280_401_432_7;
    if x.abs() < 4.0 {
        // Φ(x) − ½ = φ(x)(x + x³/3 + x⁵/15 + …)
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term.abs() > 1e-17 * sum.abs() {
            odd += 2.0;
            term *= square / odd;
            sum += term;
        }
        return 0.5 + density * sum;
    }
    // The tail's continued fraction x + 1/(x + 2/(x + 3/…)), backwards.
    let mut fraction = x.abs();
    for k in (1..=60).rev() {
        fraction = x.abs() + f64::from(k) / fraction;
    }
    let tail = density / fraction;
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// The logarithm of the gamma function for x > 0, relative error below 1e-14 away from its zeros
/// at 1 and 2, absolute error below 1e-14 near them: Stirling's series above 16, the recurrence
/// Γ(x+1) = xΓ(x) below.
pub fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < 16.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))));
    const HALF_LN_2PI: f64 = 0.918_938_533_204_672_7;
    (x - 0.5) * ln(x) - x + HALF_LN_2PI + series - ln(product)
}

/// The distribution function I_x(a, b) of the beta distribution on \[0, 1\], for a, b > 0.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The continued fraction converges fast on the near side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        x * beta_density(x, a, b) * (1.0 - x) / a * beta_fraction(x, a, b)
    } else {
        1.0 - x * beta_density(x, a, b) * (1.0 - x) / b * beta_fraction(1.0 - x, b, a)
    }
}

/// The density of the beta distribution inside \[0, 1\].
fn beta_density(x: f64, a: f64, b: f64) -> f64 {
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    exp((a - 1.0) * ln(x) + (b - 1.0) * ln_1p(-x) - ln_beta)
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by
/// Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..=10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / away(1.0 + coefficient * d);
            c = away(1.0 + coefficient / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

/// The quantile of the beta distribution on \[0, 1\], by Newton's method inside a shrinking
/// bracket; I_x(a, b) = u holds within about 1e-13, where floats near x = 1 are fine enough.
pub fn beta_quantile(u: f64, a: f64, b: f64) -> f64 {
    if !(u > 0.0 && u < 1.0) {
        return if u == 0.0 || u == 1.0 { u } else { f64::NAN };
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let excess = beta_cdf(x, a, b) - u;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - excess / beta_density(x, a, b);
        let next = if newton > low && newton < high { newton } else { bisect(low, high) };
        if excess == 0.0 || (next - x).abs() <= 1e-16 * x {
            break;
        }
        x = next;
    }
    x
}

/// The middle of a bracket: geometric where the ends differ by orders of magnitude.
fn bisect(low: f64, high: f64) -> f64 {
    let low_or_tiny = if low > 1e-300 { low } else { 1e-300 };
    if high > 4.0 * low_or_tiny && high < 0.1 {
        low_or_tiny.sqrt() * high.sqrt()
    } else {
        0.5 * (low + high)
    }
}

/// The quantile of Student's t with `dof` > 0 degrees of freedom: −∞ at 0, ∞ at 1.
///
/// The tail beyond t is half of the incomplete beta function at dof/(dof + t²).
pub fn student_quantile(u: f64, dof: f64) -> f64 {
    let centred = u - 0.5;
    let both_tails = if centred < 0.0 { 2.0 * u } else { 2.0 * (1.0 - u) };
    // Solve for the smaller of x = dof/(dof + t²) and 1 − x: no cancellation on either side.
    let odds = if both_tails < 0.5 {
        let x = beta_quantile(both_tails, 0.5 * dof, 0.5);
        (1.0 - x) / x
    } else {
        let complement = beta_quantile(2.0 * centred.abs(), 0.5, 0.5 * dof);
        complement / (1.0 - complement)
    };
    (dof * odds).sqrt().copysign(centred)
}

/// The numerator and denominator of a rational approximation, lowest coefficient first.
type Ratio = ([f64; 8], [f64; 8]);

#[inline(always)]
fn ratio(r: f64, (numerator, denominator): &Ratio) -> f64 {
    horner(r, numerator) / horner(r, denominator)
}

#[inline(always)]
fn horner(r: f64, coefficients: &[f64; 8]) -> f64 {
    let mut sum = coefficients[7];
    for c in coefficients[..7].iter().rev() {
        sum = sum * r + c;
    }
    sum
}

const AS241_CENTRE: Ratio = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);
const AS241_TAIL: Ratio = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        0.000_774_545_014_278_341_4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        0.000_547_593_808_499_534_5,
        1.050_750_071_644_416_9e-9,
    ],
);
const AS241_FAR: Ratio = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        0.000_786_869_131_145_613_3,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_7e-15,
    ],
);

#[cfg(test)]
mod tests;
