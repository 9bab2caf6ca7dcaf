//! The local level: a log flow is a level that walks at random and a swing around it that fades
//! (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, sections 2.3 and
//! 3.2). It is what `shock` makes of a pair, seen backwards: the filter says how much of the last
//! figure will pass.

/// Correlation of the swing from one year to the next: the middle of the prior of
/// `shock.persistence`, by which the engine's pull closes too.
pub const PERSISTENCE: f64 = 0.5;

/// Sizes of a pair's shocks, log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// S.d. of the level's step in a year.
    pub permanent: f64,
    /// Stationary s.d. of the swing.
    pub transitory: f64,
}

/// What is known of a pair after its last figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    level: f64,
    pub swing: f64,
    level_variance: f64,
    covariance: f64,
    pub swing_variance: f64,
}

impl Filter {
    /// After the first figure: nothing was known of the level.
    pub fn start(figure: f64, sizes: Sizes) -> Filter {
        let variance = sizes.transitory * sizes.transitory;
        Filter {
            level: figure,
            swing: 0.0,
            level_variance: variance,
            covariance: -variance,
            swing_variance: variance,
        }
    }

    /// Some years on, without figures.
    pub fn later(self, sizes: Sizes, years: i32) -> Filter {
        let left = (0..years).fold(1.0, |left, _| left * PERSISTENCE);
        let fresh = sizes.transitory * sizes.transitory * (1.0 - left * left);
        Filter {
            level: self.level,
            swing: self.swing * left,
            level_variance: self.level_variance
                + sizes.permanent * sizes.permanent * f64::from(years),
            covariance: self.covariance * left,
            swing_variance: self.swing_variance * left * left + fresh,
        }
    }

    /// Mean and variance of the figure of its year.
    pub fn figure(self) -> (f64, f64) {
        let variance = self.level_variance + 2.0 * self.covariance + self.swing_variance;
        (self.level + self.swing, variance)
    }

    /// After seeing the figure of its year.
    pub fn seen(self, figure: f64) -> Filter {
        let (mean, variance) = self.figure();
        let surprise = figure - mean;
        let level_gain = (self.level_variance + self.covariance) / variance;
        let swing_gain = (self.covariance + self.swing_variance) / variance;
        let of = |gain: f64, other: f64| gain * other * variance;
        Filter {
            level: self.level + level_gain * surprise,
            swing: self.swing + swing_gain * surprise,
            level_variance: self.level_variance - of(level_gain, level_gain),
            covariance: self.covariance - of(level_gain, swing_gain),
            swing_variance: self.swing_variance - of(swing_gain, swing_gain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::function::powf;
    use nalgebra::{DMatrix, DVector};

    /// The swing of the last year given all figures, by the normal law's own formula.
    fn direct(figures: &[f64], sizes: Sizes) -> (f64, f64) {
        let n = figures.len();
        let (q, r) = (sizes.permanent * sizes.permanent, sizes.transitory * sizes.transitory);
        let vague = 1e7;
        let swing = |a: usize, b: usize| r * powf(PERSISTENCE, a.abs_diff(b) as f64);
        let all = DMatrix::from_fn(n, n, |a, b| vague + q * a.min(b) as f64 + swing(a, b));
        let with = DVector::from_fn(n, |a, _| swing(a, n - 1));
        let solved = all.cholesky().expect("a covariance").solve(&with);
        (solved.dot(&DVector::from_row_slice(figures)), r - solved.dot(&with))
    }

    #[test]
    fn the_filter_is_the_regression_on_all_figures() {
        let sizes = Sizes { permanent: 0.3, transitory: 0.5 };
        let figures = [0.0, 0.4, -0.2, 0.9, 0.7];
        let mut filter = Filter::start(figures[0], sizes);
        for figure in &figures[1..] {
            filter = filter.later(sizes, 1).seen(*figure);
        }
        let (mean, variance) = direct(&figures, sizes);
        assert!((filter.swing - mean).abs() < 1e-6, "{} {mean}", filter.swing);
        assert!((filter.swing_variance - variance).abs() < 1e-6);
        // What was seen is known: level and swing err against each other.
        let (figure, rest) = filter.figure();
        assert!((figure - 0.7).abs() < 1e-12 && rest.abs() < 1e-12);
    }

    #[test]
    fn years_without_figures_are_one_step() {
        let sizes = Sizes { permanent: 0.2, transitory: 0.4 };
        let start = Filter::start(1.0, sizes).later(sizes, 1).seen(1.5);
        let (once, twice) = (start.later(sizes, 2), start.later(sizes, 1).later(sizes, 1));
        assert!((once.swing - twice.swing).abs() < 1e-15);
        assert!((once.figure().1 - twice.figure().1).abs() < 1e-15);
    }
}
