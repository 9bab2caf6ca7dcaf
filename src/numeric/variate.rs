//! Normal and Student draws from two random words: a radius and an angle.
//!
//! The projection of a random radius at a random angle has the wanted law: Box–Muller for the
//! normal, Bailey for Student's t. The angle runs over the half circle on which the sine takes
//! each of its values once, so one odd polynomial serves. Radius and angle are computed in
//! single precision (relative error below 10⁻⁶, far below what any number of runs can see),
//! which doubles the lanes of a vector instruction; arithmetic goes on in double precision.

use super::function::single::{ln_of_normal as ln, polynomial5};
use super::function::{exp_m1, powf, sin_cos_2pi};

/// 2⁻³² and 2⁻³⁴.
const WORD: f32 = 1.0 / 4_294_967_296.0;
const QUARTER_WORD: f32 = WORD / 4.0;

/// sin(2πr)/r as a polynomial of r², for abs(r) ≤ ¼, within 10⁻⁸.
const SIN: [f32; 5] = [std::f32::consts::TAU, -41.341_682, 81.602_48, -76.581_17, 39.759_827];
/// A law whose draws come from two random words.
pub(super) trait Variate {
    /// Single precision where the law is computed in it: a vector holds twice as many.
    type Raw: Copy + Default;

    /// What is made of the words …
    fn raw(&self, radius: u32, angle: u32) -> Self::Raw;

    /// … and the draw that it gives.
    fn finish(&self, raw: Self::Raw) -> f64;

    /// The draw that belongs to the words.
    #[inline(always)]
    fn draw(&self, radius: u32, angle: u32) -> f64 {
        self.finish(self.raw(radius, angle))
    }
}

/// The uniform law in the open interval (0, 1), by 52 bits of the two words.
pub(super) struct Uniform53;

impl Variate for Uniform53 {
    type Raw = u64;

    #[inline(always)]
    fn raw(&self, high: u32, low: u32) -> u64 {
        (u64::from(high) << 32 | u64::from(low)) >> 12
    }

    #[inline(always)]
    fn finish(&self, cell: u64) -> f64 {
        // The middle of one of 2⁵² cells is exact and never 0 or 1.
        (cell as f64 + 0.5) / (1_u64 << 52) as f64
    }
}

/// The standard normal law (Box and Muller 1958, doi:10.1214/aoms/1177706645).
pub(super) struct Normal;

impl Variate for Normal {
    type Raw = f32;

    #[inline(always)]
    fn raw(&self, radius: u32, angle: u32) -> f32 {
        (-2.0 * ln(unit(radius))).sqrt() * sine(angle)
    }

    #[inline(always)]
    fn finish(&self, normal: f32) -> f64 {
        f64::from(normal)
    }
}

/// Student's t, limited and scaled to unit variance.
///
/// The square of the radius is ν(U^(−2/ν) − 1) (Bailey 1994,
/// doi:10.1090/S0025-5718-1994-1219702-8). A t with ν degrees of freedom is clamped to
/// ± `truncate_sd` of its own standard deviations and then divided by the standard deviation of
/// the clamped law, which is computed here, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    dof: f64,
    limit: f64,
    scale: f64,
}

impl StudentT {
    /// The law with `dof` degrees of freedom, clamped at ± `truncate_sd` standard deviations.
    ///
    /// # Panics
    /// Where `dof` ≤ 2, whose variance is infinite, or `truncate_sd` ≤ 0.
    pub fn new(dof: f64, truncate_sd: f64) -> Self {
        assert!(dof > 2.0 && truncate_sd > 0.0, "t needs dof > 2 and a positive limit");
        let limit = truncate_sd * (dof / (dof - 2.0)).sqrt();
        StudentT { dof, limit, scale: 1.0 / clamped_variance(dof, limit).sqrt() }
    }

    /// What a t of this many degrees of freedom is multiplied by.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Whether [`StudentT4`] draws the same law faster.
    pub(super) fn is_four(&self) -> bool {
        self.dof == 4.0
    }

    #[inline(always)]
    fn limited(&self, t: f64) -> f64 {
        let t = if t > self.limit { self.limit } else { t };
        let t = if t < -self.limit { -self.limit } else { t };
        t * self.scale
    }

    /// The largest draw.
    pub fn bound(&self) -> f64 {
        self.limit * self.scale
    }
}

impl Variate for StudentT {
    type Raw = f64;

    #[inline(always)]
    fn raw(&self, radius: u32, angle: u32) -> f64 {
        let square = self.dof * exp_m1(-2.0 / self.dof * f64::from(ln(unit(radius))));
        square.sqrt() * f64::from(sine(angle))
    }

    #[inline(always)]
    fn finish(&self, t: f64) -> f64 {
        self.limited(t)
    }
}

