//! Draws from a posterior: an adaptive Metropolis sampler beside draws of the heavy tails' weights.
//!
//! Unknowns live on the scale on which their priors are standard normal. A chain first moves one
//! unknown at a time, then all together by a normal proposal whose covariance it learns from itself
//! (Haario, Saksman and Tamminen 2001); all learning ends with the warm-up, of which nothing is kept.
//! Chains start from draws of the prior pulled to its middle. Convergence is told by split R̂
//! and the effective size by Geyer's initial monotone sequence (Gelman and others, Bayesian Data
//! Analysis, 3rd edition, 11.4–11.5).

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::ensemble::pieces;
use crate::numeric::function::{exp, ln};

use super::LEAST;
use super::dice::Dice;
use super::unknown::Unknown;

/// What is sampled: data with a likelihood, given the weights of its heavy-tailed shocks.
pub trait Model: Sync {
    /// Weights of the shocks; `()` where the likelihood needs none.
    type Weights: Clone + Send;
    /// Its name: the address of its draws.
    fn name(&self) -> &str;
    fn unknowns(&self) -> &[Unknown];
    /// Weights to start from.
    fn weights(&self, dice: &mut Dice) -> Self::Weights;
    /// ln p(data | unknowns, weights), up to a constant; −∞ or NaN where it is impossible.
    fn log_likelihood(&self, values: &[f64], weights: &Self::Weights) -> f64;
    /// Draws the weights given the data and the unknowns.
    fn reweigh(&self, values: &[f64], weights: &mut Self::Weights, dice: &mut Dice);
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub chains: usize,
    /// Kept draws of each chain; half as many are made before.
    pub draws: usize,
    pub seed: u64,
}

/// Draws of the unknowns' values.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// By chain, draw and unknown.
    pub chains: Vec<Vec<Vec<f64>>>,
    /// Share of joint proposals that were taken.
    pub accepted: f64,
    /// Members of an ensemble: in no order, none made from another.
    pub independent: bool,
}

/// Sweeps that move one unknown at a time.
const SWEEPS: usize = 40;
/// Joint proposals in each round.
const PROPOSALS: usize = 3;

/// Draws from the posterior.
pub fn sample<M: Model>(model: &M, plan: Plan) -> Sample {
    let run = |chain: usize| Walk::new(model, plan, chain).go(plan.draws);
    let done: Vec<(Vec<Vec<f64>>, f64)> = pieces(plan.chains, run);
    let accepted = done.iter().map(|(_, share)| share).sum::<f64>() / plan.chains as f64;
    Sample {
        chains: done.into_iter().map(|(draws, _)| draws).collect(),
        accepted,
        independent: false,
    }
}

/// A chain.
struct Walk<'a, M: Model> {
    model: &'a M,
    dice: Dice,
    weights: M::Weights,
    z: Vec<f64>,
    values: Vec<f64>,
    likelihood: f64,
    /// ln of the size of single steps, and of joint ones.
    single: Vec<f64>,
    joint: f64,
    /// Of joint proposals.
    root: DMatrix<f64>,
    tried: usize,
    taken: usize,
}

