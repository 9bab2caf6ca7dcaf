//! Growth and world factors: figures that are seen as they are, with Student-t shocks.
//!
//! # Equation
//! ```text
//! F_y = ρ F_{y−1} + σ_F √(1−ρ²) t̃ ,  seen as world growth − m                      (factor.1)
//! Δy_i = μ_i + β_i F + σ_i t̃                                                       (growth.3)
//! Δln c_i = m + ε Δy_i + σ_c t̃                                                     (security.5)
//! ```
//! World growth is that of all economies with figures in both years, so a large economy is a part of
//! what it responds to. The response to oil is left out: it is a figure of every actor without a
//! source, and small. The first year of F is drawn from its stationary law.

use crate::numeric::function::ln;

use super::dice::Dice;
use super::heavy::Heavy;
use super::sampler::Model;
use super::unknown::Unknown;

/// A first-order autoregression of known figures around a mean.
///
/// Unknowns: persistence, s.d. and mean. The s.d. is that of the figures (`stationary`) or that of
/// one year's shock.
#[derive(Clone, Debug)]
pub struct Persistent {
    pub name: String,
    pub unknowns: Vec<Unknown>,
    pub values: Vec<f64>,
    pub stationary: bool,
    pub heavy: Heavy,
}

impl Model for Persistent {
    type Weights = ();

    fn name(&self) -> &str {
        &self.name
    }

    fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    fn weights(&self, _: &mut Dice) {}

    fn log_likelihood(&self, values: &[f64], _: &()) -> f64 {
        let [persistence, sd, mean] = values[..3] else { return f64::NAN };
        let fresh =
            if self.stationary { sd * (1.0 - persistence * persistence).sqrt() } else { sd };
        let density = |shock: f64, sd: f64| self.heavy.log_density(shock / sd) - ln(sd);
        // What starts from its base is known there; what is stationary was drawn there.
        let first = if self.stationary { density(self.values[0] - mean, sd) } else { 0.0 };
        let steps = self.values.windows(2).map(|pair| {
            let expected = persistence * (pair[0] - mean);
            density(pair[1] - mean - expected, fresh)
        });
        first + steps.sum::<f64>()
    }

    fn reweigh(&self, _: &[f64], _: &mut (), _: &mut Dice) {}
}

/// A straight line through known figures, with heavy-tailed shocks.
///
/// Unknowns: level, slope and s.d.
#[derive(Clone, Debug)]
pub struct Response {
    pub name: String,
    pub unknowns: Vec<Unknown>,
    /// What is responded to, and the response.
    pub points: Vec<(f64, f64)>,
    pub heavy: Heavy,
}

impl Model for Response {
    type Weights = ();

    fn name(&self) -> &str {
        &self.name
    }

    fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    fn weights(&self, _: &mut Dice) {}

    fn log_likelihood(&self, values: &[f64], _: &()) -> f64 {
        let [level, slope, sd] = values[..3] else { return f64::NAN };
        let each = self
            .points
            .iter()
            .map(|(x, y)| self.heavy.log_density((y - level - slope * x) / sd) - ln(sd));
        each.sum()
    }

    fn reweigh(&self, _: &[f64], _: &mut (), _: &mut Dice) {}
}
