//! What separates the runs in which a claim holds from those in which it does not.

use crate::analysis::sensitivity::{self, Groups, Partition, Share};

use super::candidate::{Cause, Table};

/// What is known of one claim.
#[derive(Clone, Debug)]
pub struct Separation {
    pub claim: String,
    /// Complete runs, and those in which the claim holds.
    pub runs: usize,
    pub holds: usize,
    /// Candidates that were looked at.
    pub tested: usize,
    /// The share that the largest of so many unrelated candidates reaches.
    pub noise: f64,
    /// Candidates above the noise, the strongest first.
    pub found: Vec<Finding>,
    /// Pairs among the strongest that go together.
    pub overlaps: Vec<Overlap>,
}

/// A candidate that separates the runs.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Index among the table's candidates.
    pub candidate: usize,
    pub share: Share,
    /// The claim where the candidate is low, middle, high; value by value where they are few; for
    /// events: early, late, not at all.
    pub levels: Vec<Level>,
}

/// The runs in which a candidate is in one range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Least and greatest value; infinite for an event that has not happened.
    pub range: (f64, f64),
    pub runs: usize,
    /// Share of them in which the claim holds, and its Monte Carlo error.
    pub probability: f64,
    pub error: f64,
}

/// Two candidates that go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Indexes among the table's candidates.
    pub pair: (usize, usize),
    /// Cramér's V of the two, 0–1.
    pub strength: f64,
}

/// Candidates that are fitted together at most: with each more the fit takes longer.
const MOST_TOGETHER: usize = 30;
/// Among so many of the strongest, overlaps are looked for …
const LOOKED_AT: usize = 10;
/// … and told from this strength on.
const TELLING: f64 = 0.2;
/// So few different values are shown one by one.
const FEW: usize = 4;

/// What separates the runs for each claim of the table; `replicates` where the plan has them.
pub fn separate(table: &Table, replicates: Option<u32>) -> Vec<Separation> {
    let bins = sensitivity::n_bins(table.runs.len());
    let all: Vec<Partition> =
        table.candidates.iter().map(|c| Partition::new(&c.values, bins)).collect();
    // What is the same in all runs explains nothing.
    let varies = |at: &usize| all[*at].n_bins() > 1;
    let tested: Vec<usize> = (0..all.len()).filter(varies).collect();
    let partitions: Vec<Partition> = tested.iter().map(|&at| all[at].clone()).collect();
    let outcomes: Vec<Vec<bool>> = table.claims.iter().map(|(_, truth)| truth.clone()).collect();
    let groups = Groups::new(&table.runs, replicates);
    let shares = sensitivity::shares(&partitions, &outcomes, &groups);
    let noise = sensitivity::noise(&partitions, &outcomes);
    let mut separations = Vec::new();
    for (((claim, truth), shares), noise) in table.claims.iter().zip(shares).zip(noise) {
        let mut found: Vec<(usize, Share)> = tested.iter().copied().zip(shares).collect();
        found.retain(|(_, share)| share.share > noise);
        found.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
        separations.push(Separation {
            claim: claim.clone(),
            runs: truth.len(),
            holds: truth.iter().filter(|holds| **holds).count(),
            tested: tested.len(),
            noise,
            overlaps: overlaps(&all, &found),
            found: found
                .iter()
                .map(|&(candidate, share)| {
                    let levels = levels(&table.candidates[candidate].values, truth);
                    Finding { candidate, share, levels }
                })
                .collect(),
        });
    }
    separations
}

/// What the candidates above the noise explain together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Together {
    pub all: Share,
    /// Those alone that are drawn independently of the run.
    pub drawn: Share,
}

/// What the candidates above the noise explain of a claim together.
pub fn together(table: &Table, separation: &Separation, replicates: Option<u32>) -> Together {
    let bins = sensitivity::n_bins(table.runs.len());
    let groups = Groups::new(&table.runs, replicates);
    let truth = table.claims.iter().find(|(id, _)| *id == separation.claim);
    let truth = truth.map_or(&[][..], |(_, truth)| truth);
    let fit = |kept: &dyn Fn(&Cause) -> bool| {
        let found = separation.found.iter().map(|found| &table.candidates[found.candidate]);
        let fitted: Vec<Partition> = found
            .filter(|candidate| kept(&candidate.cause))
            .take(MOST_TOGETHER)
            .map(|candidate| Partition::new(&candidate.values, bins))
            .collect();
        sensitivity::together(&fitted.iter().collect::<Vec<_>>(), truth, &groups)
    };
    Together { all: fit(&|_| true), drawn: fit(&|cause| *cause == Cause::Number) }
}

/// The claim over a candidate's range.
fn levels(values: &[f64], truth: &[bool]) -> Vec<Level> {
    let dated = values.iter().filter(|v| v.is_finite()).count();
    // Three parts of what is always there; two of the dates of an event, and where there is none.
    let parts = if dated == values.len() { 3.0 } else { 2.0 };
    let bins = parts * values.len() as f64 / dated.max(1) as f64;
    let partition = Partition::apart(values, bins.round() as usize, FEW);
    let mut holds = vec![0; partition.n_bins()];
    for (&bin, &truth) in partition.bins.iter().zip(truth) {
        holds[usize::from(bin)] += usize::from(truth);
    }
    let level = |((&range, runs), holds): ((&(f64, f64), usize), usize)| {
        let probability = holds as f64 / runs as f64;
        let error = (probability * (1.0 - probability) / runs as f64).sqrt();
        Level { range, runs, probability, error }
    };
    partition.ranges.iter().zip(partition.sizes()).zip(holds).map(level).collect()
}

/// Pairs among the strongest candidates that go together.
fn overlaps(all: &[Partition], found: &[(usize, Share)]) -> Vec<Overlap> {
    let strongest = &found[..found.len().min(LOOKED_AT)];
    let mut overlaps = Vec::new();
    for (at, &(a, _)) in strongest.iter().enumerate() {
        for &(b, _) in &strongest[at + 1..] {
            let strength = cramer(&all[a], &all[b]);
            if strength >= TELLING {
                overlaps.push(Overlap { pair: (a, b), strength });
            }
        }
    }
    overlaps
}

/// Cramér's V with Bergsma's correction, by which unrelated partitions have about none.
fn cramer(a: &Partition, b: &Partition) -> f64 {
    let (rows, columns) = (a.n_bins(), b.n_bins());
    let mut cells = vec![0.0; rows * columns];
    for (&row, &column) in a.bins.iter().zip(&b.bins) {
        cells[usize::from(row) * columns + usize::from(column)] += 1.0;
    }
    let (a, b, n) = (a.sizes(), b.sizes(), a.bins.len() as f64);
    let mut phi = -1.0;
    for (at, cell) in cells.iter().enumerate() {
        phi += cell * cell / (a[at / columns] as f64 * b[at % columns] as f64);
    }
    let (r, c) = (rows as f64 - 1.0, columns as f64 - 1.0);
    let phi = (phi - r * c / (n - 1.0)).max(0.0);
    let least = (r - r * r / (n - 1.0)).min(c - c * c / (n - 1.0));
    if least > 0.0 { (phi / least).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests;
