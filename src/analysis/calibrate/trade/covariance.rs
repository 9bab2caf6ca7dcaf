//! What yearly shocks make of yearly changes.

use nalgebra::{DMatrix, DVector};

use crate::numeric::function::powf;

use super::Own;
use crate::analysis::calibrate::panel::Flow;

/// The response of yearly changes to permanent and transitory shocks of unit variance.
#[derive(Clone, Debug)]
pub(super) struct Shocks {
    steps: usize,
    /// Changes of the permanent part, by year; columns are the years' shocks.
    walk: DMatrix<f64>,
    /// Changes of the transitory part, by year; columns are its start and the years' shocks
    /// (shock.2).
    swing: DMatrix<f64>,
}

/// The responses of all changes.
pub(super) struct Responses {
    /// Of countries', and of flows' that have no potential.
    pub free: Shocks,
    /// Of flows' that near their potentials, by the first year they are seen in.
    drawn: Vec<Shocks>,
}

impl Responses {
    /// `left` is what a year leaves of the way to the potential.
    pub fn new(steps: usize, persistence: f64, left: f64) -> Responses {
        let drawn = |first| Shocks::new(steps, persistence, Some((left, first)));
        Responses {
            free: Shocks::new(steps, persistence, None),
            drawn: (0..steps).map(drawn).collect(),
        }
    }

    pub fn of(&self, flow: &Flow) -> &Shocks {
        flow.above.map_or(&self.free, |_| &self.drawn[flow.years[0]])
    }
}

impl Shocks {
    /// `home`: what a year leaves of the way to the potential, and the first year in which the gap is
    /// seen. What is transitory of that year is no part of the gap.
    pub fn new(steps: usize, persistence: f64, home: Option<(f64, usize)>) -> Shocks {
        let fresh = (1.0 - persistence * persistence).max(0.0).sqrt();
        let power: Vec<f64> = (0..=steps).map(|n| powf(persistence, n as f64)).collect();
        let level = |year: usize, shock: usize| match shock {
            0 => power[year],
            _ if shock <= year => fresh * power[year - shock],
            _ => 0.0,
        };
        let (left, first) = home.unwrap_or((1.0, 0));
        // What a year takes of a gap that stood some years before.
        let taken = |years: usize| powf(left, years as f64) * (1.0 - left);
        let change = |row: usize, shock: usize| {
            let seen = if row >= first { taken(row - first) * level(first, shock) } else { 0.0 };
            level(row + 1, shock) - level(row, shock) + seen
        };
        let walk = |row: usize, shock: usize| match shock {
            _ if shock == row => 1.0,
            _ if (first..row).contains(&shock) => -taken(row - shock - 1),
            _ => 0.0,
        };
        let swing = DMatrix::from_fn(steps, steps + 1, change);
        Shocks { steps, walk: DMatrix::from_fn(steps, steps, walk), swing }
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
                let lasting = |s: usize| self.walk[(i, s)] * self.walk[(j, s)] * own.walk[s];
                let sum = sum + walk * walk * (0..=j).map(lasting).sum::<f64>();
                covariance[(i, j)] = sum;
                covariance[(j, i)] = sum;
            }
        }
        covariance
    }

    /// The years' changes that shocks make.
    pub fn changes(&self, (walk, swing): (f64, f64), shocks: &Own) -> DVector<f64> {
        let transitory = &self.swing * DVector::from_column_slice(&shocks.swing) * swing;
        &self.walk * DVector::from_column_slice(&shocks.walk) * walk + transitory
    }

    /// What a push on the years' changes is to each shock.
    pub fn pushes(&self, (walk, swing): (f64, f64), push: &DVector<f64>) -> Own {
        let transitory = self.swing.transpose() * push * swing;
        let lasting = self.walk.transpose() * push * walk;
        Own { walk: lasting.iter().copied().collect(), swing: transitory.iter().copied().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_even_weights_the_covariance_is_that_of_a_walk_and_an_autoregression() {
        let (steps, rho, walk, swing) = (6, 0.45, 0.2, 0.3);
        let shocks = Shocks::new(steps, rho, None);
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
    fn a_gap_closes_from_where_it_is_seen_and_swings_are_no_part_of_it() {
        let (steps, rho, left, first) = (5, 0.6, 0.85, 1);
        let shocks = Shocks::new(steps, rho, Some((left, first)));
        let own = Own {
            walk: vec![0.3, -0.2, 0.5, 0.1, 0.4],
            swing: vec![0.7, -1.0, 0.2, 0.9, 0.0, 0.3],
        };
        let found = shocks.changes((1.0, 1.0), &own);
        // Year by year: the gap of the first year is that of the figure less its swing, here the
        // part of a gap of nothing seen that the swing stands for.
        let fresh = (1.0 - rho * rho).sqrt();
        let mut u = vec![own.swing[0]];
        (1..=steps).for_each(|year| u.push(rho * u[year - 1] + fresh * own.swing[year]));
        let mut gap = -u[first];
        for year in 0..steps {
            let mut moved = own.walk[year];
            if year >= first {
                moved -= (1.0 - left) * gap;
                gap += moved;
            }
            let change = moved + u[year + 1] - u[year];
            assert!((found[year] - change).abs() < 1e-12, "{year}: {} {change}", found[year]);
        }
    }

    #[test]
    fn changes_and_pushes_are_each_others_transpose() {
        let shocks = Shocks::new(4, 0.5, Some((0.8, 1)));
        let sds = (0.3, 0.7);
        let own = Own { walk: vec![1.0, -2.0, 0.5, 0.1], swing: vec![0.3, 1.0, -1.0, 2.0, 0.2] };
        let push = DVector::from_vec(vec![0.2, -0.4, 1.0, 0.6]);
        let made = shocks.changes(sds, &own).dot(&push);
        let back = shocks.pushes(sds, &push);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((made - dot(&back.walk, &own.walk) - dot(&back.swing, &own.swing)).abs() < 1e-12);
    }
}
