use std::fs;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use tempfile::tempdir;

use super::folder::{CLAIMS, CROSSINGS, MANIFEST, RUNS, SUMMARY, TRAJECTORIES};
use super::{
    ClaimColumn, ClaimRow, CrossingColumn, CrossingRow, Draft, Error, FailedRun, Failure, Findings,
    Header, Input, Kept, Layout, Manifest, NumberColumn, ObservationColumn, Observed, Outcome,
    Part, Passage, Proportion, Recorder, Run, SplitRow, Splits, SummaryRow, Tally, Timing, Verdict,
    World,
};
use super::{arrow, parquet, sha256};
use crate::model::Reading;

fn layout() -> Layout {
    let observation = |object: &str| ObservationColumn {
        label: format!("trade_share[KAZ,{object}]"),
        metric: "trade_share".into(),
        subject: Some("KAZ".into()),
        object: Some(object.into()),
        unit: "share, 0–1".into(),
        meaning: "share of the partner in trade".into(),
        source: "definition".into(),
    };
    let claim = |id: &str, counterfactual| ClaimColumn {
        index: 0,
        id: id.into(),
        kind: "emergent".into(),
        counterfactual,
        symmetric: false,
    };
    Layout {
        shown: vec![Reading { observation: 1, step: 1 }],
        dates: vec!["2021".into(), "2022Q1".into(), "2022Q2".into()],
        numbers: vec![NumberColumn {
            index: 3,
            key: "actors.KAZ.gdp_usd_bn".into(),
            unit: "USD bn".into(),
            meaning: "GDP of the base year".into(),
            source: "wb2024".into(),
            split: None,
        }],
        observations: vec![observation("CHN"), observation("RUS")],
        claims: vec![claim("first", Some(0)), claim("second", None)],
        crossings: vec![CrossingColumn { id: "overtakes".into(), title: "China overtakes".into() }],
        series: vec![1],
    }
}

fn header() -> Header {
    Header {
        float: Default::default(),
        scenario: "teaching".into(),
        title: "Three actors".into(),
        text: "suasion = 1\n".into(),
        inputs: vec![Input { path: "teaching.toml".into(), sha256: sha256(b"suasion = 1\n") }],
        seed: 7,
        plan: "mc".into(),
        replicates: 1,
        runs: 3,
        series: vec!["trade_share[KAZ,RUS]".into()],
        off: Vec::new(),
        version: "0.1.0".into(),
    }
}

fn runs() -> Vec<Run> {
    let verdict = |scenario, counterfactual| Verdict { scenario, counterfactual, symmetric: None };
    let observed = |years, finals: [f64; 2]| Observed {
        claims: vec![verdict(Some(true), Some(false)), verdict(None, None)],
        crossings: vec![Passage { years, ahead_at_base: false }],
        finals: finals.to_vec(),
        shown: vec![0.125],
        series: vec![0.5, 0.25, finals[1]],
    };
    let failure = Failure { variant: None, field: "flow".into(), step: 2 };
    let results =
        [Ok(observed(2022.25, [0.2, 0.4])), Err(failure), Ok(observed(f64::INFINITY, [0.3, 0.6]))];
    let run = |(id, result)| Run { run: id, numbers: vec![200.0 + id as f64], result };
    (0..).zip(results).map(run).collect()
}

fn findings() -> Findings {
    let part = Part { number: "influence.b".into(), value: "0.25".into() };
    let holds = Proportion { n: 2, n_true: 2, mc_error: 0.0 };
    let failed = FailedRun { run: 1, reason: "flow is not finite at 2022Q2".into() };
    let row = |object: Option<&str>, step| SummaryRow {
        metric: "trade_share".into(),
        subject: Some("KAZ".into()),
        object: object.map(str::to_string),
        step,
        date: layout().dates[step as usize].clone(),
        unit: "share, 0–1".into(),
        n: 2,
        mean: 0.25,
        sd: 0.1,
        mc_error: 0.05,
        quantiles: [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4],
    };
    let claim = |world, part| ClaimRow {
        claim: "first".into(),
        kind: "emergent".into(),
        world,
        part,
        holds,
    };
    let split = |step: Option<u32>| SplitRow {
        outcome: if step.is_some() { "trade_share[KAZ,CHN]" } else { "claim.first" }.into(),
        step,
        date: step.map(|_| "2022Q2".to_string()).unwrap_or_default(),
        splits: Splits {
            n: 512,
            variance: 0.02,
            alone: [0.4, 0.3, 0.2, 0.0],
            alone_error: [0.04, 0.03, 0.02, 0.01],
            together: [0.5, 0.35, 0.25, 0.0],
            together_error: [0.05, 0.035, 0.025, 0.0],
        },
    };
    Findings {
        tally: Tally { requested: 3, simulated: 3, quarantined: 1, failures: vec![failed] },
        timing: Timing { seconds: 0.5, threads: 2, runs_per_second: 6.0 },
        summary: vec![row(Some("CHN"), 0), row(None, 2)],
        claims: vec![
            claim(World::Scenario, None),
            claim(World::Scenario, Some(part.clone())),
            claim(World::Counterfactual, None),
        ],
        crossings: vec![CrossingRow {
            crossing: "overtakes".into(),
            title: "China overtakes".into(),
            part: Some(part),
            ahead_at_base: Proportion { n: 2, n_true: 0, mc_error: 0.0 },
            never: Proportion { n: 2, n_true: 1, mc_error: 0.35 },
            quantiles: [Some(2022.25), Some(2022.25), Some(2022.25), None, None, None, None],
        }],
        variance: [Some(2), None].map(split).to_vec(),
    }
}

