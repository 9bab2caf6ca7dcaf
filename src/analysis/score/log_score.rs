//! Logarithmic score (ignorance): −ln of the density that the forecast gave to what happened.
//!
//! A sample has no density: it is given one by a normal kernel of Silverman's width,
//! `1.06 s n^{−1/5}` (Silverman, Density Estimation, 1986, eq. 3.28), where s is the standard
//! deviation. In the tails the score of a sample depends on that choice; the CRPS does not.

use crate::numeric::function::{exp, ln, powf};

/// Score of a sample.
pub fn log_score(sample: &[f64], happened: f64) -> f64 {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let width = 1.06 * variance.sqrt() * powf(n, -0.2);
    if width <= 0.0 {
        return f64::INFINITY;
    }
    // The largest exponent first, so that far tails do not vanish.
    let exponent = |x: &f64| -0.5 * ((happened - x) / width) * ((happened - x) / width);
    let top = sample.iter().map(exponent).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = sample.iter().map(|x| exp(exponent(x) - top)).sum();
    -(top + ln(sum / n) - ln(width * (2.0 * std::f64::consts::PI).sqrt()))
}

/// Score of a normal law.
pub fn log_score_normal(mean: f64, sd: f64, happened: f64) -> f64 {
    if sd <= 0.0 {
        return f64::INFINITY;
    }
    let z = (happened - mean) / sd;
    0.5 * z * z + ln(sd * (2.0 * std::f64::consts::PI).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_finite_far_out_and_the_closed_form_of_a_normal_law() {
        assert!((log_score_normal(0.0, 1.0, 0.0) - 0.918_938_533_204_672_7).abs() < 1e-12);
        assert!(log_score(&[0.0, 1.0, 2.0], 400.0).is_finite());
        assert!(log_score(&[1.0, 1.0], 1.0).is_infinite());
    }
}
