//! The variance of every outcome, split into what it comes from: chance, parameters, data and
//! structure.
//!
//! # Equation
//! ```text
//! alone_g    = (R(Y_B,Y_g) − p R(Y_A,Y_g)) / (1 − p²)        what g explains by itself      (variance.1)
//! together_g = 1 − (R(Y_A,Y_g) − p R(Y_B,Y_g)) / (1 − p²)    what nothing but g explains    (variance.2)
//! R(x, y)    = (E xy − m²) / (E(x² + y²)/2 − m²) ,  m = E(x + y)/2 ,  p = R(Y_A, Y_B)       (variance.3)
//! ```
//! Y_A takes everything from run r, Y_B everything from run r + N, and Y_g everything from run r but
//! the draws of the group g, which come from run r + N: Y_B and Y_g share g alone, Y_A and Y_g all
//! but g. The estimator (variance.3) is the efficient one of Janon and others; p, which is zero but
//! for the finite number of runs, takes out what the two samples share by accident (Glen and Isaacs).
//! What the groups explain alone and what is missing to one is their interaction. Errors: jackknife
//! over batches of runs.
//!
//! The groups are independent by construction: each number is drawn at its own address, chance at
//! the run's.
//!
//! References: Saltelli and others, Variance based sensitivity analysis of model output, Computer
//! Physics Communications 181, 2010; Janon, Klein, Lagnoux, Nodet and Prieur, Asymptotic normality
//! and efficiency of two Sobol index estimators, ESAIM: Probability and Statistics 18, 2014; Glen and
//! Isaacs, Estimating Sobol sensitivity indices using correlations, Environmental Modelling & Software
//! 37, 2012.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::engine::{self, Status, Trajectory};
use crate::model::{Model, Number, Study};
use crate::numeric::{Plan, Real};
use crate::outcome::{Error, Layout, Origin, SplitRow, Splits};

use super::Order;
use super::simulation::Simulation;

/// Runs of the split, whatever the ensemble's number: a result may be extended.
pub const RUNS: u64 = 512;
/// Batches from whose spread the errors are told.
const BATCHES: u64 = 16;
/// Ensembles of fewer runs are not worth a split.
pub const FEWEST: u64 = 1000;

/// The group to which a number belongs.
pub fn origin(number: &Number) -> Origin {
    match (number.structural, number.parameter) {
        (true, _) => Origin::Structure,
        (false, true) => Origin::Parameters,
        (false, false) => Origin::Data,
    }
}

/// Splits the variance of every observation at the report's dates, and of every claim that needs no
/// second world. Always by Monte Carlo; only the order's seed decides the numbers.
///
/// One lane or many, the numbers are the same.
pub fn split<R: Real>(study: &Study, order: &Order) -> Vec<SplitRow> {
    batches::<R>(study, order, |_| true).rows(study)
}

/// Some of the batches of runs from which variances are split; together they give the split.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Batches(BTreeMap<u64, Vec<Sums>>);

/// Simulates the batches that `own` names by number.
pub fn batches<R: Real>(study: &Study, order: &Order, own: impl Fn(u64) -> bool) -> Batches {
    let order = Order { plan: Plan::MonteCarlo, runs: 2 * RUNS, ..order.clone() };
    let bare = bare(study);
    let layout = Layout::of(&bare, &[]);
    let simulation = Simulation::<R>::new(&bare, &order, &layout);
    let steps = steps(&bare.base);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(order.threads);
    let pool = pool.build().expect("the system grants threads");
    let numbers: Vec<u64> = (0..BATCHES).filter(|&batch| own(batch)).collect();
    let simulate = |batch| (batch, batch_of(&bare.base, &simulation, &steps, batch));
    Batches(pool.install(|| numbers.into_par_iter().map(simulate).collect()))
}

impl Batches {
    /// Takes others in.
    pub fn add(&mut self, others: Batches) {
        self.0.extend(others.0);
    }

    /// Whether every batch is there.
    pub fn complete(&self) -> bool {
        self.0.len() as u64 == BATCHES
    }

