//! Results that are interrupted, killed, extended or stopped when they are precise enough equal
//! those made at once, byte for byte.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use suasion::outcome::{Manifest, Outcome};
use tempfile::TempDir;

use crate::program::*;

/// Name and digest of every file but the manifest, which tells the time.
pub fn digests(folder: &Path) -> Vec<(String, String)> {
    let manifest = Manifest::read(folder).unwrap();
    assert!(manifest.changed_files(folder).unwrap().is_empty(), "the manifest tells the truth");
    manifest.files.into_iter().map(|file| (file.name, file.sha256)).collect()
}

/// What two manifests say, but for the time.
pub fn same_manifest(a: &Path, b: &Path) {
    let [a, b] = [a, b].map(|folder| {
        let manifest = Manifest::read(folder).unwrap();
        Manifest { timing: Default::default(), ..manifest }
    });
    assert_eq!(a, b);
}

pub fn assert_same(place: &TempDir, one: &str, other: &str) {
    let [one, other] = [one, other].map(|name| place.path().join(name));
    assert_eq!(digests(&one), digests(&other), "{} and {}", one.display(), other.display());
    same_manifest(&one, &other);
}

/// Kills the program at some moment; whether it was still at work.
pub fn kill_after(place: &TempDir, arguments: &[&str], moment: Duration) -> bool {
    let mut command = command(place.path(), arguments);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.unwrap();
    sleep(moment);
    let at_work = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    at_work
}

#[test]
fn an_ensemble_killed_at_a_hundred_moments_equals_the_one_run_at_once() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "3000", "--trajectories", "gdp", "--out"];
    printed(&place, &[&run[..], &["whole"]].concat());
    let often = ["--checkpoint", "0.005", "--threads", "2"];
    let (mut kills, mut ensemble, mut moment) = (0, 0, 7_u64);
    while kills < 100 {
        let name = format!("killed-{ensemble}");
        let begin = [&run[..], &[name.as_str()], &often].concat();
        let resume = [&["run", "--resume", name.as_str()][..], &often].concat();
        for attempt in 1.. {
            // Moments from a multiplicative generator, later ones with every attempt: however busy
            // the machine is, the ensemble comes to its end.
            moment = moment * 48_271 % 2_147_483_647;
            let moment = moment % (20_000 * attempt);
            let unfinished = place.path().join(format!(".{name}.unfinished/checkpoint/standing"));
            let arguments = if unfinished.exists() { &resume } else { &begin };
            let killed = kill_after(&place, arguments, Duration::from_micros(moment));
            kills += usize::from(killed);
            if place.path().join(&name).exists() {
                break;
            }
            assert!(killed, "{arguments:?} ends with a result");
        }
        assert_same(&place, "whole", &name);
        ensemble += 1;
    }
    assert!(ensemble > 1, "{ensemble} ensembles survived 100 kills");
}

#[test]
fn an_extended_result_equals_the_longer_one() {
    let place = place();
    let run = ["run", "teaching.toml", "--trajectories", "gdp,debt[NOR,MID]"];
    for (plan, parts) in [("mc", ["300", "301", "1000"]), ("sobol", ["300", "512", "1000"])] {
        let make = |runs: &str, out: &str| {
            let more = ["--plan", plan, "--runs", runs, "--out", out];
            printed(&place, &[&run[..], &more].concat());
        };
        let name = |runs: &str| format!("{plan}-{runs}");
        make(parts[0], &name(parts[0]));
        for (shorter, longer) in parts.iter().zip(&parts[1..]) {
            let (from, to) = (name(shorter), name(longer));
            let extend = ["run", "--resume", &from, "--extend", longer, "--out", &to];
            let said = printed(&place, &extend);
            let more = longer.parse::<u32>().unwrap() - shorter.parse::<u32>().unwrap();
            assert!(said.contains(&format!(", {more} of them new in ")), "{said}");
            let at_once = format!("{to}-at-once");
            make(longer, &at_once);
            assert_same(&place, &to, &at_once);
        }
    }
}

#[test]
fn an_interrupted_result_is_continued_in_its_place() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "40000"];
    printed(&place, &[&run[..], &["--out", "whole"]].concat());
    let mut child = command(place.path(), &[&run[..], &["--out", "part"]].concat());
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(Duration::from_millis(250));
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "it says that it was interrupted");
    let part = place.path().join("part");
    assert!(Manifest::read(&part).unwrap().partial);
    let said = refused(&place, 3, &[&run[..], &["--out", "part"]].concat());
    assert!(said.contains("a partial result") && said.contains("--resume part"), "{said}");
    printed(&place, &["run", "--resume", "part"]);
    assert_same(&place, "whole", "part");
    let again = printed(&place, &["run", "--resume", "part"]);
    assert!(again.contains("nothing to continue"), "{again}");
}

