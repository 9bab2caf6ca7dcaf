use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch};

use super::{Question, Side, compare};
use crate::analysis::statistics::{Discordance, Sampling, mean, two_proportions};
use crate::numeric::function::exp;
use crate::numeric::{Address, Draws, Stream};
use crate::outcome::{Comparison, Findings, Header, Outcome, OutcomeDifference, Runs, Tally};
use crate::scenario::{self, MetricRef, Scenario};
use crate::world::Date;

const LABEL: &str = "regional_share[middle,SOU]";

fn scenario() -> Scenario {
    scenario::load("scenarios/teaching.toml".as_ref()).unwrap()
}

/// A result whose only reading has these values, in order of runs.
fn side(name: &str, values: &[f64], change: impl Fn(&mut Header)) -> Side {
    let column: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
    let batch = RecordBatch::try_from_iter([(format!("{LABEL}@2024"), column)]).unwrap();
    let mut header = Header {
        scenario: name.into(),
        text: name.into(),
        seed: 1,
        plan: "mc".into(),
        replicates: 1,
        runs: values.len() as u64,
        ..Header::default()
    };
    change(&mut header);
    let simulated = values.len() as u64;
    let tally = Tally { requested: header.runs, simulated, ..Tally::default() };
    let findings = Findings { tally, ..Findings::default() };
    let outcome = Outcome { header, findings, runs: Runs::Memory(vec![batch]) };
    Side { name: name.into(), folder: name.into(), scenario: scenario(), outcome }
}

fn question() -> Question {
    let (subject, object) = (Some("middle".to_string()), Some("SOU".to_string()));
    let metric = MetricRef { name: "regional_share".into(), subject, object };
    Question { metrics: vec![metric], dates: vec![Date::Year(2024)], ..Question::default() }
}

fn compared(a: &Side, b: &Side) -> Comparison {
    compare(&[a.clone(), b.clone()], &question()).unwrap()
}

fn row(a: &Side, b: &Side) -> OutcomeDifference {
    compared(a, b).outcomes.remove(0)
}

/// Standard normals by address.
fn normals(stream: &'static str, runs: std::ops::Range<u64>) -> Vec<f64> {
    let address = Address::new(Stream::new(stream), 0, 0);
    runs.map(|run| Draws::new(11).normal::<f64>(address, run)).collect()
}

