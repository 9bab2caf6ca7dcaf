//! Results that several machines make together equal those of one, byte for byte.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use suasion::outcome::Shard;
use tempfile::TempDir;

use crate::continuing::{assert_same, kill_after};
use crate::program::*;

/// Makes every shard of a result, the last one first, and puts them together.
fn share_out(place: &TempDir, run: &[&str], shards: u32, out: &str) {
    let folder = |shard: &Shard| format!("{out}.shards/{}", shard.folder_name());
    let mut all: Vec<Shard> = Shard::all(shards).collect();
    all.reverse();
    for shard in &all {
        let name = shard.to_string();
        let more = ["--shard", name.as_str(), "--out", &folder(shard), "--threads", "2"];
        let said = printed(place, &[run, &more].concat());
        assert!(said.contains(&format!("Shard {shard} of ")), "{said}");
    }
    // In whatever order they are named.
    let folders: Vec<String> = all.iter().map(folder).collect();
    let mut merge = vec!["merge", "--out", out];
    merge.extend(folders.iter().map(String::as_str));
    printed(place, &merge);
}

#[test]
fn shards_put_together_equal_one_machine_under_every_plan() {
    let place = place();
    // 1,000 runs are 15 blocks and 40 runs; with fewer than 1,000 there is no split of variance.
    let cases = [
        ("mc", "1000", "gdp,debt[NOR,MID]"),
        ("lhs", "1000", "gdp"),
        ("sobol", "1000", ""),
        ("mc", "333", "gdp"),
    ];
    for (plan, runs, series) in cases {
        let mut run = vec!["run", "teaching.toml", "--plan", plan, "--runs", runs];
        if !series.is_empty() {
            run.extend(["--trajectories", series]);
        }
        let whole = format!("{plan}-{runs}");
        printed(&place, &[&run[..], &["--out", whole.as_str()]].concat());
        let variance = place.path().join(&whole).join("variance.parquet");
        assert_eq!(variance.exists(), runs == "1000", "the split is among what is compared");
        for shards in [1, 2, 3, 6] {
            let out = format!("{whole}-in-{shards}");
            share_out(&place, &run, shards, &out);
            assert_same(&place, &whole, &out);
        }
    }
}

#[test]
fn paired_worlds_structure_and_ablation_are_put_together_too() {
    let place = place();
    let sco = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/sco.toml");
    let cases: [&[&str]; 2] = [
        &["run", sco, "--runs", "200"],
        &["run", "teaching.toml", "--runs", "700", "--ablate", "diversion", "--seed", "9"],
    ];
    for (case, run) in cases.into_iter().enumerate() {
        let whole = format!("whole-{case}");
        printed(&place, &[run, &["--out", whole.as_str()]].concat());
        let out = format!("merged-{case}");
        share_out(&place, run, 3, &out);
        assert_same(&place, &whole, &out);
    }
}

#[test]
fn neither_lanes_nor_threads_nor_more_shards_than_batches_show() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "1300"];
    printed(&place, &[&run[..], &["--out", "whole"]].concat());
    // 21 blocks; the split of variance has 16 batches.
    share_out(&place, &[&run[..], &["--lanes", "1"]].concat(), 21, "many");
    assert_same(&place, "whole", "many");
    // A merged result goes on like any other.
    printed(&place, &["run", "--resume", "many", "--extend", "2000", "--out", "longer"]);
    printed(&place, &["run", "teaching.toml", "--runs", "2000", "--out", "at-once"]);
    assert_same(&place, "longer", "at-once");
}

