//! `why`, `claims` and `replay`: planted causes are found, logs change nothing, and a result comes
//! out again from its manifest alone.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use suasion::analysis::why::{Cause, Table, log, separate};
use suasion::analysis::{Recipe, replay};
use suasion::ensemble::{Order, Silent, run};
use suasion::model::compile;
use suasion::outcome::{Draft, Header, Kept, Layout, Manifest, Outcome};
use suasion::scenario::{self, Scenario};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_suasion");

/// The teaching scenario with causes whose effects are known: two floods of different size and one
/// that floods nothing, each as likely as not, and a claim on what they destroy.
fn planted() -> Scenario {
    let text = r#"
extends = "teaching.toml"
name = "planted"

[events.big_flood]
title = "A flood that takes a fifth of Midland's income"
date = "2023"
probability = 0.5
duration_years = 1.0
source = "invented"
effects = [{ kind = "growth", to = ["MID"], size = -0.2 }]

[events.small_flood]
title = "A flood that takes a tenth"
hazard = { rate = 0.7, from = "2022", until = "2023" }
duration_years = 1.0
source = "invented"
effects = [{ kind = "growth", to = ["MID"], size = -0.1 }]

[events.idle_flood]
title = "A flood of an empty valley"
date = "2023"
probability = 0.5
duration_years = 1.0
source = "invented"
effects = [{ kind = "growth", to = ["MID"], size = 0.0 }]

[claims.poorer]
text = "Midland is poorer in 2025 than in the base year"
source = "invented"
kind = "emergent"
test = "gdp[MID]@2025 < gdp[MID]@base"
"#;
    let place = tempdir().unwrap();
    fs::copy("scenarios/teaching.toml", place.path().join("teaching.toml")).unwrap();
    let path = place.path().join("planted.toml");
    fs::write(&path, text).unwrap();
    scenario::load(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What separates the runs of the planted claim, by name.
fn recovered(scenario: &Scenario, seed: u64) -> Vec<String> {
    let study = compile(scenario);
    let order = Order::new(1000, seed);
    let layout = Layout::of(&study, &[]);
    let mut kept = Kept::new(order.header(Header::default()), &layout);
    let findings = run(&study, &order, &mut kept, &Silent, &AtomicBool::new(false)).unwrap();
    let outcome = kept.finish(findings);
    let mut table = Table::read(scenario, &layout, &outcome).unwrap();
    table.claims.retain(|(id, _)| id == "poorer");
    let found = separate(&table, None).remove(0).found;
    found.iter().map(|f| table.candidates[f.candidate].key.clone()).collect()
}

#[test]
fn planted_causes_are_recovered_in_ninety_five_of_a_hundred_seeds() {
    let scenario = planted();
    let seeds = 100;
    let (mut first, mut second, mut idle) = (0, 0, 0);
    for seed in 1..=seeds {
        let found = recovered(&scenario, seed);
        first += usize::from(found.first().is_some_and(|key| key == "big_flood"));
        second += usize::from(found.get(1).is_some_and(|key| key == "small_flood"));
        idle += usize::from(found.iter().any(|key| key == "idle_flood"));
    }
    assert!(first >= 95, "the big flood comes first in {first} of {seeds}");
    assert!(second >= 95, "the small one second in {second} of {seeds}");
    assert!(idle <= 5, "the idle one passes the noise in {idle} of {seeds}");
}

#[test]
fn an_event_is_told_with_how_it_comes_about() {
    let scenario = scenario::load("scenarios/teaching.toml".as_ref()).unwrap();
    let study = compile(&scenario);
    let order = Order::new(64, 1);
    let layout = Layout::of(&study, &[]);
    let mut kept = Kept::new(order.header(Header::default()), &layout);
    let findings = run(&study, &order, &mut kept, &Silent, &AtomicBool::new(false)).unwrap();
    let table = Table::read(&scenario, &layout, &kept.finish(findings)).unwrap();
    let cause = |key: &str| {
        let found = table.candidates.iter().find(|candidate| candidate.key == key);
        found.map(|candidate| candidate.cause.clone())
    };
    assert_eq!(cause("dry_year"), Some(Cause::Chance));
    assert_eq!(cause("pressure"), Some(Cause::Follows("embargo".into())));
    assert_eq!(cause("debt_quarrel"), Some(Cause::State));
    assert_eq!(cause("credit_line"), Some(Cause::State));
    assert_eq!(cause("seizure"), None, "what happens in every run is no candidate");
    assert_eq!(cause("influence.power_exponent"), Some(Cause::Number));
}

/// A result of the teaching scenario.
fn result(place: &Path, runs: u64) -> Manifest {
    let scenario = scenario::load("scenarios/teaching.toml".as_ref()).unwrap();
    let study = compile(&scenario);
    let order = Order::new(runs, 3);
    let text = scenario::effective_toml(&scenario);
    let header = order.header(Header { scenario: scenario.name, text, ..Header::default() });
    let mut draft = Draft::create(place, false, header, &Layout::of(&study, &[])).unwrap();
    let findings = run(&study, &order, &mut draft, &Silent, &AtomicBool::new(false)).unwrap();
    draft.finish(findings).unwrap();
    Manifest::read(place).unwrap()
}

#[test]
fn a_result_comes_out_again_from_its_manifest_alone() {
    let place = tempdir().unwrap();
    let folder = place.path().join("result");
    let manifest = result(&folder, 300);
    for file in &manifest.files {
        fs::remove_file(folder.join(&file.name)).unwrap();
    }
    let recipe = Recipe::read(&folder).unwrap();
    let cancel = AtomicBool::new(false);
    let again = replay::reproduce(&recipe, &place.path().join("again"), &Silent, &cancel);
    let again = again.unwrap().unwrap();
    assert!(again.succeeded(), "{again:?}");
    assert_eq!(again.files.len(), manifest.files.len());
    assert_eq!(Manifest::read(&place.path().join("again")).unwrap().files, manifest.files);
}

#[test]
fn a_manifest_that_was_changed_is_not_reproduced() {
    let place = tempdir().unwrap();
    let folder = place.path().join("result");
    result(&folder, 50);
    let path = folder.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"seed\": 3", "\"seed\": 4")).unwrap();
    let recipe = Recipe::read(&folder).unwrap();
    let target = place.path().join("again");
    let again = replay::reproduce(&recipe, &target, &Silent, &AtomicBool::new(false));
    let again = again.unwrap().unwrap();
    assert!(!again.succeeded());
    let checked = replay::course(&recipe, &recipe.study, 7, &[]).unwrap().check;
    let replay::Check::Differs(columns) = checked else { panic!("{checked:?}") };
    assert!(columns.iter().any(|name| name == "gdp[MID]"), "{columns:?}");
}

