//! Continuous ranked probability score: how far a whole distribution lies from what happened, in the
//! unit of the thing forecast; of a point forecast it is the absolute error.
//!
//! Of a sample it is the *fair* estimator `mean |x_i − y| − Σ_{i≠j} |x_i − x_j| / (2 m (m − 1))`, whose
//! mean does not depend on the size of the sample (Ferro, Quarterly Journal of the Royal
//! Meteorological Society 140, 2014, doi:10.1002/qj.2270). Of a normal law it is the closed form of
//! Gneiting and others, Monthly Weather Review 133, 2005, doi:10.1175/MWR2904.1, eq. (5).

use crate::numeric::function::exp;
use crate::numeric::special::normal_cdf;

/// The fair score of a sample in rising order.
///
/// # Panics
/// With fewer than two values.
pub fn crps(sorted: &[f64], happened: f64) -> f64 {
    let m = sorted.len() as f64;
    assert!(sorted.len() > 1, "a sample has two values or more");
    let error = sorted.iter().map(|x| (x - happened).abs()).sum::<f64>() / m;
    // Σ_{i<j} (x_j − x_i): the k-th of m values stands above k and below m − 1 − k others.
    let spread: f64 =
        sorted.iter().enumerate().map(|(k, x)| x * (2.0 * k as f64 - (m - 1.0))).sum();
    error - spread / (m * (m - 1.0))
}

/// The score of a normal law.
pub fn crps_normal(mean: f64, sd: f64, happened: f64) -> f64 {
    if sd <= 0.0 {
        return (happened - mean).abs();
    }
    let z = (happened - mean) / sd;
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density(z) - 1.0 / std::f64::consts::PI.sqrt())
}

/// The standard normal density.
pub(super) fn density(z: f64) -> f64 {
    exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_and_an_outcome_by_hand() {
        // mean |x − 1| = (1 + 2)/2; Σ_{i≠j} |x_i − x_j|/(2·2·1) = 2·3/4.
        assert!((crps(&[0.0, 3.0], 1.0) - 0.0).abs() < 1e-15);
        assert!((crps(&[0.0, 3.0], 5.0) - (3.5 - 1.5)).abs() < 1e-15);
    }

    #[test]
    fn a_normal_sample_scores_as_its_law() {
        let n = 20_000;
        let quantile = |k: usize| {
            let u = (k as f64 + 0.5) / n as f64;
            crate::numeric::special::normal_quantile(u)
        };
        let sample: Vec<f64> = (0..n).map(|k| 2.0 + 3.0 * quantile(k)).collect();
        for y in [-4.0, 2.0, 7.5] {
            let (a, b) = (crps(&sample, y), crps_normal(2.0, 3.0, y));
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
        assert_eq!(crps_normal(2.0, 0.0, 7.0), 5.0);
    }
}
