//! The built program, from outside: what it prints and how it ends.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use suasion::outcome::{Manifest, Outcome};
use tempfile::{TempDir, tempdir};

use crate::program::*;

/// The only result folder.
fn result(place: &TempDir) -> std::path::PathBuf {
    let mut entries = fs::read_dir(place.path().join("results")).unwrap();
    let folder = entries.next().expect("a result").unwrap().path();
    assert!(entries.next().is_none(), "one result");
    folder
}

#[test]
fn help_lists_the_commands_and_the_exit_codes() {
    let place = tempdir().unwrap();
    let help = printed(&place, &["--help"]);
    let commands = [
        "check",
        "run",
        "compare",
        "crossings",
        "diff",
        "attribute",
        "why",
        "claims",
        "replay",
        "show",
        "explain",
        "schema",
        "new",
        "completions",
    ];
    assert_in_order(&help, &commands.map(|name| format!("\n  {name} ")).each_ref().map(|s| &**s));
    assert_in_order(&help, &["Exit codes:", "\n  0 ", "\n  1 ", "\n  2 ", "\n  3 ", "\n  130 "]);
    assert_narrow(&help);
    for command in commands {
        assert_narrow(&printed(&place, &[command, "--help"]));
    }
    let version = printed(&place, &["--version"]);
    assert_eq!(version, format!("suasion {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_told_from_everything_else() {
    let place = place();
    let wrong: [&[&str]; 8] = [
        &[],
        &["simulate"],
        &["check"],
        &["run", "teaching.toml", "--plan", "latin"],
        &["run", "teaching.toml", "--runs", "0"],
        &["run", "teaching.toml", "--set", "time.end_year"],
        &["new", "../elsewhere"],
        &["completions", "elvish-like"],
    ];
    for arguments in wrong {
        assert!(!refused(&place, 2, arguments).is_empty(), "{arguments:?}");
    }
    assert!(!place.path().join("results").exists(), "nothing was run");
}

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let place = place();
    let run = ["run", "teaching.toml"];
    let cases: [(&[&str], &str); 5] = [
        (&["--ablate", "transhipment"], "did you mean `transshipment`?"),
        (&["--trajectories", "gpd"], "did you mean `gdp`?"),
        (&["--trajectories", "debt[SOU,MDI]"], "did you mean `MID`?"),
        (&["--trajectories", "debt[SOU]"], "suasion explain debt"),
        (&["--trajectories", "hhi"], "name its subject and object"),
    ];
    for (more, answer) in cases {
        let text = refused(&place, 2, &[&run, more].concat());
        assert!(text.contains(answer), "{more:?}: {text}");
    }
    let text = refused(&place, 2, &["explain", "vulnerabilty"]);
    assert!(text.contains("did you mean `vulnerability`?"), "{text}");
}

#[test]
fn check_counts_what_is_sound_and_prints_what_is_not() {
    let place = place();
    let sound = printed(&place, &["check", "teaching.toml"]);
    let expected = "teaching.toml: no problems (3 actors, 15 ties, 6 events, 6 claims)\n";
    assert_eq!(sound, expected);

    let text = fs::read_to_string(TEACHING).unwrap();
    let broken = text.replace("from = \"NOR\"\nto = \"SOU\"", "from = \"NRO\"\nto = \"SOU\"");
    fs::write(place.path().join("broken.toml"), broken).unwrap();
    let said = suasion(&place, &["check", "broken.toml", "teaching.toml", "absent.toml"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.out, expected, "the sound one is still named");
    let parts = ["unknown_actor", "NRO", "broken.toml:", "did you mean `NOR`?", "absent.toml"];
    assert_in_order(&said.err, &parts);
    let text = refused(&place, 1, &["run", "broken.toml"]);
    assert!(text.contains("did you mean `NOR`?"), "{text}");
}

#[test]
fn a_new_scenario_checks_and_runs() {
    let place = tempdir().unwrap();
    assert!(printed(&place, &["new", "my-region"]).contains("suasion run my-region.toml"));
    let written = fs::read(place.path().join("my-region.toml")).unwrap();
    assert!(printed(&place, &["check", "my-region.toml"]).contains("no problems"));
    let answer = printed(&place, &["run", "my-region.toml", "--runs", "64"]);
    assert_in_order(&answer, &["my-region · 64 runs", "Westland overtakes Eastland", "west-gains"]);

    let text = refused(&place, 3, &["new", "my-region"]);
    assert!(text.contains("my-region.toml exists already"), "{text}");
    assert_eq!(fs::read(place.path().join("my-region.toml")).unwrap(), written);
}

#[test]
fn run_answers_in_the_order_in_which_an_analyst_asks() {
    let place = place();
    let answer = printed(&place, &["run", "teaching.toml", "--runs", "200", "--seed", "7"]);
    assert_narrow(&answer);
    let parts = [
        "Northland, Southland and the country between them",
        "teaching · 200 runs · seed 7 · Monte Carlo · 2021–2026 by year",
        "\nBalance of power\n",
        "The countries between",
        "2021",
        "2026",
        "\nDependence\n",
        "sensitivity",
        "NOR on SOU",
        "SOU on NOR",
        "vulnerability",
        "NOR on SOU",
        "\nWho gets ahead, and when\n",
        "Southland overtakes Northland in Midland",
        "all runs",
        "power_exponent 0 ",
        "power_exponent 0.25",
        "power_exponent 0.5",
        "\nClaims\n",
        "embargo-bites · informed",
        "moves-away · informed",
        "with its sign drawn either way",
        "south-leads · emergent",
        "influence.power_exponent: ",
        "fact",
        "institutions.league.funding.SOU = 0.75",
        "200 runs in ",
        "Result in results/teaching-",
    ];
    assert_in_order(&answer, &parts);
    let outcome = Outcome::open(&result(&place)).unwrap();
    assert_eq!((outcome.header.seed, outcome.header.runs), (7, 200));
    let header = suasion::scenario::load(&place.path().join("teaching.toml")).unwrap();
    assert_eq!(outcome.header.text, suasion::scenario::effective_toml(&header));
}

#[test]
fn printed_figures_are_those_of_the_result() {
    let place = place();
    let answer = printed(&place, &["run", "teaching.toml", "--runs", "200"]);
    let outcome = Outcome::open(&result(&place)).unwrap();
    let row = outcome.findings.summary.iter().find(|row| {
        let of = (row.metric.as_str(), row.subject.as_deref(), row.object.as_deref());
        of == ("vulnerability", Some("NOR"), Some("SOU")) && row.date == "2026"
    });
    let [low, _, _, median, _, _, high] = row.unwrap().quantiles.map(|q| 100.0 * q);
    let vulnerability = answer.split("(vulnerability)").nth(1).unwrap();
    let line = vulnerability.lines().find(|line| line.starts_with("NOR on SOU")).unwrap();
    assert!(line.ends_with(&format!("{median:.1} {low:.1}–{high:.1}")), "{line}");

    let claim = outcome.findings.claim("detour", suasion::outcome::World::Scenario).unwrap();
    let share = format!("{:.1} ± ", 100.0 * claim.holds.probability());
    let line = answer.lines().find(|line| line.contains("Midland's sales to Northland")).unwrap();
    assert!(line.trim_start().starts_with(&share), "{line}");
}

#[test]
fn an_identical_result_is_printed_again_and_another_is_not_overwritten() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "100", "--out", "kept"];
    let first = printed(&place, &run);
    let made =
        || fs::metadata(place.path().join("kept/manifest.json")).unwrap().modified().unwrap();
    let before = made();
    let second = printed(&place, &run);
    assert!(second.contains("computed before"), "{second}");
    let answer = |text: &str| text.split("\n100 runs in").next().unwrap().to_string();
    let again = second.split("\nIt was computed before").next().unwrap();
    assert_eq!(answer(&first), again, "word for word");
    assert_eq!(made(), before, "nothing was written");

    let forced = printed(&place, &[&run[..], &["--force"]].concat());
    assert!(forced.contains("100 runs in"), "{forced}");
    assert!(made() > before, "--force computes it again");

    let other = [&run[..], &["--seed", "2"]].concat();
    let text = refused(&place, 3, &other);
    assert!(text.contains("kept exists already") && text.contains("--force"), "{text}");
    printed(&place, &[&other[..], &["--force"]].concat());
    assert_eq!(Outcome::open(&place.path().join("kept")).unwrap().header.seed, 2);
}

