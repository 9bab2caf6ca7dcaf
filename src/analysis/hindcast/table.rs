//! The score table of a hindcast, and its Parquet form.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema};

use crate::analysis::score::{self, Brier, Skill};
use crate::scenario::Word as _;

use super::config::Config;
use super::target::Target;
use super::{Case, Score};

/// Scores of one forecaster on one target at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    pub target: Target,
    pub horizon: u32,
    /// `engine`, or the word of a baseline.
    pub forecaster: String,
    /// Figures forecast.
    pub n: usize,
    pub crps: f64,
    pub log: f64,
    /// Score of the 90 % interval.
    pub interval: f64,
    /// Coverage of the central 50, 80 and 90 % intervals.
    pub coverage: [f64; 3],
    /// Share of the transforms in each of ten bins.
    pub pit: [f64; 10],
    /// Share of the transforms at or below each twentieth.
    pub below: [f64; score::LEVELS],
    /// CRPS skill of the engine over this forecaster, resampling series; absent for the engine.
    pub skill_by_series: Option<Skill>,
    /// The same, resampling origins.
    pub skill_by_origin: Option<Skill>,
}

/// The Brier score of one forecaster for "China is ahead of Russia" ([`Target::Lead`] above zero).
#[derive(Clone, Debug, PartialEq)]
pub struct BrierRow {
    pub horizon: u32,
    pub forecaster: String,
    pub brier: Brier,
}

/// Every score of a hindcast.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTable {
    pub rows: Vec<ScoreRow>,
    pub brier: Vec<BrierRow>,
    pub origins: (i32, i32),
    pub last_target: i32,
    pub runs: u64,
    /// The same of targets before a year and from it on, where the configuration splits them.
    pub parts: Vec<(Period, ScoreTable)>,
    /// What the data lack that forecasts would have rested on, in sentences.
    pub lacking: Vec<String>,
}

/// Years of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Before a year: the model was tuned on them.
    Before(i32),
    /// From a year on.
    From(i32),
}

impl Period {
    fn holds(self, case: &Case) -> bool {
        let year = case.origin + case.horizon as i32;
        match self {
            Period::Before(first) => year < first,
            Period::From(first) => year >= first,
        }
    }
}

impl ScoreTable {
    /// Scores the cases of a hindcast.
    pub fn of(cases: &[Case], config: &Config) -> ScoreTable {
        let mut whole = ScoreTable::whole(cases, config);
        let periods = config.split.map(|year| [Period::Before(year), Period::From(year)]);
        for period in periods.into_iter().flatten() {
            let inside: Vec<Case> = cases.iter().filter(|c| period.holds(c)).cloned().collect();
            if !inside.is_empty() {
                whole.parts.push((period, ScoreTable::whole(&inside, config)));
            }
        }
        whole
    }

    fn whole(cases: &[Case], config: &Config) -> ScoreTable {
        let words: Vec<&str> =
            std::iter::once("engine").chain(config.baselines.iter().map(|b| b.word())).collect();
        let mut rows = Vec::new();
        let mut brier = Vec::new();
        for &target in &config.targets {
            for &horizon in &config.horizons {
                let of_row = |case: &&Case| case.target == target && case.horizon == horizon;
                let cases: Vec<&Case> = cases.iter().filter(of_row).collect();
                if cases.is_empty() {
                    continue;
                }
                let clusters = Clusters::of(&cases);
                for (at, word) in words.iter().enumerate() {
                    let forecaster = word.to_string();
                    rows.push(ScoreRow { forecaster, ..row(at, &cases, &clusters, config.seed) });
                    if target == Target::Lead {
                        let said: Vec<(f64, bool)> =
                            cases.iter().map(|c| (c.above_zero[at], c.happened > 0.0)).collect();
                        let (forecaster, brier_of) = (word.to_string(), score::brier(&said));
                        brier.push(BrierRow { horizon, forecaster, brier: brier_of });
                    }
                }
            }
        }
        let first = config.origins.iter().min().copied().unwrap_or(0);
        let last = config.origins.iter().max().copied().unwrap_or(0);
        let (last_target, runs) = (config.last_target, config.runs);
        let origins = (first, last);
        let (parts, lacking) = (Vec::new(), Vec::new());
        ScoreTable { rows, brier, origins, last_target, runs, parts, lacking }
    }