    /// The split that all batches together give.
    ///
    /// # Panics
    /// Where one is missing.
    pub fn rows(&self, study: &Study) -> Vec<SplitRow> {
        assert!(self.complete(), "every batch is there");
        let bare = bare(study);
        let batches: Vec<&Vec<Sums>> = self.0.values().collect();
        rows(&Layout::of(&bare, &[]), &steps(&bare.base), &batches)
    }

    /// The batches as they are kept in a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("numbers can be written")
    }

    /// # Errors
    /// What are no batches.
    pub fn from_bytes(bytes: &[u8]) -> Result<Batches, Error> {
        let path = "a shard's batches of the split of variance";
        postcard::from_bytes(bytes)
            .map_err(|e| Error::Unreadable { path: path.into(), why: e.to_string() })
    }
}

/// The study without second worlds.
fn bare(study: &Study) -> Study {
    Study { base: unpaired(&study.base), variants: Vec::new() }
}

/// The model without the claims that are judged in two worlds.
fn unpaired(model: &Model) -> Model {
    let mut model = model.clone();
    for claim in &mut model.claims {
        if claim.counterfactual.take().is_some() {
            claim.test = None;
        }
        claim.symmetric = None;
    }
    model
}

/// The steps of the report, the last one at least.
fn steps(model: &Model) -> Vec<u32> {
    let mut steps: Vec<u32> = model.shown.iter().map(|reading| reading.step).collect();
    steps.push(model.calendar.n_steps());
    steps.sort_unstable();
    steps.dedup();
    steps.retain(|&step| step > 0);
    steps
}

/// Sums over pairs of values, about a middle near their mean.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Pairs {
    products: f64,
    values: f64,
    squares: f64,
}

impl Pairs {
    fn add(&mut self, x: f64, y: f64) {
        self.products += x * y;
        self.values += x + y;
        self.squares += x * x + y * y;
    }

    /// The same sums of `n` pairs about a middle that lies lower by `shift`.
    fn shifted(self, n: f64, shift: f64) -> Pairs {
        Pairs {
            products: self.products + shift * self.values + n * shift * shift,
            values: self.values + 2.0 * n * shift,
            squares: self.squares + 2.0 * shift * self.values + 2.0 * n * shift * shift,
        }
    }

    fn with(self, other: Pairs) -> Pairs {
        Pairs {
            products: self.products + other.products,
            values: self.values + other.values,
            squares: self.squares + other.squares,
        }
    }

    /// (variance.3)
    fn shared(&self, n: f64) -> f64 {
        let mean = self.values / (2.0 * n);
        (self.products / n - mean * mean) / (self.squares / (2.0 * n) - mean * mean)
    }
}

/// Sums over the runs of a batch, of one outcome.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sums {
    n: f64,
    middle: f64,
    /// Y_A with Y_B.
    whole: Pairs,
    /// Y_B, and Y_A, with Y_g of each group.
    alone: [Pairs; 4],
    together: [Pairs; 4],
}

impl Sums {
    /// Takes a run's values: Y_A, Y_B and Y_g of each group.
    fn add(&mut self, a: f64, b: f64, mixed: [f64; 4]) {
        if !(a + b + mixed.iter().sum::<f64>()).is_finite() {
            return;
        }
        if self.n == 0.0 {
            self.middle = a;
        }
        self.n += 1.0;
        let [a, b] = [a, b].map(|value| value - self.middle);
        self.whole.add(a, b);
        for (group, value) in mixed.into_iter().enumerate() {
            let value = value - self.middle;
            self.alone[group].add(b, value);
            self.together[group].add(a, value);
        }
    }

    /// The sums of two batches, about the first one's middle.
    fn with(mut self, other: &Sums) -> Sums {
        if self.n == 0.0 {
            return *other;
        }
        let moved = |pairs: Pairs| pairs.shifted(other.n, other.middle - self.middle);
        self.whole = self.whole.with(moved(other.whole));
        for group in 0..4 {
            self.alone[group] = self.alone[group].with(moved(other.alone[group]));
            self.together[group] = self.together[group].with(moved(other.together[group]));
        }
        self.n += other.n;
        self
    }

    fn variance(&self) -> f64 {
        let n = 2.0 * self.n;
        (self.whole.squares - self.whole.values * self.whole.values / n) / (n - 1.0)
    }

