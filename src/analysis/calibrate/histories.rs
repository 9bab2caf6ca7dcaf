//! Statistics that the engine makes of parameters without a likelihood, beside those of the data.
//!
//! From past years the scenario of what was known then is built as for a hindcast and run by the
//! engine. Of each history, simulated or real, the statistics are
//! ```text
//! level_h  Σ p_l Δ_l / Σ p_l² ,  p = ln(N/V)/(1 + V/1 bn)                          (histories.1)
//! arms_h   ln mean |a_l(h) − a_l(0)|                                               (histories.2)
//! ```
//! Δ is the change of a log flow after `h` years, less the means of its exporter and importer; a are
//! suppliers' shares of arms imports, of ties with a share of 5 % or more at the origin. The first
//! speaks about `shock.level_pull`, the second about `security.arms_sd` and
//! `security.speed_per_year`, whose shares lie on a simplex and have no likelihood.

use nalgebra::{DMatrix, DVector};

use crate::ensemble::{self, Order, pieces};
use crate::import::{self, Choice, Draft, Drift, Facts, Iso, Request};
use crate::model::{self, Study};
use crate::numeric::Distribution;
use crate::numeric::function::ln;
use crate::scenario::expression;

use super::inversion::Seen;
use super::unknown::Unknown;

/// Years ahead that are looked at.
const HORIZONS: [i32; 3] = [1, 3, 5];
/// Statistics: one of levels and one of arms a horizon.
const COUNT: usize = 2 * HORIZONS.len();
/// Runs of each member from each origin.
const RUNS: u64 = 16;
/// Shares below are noise of single deliveries.
const LEAST_SHARE: f64 = 0.05;

/// Keys of the unknowns, in their order.
pub const KEYS: [&str; 3] = ["shock.level_pull", "security.arms_sd", "security.speed_per_year"];

/// A past year, its scenario and what happened since.
struct Origin {
    study: Study,
    /// What is read of every run: flows, then arms, each at every horizon and at the origin.
    readings: Vec<(String, u32)>,
    flows: Vec<Tie>,
    arms: Vec<Tie>,
    /// The statistics of what happened.
    seen: [f64; COUNT],
}

/// A tie by its ends.
#[derive(Clone, Debug, PartialEq)]
struct Tie {
    from: String,
    to: String,
    /// What (histories.1) weighs it by; 0 for arms.
    pull: f64,
    /// At the origin.
    base: f64,
}

/// Past years with what the engine and the data say of them.
pub struct Histories {
    origins: Vec<Origin>,
    unknowns: Vec<Unknown>,
    seed: u64,
}

impl Histories {
    /// Histories of the actors from the last years of a window that leave room for the horizons.
    ///
    /// # Errors
    /// A sentence: no scenario can be built, or none has a tie that speaks.
    pub fn of(
        facts: &Facts,
        actors: &[Iso],
        window: (i32, i32),
        unknowns: Vec<Unknown>,
        seed: u64,
    ) -> Result<Histories, String> {
        let longest = HORIZONS[HORIZONS.len() - 1];
        let mut origins = Vec::new();
        let mut year = window.1 - longest;
        while year > window.0 + longest {
            match origin(facts, actors, year) {
                Ok(origin) => origins.push(origin),
                Err(why) if origins.is_empty() => return Err(why),
                Err(_) => break,
            }
            year -= longest;
        }
        if origins.is_empty() {
            return Err("the window leaves no room for origins five years before its end".into());
        }
        Ok(Histories { origins, unknowns, seed })
    }

    /// What a person reads of the data.
    pub fn data(&self) -> String {
        let sum = |of: fn(&Origin) -> usize| self.origins.iter().map(of).sum::<usize>();
        let (flows, arms) = (sum(|o| o.flows.len()), sum(|o| o.arms.len()));
        let n = self.origins.len();
        format!(
            "{flows} flows and {arms} arms ties from {n} origins; the engine run, no likelihood"
        )
    }

    pub fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    /// The statistics of every member (columns), means over its runs; and what the data say, with
    /// the covariance of a single history, which is pooled over members.
    pub fn forward(&self, z: &DMatrix<f64>) -> (DMatrix<f64>, Seen) {
        let known: Vec<usize> = (0..COUNT).filter(|&at| self.seen(at).is_some()).collect();
        let made: Vec<Vec<[f64; COUNT]>> = pieces(z.ncols(), |member| {
            let values: Vec<f64> = self
                .unknowns
                .iter()
                .zip(z.column(member).iter())
                .map(|(u, z)| u.value(*z))
                .collect();
            self.histories(&values)
        });
        let mean = |histories: &[[f64; COUNT]], at: usize| {
            histories.iter().map(|history| history[at]).sum::<f64>() / histories.len() as f64
        };
        let g = DMatrix::from_fn(known.len(), z.ncols(), |row, m| mean(&made[m], known[row]));
        let mut covariance = DMatrix::zeros(known.len(), known.len());
        let mut freedom = 0.0;
        for (member, histories) in made.iter().enumerate() {
            for history in histories {
                let gap =
                    DVector::from_fn(known.len(), |row, _| history[known[row]] - g[(row, member)]);
                covariance += &gap * gap.transpose();
            }
            freedom += histories.len() as f64 - 1.0;
        }
        // The mean of a few runs is itself a little off, for all members alike.
        covariance *= (1.0 + 1.0 / RUNS as f64) / freedom;
        let statistics = known.iter().map(|&at| self.seen(at).expect("it is known"));
        let statistics = DVector::from_iterator(known.len(), statistics);
        (g, Seen { statistics, covariance })
    }

