//! First passage: when something first happens, where many runs end before it does.
//!
//! A run that has not seen it by its end is *censored*: all that it says is "not until then". The
//! share that has crossed is one less the survival function of Kaplan and Meier (1958,
//! doi:10.2307/2281868); where one of several things can come first, the share that each has taken
//! by a date is its cumulative incidence (Aalen and Johansen 1978). Intervals of 95 % come from the
//! variance of Greenwood on the scale of the double logarithm, which keeps them inside 0 and 1
//! (Kalbfleisch and Prentice 1980; for incidences Choudhury 2002), where none or all have crossed
//! from Clopper and Pearson. They take runs as independent.

use crate::numeric::function::{exp, ln, powf};
use crate::numeric::special::normal_quantile;

use super::statistics::LEVEL;

/// What one run says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// When it happened, or until when it had not, in years.
    pub years: f64,
    /// Which of the causes it was; `None`: it had not happened.
    pub cause: Option<usize>,
}

/// A share with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Share {
    /// None of `n` runs: the upper end is that of Clopper and Pearson (1934).
    fn none(n: f64) -> Share {
        Share { value: 0.0, low: 0.0, high: 1.0 - all_of(n) }
    }
}

/// The lower end of the interval of a probability of which all `n` trials said yes, after Clopper
/// and Pearson: variances say nothing at the ends.
fn all_of(n: f64) -> f64 {
    powf(0.5 - LEVEL / 2.0, 1.0 / n)
}

/// A moment at which something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub years: f64,
    /// Runs that had not seen it before and were not censored before.
    pub at_risk: u64,
    /// Runs that see it now.
    pub events: u64,
    /// Share that has seen it by now, this moment included.
    pub crossed: Share,
}

/// The share that has crossed, as it grows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    pub points: Vec<Point>,
    /// Runs in all.
    pub n: u64,
    /// The last moment of which anything is known: that of the last event or censored run, and
    /// without end where nobody is left.
    pub end: f64,
}

/// A date with its 95 % interval; `None` where it lies beyond what is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    pub years: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The moments of events: runs at risk, and events by cause.
fn moments(times: &[Time], causes: usize) -> Vec<(f64, u64, Vec<u64>)> {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.years.total_cmp(&b.years));
    let mut found: Vec<(f64, u64, Vec<u64>)> = Vec::new();
    for (before, time) in sorted.iter().enumerate() {
        let Some(cause) = time.cause else { continue };
        if found.last().is_none_or(|(years, ..)| *years != time.years) {
            // A run that is censored at this very moment was at risk: it counts as after it.
            let same = sorted[..before].iter().rev().take_while(|t| t.years == time.years).count();
            let at_risk = (sorted.len() - before + same) as u64;
            found.push((time.years, at_risk, vec![0; causes]));
        }
        found.last_mut().expect("just pushed").2[cause] += 1;
    }
    found
}

/// The share that has crossed by each moment, whatever the cause (Kaplan–Meier).
pub fn kaplan_meier(times: &[Time]) -> Curve {
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let causes = times.iter().filter_map(|t| t.cause).max().map_or(0, |most| most + 1);
    let mut points = Vec::new();
    for (years, at_risk, by_cause) in moments(times, causes) {
        let events: u64 = by_cause.iter().sum();
        let (n, d) = (at_risk as f64, events as f64);
        let before = survival;
        survival *= (n - d) / n;
        greenwood += d / (n * (n - d));
        let crossed = if events == at_risk {
            // Nobody is left, and the variance is not defined.
            Share { value: 1.0, low: 1.0 - before * (1.0 - all_of(n)), high: 1.0 }
        } else {
            let (low, high) = double_log(survival, survival * survival * greenwood);
            Share { value: 1.0 - survival, low: 1.0 - high, high: 1.0 - low }
        };
        points.push(Point { years, at_risk, events, crossed });
    }
    Curve { points, n: times.len() as u64, end: known_until(times, survival) }
}

