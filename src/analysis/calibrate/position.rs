//! Alignment: positions that walk, are pulled home and are measured with an error.
//!
//! # Equation
//! ```text
//! x_t = x_{t−1} + κ(x_0 − x_{t−1}) + σ t̃ ,  y_t = x_t + τ ε                        (position.1)
//! ```
//! (alignment.3) by yearly steps, without events: x_0 is where the state stands when the window
//! opens, which is not known (a flat prior: differences of y carry the likelihood), κ is
//! `alignment.speed_per_year`, σ is `alignment.chance`. However much a state is moved by others, it
//! goes back to x_0 at speed κ as long as they stay, since the anchors make the base year a fixed
//! point; that others move is left out. Votes measure positions with an error τ; where the
//! publication states the error of a figure, τ scales it against [`NOISE`].

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::import::{Facts, Iso, Measure};
use crate::numeric::Distribution;
use crate::numeric::function::ln;

use super::dice::Dice;
use super::heavy::Heavy;
use super::sampler::Model;
use super::unknown::Unknown;

/// S.d. of the error of an ideal point where the publication states none.
pub const NOISE: f64 = 0.143;
/// Figures without which a series says nothing.
const FEWEST: usize = 5;

/// The positions of one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub economy: String,
    /// Years since its first figure.
    pub years: Vec<usize>,
    pub values: Vec<f64>,
    /// S.d. of each figure's error against [`NOISE`].
    pub errors: Vec<f64>,
}

/// Positions of many economies.
#[derive(Clone, Debug)]
pub struct Positions {
    unknowns: Vec<Unknown>,
    pub series: Vec<Series>,
    heavy: Heavy,
}

/// Keys of the unknowns, in their order.
pub const KEYS: [&str; 3] = ["alignment.chance", "alignment.speed_per_year", "position_error"];

/// The law of the error before the data: the s.d. that the publishers of ideal points state.
pub fn error() -> Unknown {
    Unknown {
        low: 0.0,
        ..Unknown::nuisance(
            KEYS[2],
            "axis units",
            Distribution::Lognormal { median: NOISE, sigma: 0.5 },
        )
    }
}

/// The series of every economy with five figures or more.
pub fn series(facts: &Facts) -> Vec<Series> {
    let economies: Vec<Iso> = facts.economies(Measure::IdealPoint).collect();
    let mut all = Vec::new();
    for iso in economies {
        let mut data: Vec<_> = facts.figures(iso, Measure::IdealPoint).to_vec();
        data.sort_by_key(|d| d.year);
        data.dedup_by_key(|d| d.year);
        if data.len() < FEWEST {
            continue;
        }
        all.push(Series {
            economy: iso.to_string(),
            years: data.iter().map(|d| (d.year - data[0].year) as usize).collect(),
            values: data.iter().map(|d| d.value).collect(),
            errors: data.iter().map(|d| d.sd.unwrap_or(NOISE) / NOISE).collect(),
        });
    }
    all
}

impl Positions {
    /// `unknowns` are [`KEYS`], in this order.
    pub fn new(unknowns: Vec<Unknown>, series: Vec<Series>) -> Positions {
        debug_assert!(unknowns.iter().map(|u| u.key.as_str()).eq(KEYS));
        Positions { unknowns, series, heavy: Heavy::engine() }
    }
}

/// What unit shocks of the years make of the figures: row by figure, column by year.
fn response(series: &Series, speed: f64) -> DMatrix<f64> {
    let last = *series.years.last().expect("a series has figures");
    let mut matrix = DMatrix::zeros(series.years.len(), last);
    for (row, &year) in series.years.iter().enumerate() {
        let mut weight = 1.0;
        for shock in (0..year).rev() {
            matrix[(row, shock)] = weight;
            weight *= 1.0 - speed;
        }
    }
    matrix
}

/// Differences of successive rows.
fn differences(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let n = matrix.nrows() - 1;
    matrix.rows(1, n) - matrix.rows(0, n)
}

/// The differences of a series: what was seen, what shocks make of it, and their covariance.
struct Differences {
    seen: DVector<f64>,
    /// By shock, with its size.
    response: DMatrix<f64>,
    root: Cholesky<f64, nalgebra::Dyn>,
}

