//! Scenarios from text to meaning and back: companions, settings, units, origins, what is written
//! out, what is drawn from a changed table.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use suasion::scenario::expression::{self, Expression};
use suasion::scenario::{
    Change, Scenario, describe, diff, effective_toml, from_text, load, load_with, schema, without,
};

/// A small sound scenario.
const BASE: &str = "tests/it/bad/_base.toml";

/// Scenario files that are shipped, in order.
fn shipped() -> Vec<PathBuf> {
    let entries = fs::read_dir("scenarios").expect("the scenarios are there");
    let paths = entries.map(|entry| entry.expect("an entry is readable").path());
    let mut found: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    found.push("scenarios/calibration/sco-fitted.toml".into());
    found.sort();
    found
}

fn sound(path: &Path) -> Scenario {
    load(path).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A scenario but for the files in which it stands.
fn without_inputs(scenario: &Scenario) -> Scenario {
    let mut bare = Scenario { inputs: Vec::new(), ..scenario.clone() };
    for claim in bare.claims.values_mut() {
        let other = claim.counterfactual.take();
        claim.counterfactual = other.map(|other| Box::new(without_inputs(&other)));
    }
    bare
}

/// A text changed in a few places: bytes replaced, inserted or dropped.
fn changed(text: &str, edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for &(place, byte, what) in edits {
        let at = place % bytes.len();
        match what {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => _ = bytes.remove(at),
        }
    }
    bytes
}

#[test]
fn every_shipped_scenario_is_sound_and_survives_being_written_out() {
    let folder = tempfile::tempdir().expect("a folder for the copies");
    for path in shipped() {
        let scenario = sound(&path);
        let copy = folder.path().join("copy.toml");
        fs::write(&copy, effective_toml(&scenario)).expect("the copy can be written");
        let again = sound(&copy);
        assert_eq!(without_inputs(&scenario), without_inputs(&again), "{}", path.display());
        assert_eq!(scenario.hash(), again.hash(), "{}", path.display());
        let text = effective_toml(&scenario);
        let read = from_text(&text, "copy").unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(without_inputs(&read), without_inputs(&scenario), "{}", path.display());
        assert_eq!(effective_toml(&read), text, "{}", path.display());
        assert_eq!(diff(&scenario, &again), [], "{}", path.display());
    }
}

#[test]
fn settings_change_what_they_name_and_nothing_else() {
    let path = Path::new("scenarios/teaching.toml");
    let set = |key: &str, value: &str| (key.to_string(), value.to_string());
    let sets = [
        set("actors.NOR.gdp_usd_bn", "1200"),
        set("ties.trade.NOR.SOU.value", "{ dist = \"uniform\", low = 70.0, high = 90.0 }"),
        set("parameters.alignment.threat_push", "0.0"),
        set("run.seed", "7"),
    ];
    let before = sound(path);
    let after = load_with(path, &sets).unwrap_or_else(|problems| panic!("{problems}"));
    let changes = diff(&before, &after);
    let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(
        paths,
        ["run.seed", "actors.NOR.gdp_usd_bn", "ties.trade.NOR.SOU.value", "parameters.alignment"]
    );
    let words = describe(&changes);
    assert!(words.contains("  ~ run.seed: 1 → 7\n"), "{words}");
    assert!(words.contains("→ 1200 USD bn (set)"), "{words}");
    assert_ne!(before.hash(), after.hash());
}

#[test]
fn a_companion_and_its_counterfactual_differ_by_the_counterfactual_alone() {
    let base = sound(Path::new("scenarios/sco.toml"));
    let companion = sound(Path::new("scenarios/china-slowdown.toml"));
    let claim = "war-as-cause-share";
    let own = diff(&base, base.claims[claim].counterfactual.as_ref().expect("it has one"));
    let other = companion.claims[claim].counterfactual.as_ref().expect("inherited");
    let inherited = diff(&companion, other);
    let statements = |changes: &[Change]| -> Vec<String> {
        let worldly = changes.iter().filter(|c| !["scenario", "claims"].contains(&c.section()));
        worldly.map(|change| format!("{} {:?}", change.path, change.after)).collect()
    };
    assert!(!statements(&own).is_empty());
    assert_eq!(statements(&own), statements(&inherited));
}

#[test]
fn a_scenario_without_an_event_keeps_its_name_and_takes_its_chance() {
    let teaching = sound(Path::new("scenarios/teaching.toml"));
    let quiet = without(&teaching, &["seizure".to_string()]);
    let changes = diff(&teaching, &quiet);
    let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths, ["events.seizure.probability"]);
    let chance = quiet.events["seizure"].probability.as_ref().expect("it has one");
    assert_eq!(chance.distribution.quantile(0.5), 0.0);
}

#[test]
fn numbers_keep_nothing_of_the_origin_of_what_they_replace() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = fs::read_to_string(Path::new(BASE)).expect("the base is text");
    fs::write(folder.path().join("base.toml"), base).expect("written");
    let companion = folder.path().join("companion.toml");
    let text = "extends = \"base.toml\"\n[sources.other]\ntitle = \"Other\"\n\
                [actors.CCC]\nsource = \"other\"\nyear = 2022\ngdp_usd_bn = 120.0\n";
    fs::write(&companion, text).expect("written");
    let actor = &sound(&companion).actors["CCC"];
    assert_eq!(actor.gdp.provenance.source.as_deref(), Some("other"));
    assert_eq!(actor.gdp.provenance.year, Some(2022));
    assert_eq!(actor.population.provenance.source.as_deref(), Some("s"));
    assert_eq!(actor.population.provenance.year, None);
}