/// Until when shares are known: for ever where nobody is left.
fn known_until(times: &[Time], survival: f64) -> f64 {
    let last = times.iter().map(|t| t.years).fold(f64::NAN, f64::max);
    if survival == 0.0 { f64::INFINITY } else { last }
}

/// The share that each of `causes` has taken by each moment of an event (Aalen–Johansen): one curve
/// a cause, over the same moments.
pub fn cumulative_incidence(times: &[Time], causes: usize) -> Vec<Curve> {
    let moments = moments(times, causes);
    let curve = |cause: usize| {
        let mut survival = 1.0;
        let mut taken = 0.0;
        let mut past: Vec<Past> = Vec::new();
        let mut points = Vec::new();
        for (years, at_risk, by_cause) in &moments {
            let (n, all) = (*at_risk as f64, by_cause.iter().sum::<u64>() as f64);
            let own = by_cause[cause] as f64;
            taken += survival * own / n;
            past.push(Past { n, all, own, survival, taken });
            survival *= (n - all) / n;
            let crossed = if taken == 0.0 {
                Share::none(times.len() as f64)
            } else {
                let (low, high) = double_log(taken, variance(&past, taken));
                Share { value: taken, low, high }
            };
            points.push(Point {
                years: *years,
                at_risk: *at_risk,
                events: by_cause[cause],
                crossed,
            });
        }
        Curve { points, n: times.len() as u64, end: known_until(times, survival) }
    };
    (0..causes).map(curve).collect()
}

/// A moment behind an incidence: at risk, events of all causes and of this one, survival just
/// before it, incidence up to it.
struct Past {
    n: f64,
    all: f64,
    own: f64,
    survival: f64,
    taken: f64,
}

/// The variance of an incidence by the delta method (Marubini and Valsecchi 1995, ch. 10); without
/// censoring it is that of a share of runs.
fn variance(past: &[Past], taken: f64) -> f64 {
    let part = |p: &Past| {
        let rest = taken - p.taken;
        // Where nobody is left nothing follows, and the first term with it.
        let spread = if p.all < p.n { rest * rest * p.all / (p.n * (p.n - p.all)) } else { 0.0 };
        let own = p.survival * p.survival * p.own * (p.n - p.own) / (p.n * p.n * p.n);
        spread + own - 2.0 * rest * p.survival * p.own / (p.n * p.n)
    };
    past.iter().map(part).sum()
}

/// The 95 % interval of a share inside (0, 1) with this variance, on the scale of ln(−ln).
fn double_log(share: f64, variance: f64) -> (f64, f64) {
    if share <= 0.0 || share >= 1.0 {
        return (share, share);
    }
    let log = ln(share);
    let reach = normal_quantile(0.5 + LEVEL / 2.0) * variance.max(0.0).sqrt() / (share * log);
    let bound = |by: f64| exp(log * exp(by));
    (bound(-reach).min(bound(reach)), bound(-reach).max(bound(reach)))
}

impl Curve {
    /// The share that has crossed by a moment, it included; `None` beyond what is known.
    pub fn at(&self, years: f64) -> Option<Share> {
        if self.end.is_nan() || years > self.end {
            return None;
        }
        let past = self.points.iter().take_while(|point| point.years <= years).last();
        Some(past.map_or_else(|| Share::none(self.n as f64), |point| point.crossed))
    }

    /// The first moment by which the share `p` has crossed, and the interval that holds it: the
    /// moments at which the bounds of the share do (Brookmeyer and Crowley 1982).
    pub fn quantile(&self, p: f64) -> When {
        let first = |share: fn(&Share) -> f64| {
            // A share that should be equal may have been rounded below.
            let there = |point: &&Point| share(&point.crossed) >= p - 1e-12;
            self.points.iter().find(there).map(|point| point.years)
        };
        When { years: first(|s| s.value), low: first(|s| s.high), high: first(|s| s.low) }
    }

    /// The first moment by which half has crossed.
    pub fn median(&self) -> When {
        self.quantile(0.5)
    }
}

#[cfg(test)]
mod tests;
