//! What several candidates explain together: an additive fit, judged on runs that it has not seen.

use nalgebra::{DMatrix, DVector};

use super::{Groups, Partition, Share, jackknife_error};

/// Share of the outcome's variance that the sum of one effect for each bin of each candidate
/// explains: fitted without a group of runs, judged on it, group by group.
pub fn together(partitions: &[&Partition], outcome: &[bool], groups: &Groups) -> Share {
    if partitions.is_empty() || groups.ends.len() < 2 {
        return Share::default();
    }
    let design = Design::new(partitions);
    let parts: Vec<Sums> = groups
        .spans()
        .map(|span| {
            let mut sums = Sums::zero(design.columns);
            groups.order[span].iter().for_each(|&run| {
                sums.add(&design.active(partitions, run as usize), outcome[run as usize]);
            });
            sums
        })
        .collect();
    let mut all = Sums::zero(design.columns);
    parts.iter().for_each(|part| all.take(part, 1.0));
    // Squared errors of the fit and of the mean, group by group.
    let mut errors = Vec::with_capacity(parts.len());
    for (part, span) in parts.iter().zip(groups.spans()) {
        let mut others = all.clone();
        others.take(part, -1.0);
        let (mean, effects) = (others.mean(), others.solve());
        let mut error = (0.0, 0.0);
        for &run in &groups.order[span] {
            let truth = f64::from(u8::from(outcome[run as usize]));
            let active = design.active(partitions, run as usize);
            let fitted: f64 = active.iter().map(|&column| effects[column]).sum();
            error.0 += (truth - fitted) * (truth - fitted);
            error.1 += (truth - mean) * (truth - mean);
        }
        errors.push(error);
    }
    let sum = |skip: usize| {
        let kept = errors.iter().enumerate().filter(|(at, _)| *at != skip);
        let (fit, mean) = kept.fold((0.0, 0.0), |sum, (_, e)| (sum.0 + e.0, sum.1 + e.1));
        1.0 - fit / mean
    };
    let left: Vec<f64> = (0..errors.len()).map(sum).collect();
    Share { share: sum(usize::MAX), error: jackknife_error(&left) }
}

/// Columns of the fit: the constant, then every bin of every candidate but its first.
struct Design {
    /// The column of each candidate's second bin.
    first: Vec<usize>,
    columns: usize,
}

impl Design {
    fn new(partitions: &[&Partition]) -> Design {
        let mut columns = 1;
        let first = partitions.iter().map(|partition| {
            columns += partition.n_bins() - 1;
            columns + 1 - partition.n_bins()
        });
        Design { first: first.collect(), columns }
    }

    /// The columns that are 1 in a run; the others are 0.
    fn active(&self, partitions: &[&Partition], run: usize) -> Vec<usize> {
        let mut active = vec![0];
        for (partition, first) in partitions.iter().zip(&self.first) {
            let bin = usize::from(partition.bins[run]);
            active.extend(bin.checked_sub(1).map(|bin| first + bin));
        }
        active
    }
}

/// The normal equations of some runs.
#[derive(Clone)]
struct Sums {
    squares: DMatrix<f64>,
    truths: DVector<f64>,
}

impl Sums {
    fn zero(columns: usize) -> Sums {
        Sums { squares: DMatrix::zeros(columns, columns), truths: DVector::zeros(columns) }
    }

    fn add(&mut self, active: &[usize], truth: bool) {
        for &a in active {
            for &b in active {
                self.squares[(a, b)] += 1.0;
            }
            self.truths[a] += f64::from(u8::from(truth));
        }
    }

    fn take(&mut self, other: &Sums, sign: f64) {
        self.squares += &other.squares * sign;
        self.truths += &other.truths * sign;
    }

    fn mean(&self) -> f64 {
        self.truths[0] / self.squares[(0, 0)]
    }

    /// The effects; half a run without effect in each bin keeps the equations solvable where two
    /// events only come together.
    fn solve(mut self) -> DVector<f64> {
        for column in 1..self.truths.len() {
            self.squares[(column, column)] += 0.5;
        }
        let solved = self.squares.cholesky().map(|factor| factor.solve(&self.truths));
        solved.expect("counts with something on the diagonal are positive definite")
    }
}