#[test]
fn units_are_converted_to_the_canonical_one() {
    let path = Path::new(BASE);
    let set = |key: &str, value: &str| [(key.to_string(), value.to_string())];
    let median = |key: &str, value: &str, of: fn(&Scenario) -> f64| {
        of(&load_with(path, &set(key, value)).unwrap_or_else(|problems| panic!("{problems}")))
    };
    let gdp = |s: &Scenario| s.actors["CCC"].gdp.distribution.quantile(0.5);
    let growth = |s: &Scenario| s.actors["CCC"].growth.distribution.quantile(0.5);
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * b.abs(), "{a} is not {b}");
    let table = "{ value = 2.0, unit = \"USD tn\" }";
    close(median("actors.CCC.gdp_usd_bn", table, gdp), 2000.0);
    let table = "{ dist = \"normal\", mean = 0.25, sd = 0.1, unit = \"per month\" }";
    let text = load_with(path, &set("actors.CCC.growth_per_year", table)).unwrap_err();
    assert!(text.iter().all(|p| p.code == "suasion::out_of_range"), "{text}");
    let table = "{ value = 3.0, unit = \"% per year\" }";
    close(median("actors.CCC.growth_per_year", table, growth), 0.03);
}

#[test]
fn the_schema_knows_every_key_of_the_teaching_scenario() {
    let schema = schema();
    let text = fs::read_to_string("scenarios/teaching.toml").expect("teaching is there");
    let file: toml::Table = text.parse().expect("teaching is TOML");
    let whole = &schema["else"]["properties"];
    for (section, value) in &file {
        assert!(whole.get(section).is_some(), "{section}");
        let tables = value.as_table().into_iter().flatten();
        for (id, table) in tables.filter(|_| !whole[section]["additionalProperties"].is_boolean()) {
            let known = &whole[section]["additionalProperties"]["properties"];
            for key in table.as_table().into_iter().flat_map(|table| table.keys()) {
                assert!(known.get(key).is_some(), "{section}.{id}.{key}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whatever a table holds, loading gives a scenario or problems that can be shown.
    #[test]
    fn no_table_makes_the_loader_panic(
        edits in prop::collection::vec((any::<usize>(), any::<u8>(), 0u8..3), 1..6),
        commas in any::<bool>(),
    ) {
        let text = "from,to,value,error,method\nAAA,CCC,0.5,0.1,\"counted, then \"\"checked\"\"\"\n";
        let special = |byte: u8| if commas { b",\"\n #"[usize::from(byte) % 5] } else { byte };
        let edits: Vec<_> =
            edits.into_iter().map(|(at, byte, what)| (at, special(byte), what)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let base = fs::read_to_string(Path::new(BASE)).expect("text");
        let path = folder.path().join("tabled.toml");
        let tables = "[tables]\narms = \"arms.csv\"\n";
        fs::write(&path, base.replace("[time]", &format!("{tables}\n[time]"))).expect("written");
        fs::write(folder.path().join("arms.csv"), changed(text, &edits)).expect("written");
        if let Err(problems) = load(&path) {
            prop_assert!(problems.to_string().contains("error[suasion::"));
        }
    }

    /// Whatever a test says, reading it gives an expression or a fault inside the text.
    #[test]
    fn no_test_makes_the_reader_panic(text in "[-a-z0-9@.,<>=+*/()\\[\\] é]{0,60}") {
        match expression::parse(&text) {
            Ok(expression) => prop_assert!(!matches!(expression, Expression::Number(_))),
            Err(fault) => prop_assert!(text.get(fault.at).is_some()),
        }
    }
}

#[test]
fn a_setting_of_what_is_not_there_is_answered_with_what_is_near() {
    let told = |key: &str, value: &str| {
        let sets = [(key.to_string(), value.to_string())];
        load_with(Path::new(BASE), &sets).expect_err(key).render(false)
    };
    for (key, said) in [
        ("tiem.end_year", "did you mean `time`?"),
        ("time.end_yaer", "did you mean `end_year`?"),
        ("actors.AAAB.gdp_usd_bn", "did you mean `AAA`?"),
        ("actors.AAA.gdp", "did you mean `gdp_usd_bn`?"),
        ("shock.world_ds", "did you mean `parameters.shock.world_sd`?"),
        ("parameters.shock.world_ds", "did you mean `shock.world_sd`?"),
        ("ties.trade.AAA.CCD.value", "did you mean `AAA.CCC`?"),
    ] {
        let seen = told(key, "2");
        assert!(seen.contains(said), "{seen}");
        assert!(seen.trim_end().ends_with("\n1 problem"), "nothing else is told: {seen}");
    }
    // Several settings may state something new between them.
    let state = |keys: &[(&str, &str)]| -> Vec<(String, String)> {
        keys.iter().map(|(k, v)| (format!("sources.t.{k}"), v.to_string())).collect()
    };
    assert!(load_with(Path::new(BASE), &state(&[("title", "\"Another\"")])).is_ok());
    let seen = load_with(Path::new(BASE), &state(&[("year", "2020")])).expect_err("no title");
    assert!(seen.render(false).contains("nothing is called `sources.t.year`"), "{seen}");
}
