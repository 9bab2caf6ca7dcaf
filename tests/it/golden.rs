//! Golden numbers: what the shipped scenarios say, to twelve digits. They change only with a line
//! under *Results* in the changelog; `BLESS=1` rewrites them.

use std::fmt::Write;
use std::fs;

use suasion::engine::{Setting, judge, simulate};
use suasion::model::{Study, compile};
use suasion::numeric::{Plan, PlanDraws, Real, Row};
use suasion::scenario;

const RUNS: u64 = 64;
const SEED: u64 = 2021;
/// Every so many observations one is kept.
const EVERY: usize = 7;

/// Means over the runs at the last step, and how often claims hold.
fn golden(path: &str) -> String {
    let scenario = scenario::load(path.as_ref()).expect("a shipped scenario is sound");
    let Study { base, .. } = compile(&scenario);
    let keys: Vec<&str> = base.numbers.iter().map(|n| n.key.as_str()).collect();
    let plan = PlanDraws::new(Plan::MonteCarlo, SEED, RUNS, &keys, 10);
    let setting = Setting::new(SEED);
    let last = base.calendar.n_steps();
    let mut sums = vec![0.0; base.observations.len()];
    let mut passages = vec![0u32; base.crossings.len()];
    let mut model = base.clone();
    model.claims.clear();
    for first in (0..RUNS).step_by(16) {
        let draw = |(k, n): (usize, &suasion::model::Number)| {
            Row::<16>::from_fn(|lane| n.distribution.quantile(plan.uniform(k, first + lane as u64)))
        };
        let numbers: Vec<Row<16>> = base.numbers.iter().enumerate().map(draw).collect();
        let run = simulate(&model, &setting, &numbers, first);
        for lane in 0..16 {
            for (ix, sum) in sums.iter_mut().enumerate() {
                *sum += run.at(last, ix).lane(lane) / RUNS as f64;
            }
            let dates = judge(&model, &run, &[], lane).crossings;
            for (passage, date) in passages.iter_mut().zip(dates) {
                *passage += u32::from(date.is_finite());
            }
        }
    }
    let mut text = format!("# {path}: means of {RUNS} runs at the last step, crossings counted\n");
    for (o, sum) in base.observations.iter().zip(sums).step_by(EVERY) {
        writeln!(text, "{} {sum:.12e}", o.label).expect("text can be written to");
    }
    for (crossing, passages) in base.crossings.iter().zip(passages) {
        writeln!(text, "crossing.{} {passages}", crossing.id).expect("text can be written to");
    }
    text
}

fn check(path: &str, golden_path: &str) {
    let seen = golden(path);
    if std::env::var_os("BLESS").is_some() {
        fs::write(golden_path, &seen).expect("golden numbers can be written");
    }
    let expected = fs::read_to_string(golden_path).unwrap_or_default();
    for (seen, expected) in seen.lines().zip(expected.lines()) {
        assert_eq!(seen, expected, "a change of results needs its line in CHANGELOG.md");
    }
    assert_eq!(seen.lines().count(), expected.lines().count());
}

#[test]
fn the_teaching_scenario_says_what_it_said() {
    check("scenarios/teaching.toml", "tests/it/golden/teaching.txt");
}

#[test]
fn the_sco_scenario_says_what_it_said() {
    check("scenarios/sco.toml", "tests/it/golden/sco.txt");
}