fn codes(comparison: &Comparison) -> Vec<&str> {
    comparison.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

#[test]
fn what_two_results_share_cancels() {
    let common = normals("common", 0..400);
    let own = normals("own", 0..400);
    let after: Vec<f64> = common.iter().zip(&own).map(|(c, o)| c + 0.1 * o + 0.2).collect();
    let row = row(&side("a", &common, |_| ()), &side("b", &after, |_| ()));
    let each: Vec<f64> = after.iter().zip(&common).map(|(b, a)| b - a).collect();
    let by_hand = mean(&each, Sampling::Independent);
    assert_eq!((row.difference, row.error, row.n), (by_hand.value, by_hand.error, 400));
    assert!((row.difference - 0.2).abs() < 0.02 && row.low < 0.2 && 0.2 < row.high, "{row:?}");
    assert!(row.correlation > 0.98 && row.gain > 100.0);
    // Equal spreads: an unpaired difference has variance 2s², a paired one 2s²(1 − r).
    let by_correlation = 1.0 / (1.0 - row.correlation);
    assert!((row.gain / by_correlation - 1.0).abs() < 0.02, "{} {by_correlation}", row.gain);
    assert!((row.saved - (row.gain - 1.0) * 400.0).abs() < 1e-9);
    assert!(row.above > 0.95 && (row.above + row.below - 1.0).abs() < 1e-12);
}

#[test]
fn a_result_differs_from_itself_by_exactly_nothing() {
    let values = normals("common", 0..100);
    let a = side("a", &values, |_| ());
    let row = row(&a, &a);
    let zero =
        [row.difference, row.error, row.low, row.high, row.above, row.below, row.wasserstein];
    assert_eq!(zero, [0.0; 7]);
    assert_eq!((row.run_q05, row.run_q95, row.doubtful), (0.0, 0.0, false));
    assert!(compared(&a, &a).assumptions.is_empty());
}

#[test]
fn exchanging_the_sides_changes_signs_and_nothing_else() {
    let (first, second) = (normals("first", 0..333), normals("second", 0..333));
    for seed in [1, 2] {
        let a = side("a", &first, |_| ());
        let b = side("b", &second, |header| header.seed = seed);
        let (there, back) = (row(&a, &b), row(&b, &a));
        assert_eq!(there.difference, -back.difference);
        assert_eq!((there.low, there.high), (-back.high, -back.low));
        assert_eq!((there.above, there.below), (back.below, back.above));
        assert_eq!((there.error, there.p_value), (back.error, back.p_value));
        assert_eq!((there.level, there.level_reference), (back.level_reference, back.level));
        assert_eq!((there.wasserstein, there.n), (back.wasserstein, back.n));
        if there.paired {
            assert_eq!((there.run_q05, there.run_q95), (-back.run_q95, -back.run_q05));
            assert_eq!((there.correlation, there.gain), (back.correlation, back.gain));
        }
    }
}

#[test]
fn runs_without_shared_draws_are_compared_apart_and_it_is_said_loudly() {
    let values = normals("common", 0..200);
    let shifted: Vec<f64> = values.iter().map(|v| v + 0.1).collect();
    let a = side("a", &values, |_| ());
    let b = side("b", &shifted, |header| header.seed = 2);
    let comparison = compared(&a, &b);
    assert_eq!(codes(&comparison), ["unpaired"]);
    assert!(comparison.warnings[0].text.contains("seeds differ (1 and 2)"));
    let row = &comparison.outcomes[0];
    assert!(!row.paired && row.correlation.is_nan() && row.gain.is_nan());
    let together = row.level_error.hypot(row.level_error_reference);
    assert!((row.error - together).abs() < 1e-15, "nothing cancels");
    let other_version = side("b", &shifted, |header| header.version = "0.0.1".into());
    assert_eq!(codes(&compared(&a, &other_version)), ["unpaired"]);
    let designed = side("b", &shifted, |header| header.plan = "lhs".into());
    assert_eq!(codes(&compared(&a, &designed)), ["unpaired"]);
    let mut monthly = side("b", &shifted, |_| ());
    monthly.scenario.calendar.step = crate::world::Step::Month;
    assert!(compared(&a, &a).warnings.is_empty());
    assert!(super::side::Pair::of(&a, &monthly).unpaired.unwrap().contains("steps differ"));
}

#[test]
fn weak_pairs_heavy_tails_and_partial_results_are_pointed_out() {
    let (first, second) = (normals("first", 0..200), normals("second", 0..200));
    let a = side("a", &first, |_| ());
    assert_eq!(codes(&compared(&a, &side("b", &second, |_| ()))), ["weak_pairing"]);
    let mut rare = first.clone();
    rare[7] += 50.0;
    let comparison = compared(&a, &side("b", &rare, |_| ()));
    assert_eq!(codes(&comparison), ["weak_pairing", "heavy_tails"]);
    assert!(comparison.outcomes[0].doubtful);
    let shifted: Vec<f64> = first.iter().map(|v| v + 1.0).collect();
    let half = side("b", &shifted[..100], |header| header.runs = 200);
    let comparison = compared(&a, &half);
    assert_eq!(codes(&comparison), ["partial", "runs"]);
    assert_eq!(comparison.outcomes[0].n, 100);
}

#[test]
fn the_error_of_designed_runs_comes_from_their_replicates() {
    let (first, second) = (normals("first", 0..200), normals("second", 0..200));
    let design = |header: &mut Header| {
        header.plan = "lhs".into();
        header.replicates = 10;
    };
    let row = row(&side("a", &first, design), &side("b", &second, design));
    let each: Vec<f64> = second.iter().zip(&first).map(|(b, a)| b - a).collect();
    let by_replicate: Vec<f64> =
        (0..10).map(|r| each.iter().skip(r).step_by(10).sum::<f64>() / 20.0).collect();
    let by_hand = mean(&by_replicate, Sampling::Independent);
    assert!((row.error - by_hand.error).abs() < 1e-15);
    assert!((row.low - by_hand.interval().0).abs() < 1e-12);
}

#[test]
fn what_one_side_leaves_undefined_is_left_out_on_both() {
    let a = side("a", &[1.0, f64::NAN, 3.0, 5.0], |_| ());
    let b = side("b", &[2.0, 7.0, f64::NAN, 8.0], |_| ());
    let row = row(&a, &b);
    assert_eq!((row.n, row.difference, row.level_reference), (2, 2.0, 3.0));
}

/// How many of 1,000 comparisons hold the truth in their 95 % interval.
fn covered(holds: impl Fn(std::ops::Range<u64>) -> bool) -> usize {
    (0..1000).filter(|k| holds(200 * k..200 * (k + 1))).count()
}

#[test]
fn the_intervals_of_a_thousand_comparisons_hold_the_truth_as_often_as_they_say() {
    // Shared noise, own noise, and an effect that differs from run to run, by a skew factor.
    let effect = |runs: std::ops::Range<u64>| {
        let skew = normals("effect", runs);
        skew.into_iter().map(|z| 0.1 * exp(0.4 * z)).collect::<Vec<f64>>()
    };
    let truth = 0.1 * exp(0.08);
    let sides = |runs: std::ops::Range<u64>, seed: u64| {
        let common = normals("common", runs.clone());
        let own = normals("own", runs.clone());
        let parts = common.iter().zip(&own).zip(effect(runs));
        let after: Vec<f64> = parts.map(|((c, o), e)| c + 0.2 * o + e).collect();
        (side("a", &common, |_| ()), side("b", &after, |header| header.seed = seed))
    };
    let paired = covered(|runs| {
        let (a, b) = sides(runs, 1);
        let row = row(&a, &b);
        row.paired && row.low <= truth && truth <= row.high
    });
    assert!((930..=970).contains(&paired), "{paired} of 1,000 paired intervals");
    let apart = covered(|runs| {
        // The other side is drawn from elsewhere: nothing is shared.
        let (a, _) = sides(runs.start + 1_000_000..runs.end + 1_000_000, 1);
        let (_, b) = sides(runs, 2);
        let row = row(&a, &b);
        !row.paired && row.low <= truth && truth <= row.high
    });
    assert!((930..=970).contains(&apart), "{apart} of 1,000 unpaired intervals");
}

#[test]
fn the_intervals_of_probabilities_hold_the_truth_as_often_as_they_say() {
    let draws = Draws::new(5);
    let uniform =
        |stream: &'static str, run| draws.uniform53(Address::new(Stream::new(stream), 0, 0), run);
    // A claim that holds in 60 % of the runs; the change turns 7 % of these off and 2 % of the rest
    // on.
    let pair = |run: u64| {
        let before = uniform("before", run) < 0.6;
        let turned = uniform("turned", run);
        (before, if before { turned >= 0.07 } else { turned < 0.02 })
    };
    let truth = 0.4 * 0.02 - 0.6 * 0.07;
    let paired = covered(|runs| {
        let n = runs.end - runs.start;
        let (mut first_only, mut second_only) = (0, 0);
        for run in runs {
            match pair(run) {
                (false, true) => first_only += 1,
                (true, false) => second_only += 1,
                _ => (),
            }
        }
        let (low, high) = Discordance { n, first_only, second_only }.interval();
        low <= truth && truth <= high
    });
    assert!((930..=970).contains(&paired), "{paired} of 1,000 paired intervals");
    let apart = covered(|runs| {
        let yes = |runs: std::ops::Range<u64>, side: fn((bool, bool)) -> bool| {
            let n = runs.end - runs.start;
            (runs.filter(|run| side(pair(*run))).count() as u64, n)
        };
        let elsewhere = runs.start + 1_000_000..runs.end + 1_000_000;
        let (_, (low, high), _) = two_proportions(yes(runs, |p| p.1), yes(elsewhere, |p| p.0));
        low <= truth && truth <= high
    });
    assert!((930..=970).contains(&apart), "{apart} of 1,000 unpaired intervals");
}