#[test]
fn a_run_again_is_the_recorded_one_and_logging_changes_nothing() {
    let place = tempdir().unwrap();
    let folder = place.path().join("result");
    let manifest = result(&folder, 60);
    let recipe = Recipe::read(&folder).unwrap();
    let outcome = Outcome::open(&folder).unwrap();
    for run in [0, 17, 59] {
        let before = suasion::ensemble::one(&recipe.study, &recipe.order, run);
        let told = log(&recipe, run, Some(&outcome)).unwrap();
        assert_eq!(told.run, run);
        let after = suasion::ensemble::one(&recipe.study, &recipe.order, run);
        // What a step does not define is no number, which is not equal to itself.
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
        let series = ["gdp".to_string()];
        let course = replay::course(&recipe, &recipe.study, run, &series).unwrap();
        assert!(matches!(course.check, replay::Check::Same { .. }), "{:?}", course.check);
    }
    assert!(manifest.changed_files(&folder).unwrap().is_empty(), "the log wrote nothing");
}

/// What the program says.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn suasion(place: &TempDir, arguments: &[&str]) -> Said {
    let output = Command::new(PROGRAM).current_dir(place.path()).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// What the program writes.
fn suasion_bytes(place: &TempDir, arguments: &[&str]) -> Vec<u8> {
    Command::new(PROGRAM).current_dir(place.path()).args(arguments).output().unwrap().stdout
}

