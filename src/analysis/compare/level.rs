//! Metrics at dates: the level on each side, and the difference run by run.

use crate::analysis::statistics::{
    Estimate, Sampling, correlation, mean, moments, probability_above, ratio_of_means, tails,
    unpaired, wasserstein,
};
use crate::metric;
use crate::numeric::Grid;
use crate::outcome::{LevelRow, OutcomeDifference};
use crate::scenario::MetricRef;
use crate::world::Date;

use super::Question;
use super::side::{Pair, Read, Side, defines};

/// What is read of every run of every side.
pub(super) struct Asked {
    pub metrics: Vec<MetricRef>,
    pub readings: Vec<Reading>,
}

/// A metric at a date.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// Index among the metrics.
    pub metric: usize,
    pub date: Date,
}

impl Asked {
    /// Every metric asked for, at every date.
    pub fn of(reference: &Side, question: &Question) -> Asked {
        let scenario = &reference.scenario;
        let metrics = match question.metrics.as_slice() {
            [] => scenario.shown(),
            asked => asked.to_vec(),
        };
        for metric in &metrics {
            assert!(defines(scenario, metric), "the reference defines {metric}");
        }
        let calendar = &scenario.calendar;
        let dates = match question.dates.as_slice() {
            [] if scenario.report.dates.is_empty() => {
                vec![Date::Year(calendar.base_year), Date::Year(calendar.end_year)]
            }
            [] => scenario.report.dates.clone(),
            asked => asked.to_vec(),
        };
        let readings = (0..metrics.len())
            .flat_map(|metric| dates.iter().map(move |&date| Reading { metric, date }))
            .collect();
        Asked { metrics, readings }
    }
}

/// A row for each reading that both sides define.
pub(super) fn differences(
    pair: &Pair,
    asked: &Asked,
    (base, read): (&Read, &Read),
) -> Vec<OutcomeDifference> {
    let mut rows = Vec::new();
    for (at, reading) in asked.readings.iter().enumerate() {
        let (Some(of_reference), Some(of_side)) = (&base.values[at], &read.values[at]) else {
            continue;
        };
        let metric = &asked.metrics[reading.metric];
        let calendar = &pair.reference.scenario.calendar;
        let step = calendar.steps(reading.date).expect("it was read").1;
        let values = if pair.paired() {
            let n = of_reference.len().min(of_side.len());
            in_common(&of_reference[..n], &of_side[..n])
        } else {
            (of_reference.clone(), of_side.clone())
        };
        rows.push(OutcomeDifference {
            scenario: pair.side.name.clone(),
            reference: pair.reference.name.clone(),
            label: metric.to_string(),
            metric: metric.name.clone(),
            subject: metric.subject.clone(),
            object: metric.object.clone(),
            date: calendar.label(step),
            ..difference(pair, metric, &values)
        });
    }
    rows
}

/// The values of the pairs that both sides define; the others become NaN on both.
fn in_common(first: &[f64], second: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let both = first
        .iter()
        .zip(second)
        .map(|(&a, &b)| if a.is_finite() && b.is_finite() { (a, b) } else { (f64::NAN, f64::NAN) });
    both.unzip()
}

/// The figures of one row.
fn difference(
    pair: &Pair,
    metric: &MetricRef,
    (before, after): &(Vec<f64>, Vec<f64>),
) -> OutcomeDifference {
    let line = metric::metric(&metric.name).expect("it was read");
    let sampling = (pair.reference.sampling(), pair.side.sampling());
    let (level_before, level_after) = (mean(before, sampling.0), mean(after, sampling.1));
    let (tails_before, tails_after) = (tails(before), tails(after));
    let row = OutcomeDifference {
        unit: line.unit.to_string(),
        paired: pair.paired(),
        level_reference: level_before.value,
        level: level_after.value,
        level_error_reference: level_before.error,
        level_error: level_after.error,
        q05_reference: tails_before.q05,
        q50_reference: tails_before.q50,
        q95_reference: tails_before.q95,
        q05: tails_after.q05,
        q50: tails_after.q50,
        q95: tails_after.q95,
        wasserstein: wasserstein(after, before),
        ..OutcomeDifference::default()
    };
    let amount = matches!(line.grid, Grid::Logarithmic { .. });
    if pair.paired() {
        paired(row, (before, after), (level_before, level_after), amount, pair.sampling())
    } else {
        apart(row, (before, after), (level_before, level_after), amount)
    }
}

