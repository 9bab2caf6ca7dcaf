//! The local level: a log flow is a level that walks at random and a swing around it that fades
//! (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, sections 2.3 and
//! 3.2), which nears a potential where there is one. It is what `shock` makes of a pair, seen backwards:
//! the filter says how much of the last figure will pass.

/// Correlation of the swing from one year to the next: the middle of the prior of
/// `shock.persistence`, by which the engine's pull closes too.
pub const PERSISTENCE: f64 = 0.5;

/// Excess kurtosis of the engine's draws: Student's t with four degrees of freedom, cut at five s.d.
pub const EXCESS: f64 = 3.31;

/// Sizes of a pair's shocks, log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// S.d. of the level's step in a year.
    pub permanent: f64,
    /// Stationary s.d. of the swing.
    pub transitory: f64,
}

/// Where a level is drawn to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Home {
    /// The level of the potential.
    pub at: f64,
    /// What is left of the way to it after a year.
    pub left: f64,
}

impl Home {
    /// Of a level that is drawn nowhere.
    pub const NONE: Home = Home { at: 0.0, left: 1.0 };
}

/// What is known of a pair after its last figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    level: f64,
    pub swing: f64,
    level_variance: f64,
    covariance: f64,
    pub swing_variance: f64,
    /// Fourth cumulants of the errors of level and swing, in rising powers of the swing's: sums of
    /// draws have lighter tails than one.
    fourth: [f64; 5],
}

/// Ways to choose some of four.
const BINOMIAL: [f64; 5] = [1.0, 4.0, 6.0, 4.0, 1.0];

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
            fourth: of_opposites(EXCESS * variance * variance),
        }
    }

    /// Some years on, without figures.
    pub fn later(self, sizes: Sizes, home: Home, years: i32) -> Filter {
        let power = |of: f64| (0..years).fold(1.0, |power, _| power * of);
        // What is left of the shocks of so many years where each year leaves a part of those before.
        let sum = |of: f64| (0..years).fold(0.0, |sum, _| 1.0 + sum * of);
        let (left, kept) = (power(PERSISTENCE), power(home.left));
        let fresh = sizes.transitory * sizes.transitory * (1.0 - left * left);
        let mut fourth = self.fourth;
        let (mut of_level, mut of_swing) = (1.0, 1.0);
        for at in 1..5 {
            (of_level, of_swing) = (of_level * kept, of_swing * left);
            fourth[4 - at] *= of_level;
            fourth[at] *= of_swing;
        }
        let once = |size: f64, persistence: f64| {
            let variance = size * size * (1.0 - persistence * persistence);
            EXCESS * variance * variance
        };
        let square = |x: f64| x * x;
        fourth[0] += once(sizes.permanent, 0.0) * sum(square(square(home.left)));
        fourth[4] += once(sizes.transitory, PERSISTENCE) * sum(square(square(PERSISTENCE)));
        Filter {
            level: home.at + (self.level - home.at) * kept,
            swing: self.swing * left,
            level_variance: self.level_variance * kept * kept
                + square(sizes.permanent) * sum(square(home.left)),
            covariance: self.covariance * left * kept,
            swing_variance: self.swing_variance * left * left + fresh,
            fourth,
        }
    }

    /// Degrees of freedom of the Student's t that has the tails of the figure of its year.
    pub fn dof(self) -> f64 {
        let (_, variance) = self.figure();
        let cumulant: f64 = self.fourth.iter().zip(BINOMIAL).map(|(k, ways)| k * ways).sum();
        dof_of(cumulant / (variance * variance))
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
        // What is left of an error of the level is one of the swing with the other sign.
        let (mut left, mut sum) = ([1.0; 5], 0.0);
        for power in 1..5 {
            left[power] = left[power - 1] * -level_gain;
        }
        let mut kept = 1.0;
        for power in (0..5).rev() {
            sum += BINOMIAL[power] * left[power] * kept * self.fourth[power];
            kept *= 1.0 - level_gain;
        }
        Filter {
            level: self.level + level_gain * surprise,
            swing: self.swing + swing_gain * surprise,
            level_variance: self.level_variance - of(level_gain, level_gain),
            covariance: self.covariance - of(level_gain, swing_gain),
            swing_variance: self.swing_variance - of(swing_gain, swing_gain),
            fourth: of_opposites(sum),
        }
    }
}

/// Fourth cumulants of two errors that are each other's negatives.
fn of_opposites(cumulant: f64) -> [f64; 5] {
    [1.0, -1.0, 1.0, -1.0, 1.0].map(|sign| sign * cumulant)
}