#[test]
fn a_shard_killed_at_many_moments_goes_on_by_the_same_command() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "3000", "--trajectories", "gdp"];
    printed(&place, &[&run[..], &["--out", "whole"]].concat());
    let often = ["--checkpoint", "0.005", "--threads", "2"];
    let (mut kills, mut moment) = (0, 11_u64);
    for shard in ["1/2", "2/2"] {
        let folder = format!("shards/{}", shard.replace('/', "-of-"));
        let begin = [&run[..], &["--shard", shard, "--out", &folder], &often].concat();
        let resume = [&["run", "--resume", folder.as_str()][..], &often].concat();
        for attempt in 1.. {
            moment = moment * 48_271 % 2_147_483_647;
            let kept = place.path().join(format!("shards/.{}.unfinished", &folder[7..]));
            let begun = kept.join("checkpoint/standing").exists();
            let arguments = if begun && attempt % 2 == 0 { &resume } else { &begin };
            let after = Duration::from_micros(moment % (20_000 * attempt));
            let killed = kill_after(&place, arguments, after);
            kills += u32::from(killed);
            if place.path().join(&folder).exists() {
                break;
            }
            assert!(killed, "{arguments:?} ends with a shard");
        }
    }
    assert!(kills > 4, "{kills} kills");
    printed(&place, &["merge", "shards", "--out", "merged"]);
    assert_same(&place, "whole", "merged");
}

#[test]
fn an_interrupted_shard_says_how_to_go_on() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "200000", "--shard", "2/3", "--out", "part"];
    let mut child = command(place.path(), &run);
    let child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("of the 66688 runs of shard 2/3"), "{said}");
    assert!(said.contains("suasion run --resume part"), "{said}");
    let said = refused(&place, 3, &["merge", "part"]);
    assert!(said.contains("part is not finished: ") && said.contains("--resume part"), "{said}");
    // Another shard does not take its place unless it is told to.
    let other = ["run", "teaching.toml", "--runs", "500", "--shard", "1/3", "--out", "part"];
    let said = refused(&place, 3, &other);
    assert!(said.contains("was begun and not finished"), "{said}");
    printed(&place, &[&other[..], &["--force"]].concat());
}

/// The lines of a message, without the first.
fn listed(said: &str) -> Vec<&str> {
    assert!(said.starts_with("error: these shards do not make a result\n"), "{said}");
    said.lines().skip(1).collect()
}

#[test]
fn what_is_missing_twice_foreign_or_no_shard_is_said_with_what_to_do() {
    let place = place();
    let shard = |arguments: &[&str]| {
        printed(&place, &[&["run", "teaching.toml"], arguments].concat());
    };
    for i in ["1/5", "3/5", "5/5"] {
        let out = format!("shards/{}", i.replace('/', "-of-"));
        shard(&["--runs", "500", "--shard", i, "--out", &out]);
    }
    let said = refused(&place, 3, &["merge", "shards", "--out", "m"]);
    assert_eq!(
        listed(&said),
        [
            "  2 of 5 shards are missing: 2/5, 4/5; to make them:",
            "    suasion run --resume shards --shard 2/5",
            "    suasion run --resume shards --shard 4/5",
        ]
    );
    assert!(!place.path().join("m").exists());
    // The commands do what they say.
    printed(&place, &["run", "--resume", "shards", "--shard", "2/5"]);
    let said = refused(&place, 3, &["merge", "shards", "--out", "m"]);
    let only = "  1 of 5 shards is missing: 4/5; to make it:";
    assert_eq!(listed(&said), [only, "    suasion run --resume shards --shard 4/5"]);
    printed(&place, &["run", "--resume", "shards/1-of-5", "--shard", "4/5"]);
    printed(&place, &["merge", "shards", "--out", "m"]);

    shard(&["--runs", "500", "--shard", "1/5", "--out", "again"]);
    let said = refused(&place, 3, &["merge", "shards", "again", "--out", "n"]);
    let twice = "  shard 1/5 is there twice, in shards/1-of-5 and in again: leave one out";
    assert_eq!(listed(&said), [twice]);

    shard(&["--runs", "501", "--seed", "8", "--plan", "lhs", "--shard", "1/4", "--out", "b"]);
    let said = refused(&place, 3, &["merge", "b", "shards", "--out", "n"]);
    let foreign = "  b is a shard of something else: seed 8, not 1; plan lhs, not mc; replicates 10, \
                   not 1; runs 501, not 500; number of shards 4, not 5; leave it out";
    assert_eq!(listed(&said), [foreign]);
    shard(&[
        "--runs",
        "500",
        "--set",
        "parameters.diversion.diversion=0.5",
        "--shard",
        "2/5",
        "--out",
        "c",
    ]);
    shard(&["--runs", "500", "--trajectories", "gdp", "--shard", "2/5", "--out", "d"]);
    let said = refused(&place, 3, &["merge", "c", "d", "shards", "--out", "n"]);
    let said = listed(&said);
    assert!(
        said[0].starts_with("  c is a shard of something else: scenario `teaching` "),
        "{said:?}"
    );
    assert!(
        said[1].ends_with("something else: trajectories gdp, not none; leave it out"),
        "{said:?}"
    );

    let said = refused(&place, 3, &["merge", "m", "nowhere", "teaching.toml", "--out", "n"]);
    let none = [
        "  m: a result of its own, no shard of one",
        "  nowhere: does not exist",
        "  teaching.toml: a file; a shard is a folder",
    ];
    assert_eq!(listed(&said), none);
}

