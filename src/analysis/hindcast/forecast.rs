//! A forecast of one figure, and its scores once the figure is known.

use crate::analysis::score;
use crate::numeric::special::{normal_cdf, normal_quantile};

/// What is said of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Forecast {
    Point(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    /// In rising order, two or more.
    Sample(Vec<f64>),
}

/// Central intervals whose coverage is told.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.9];

/// How a forecast did; NaN where a point forecast has no such score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    pub crps: f64,
    pub log: f64,
    /// Of the central 90 % interval.
    pub interval: f64,
    /// Whether each of [`LEVELS`] held it: 1 or 0.
    pub covered: [f64; 3],
    pub pit: f64,
}

impl Forecast {
    /// A sample in any order.
    pub fn sample(mut values: Vec<f64>) -> Forecast {
        values.sort_by(f64::total_cmp);
        Forecast::Sample(values)
    }

    /// The value below which the share `u` lies.
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Forecast::Point(value) => *value,
            Forecast::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Forecast::Sample(sorted) => score::quantile(sorted, u),
        }
    }

    /// Probability that the figure is above zero.
    pub fn above_zero(&self) -> f64 {
        match self {
            Forecast::Point(value) => f64::from(u8::from(*value > 0.0)),
            Forecast::Normal { mean, sd } if *sd > 0.0 => normal_cdf(mean / sd),
            Forecast::Normal { mean, .. } => f64::from(u8::from(*mean > 0.0)),
            Forecast::Sample(sorted) => {
                sorted.iter().filter(|v| **v > 0.0).count() as f64 / sorted.len() as f64
            }
        }
    }

    /// Scores against what happened.
    pub fn score(&self, happened: f64) -> Score {
        let (crps, log, pit) = match self {
            Forecast::Point(value) => ((happened - value).abs(), f64::NAN, f64::NAN),
            Forecast::Normal { mean, sd } => (
                score::crps_normal(*mean, *sd, happened),
                score::log_score_normal(*mean, *sd, happened),
                if *sd > 0.0 { normal_cdf((happened - mean) / sd) } else { f64::NAN },
            ),
            Forecast::Sample(sorted) => (
                score::crps(sorted, happened),
                score::log_score(sorted, happened),
                score::pit(sorted, happened),
            ),
        };
        if let Forecast::Point(_) = self {
            let none = f64::NAN;
            return Score { crps, log, interval: none, covered: [none; 3], pit };
        }
        let covered = LEVELS.map(|level| {
            let tail = 0.5 * (1.0 - level);
            let inside = self.quantile(tail) <= happened && happened <= self.quantile(1.0 - tail);
            f64::from(u8::from(inside))
        });
        let (low, high) = (self.quantile(0.05), self.quantile(0.95));
        Score { crps, log, interval: score::interval_score(low, high, 0.1, happened), covered, pit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_an_error_and_a_law_has_every_score() {
        let point = Forecast::Point(1.0).score(3.0);
        assert_eq!(point.crps, 2.0);
        assert!(point.pit.is_nan());
        let law = Forecast::Normal { mean: 0.0, sd: 1.0 }.score(0.0);
        assert_eq!((law.pit, law.covered), (0.5, [1.0; 3]));
        assert!((law.interval - 2.0 * 1.644_853_626_951_472_2).abs() < 1e-9);
        assert_eq!(Forecast::sample(vec![3.0, -1.0, 2.0]).above_zero(), 2.0 / 3.0);
    }
}
