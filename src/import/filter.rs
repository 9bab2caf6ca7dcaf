//! Where a position stands, seen through years of noisy figures.
//!
//! A position walks at random and is observed with noise: the local-level model (Harvey, Forecasting,
//! Structural Time Series Models and the Kalman Filter, 1989, section 4.1.2). The filter weighs every
//! year up to the base year; the last figure alone would carry its whole noise into a forecast.

/// S.d. of a year's walk of UN ideal points, and of their noise: 161 states, 1993–2019.
pub const WALK_SD: f64 = 0.087;
pub const NOISE_SD: f64 = 0.143;

/// A position at the last year and its standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub mean: f64,
    pub sd: f64,
    /// Figures that it is made of.
    pub years: usize,
}

/// Filters figures (year, value, s.d. of its noise) in order of years; `None` without a figure.
pub fn position(figures: &[(i32, f64, f64)], year: i32) -> Option<Position> {
    let mut figures: Vec<_> = figures.iter().filter(|f| f.0 <= year).copied().collect();
    figures.sort_by_key(|f| f.0);
    let (&(first, mean, sd), rest) = figures.split_first()?;
    let (mut last, mut mean, mut variance) = (first, mean, sd * sd);
    for &(at, value, sd) in rest {
        variance += WALK_SD * WALK_SD * f64::from(at - last);
        let gain = variance / (variance + sd * sd);
        mean += gain * (value - mean);
        variance *= 1.0 - gain;
        last = at;
    }
    variance += WALK_SD * WALK_SD * f64::from(year - last);
    Some(Position { mean, sd: variance.sqrt(), years: figures.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_is_the_position_and_many_settle_on_the_steady_gain() {
        let one = position(&[(2010, 1.0, NOISE_SD)], 2010).unwrap();
        assert_eq!((one.mean, one.years), (1.0, 1));
        assert!((one.sd - NOISE_SD).abs() < 1e-15);
        let many: Vec<_> = (1900..=2010).map(|y| (y, 0.0, NOISE_SD)).collect();
        // Steady state: P = (−q + √(q² + 4qr))/2 with q the walk's and r the noise's variance.
        let (q, r) = (WALK_SD * WALK_SD, NOISE_SD * NOISE_SD);
        let steady = (0.5 * (-q + (q * q + 4.0 * q * r).sqrt())).sqrt();
        assert!((position(&many, 2010).unwrap().sd - steady).abs() < 1e-12);
    }

    #[test]
    fn figures_after_the_year_do_not_count_and_gaps_widen() {
        let figures = [(2005, 1.0, 0.1), (2012, 9.0, 0.1)];
        let found = position(&figures, 2010).unwrap();
        assert_eq!(found.mean, 1.0);
        assert!((found.sd - (0.01 + 5.0 * WALK_SD * WALK_SD).sqrt()).abs() < 1e-15);
        assert_eq!(position(&[], 2010), None);
    }
}