/// Completes a row whose runs are compared one by one.
fn paired(
    row: OutcomeDifference,
    (before, after): (&[f64], &[f64]),
    levels: (Estimate, Estimate),
    amount: bool,
    sampling: Sampling,
) -> OutcomeDifference {
    let each: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    let found = mean(&each, sampling);
    let (low, high) = found.interval();
    let shape = moments(each.iter().copied());
    let over_runs = tails(&each);
    let share =
        |holds: fn(&f64) -> bool| each.iter().filter(|d| holds(d)).count() as f64 / found.n as f64;
    // Unpaired runs have the error of two independent means; errors shrink with the root of runs.
    let square = |x: f64| x * x;
    let gain = (square(levels.0.error) + square(levels.1.error)) / square(found.error);
    let relative = if amount { ratio_of_means(after, before, sampling) } else { NOTHING };
    let (relative_low, relative_high) = relative.interval();
    OutcomeDifference {
        n: found.n,
        difference: found.value,
        error: found.error,
        low,
        high,
        p_value: found.p_value(),
        relative: relative.value,
        relative_low,
        relative_high,
        sd_of_runs: shape.sd(),
        run_q05: over_runs.q05,
        run_q50: over_runs.q50,
        run_q95: over_runs.q95,
        above: share(|d| *d > 0.0),
        below: share(|d| *d < 0.0),
        correlation: correlation(before, after),
        gain,
        saved: (gain - 1.0) * found.n as f64,
        doubtful: too_few(found.n, shape.skewness()),
        ..row
    }
}

/// Completes a row whose sides share no draws.
fn apart(
    row: OutcomeDifference,
    (before, after): (&[f64], &[f64]),
    levels: (Estimate, Estimate),
    amount: bool,
) -> OutcomeDifference {
    let found = unpaired(levels.1, levels.0);
    let (low, high) = found.interval();
    let (above, below) = probability_above(after, before);
    let skew = |values: &[f64], n| too_few(n, moments(values.iter().copied()).skewness());
    let relative = if amount { relative_apart(levels) } else { NOTHING };
    let (relative_low, relative_high) = relative.interval();
    OutcomeDifference {
        n: found.n,
        difference: found.value,
        error: found.error,
        low,
        high,
        p_value: found.p_value(),
        relative: relative.value,
        relative_low,
        relative_high,
        sd_of_runs: f64::NAN,
        run_q05: f64::NAN,
        run_q50: f64::NAN,
        run_q95: f64::NAN,
        above,
        below,
        correlation: f64::NAN,
        gain: f64::NAN,
        saved: f64::NAN,
        doubtful: skew(before, levels.0.n) || skew(after, levels.1.n),
        ..row
    }
}

const NOTHING: Estimate = Estimate { n: 0, value: f64::NAN, error: f64::NAN, dof: f64::NAN };

/// The relative difference of two means that share no draws, by the delta method.
fn relative_apart((before, after): (Estimate, Estimate)) -> Estimate {
    let ratio = after.value / before.value;
    let scaled = Estimate { value: ratio * before.value, error: ratio * before.error, ..before };
    let difference = unpaired(after, scaled);
    Estimate { value: ratio - 1.0, error: difference.error / before.value.abs(), ..difference }
}

/// Cochran's rule (1977, §2.15): the normal interval of a mean fails in at most 6 % instead of 5 %
/// where there are more than 25 g₁² runs, g₁ being the skewness.
fn too_few(n: u64, skewness: f64) -> bool {
    (n as f64) < 25.0 * skewness * skewness
}

/// The distribution of each metric at every step, as the result says it.
pub(super) fn levels(side: &Side, metrics: &[MetricRef]) -> Vec<LevelRow> {
    let mut rows = Vec::new();
    for metric in metrics {
        let of = |row: &&crate::outcome::SummaryRow| {
            row.metric == metric.name
                && row.subject == metric.subject
                && row.object == metric.object
        };
        rows.extend(side.outcome.findings.summary.iter().filter(of).map(|row| LevelRow {
            scenario: side.name.clone(),
            label: metric.to_string(),
            metric: row.metric.clone(),
            subject: row.subject.clone(),
            object: row.object.clone(),
            step: u64::from(row.step),
            date: row.date.clone(),
            years: side.scenario.calendar.middle(row.step),
            unit: row.unit.clone(),
            n: row.n,
            mean: row.mean,
            sd: row.sd,
            mc_error: row.mc_error,
            q05: row.quantiles[0],
            q25: row.quantiles[2],
            q50: row.quantiles[3],
            q75: row.quantiles[4],
            q95: row.quantiles[6],
        }));
    }
    rows
}
