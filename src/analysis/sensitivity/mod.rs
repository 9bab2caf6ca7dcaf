//! Sensitivity: what separates the runs in which a claim holds from those in which it does not.
//!
//! # Measure
//! The runs are divided into bins by a candidate: a drawn number, the date of an event. With `n`
//! runs in `B` bins, `S_t` the sum of squares of the claim's truth (0 or 1) about its mean and `S_w`
//! that about the means of the bins,
//! ```text
//! share = ε² = 1 − [S_w/(n − B)] / [S_t/(n − 1)]                                (sensitivity.1)
//! ```
//! is the share of the claim's variance that the candidate explains, alone and in any form, rising,
//! falling or bent: the first-order index of Sobol' with Kelley's correction, by which a candidate
//! that has nothing to do with the claim has share zero on average, sometimes below.
//!
//! Its standard error is a delete-a-group jackknife over 20 groups of runs, or over the replicates
//! of a plan that has them. The **noise level** is the largest share that the same candidates reach
//! for a claim that was dealt to the runs at random, in 95 of 100 deals: a candidate below it cannot
//! be told from chance. What the candidates above it explain **together** is the R² of an additive
//! fit, on runs that the fit has not seen; the rest is chance, candidates below the noise and what
//! candidates do only in combination.
//!
//! # Limits
//! Shares of candidates that go together overlap. Within a bin a candidate explains nothing: of a
//! straight rise over ten bins one part in a hundred is lost.
//!
//! # References
//! Kelley 1935, PNAS 21(9); Sobol' 1993; Westfall and Young 1993 on the maximum over permutations.

mod count;
mod partition;
mod together;

pub use partition::{Partition, n_bins};
pub use together::together;

use rand::seq::SliceRandom as _;

use crate::numeric::{Address, Draws, Stream, name_hash};

use count::{LANES, Row, count};

/// A share of an outcome's variance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// 1: the candidate decides the outcome. About 0, also below: it says nothing of it.
    pub share: f64,
    /// Standard error.
    pub error: f64,
}

/// Deals of a claim to the runs from which the noise level is told …
const DEALS: usize = 100;
/// … how many of them must stay below it …
const BELOW: usize = 95;
/// … and how many runs they are made over at most; the level falls as one over the runs.
const DEALT_RUNS: usize = 1 << 14;
/// The stream of the deals.
const DEAL: Stream = Stream::new("sensitivity.deal");

/// How the runs are grouped for errors: run `i` of the list belongs to group `i % groups` where
/// the runs are independent, else to its replicate.
#[derive(Clone, Debug)]
pub struct Groups {
    /// Positions of the runs, group after group.
    order: Vec<u32>,
    /// Where each group ends in `order`.
    ends: Vec<usize>,
}

impl Groups {
    /// Groups of independent runs.
    const INDEPENDENT: u64 = 20;

    /// Groups of some runs, given by id; `replicates` where the plan has them.
    pub fn new(runs: &[u64], replicates: Option<u32>) -> Groups {
        let n = replicates.map_or(Groups::INDEPENDENT, u64::from);
        let mut members = vec![Vec::new(); n as usize];
        for (at, run) in runs.iter().enumerate() {
            members[(run % n) as usize].push(at as u32);
        }
        members.retain(|group| !group.is_empty());
        let mut end = 0;
        let ends = members.iter().map(|group| {
            end += group.len();
            end
        });
        Groups { ends: ends.collect(), order: members.into_iter().flatten().collect() }
    }

    fn spans(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }
}

/// The share of every outcome that every candidate explains, by outcome and candidate.
pub fn shares(
    partitions: &[Partition],
    outcomes: &[Vec<bool>],
    groups: &Groups,
) -> Vec<Vec<Share>> {
    let mut all = vec![Vec::with_capacity(partitions.len()); outcomes.len()];
    for (chunk, into) in outcomes.chunks(LANES).zip(all.chunks_mut(LANES)) {
        let row = |&run: &u32| Row::of(chunk.iter().map(|outcome| outcome[run as usize]));
        let rows: Vec<Row> = groups.order.iter().map(row).collect();
        for partition in partitions {
            let bins: Vec<u8> =
                groups.order.iter().map(|&run| partition.bins[run as usize]).collect();
            let counts: Vec<Bins> = groups
                .spans()
                .map(|span| Bins::of(&bins[span.clone()], &rows[span], partition.n_bins()))
                .collect();
            for (lane, found) in into.iter_mut().enumerate() {
                found.push(jackknife(&counts, lane));
            }
        }
    }
    all
}