/// Degrees of freedom of the Student's t with an excess kurtosis; 100 is the normal law for our ends.
pub fn dof_of(excess: f64) -> f64 {
    if excess > 0.0 { (4.0 + 6.0 / excess).min(100.0) } else { 100.0 }
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
            filter = filter.later(sizes, Home::NONE, 1).seen(*figure);
        }
        let (mean, variance) = direct(&figures, sizes);
        assert!((filter.swing - mean).abs() < 1e-6, "{} {mean}", filter.swing);
        assert!((filter.swing_variance - variance).abs() < 1e-6);
        // What was seen is known: level and swing err against each other.
        let (figure, rest) = filter.figure();
        assert!((figure - 0.7).abs() < 1e-12 && rest.abs() < 1e-12);
    }

    #[test]
    fn a_level_that_is_drawn_home_is_an_autoregression_around_it() {
        let sizes = Sizes { permanent: 0.3, transitory: 0.5 };
        let home = Home { at: 2.0, left: 0.9 };
        let start = Filter::start(1.0, sizes);
        let later = start.later(sizes, home, 3);
        // Level and swing after three years, each by its own recursion.
        let (mut level, mut variance, mut fourth) = (1.0, start.level_variance, 0.0);
        for _ in 0..3 {
            level = 2.0 + 0.9 * (level - 2.0);
            variance = 0.81 * variance + 0.09;
            fourth = powf(0.9, 4.0) * fourth + EXCESS * 0.09 * 0.09;
        }
        let swing: f64 = 0.25 * (1.0 - powf(PERSISTENCE, 6.0));
        let both = 2.0 * start.covariance * 0.729 * powf(PERSISTENCE, 3.0);
        let old = start.swing_variance * powf(PERSISTENCE, 6.0);
        assert!((later.figure().0 - level).abs() < 1e-12);
        assert!((later.figure().1 - (variance + both + old + swing)).abs() < 1e-12);
        let first = EXCESS * powf(0.25, 2.0);
        let mixed = powf(0.729 - powf(PERSISTENCE, 3.0), 4.0);
        let fresh = EXCESS * powf(0.25 * 0.75, 2.0) * (1.0 + powf(0.5, 4.0) + powf(0.5, 8.0));
        let all: f64 = later.fourth.iter().zip(BINOMIAL).map(|(k, ways)| k * ways).sum();
        assert!((all - (fourth + first * mixed + fresh)).abs() < 1e-12);
        let twice = start.later(sizes, home, 1).later(sizes, home, 2);
        assert!((twice.figure().1 - later.figure().1).abs() < 1e-12);
    }

    #[test]
    fn tails_are_those_of_the_draws_behind_a_figure() {
        let sizes = Sizes { permanent: 0.3, transitory: 0.5 };
        // Each draw's part in the errors of level and swing, followed one by one.
        let mut parts = vec![(-sizes.transitory, sizes.transitory)];
        let mut filter = Filter::start(0.0, sizes);
        for figure in [0.4, -0.2, 0.9] {
            let later = filter.later(sizes, Home::NONE, 1);
            parts.iter_mut().for_each(|part| part.1 *= PERSISTENCE);
            let fresh = (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * sizes.transitory;
            parts.extend([(sizes.permanent, 0.0), (0.0, fresh)]);
            let square: f64 = parts.iter().map(|(l, s)| (l + s) * (l + s)).sum();
            let fourth: f64 = parts.iter().map(|(l, s)| powf((l + s) * (l + s), 2.0)).sum();
            assert!((square - later.figure().1).abs() < 1e-12);
            let dof = dof_of(EXCESS * fourth / (square * square));
            assert!((later.dof() - dof).abs() < 1e-9, "{} {dof}", later.dof());
            let (gain, seen) = {
                let level: f64 = parts.iter().map(|(l, s)| l * (l + s)).sum();
                (level / square, later.seen(figure))
            };
            for (level, swing) in &mut parts {
                let surprise = *level + *swing;
                *level -= gain * surprise;
                *swing -= (1.0 - gain) * surprise;
            }
            filter = seen;
        }
        assert!(
            filter.later(sizes, Home::NONE, 3).dof() > filter.later(sizes, Home::NONE, 1).dof()
        );
    }

    #[test]
    fn the_excess_is_that_of_the_engines_draws() {
        use crate::mechanism::{TAIL_CUT, TAIL_DOF};
        use crate::numeric::StudentT;
        // Midpoints in the angle θ with t = √ν tan θ, where the density goes as cosᵛ⁻¹ θ.
        let law = StudentT::new(TAIL_DOF, TAIL_CUT);
        let (mut weights, mut square, mut fourth) = (0.0, 0.0, 0.0);
        for k in 0..20_000 {
            let angle = (f64::from(k) + 0.5) / 20_000.0 * std::f64::consts::FRAC_PI_2;
            let t = (TAIL_DOF.sqrt() * angle.tan() * law.scale()).min(law.bound());
            let weight = angle.cos().powi(3);
            weights += weight;
            square += weight * t * t;
            fourth += weight * t * t * t * t;
        }
        let (square, fourth) = (square / weights, fourth / weights);
        assert!((square - 1.0).abs() < 1e-3);
        assert!((fourth / (square * square) - 3.0 - EXCESS).abs() < 0.01, "{fourth}");
    }

    #[test]
    fn years_without_figures_are_one_step() {
        let sizes = Sizes { permanent: 0.2, transitory: 0.4 };
        let start = Filter::start(1.0, sizes).later(sizes, Home::NONE, 1).seen(1.5);
        let (once, twice) = (
            start.later(sizes, Home::NONE, 2),
            start.later(sizes, Home::NONE, 1).later(sizes, Home::NONE, 1),
        );
        assert!((once.swing - twice.swing).abs() < 1e-15);
        assert!((once.figure().1 - twice.figure().1).abs() < 1e-15);
        assert!((once.dof() - twice.dof()).abs() < 1e-12);
    }
}
