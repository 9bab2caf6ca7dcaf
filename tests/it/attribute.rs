//! `attribute` from outside: what a person sees, and what is refused.

use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_suasion");
const METRIC: &str = "regional_share[middle,SOU]";

fn attribute(arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("CLICOLOR_FORCE");
    command.args(["attribute", "scenarios/teaching.toml"]).args(arguments).output().unwrap()
}

fn answered(arguments: &[&str]) -> String {
    let done = attribute(&[&["--metric", METRIC, "--runs", "40"], arguments].concat());
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr));
    assert!(done.status.success(), "{arguments:?}: {}", err.unwrap());
    out
}

fn refused(arguments: &[&str]) -> String {
    let done = attribute(arguments);
    assert_eq!(done.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn a_page_names_every_event_the_rest_and_the_total() {
    let page = answered(&["--at", "2026"]);
    for part in [
        "regional_share[middle,SOU] from 2021 to 2026",
        "teaching · 40 runs · seed 1 · by items",
        "growth, chance and all else",
        "\ntotal ",
        "embargo joins after seizure.",
        "Exact over 32 combinations",
    ] {
        assert!(page.contains(part), "`{part}` in:\n{page}");
    }
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    assert_eq!(page, answered(&["--at", "2026", "--threads", "1"]), "threads change nothing");
}

#[test]
fn the_same_scenario_twice_leaves_nothing_to_share_out() {
    let page = answered(&["scenarios/teaching.toml", "--at", "2026"]);
    assert!(page.contains("No difference that bears on an outcome"), "{page}");
    let total = page.lines().find(|line| line.starts_with("total")).unwrap();
    assert_eq!(total.split_whitespace().collect::<Vec<_>>()[..2], ["total", "0.00"]);
}

#[test]
fn channels_and_mechanisms_have_their_own_items() {
    let page = answered(&["--at", "2026", "--by", "channels"]);
    assert!(page.contains("trade ") && page.contains("power ") && page.contains("step by step"));
    let list = "event,dependence,influence";
    let page = answered(&["--at", "2026", "--by", "mechanisms", "--mechanism", list]);
    assert!(page.contains("none of them on") && page.contains("base-year value"), "{page}");
}

#[test]
fn what_cannot_be_answered_is_refused_with_what_to_do() {
    let at = |metric| vec!["--at", "2026", "--metric", metric];
    let with = |more: &[&'static str]| [&at(METRIC), more].concat();
    let cases: [(Vec<&str>, &str); 12] = [
        (at("regional_shar[middle,SOU]"), "did you mean `regional_share`?"),
        (at("regional_share[middle,SUO]"), "did you mean `SOU`?"),
        (at("regional_share"), "name it (and its object)"),
        (at("gdp[SOU],gdp[NOR]"), "is not one metric"),
        (vec!["--at", "2040", "--metric", METRIC], "no date between 2021 and 2026"),
        (vec!["--at", "soon", "--metric", METRIC], "write it as 2026, 2026Q3 or 2026-07"),
        (with(&["--since", "2026"]), "is not before"),
        (with(&["--group", "war=embargos"]), "did you mean `embargo`?"),
        (with(&["--without", "embargos"]), "did you mean `embargo`?"),
        (with(&["--mechanism", "growht"]), "did you mean `growth`?"),
        (with(&["--group", "a war=embargo"]), "one word"),
        (with(&["scenarios/sco.toml"]), "they share no chance"),
    ];
    for (arguments, words) in cases {
        let said = refused(&arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    let said = refused(&["--at", "2026", "--metric", "gdp[SOU]", "--by", "channels"]);
    assert!(said.contains("by channels there are `influence`"), "{said}");
}
