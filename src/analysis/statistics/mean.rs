//! The mean of runs and how far it is from that of infinitely many.

use crate::numeric::special::{beta_cdf, normal_quantile, student_quantile};

use super::UPPER;
use super::spread::{Moments, moments};

/// How the runs were sampled, which decides how their error is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Independent runs: the error follows from their spread.
    Independent,
    /// Designed runs (Latin hypercube, Sobol) in so many independent replicates, run r in replicate
    /// r mod n: the error follows from the spread of the replicates' means.
    Replicates(u32),
}

/// A figure that was estimated from runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Runs behind it.
    pub n: u64,
    pub value: f64,
    /// Standard error; NaN where too few runs say it.
    pub error: f64,
    /// Degrees of freedom of the error.
    pub dof: f64,
}

impl Estimate {
    /// The 95 % interval by Student's t.
    pub fn interval(&self) -> (f64, f64) {
        if self.error == 0.0 {
            return (self.value, self.value);
        }
        let reach = self.error * t_quantile(self.dof);
        (self.value - reach, self.value + reach)
    }

    /// Two-sided p of the t-test that the figure is zero; NaN where nothing varies.
    pub fn p_value(&self) -> f64 {
        if self.error.is_nan() || self.error == 0.0 {
            return f64::NAN;
        }
        let t = self.value / self.error;
        beta_cdf(self.dof / (self.dof + t * t), 0.5 * self.dof, 0.5)
    }
}

/// Student's t at the upper end of a 95 % interval. From ten thousand degrees of freedom on the
/// normal quantile plus two terms of its expansion (Abramowitz and Stegun 26.7.5) agrees to eleven
/// digits.
fn t_quantile(dof: f64) -> f64 {
    if dof < 1.0 || dof.is_nan() {
        return f64::NAN;
    }
    if dof < 1e4 {
        return student_quantile(UPPER, dof);
    }
    let z = normal_quantile(UPPER);
    let cube = z * z * z;
    let second = 5.0 * cube * z * z + 16.0 * cube + 3.0 * z;
    z + (cube + z) / (4.0 * dof) + second / (96.0 * dof * dof)
}

/// The mean of one value per run, in order of run ids. For differences of paired runs this is the
/// paired t interval.
pub fn mean(values: &[f64], sampling: Sampling) -> Estimate {
    let all = moments(values.iter().copied());
    let none = Estimate { n: all.n, value: all.mean, error: f64::NAN, dof: f64::NAN };
    match sampling {
        Sampling::Independent if all.n < 2 => none,
        Sampling::Independent => {
            let n = all.n as f64;
            Estimate { error: all.sd() / n.sqrt(), dof: n - 1.0, ..none }
        }
        Sampling::Replicates(replicates) => {
            let means = replicate_means(values, replicates);
            let between = moments(means.into_iter());
            if between.n < 2 {
                return none;
            }
            let n = between.n as f64;
            Estimate { error: between.sd() / n.sqrt(), dof: n - 1.0, ..none }
        }
    }
}

/// The mean of each replicate's runs; NaN for one without.
fn replicate_means(values: &[f64], replicates: u32) -> Vec<f64> {
    let of = |first: usize| values.iter().copied().skip(first).step_by(replicates as usize);
    (0..replicates as usize).map(|first| moments(of(first)).mean).collect()
}

/// The difference of the means of two samples that share no draws, by Welch's t.
pub fn unpaired(first: Estimate, second: Estimate) -> Estimate {
    let square = |x: f64| x * x;
    let variances = [square(first.error), square(second.error)];
    let variance = variances[0] + variances[1];
    let parts = [square(variances[0]) / first.dof, square(variances[1]) / second.dof];
    let dof = if variance > 0.0 { square(variance) / (parts[0] + parts[1]) } else { f64::NAN };
    Estimate {
        n: first.n.min(second.n),
        value: first.value - second.value,
        error: variance.sqrt(),
        dof,
    }
}

