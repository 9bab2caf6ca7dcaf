//! How noisy a member of a group is by its own past, drawn toward the group: few years say little.
//!
//! A member's noise against its group's is log-normal over the group. Its estimate is the mean size of
//! its past surprises over what the group's sizes make of them; of n draws of variance 1 and mean size m
//! the log of that mean has variance (1/m² − 1)/n and stands half of it too low. A surprise that many
//! shocks make is larger in the mean than one shock (m is 1/√2 for Student's t with four degrees of
//! freedom, √(2/π) for the normal law) and errs less. The spread over the group is what the estimates
//! differ by beyond that (Efron and Morris, Journal of the American Statistical Association 70, 1975, doi:10.1080/01621459.1975.10479864).

use crate::numeric::function::{exp, ln};
use crate::numeric::special::ln_gamma;

/// The least variance over a group, so that a group that looks alike by accident is not taken for one.
const LEAST: f64 = 0.01;
/// Surprises without which a member has no estimate of its own.
const FEWEST: usize = 2;

/// The surprises of a member, each over its s.d.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Surprises {
    pub n: usize,
    /// Their sizes, each over the mean size of its law.
    pub sum: f64,
    /// Variance of `sum` where noise is one.
    error: f64,
}

impl Surprises {
    /// Adds a surprise whose law is Student's t with so many degrees of freedom.
    pub fn add(&mut self, surprise: f64, dof: f64) {
        let mean = mean_size(dof);
        self.n += 1;
        self.sum += surprise.abs() / mean;
        self.error += 1.0 / (mean * mean) - 1.0;
    }

    /// What they say where each spans some years and a new one begins every year: as much as those
    /// that the same years hold one after the other.
    pub fn overlapping(&self, span: u32) -> Surprises {
        let years = self.n as f64 + f64::from(span) - 1.0;
        let n = (years / f64::from(span)).round() as usize;
        let part = n as f64 / self.n.max(1) as f64;
        Surprises { n, sum: part * self.sum, error: part * self.error }
    }
}

/// Mean size of a draw of unit variance from Student's t.
fn mean_size(dof: f64) -> f64 {
    let ratio = exp(ln_gamma(0.5 * (dof + 1.0)) - ln_gamma(0.5 * dof));
    2.0 * ratio * ((dof - 2.0) / std::f64::consts::PI).sqrt() / (dof - 1.0)
}

/// A member's noise against its group's: log-normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    pub median: f64,
    pub sigma: f64,
}

/// What was found of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Noise of its middle member, in the s.d. that the surprises were taken over.
    pub middle: f64,
    /// Log s.d. over members.
    pub spread: f64,
    /// In order of the members.
    pub members: Vec<Noise>,
}

