use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tempfile::tempdir;

use super::blocks::{Group, Source};
use super::{Order, Progress, Silent, Watch, gather};
use crate::model::Reading;
use crate::numeric::{Address, Draws, Grid, Plan, Stream};
use crate::outcome::{
    ClaimColumn, CrossingColumn, Draft, Error, Failure, Header, Kept, Layout, Manifest,
    NumberColumn, ObservationColumn, Observed, Outcome, Passage, Recorder, Run, Split, Verdict,
    World,
};

/// Two observations at three steps of runs whose every number is known: run `r` draws `b` = 0 or 1
/// by turns, its claim holds where a uniform is below a half, it crosses at 2022 + r mod 5 (never
/// where that is 4), and every seventeenth run goes wrong.
#[derive(Clone, Copy)]
pub(super) struct Known {
    lanes: usize,
    draws: Draws,
}

pub(super) struct KnownGroup {
    source: Known,
    first_run: u64,
}

const GRID: Grid = Grid::Linear { width: 0.01 };

impl Known {
    fn value(&self, observation: usize, step: usize, run: u64) -> f64 {
        let address = Address::new(Stream::new("known"), step as u32, observation as u64);
        self.draws.uniform53(address, run)
    }

    fn run(&self, run: u64) -> Run {
        let observed = Observed {
            claims: vec![Verdict {
                scenario: Some(self.value(0, 0, run) < 0.5),
                counterfactual: run.is_multiple_of(2).then_some(run.is_multiple_of(4)),
                symmetric: None,
            }],
            crossings: vec![Passage {
                years: if run % 5 == 4 { f64::INFINITY } else { 2022.0 + (run % 5) as f64 },
                ahead_at_base: run.is_multiple_of(5),
            }],
            shown: vec![self.value(1, 1, run)],
            finals: vec![self.value(0, 2, run), self.value(1, 2, run)],
            series: (0..3).map(|step| self.value(1, step, run)).collect(),
        };
        let failure = Failure { variant: Some("no-war".into()), field: "flow".into(), step: 1 };
        let result = if run % 17 == 16 { Err(failure) } else { Ok(observed) };
        Run { run, numbers: vec![(run % 2) as f64], result }
    }
}

impl Source for Known {
    type Group = KnownGroup;

    fn lanes(&self) -> usize {
        self.lanes
    }

    fn grids(&self) -> Vec<Grid> {
        vec![GRID; 2]
    }

    fn group(&self, first_run: u64) -> KnownGroup {
        KnownGroup { source: *self, first_run }
    }
}

impl Group for KnownGroup {
    fn run(&self, lane: usize) -> Run {
        self.source.run(self.first_run + lane as u64)
    }

    fn observe(&self, observation: usize, step: usize, into: &mut [f64]) {
        for (lane, value) in into.iter_mut().enumerate() {
            *value = self.source.value(observation, step, self.first_run + lane as u64);
        }
    }
}

pub(super) fn known(lanes: usize) -> Known {
    Known { lanes, draws: Draws::new(3) }
}

pub(super) fn layout() -> Layout {
    let observation = |label: &str| ObservationColumn {
        label: label.into(),
        metric: label.into(),
        subject: None,
        object: None,
        unit: "1".into(),
        meaning: "a uniform".into(),
        source: "this test".into(),
    };
    Layout {
        shown: vec![Reading { observation: 1, step: 1 }],
        dates: vec!["2021".into(), "2022".into(), "2023".into()],
        numbers: vec![NumberColumn {
            index: 0,
            key: "b".into(),
            unit: "1".into(),
            meaning: "which structure".into(),
            source: "assumed".into(),
            split: Some(Split::Values(vec![0.0, 1.0])),
        }],
        observations: vec![observation("one"), observation("two")],
        claims: vec![ClaimColumn {
            index: 0,
            id: "low".into(),
            kind: "emergent".into(),
            counterfactual: Some(0),
            symmetric: false,
        }],
        crossings: vec![CrossingColumn { id: "passes".into(), title: "One passes two".into() }],
        series: vec![1],
    }
}

pub(super) fn order(runs: u64) -> Order {
    Order { threads: 2, block: 32, ..Order::new(runs, 3) }
}

pub(super) fn watch(cancel: &AtomicBool) -> Watch<'_> {
    Watch { progress: &Silent, cancel }
}

/// The outcome of an order, kept in memory.
fn outcome(order: &Order) -> Outcome {
    let layout = layout();
    let mut kept = Kept::new(order.header(Header::default()), &layout);
    let cancel = AtomicBool::new(false);
    let findings = gather(&known(8), &layout, order, None, watch(&cancel), &mut kept).unwrap();
    kept.finish(findings)
}