/// A folder with a result `r` of the teaching scenario.
fn place() -> TempDir {
    let place = tempdir().unwrap();
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");
    let said = suasion(&place, &["run", scenario, "--runs", "400", "--out", "r"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    place
}

fn printed(place: &TempDir, arguments: &[&str]) -> String {
    let said = suasion(place, arguments);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
    assert!(!said.out.contains('\u{1b}') && !said.out.contains("NaN"), "{}", said.out);
    said.out
}

fn assert_narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "more than 80 columns: {line}");
    }
}

#[test]
fn claims_are_told_with_source_test_and_what_decides_them() {
    let place = place();
    let page = printed(&place, &["claims", "r"]);
    assert_narrow(&page);
    for part in [
        "teaching · 400 runs · seed 1 · Monte Carlo",
        "south-leads · emergent",
        "source invented: Invented for teaching",
        "test: influence_share[SOU,MID]@2026 > influence_share[NOR,MID]@2026",
        "influence.power_exponent: ",
        "institutions.league.funding.SOU = 0.75",
    ] {
        assert!(page.contains(part), "`{part}` in\n{page}");
    }
    let json = printed(&place, &["claims", "r", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let leads =
        json["claims"].as_array().unwrap().iter().find(|c| c["claim"] == "south-leads").unwrap();
    assert_eq!(leads["sensitive_to_1"], "influence.power_exponent");
    assert!(leads["share_1"].as_f64().unwrap() > leads["noise"].as_f64().unwrap());
    let csv = printed(&place, &["claims", "r", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 7, "a line of names and six claims");
    let markdown = printed(&place, &["claims", "r", "--format", "markdown"]);
    assert!(markdown.starts_with("| claim | text |"), "{markdown}");
}

#[test]
fn why_tells_a_run_and_a_claim() {
    let place = place();
    let run = printed(&place, &["why", "r", "--run", "5"]);
    assert_narrow(&run);
    for part in [
        "run 5 of 400 runs",
        "\nWhat it drew\n",
        "influence.power_exponent",
        "\nHow unusual it is\n",
        "\nWhat happened\n",
        "Northland seizes an island — on its date, 2023",
        "Admission of Midland in League of the Three Rivers — ",
        "\nWhat did not happen\n",
        "\nWhat the run says of the claims\n",
        "exports[NOR,SOU]@2025 < counterfactual(exports[NOR,SOU]@2025): ",
    ] {
        assert!(run.contains(part), "`{part}` in\n{run}");
    }
    let claim = printed(&place, &["why", "r", "--claim", "south-leads"]);
    assert_narrow(&claim);
    for part in ["It holds in ", "not distinguishable from noise", "Together, as a sum of effects"]
    {
        assert!(claim.replace('\n', " ").contains(part), "`{part}` in\n{claim}");
    }
    let csv = printed(&place, &["why", "r", "--run", "5", "--format", "csv"]);
    assert!(csv.starts_with("run,step,date,kind,subject,value,text\n"), "{csv}");
    let csv = printed(&place, &["why", "r", "--claim", "south-leads", "--format", "csv"]);
    assert!(csv.lines().nth(1).unwrap().contains("influence.power_exponent"), "{csv}");
}

#[test]
fn without_its_tables_a_result_says_the_same_of_its_claims_and_runs() {
    let place = place();
    let claim = printed(&place, &["why", "r", "--claim", "detour"]);
    let whole = printed(&place, &["why", "r", "--run", "9", "--format", "csv"]);
    let course = printed(&place, &["replay", "r", "--run", "9", "--format", "csv"]);
    for file in Manifest::read(&place.path().join("r")).unwrap().files {
        fs::remove_file(place.path().join("r").join(file.name)).unwrap();
    }
    assert_eq!(printed(&place, &["why", "r", "--claim", "detour"]), claim);
    let bare = printed(&place, &["why", "r", "--run", "9", "--format", "csv"]);
    let ranks = |text: &str| text.lines().filter(|l| !l.contains(",outcome,")).count();
    assert_eq!(ranks(&bare), ranks(&whole));
    assert!(bare.lines().all(|line| whole.contains(line)), "{bare}");
    assert_eq!(printed(&place, &["replay", "r", "--run", "9", "--format", "csv"]), course);
    let said = printed(&place, &["replay", "r", "--run", "9"]);
    assert!(said.contains("runs.parquet is not there to compare"), "{said}");
}

#[test]
fn replay_says_whether_a_result_came_out_again() {
    let place = place();
    let whole = printed(&place, &["replay", "r"]);
    assert!(
        whole.contains("400 runs computed again") && whole.contains("byte for byte"),
        "{whole}"
    );
    let run = printed(&place, &["replay", "r", "--run", "3", "--metric", "gdp[MID],debt[SOU,MID]"]);
    assert_narrow(&run);
    assert!(run.contains("debt[SOU,MID]") && run.contains("bit for bit"), "{run}");
    let table = suasion_bytes(&place, &["replay", "r", "--run", "3", "--format", "parquet"]);
    assert!(table.starts_with(b"PAR1"));

    let manifest = place.path().join("r/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap().replace("\"seed\": 1", "\"seed\": 2");
    fs::write(&manifest, text).unwrap();
    let said = suasion(&place, &["replay", "r"]);
    assert_eq!(said.code, Some(3));
    assert!(said.out.contains("DIFFERS") && said.err.contains("is not reproduced"), "{}", said.err);
    let said = suasion(&place, &["replay", "r", "--run", "3"]);
    assert_eq!(said.code, Some(3), "{}", said.out);
}

#[test]
fn wrong_questions_are_answered_with_what_to_do() {
    let place = place();
    let cases: [(&[&str], i32, &str); 11] = [
        (&["why", "r"], 2, "--run K"),
        (&["why", "r", "--run", "400"], 2, "ids from 0 to 399"),
        (&["why", "r", "--run", "-1"], 2, "invalid value"),
        (&["why", "r", "--run", "1", "--claim", "detour"], 2, "cannot be used with"),
        (&["why", "r", "--claim", "south-lead"], 2, "did you mean `south-leads`?"),
        (&["why", "r", "--claim", "league-paymaster"], 2, "is a fact"),
        (&["why", "nowhere", "--run", "1"], 3, "does not exist"),
        (&["claims", "."], 3, "holds no manifest.json"),
        (&["replay", "r", "--run", "400"], 2, "there is no run 400"),
        (&["replay", "r", "--run", "1", "--metric", "gpd"], 2, "did you mean `gdp`?"),
        (&["replay", "r", "--format", "csv"], 2, "--run"),
    ];
    for (arguments, code, answer) in cases {
        let said = suasion(&place, arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(answer), "{arguments:?}: {}", said.err);
    }
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");
    let said = suasion(&place, &["claims", scenario]);
    assert!(said.code == Some(2) && said.err.contains("suasion run"), "{}", said.err);

    let manifest = place.path().join("r/manifest.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let text = fs::read_to_string(&manifest).unwrap().replace(&version, "\"version\": \"0.0.9\"");
    fs::write(&manifest, text).unwrap();
    let said = suasion(&place, &["why", "r", "--run", "1"]);
    assert!(said.err.contains("made by suasion 0.0.9"), "{}", said.err);
}

#[test]
fn a_quarantined_run_is_told_with_the_field_that_broke() {
    let place = tempdir().unwrap();
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");
    let run = ["run", scenario, "--runs", "50", "--out", "r"];
    let broken = ["--set", "actors.NOR.gdp_usd_bn=1e300"];
    suasion(&place, &[&run[..], &broken].concat());
    let tally = Manifest::read(&place.path().join("r")).unwrap().tally;
    let id = tally.failures[0].run.to_string();
    let said = printed_any(&place, &["why", "r", "--run", &id]);
    assert!(said.contains("Why it is left out") && said.contains("is not finite"), "{said}");
    let said = printed_any(&place, &["replay", "r", "--run", &id]);
    assert!(said.contains("Quarantined: "), "{said}");
}

/// What a command that must succeed prints, whatever numbers stand in it.
fn printed_any(place: &TempDir, arguments: &[&str]) -> String {
    let said = suasion(place, arguments);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
    said.out
}