#[test]
fn plans_settings_and_trajectories_reach_the_result() {
    let place = place();
    let set = ["--set", "parameters.diversion.diversion=0.5"];
    let more = ["--plan", "sobol", "--trajectories", "gdp, debt[SOU,MID]", "--threads", "1"];
    let run = [&["run", "teaching.toml", "--runs", "64", "--out", "set"][..], &set, &more].concat();
    let answer = printed(&place, &run);
    assert!(answer.contains("Sobol points"), "{answer}");
    let folder = place.path().join("set");
    let manifest = Manifest::read(&folder).unwrap();
    assert_eq!(manifest.header.plan, "sobol");
    assert_eq!(manifest.header.series, ["gdp", "debt[SOU,MID]"]);
    assert!(
        manifest.header.text.contains("diversion = { value = 0.5"),
        "the scenario as effective"
    );
    assert_eq!(manifest.timing.threads, 1);
    assert!(folder.join("trajectories.parquet").exists());
    let runs = Outcome::open(&folder).unwrap().runs;
    assert!(runs.column("diversion.diversion").is_err(), "a constant is no drawn number");

    let text = refused(&place, 1, &["run", "teaching.toml", "--set", "time.end_yaer=2026"]);
    assert!(text.contains("end_year"), "{text}");
}