    /// The engine's row of a target and horizon, or a rule's.
    pub fn row(&self, target: Target, horizon: u32, forecaster: &str) -> Option<&ScoreRow> {
        self.rows.iter().find(|row| {
            row.target == target && row.horizon == horizon && row.forecaster == forecaster
        })
    }

    /// The best baseline of a row's target and horizon, by CRPS.
    pub fn best(&self, target: Target, horizon: u32) -> Option<&ScoreRow> {
        let rivals = self.rows.iter().filter(|row| {
            row.target == target && row.horizon == horizon && row.skill_by_series.is_some()
        });
        rivals.min_by(|a, b| a.crps.total_cmp(&b.crps))
    }

    /// The table as one Arrow batch.
    pub fn batch(&self) -> RecordBatch {
        let rows = &self.rows;
        let numbers = |of: &dyn Fn(&ScoreRow) -> f64| -> ArrayRef {
            let defined = |value: f64| (!value.is_nan()).then_some(value);
            Arc::new(rows.iter().map(|row| defined(of(row))).collect::<Float64Array>())
        };
        let words = |of: &dyn Fn(&ScoreRow) -> String| -> ArrayRef {
            Arc::new(rows.iter().map(|row| Some(of(row))).collect::<StringArray>())
        };
        let counts = |of: &dyn Fn(&ScoreRow) -> u32| -> ArrayRef {
            Arc::new(rows.iter().map(|row| Some(of(row))).collect::<UInt32Array>())
        };
        let by = |skill: Option<Skill>, of: fn(Skill) -> f64| skill.map_or(f64::NAN, of);
        let mut columns: Vec<(String, ArrayRef)> = vec![
            ("target".into(), words(&|r| r.target.word().into())),
            ("horizon".into(), counts(&|r| r.horizon)),
            ("forecaster".into(), words(&|r| r.forecaster.clone())),
            ("n".into(), counts(&|r| r.n as u32)),
            ("crps".into(), numbers(&|r| r.crps)),
            ("log_score".into(), numbers(&|r| r.log)),
            ("interval_score_90".into(), numbers(&|r| r.interval)),
        ];
        for (at, name) in ["coverage_50", "coverage_80", "coverage_90"].iter().enumerate() {
            columns.push((name.to_string(), numbers(&|r| r.coverage[at])));
        }
        for bin in 0..10 {
            columns.push((format!("pit_{bin}"), numbers(&|r| r.pit[bin])));
        }
        type Part = (&'static str, fn(Skill) -> f64);
        let parts: [Part; 3] = [("", |s| s.skill), ("_low", |s| s.low), ("_high", |s| s.high)];
        for (name, of) in parts {
            let column = numbers(&|r| by(r.skill_by_series, of));
            columns.push((format!("skill_by_series{name}"), column));
            let column = numbers(&|r| by(r.skill_by_origin, of));
            columns.push((format!("skill_by_origin{name}"), column));
        }
        batch(columns)
    }
}

/// Every case as one Arrow batch: what was forecast, what happened, how each forecaster did.
pub fn cases_batch(cases: &[Case], config: &Config) -> RecordBatch {
    let numbers = |of: &dyn Fn(&Case) -> f64| -> ArrayRef {
        let defined = |value: f64| (!value.is_nan()).then_some(value);
        Arc::new(cases.iter().map(|case| defined(of(case))).collect::<Float64Array>())
    };
    let words = |of: &dyn Fn(&Case) -> String| -> ArrayRef {
        Arc::new(cases.iter().map(|case| Some(of(case))).collect::<StringArray>())
    };
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("target".into(), words(&|c| c.target.word().into())),
        ("series".into(), words(&|c| c.series.clone())),
        ("origin".into(), numbers(&|c| f64::from(c.origin))),
        ("horizon".into(), numbers(&|c| f64::from(c.horizon))),
        ("happened".into(), numbers(&|c| c.happened)),
    ];
    for (at, name) in ["engine_q05", "engine_q50", "engine_q95"].iter().enumerate() {
        columns.push((name.to_string(), numbers(&|c| c.engine[at])));
    }
    let all = std::iter::once("engine").chain(config.baselines.iter().map(|b| b.word()));
    for (at, word) in all.enumerate() {
        columns.push((format!("{word}_crps"), numbers(&|c| c.scores[at].crps)));
        columns.push((format!("{word}_log"), numbers(&|c| c.scores[at].log)));
        columns.push((format!("{word}_pit"), numbers(&|c| c.scores[at].pit)));
        columns.push((format!("{word}_interval"), numbers(&|c| c.scores[at].interval)));
        columns.push((format!("{word}_covered_90"), numbers(&|c| c.scores[at].covered[2])));
        columns.push((format!("{word}_above_zero"), numbers(&|c| c.above_zero[at])));
    }
    batch(columns)
}