/// The digests of the files that an order gives with so many lanes.
pub(super) fn digests(order: &Order, lanes: usize, target: &Path) -> Vec<(String, String)> {
    let layout = layout();
    let mut draft = Draft::create(target, false, order.header(Header::default()), &layout).unwrap();
    let cancel = AtomicBool::new(false);
    let findings = gather(&known(lanes), &layout, order, None, watch(&cancel), &mut draft).unwrap();
    draft.finish(findings).unwrap();
    let files = Manifest::read(target).unwrap().files;
    files.into_iter().map(|file| (file.name, file.sha256)).collect()
}

#[test]
fn threads_blocks_and_lanes_do_not_change_the_files() {
    let place = tempdir().unwrap();
    for plan in [Plan::MonteCarlo, Plan::Sobol] {
        let base = Order { plan, threads: 1, block: 1000, ..order(1000) };
        let at = |name: String| place.path().join(format!("{plan:?}-{name}"));
        let expected = digests(&base, 1, &at("base".into()));
        assert_eq!(expected.len(), 6);
        for (threads, block, lanes) in
            [(1, 16, 16), (2, 64, 8), (8, 1, 1), (8, 7, 4), (3, 1024, 16), (8, 100, 8)]
        {
            let other = Order { threads, block, ..base.clone() };
            let found = digests(&other, lanes, &at(format!("{threads}-{block}-{lanes}")));
            assert_eq!(found, expected, "{threads} threads, blocks of {block}, {lanes} lanes");
        }
    }
}

#[test]
fn summaries_are_those_of_the_complete_runs() {
    let order = order(500);
    let outcome = outcome(&order);
    let tally = &outcome.findings.tally;
    assert_eq!((tally.requested, tally.simulated, tally.quarantined), (500, 500, 29));
    assert_eq!((tally.failures.len(), tally.failures[0].run), (29, 16));
    assert_eq!(tally.failures[0].reason, "flow is not finite at 2022 in no-war");
    assert!(!tally.partial());

    let complete = (0..500).filter(|run| run % 17 != 16);
    let mut values: Vec<f64> = complete.map(|run| known(1).value(1, 2, run)).collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let rows = &outcome.findings.summary;
    assert_eq!(rows.len(), 6);
    let row = rows.iter().find(|r| r.metric == "two" && r.date == "2023").unwrap();
    assert_eq!((row.n, row.step), (471, 2));
    assert!((row.mean - mean).abs() < 1e-6 && (row.sd - sd).abs() < 1e-6, "{row:?}");
    assert!((row.mc_error - sd / n.sqrt()).abs() < 1e-6, "{row:?}");
    assert!((row.quantiles[3] - values[235]).abs() < 0.01, "{row:?}");
}

#[test]
fn claims_are_counted_in_each_world_and_by_structure() {
    let findings = outcome(&order(500)).findings;
    let truth = |run: u64| known(1).value(0, 0, run) < 0.5;
    let complete = || (0..500).filter(|run| run % 17 != 16);
    let scenario = findings.claim("low", World::Scenario).unwrap().holds;
    assert_eq!(scenario.n, 471);
    assert_eq!(scenario.n_true, complete().filter(|&run| truth(run)).count() as u64);
    let p = scenario.probability();
    assert!((scenario.mc_error - (p * (1.0 - p) / 471.0).sqrt()).abs() < 1e-12);

    let counterfactual = findings.claim("low", World::Counterfactual).unwrap().holds;
    assert_eq!(counterfactual.n, complete().filter(|run| run % 2 == 0).count() as u64);
    assert_eq!(counterfactual.n_true, complete().filter(|run| run % 4 == 0).count() as u64);
    assert!(findings.claim("low", World::Symmetric).is_none());

    let parts: Vec<_> =
        findings.claims.iter().filter_map(|c| Some((c.part.as_ref()?, c))).collect();
    let values: Vec<_> = parts.iter().map(|(part, _)| part.value.as_str()).collect();
    assert_eq!(values, ["0", "1"]);
    for (b, (_, row)) in parts.iter().enumerate() {
        let here = complete().filter(|run| run % 2 == b as u64);
        assert_eq!(row.holds.n, here.clone().count() as u64);
        assert_eq!(row.holds.n_true, here.filter(|&run| truth(run)).count() as u64);
    }
}

