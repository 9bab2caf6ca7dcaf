//! Channels: through which kinds of tie a change of influence runs.
//!
//! Influence is an equation of parts: the shares and losses of each channel, the partner's power,
//! the exponents and weights, and what a metric makes of it (who is a member, how much a client
//! weighs). Between two states every part moves from one to the other; its share of the change is
//! its Shapley value over all sequences of parts, exact run by run. Over time the change is taken
//! apart step by step and the shares of the steps are added up, so that a part that went up and
//! came back is followed on its way. Shapley values, not logarithmic means (LMDI): parts may be
//! zero, and shares of regions are sums, which logarithms do not take apart exactly.

use std::ops::RangeInclusive;
use std::sync::atomic::AtomicBool;

use crate::engine::{self, Exchange, Factor, Parts};
use crate::ensemble::{self, Lanes, Order, Progress, Visit};
use crate::model::{self, Study, Variant};
use crate::numeric::Real;
use crate::scenario::{MetricRef, Scenario};

use super::{Attribution, Estimate, Method, Part, Reading, Refusal, game};

/// What the change is a change of: of one scenario between the dates of the reading, or from one to
/// the other at its date.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    pub before: &'a Scenario,
    pub after: Option<&'a Scenario>,
    pub metric: MetricRef,
    pub reading: Reading,
}

/// Shares a change of influence out over channels, power, structure and the rest.
///
/// # Errors
/// Where it was interrupted, or the metric is defined in no run.
pub fn channels(
    flow: &Flow,
    order: &Order,
    watch: (&dyn Progress, &AtomicBool),
) -> Result<Attribution, Refusal> {
    let compiled = |scenario: &Scenario| {
        let model = model::compile_for(scenario, std::slice::from_ref(&flow.metric));
        game::shortened(model, flow.reading.last())
    };
    let variant = |scenario: &Scenario| Variant {
        name: scenario.name.clone(),
        why: "the scenario to which the change leads".into(),
        model: compiled(scenario),
    };
    let variants = flow.after.into_iter().map(variant).collect();
    let study = Study { base: compiled(flow.before), variants };
    let look = |visit: &Visit| match &visit.models[..] {
        [_] => over_time(visit, &flow.reading),
        _ => between(visit, &flow.reading),
    };
    let groups = ensemble::visit(&study, order, 0..order.runs, watch, look);
    let mut runs: Vec<Split<f64>> = groups.ok_or(Refusal::Interrupted)?.concat();
    let asked = runs.len() as u64;
    runs.retain(|run| run.is_finite());
    if runs.is_empty() {
        return Err(Refusal::Undefined);
    }
    let over = |figure: &dyn Fn(&Split<f64>) -> f64| {
        Estimate::over_runs(&runs.iter().map(figure).collect::<Vec<_>>())
    };
    let part = |(place, factor): (usize, Factor)| Part {
        name: factor.word().to_string(),
        paths: vec![factor.word().to_string()],
        after: Vec::new(),
        share: over(&|run| run.shares[place]),
    };
    Ok(Attribution {
        none: over(&|run| run.from),
        all: over(&|run| run.to),
        change: over(&|run| run.to - run.from),
        parts: Factor::all().enumerate().map(part).collect(),
        method: Method { exact: true, coalitions: 1 << FACTORS, sequences: 0, ordered: false },
        runs: runs.len() as u64,
        dropped: asked - runs.len() as u64,
        worths: Vec::new(),
    })
}

/// Channels, power, structure, rest.
const FACTORS: usize = crate::world::BANDWIDTH.len() + 3;

/// A change and its shares by factor.
#[derive(Clone, Debug)]
struct Split<R> {
    from: R,
    to: R,
    shares: [R; FACTORS],
}

impl<R: Real> Split<R> {
    fn nothing() -> Split<R> {
        let none = R::splat(0.0);
        Split { from: none, to: none, shares: [none; FACTORS] }
    }

    fn add(&mut self, other: &Split<R>, weight: f64) {
        self.from += other.from * weight;
        self.to += other.to * weight;
        for (sum, share) in self.shares.iter_mut().zip(other.shares) {
            *sum += share * weight;
        }
    }

    /// The runs of the lanes in use.
    fn runs(&self, used: usize) -> Vec<Split<f64>> {
        let run = |lane| Split {
            from: self.from.lane(lane),
            to: self.to.lane(lane),
            shares: self.shares.map(|share| share.lane(lane)),
        };
        (0..used).map(run).collect()
    }
}

