//! The link from the engine to China's influence capacity (FBIC), which the engine does not hold:
//! its log change over a horizon on the log change of China's share in the economy's trade, fitted to
//! what is known at the origin, series pooled.
//!
//! Series are alike in how influence answers trade, not in how it moves otherwise: that of the United
//! States changes by some hundredths a year, Armenia's has doubled in one. So each has a trend and a
//! noise of its own, both from its past changes and drawn toward those of all by how few they are
//! ([`super::trend`], [`super::shrink`]). What the line leaves is drawn from what it left in the past,
//! in units of that noise: most years little, some years much.

use std::collections::BTreeMap;

use crate::numeric::function::{exp, ln};

use super::history::History;
use super::level::{EXCESS, dof_of};
use super::shrink::{Noise, Surprises, shrink};
use super::target::{Quantity, Series};
use super::trend::{Trend, trends};

/// What is drawn for a forecast: which of the rests, and two normal numbers for what is not known of
/// a series' trend and noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Luck {
    pub uniform: f64,
    pub trend: f64,
    pub noise: f64,
}

/// A fitted line: log change = the `level` of the series + `slope` × log change of the share + the
/// noise of the series × one of `rests`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Of each series: that of all, and its own trend over the horizon.
    pub level: Vec<f64>,
    /// S.d. of what is not known of the latter.
    pub doubt: Vec<f64>,
    pub slope: f64,
    /// How noisy each series is against the others.
    pub noise: Vec<Noise>,
    /// What the line left of each change, over the noise of its series, in rising order.
    pub rests: Vec<f64>,
}

impl Link {
    /// The change of a series at a change of the share.
    pub fn change(&self, series: usize, share: f64, luck: Luck) -> f64 {
        let at = (luck.uniform * self.rests.len() as f64) as usize;
        let rest = self.rests[at.min(self.rests.len() - 1)];
        let level = self.level[series] + self.doubt[series] * luck.trend;
        let Noise { median, sigma } = self.noise[series];
        level + self.slope * share + median * exp(sigma * luck.noise) * rest
    }

    /// What the line leaves of a change.
    fn rest(&self, change: &Change) -> f64 {
        change.influence - self.level[change.series] - self.slope * change.share
    }

    /// How noisy each series is against others, by its changes over some years.
    fn noise_of(&self, changes: &[Change], horizon: u32) -> Vec<Noise> {
        let mut surprises = vec![Surprises::default(); self.noise.len()];
        // The sum of some years is less heavy-tailed than each of them.
        let dof = dof_of(EXCESS / f64::from(horizon));
        for change in changes {
            surprises[change.series].add(self.rest(change), dof);
        }
        let apart: Vec<Surprises> = surprises.iter().map(|s| s.overlapping(horizon)).collect();
        match shrink(&apart) {
            Some(group) => group.members,
            None => vec![EVEN; surprises.len()],
        }
    }

    /// What is left of each series year after year.
    fn trends_of(&self, yearly: &[Change]) -> Vec<Trend> {
        let mut years: BTreeMap<i32, Vec<Option<f64>>> = BTreeMap::new();
        for change in yearly {
            let year = years.entry(change.year).or_insert_with(|| vec![None; self.noise.len()]);
            year[change.series] = Some(self.rest(change));
        }
        trends(&years.into_values().collect::<Vec<_>>())
    }
}

/// As noisy as all.
const EVEN: Noise = Noise { median: 1.0, sigma: 0.0 };

/// Changes without which nothing is fitted.
const FEWEST: usize = 30;

/// One change of the past.
#[derive(Clone, Copy, Debug)]
struct Change {
    series: usize,
    /// At its end.
    year: i32,
    share: f64,
    influence: f64,
}

/// Fits the link; `None` where too little is known.
pub fn fit(known: &History, series: &[Series], origin: i32, horizon: u32) -> Option<Link> {
    let yearly = changes(known, series, origin, 1);
    fitted(&yearly, &changes(known, series, origin, horizon), series.len(), horizon)
}