#[test]
fn dates_of_crossings_count_the_runs_that_never_cross() {
    let findings = outcome(&order(400)).findings;
    let row = findings.crossing("passes").unwrap();
    let complete = (0..400).filter(|run| run % 17 != 16);
    let never = complete.filter(|run| run % 5 == 4).count() as u64;
    assert_eq!(row.never.n_true, never);
    assert_eq!(row.ahead_at_base.n, 377);
    let crossed = [2022.0, 2022.0, 2023.0, 2024.0, 2025.0].map(Some);
    let dates = [&crossed[..], &[None, None]].concat();
    assert_eq!(row.quantiles[..], dates[..], "a fifth each at 2022 … 2025 and never");
}

#[test]
fn the_error_of_a_plan_is_the_spread_of_its_replicates() {
    let order = Order { plan: Plan::LatinHypercube, replicates: 5, ..order(500) };
    let findings = outcome(&order).findings;
    let means: Vec<f64> = (0..5)
        .map(|replicate| {
            let runs = (0..500).filter(|run| run % 5 == replicate && run % 17 != 16);
            let values: Vec<f64> = runs.map(|run| known(1).value(0, 1, run)).collect();
            values.iter().sum::<f64>() / values.len() as f64
        })
        .collect();
    let mean = means.iter().sum::<f64>() / 5.0;
    let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / 4.0;
    let row = &findings.summary[1];
    assert_eq!((row.metric.as_str(), row.step), ("one", 1));
    assert!((row.mc_error - (variance / 5.0).sqrt()).abs() < 1e-6, "{row:?}");
}

/// Ends the ensemble after so many runs.
struct Impatient<'a> {
    cancel: &'a AtomicBool,
    done: AtomicU64,
    after: u64,
}

impl Progress for Impatient<'_> {
    fn begin(&self, _runs: u64) {}

    fn advance(&self, runs: u64) {
        if self.done.fetch_add(runs, Ordering::Relaxed) + runs >= self.after {
            self.cancel.store(true, Ordering::Relaxed);
        }
    }

    fn end(&self) {}
}

#[test]
fn an_interrupted_ensemble_is_the_smaller_ensemble_and_says_so() {
    let long = Order { threads: 4, block: 10, ..order(100_000) };
    let cancel = AtomicBool::new(false);
    let progress = Impatient { cancel: &cancel, done: AtomicU64::new(0), after: 300 };
    let layout = layout();
    let mut kept = Kept::new(long.header(Header::default()), &layout);
    let watch = Watch { progress: &progress, cancel: &cancel };
    let findings = gather(&known(4), &layout, &long, None, watch, &mut kept).unwrap();
    let tally = findings.tally.clone();
    assert!(tally.partial());
    assert!((300..2000).contains(&tally.simulated), "{tally:?}");
    assert_eq!(tally.simulated % 10, 0, "whole blocks");

    let interrupted = kept.finish(findings);
    let smaller = outcome(&order(tally.simulated));
    assert_eq!(interrupted.findings.summary, smaller.findings.summary);
    assert_eq!(interrupted.findings.claims, smaller.findings.claims);
    assert_eq!(interrupted.runs.column("one").unwrap().len() as u64, tally.simulated);
    let ids: Vec<f64> = (0..tally.simulated).map(|run| run as f64).collect();
    assert_eq!(interrupted.runs.column("run").unwrap(), ids);
}

/// Takes so many batches, then has no room left.
struct FullDisk {
    batches: Vec<usize>,
    room: usize,
}

impl Recorder for FullDisk {
    fn record(&mut self, runs: &[Run]) -> Result<(), Error> {
        if self.batches.len() == self.room {
            let source = std::io::Error::other("no space left");
            return Err(Error::Io { path: "runs.parquet".into(), source });
        }
        self.batches.push(runs.len());
        Ok(())
    }
}

#[test]
fn batches_have_one_size_whatever_the_blocks() {
    let mut disk = FullDisk { batches: Vec::new(), room: 100 };
    let cancel = AtomicBool::new(false);
    let order = Order { block: 48, ..order(600) };
    gather(&known(8), &layout(), &order, None, watch(&cancel), &mut disk).unwrap();
    assert_eq!(disk.batches, [256, 256, 88]);
}

#[test]
fn a_full_disk_ends_the_ensemble_with_its_message() {
    let mut disk = FullDisk { batches: Vec::new(), room: 1 };
    let cancel = AtomicBool::new(false);
    let error = gather(&known(8), &layout(), &order(1 << 24), None, watch(&cancel), &mut disk);
    assert_eq!(error.unwrap_err().to_string(), "runs.parquet: no space left");
}
