//! The link from the engine to China's influence capacity (FBIC), which the engine does not hold:
//! its log change over a horizon on the log change of China's share in the economy's trade, fitted to
//! what is known at the origin, series pooled.
//!
//! Series are alike in how influence answers trade, not in how it moves otherwise: that of the United
//! States changes by some hundredths a year, Armenia's has doubled in one. So each has a trend and a
//! noise of its own, both from its past changes and drawn toward those of all by how few they are
//! ([`super::trend`], [`super::shrink`]). What the line leaves is drawn from what it left in the past,
//! in units of that noise: most years little, some years much. Spans of some years overlap, and years
//! have something in common: how little they say of the level and of trends is drawn, too.

use std::collections::BTreeMap;

use crate::numeric::function::{exp, ln};

use super::history::History;
use super::level::{EXCESS, dof_of};
use super::shrink::{Noise, Surprises, shrink};
use super::target::{Quantity, Series};
use super::trend::{Trend, trends};

/// What is drawn for a forecast: which of the rests, and two normal numbers for what is not known of
/// the level of a series and of its noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Luck {
    pub uniform: f64,
    pub level: f64,
    pub noise: f64,
}

/// What a series has of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// Its trend over the horizon.
    pub trend: f64,
    /// S.d. of what is not known of that and of the level of all.
    pub doubt: f64,
    /// Which part of its variance the trend, made of the same years, has left.
    pub left: f64,
    /// How noisy it is against the others.
    pub noise: Noise,
}

/// A series like all.
const EVEN: Own =
    Own { trend: 0.0, doubt: 0.0, left: 1.0, noise: Noise { median: 1.0, sigma: 0.0 } };

/// A fitted line: log change = `level` + the trend of the series + `slope` × log change of the share +
/// the noise of the series × one of `rests`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub level: f64,
    pub slope: f64,
    pub own: Vec<Own>,
    /// What the line left of each change, over the noise of its series, in rising order.
    pub rests: Vec<f64>,
}

impl Link {
    /// The change of a series at a change of the share.
    pub fn change(&self, series: usize, share: f64, luck: Luck) -> f64 {
        let at = (luck.uniform * self.rests.len() as f64) as usize;
        let rest = self.rests[at.min(self.rests.len() - 1)];
        let Own { trend, doubt, noise, .. } = self.own[series];
        let level = self.level + trend + doubt * luck.level;
        level + self.slope * share + noise.median * exp(noise.sigma * luck.noise) * rest
    }

    /// What the line leaves of a change, as large as it will be.
    fn rest(&self, change: &Change) -> f64 {
        let Own { trend, left, .. } = self.own[change.series];
        (change.influence - self.level - trend - self.slope * change.share) / left.sqrt()
    }

    /// How noisy each series is against others, by its changes over some years.
    fn noise_of(&self, changes: &[Change], horizon: u32) -> Vec<Noise> {
        let mut surprises = vec![Surprises::default(); self.own.len()];
        // The sum of some years is less heavy-tailed than each of them.
        let dof = dof_of(EXCESS / f64::from(horizon));
        for change in changes {
            surprises[change.series].add(self.rest(change), dof);
        }
        let apart: Vec<Surprises> = surprises.iter().map(|s| s.overlapping(horizon)).collect();
        match shrink(&apart) {
            Some(group) => group.members,
            None => vec![EVEN.noise; surprises.len()],
        }
    }

    /// What is left of each series year after year.
    fn trends_of(&self, yearly: &[Change]) -> Vec<Trend> {
        let mut years: BTreeMap<i32, Vec<Option<f64>>> = BTreeMap::new();
        for change in yearly {
            let year = years.entry(change.year).or_insert_with(|| vec![None; self.own.len()]);
            year[change.series] = Some(self.rest(change));
        }
        trends(&years.into_values().collect::<Vec<_>>())
    }

    /// Variance that the rests lack since the level was fitted to them: series of the same years have
    /// something in common, and spans that overlap are few that do not. Of n apart, whose common
    /// parts have mean square c² around the level, the true one is n/(n − 1) of it and the error of
    /// the level 1/(n − 1).
    fn common(&self, changes: &[Change], horizon: u32) -> f64 {
        let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
        for change in changes {
            let weight = weight(&self.own[change.series]);
            let (sum, whole) = years.entry(change.year).or_default();
            *sum += weight * self.rest(change);
            *whole += weight;
        }
        let square = years.values().map(|(sum, whole)| (sum / whole) * (sum / whole)).sum::<f64>();
        let h = f64::from(horizon);
        let apart = (years.len() as f64 + h - 1.0) / h;
        2.0 * square / years.len() as f64 / (apart - 1.0)
    }
}