fn fitted(yearly: &[Change], ahead: &[Change], series: usize, horizon: u32) -> Option<Link> {
    let (none, even) = (vec![0.0; series], vec![EVEN; series]);
    // With the noise of each known, the noisy ones no longer decide where the line lies.
    let noise = line(yearly, &none, &even)?.noise_of(yearly, 1);
    let trends = line(yearly, &none, &noise)?.trends_of(yearly);
    let h = f64::from(horizon);
    let trend: Vec<f64> = trends.iter().map(|trend| h * trend.mean).collect();
    // Noise is what goes around a trend; over some years it need not be what it is over one.
    let noise = line(ahead, &trend, &noise)?.noise_of(ahead, horizon);
    let doubt = trends.iter().map(|trend| h * trend.sd).collect();
    Some(Link { doubt, ..line(ahead, &trend, &noise)? })
}

/// Every change over a horizon to the origin.
fn changes(known: &History, series: &[Series], origin: i32, horizon: u32) -> Vec<Change> {
    let mut changes = Vec::new();
    for (ix, series) in series.iter().enumerate() {
        let Quantity::Influence { over, by } = series.quantity else { continue };
        for year in known.years().filter(|year| *year <= origin) {
            let ends = [year - horizon as i32, year];
            let [Some(before), Some(after)] = ends.map(|y| known.value(series, y)) else {
                continue;
            };
            let [Some(x), Some(y)] = ends.map(|y| known.share(over, by, y)) else { continue };
            if x > 0.0 && y > 0.0 {
                let (share, influence) = (ln(y / x), after - before);
                changes.push(Change { series: ix, year, share, influence });
            }
        }
    }
    changes
}