/// The group of some members; `None` where fewer than five have an estimate.
pub fn shrink(members: &[Surprises]) -> Option<Group> {
    let estimate = |s: &Surprises| {
        let n = s.n as f64;
        let error = s.error / (n * n);
        (s.n >= FEWEST).then(|| (ln((s.sum / n).max(1e-3)) + 0.5 * error, error))
    };
    let found: Vec<(f64, f64)> = members.iter().filter_map(estimate).collect();
    if found.len() < 5 {
        return None;
    }
    let weight = |error: f64| 1.0 / (0.25 + error);
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| found.iter().map(of).sum::<f64>();
    let middle = sum(&|(log, e)| weight(*e) * log) / sum(&|(_, e)| weight(*e));
    let beyond = |(log, error): &(f64, f64)| (log - middle) * (log - middle) - error;
    let squares = sum(&|(_, e)| weight(*e) * weight(*e));
    let variance = (sum(&|m| weight(m.1) * weight(m.1) * beyond(m)) / squares).max(LEAST);
    let member = |s: &Surprises| match estimate(s) {
        Some((log, error)) => {
            let own = variance / (variance + error);
            let sigma = (variance * (1.0 - own)).sqrt();
            Noise { median: exp(own * (log - middle)), sigma }
        }
        None => Noise { median: 1.0, sigma: variance.sqrt() },
    };
    Some(Group {
        middle: exp(middle),
        spread: variance.sqrt(),
        members: members.iter().map(member).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::level::{EXCESS, dof_of};
    use super::*;
    use crate::mechanism::{TAIL_CUT, TAIL_DOF};
    use crate::numeric::{Address, Draws, Stream, StudentT};

    /// Members whose noise is known.
    fn made(years: usize, middle: f64, spread: f64) -> (Vec<f64>, Vec<Surprises>) {
        const STREAM: Stream = Stream::new("test.shrink");
        let draws = Draws::new(7);
        let tail = StudentT::new(TAIL_DOF, TAIL_CUT);
        (0..400_u64)
            .map(|member| {
                let at = |step: u32| Address { stream: STREAM, step, entity: member };
                let normal: f64 = draws.normal(at(0), 0);
                let noise = middle * exp(spread * normal);
                let mut surprises = Surprises::default();
                for year in 1..=years {
                    let shock: f64 = draws.student_t(at(year as u32), 0, &tail);
                    surprises.add(noise * shock, TAIL_DOF);
                }
                (noise, surprises)
            })
            .unzip()
    }

    #[test]
    fn a_known_group_is_found_again() {
        for years in [4, 12] {
            let (_, surprises) = made(years, 1.5, 0.5);
            let found = shrink(&surprises).expect("enough members");
            assert!((ln(found.middle / 1.5)).abs() < 0.06, "{years}: {}", found.middle);
            assert!((found.spread - 0.5).abs() < 0.09, "{years}: {}", found.spread);
        }
    }

    #[test]
    fn surprises_that_overlap_say_as_much_as_those_apart() {
        let (noises, _) = made(1, 1.0, 0.5);
        const STREAM: Stream = Stream::new("test.shrink.overlap");
        let (draws, tail) = (Draws::new(7), StudentT::new(TAIL_DOF, TAIL_CUT));
        let of = |member: usize| {
            let at = |step| Address { stream: STREAM, step, entity: member as u64 };
            let shock = |year| draws.student_t::<f64>(at(year), 0, &tail);
            let mut surprises = Surprises::default();
            for end in 4..=15 {
                let sum: f64 = (end - 3..=end).map(shock).sum();
                surprises.add(0.5 * noises[member] * sum, dof_of(EXCESS / 4.0));
            }
            surprises
        };
        let all: Vec<Surprises> = (0..400).map(of).collect();
        let spread = |all: &[Surprises]| shrink(all).expect("enough members").spread;
        let apart: Vec<Surprises> = all.iter().map(|s| s.overlapping(4)).collect();
        let (right, wrong) = (spread(&apart), spread(&all));
        assert!((right - 0.5).abs() < 0.09 && wrong > right + 0.03, "{right} {wrong}");
    }

    #[test]
    fn a_member_lies_where_its_noise_says_it_may() {
        let (noises, surprises) = made(6, 1.0, 0.5);
        let found = shrink(&surprises).expect("enough members");
        let misses: Vec<f64> = noises
            .iter()
            .zip(&found.members)
            .map(|(noise, member)| ln(noise / (found.middle * member.median)) / member.sigma)
            .collect();
        let n = misses.len() as f64;
        let square = misses.iter().map(|z| z * z).sum::<f64>() / n;
        assert!((square - 1.0).abs() < 0.25, "mean square {square}");
        let plain: f64 = noises.iter().map(|x| ln(*x) * ln(*x)).sum();
        let shrunk: f64 = misses.iter().map(|z| z * z).sum::<f64>()
            * found.members[0].sigma
            * found.members[0].sigma;
        assert!(shrunk < 0.7 * plain, "own years help: {shrunk} against {plain}");
    }

    #[test]
    fn the_mean_size_lies_between_that_of_a_shock_and_of_the_normal_law() {
        assert!((mean_size(4.0) - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-12);
        assert!((mean_size(1e6) - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-6);
    }

    #[test]
    fn members_without_years_are_the_middle_and_small_groups_are_none() {
        let (_, mut surprises) = made(8, 1.0, 0.3);
        surprises[0] = Surprises::default();
        surprises[0].add(9.0, TAIL_DOF);
        let found = shrink(&surprises).expect("enough members");
        assert_eq!(found.members[0], Noise { median: 1.0, sigma: found.spread });
        assert_eq!(shrink(&surprises[..4]), None);
    }
}