/// The kept values of the engine's forecasts: a row a case and value.
pub fn samples_batch(cases: &[Case]) -> RecordBatch {
    let values = |case: &Case| case.sample.clone();
    let index = cases.iter().enumerate();
    let index = index.flat_map(|(at, case)| case.sample.iter().map(move |_| Some(at as u32)));
    let columns: Vec<(String, ArrayRef)> = vec![
        ("case".into(), Arc::new(index.collect::<UInt32Array>())),
        (
            "value".into(),
            Arc::new(cases.iter().flat_map(values).map(Some).collect::<Float64Array>()),
        ),
    ];
    batch(columns)
}

fn batch(columns: Vec<(String, ArrayRef)>) -> RecordBatch {
    let field = |(name, column): &(String, ArrayRef)| -> Field {
        let kind: DataType = column.data_type().clone();
        Field::new(name, kind, true)
    };
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new(schema, arrays).expect("columns are as long as each other")
}

/// What hangs together: the cases of a series, and those of an origin.
struct Clusters {
    series: Vec<usize>,
    origins: Vec<usize>,
}

impl Clusters {
    fn of(cases: &[&Case]) -> Clusters {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut years: BTreeMap<i32, usize> = BTreeMap::new();
        let (mut series, mut origins) = (Vec::new(), Vec::new());
        for case in cases {
            let next = names.len();
            series.push(*names.entry(&case.series).or_insert(next));
            let next = years.len();
            origins.push(*years.entry(case.origin).or_insert(next));
        }
        Clusters { series, origins }
    }
}

/// The scores of the forecaster in a place of the list.
fn row(at: usize, cases: &[&Case], clusters: &Clusters, seed: u64) -> ScoreRow {
    let scores: Vec<Score> = cases.iter().map(|case| case.scores[at]).collect();
    let n = scores.len() as f64;
    let mean = |of: &dyn Fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / n;
    let crps = |at: usize| -> Vec<f64> { cases.iter().map(|case| case.scores[at].crps).collect() };
    let skill =
        |clusters: &[usize]| (at > 0).then(|| score::skill(&crps(0), &crps(at), clusters, seed));
    let pits: Vec<f64> = scores.iter().map(|s| s.pit).filter(|pit| !pit.is_nan()).collect();
    ScoreRow {
        target: cases[0].target,
        horizon: cases[0].horizon,
        forecaster: String::new(),
        n: scores.len(),
        crps: mean(&|s| s.crps),
        log: mean(&|s| s.log),
        interval: mean(&|s| s.interval),
        coverage: [0, 1, 2].map(|level| mean(&|s| s.covered[level])),
        pit: if pits.is_empty() { [f64::NAN; 10] } else { score::histogram(&pits) },
        below: if pits.is_empty() { [f64::NAN; score::LEVELS] } else { score::below(&pits) },
        skill_by_series: skill(&clusters.series),
        skill_by_origin: skill(&clusters.origins),
    }
}