    /// (variance.1) and (variance.2), by group.
    fn shares(&self) -> [[f64; 4]; 2] {
        let accident = self.whole.shared(self.n);
        let rest = 1.0 - accident * accident;
        let shared =
            |group: usize| [&self.alone, &self.together].map(|pairs| pairs[group].shared(self.n));
        let alone = |group| {
            let [with_b, with_a] = shared(group);
            (with_b - accident * with_a) / rest
        };
        let together = |group| {
            let [with_b, with_a] = shared(group);
            1.0 - (with_a - accident * with_b) / rest
        };
        [std::array::from_fn(alone), std::array::from_fn(together)]
    }
}

/// Simulates a batch of runs in all six mixtures and sums up every outcome.
fn batch_of<R: Real>(
    model: &Model,
    simulation: &Simulation<R>,
    steps: &[u32],
    batch: u64,
) -> Vec<Sums> {
    let runs = RUNS / BATCHES;
    let mut sums: Vec<Sums> = Vec::new();
    for first in (batch * runs..(batch + 1) * runs).step_by(R::LANES) {
        let run = |exchanged: &dyn Fn(Origin) -> bool| {
            let shift = |group| if exchanged(group) { RUNS } else { 0 };
            let numbers = simulation.mixed(|number| first + shift(origin(number)));
            let run = simulation.simulate(0, model, &numbers, first + shift(Origin::Chance));
            let outcomes = outcomes(model, &run, steps);
            simulation.reuse(0, run);
            outcomes
        };
        let whole = [run(&|_| false), run(&|_| true)];
        let mixed = Origin::ALL.map(|group| run(&|g| g == group));
        sums.resize(whole[0].len(), Sums::default());
        for (outcome, sums) in sums.iter_mut().enumerate() {
            for lane in 0..R::LANES {
                let [a, b] = whole.each_ref().map(|values| values[outcome].lane(lane));
                sums.add(a, b, mixed.each_ref().map(|values| values[outcome].lane(lane)));
            }
        }
    }
    sums
}

/// Every observation at every step, then every claim; NaN where a run says nothing.
fn outcomes<R: Real>(model: &Model, run: &Trajectory<R>, steps: &[u32]) -> Vec<R> {
    let complete = R::from_fn(|lane| match run.status[lane] {
        Status::Complete => 0.0,
        Status::NonFinite { .. } => f64::NAN,
    });
    let observations = 0..model.observations.len();
    let read = |o: usize| steps.iter().map(move |&step| run.at(step, o) + complete);
    let mut all: Vec<R> = observations.flat_map(read).collect();
    let judged = |lane| engine::judge(model, run, &[], lane).claims;
    let verdicts: Vec<Vec<Option<bool>>> = (0..R::LANES).map(judged).collect();
    all.extend((0..model.claims.len()).map(|claim| {
        let truth = |lane: usize| verdicts[lane][claim].map(|yes| f64::from(u8::from(yes)));
        R::from_fn(|lane| truth(lane).unwrap_or(f64::NAN)) + complete
    }));
    all
}

/// The rows of the outcomes that vary.
fn rows(layout: &Layout, steps: &[u32], batches: &[&Vec<Sums>]) -> Vec<SplitRow> {
    let estimate = |outcome: usize| -> Option<Splits> {
        let of = |batch: &&Vec<Sums>| batch[outcome];
        let whole = batches.iter().map(of).fold(Sums::default(), |sum, next| sum.with(&next));
        let scale = whole.middle.abs().max(1e-300);
        let varies = whole.n >= 2.0 && whole.variance() > 1e-24 * scale * scale;
        varies.then(|| {
            let without = |left: usize| {
                let rest = batches.iter().enumerate().filter(|(ix, _)| *ix != left);
                rest.map(|(_, batch)| of(batch)).fold(Sums::default(), |sum, next| sum.with(&next))
            };
            let parts: Vec<_> = (0..batches.len()).map(|left| without(left).shares()).collect();
            let [alone, together] = whole.shares();
            let error = |which: usize| {
                std::array::from_fn(|group| jackknife(parts.iter().map(|p| p[which][group])))
            };
            let (variance, n) = (whole.variance(), whole.n as u64);
            let errors = (error(0), error(1));
            Splits { n, variance, alone, alone_error: errors.0, together, together_error: errors.1 }
        })
    };
    let mut rows = Vec::new();
    for (o, column) in layout.observations.iter().enumerate() {
        for (s, &step) in steps.iter().enumerate() {
            if let Some(splits) = estimate(o * steps.len() + s) {
                let date = layout.dates[step as usize].clone();
                rows.push(SplitRow {
                    outcome: column.label.clone(),
                    step: Some(step),
                    date,
                    splits,
                });
            }
        }
    }
    let claims = layout.observations.len() * steps.len();
    for claim in &layout.claims {
        if let Some(splits) = estimate(claims + claim.index) {
            let outcome = format!("claim.{}", claim.id);
            rows.push(SplitRow { outcome, step: None, date: String::new(), splits });
        }
    }
    rows
}