/// The mean of `above` over that of `below` run by run, less one, by the delta method: the error is
/// that of the mean of `above − ratio × below`, over the mean of `below`.
pub fn ratio_of_means(above: &[f64], below: &[f64], sampling: Sampling) -> Estimate {
    let pairs = || above.iter().zip(below).filter(|(a, b)| a.is_finite() && b.is_finite());
    let top: Moments = moments(pairs().map(|(a, _)| *a));
    let base: Moments = moments(pairs().map(|(_, b)| *b));
    let ratio = top.mean / base.mean;
    let rest: Vec<f64> = above.iter().zip(below).map(|(a, b)| a - ratio * b).collect();
    let residual = mean(&rest, sampling);
    Estimate { value: ratio - 1.0, error: residual.error / base.mean.abs(), ..residual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_interval_of_students_t() {
        // Student's own data (1908): additional sleep by ten patients, difference of two drugs.
        let sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        let difference = mean(&sleep, Sampling::Independent);
        assert!((difference.value - 1.58).abs() < 1e-12);
        // R: t.test(extra ~ group, paired = TRUE): t = −4.0621, df = 9, p = .002833.
        assert!((difference.value / difference.error - 4.0621).abs() < 5e-5);
        assert!((difference.p_value() - 0.002833).abs() < 5e-7);
        let (low, high) = difference.interval();
        assert!((low - 0.7001142).abs() < 1e-6 && (high - 2.4598858).abs() < 1e-6);
    }

    #[test]
    fn what_a_run_does_not_define_counts_nowhere() {
        let with = mean(&[1.0, f64::NAN, 2.0, 4.0], Sampling::Independent);
        assert_eq!(with, mean(&[1.0, 2.0, 4.0], Sampling::Independent));
        assert!(mean(&[1.0], Sampling::Independent).error.is_nan());
        assert!(mean(&[], Sampling::Independent).value.is_nan());
    }

    #[test]
    fn equal_values_leave_no_error() {
        let same = mean(&[0.1; 7], Sampling::Independent);
        assert_eq!((same.value, same.error), (0.1, 0.0));
        assert_eq!(same.interval(), (0.1, 0.1));
        assert!(same.p_value().is_nan());
    }

    #[test]
    fn replicates_tell_the_error_by_their_means() {
        // Replicate 0: 1, 3; replicate 1: 2, 6; replicate 2: 9.
        let values = [1.0, 2.0, 9.0, 3.0, 6.0];
        let found = mean(&values, Sampling::Replicates(3));
        let by_hand = mean(&[2.0, 4.0, 9.0], Sampling::Independent);
        assert_eq!((found.value, found.error, found.dof), (4.2, by_hand.error, 2.0));
    }

    #[test]
    fn welch_has_the_degrees_of_freedom_of_satterthwaite() {
        let a = mean(&[3.0, 5.0, 7.0, 9.0], Sampling::Independent);
        let b = mean(&[1.0, 1.5, 2.0], Sampling::Independent);
        let found = unpaired(a, b);
        // scipy.stats.ttest_ind(a, b, equal_var=False): statistic 3.3886, df 3.299…
        let (va, vb) = (20.0 / 3.0 / 4.0, 0.25 / 3.0);
        assert!((found.value - 4.5).abs() < 1e-12);
        assert!((found.error - f64::sqrt(va + vb)).abs() < 1e-12);
        let dof = (va + vb) * (va + vb) / (va * va / 3.0 + vb * vb / 2.0);
        assert!((found.dof - dof).abs() < 1e-12);
    }

    #[test]
    fn the_quantile_of_t_joins_the_normal_without_a_step() {
        let below = student_quantile(UPPER, 9_999.999_9);
        assert!((t_quantile(1e4) - below).abs() < 1e-10);
    }

    #[test]
    fn a_ratio_of_proportional_runs_is_certain() {
        let below = [1.0, 2.0, 5.0, 11.0];
        let above = below.map(|b| 1.25 * b);
        let found = ratio_of_means(&above, &below, Sampling::Independent);
        assert_eq!((found.value, found.error), (0.25, 0.0));
    }
}