#[test]
fn an_ablation_changes_the_answer_and_says_so() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "64", "--out"];
    printed(&place, &[&run[..], &["whole"]].concat());
    let answer = printed(&place, &[&run[..], &["without", "--ablate", "transshipment"]].concat());
    assert!(answer.contains("Switched off: transshipment"), "{answer}");
    let read = |name: &str| Outcome::open(&place.path().join(name)).unwrap();
    assert_eq!(read("without").header.off, ["transshipment"]);
    let rows = |name: &str| read(name).findings.summary;
    assert_ne!(rows("whole"), rows("without"));
}

#[test]
fn an_interrupted_run_keeps_what_is_complete_and_says_so() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "16000000", "--out", "half", "--threads", "1"];
    let mut command = command(place.path(), &run);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The hidden folder appears once the program listens to Ctrl-C.
    let start = Instant::now();
    let hidden = || fs::read_dir(place.path()).unwrap().count() > 1;
    while !hidden() && start.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_millis(1500));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let said: Said = child.wait_with_output().unwrap().into();
    assert_eq!(said.code, Some(130), "{}{}", said.out, said.err);
    assert!(said.out.contains("PARTIAL: interrupted after"), "{}", said.out);

    let manifest = Manifest::read(&place.path().join("half")).unwrap();
    assert!(manifest.partial);
    assert!((1..16_000_000).contains(&manifest.tally.simulated));
    let text = refused(&place, 3, &run);
    assert!(text.contains("half is a partial result"), "it is not taken for the whole: {text}");
}