impl<'a, M: Model> Walk<'a, M> {
    fn new(model: &'a M, plan: Plan, chain: usize) -> Walk<'a, M> {
        let mut dice = Dice::new(plan.seed, model.name(), chain as u32);
        let weights = model.weights(&mut dice);
        let unknowns = model.unknowns();
        let n = unknowns.len();
        let mut z: Vec<f64> = (0..n).map(|_| 0.5 * dice.normal()).collect();
        let values_at = |z: &[f64]| -> Vec<f64> {
            unknowns.iter().zip(z).map(|(unknown, &z)| unknown.value(z)).collect()
        };
        let mut values = values_at(&z);
        let mut likelihood = model.log_likelihood(&values, &weights);
        if !likelihood.is_finite() {
            z = vec![0.0; n];
            values = values_at(&z);
            likelihood = model.log_likelihood(&values, &weights);
        }
        let single = vec![ln(0.3); n];
        let root = DMatrix::identity(n, n);
        let joint = ln(2.38 / (n as f64).sqrt());
        let (tried, taken) = (0, 0);
        Walk { model, dice, weights, z, values, likelihood, single, joint, root, tried, taken }
    }

    /// The kept draws, and the share of joint proposals taken among them.
    fn go(mut self, draws: usize) -> (Vec<Vec<f64>>, f64) {
        let mut seen = Vec::new();
        for sweep in 0..SWEEPS {
            for at in 0..self.z.len() {
                let taken = self.step_one(at);
                self.single[at] += (taken - 0.44) * 2.0 / (1.0 + sweep as f64).sqrt();
            }
            self.renew();
            if sweep >= SWEEPS / 2 {
                seen.push(self.z.clone());
            }
        }
        for round in 0..draws / 2 {
            if round % 25 == 0 {
                // What was seen first is forgotten.
                self.root = root(&seen[seen.len() / 3..]);
            }
            for _ in 0..PROPOSALS {
                let taken = self.step_all();
                self.joint += (taken - 0.27) / (1.0 + round as f64).sqrt();
            }
            self.step_any();
            self.renew();
            seen.push(self.z.clone());
        }
        self.root = root(&seen[seen.len() / 3..]);
        (self.tried, self.taken) = (0, 0);
        let mut kept = Vec::with_capacity(draws);
        for _ in 0..draws {
            for _ in 0..PROPOSALS {
                self.step_all();
            }
            self.step_any();
            self.renew();
            kept.push(self.values.clone());
        }
        (kept, self.taken as f64 / self.tried.max(1) as f64)
    }

    fn step_any(&mut self) {
        let at = self.dice.below(self.z.len());
        self.step_one(at);
    }

    /// Moves one unknown; the probability with which it was.
    fn step_one(&mut self, at: usize) -> f64 {
        let mut z = self.z.clone();
        z[at] += exp(self.single[at]) * self.dice.normal();
        self.decide(z)
    }

    /// Moves all; the probability with which they were.
    fn step_all(&mut self) -> f64 {
        let n = self.z.len();
        let normals = DVector::from_fn(n, |_, _| self.dice.normal());
        let step = &self.root * normals * exp(self.joint);
        let z = self.z.iter().zip(step.iter()).map(|(z, s)| z + s).collect();
        let before = self.likelihood;
        let taken = self.decide(z);
        self.tried += 1;
        self.taken += usize::from(self.likelihood != before);
        taken
    }

    /// Takes a proposal with the probability of Metropolis, which it returns.
    fn decide(&mut self, z: Vec<f64>) -> f64 {
        let unknowns = self.model.unknowns();
        let values: Vec<f64> = unknowns.iter().zip(&z).map(|(u, &z)| u.value(z)).collect();
        let likelihood = self.model.log_likelihood(&values, &self.weights);
        let prior = |z: &[f64]| -0.5 * z.iter().map(|z| z * z).sum::<f64>();
        let gain = likelihood + prior(&z) - self.likelihood - prior(&self.z);
        let chance = if gain.is_nan() { 0.0 } else { exp(gain.min(0.0)) };
        if self.dice.uniform() < chance {
            (self.z, self.values, self.likelihood) = (z, values, likelihood);
        }
        chance
    }

    fn renew(&mut self) {
        self.model.reweigh(&self.values, &mut self.weights, &mut self.dice);
        self.likelihood = self.model.log_likelihood(&self.values, &self.weights);
    }
}

/// The lower root of the covariance of what was seen, with a little of the prior's in it.
fn root(seen: &[Vec<f64>]) -> DMatrix<f64> {
    const PRIOR: f64 = 1e-4;
    let n = seen[0].len();
    let count = seen.len() as f64;
    let mean: Vec<f64> = (0..n).map(|i| seen.iter().map(|z| z[i]).sum::<f64>() / count).collect();
    let mut covariance = DMatrix::identity(n, n) * PRIOR;
    for z in seen {
        for i in 0..n {
            for j in 0..n {
                covariance[(i, j)] += (z[i] - mean[i]) * (z[j] - mean[j]) / count;
            }
        }
    }
    Cholesky::new(covariance).map_or_else(|| DMatrix::identity(n, n), Cholesky::unpack)
}

impl Sample {
    /// The members of an ensemble.
    pub fn ensemble(members: Vec<Vec<f64>>) -> Sample {
        Sample { chains: vec![members], accepted: 1.0, independent: true }
    }

    /// The least size of a correlation that chance does not make: one in a hundred of independent
    /// members passes it.
    pub fn told_apart(&self) -> f64 {
        match self.independent {
            true => (2.58 / self.effective(0).sqrt()).max(LEAST),
            false => LEAST,
        }
    }

    /// Every draw of an unknown, chain after chain.
    pub fn of(&self, unknown: usize) -> Vec<f64> {
        self.chains.iter().flatten().map(|draw| draw[unknown]).collect()
    }

    /// The worst R̂ of the halves of the chains; 1 of an ensemble, which has no chains to agree.
    pub fn r_hat(&self, unknown: usize) -> f64 {
        if self.independent {
            return 1.0;
        }
        let halves = self.halves(unknown);
        let n = halves[0].len() as f64;
        let (means, within) = moments(&halves);
        let mean = means.iter().sum::<f64>() / means.len() as f64;
        let spread = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>();
        let between = n * spread / (means.len() as f64 - 1.0);
        if within > 0.0 { (((n - 1.0) / n * within + between / n) / within).sqrt() } else { 1.0 }
    }