#[test]
fn what_cannot_be_a_shard_says_why() {
    let place = place();
    let few = ["run", "teaching.toml", "--runs", "100", "--out", "x", "--shard"];
    let cases: [(&[&str], &str); 6] = [
        (&["0/3"], "write I/N, as in 3/8"),
        (&["4/3"], "of 3 shards the first is 1 and the last 3"),
        (&["3"], "write I/N, as in 3/8"),
        (&["3/3"], "100 runs are 2 blocks of 64, so there are at most 2 shards"),
        (&["1/2", "--precision", "south-leads=0.01"], "a stopping rule looks at all runs together"),
        (&["1/2", "--resume", "nowhere"], "cannot be used with"),
    ];
    for (arguments, answer) in cases {
        let said = refused(&place, 2, &[&few[..], arguments].concat());
        assert!(said.contains(answer), "{arguments:?}: {said}");
    }
    printed(&place, &[&few[..], &["1/2"]].concat());
    let again = printed(&place, &[&few[..], &["1/2"]].concat());
    assert!(again.contains("computed before"), "{again}");
    let said = refused(&place, 3, &[&few[..], &["2/2"]].concat());
    assert!(said.contains("x is shard 1/2 of something else or of other runs"), "{said}");
    let said = refused(&place, 2, &["run", "--resume", "x", "--shard", "2/3"]);
    assert!(said.contains("x is of 2 shards"), "{said}");
    let said = refused(&place, 2, &["run", "--resume", "x", "--extend", "300"]);
    assert!(said.contains("merge all shards and extend the result"), "{said}");
    let said = refused(&place, 2, &["run", "--resume", ".", "--shard", "2/3"]);
    assert!(said.contains("x is of 2 shards"), "{said}");
    let said = refused(&place, 3, &["report", "x"]);
    assert!(said.contains("suasion merge"), "{said}");
}

#[test]
fn a_damaged_shard_is_refused() {
    let place = place();
    let run = ["run", "teaching.toml", "--runs", "300"];
    share_out(&place, &run, 2, "whole");
    for file in ["runs.arrow", "ensemble.standing"] {
        let path = place.path().join("whole.shards/2-of-2").join(file);
        let sound = fs::read(&path).unwrap();
        let mut bytes = sound.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        let said = refused(&place, 3, &["merge", "whole.shards", "--out", "again"]);
        assert!(
            said.contains(file) && said.contains("not what the shard's manifest says"),
            "{said}"
        );
        assert!(!place.path().join("again").exists(), "nothing is left of it");
        fs::write(&path, sound).unwrap();
    }
    printed(&place, &["merge", "whole.shards", "--out", "again"]);
    assert_same(&place, "whole", "again");
}