impl Differences {
    fn of(series: &Series, values: &[f64], weights: &[f64]) -> Option<Differences> {
        let [chance, speed, error] = values[..3] else { return None };
        let response = differences(&response(series, speed)) * chance;
        let n = response.nrows();
        let mut weighted = response.clone();
        for (mut column, &weight) in weighted.column_iter_mut().zip(weights) {
            column *= weight;
        }
        let mut covariance = weighted * response.transpose();
        let square = |at: usize| {
            let sd = error * series.errors[at];
            sd * sd
        };
        for row in 0..n {
            covariance[(row, row)] += square(row) + square(row + 1);
            if row + 1 < n {
                covariance[(row, row + 1)] -= square(row + 1);
                covariance[(row + 1, row)] -= square(row + 1);
            }
        }
        let seen = DVector::from_fn(n, |row, _| series.values[row + 1] - series.values[row]);
        Some(Differences { seen, response, root: Cholesky::new(covariance)? })
    }

    fn log_density(&self) -> f64 {
        let lower = self.root.l_dirty();
        let log_root: f64 = (0..lower.nrows()).map(|i| ln(lower[(i, i)])).sum();
        -log_root - 0.5 * self.seen.dot(&self.root.solve(&self.seen))
    }
}

impl Model for Positions {
    type Weights = Vec<Vec<f64>>;

    fn name(&self) -> &str {
        "positions"
    }

    fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    fn weights(&self, dice: &mut Dice) -> Self::Weights {
        let of = |series: &Series| -> Vec<f64> {
            let last = series.years.last().copied().unwrap_or(0);
            (0..last).map(|_| self.heavy.weight(dice)).collect()
        };
        self.series.iter().map(of).collect()
    }

    fn log_likelihood(&self, values: &[f64], weights: &Self::Weights) -> f64 {
        let each = self.series.iter().zip(weights).map(|(series, weights)| {
            Differences::of(series, values, weights).map_or(f64::NAN, |d| d.log_density())
        });
        each.sum()
    }

    /// Draws the shocks given the figures (a draw of both from the model, moved by what the figures
    /// say of the difference: Doucet 2010), then their weights.
    fn reweigh(&self, values: &[f64], weights: &mut Self::Weights, dice: &mut Dice) {
        for (series, weights) in self.series.iter().zip(weights) {
            let Some(d) = Differences::of(series, values, weights) else { continue };
            let mut shocks =
                DVector::from_fn(weights.len(), |at, _| weights[at].sqrt() * dice.normal());
            let errors: Vec<f64> =
                series.errors.iter().map(|e| values[2] * e * dice.normal()).collect();
            let mut made = &d.response * &shocks;
            for row in 0..made.len() {
                made[row] += errors[row + 1] - errors[row];
            }
            let gap = d.root.solve(&(&d.seen - made));
            let moved = d.response.transpose() * gap;
            for (at, weight) in weights.iter_mut().enumerate() {
                shocks[at] += *weight * moved[at];
                *weight = self.heavy.weigh(shocks[at], dice);
            }
        }
    }
}

/// What known shocks leave of the differences of a series without errors.
#[cfg(test)]
pub(super) fn left(series: &Series, values: &[f64; 3], shocks: &[f64]) -> DVector<f64> {
    let n = series.years.len() - 1;
    let seen = DVector::from_fn(n, |row, _| series.values[row + 1] - series.values[row]);
    let [chance, speed, _] = *values;
    seen - differences(&response(series, speed)) * DVector::from_column_slice(shocks) * chance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_even_weights_the_likelihood_is_the_kalman_filters() {
        let text = include_str!("../../../tests/it/oracle/kalman.json");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        let list = |value: &serde_json::Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let values = list(&reference["values"]);
        let years: Vec<usize> = list(&reference["years"]).iter().map(|y| *y as usize).collect();
        let errors = vec![1.0; years.len()];
        let even = vec![vec![1.0; years[years.len() - 1]]];
        let series = vec![Series { economy: "KAZ".into(), years, values, errors }];
        let unknowns =
            KEYS.map(|key| Unknown::nuisance(key, "1", Distribution::Constant(0.0))).to_vec();
        let model = Positions::new(unknowns, series);
        let gaps: Vec<f64> = reference["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| {
                let own = model.log_likelihood(&list(&case["at"]), &even);
                own - case["log_likelihood"].as_f64().unwrap()
            })
            .collect();
        // The level is not known: both likelihoods leave out the same constant.
        assert!(gaps.iter().all(|gap| (gap - gaps[0]).abs() < 1e-4), "{gaps:?}");
        let first = reference["cases"][0]["log_likelihood"].as_f64().unwrap();
        let last = reference["cases"][6]["log_likelihood"].as_f64().unwrap();
        assert!((first - last).abs() > 0.1, "the cases do differ");
    }
}