fn save(target: &Path, replace: bool, findings: Findings) -> Result<Outcome, Error> {
    let mut draft = Draft::create(target, replace, header(), &layout())?;
    draft.record(&runs()[..2])?;
    draft.record(&runs()[2..])?;
    draft.finish(findings)
}

#[test]
fn a_result_reads_back_as_it_was_written() {
    let place = tempdir().unwrap();
    let target = place.path().join("results").join("teaching");
    let written = save(&target, false, findings()).unwrap();
    let read = Outcome::open(&target).unwrap();
    assert_eq!(read.header, header());
    assert_eq!(read.findings, findings());
    assert_eq!(read.findings, written.findings);

    assert_eq!(read.runs.column("run").unwrap(), [0.0, 1.0, 2.0]);
    assert_eq!(read.runs.column("actors.KAZ.gdp_usd_bn").unwrap(), [200.0, 201.0, 202.0]);
    let gappy = |name: &str| -> Vec<Option<f64>> {
        let column = read.runs.column(name).unwrap();
        column.into_iter().map(|v| (!v.is_nan()).then_some(v)).collect()
    };
    assert_eq!(gappy("claim.first"), [Some(1.0), None, Some(1.0)]);
    assert_eq!(gappy("claim.first.counterfactual"), [Some(0.0), None, Some(0.0)]);
    assert_eq!(gappy("claim.second"), [None, None, None]);
    assert_eq!(gappy("crossing.overtakes"), [Some(2022.25), None, None]);
    assert_eq!(gappy("crossing.overtakes.ahead_at_base"), [Some(0.0), None, Some(0.0)]);
    assert_eq!(gappy("trade_share[KAZ,RUS]"), [Some(0.4), None, Some(0.6)]);
    let missing = read.runs.column("trade_share[KAZ,USA]").unwrap_err();
    assert!(missing.to_string().ends_with("has no column `trade_share[KAZ,USA]`"));
    assert!(read.runs.column("status").is_err(), "words are no numbers");
}

#[test]
fn a_quarantined_run_says_why_and_has_no_trajectory() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    save(&target, false, findings()).unwrap();

    let batches = parquet::read(&target.join(RUNS), Some(&["status"])).unwrap();
    let status: Vec<_> = batches[0].column(0).as_string::<i32>().iter().flatten().collect();
    assert_eq!(status, ["complete", "flow is not finite at 2022Q2", "complete"]);

    let batch = &parquet::read(&target.join(TRAJECTORIES), None).unwrap()[0];
    assert_eq!(arrow::as_numbers(&batch["run"]).unwrap(), [0.0, 0.0, 0.0, 2.0, 2.0, 2.0]);
    assert_eq!(arrow::as_numbers(&batch["value"]).unwrap(), [0.5, 0.25, 0.4, 0.5, 0.25, 0.6]);
    let dates = batch["date"].as_dictionary::<Int32Type>();
    let dates: Vec<_> =
        dates.downcast_dict::<arrow_array::StringArray>().unwrap().into_iter().flatten().collect();
    assert_eq!(dates, ["2021", "2022Q1", "2022Q2", "2021", "2022Q1", "2022Q2"]);
}

#[test]
fn columns_say_what_they_are_and_files_what_they_come_from() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    let outcome = save(&target, false, findings()).unwrap();
    let schema = outcome.runs.schema().unwrap();
    let gdp = schema.field_with_name("actors.KAZ.gdp_usd_bn").unwrap().metadata();
    assert_eq!(gdp.get("unit").unwrap(), "USD bn");
    assert_eq!(gdp.get("meaning").unwrap(), "GDP of the base year");
    assert_eq!(gdp.get("source").unwrap(), "wb2024");
    for file in [SUMMARY, CLAIMS, CROSSINGS, RUNS, TRAJECTORIES] {
        let schema = parquet::schema(&target.join(file)).unwrap();
        assert_eq!(schema.metadata.get("scenario").unwrap(), "teaching", "{file}");
        assert_eq!(schema.metadata.get("seed").unwrap(), "7", "{file}");
        assert_eq!(schema.metadata.get("plan").unwrap(), "mc", "{file}");
        let hash = schema.metadata.get("scenario_sha256").unwrap();
        assert_eq!(*hash, sha256(b"suasion = 1\n"), "{file}");
        for field in schema.fields() {
            assert!(field.metadata().contains_key("meaning"), "{file}: {}", field.name());
        }
    }
}