/// Standard error from the estimates that leave out one batch each.
fn jackknife(parts: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let n = parts.len() as f64;
    let mean = parts.clone().sum::<f64>() / n;
    let squares: f64 = parts.map(|part| (part - mean) * (part - mean)).sum();
    ((n - 1.0) / n * squares).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Address, Distribution, Draws, Stream};

    /// Sums of a known function of four normal numbers, one a group.
    fn known(f: fn([f64; 4]) -> f64) -> Splits {
        const STREAM: Stream = Stream::new("variance.test");
        let normal = Distribution::Normal { mean: 0.0, sd: 1.0 };
        let draws = Draws::new(5);
        let numbers = |run: u64| -> [f64; 4] {
            std::array::from_fn(|g| {
                normal.quantile(draws.uniform53(Address::new(STREAM, 0, g as u64), run))
            })
        };
        let batch = |batch: u64| -> Vec<Sums> {
            let mut sums = Sums::default();
            for run in batch * 500..(batch + 1) * 500 {
                let (a, b) = (numbers(run), numbers(run + 1_000_000));
                let mixed = std::array::from_fn(|g| {
                    let mut x = a;
                    x[g] = b[g];
                    f(x)
                });
                sums.add(f(a), f(b), mixed);
            }
            vec![sums]
        };
        let batches: Vec<_> = (0..BATCHES).map(batch).collect();
        let layout = Layout {
            dates: vec!["2021".into(), "2022".into()],
            observations: vec![crate::outcome::ObservationColumn {
                label: "known".into(),
                metric: "known".into(),
                subject: None,
                object: None,
                unit: "1".into(),
                meaning: String::new(),
                source: String::new(),
            }],
            ..Layout::default()
        };
        rows(&layout, &[1], &batches.iter().collect::<Vec<_>>()).remove(0).splits
    }

    fn assert_near(found: &[f64; 4], errors: &[f64; 4], expected: [f64; 4]) {
        for group in 0..4 {
            let off = (found[group] - expected[group]).abs();
            assert!(off <= 4.0 * errors[group].max(1e-12), "{found:?} ± {errors:?} {expected:?}");
            assert!(errors[group] < 0.05, "{errors:?}");
        }
    }

    #[test]
    fn a_sum_is_split_as_its_squared_weights() {
        let splits = known(|[a, b, c, d]| 1e6 + 4.0 * a + 2.0 * b + 2.0 * c + 0.0 * d);
        let shares = [16.0 / 24.0, 4.0 / 24.0, 4.0 / 24.0, 0.0];
        assert_near(&splits.alone, &splits.alone_error, shares);
        assert_near(&splits.together, &splits.together_error, shares);
        assert!((splits.variance - 24.0).abs() < 1.0, "{}", splits.variance);
        assert!(splits.together[3].abs() < 1e-12, "what changes nothing explains nothing");
    }

    #[test]
    fn a_product_is_interaction_alone() {
        let splits = known(|[a, b, ..]| a * b);
        assert_near(&splits.alone, &splits.alone_error, [0.0; 4]);
        assert_near(&splits.together, &splits.together_error, [1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn what_does_not_vary_has_no_split() {
        let batches = vec![vec![Sums { n: 32.0, middle: 3.0, ..Sums::default() }]; 16];
        let layout = Layout { dates: vec!["2021".into(), "2022".into()], ..Layout::default() };
        assert!(rows(&layout, &[1], &batches.iter().collect::<Vec<_>>()).is_empty());
    }
}