impl Split<f64> {
    fn is_finite(&self) -> bool {
        self.shares.iter().chain([&self.from, &self.to]).all(|figure| figure.is_finite())
    }
}

/// How much a step counts in the mean of a date.
fn weight(date: &RangeInclusive<u32>, step: u32) -> f64 {
    let steps = f64::from(date.end() - date.start() + 1);
    if date.contains(&step) { 1.0 / steps } else { 0.0 }
}

/// One scenario: the shares of every step, added up to each date.
fn over_time(visit: &Visit, reading: &Reading) -> Vec<Split<f64>> {
    let (model, numbers) = &visit.models[0];
    let since = reading.since.as_ref().expect("a change over time has a start");
    let mut sum = Split::<Lanes>::nothing();
    let mut so_far = [Lanes::splat(0.0); FACTORS];
    let mut last: Option<Parts<Lanes>> = None;
    engine::take_apart(model, visit.setting, numbers, visit.first_run, |step, parts, seen| {
        if let Some(last) = &last {
            let split = split(&mut Exchange::new(last, &parts, &reading.label));
            for (total, share) in so_far.iter_mut().zip(split.shares) {
                *total += share;
            }
        }
        let level = seen[model.observed(&reading.label)];
        let (at, start) = (weight(&reading.at, step), weight(since, step));
        sum.to += level * at;
        sum.from += level * start;
        for (share, so_far) in sum.shares.iter_mut().zip(so_far) {
            *share += so_far * (at - start);
        }
        last = Some(parts);
    });
    sum.runs(visit.used)
}

/// Two scenarios: the shares of the difference, averaged over the steps of the date; since a date,
/// less those of the difference then.
fn between(visit: &Visit, reading: &Reading) -> Vec<Split<f64>> {
    let worth = |step: u32| {
        let since = reading.since.as_ref().map_or(0.0, |since| weight(since, step));
        weight(&reading.at, step) - since
    };
    let mut sides: Vec<Vec<(f64, Parts<Lanes>)>> = vec![Vec::new(); 2];
    for (side, (model, numbers)) in sides.iter_mut().zip(&visit.models) {
        engine::take_apart(model, visit.setting, numbers, visit.first_run, |step, parts, _| {
            if worth(step) != 0.0 {
                side.push((worth(step), parts));
            }
        });
    }
    let mut sum = Split::<Lanes>::nothing();
    for ((worth, old), (_, new)) in sides[0].iter().zip(&sides[1]) {
        sum.add(&split(&mut Exchange::new(old, new, &reading.label)), *worth);
    }
    sum.runs(visit.used)
}

/// Exact Shapley values over the factors that move; the others get exactly zero.
fn split<R: Real>(exchange: &mut Exchange<R>) -> Split<R> {
    let factors: Vec<Factor> = Factor::all().collect();
    let moving: Vec<usize> =
        (0..factors.len()).filter(|&place| !exchange.is_still(factors[place])).collect();
    let n = moving.len();
    let values: Vec<R> = (0..1_usize << n)
        .map(|set| {
            exchange.value(|factor| {
                let place = moving.iter().position(|&place| factors[place] == factor);
                place.is_some_and(|place| set >> place & 1 == 1)
            })
        })
        .collect();
    let mut split = Split { from: values[0], to: values[values.len() - 1], ..Split::nothing() };
    for (bit, &place) in moving.iter().enumerate() {
        for (set, &before) in values.iter().enumerate().filter(|(set, _)| set >> bit & 1 == 0) {
            let gain = values[set | 1 << bit] - before;
            split.shares[place] += gain * share_of_sequences(set.count_ones(), n as u32);
        }
    }
    split
}

/// The share of all sequences of `n` items in which an item joins a given set of `size` others:
/// size!·(n − 1 − size)!/n!
fn share_of_sequences(size: u32, n: u32) -> f64 {
    // 1 / (n · C(n − 1, size))
    let choices = (0..size).fold(1.0, |c, k| c * f64::from(n - 1 - k) / f64::from(k + 1));
    1.0 / (f64::from(n) * choices)
}

#[cfg(test)]
mod tests {
    use super::share_of_sequences;

    #[test]
    fn the_sequences_shares_sum_to_one() {
        assert_eq!(share_of_sequences(0, 1), 1.0);
        assert!((share_of_sequences(1, 3) - 1.0 / 6.0).abs() < 1e-16);
        let choose =
            |n: u32, k: u32| (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
        let sum: f64 = (0..10).map(|k| choose(9, k) * share_of_sequences(k, 10)).sum();
        assert!((sum - 1.0).abs() < 1e-14);
    }
}