#[test]
fn the_same_result_has_the_same_bytes() {
    let place = tempdir().unwrap();
    let (one, two) = (place.path().join("one"), place.path().join("two"));
    save(&one, false, findings()).unwrap();
    let slower = Timing { seconds: 9.0, threads: 1, runs_per_second: 0.3 };
    save(&two, false, Findings { timing: slower, ..findings() }).unwrap();
    for file in [SUMMARY, CLAIMS, CROSSINGS, RUNS, TRAJECTORIES] {
        assert_eq!(fs::read(one.join(file)).unwrap(), fs::read(two.join(file)).unwrap(), "{file}");
    }
    let (one, two) = (Manifest::read(&one).unwrap(), Manifest::read(&two).unwrap());
    assert_ne!(one.timing, two.timing);
    assert_eq!(Manifest { timing: slower, ..one }, two);
}

#[test]
fn an_abandoned_draft_leaves_nothing() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    let mut draft = Draft::create(&target, false, header(), &layout()).unwrap();
    draft.record(&runs()).unwrap();
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "a hidden folder");
    assert!(!target.exists());
    drop(draft);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_a_whole_result_is_not_taken_for_one() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    save(&target, false, findings()).unwrap();
    assert!(Outcome::recognise(&target, &header()).is_some());

    let manifest = fs::read(target.join(MANIFEST)).unwrap();
    fs::remove_file(target.join(MANIFEST)).unwrap();
    assert!(Outcome::open(&target).is_err(), "no manifest");
    fs::write(target.join(MANIFEST), &manifest[..manifest.len() / 2]).unwrap();
    assert!(Outcome::open(&target).is_err(), "half a manifest");
    fs::write(target.join(MANIFEST), &manifest).unwrap();
    assert!(Outcome::open(&target).is_ok());

    let whole = fs::read(target.join(RUNS)).unwrap();
    fs::write(target.join(RUNS), &whole[..whole.len() - 1]).unwrap();
    let error = Outcome::open(&target).unwrap_err().to_string();
    assert!(error.contains("runs.parquet is not a readable result"), "{error}");
    assert!(Outcome::recognise(&target, &header()).is_none());
}

#[test]
fn a_changed_byte_is_found_by_its_digest() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    save(&target, false, findings()).unwrap();
    let manifest = Manifest::read(&target).unwrap();
    assert!(manifest.changed_files(&target).unwrap().is_empty());
    let mut bytes = fs::read(target.join(SUMMARY)).unwrap();
    bytes[100] ^= 1;
    fs::write(target.join(SUMMARY), bytes).unwrap();
    let changed = manifest.changed_files(&target).unwrap();
    assert_eq!(changed.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), [SUMMARY]);
}

#[test]
fn an_existing_result_is_replaced_only_when_asked() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    save(&target, false, findings()).unwrap();
    let error = save(&target, false, findings()).unwrap_err();
    assert!(matches!(error, Error::Exists { .. }), "{error}");

    let shorter = Findings { summary: findings().summary[..1].to_vec(), ..findings() };
    save(&target, true, shorter.clone()).unwrap();
    assert_eq!(Outcome::open(&target).unwrap().findings, shorter);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "the old one is gone");
}

#[test]
fn only_the_same_complete_result_is_recognised() {
    let place = tempdir().unwrap();
    let target = place.path().join("teaching");
    assert!(Outcome::recognise(&target, &header()).is_none(), "nothing there");
    save(&target, false, findings()).unwrap();
    assert!(Outcome::recognise(&target, &header()).is_some());
    assert!(Outcome::recognise(&target, &Header { seed: 8, ..header() }).is_none());

    let tally = Tally { simulated: 2, ..findings().tally };
    save(&target, true, Findings { tally, ..findings() }).unwrap();
    assert!(Manifest::read(&target).unwrap().partial);
    assert!(Outcome::recognise(&target, &header()).is_none(), "partial");
}

#[test]
fn a_result_in_memory_has_the_columns_of_the_file() {
    let place = tempdir().unwrap();
    let file = save(&place.path().join("teaching"), false, findings()).unwrap();
    let mut kept = Kept::new(header(), &layout());
    kept.record(&runs()).unwrap();
    let memory = kept.finish(findings());
    assert_eq!(memory.runs.schema().unwrap(), file.runs.schema().unwrap());
    for name in ["run", "actors.KAZ.gdp_usd_bn", "trade_share[KAZ,CHN]", "claim.first"] {
        let bits = |outcome: &Outcome| -> Vec<u64> {
            outcome.runs.column(name).unwrap().into_iter().map(f64::to_bits).collect()
        };
        assert_eq!(bits(&memory), bits(&file), "{name}");
    }
}