#[test]
fn runs_are_added_until_a_figure_is_precise_enough() {
    let place = place();
    let figure = "south-leads=0.006";
    let said = printed(&place, &["run", "teaching.toml", "--precision", figure]);
    assert!(said.contains("claim south-leads: standard error 0.00"), "{said}");
    assert!(said.contains("precise enough"), "{said}");
    let results: Vec<_> = fs::read_dir(place.path().join("results")).unwrap().collect();
    assert_eq!(results.len(), 1, "one result");
    let folder = results.into_iter().next().unwrap().unwrap().path();
    let outcome = Outcome::open(&folder).unwrap();
    let runs = outcome.findings.tally.simulated;
    let holds = outcome.findings.claim("south-leads", suasion::outcome::World::Scenario).unwrap();
    assert!(holds.holds.mc_error <= 0.006, "{holds:?}");
    assert!((1100..9000).contains(&runs), "{runs} runs");
    // It lies where as many runs asked for lie, and is what they are.
    let again = printed(&place, &["run", "teaching.toml", "--runs", &runs.to_string()]);
    assert!(again.contains("computed before"), "{again}");
    let more = ["run", "teaching.toml", "--runs", &runs.to_string(), "--out", "at-once"];
    printed(&place, &more);
    assert_eq!(digests(&folder), digests(&place.path().join("at-once")));

    let mean = "gdp[MID]@2024=0.5";
    let said = printed(&place, &["run", "teaching.toml", "--precision", mean, "--out", "mean"]);
    assert!(said.contains("gdp[MID] at 2024: standard error 0."), "{said}");
    let capped = ["--precision", "gdp[MID]@2024=0.000001", "--runs", "1500", "--out", "capped"];
    let said = printed(&place, &[&["run", "teaching.toml"][..], &capped].concat());
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("not reached"), "{said}");
    assert_eq!(Manifest::read(&place.path().join("capped")).unwrap().tally.simulated, 1500);
}

#[test]
fn runs_are_added_until_a_difference_is_precise_enough() {
    let place = place();
    let other = "extends = \"teaching.toml\"\n[actors.SOU]\ngrowth_per_year = \
                 { dist = \"normal\", mean = 0.02, sd = 0.01, confidence = \"assumed\" }\n";
    fs::write(place.path().join("other.toml"), other).unwrap();
    let compare = ["compare", "teaching.toml", "other.toml", "--out", "kept", "--precision"];
    for (figure, error) in [("gdp[SOU]@2026", 0.5), ("south-leads", 0.005)] {
        let asked = format!("{figure}={error}");
        printed(&place, &[&compare[..], &[asked.as_str(), "--force"]].concat());
        let kept = suasion::outcome::Comparison::open(&place.path().join("kept")).unwrap();
        let runs = kept.subjects[0].tally.simulated;
        assert!((1000..50_000).contains(&runs), "{asked}: {runs} runs");
        let sides: Vec<Vec<f64>> = kept
            .subjects
            .iter()
            .map(|subject| {
                let outcome = Outcome::open(&place.path().join(&subject.folder)).unwrap();
                let column = figure.split_once('@').map_or("claim.south-leads", |(label, _)| label);
                outcome.runs.column(column).unwrap()
            })
            .collect();
        let n = runs as f64;
        let differences: Vec<f64> = sides[0].iter().zip(&sides[1]).map(|(a, b)| b - a).collect();
        let mean = differences.iter().sum::<f64>() / n;
        let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
        let standard_error = (squares / (n - 1.0) / n).sqrt();
        assert!(standard_error <= error, "{asked}: {standard_error} after {runs} runs");
        assert!(runs == 1000 || standard_error > 0.8 * error, "{asked}: {standard_error}, {runs}");
    }
    let said = refused(&place, 2, &[&compare[..4], &["gone", "--precision", "x=1"]].concat());
    assert!(said.contains("no claim and no metric"), "{said}");
}

#[test]
fn what_cannot_be_continued_says_why() {
    let place = place();
    let cases: [(&[&str], i32, &str); 10] = [
        (&["--resume", "nowhere"], 3, "there is no result at nowhere"),
        (&["teaching.toml", "--resume", "nowhere"], 2, "cannot be used with"),
        (&["--extend", "5"], 2, "--resume"),
        (&["--resume", "lhs", "--extend", "900"], 2, "Latin hypercube cannot be extended"),
        (&["--resume", "mc", "--extend", "20"], 2, "there are 200 runs already"),
        (&["teaching.toml", "--precision", "south-leads"], 2, "FIGURE=ERROR"),
        (&["teaching.toml", "--precision", "south-lead=0.1"], 2, "did you mean `south-leads`?"),
        (&["teaching.toml", "--precision", "gdp[MID]@1999=0.1"], 2, "no date between 2021 and"),
        (&["teaching.toml", "--precision", "gdp[MID]=-1"], 2, "a positive number"),
        (&["teaching.toml", "--precision", "gdp=1"], 2, "`gdp` has a subject: name it"),
    ];
    for plan in ["lhs", "mc"] {
        let made = ["run", "teaching.toml", "--runs", "200", "--plan", plan, "--out", plan];
        printed(&place, &made);
    }
    for (arguments, code, answer) in cases {
        let said = refused(&place, code, &[&["run"], arguments].concat());
        assert!(said.contains(answer), "{arguments:?}: {said}");
    }
    let path = place.path().join("mc/runs.parquet");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let said = refused(&place, 3, &["run", "--resume", "mc", "--extend", "300"]);
    assert!(said.contains("runs.parquet") && said.contains("not what the manifest says"), "{said}");
}
