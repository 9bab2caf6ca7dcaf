//! What a forecast must beat: simple rules, each with parameters from before the origin.
//!
//! Changes over the horizon are pooled over the series of a target; those of trade over thirds of it
//! by size, since small flows are noisier. A change counts where both its years are at or before the
//! origin and its figures are one publication's.

use crate::scenario::Word;

use super::forecast::Forecast;
use super::history::History;
use super::target::{Quantity, Series};

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Baseline {
    /// The last figure, as a point.
    Persistence,
    /// A normal law around the last figure, as wide as past changes over the horizon.
    Walk,
    /// The same around the last figure moved by the series' own mean change.
    Drift,
    /// Past changes over the horizon themselves and their mirror images.
    Empirical,
}

impl Word for Baseline {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("persistence", Baseline::Persistence),
        ("walk", Baseline::Walk),
        ("drift", Baseline::Drift),
        ("empirical", Baseline::Empirical),
    ];
}

/// Values that an empirical forecast is made of, at most.
const MOST_VALUES: usize = 800;
/// Changes without which a pool says nothing.
const FEWEST: usize = 8;

/// Past changes of the series of a target over one horizon, as known at an origin.
pub struct Past {
    /// By third of size (one pool where size does not matter): changes, and changes less drift.
    pools: Vec<Pool>,
    /// Where the thirds begin, in the unit of the series.
    cuts: [f64; 2],
    by_size: bool,
    /// By series: mean change of one year.
    drifts: Vec<f64>,
    horizon: f64,
}

#[derive(Clone, Debug, Default)]
struct Pool {
    changes: Vec<f64>,
    residuals: Vec<f64>,
}

impl Past {
    /// Gathers what is known at an origin; nothing after it is in `known`.
    pub fn of(known: &History, series: &[Series], origin: i32, horizon: u32) -> Past {
        let values: Vec<Vec<Option<f64>>> = series
            .iter()
            .map(|s| known.years().filter(|y| *y <= origin).map(|y| known.value(s, y)).collect())
            .collect();
        let by_size = matches!(series.first(), Some(s) if matches!(s.quantity, Quantity::Flow(..)));
        let mut sizes: Vec<f64> = values.iter().filter_map(|v| *v.last()?).collect();
        sizes.sort_by(f64::total_cmp);
        let cut = |part: usize| sizes.get(sizes.len() * part / 3).copied().unwrap_or(0.0);
        let cuts = [cut(1), cut(2)];
        let drifts: Vec<f64> = values.iter().map(|v| mean_change(v, horizon as usize)).collect();
        let mut past = Past {
            pools: vec![Pool::default(); 3],
            cuts,
            by_size,
            drifts,
            horizon: f64::from(horizon),
        };
        let h = horizon as usize;
        for (ix, values) in values.iter().enumerate() {
            for at in h..values.len() {
                if let (Some(before), Some(after)) = (values[at - h], values[at]) {
                    let third = past.third(before);
                    let drift = past.drifts[ix] * past.horizon;
                    past.pools[third].changes.push(after - before);
                    past.pools[third].residuals.push(after - before - drift);
                }
            }
        }
        past
    }

    fn third(&self, value: f64) -> usize {
        match value {
            _ if !self.by_size => 0,
            v if v < self.cuts[0] => 0,
            v if v < self.cuts[1] => 1,
            _ => 2,
        }
    }

    /// The rule's forecast of a series by its index, given its last figure; `None` where too little
    /// is known.
    pub fn forecast(&self, rule: Baseline, ix: usize, last: f64) -> Option<Forecast> {
        let pool = &self.pools[self.third(last)];
        if rule == Baseline::Persistence {
            return Some(Forecast::Point(last));
        }
        if pool.changes.len() < FEWEST {
            return None;
        }
        let root = |values: &[f64]| {
            (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt()
        };
        Some(match rule {
            Baseline::Persistence => Forecast::Point(last),
            Baseline::Walk => Forecast::Normal { mean: last, sd: root(&pool.changes) },
            Baseline::Drift => Forecast::Normal {
                mean: last + self.drifts[ix] * self.horizon,
                sd: root(&pool.residuals),
            },
            Baseline::Empirical => {
                let both = pool.changes.iter().flat_map(|c| [last + c, last - c]).collect();
                let Forecast::Sample(sorted) = Forecast::sample(both) else { return None };
                let n = sorted.len().min(MOST_VALUES);
                let every = |k: usize| sorted[(2 * k + 1) * sorted.len() / (2 * n)];
                Forecast::Sample((0..n).map(every).collect())
            }
        })
    }
}

/// Years beyond the horizon without which a series has no drift of its own: one change over the
/// horizon would be its own drift, and nothing would be left to be wrong.
const BEYOND: usize = 3;

/// Mean change of one year, over the span of what is known.
fn mean_change(values: &[Option<f64>], horizon: usize) -> f64 {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(at, v)| Some((at, (*v)?))).collect();
    match known.as_slice() {
        [(first, before), .., (last, after)] if last - first >= horizon + BEYOND => {
            (after - before) / (last - first) as f64
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::mean_change;

    #[test]
    fn a_drift_needs_years_beyond_the_horizon() {
        let rise: Vec<Option<f64>> = (0..5).map(|y| Some(f64::from(y))).collect();
        assert_eq!(mean_change(&rise, 1), 1.0);
        assert_eq!(mean_change(&rise, 3), 0.0);
        assert_eq!(mean_change(&[None, Some(1.0)], 1), 0.0);
    }
}