/// How much a change of a series says of the line.
fn weight(own: &Own) -> f64 {
    1.0 / (own.noise.median * own.noise.median)
}

/// Changes without which nothing is fitted, in no fewer than two years.
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
    // With the noise of each known, the noisy ones no longer decide where the line lies.
    let alike = line(yearly, &vec![EVEN; series])?;
    let noise = alike.noise_of(yearly, 1);
    let even: Vec<Own> = noise.into_iter().map(|noise| Own { noise, ..EVEN }).collect();
    let trends = line(yearly, &even)?.trends_of(yearly);
    let h = f64::from(horizon);
    let mut own: Vec<Own> = even
        .into_iter()
        .zip(&trends)
        .enumerate()
        .map(|(series, (even, trend))| {
            let years = yearly.iter().filter(|change| change.series == series).count().max(1);
            let left = 1.0 - trend.own * (2.0 - trend.own) * h / years as f64;
            // Hardly more years than the horizon would leave nothing, and rests without bound.
            Own { trend: h * trend.mean, left: left.max(0.1), ..even }
        })
        .collect();
    // Noise is what goes around a trend; over some years it need not be what it is over one.
    let noise = line(ahead, &own)?.noise_of(ahead, horizon);
    for (own, noise) in own.iter_mut().zip(noise) {
        own.noise = noise;
    }
    let mut link = line(ahead, &own)?;
    let common = link.common(ahead, horizon);
    for (own, trend) in link.own.iter_mut().zip(&trends) {
        own.doubt = (h * h * trend.sd * trend.sd + common).sqrt();
    }
    Some(link)
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
fn line(changes: &[Change], own: &[Own]) -> Option<Link> {
    let years = |change: &Change| change.year != changes[0].year;
    if changes.len() < FEWEST || !changes.iter().any(years) {
        return None;
    }
    let mean = |of: &dyn Fn(&Change) -> f64| {
        let sum: f64 = changes.iter().map(|c| weight(&own[c.series]) * of(c)).sum();
        sum / changes.iter().map(|c| weight(&own[c.series])).sum::<f64>()
    };
    let around = |c: &Change| c.influence - own[c.series].trend;
    let (mx, my) = (mean(&|c| c.share), mean(&around));
    let xx = mean(&|c| (c.share - mx) * (c.share - mx));
    let xy = mean(&|c| (c.share - mx) * (around(c) - my));
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    let level = my - slope * mx;
    let mut link = Link { level, slope, own: own.to_vec(), rests: Vec::new() };
    link.rests = changes.iter().map(|c| link.rest(c) / own[c.series].noise.median).collect();
    link.rests.sort_by(f64::total_cmp);
    Some(link)
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
        Luck { uniform, level: 0.0, noise: 0.0 }
    }

    #[test]
    fn a_line_is_found_again() {
        let at = |i: i32| change(0, i, f64::from(i), 2.0 + 0.5 * f64::from(i));
        let points: Vec<Change> = (0..40).map(at).collect();
        let link = line(&points, &[EVEN]).unwrap();
        assert!((link.slope - 0.5).abs() < 1e-12 && (link.level - 2.0).abs() < 1e-9);
        assert!(link.rests.iter().all(|rest| rest.abs() < 1e-6));
        assert!((link.change(0, 4.0, luck(0.999)) - 4.0).abs() < 1e-6);
        assert_eq!(line(&points[..10], &[EVEN]), None);
    }

    #[test]
    fn what_is_left_is_drawn_as_often_as_it_was_left() {
        let at = |i: i32| change(0, i, f64::from(i % 5), if i % 4 == 0 { 3.0 } else { -1.0 });
        let points: Vec<Change> = (0..40).map(at).collect();
        let link = line(&points, &[EVEN]).unwrap();
        let of = |k: i32| link.change(0, 2.0, luck(f64::from(k) / 40.0));
        assert_eq!((0..40).filter(|k| of(*k) > 1.0).count(), 10);
    }

    /// Thirty series of some years, in which a world: the noise of every third is five times as large,
    /// influence follows half of the share, each has a trend and all have something in common.
    fn made(world: u64, years: std::ops::RangeInclusive<i32>, common: f64) -> Vec<Change> {
        const STREAM: Stream = Stream::new("test.link");
        let (draws, tail) = (Draws::new(world), StudentT::new(TAIL_DOF, TAIL_CUT));
        let at = |year: i32, entity: usize| Address {
            stream: STREAM,
            step: year as u32,
            entity: entity as u64,
        };
        let of = |series: usize, year: i32| {
            let share: f64 = 0.2 * draws.normal::<f64>(at(year, 100 + series), 0);
            let shock: f64 = draws.student_t(at(year, series), 0, &tail);
            let noise = if series.is_multiple_of(3) { 0.25 } else { 0.05 };
            let all = common * draws.normal::<f64>(at(year, 99), 0);
            let trend = 0.05 + 0.06 * draws.normal::<f64>(at(0, series), 0);
            change(series, year, share, trend + 0.5 * share + all + noise * shock)
        };
        years
            .flat_map(|year| (0..30).map(move |series| (series, year)))
            .map(|(s, y)| of(s, y))
            .collect()
    }

    /// Changes over so many years of those over one.
    fn over(yearly: &[Change], horizon: i32) -> Vec<Change> {
        let last = yearly.last().expect("some years").year;
        let first = yearly[0].year;
        let of = |series: usize, year: i32| {
            let years = (year - horizon + 1)..=year;
            let some = yearly.iter().filter(|c| c.series == series && years.contains(&c.year));
            some.fold(change(series, year, 0.0, 0.0), |sum, c| Change {
                share: sum.share + c.share,
                influence: sum.influence + c.influence,
                ..sum
            })
        };
        (first + horizon - 1..=last)
            .flat_map(|y| (0..30).map(move |s| (s, y)))
            .map(|(s, y)| of(s, y))
            .collect()
    }

    #[test]
    fn each_series_has_its_own_noise_and_trend() {
        let changes = made(5, 1..=20, 0.0);
        let truth: Vec<f64> = (0..30)
            .map(|series| {
                let some = made(5, 1..=400, 0.0);
                let own = some.iter().filter(|c| c.series == series);
                own.map(|c| c.influence - 0.5 * c.share).sum::<f64>() / 400.0
            })
            .collect();
        let link = fitted(&changes, &changes, 30, 1).unwrap();
        assert!((link.slope - 0.5).abs() < 0.03, "{}", link.slope);
        let mean = |noisy: bool| {
            let some = (0..30_usize).filter(|s| s.is_multiple_of(3) == noisy);
            some.map(|s| link.own[s].noise.median).sum::<f64>() / if noisy { 10.0 } else { 20.0 }
        };
        let ratio = mean(true) / mean(false);
        assert!((4.0..6.0).contains(&ratio), "{ratio}");
        let all = truth.iter().sum::<f64>() / 30.0;
        let error = |of: &dyn Fn(usize) -> f64| -> f64 {
            (0..30).map(|s| (truth[s] - of(s)) * (truth[s] - of(s))).sum()
        };
        assert!(error(&|s| link.level + link.own[s].trend) < 0.5 * error(&|_| all));
    }

    #[test]
    fn what_comes_lies_in_its_intervals_as_often_as_they_say() {
        // Twelve years known, four ahead: three spans that do not overlap.
        let horizon = 4;
        let mut inside = [0.0; 2];
        for world in 0..60 {
            let yearly = made(world, 1..=12, 0.04);
            let link = fitted(&yearly, &over(&yearly, horizon), 30, horizon as u32).unwrap();
            for ahead in over(&made(world, 13..=16, 0.04), horizon) {
                const STREAM: Stream = Stream::new("test.link.luck");
                let at = |entity| Address { stream: STREAM, step: 0, entity };
                let draws = Draws::new(ahead.series as u64);
                let value = |run: u64| {
                    let luck = Luck {
                        uniform: draws.uniform(at(0), run),
                        level: draws.normal(at(1), run),
                        noise: draws.normal(at(2), run),
                    };
                    link.change(ahead.series, ahead.share, luck)
                };
                let below = (0..400).filter(|run| value(*run) < ahead.influence).count();
                if (20..380).contains(&below) {
                    let noisy = ahead.series.is_multiple_of(3);
                    inside[usize::from(noisy)] += if noisy { 0.1 } else { 0.05 } / 60.0;
                }
            }
        }
        // Sixty worlds, whose series share what they have in common. Noise drawn toward the middle is
        // too small for the noisy third and too large for the others.
        let all = inside[0] * 2.0 / 3.0 + inside[1] / 3.0;
        assert!((0.87..0.93).contains(&all), "{all}");
        assert!(inside.iter().all(|part| (0.80..0.96).contains(part)), "{inside:?}");
    }
}