/// Least squares around trends, weighted by the noise of each series.
fn line(changes: &[Change], trend: &[f64], noise: &[Noise]) -> Option<Link> {
    if changes.len() < FEWEST {
        return None;
    }
    let noise_of = |c: &Change| noise[c.series].median;
    let weight = |c: &Change| 1.0 / (noise_of(c) * noise_of(c));
    let mean = |of: &dyn Fn(&Change) -> f64| {
        let sum: f64 = changes.iter().map(|c| weight(c) * of(c)).sum();
        sum / changes.iter().map(weight).sum::<f64>()
    };
    let (mx, my) = (mean(&|c| c.share), mean(&|c| c.influence - trend[c.series]));
    let xx = mean(&|c| (c.share - mx) * (c.share - mx));
    let xy = mean(&|c| (c.share - mx) * (c.influence - trend[c.series] - my));
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    let level: Vec<f64> = trend.iter().map(|trend| my - slope * mx + trend).collect();
    // Two numbers were fitted: what is left is smaller than what will be.
    let n = changes.len() as f64;
    let wider = (n / (n - 2.0)).sqrt();
    let rest = |c: &Change| wider * (c.influence - level[c.series] - slope * c.share) / noise_of(c);
    let mut rests: Vec<f64> = changes.iter().map(rest).collect();
    rests.sort_by(f64::total_cmp);
    let doubt = vec![0.0; noise.len()];
    Some(Link { level, doubt, slope, noise: noise.to_vec(), rests })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanism::{TAIL_CUT, TAIL_DOF};
    use crate::numeric::{Address, Draws, Stream, StudentT};

    fn change(series: usize, year: i32, share: f64, influence: f64) -> Change {
        Change { series, year, share, influence }
    }

    fn luck(uniform: f64) -> Luck {
        Luck { uniform, trend: 0.0, noise: 0.0 }
    }

    #[test]
    fn a_line_is_found_again() {
        let at = |i: i32| change(0, i, f64::from(i), 2.0 + 0.5 * f64::from(i));
        let points: Vec<Change> = (0..40).map(at).collect();
        let link = line(&points, &[0.0], &[EVEN]).unwrap();
        assert!((link.slope - 0.5).abs() < 1e-12 && (link.level[0] - 2.0).abs() < 1e-9);
        assert!(link.rests.iter().all(|rest| rest.abs() < 1e-6));
        assert!((link.change(0, 4.0, luck(0.999)) - 4.0).abs() < 1e-6);
        assert_eq!(line(&points[..10], &[0.0], &[EVEN]), None);
    }

    #[test]
    fn what_is_left_is_drawn_as_often_as_it_was_left() {
        let at = |i: i32| change(0, i, f64::from(i % 5), if i % 4 == 0 { 3.0 } else { -1.0 });
        let points: Vec<Change> = (0..40).map(at).collect();
        let link = line(&points, &[0.0], &[EVEN]).unwrap();
        let of = |k: i32| link.change(0, 2.0, luck(f64::from(k) / 40.0));
        assert_eq!((0..40).filter(|k| of(*k) > 1.0).count(), 10);
    }

    /// Thirty series of twenty years: the noise of every third is five times as large, influence
    /// follows half of the share, and each has a trend.
    fn made() -> (Vec<f64>, Vec<Change>) {
        const STREAM: Stream = Stream::new("test.link");
        let (draws, tail) = (Draws::new(5), StudentT::new(TAIL_DOF, TAIL_CUT));
        let at = |step: u32, entity: u64| Address { stream: STREAM, step, entity };
        let trend = |of: u64| 0.05 + 0.06 * draws.normal::<f64>(at(0, of), 0);
        let of = |series: u64, year: u32| {
            let share: f64 = 0.2 * draws.normal::<f64>(at(year, 100 + series), 0);
            let shock: f64 = draws.student_t(at(year, series), 0, &tail);
            let noise = if series.is_multiple_of(3) { 0.25 } else { 0.05 };
            change(series as usize, year as i32, share, trend(series) + 0.5 * share + noise * shock)
        };
        let changes = (0..30).flat_map(|series| (1..=20).map(move |year| of(series, year)));
        ((0..30).map(trend).collect(), changes.collect())
    }

    #[test]
    fn each_series_has_its_own_noise_and_trend() {
        let (truth, changes) = made();
        let link = fitted(&changes, &changes, 30, 1).unwrap();
        assert!((link.slope - 0.5).abs() < 0.03, "{}", link.slope);
        let mean = |noisy: bool| {
            let some = (0..30_usize).filter(|s| s.is_multiple_of(3) == noisy);
            some.map(|s| link.noise[s].median).sum::<f64>() / if noisy { 10.0 } else { 20.0 }
        };
        let ratio = mean(true) / mean(false);
        assert!((4.0..6.0).contains(&ratio), "{ratio}");
        let all = truth.iter().sum::<f64>() / 30.0;
        let error = |of: &dyn Fn(usize) -> f64| -> f64 {
            (0..30).map(|s| (truth[s] - of(s)) * (truth[s] - of(s))).sum()
        };
        assert!(error(&|s| link.level[s]) < 0.5 * error(&|_| all));
    }

    #[test]
    fn a_past_year_lies_in_its_intervals_as_often_as_they_say() {
        let changes = made().1;
        let link = fitted(&changes, &changes, 30, 1).unwrap();
        // What is left, as a share of what is drawn: uniform, in quiet and in noisy series alike.
        let inside = |noisy: bool| {
            let some = changes.iter().filter(|c| c.series.is_multiple_of(3) == noisy);
            let within = |c: &Change| {
                let end = |uniform| link.change(c.series, c.share, luck(uniform));
                (end(0.05)..end(0.95)).contains(&c.influence)
            };
            let hits: Vec<bool> = some.map(within).collect();
            hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64
        };
        let (quiet, noisy) = (inside(false), inside(true));
        assert!((0.85..0.95).contains(&quiet) && (0.85..0.95).contains(&noisy), "{quiet} {noisy}");
    }
}
