//! Skill against a baseline, with an interval that resamples whole clusters of forecasts: those of a
//! directed pair (or an economy), or those of an origin, hang together and are drawn together.
//!
//! Skill is 1 − mean score / mean score of the baseline: 0 no better, 1 perfect. Both means are over
//! the same resampled forecasts (paired), so what is hard for both cancels.

use rand::RngExt as _;

use crate::numeric::{Address, Draws, Stream};

const RESAMPLE: Stream = Stream::new("hindcast.bootstrap");

/// Resamples behind an interval.
const RESAMPLES: usize = 2000;

/// A skill and the interval that holds 95 % of the resamples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skill {
    pub skill: f64,
    pub low: f64,
    pub high: f64,
    /// Clusters that were resampled.
    pub clusters: usize,
}

impl Skill {
    /// Over nothing.
    pub const NONE: Skill = Skill { skill: f64::NAN, low: f64::NAN, high: f64::NAN, clusters: 0 };
}

/// Skill of `ours` over `theirs` (scores of the same forecasts), resampling clusters.
///
/// # Panics
/// Where the lists differ in length or are empty.
pub fn skill(ours: &[f64], theirs: &[f64], clusters: &[usize], seed: u64) -> Skill {
    assert!(ours.len() == theirs.len() && ours.len() == clusters.len() && !ours.is_empty());
    let count = clusters.iter().max().map_or(0, |last| last + 1);
    let mut sums = vec![(0.0, 0.0); count];
    for ((a, b), &cluster) in ours.iter().zip(theirs).zip(clusters) {
        sums[cluster].0 += a;
        sums[cluster].1 += b;
    }
    let of = |(a, b): (f64, f64)| 1.0 - a / b;
    let add = |x: (f64, f64), y: &(f64, f64)| (x.0 + y.0, x.1 + y.1);
    let whole = of(sums.iter().fold((0.0, 0.0), add));
    let mut rng = Draws::new(seed).rng(Address { stream: RESAMPLE, step: 0, entity: 0 });
    let mut skills: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..count).map(|_| &sums[rng.random_range(0..count)]);
            of(drawn.fold((0.0, 0.0), add))
        })
        .collect();
    skills.sort_by(f64::total_cmp);
    Skill {
        skill: whole,
        low: super::quantile(&skills, 0.025),
        high: super::quantile(&skills, 0.975),
        clusters: count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_have_no_skill_and_half_the_score_has_a_half() {
        let theirs: Vec<f64> = (1..=40).map(f64::from).collect();
        let ours: Vec<f64> = theirs.iter().map(|x| 0.5 * x).collect();
        let clusters: Vec<usize> = (0..40).map(|i| i / 4).collect();
        let none = skill(&theirs, &theirs, &clusters, 1);
        assert_eq!((none.skill, none.low, none.high), (0.0, 0.0, 0.0));
        let half = skill(&ours, &theirs, &clusters, 1);
        assert!((half.skill - 0.5).abs() < 1e-12 && (half.high - half.low).abs() < 1e-12);
        assert_eq!(half.clusters, 10);
    }

    #[test]
    fn the_interval_is_as_wide_as_the_clusters_differ() {
        let theirs = vec![1.0; 400];
        let ours: Vec<f64> = (0..400).map(|i| if (i / 40) % 2 == 0 { 0.8 } else { 1.0 }).collect();
        let apart: Vec<usize> = (0..400).collect();
        let together: Vec<usize> = (0..400).map(|i| i / 40).collect();
        let (narrow, wide) =
            (skill(&ours, &theirs, &apart, 3), skill(&ours, &theirs, &together, 3));
        assert!((narrow.skill - 0.1).abs() < 1e-12);
        assert!(wide.high - wide.low > 2.0 * (narrow.high - narrow.low));
        // Ten clusters, half of them better by .2: s.e. = .1/√10.
        let se = (wide.high - wide.low) / (2.0 * 1.96);
        assert!((se - 0.1 / 10f64.sqrt()).abs() < 0.006, "{se}");
    }
}