    /// How the engine, run with these members, meets what happened: the statistic that it misses by
    /// most, in s.d. of what single histories of all members spread over.
    pub fn met(&self, z: &DMatrix<f64>) -> String {
        let (g, seen) = self.forward(z);
        let known = (0..COUNT).filter(|&at| self.seen(at).is_some());
        let miss = |row: usize| {
            let middle = g.row(row).mean();
            let sd = (seen.covariance[(row, row)] + g.row(row).variance()).sqrt();
            (seen.statistics[row] - middle) / sd
        };
        let misses = known.enumerate().map(|(row, at)| (at, miss(row)));
        let (at, worst) = misses.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).unwrap_or((0, 0.0));
        let years = HORIZONS[at % HORIZONS.len()];
        let what = if at < HORIZONS.len() { "levels" } else { "arms" };
        format!(
            "with the fit it misses what happened by at most {:.1} s.d. ({what}, year {years})",
            worst.abs()
        )
    }

    /// A statistic of what happened: its mean over the origins that have it.
    fn seen(&self, at: usize) -> Option<f64> {
        mean_of(self.origins.iter().map(|origin| origin.seen[at]))
    }

    /// The statistics of runs with these values, each over all origins.
    fn histories(&self, values: &[f64]) -> Vec<[f64; COUNT]> {
        let all: Vec<Vec<[f64; COUNT]>> = self
            .origins
            .iter()
            .map(|origin| origin.simulate(&self.unknowns, values, self.seed))
            .collect();
        let of = |run: usize| {
            std::array::from_fn(|at| {
                let told = self.origins.iter().zip(&all).filter(|(o, _)| o.seen[at].is_finite());
                mean_of(told.map(|(_, runs)| runs[run][at])).unwrap_or(0.0)
            })
        };
        (0..RUNS as usize).map(of).collect()
    }
}

