//! `compare` and `crossings` from outside: what they print, keep and refuse, and that nothing but
//! meaning makes a difference.

use std::fs;
use std::path::Path;
use std::process::Command;

use suasion::outcome::{Comparison, Manifest, Outcome};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_suasion");
const TEACHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");

/// The teaching scenario, and `richer.toml`: the same with a richer Midland.
fn place() -> TempDir {
    let place = tempdir().unwrap();
    let text = fs::read_to_string(TEACHING).unwrap();
    fs::write(place.path().join("teaching.toml"), &text).unwrap();
    let richer = "extends = \"teaching.toml\"\nname = \"richer\"\n[actors.MID]\n\
                  gdp_usd_bn = { value = 120, source = \"invented\", confidence = \"high\" }\n";
    fs::write(place.path().join("richer.toml"), richer).unwrap();
    place
}

/// Exit code, standard output, standard error.
fn suasion(place: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(PROGRAM).current_dir(place).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn printed(place: &TempDir, arguments: &[&str]) -> String {
    let (code, out, err) = suasion(place.path(), arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {err}");
    out
}

fn refused(place: &TempDir, code: i32, arguments: &[&str]) -> String {
    let (found, out, err) = suasion(place.path(), arguments);
    assert_eq!(found, Some(code), "{arguments:?}: {out}{err}");
    err
}

fn compared(place: &TempDir, more: &[&str]) -> Comparison {
    let out = place.path().join("kept");
    let arguments = [&["compare"], more, &["--out", "kept", "--force"]].concat();
    printed(place, &arguments);
    Comparison::open(&out).unwrap()
}

/// The differences in words: what is not a number is equal to itself there.
fn said(comparison: &Comparison) -> String {
    let Comparison { outcomes, claims, crossings, .. } = comparison;
    format!("{outcomes:?}{claims:?}{crossings:?}")
}

fn results(place: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(place.path().join("results")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn assumptions_stand_beside_what_follows_from_them() {
    let place = place();
    let page = printed(&place, &["compare", "teaching.toml", "richer.toml", "--runs", "200"]);
    let parts = [
        "richer compared with teaching\n",
        "200 runs · seed 1",
        "\nWhat they assume differently\n",
        "~ actors.MID.gdp_usd_bn: 100",
        "\nWhat follows differently\n",
        "Influence in The countries between, each country counts alike, %, 2026\n",
        "teaching",
        "richer",
        "difference",
        "90 % of runs",
        "\nNorthland ",
        "NOR on SOU",
        "\nClaims\n",
        "McNemar",
        "south-leads",
        "\nWho gets ahead, and when\n",
        "Southland overtakes Northland in Midland",
        "by 2026",
    ];
    let mut at = 0;
    for part in parts {
        at += page[at..].find(part).unwrap_or_else(|| panic!("`{part}` follows in:\n{page}"));
    }
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "more than 80 columns: {line}");
    }
    let other = printed(&place, &["compare", "teaching.toml", "richer.toml", "--runs", "200"]);
    assert_eq!(page, other, "a comparison is printed alike from kept results");
    assert_eq!(results(&place).len(), 2, "what is there is reused");
}

#[test]
fn a_scenario_differs_from_itself_by_exactly_nothing() {
    let place = place();
    let text = fs::read_to_string(TEACHING).unwrap();
    fs::write(place.path().join("again.toml"), format!("# a remark\n{text}")).unwrap();
    let found = compared(&place, &["teaching.toml", "again.toml", "--runs", "150"]);
    assert!(found.warnings.is_empty() && found.assumptions.is_empty(), "{:?}", found.warnings);
    assert!(found.outcomes.len() > 20 && found.claims.len() > 3 && !found.crossings.is_empty());
    for row in &found.outcomes {
        assert_eq!([row.difference, row.error, row.low, row.high], [0.0; 4], "{}", row.label);
        assert_eq!((row.above, row.below, row.wasserstein), (0.0, 0.0, 0.0));
    }
    for row in &found.claims {
        assert_eq!((row.difference, row.low, row.high, row.p_value), (0.0, 0.0, 0.0, 1.0));
        assert_eq!((row.gained, row.lost), (0, 0));
    }
    for row in &found.crossings {
        assert_eq!(
            (row.difference, row.delay, row.delay_low, row.delay_high),
            (0.0, 0.0, 0.0, 0.0)
        );
    }
    assert_eq!(results(&place).len(), 1, "one result is enough");
}

#[test]
fn exchanging_two_scenarios_changes_signs_and_nothing_else() {
    let place = place();
    let there = compared(&place, &["teaching.toml", "richer.toml", "--runs", "150"]);
    let back = compared(&place, &["richer.toml", "teaching.toml", "--runs", "150"]);
    assert!(there.outcomes.iter().any(|row| row.difference != 0.0));
    for (a, b) in there.outcomes.iter().zip(&back.outcomes) {
        assert_eq!((&a.label, &a.date), (&b.label, &b.date));
        assert_eq!((a.difference, a.low, a.high), (-b.difference, -b.high, -b.low));
        assert_eq!((a.run_q05, a.run_q50, a.run_q95), (-b.run_q95, -b.run_q50, -b.run_q05));
        assert_eq!((a.above, a.below, a.error), (b.below, b.above, b.error));
        assert_eq!(a.wasserstein, b.wasserstein);
        assert_eq!(a.correlation.to_bits(), b.correlation.to_bits(), "{}", a.label);
    }
    for (a, b) in there.claims.iter().zip(&back.claims) {
        assert_eq!((a.difference, a.low, a.high), (-b.difference, -b.high, -b.low));
        assert_eq!((a.gained, a.lost, a.p_value), (b.lost, b.gained, b.p_value));
    }
    for (a, b) in there.crossings.iter().zip(&back.crossings) {
        assert_eq!((a.difference, a.delay), (-b.difference, -b.delay));
    }
    let named = compared(
        &place,
        &["richer.toml", "teaching.toml", "--runs", "150", "--reference", "teaching"],
    );
    assert_eq!(said(&named), said(&there), "the reference may stand anywhere");
}

#[test]
fn what_no_tie_reaches_and_how_a_file_is_ordered_make_no_difference() {
    let place = place();
    let text = fs::read_to_string(TEACHING).unwrap();
    let inert = "extends = \"teaching.toml\"\nname = \"inert\"\n[actors.FAR]\nname = \"Farland\"\n\
                 gdp_usd_bn = { value = 50, source = \"invented\", confidence = \"high\" }\n\
                 population_mn = { value = 5, source = \"invented\", confidence = \"high\" }\n\
                 growth_per_year = { value = 0.02, source = \"invented\", confidence = \"high\" }\n\
                 volatility_per_year = { value = 0.03, source = \"invented\", confidence = \"high\" }\n\
                 world_beta = { value = 1, source = \"invented\", confidence = \"high\" }\n\
                 oil_elasticity = { value = 0, source = \"invented\", confidence = \"high\" }\n";
    fs::write(place.path().join("inert.toml"), inert).unwrap();
    // The claims and what follows them, before everything else but the keys of the file.
    let claims = text.find("[claims.").unwrap();
    let head = text.find("\n[").unwrap() + 1;
    let reordered = format!("{}{}\n{}", &text[..head], &text[claims..], &text[head..claims]);
    fs::write(place.path().join("reordered.toml"), reordered).unwrap();
    let found = compared(
        &place,
        &["teaching.toml", "inert.toml", "reordered.toml", "--runs", "150", "--threads", "1"],
    );
    assert!(found.warnings.iter().all(|w| w.code == "other_test"), "{:?}", found.warnings);
    assert!(found.outcomes.iter().any(|row| row.scenario == "inert"));
    for row in &found.outcomes {
        assert_eq!([row.difference, row.error, row.wasserstein], [0.0; 3], "{row:?}");
    }
    for row in found.claims.iter() {
        assert_eq!((row.gained, row.lost), (0, 0), "{row:?}");
    }
    fs::remove_dir_all(place.path().join("results")).unwrap();
    let two = compared(
        &place,
        &["teaching.toml", "inert.toml", "reordered.toml", "--runs", "150", "--threads", "2"],
    );
    assert_eq!(said(&two), said(&found), "threads change nothing");
}

#[test]
fn a_comparison_can_be_kept_and_is_not_taken_for_a_result() {
    let place = place();
    let arguments = ["compare", "teaching.toml", "richer.toml", "--runs", "100", "--out", "kept"];
    printed(&place, &arguments);
    let folder = place.path().join("kept");
    let kept = Comparison::open(&folder).unwrap();
    assert_eq!(kept.reference().name, "teaching");
    assert_eq!(kept.others().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["richer"]);
    assert_eq!((kept.subjects[1].header.runs, kept.subjects[1].base_year), (100, 2021));
    assert!(Comparison::is_in(&folder));
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["kind"], "comparison");
    assert_eq!(manifest["files"].as_array().unwrap().len(), 6);
    let levels: Vec<_> = kept.levels.iter().filter(|row| row.scenario == "richer").collect();
    assert!(levels.iter().any(|row| row.date == "2023"), "levels are kept at every step");
    assert_eq!(kept.survival.iter().filter(|row| row.scenario == "richer").count(), 6);

    let text = refused(&place, 3, &arguments);
    assert!(text.contains("kept exists already") && text.contains("--force"), "{text}");
    let text = refused(&place, 3, &["compare", "kept", "teaching.toml"]);
    assert!(text.contains("stored comparison"), "{text}");
    assert!(Manifest::read(&folder).is_err());
}

#[test]
fn results_are_compared_as_they_are_and_files_are_run_to_pair_with_them() {
    let place = place();
    printed(&place, &["run", "teaching.toml", "--runs", "120", "--seed", "9", "--out", "base"]);
    let found = compared(&place, &["base", "richer.toml"]);
    let header = &found.subjects[1].header;
    assert_eq!((header.runs, header.seed), (120, 9), "the file is run like the result");
    assert!(found.outcomes.iter().all(|row| row.paired && row.n == 120));

    printed(&place, &["run", "teaching.toml", "--runs", "120", "--seed", "8", "--out", "other"]);
    let (_, page, _) = suasion(place.path(), &["compare", "base", "other"]);
    assert!(page.contains("NOT PAIRED: seeds differ (9 and 8)"), "{page}");
    let text = refused(&place, 2, &["compare", "base", "other", "--runs", "50"]);
    assert!(text.contains("runs, seed and plan are for scenario files"), "{text}");
}

#[test]
fn what_a_result_does_not_keep_is_simulated_again_to_the_same_bits() {
    let place = place();
    let asked = ["--metric", "exports[MID,NOR],gdp", "--at", "2023,2025", "--runs", "80"];
    let files = ["teaching.toml", "richer.toml"];
    let found = compared(&place, &[&files[..], &asked].concat());
    let row = |label: &str, date: &str| {
        let mut rows = found.outcomes.iter();
        rows.find(|row| row.label == label && row.date == date).unwrap().clone()
    };
    assert_eq!(found.outcomes.len(), 2 * (1 + 3), "a name alone stands for all that is kept");
    let more = ["--trajectories", "exports[MID,NOR],gdp", "--runs", "80", "--out"];
    let values = |file: &str| {
        printed(&place, &[&["run", file][..], &more, &[&file.replace(".toml", "")]].concat());
        let outcome = Outcome::open(&place.path().join(file.replace(".toml", ""))).unwrap();
        outcome.values("exports[MID,NOR]", "2023").unwrap().expect("it was asked for")
    };
    let (before, after) = (values("teaching.toml"), values("richer.toml"));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let shown = row("exports[MID,NOR]", "2023");
    assert!((shown.level_reference / mean(&before) - 1.0).abs() < 1e-14);
    assert!((shown.level / mean(&after) - 1.0).abs() < 1e-14);
    assert!((1.0 + shown.relative - mean(&after) / mean(&before)).abs() < 1e-12);
    let richer = row("gdp[MID]", "2025");
    // A fifth richer, less what its trade, which did not grow with it, no longer adds.
    assert!(0.17 < richer.relative && richer.relative < 0.2, "{richer:?}");
    assert!(richer.relative_low < richer.relative && richer.relative < richer.relative_high);
}

#[test]
fn tables_go_to_other_programs() {
    let place = place();
    let run = ["compare", "teaching.toml", "richer.toml", "--runs", "60", "--format"];
    let csv = printed(&place, &[&run[..], &["csv"]].concat());
    let head: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert!(head.contains(&"difference") && head.contains(&"low") && head.contains(&"above"));
    assert_eq!(csv.lines().count(), 1 + 16 * 3, "every metric at every date of the report");
    let claims = printed(&place, &[&run[..], &["csv", "--table", "claims"]].concat());
    assert!(claims.starts_with("scenario,reference,claim,"), "{claims}");
    let json = printed(&place, &[&run[..], &["json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["outcomes"].as_array().unwrap().len(), 16 * 3);
    assert_eq!(json["outcomes"][0]["scenario"], "richer");
    let markdown = printed(&place, &[&run[..], &["markdown", "--table", "crossings"]].concat());
    assert!(markdown.starts_with("| scenario | reference | crossing |"), "{markdown}");
    let output = Command::new(PROGRAM)
        .current_dir(place.path())
        .args([&run[..], &["parquet"]].concat())
        .output()
        .unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"PAR1"));
}

#[test]
fn several_scenarios_are_ranked_against_the_reference() {
    let place = place();
    let poorer = fs::read_to_string(place.path().join("richer.toml")).unwrap();
    let poorer = poorer.replace("richer", "poorer").replace("120", "80");
    fs::write(place.path().join("poorer.toml"), poorer).unwrap();
    let files = ["teaching.toml", "richer.toml", "poorer.toml"];
    let more = ["--runs", "100", "--metric", "gdp[MID],vulnerability[MID,NOR]", "--at", "2024"];
    let page = printed(&place, &[&["compare"][..], &files, &more].concat());
    let summary = page.split("\nSummary\n").nth(1).expect("several are summed up");
    let lines: Vec<&str> = summary.lines().skip(1).collect();
    let starts = |line: &str, name: &str| line.trim_start().starts_with(name);
    assert!(starts(lines[0], "richer") && starts(lines[1], "teaching"), "{summary}");
    assert!(starts(lines[2], "poorer") && lines[2].contains("% less than teaching"), "{summary}");
    assert!(lines[0].contains("% more than teaching"), "{summary}");
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "more than 80 columns: {line}");
    }
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let place = place();
    let both = ["compare", "teaching.toml", "richer.toml", "--runs", "20"];
    let cases: [(&[&str], &str); 8] = [
        (&["--reference", "teachin"], "did you mean `teaching`?"),
        (&["--metric", "gpd"], "did you mean `gdp`?"),
        (&["--metric", "gdp[MDI]"], "did you mean `MID`?"),
        (&["--metric", "hhi"], "suasion explain hhi"),
        (&["--metric", "gdp["], "is not a metric"),
        (&["--at", "2031"], "`2031` is no date between 2021 and 2026"),
        (&["--at", "soon"], "`soon` is no date between"),
        (&["--format", "excel"], "markdown"),
    ];
    for (more, answer) in cases {
        let text = refused(&place, 2, &[&both[..], more].concat());
        assert!(text.contains(answer), "{more:?}: {text}");
    }
    assert!(!place.path().join("results").exists(), "mistakes are told before anything is run");
    refused(&place, 2, &["compare", "teaching.toml"]);
    let text = refused(&place, 1, &["compare", "teaching.toml", "absent.toml"]);
    assert!(text.contains("absent.toml"), "{text}");
    fs::create_dir(place.path().join("empty")).unwrap();
    let text = refused(&place, 3, &["compare", "teaching.toml", "empty"]);
    assert!(text.contains("manifest.json"), "{text}");
}

