//! What yearly shocks make of yearly changes.

use nalgebra::{DMatrix, DVector};

use crate::numeric::function::powf;

use super::Own;

/// The response of yearly changes to permanent and transitory shocks of unit variance.
#[derive(Clone, Debug)]
pub(super) struct Shocks {
    steps: usize,
    /// Changes of the transitory part, by year; columns are its start and the years' shocks
    /// (shock.2).
    swing: DMatrix<f64>,
}

impl Shocks {
    pub fn new(steps: usize, persistence: f64) -> Shocks {
        let fresh = (1.0 - persistence * persistence).max(0.0).sqrt();
        let power: Vec<f64> = (0..=steps).map(|n| powf(persistence, n as f64)).collect();
        let level = |year: usize, shock: usize| match shock {
            0 => power[year],
            _ if shock <= year => fresh * power[year - shock],
            _ => 0.0,
        };
        let change = |row: usize, shock: usize| level(row + 1, shock) - level(row, shock);
        Shocks { steps, swing: DMatrix::from_fn(steps, steps + 1, change) }
    }

    /// Covariance of the years' changes.
    pub fn covariance(&self, (walk, swing): (f64, f64), own: &Own) -> DMatrix<f64> {
        let n = self.steps;
        let mut weighted = self.swing.clone();
        for (mut column, weight) in weighted.column_iter_mut().zip(&own.swing) {
            column *= weight * swing * swing;
        }
        let mut covariance = DMatrix::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                // Beyond year i + 1 no shock has come.
                let sum: f64 = (0..=j + 1).map(|s| weighted[(i, s)] * self.swing[(j, s)]).sum();
                covariance[(i, j)] = sum;
                covariance[(j, i)] = sum;
            }
            covariance[(i, i)] += walk * walk * own.walk[i];
        }
        covariance
    }

    /// The years' changes that shocks make.
    pub fn changes(&self, (walk, swing): (f64, f64), shocks: &Own) -> DVector<f64> {
        let transitory = &self.swing * DVector::from_column_slice(&shocks.swing) * swing;
        DVector::from_column_slice(&shocks.walk) * walk + transitory
    }

    /// What a push on the years' changes is to each shock.
    pub fn pushes(&self, (walk, swing): (f64, f64), push: &DVector<f64>) -> Own {
        let transitory = self.swing.transpose() * push * swing;
        Own {
            walk: push.iter().map(|p| walk * p).collect(),
            swing: transitory.iter().copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_even_weights_the_covariance_is_that_of_a_walk_and_an_autoregression() {
        let (steps, rho, walk, swing) = (6, 0.45, 0.2, 0.3);
        let shocks = Shocks::new(steps, rho);
        let even = Own { walk: vec![1.0; steps], swing: vec![1.0; steps + 1] };
        let found = shocks.covariance((walk, swing), &even);
        // Stationary u: Cov(u_s, u_t) = s² ρ^|s−t|.
        let gap = |a: usize, b: usize| powf(rho, (a as f64 - b as f64).abs());
        for i in 0..steps {
            for j in 0..steps {
                let u = gap(i + 1, j + 1) - gap(i + 1, j) - gap(i, j + 1) + gap(i, j);
                let p = if i == j { walk * walk } else { 0.0 };
                assert!((found[(i, j)] - swing * swing * u - p).abs() < 1e-12, "{i} {j}");
            }
        }
    }

    #[test]
    fn changes_and_pushes_are_each_others_transpose() {
        let shocks = Shocks::new(4, 0.5);
        let sds = (0.3, 0.7);
        let own = Own { walk: vec![1.0, -2.0, 0.5, 0.1], swing: vec![0.3, 1.0, -1.0, 2.0, 0.2] };
        let push = DVector::from_vec(vec![0.2, -0.4, 1.0, 0.6]);
        let made = shocks.changes(sds, &own).dot(&push);
        let back = shocks.pushes(sds, &push);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((made - dot(&back.walk, &own.walk) - dot(&back.swing, &own.swing)).abs() < 1e-12);
    }
}