/// Student's t with four degrees of freedom, whose power is a square root.
pub(super) struct StudentT4<'a>(pub &'a StudentT);

impl Variate for StudentT4<'_> {
    type Raw = f32;

    #[inline(always)]
    fn raw(&self, radius: u32, angle: u32) -> f32 {
        let square = 4.0 * (1.0 / unit(radius).sqrt() - 1.0);
        square.sqrt() * sine(angle)
    }

    #[inline(always)]
    fn finish(&self, t: f32) -> f64 {
        self.0.limited(f64::from(t))
    }
}

/// E[min(t², limit²)], by the midpoint rule in the angle θ with t = √ν tan θ, in which the
/// density of t is proportional to cosᵛ⁻¹ θ.
fn clamped_variance(dof: f64, limit: f64) -> f64 {
    const POINTS: u32 = 4096;
    let (mut sum, mut weights) = (0.0, 0.0);
    for i in 0..POINTS {
        let quarter_turns = (f64::from(i) + 0.5) / f64::from(POINTS);
        let (sin, cos) = sin_cos_2pi(0.25 * quarter_turns);
        let t = dof.sqrt() * sin / cos;
        let held = if t < limit { t } else { limit };
        let weight = powf(cos, dof - 1.0);
        sum += weight * held * held;
        weights += weight;
    }
    sum / weights
}

/// A uniform in (0, 1], finer toward zero, where the tails are: from 2⁻³³.
#[inline(always)]
fn unit(word: u32) -> f32 {
    (word as f32 + 0.5) * WORD
}

/// The sine of a uniform angle between −π/2 and π/2, within 10⁻⁷.
#[inline(always)]
fn sine(word: u32) -> f32 {
    let turns = word as i32 as f32 * QUARTER_WORD * 2.0;
    turns * polynomial5(turns * turns, &SIN)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]
mod tests {
    use super::*;

    #[test]
    fn single_precision_is_exact_to_a_millionth() {
        for word in (0..=u32::MAX).step_by(4093) {
            let u = unit(word);
            assert!(u > 0.0 && u <= 1.0);
            let expected = f64::from(u).ln();
            assert!((f64::from(ln(u)) - expected).abs() <= 3e-7 * expected.abs(), "ln {u}");
            let angle = std::f64::consts::PI * f64::from(word as i32) / 2_f64.powi(32);
            assert!((f64::from(sine(word)) - angle.sin()).abs() < 2e-7, "sin {angle}");
        }
        assert_eq!(ln(1.0), 0.0);
        assert!(unit(u32::MAX) == 1.0 && unit(0) == 2_f32.powi(-33));
        assert!((sine(0x8000_0000) + 1.0).abs() < 2e-7, "a quarter turn back");
    }

    #[test]
    fn the_tails_reach_as_far_as_the_words() {
        let far = Normal.draw(0, i32::MAX as u32);
        assert!((far - (66.0 * std::f64::consts::LN_2).sqrt()).abs() < 1e-5, "{far}");
        assert_eq!(Normal.draw(u32::MAX, 12_345), 0.0);
        let law = StudentT::new(4.0, 5.0);
        assert_eq!(law.draw(0, i32::MAX as u32), law.bound());
        assert_eq!(law.draw(0, i32::MIN as u32), -law.bound());
    }

    #[test]
    fn the_short_cut_for_four_degrees_of_freedom_is_the_general_formula() {
        let law = StudentT::new(4.0, 50.0);
        for word in (1 << 20..u32::MAX).step_by(1_000_003) {
            let general = law.draw(word, 1 << 30);
            let short = StudentT4(&law).draw(word, 1 << 30);
            assert!((short - general).abs() < 1e-6 * (1.0 + 1.0 / general), "{short} {general}");
        }
    }

    #[test]
    fn the_variance_of_a_clamped_t_is_its_closed_form() {
        // With z = sin θ and T = 2 tan θ: E[min(t², T²)] = 2z³ + T²(1 − 3z/2 + z³/2) for ν = 4.
        for limit in [0.5_f64, 2.0, 7.071_067_811_865_475, 20.0, 400.0] {
            let z = limit / (limit * limit + 4.0).sqrt();
            let tail = 1.0 - 1.5 * z + 0.5 * z * z * z;
            let expected = 2.0 * z * z * z + limit * limit * tail;
            let found = clamped_variance(4.0, limit);
            assert!((found / expected - 1.0).abs() < 1e-6, "{found} {expected} at {limit}");
        }
        // A far limit leaves ν/(ν − 2).
        assert!((clamped_variance(10.0, 1e9) - 1.25).abs() < 1e-9);
    }

    #[test]
    #[should_panic(expected = "t needs dof > 2")]
    fn a_t_without_variance_is_refused() {
        StudentT::new(2.0, 5.0);
    }
}
