//! Bad files: a test is the file and the exact text that a person sees.
//!
//! `bad/<code>.toml` shows the mistake `suasion::<code>`; `bad/<code>.txt` is what `check` prints for it.
//! Files that start with `_` are material that others extend or name. A `bad/<code>.set` holds the
//! `key=value` lines of `--set` for mistakes that only those can make. `bad/hindcast` and
//! `bad/calibrate` hold configurations of these commands. `BLESS=1` rewrites the texts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use suasion::analysis::{calibrate, hindcast};
use suasion::scenario::{self, Problems, Scenario};

const FOLDER: &str = "tests/it/bad";

/// The bad files of a folder: name and path, in order.
fn cases(folder: &str) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).expect("the folder of bad files is there");
    let paths = entries.map(|entry| entry.expect("an entry is readable").path());
    let mut cases: Vec<(String, PathBuf)> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .filter(|(name, _)| !name.starts_with('_'))
        .collect();
    cases.sort();
    cases
}

fn load(path: &Path) -> Result<Scenario, Problems> {
    let sets = fs::read_to_string(path.with_extension("set")).unwrap_or_default();
    let pairs = sets.lines().filter_map(|line| line.split_once('='));
    let pairs: Vec<(String, String)> = pairs.map(|(k, v)| (k.into(), v.into())).collect();
    scenario::load_with(path, &pairs)
}

/// What is wrong where a person sees other words than expected.
fn other_words(path: &Path, problems: &Problems) -> Option<String> {
    let seen = format!("{}\n", problems.render(false).trim_end());
    let text = path.with_extension("txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&text, &seen).expect("the expected text can be written");
    }
    let expected = fs::read_to_string(&text).unwrap_or_default();
    let path = path.display();
    (seen != expected).then(|| format!("{path}: expected\n{expected}\nbut a person sees\n{seen}"))
}

#[test]
fn a_bad_file_is_met_with_the_expected_words() {
    let mut wrong = Vec::new();
    for (code, path) in cases(FOLDER) {
        let problems = match load(&path) {
            Ok(_) => {
                wrong.push(format!("{code}: the file is accepted"));
                continue;
            }
            Err(problems) => problems,
        };
        wrong.extend(other_words(&path, &problems));
        if !problems.iter().any(|p| p.code == format!("suasion::{code}")) {
            wrong.push(format!("{code}: the file shows another mistake\n{problems}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_bad_configuration_is_met_with_the_expected_words() {
    type Load = fn(&Path) -> Option<Problems>;
    let folders: [(&str, Load); 2] = [
        ("hindcast", |path| hindcast::Config::load(path).err()),
        ("calibrate", |path| calibrate::Config::load(path).err()),
    ];
    let mut wrong = Vec::new();
    for (folder, load) in folders {
        let cases = cases(&format!("{FOLDER}/{folder}"));
        assert!(cases.len() > 2, "the folder of bad files is there");
        for (name, path) in cases {
            match load(&path) {
                Some(problems) => wrong.extend(other_words(&path, &problems)),
                None => wrong.push(format!("{folder}/{name}: the file is accepted")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_code_has_its_bad_file() {
    let codes: BTreeSet<String> =
        scenario::codes().iter().map(|c| c.trim_start_matches("suasion::").to_string()).collect();
    let files: BTreeSet<String> = cases(FOLDER).into_iter().map(|(code, _)| code).collect();
    let missing: Vec<_> = codes.difference(&files).collect();
    let unknown: Vec<_> = files.difference(&codes).collect();
    assert!(missing.is_empty(), "no bad file for {missing:?}");
    assert!(unknown.is_empty(), "no code for {unknown:?}");
}

#[test]
fn several_mistakes_are_shown_together_in_order_of_the_file() {
    let problems =
        load(Path::new("tests/it/bad/_several.toml")).expect_err("it is full of mistakes");
    let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
    let expected = ["suasion::unknown_key", "suasion::wrong_unit", "suasion::unknown_actor"];
    assert_eq!(codes, expected, "{problems}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is done to a file's bytes, loading it says something and never panics.
    #[test]
    fn no_file_makes_the_reader_panic(
        at in 0usize..12_000,
        cut in 0usize..40,
        insert in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        let mut bytes = fs::read("scenarios/teaching.toml").expect("the scenario is there");
        let start = at % bytes.len();
        let end = (start + cut).min(bytes.len());
        bytes.splice(start..end, insert);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("mutated.toml");
        fs::write(&path, &bytes).expect("the file can be written");
        if let Err(problems) = scenario::load(&path) {
            prop_assert!(problems.iter().count() > 0);
            prop_assert!(!problems.render(false).is_empty());
        }
    }
}