/// The mean of the finite values; `None` where there is none.
fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.filter(|v| v.is_finite()).fold((0.0, 0), |(s, n), v| (s + v, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// The scenario of a year, and what happened since.
fn origin(facts: &Facts, actors: &[Iso], year: i32) -> Result<Origin, String> {
    let draft = |known: &Facts, year: i32| -> Result<Draft, String> {
        let request = Request {
            name: format!("origin-{year}"),
            year,
            end_year: year + HORIZONS[HORIZONS.len() - 1],
            step: "year".into(),
            choice: Choice {
                actors: actors.iter().map(Iso::to_string).collect(),
                top: 0,
                rest: true,
            },
            powers: Vec::new(),
            least_bn: 0.001,
            hindsight: false,
            drift: Drift::None,
        };
        import::build(known, &request)
    };
    let now = draft(&facts.known_by(year), year)?;
    let mut scenario = import::compose(&now)?;
    let flows: Vec<Tie> = now
        .trade
        .iter()
        .filter_map(|row| {
            let pull = ln(row.normal? / row.value) / (1.0 + row.value);
            Some(Tie { from: row.from.clone(), to: row.to.clone(), pull, base: row.value })
        })
        .collect();
    let arms: Vec<Tie> = now
        .arms
        .iter()
        .filter(|row| row.value >= LEAST_SHARE)
        .map(|row| Tie { from: row.from.clone(), to: row.to.clone(), pull: 0.0, base: row.value })
        .collect();
    let labels: Vec<String> = flows
        .iter()
        .map(|tie| format!("exports[{},{}]", tie.from, tie.to))
        .chain(arms.iter().map(|tie| format!("arms_share[{},{}]", tie.from, tie.to)))
        .collect();
    scenario.keep.extra =
        labels.iter().filter_map(|label| expression::parse_metric(label).ok()).collect();
    scenario.keep.metrics = vec!["oil_price".to_string()];
    let readings = HORIZONS
        .iter()
        .flat_map(|h| labels.iter().map(|label| (label.clone(), *h as u32)))
        .collect();
    let mut seen = [f64::NAN; COUNT];
    for (at, horizon) in HORIZONS.iter().enumerate() {
        let Ok(then) = draft(&facts.known_by(year + horizon), year + horizon) else { continue };
        let later = |rows: &[import::Row], tie: &Tie| {
            rows.iter().find(|r| r.from == tie.from && r.to == tie.to).map_or(f64::NAN, |r| r.value)
        };
        let flows_then: Vec<f64> = flows.iter().map(|tie| later(&then.trade, tie)).collect();
        seen[at] = level(&flows, &flows_then);
        // A supplier that delivers nothing any more has no share.
        let arms_then: Vec<f64> = arms
            .iter()
            .map(|tie| later(&then.arms, tie))
            .map(|v| if v.is_nan() { 0.0 } else { v })
            .collect();
        seen[HORIZONS.len() + at] = moves(&arms, &arms_then);
    }
    if seen.iter().all(|s| s.is_nan()) {
        return Err(format!("{year}: no flow with a usual level and no arms tie"));
    }
    Ok(Origin { study: model::compile(&scenario), readings, flows, arms, seen })
}

impl Origin {
    /// The statistics of runs with these values of the unknowns.
    fn simulate(&self, unknowns: &[Unknown], values: &[f64], seed: u64) -> Vec<[f64; COUNT]> {
        let mut study = Study { base: self.study.base.clone(), variants: Vec::new() };
        for (unknown, value) in unknowns.iter().zip(values) {
            for number in study.base.numbers.iter_mut().filter(|n| n.key == unknown.key) {
                number.distribution = Distribution::Constant(*value);
            }
        }
        let order = Order { threads: 1, ..Order::new(RUNS, seed) };
        let made = ensemble::sample(&study, &order, 0..RUNS, &self.readings).swap_remove(0);
        let ties = self.flows.len() + self.arms.len();
        let statistics = |run: usize| {
            let mut of = [f64::NAN; COUNT];
            for at in 0..HORIZONS.len() {
                let values: Vec<f64> =
                    made[at * ties..(at + 1) * ties].iter().map(|by_run| by_run[run]).collect();
                of[at] = level(&self.flows, &values[..self.flows.len()]);
                of[HORIZONS.len() + at] = moves(&self.arms, &values[self.flows.len()..]);
            }
            of
        };
        (0..RUNS as usize).map(statistics).collect()
    }
}

/// (histories.1); NaN where no flow has an unusual start.
fn level(flows: &[Tie], later: &[f64]) -> f64 {
    let told: Vec<(&Tie, f64)> = flows
        .iter()
        .zip(later)
        .filter(|(tie, then)| then.is_finite() && **then > 0.0 && tie.base > 0.0)
        .map(|(tie, then)| (tie, ln(then / tie.base)))
        .collect();
    let mut changes: Vec<f64> = told.iter().map(|(_, change)| *change).collect();
    let mut pulls: Vec<f64> = told.iter().map(|(tie, _)| tie.pull).collect();
    for values in [&mut changes, &mut pulls] {
        // Alternating means; ten rounds leave nothing to see.
        for round in 0..20 {
            let end = |tie: &Tie| if round % 2 == 0 { tie.from.clone() } else { tie.to.clone() };
            let mut sums: std::collections::BTreeMap<String, (f64, f64)> = Default::default();
            for ((tie, _), value) in told.iter().zip(values.iter()) {
                let (sum, n) = sums.entry(end(tie)).or_default();
                *sum += value;
                *n += 1.0;
            }
            for ((tie, _), value) in told.iter().zip(values.iter_mut()) {
                let (sum, n) = sums[&end(tie)];
                *value -= sum / n;
            }
        }
    }
    let cross: f64 = changes.iter().zip(&pulls).map(|(c, p)| c * p).sum();
    let square: f64 = pulls.iter().map(|p| p * p).sum();
    if square > 1e-9 { cross / square } else { f64::NAN }
}

/// (histories.2); NaN where no arms tie is known.
fn moves(arms: &[Tie], later: &[f64]) -> f64 {
    let total: f64 = arms.iter().zip(later).map(|(tie, then)| (then - tie.base).abs()).sum();
    if arms.is_empty() { f64::NAN } else { ln((total / arms.len() as f64).max(1e-6)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(from: &str, to: &str, pull: f64) -> Tie {
        Tie { from: from.into(), to: to.into(), pull, base: 1.0 }
    }

    #[test]
    fn the_slope_of_levels_is_found_whatever_countries_do() {
        let mut flows = Vec::new();
        let mut later = Vec::new();
        let names = ["A", "B", "C", "D"];
        for (a, from) in names.iter().enumerate() {
            for (b, to) in names.iter().enumerate().filter(|(b, _)| *b != a) {
                let pull = 0.1 * ((a * a + 3 * b) % 5) as f64 - 0.2;
                flows.push(tie(from, to, pull));
                later.push((0.3 * pull + 0.2 * a as f64 - 0.5 * b as f64).exp());
            }
        }
        assert!((level(&flows, &later) - 0.3).abs() < 1e-6, "{}", level(&flows, &later));
        assert!(level(&flows[..1], &later[..1]).is_nan());
    }

    #[test]
    fn moves_of_shares_are_means_in_logs() {
        let arms = [tie("A", "B", 0.0), tie("C", "B", 0.0)];
        assert!((moves(&arms, &[0.9, 0.7]) - 0.2_f64.ln()).abs() < 1e-12);
        assert!(moves(&[], &[]).is_nan());
    }
}
