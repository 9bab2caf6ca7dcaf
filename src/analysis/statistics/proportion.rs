//! Differences of two probabilities.

use crate::numeric::special::{beta_cdf, normal_cdf, normal_quantile};

use super::UPPER;

/// How pairs of runs answer a question: what both say alike is in `n` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discordance {
    /// Pairs that decide it on both sides.
    pub n: u64,
    /// Yes in the first alone.
    pub first_only: u64,
    /// Yes in the second alone.
    pub second_only: u64,
}

impl Discordance {
    /// Probability in the first less that in the second.
    pub fn difference(&self) -> f64 {
        (self.first_only as f64 - self.second_only as f64) / self.n as f64
    }

    /// The 95 % interval of the difference (Bonett and Price 2012: the interval of Wald with one
    /// pair added to either kind of discordant ones). It covers as it should with few discordant
    /// pairs too, where that of Wald does not.
    pub fn interval(&self) -> (f64, f64) {
        let n = (self.n + 2) as f64;
        let (first, second) = ((self.first_only + 1) as f64 / n, (self.second_only + 1) as f64 / n);
        let gap = first - second;
        let reach = normal_quantile(UPPER) * ((first + second - gap * gap) / n).sqrt();
        ((gap - reach).max(-1.0), (gap + reach).min(1.0))
    }
}

/// McNemar's exact test that both kinds of discordant pairs are equally likely: two-sided p of the
/// binomial distribution with probability ½; 1 without discordant pairs.
pub fn mcnemar(first_only: u64, second_only: u64) -> f64 {
    let (few, many) = (first_only.min(second_only), first_only.max(second_only));
    if few == many {
        return 1.0;
    }
    // P(X ≤ few) for X of few + many fair coins.
    (2.0 * beta_cdf(0.5, many as f64, (few + 1) as f64)).min(1.0)
}

/// The difference of two probabilities from runs that share no draws: difference, 95 % interval
/// (Agresti and Caffo 2000: Wald's with one run of either answer added to each side) and the
/// two-sided p of the test with pooled variance.
pub fn two_proportions(first: (u64, u64), second: (u64, u64)) -> (f64, (f64, f64), f64) {
    let share = |(yes, n): (u64, u64)| yes as f64 / n as f64;
    let difference = share(first) - share(second);
    let fuller = |(yes, n): (u64, u64)| (yes + 1, n + 2);
    let variance = |p: f64, n: u64| p * (1.0 - p) / n as f64;
    let (a, b) = (fuller(first), fuller(second));
    let (p, q) = (share(a), share(b));
    let reach = normal_quantile(UPPER) * (variance(p, a.1) + variance(q, b.1)).sqrt();
    let interval = ((p - q - reach).max(-1.0), (p - q + reach).min(1.0));
    let pooled = share((first.0 + second.0, first.1 + second.1));
    let spread = (variance(pooled, first.1) + variance(pooled, second.1)).sqrt();
    let p_value = if spread > 0.0 { 2.0 * normal_cdf(-(difference / spread).abs()) } else { 1.0 };
    (difference, interval, p_value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mcnemar_is_the_binomial_test_of_the_discordant_pairs() {
        // 6 of 8 fair coins: 2·(1 + 8 + 28)/256.
        assert!((mcnemar(6, 2) - 2.0 * 37.0 / 256.0).abs() < 1e-13);
        assert_eq!(mcnemar(2, 6), mcnemar(6, 2));
        assert_eq!((mcnemar(0, 0), mcnemar(5, 5), mcnemar(1, 0)), (1.0, 1.0, 1.0));
        assert!((mcnemar(10, 0) - 2.0 / 1024.0).abs() < 1e-15);
    }

    #[test]
    fn intervals_are_odd_in_the_order_of_the_sides() {
        let there = Discordance { n: 50, first_only: 7, second_only: 2 };
        let back = Discordance { n: 50, first_only: 2, second_only: 7 };
        let ((low, high), (back_low, back_high)) = (there.interval(), back.interval());
        assert_eq!((low, high), (-back_high, -back_low));
        assert!(low < there.difference() && there.difference() < high);
        let (d, (l, h), p) = two_proportions((7, 50), (2, 40));
        let (e, (m, i), q) = two_proportions((2, 40), (7, 50));
        assert_eq!((d, l, h, p), (-e, -i, -m, q));
    }

    #[test]
    fn equal_shares_are_not_told_apart() {
        let (difference, (low, high), p) = two_proportions((5, 10), (50, 100));
        assert_eq!((difference, p), (0.0, 1.0));
        assert!(low < 0.0 && high > 0.0);
        assert_eq!(two_proportions((0, 10), (0, 10)).2, 1.0);
    }
}