#[test]
fn crossings_say_by_when_and_not_by_when() {
    let place = place();
    let text = fs::read_to_string(TEACHING).unwrap();
    let second = "[crossings.north_again]\ntitle = \"Northland overtakes Southland\"\n\
                  of = \"regional_share[middle,NOR]\"\nover = \"regional_share[middle,SOU]\"\n\n\
                  [report]\n";
    fs::write(place.path().join("two.toml"), text.replace("[report]\n", second)).unwrap();
    printed(&place, &["run", "two.toml", "--runs", "400", "--out", "two"]);
    let outcome = Outcome::open(&place.path().join("two")).unwrap();
    let dates = outcome.runs.column("crossing.south_overtakes").unwrap();
    let crossed = dates.iter().filter(|date| date.is_finite()).count();

    let page = printed(&place, &["crossings", "two"]);
    assert!(page.contains("Southland overtakes Northland in Midland"), "{page}");
    let never = 100.0 * (400 - crossed) as f64 / 400.0;
    let words: Vec<&str> = page.split_whitespace().collect();
    let sentence = format!("not by 2026: {never:.1} % of the runs");
    assert!(words.join(" ").contains(&sentence), "{page}");
    let csv = printed(&place, &["crossings", "two", "--format", "csv"]);
    let last = csv.lines().rfind(|line| line.contains("south_overtakes")).unwrap();
    let share: f64 = last.split(',').nth(6).unwrap().parse().unwrap();
    assert!((share - crossed as f64 / 400.0).abs() < 1e-12, "{last}");

    let json = ["crossings", "two", "--first", "south_overtakes,north_again", "--format", "json"];
    let json: serde_json::Value = serde_json::from_str(&printed(&place, &json)).unwrap();
    let rows = json["first"].as_array().unwrap();
    let at = |first: &str, date: &str| {
        let mut of = rows.iter().filter(|row| row["first"] == first && row["date"] == date);
        of.next().unwrap()["share"].as_f64().unwrap()
    };
    // One of the two leads in the base year: nothing is left for later.
    let sum: f64 =
        ["south_overtakes", "north_again", "together"].map(|id| at(id, "2021")).iter().sum();
    assert!((sum - 1.0).abs() < 1e-12);
    assert_eq!(at("together", "2021"), 0.0);
    let page = printed(&place, &["crossings", "two", "--first", "south_overtakes,north_again"]);
    assert!(page.contains("Which comes first"), "{page}");

    let text = refused(&place, 2, &["crossings", "two", "--first", "south_overtake,north_again"]);
    assert!(text.contains("did you mean `south_overtakes`?"), "{text}");
    let text = refused(&place, 2, &["crossings", "two", "--first", "north_again"]);
    assert!(text.contains("at least two"), "{text}");
    let text = refused(&place, 2, &["crossings", "two.toml"]);
    assert!(text.contains("result folder"), "{text}");
}
