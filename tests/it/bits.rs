//! The same bits everywhere: lanes, threads, vector widths and CPUs, down to the raw state.

use std::path::Path;
use std::process::Command;

use suasion::ensemble::{Order, digest};
use suasion::model::{Study, compile};
use suasion::numeric::{Row, Single, Vectors};
use suasion::scenario;

const BIN: &str = env!("CARGO_BIN_EXE_suasion");
const TEACHING: &str = "scenarios/teaching.toml";
const RUNS: u64 = 64;

/// The published digest of 64 runs of the teaching scenario (docs/speed.md). It changes only with
/// a line under *Results* in the changelog; `BLESS=1` rewrites it.
const PUBLISHED: &str = "tests/it/golden/digest.txt";

fn published() -> String {
    std::fs::read_to_string(PUBLISHED).unwrap_or_default().trim().to_string()
}

fn teaching() -> Study {
    compile(&scenario::load(TEACHING.as_ref()).expect("the teaching scenario is sound"))
}

#[test]
fn every_lane_count_and_vector_width_gives_the_published_bits() {
    let study = teaching();
    let order = Order::new(RUNS, 1);
    let scalar = digest::<f64>(&study, &order);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(PUBLISHED, format!("{scalar}\n")).expect("the digest can be written");
    }
    assert_eq!(scalar, published(), "a change of results needs its line in CHANGELOG.md");
    assert!(std::fs::read_to_string("docs/speed.md").unwrap().contains(&scalar), "it is published");
    assert_eq!(digest::<Row<8>>(&study, &order), scalar, "8 lanes");
    assert_eq!(digest::<Row<64>>(&study, &order), scalar, "64 lanes");
    for vectors in Vectors::available() {
        let order = Order { vectors, ..order.clone() };
        assert_eq!(digest::<Row<16>>(&study, &order), scalar, "16 lanes, {}", vectors.word());
    }
}

#[test]
fn runs_that_do_not_fill_a_group_have_the_same_bits() {
    let study = teaching();
    let order = Order::new(21, 5);
    assert_eq!(digest::<Row<16>>(&study, &order), digest::<f64>(&study, &order));
    assert_ne!(digest::<f64>(&study, &order), digest::<f64>(&study, &Order::new(21, 6)));
}

#[test]
fn each_width_can_be_asked_for_and_changes_no_byte() {
    let place = tempfile::tempdir().unwrap();
    let runs = |vectors: &str, threads: &str| {
        let out = place.path().join(format!("{vectors}-{threads}"));
        let done = Command::new(BIN)
            .args(["run", TEACHING, "--runs", "100", "--vectors", vectors, "--threads", threads])
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        std::fs::read(out.join("runs.parquet")).unwrap()
    };
    let expected = runs("baseline", "1");
    for vectors in Vectors::available() {
        for threads in ["1", "2", "8"] {
            assert!(runs(vectors.word(), threads) == expected, "{} {threads}", vectors.word());
        }
    }
    let wrong = Command::new(BIN).args(["run", TEACHING, "--vectors", "mmx"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("this CPU has baseline"));
}

#[test]
fn single_precision_has_the_same_bits_at_every_width_too() {
    let study = teaching();
    let order = Order::new(RUNS, 1);
    let scalar = digest::<Single<1>>(&study, &order);
    assert_ne!(scalar, published());
    assert_eq!(digest::<Single<64>>(&study, &order), scalar, "64 lanes");
    for vectors in Vectors::available() {
        let order = Order { vectors, ..order.clone() };
        assert_eq!(digest::<Single<16>>(&study, &order), scalar, "16 lanes, {}", vectors.word());
    }
}

/// CPUs to stand in for, and the widths that they have.
const CPUS: [(&str, usize); 2] = [("Nehalem", 1), ("Haswell", 2)];

#[test]
fn older_cpus_give_the_published_bits() {
    let qemu = "qemu-x86_64-static";
    if Command::new(qemu).arg("--version").output().is_err() {
        eprintln!("skipped {}: {qemu} is not installed", CPUS.len());
        return;
    }
    for (cpu, most) in CPUS {
        let emulated = Command::new(qemu)
            .args(["-cpu", cpu, BIN, "digest", TEACHING, "--runs", &RUNS.to_string()])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&emulated.stdout).into_owned();
        let errors = String::from_utf8_lossy(&emulated.stderr).into_owned();
        assert!(emulated.status.success(), "{cpu}: {errors}");
        let lines: Vec<&str> = said.lines().collect();
        assert!((1..=most).contains(&lines.len()), "{cpu} has at most {most} widths: {said}");
        for line in lines {
            assert_eq!(line.split_whitespace().next(), Some(published().as_str()), "{cpu}: {line}");
        }
    }
}

/// Instructions of one run of a scenario, counted by valgrind: those of 48 runs less those of 16.
fn instructions(scenario: &Path, vectors: &str) -> f64 {
    let place = tempfile::tempdir().unwrap();
    let count = |runs: u32| {
        let counted = Command::new("valgrind")
            .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", BIN])
            .args(["run", &scenario.display().to_string(), "--threads", "1"])
            .args(["--vectors", vectors, "--runs", &runs.to_string(), "--out"])
            .arg(place.path().join(runs.to_string()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&counted.stderr).into_owned();
        assert!(counted.status.success(), "{said}");
        let line = said.lines().find(|line| line.contains("refs:"));
        let line = line.unwrap_or_else(|| panic!("valgrind says no count: {said}"));
        let digits: String =
            line.rsplit(':').next().unwrap().chars().filter(char::is_ascii_digit).collect();
        digits.parse::<f64>().unwrap()
    };
    (count(48) - count(16)) / 32.0
}

/// Instructions of one run of the SCO scenario with its three paired variants, in thousands, with
/// the vectors of AVX2 (valgrind knows no AVX-512), files and checkpoint included. Measured with Rust
/// 1.95.
const SCO_RUN_THOUSANDS: f64 = 21_223.0;

/// A mechanism whose loop is no longer made of vector instructions takes three to four times its
/// instructions: the smallest that matters has a share of a twentieth, so that is more than this.
const TOLERANCE: f64 = 0.12;

#[test]
fn a_run_takes_no_more_instructions_than_it_did() {
    let avx2 = Vectors::available().iter().any(|vectors| vectors.word() == "avx2");
    if !avx2 || Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("skipped 1: needs valgrind and a CPU with AVX2");
        return;
    }
    let now = instructions("scenarios/sco.toml".as_ref(), "avx2") / 1e3;
    let change = now / SCO_RUN_THOUSANDS - 1.0;
    assert!(
        change.abs() <= TOLERANCE,
        "{now:.0} thousand instructions a run, {:+.1} % from {SCO_RUN_THOUSANDS}: \
         if that is meant, write the new count here",
        100.0 * change
    );
}
