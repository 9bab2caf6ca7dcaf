//! When enough runs have been seen: a sequential rule that looks at the spread alone.
//!
//! # Equation
//! ```text
//! enough at n  ⇔  √((s²ₙ + s²ₙ·2/n) / n) ≤ target , n ≥ FEWEST                    (stopping.1)
//! next look at n′ = n·(s²ₙ/n) / target², held inside [1.1 n, 4 n]                 (stopping.2)
//! ```
//! The rule is that of Chow and Robbins (1965): it never looks at the mean whose precision is
//! asked for, and its looks are few. An interval taken after stopping then holds what it promises
//! as the target shrinks; that it does so at the sizes in use is measured in the tests, for skewed
//! figures and rare ones as well. A share adds two successes and two failures to its count
//! (Agresti and Coull 1998), so that it does not stop because nothing has happened yet.
//!
//! References: Chow and Robbins, On the asymptotic theory of fixed-width sequential confidence
//! intervals for the mean, Annals of Mathematical Statistics 36, 1965.

/// No rule stops before so many runs.
pub const FEWEST: u64 = 1000;

/// What a look says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Enough,
    /// Look again after so many runs in all.
    Again(u64),
}

/// (stopping.1) and (stopping.2): `sd` is the standard deviation of one run's value over the `n`
/// runs seen. The next look lies on a multiple of `grain`.
pub fn look(n: u64, sd: f64, target: f64, grain: u64) -> Look {
    let runs = n as f64;
    let variance = sd * sd;
    if n >= FEWEST && variance * (1.0 + 2.0 / runs) / runs <= target * target {
        return Look::Enough;
    }
    let wanted = variance / (target * target);
    let next = wanted.clamp(1.1 * runs, 4.0 * runs).max(FEWEST as f64);
    Look::Again((next.ceil() as u64).next_multiple_of(grain))
}

/// The standard deviation of a truth that held in `n_true` of `n` runs, two of either kind added.
pub fn share_sd(n: u64, n_true: u64) -> f64 {
    let p = (n_true + 2) as f64 / (n + 4) as f64;
    (p * (1.0 - p)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Address, Distribution, Draws, Stream};

    const STREAM: Stream = Stream::new("stopping.test");

    /// Runs an experiment to its end; its values come from a distribution's uniforms.
    fn stopped(seed: u64, target: f64, value: &dyn Fn(f64) -> f64, share: bool) -> (u64, f64, f64) {
        let draws = Draws::new(seed);
        let (mut n, mut sum, mut squares) = (0, 0.0, 0.0);
        let mut until = FEWEST;
        loop {
            while n < until {
                let value = value(draws.uniform53(Address::new(STREAM, 0, 1), n));
                n += 1;
                sum += value;
                squares += value * value;
            }
            let mean = sum / n as f64;
            let sd = if share {
                share_sd(n, sum as u64)
            } else {
                ((squares - sum * mean) / (n - 1) as f64).sqrt()
            };
            match look(n, sd, target, 64) {
                Look::Enough => return (n, mean, sd / (n as f64).sqrt()),
                Look::Again(more) => until = more,
            }
        }
    }

    /// How many of 1,000 intervals, taken after stopping, hold the true mean.
    fn coverage(target: f64, mean: f64, value: &dyn Fn(f64) -> f64, share: bool) -> f64 {
        let holds = (0..1000).filter(|&seed| {
            let (n, estimate, error) = stopped(seed, target, value, share);
            assert!(n >= FEWEST && error <= target, "it stops when it is precise enough");
            (estimate - mean).abs() <= 1.96 * error
        });
        holds.count() as f64 / 1000.0
    }

    #[test]
    fn intervals_hold_what_they_promise_after_stopping() {
        let normal = Distribution::Normal { mean: 3.0, sd: 1.0 };
        let skewed = Distribution::Lognormal { median: 1.0, sigma: 0.8 };
        let mean = crate::numeric::function::exp(0.5 * 0.8 * 0.8);
        let chance = |p: f64| move |u: f64| f64::from(u8::from(u < p));
        let covered = [
            coverage(0.02, 3.0, &|u| normal.quantile(u), false),
            coverage(0.03, mean, &|u| skewed.quantile(u), false),
            coverage(0.01, 0.5, &chance(0.5), true),
            coverage(0.002, 0.02, &chance(0.02), true),
        ];
        let kept = covered.iter().all(|share| (0.93..=0.97).contains(share));
        assert!(kept, "normal, lognormal, even chance, rare: {covered:?}");
    }

    #[test]
    fn what_has_not_happened_yet_is_no_certainty() {
        assert!(matches!(look(1000, share_sd(1000, 0), 0.001, 64), Look::Again(_)));
        assert_eq!(look(2000, share_sd(2000, 0), 0.001, 64), Look::Enough);
    }

    #[test]
    fn looks_are_few_and_fall_on_the_grain() {
        assert_eq!(look(1000, 1.0, 0.001, 64), Look::Again(4032));
        assert_eq!(look(100, 0.0, 0.1, 64), Look::Again(1024));
        assert_eq!(look(1000, 1.0, 0.0316, 64), Look::Again(1152));
    }
}