#[test]
fn diff_speaks_of_meaning() {
    let place = place();
    let text = fs::read_to_string(TEACHING).unwrap();
    fs::write(place.path().join("same.toml"), format!("# a remark\n{text}")).unwrap();
    let same = printed(&place, &["diff", "teaching.toml", "same.toml"]);
    assert_eq!(same, "no difference in meaning\n");
    let other = text.replace("gdp_usd_bn = 100.0", "gdp_usd_bn = 120.0");
    fs::write(place.path().join("other.toml"), other).unwrap();
    let changed = printed(&place, &["diff", "teaching.toml", "other.toml"]);
    let parts = ["actors\n", "~ actors.MID.gdp_usd_bn", "was 100", "is 120", "1 difference\n"];
    assert_in_order(&changed, &parts);
    assert_narrow(&changed);
}

#[test]
fn show_gives_every_number_its_origin() {
    let place = place();
    let shown = printed(&place, &["show", "teaching.toml"]);
    let parts = [
        "\nActors\n",
        "Northland",
        "\nInstitutions\n",
        "\nEvents\n",
        "\nClaims\n",
        "\nTies\n",
        "NOR → SOU",
        "\nDependence and influence at the base\n",
        "\nBalance of power at the base\n",
        "\nNumbers, with their origin\n",
        "actors.MID.gdp_usd_bn\n  100 · USD bn · invented, 2021",
        "\nSources\n",
        "Invented for teaching",
    ];
    assert_in_order(&shown, &parts);
    assert_narrow(&shown);
    assert!(!shown.contains("NaN"));
    let study = suasion::model::compile(&suasion::scenario::load(TEACHING.as_ref()).unwrap());
    for number in study.base.numbers.iter().filter(|n| !n.parameter) {
        assert!(shown.contains(&format!("\n{}\n", number.key)), "{} is shown", number.key);
    }
    let one = printed(&place, &["show", "teaching.toml", "actors.MID.positions"]);
    assert_in_order(&one, &["actors.MID.positions.order\n", "actors.MID.positions.side\n"]);
    assert_eq!(one.lines().count(), 4, "{one}");
    let text = refused(&place, 2, &["show", "teaching.toml", "actors.MDI"]);
    assert!(text.contains("no number's key begins with `actors.MDI`"), "{text}");
}

#[test]
fn explain_prints_the_pages_of_the_model() {
    let place = tempdir().unwrap();
    let all = printed(&place, &["explain"]);
    assert_in_order(&all, &["Mechanisms", "diversion", "Metrics", "trade_share", "Parameters"]);
    assert_narrow(&all);
    let page = printed(&place, &["explain", "diversion"]);
    let parts = [
        "a mechanism",
        "Equation",
        "(diversion.5)",
        "Symbols",
        "Limits",
        "Parameters",
        "from judgement: ",
    ];
    assert_in_order(&page, &parts);
    assert_narrow(&page);
    let metric = printed(&place, &["explain", "junior[RUS,CHN]"]);
    assert_in_order(&metric, &["junior[actor,power], a metric", "Unit: -1 to 1", "leaving out"]);
}

#[test]
fn schema_and_completions_are_for_machines() {
    let place = tempdir().unwrap();
    let schema = printed(&place, &["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["then"]["properties"]["actors"].is_object());
    for shell in ["bash", "zsh", "fish"] {
        let script = printed(&place, &["completions", shell]);
        assert!(script.contains("trajectories"), "{shell} completes options");
    }
}

#[test]
fn colour_is_for_those_who_can_see_it() {
    let place = place();
    let coloured = |variable: &str| {
        let mut command = command(place.path(), &["explain", "diversion"]);
        let said: Said = command.env(variable, "1").output().unwrap().into();
        said.out.contains('\u{1b}')
    };
    assert!(coloured("CLICOLOR_FORCE"));
    assert!(!coloured("NO_COLOR"));
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let place = place();
    let run = format!("{PROGRAM} show teaching.toml | head -n 1");
    let said = Command::new("sh").current_dir(place.path()).args(["-c", &run]).output().unwrap();
    let said: Said = said.into();
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert_eq!(said.out, "Northland, Southland and the country between them\n");
}
