//! From draws to what a scenario can state: a law with a name.

use crate::numeric::Distribution;
use crate::numeric::function::{exp, ln};
use crate::numeric::special::normal_quantile;

use super::unknown::Unknown;

/// Quantile that one draw in a million passes: a stated law stays inside its key's range up to there.
const FAR: f64 = 1.0 - 1e-6;

/// The law of the draws: normal where nothing bounds it, lognormal above a bound at zero, else beta on
/// the range of the key; its mean and s.d. (of the log: lognormal) are those of the draws.
pub fn law(unknown: &Unknown, draws: &[f64]) -> Distribution {
    let (mean, sd) = moments(draws);
    if sd <= 0.0 {
        return Distribution::Constant(mean);
    }
    let (low, high) = (unknown.low, unknown.high);
    if low == 0.0 && high > 1.0 || low > 0.0 {
        let logs: Vec<f64> = draws.iter().map(|x| ln(x.max(1e-300))).collect();
        let (middle, sigma) = moments(&logs);
        let law = Distribution::Lognormal { median: exp(middle), sigma };
        if law.quantile(FAR) <= high && law.quantile(1.0 - FAR) >= low {
            return law;
        }
    }
    if low.is_finite() && high.is_finite() {
        let width = high - low;
        let (m, v) = ((mean - low) / width, sd * sd / (width * width));
        let size = m * (1.0 - m) / v - 1.0;
        if size > 0.0 {
            return Distribution::Beta { alpha: m * size, beta: (1.0 - m) * size, low, high };
        }
        return Distribution::Uniform { low, high };
    }
    Distribution::Normal { mean, sd }
}

/// Mean and s.d.
pub fn moments(draws: &[f64]) -> (f64, f64) {
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    let square = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    (mean, (square / (n - 1.0)).sqrt())
}

/// The value below which a share of the draws lies.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (low, part) = (place.floor() as usize, place.fract());
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + part * (sorted[high] - sorted[low])
}

/// Normal scores of draws, by their ranks: what a Gaussian copula correlates. Ties take their order.
pub fn scores(draws: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..draws.len()).collect();
    order.sort_by(|&a, &b| draws[a].total_cmp(&draws[b]));
    let mut scores = vec![0.0; draws.len()];
    for (rank, at) in order.into_iter().enumerate() {
        scores[at] = normal_quantile((rank as f64 + 0.5) / draws.len() as f64);
    }
    scores
}

/// Correlation of two lists of scores.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
    let square = |list: &[f64]| list.iter().map(|x| x * x).sum::<f64>();
    product / (square(a) * square(b)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::calibrate::dice::Dice;

    fn unknown(low: f64, high: f64) -> Unknown {
        Unknown { low, high, ..Unknown::nuisance("x", "1", Distribution::Constant(0.0)) }
    }

    #[test]
    fn a_law_keeps_the_moments_of_its_draws_and_the_range_of_its_key() {
        let mut dice = Dice::new(1, "law", 0);
        let share: Vec<f64> = (0..20_000).map(|_| 0.1 + 0.3 * dice.uniform()).collect();
        for (low, high) in
            [(0.0, 1.0), (0.0, 10.0), (-1.0, 1.0), (f64::NEG_INFINITY, f64::INFINITY)]
        {
            let law = law(&unknown(low, high), &share);
            let (mean, sd) = moments(&share);
            assert!((law.mean() - mean).abs() < 0.01, "{law:?}");
            assert!((law.sd() - sd).abs() < 0.02, "{law:?}");
            assert!(law.quantile(1e-6) >= low && law.quantile(FAR) <= high, "{law:?}");
        }
        assert_eq!(super::law(&unknown(0.0, 1.0), &[0.5, 0.5]), Distribution::Constant(0.5));
    }

    #[test]
    fn scores_of_a_rising_function_correlate_fully() {
        let mut dice = Dice::new(1, "scores", 0);
        let x: Vec<f64> = (0..1000).map(|_| dice.normal()).collect();
        let y: Vec<f64> = x.iter().map(|x| exp(*x)).collect();
        assert!((correlation(&scores(&x), &scores(&y)) - 1.0).abs() < 1e-12);
        let z: Vec<f64> = (0..1000).map(|_| dice.normal()).collect();
        assert!(correlation(&scores(&x), &scores(&z)).abs() < 0.1);
    }
}