/// What the same candidates reach for each outcome when it is dealt to the runs at random.
pub fn noise(partitions: &[Partition], outcomes: &[Vec<bool>]) -> Vec<f64> {
    let runs = outcomes.first().map_or(0, Vec::len);
    let dealt = runs.min(DEALT_RUNS);
    let deals: Vec<Vec<u32>> = (0..DEALS).map(|deal| shuffled(runs, dealt, deal)).collect();
    // A lane is one outcome in one deal.
    let lanes: Vec<(usize, usize)> =
        (0..outcomes.len()).flat_map(|o| (0..DEALS).map(move |d| (o, d))).collect();
    let mut largest = vec![Vec::with_capacity(DEALS); outcomes.len()];
    for chunk in lanes.chunks(LANES) {
        let truth = |run: usize| move |&(o, d): &(usize, usize)| (o, d, run);
        let rows: Vec<Row> = (0..dealt)
            .map(|run| {
                let cells = chunk.iter().map(truth(run));
                Row::of(cells.map(|(o, d, run)| outcomes[o][deals[d][run] as usize]))
            })
            .collect();
        let mut most = vec![0.0_f64; chunk.len()];
        for partition in partitions {
            let bins = Bins::of(&partition.bins[..dealt], &rows, partition.n_bins());
            for (lane, most) in most.iter_mut().enumerate() {
                *most = most.max(bins.share(lane));
            }
        }
        chunk.iter().zip(most).for_each(|(&(outcome, _), most)| largest[outcome].push(most));
    }
    let level = |mut reached: Vec<f64>| {
        reached.sort_by(f64::total_cmp);
        reached[BELOW - 1] * dealt as f64 / runs as f64
    };
    largest.into_iter().map(level).collect()
}

/// `dealt` of the positions `0..runs`, in an order that depends on the deal alone.
fn shuffled(runs: usize, dealt: usize, deal: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..runs as u32).collect();
    let address = Address::new(DEAL, deal as u32, name_hash("runs"));
    order.shuffle(&mut Draws::new(0).rng(address));
    order.truncate(dealt);
    order
}

/// Runs and true outcomes in each bin, for a row of outcomes.
struct Bins {
    runs: Vec<u32>,
    truths: Vec<[u32; LANES]>,
}

impl Bins {
    fn of(bins: &[u8], rows: &[Row], n_bins: usize) -> Bins {
        let mut runs = vec![0; n_bins];
        bins.iter().for_each(|&bin| runs[usize::from(bin)] += 1);
        Bins { runs, truths: count(bins, rows, n_bins) }
    }

    fn share(&self, lane: usize) -> f64 {
        let cells = self.runs.iter().zip(&self.truths);
        epsilon_squared(cells.map(|(&n, truths)| (f64::from(n), f64::from(truths[lane]))))
    }
}

/// (sensitivity.1) from the runs and the true outcomes in each bin; 0 where nothing varies.
fn epsilon_squared(bins: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut n, mut truths, mut between, mut filled) = (0.0, 0.0, 0.0, 0.0);
    for (runs, holds) in bins.filter(|(runs, _)| *runs > 0.0) {
        n += runs;
        truths += holds;
        between += holds * holds / runs;
        filled += 1.0;
    }
    let total = truths - truths * truths / n;
    if !(total > 0.0 && n > filled && filled > 1.0) {
        return 0.0;
    }
    let within = truths - between;
    1.0 - within / (n - filled) * (n - 1.0) / total
}

/// The share over all groups, and its error from leaving out one after the other.
fn jackknife(groups: &[Bins], lane: usize) -> Share {
    let n_bins = groups[0].runs.len();
    let mut all = vec![(0.0, 0.0); n_bins];
    for group in groups {
        for (bin, sum) in all.iter_mut().enumerate() {
            sum.0 += f64::from(group.runs[bin]);
            sum.1 += f64::from(group.truths[bin][lane]);
        }
    }
    let share = epsilon_squared(all.iter().copied());
    let without = |group: &Bins| {
        let less = all.iter().enumerate().map(|(bin, &(n, truths))| {
            (n - f64::from(group.runs[bin]), truths - f64::from(group.truths[bin][lane]))
        });
        epsilon_squared(less)
    };
    let left: Vec<f64> = groups.iter().map(without).collect();
    Share { share, error: jackknife_error(&left) }
}

/// √[(G − 1)/G Σ (θ₋g − mean)²].
fn jackknife_error(left: &[f64]) -> f64 {
    let n = left.len() as f64;
    let mean = left.iter().sum::<f64>() / n;
    let squares: f64 = left.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares * (n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests;