    /// Independent draws that would say as much.
    pub fn effective(&self, unknown: usize) -> f64 {
        if self.independent {
            return self.chains.iter().map(Vec::len).sum::<usize>() as f64;
        }
        let halves = self.halves(unknown);
        let (m, n) = (halves.len() as f64, halves[0].len());
        let (means, within) = moments(&halves);
        let mean = means.iter().sum::<f64>() / m;
        let spread = means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (m - 1.0);
        let whole = within * (n as f64 - 1.0) / n as f64 + spread;
        if whole <= 0.0 {
            return m * n as f64;
        }
        let correlation = |lag: usize| {
            let of = |(half, mean): (&Vec<f64>, &f64)| -> f64 {
                let pairs = half.iter().zip(&half[lag..]);
                pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n as f64
            };
            let covariance = halves.iter().zip(&means).map(of).sum::<f64>() / m;
            1.0 - (within * (n as f64 - 1.0) / n as f64 - covariance) / whole
        };
        let (mut sum, mut least) = (0.0, f64::INFINITY);
        for pair in 0..(n - 1) / 2 {
            let two = correlation(2 * pair) + correlation(2 * pair + 1);
            if two <= 0.0 {
                break;
            }
            least = two.min(least);
            sum += least;
        }
        m * n as f64 / (2.0 * sum - 1.0).max(1e-3)
    }

    fn halves(&self, unknown: usize) -> Vec<Vec<f64>> {
        let mut halves = Vec::new();
        for chain in &self.chains {
            let values: Vec<f64> = chain.iter().map(|draw| draw[unknown]).collect();
            let middle = values.len() / 2;
            halves.push(values[..middle].to_vec());
            halves.push(values[middle..2 * middle].to_vec());
        }
        halves
    }
}

/// Means of parts, and the mean of their variances.
fn moments(parts: &[Vec<f64>]) -> (Vec<f64>, f64) {
    let n = parts[0].len() as f64;
    let means: Vec<f64> = parts.iter().map(|part| part.iter().sum::<f64>() / n).collect();
    let variance = |(part, mean): (&Vec<f64>, &f64)| {
        part.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)
    };
    let within = parts.iter().zip(&means).map(variance).sum::<f64>() / parts.len() as f64;
    (means, within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Distribution;

    /// A normal with a normal prior.
    struct Line {
        unknowns: Vec<Unknown>,
        data: Vec<f64>,
    }

    impl Model for Line {
        type Weights = ();
        fn name(&self) -> &str {
            "line"
        }
        fn unknowns(&self) -> &[Unknown] {
            &self.unknowns
        }
        fn weights(&self, _: &mut Dice) {}
        fn log_likelihood(&self, v: &[f64], _: &()) -> f64 {
            self.data.iter().map(|y| -0.5 * (y - v[0] - v[1]) * (y - v[0] - v[1])).sum()
        }
        fn reweigh(&self, _: &[f64], _: &mut (), _: &mut Dice) {}
    }

    #[test]
    fn a_conjugate_posterior_is_found_with_its_correlation() {
        let prior = |mean, sd| Distribution::Normal { mean, sd };
        let unknowns = vec![
            Unknown::nuisance("a", "1", prior(1.0, 2.0)),
            Unknown::nuisance("b", "1", prior(0.0, 1.0)),
        ];
        let line = Line { unknowns, data: vec![2.0, 3.0, 4.0, 3.0] };
        let sample = sample(&line, Plan { chains: 4, draws: 4000, seed: 1 });
        // Precision: prior diag(1/4, 1) plus n = 4 in every place; right side from sum 12.
        let precision = DMatrix::from_row_slice(2, 2, &[4.25, 4.0, 4.0, 5.0]);
        let covariance = precision.try_inverse().unwrap();
        let mean = &covariance * DVector::from_vec(vec![12.0 + 0.25, 12.0]);
        let draws: Vec<Vec<f64>> = (0..2).map(|i| sample.of(i)).collect();
        let n = draws[0].len() as f64;
        let found: Vec<f64> = draws.iter().map(|d| d.iter().sum::<f64>() / n).collect();
        for i in 0..2 {
            assert!((found[i] - mean[i]).abs() < 0.06, "{found:?} {mean}");
            assert!(sample.r_hat(i) < 1.02, "{}", sample.r_hat(i));
            assert!(sample.effective(i) > 800.0, "{}", sample.effective(i));
            for j in 0..2 {
                let products =
                    draws[i].iter().zip(&draws[j]).map(|(a, b)| (a - found[i]) * (b - found[j]));
                let c = products.sum::<f64>() / n;
                assert!((c - covariance[(i, j)]).abs() < 0.09, "{c} {covariance}");
            }
        }
        assert!(sample.accepted > 0.1 && sample.accepted < 0.6, "{}", sample.accepted);
    }

    #[test]
    fn chains_that_disagree_are_told() {
        let around = |centre: f64| -> Vec<Vec<f64>> {
            (0..100).map(|i| vec![centre + 0.01 * f64::from(i % 7)]).collect()
        };
        let apart =
            Sample { chains: vec![around(0.0), around(1.0)], accepted: 0.3, independent: false };
        assert!(apart.r_hat(0) > 5.0);
        let alike =
            Sample { chains: vec![around(0.0), around(0.0)], accepted: 0.3, independent: false };
        assert!(alike.r_hat(0) < 1.05, "{}", alike.r_hat(0));
        // Members have an order too, but it means nothing.
        let members = (0..100).map(|i| vec![f64::from(i)]).collect();
        let ensemble = Sample::ensemble(members);
        assert_eq!((ensemble.r_hat(0), ensemble.effective(0)), (1.0, 100.0));
    }
}
