use super::*;
use crate::analysis::why::Candidate;
use crate::numeric::{Address, Draws, Stream, name_hash};

const N: usize = 4000;

fn uniforms(name: &str) -> Vec<f64> {
    let address = Address::new(Stream::new("why.test"), 0, name_hash(name));
    (0..N as u64).map(|run| Draws::new(5).uniform53(address, run)).collect()
}

fn candidate(key: &str, cause: Cause, values: Vec<f64>) -> Candidate {
    Candidate { key: key.into(), meaning: String::new(), unit: "1".into(), of: None, cause, values }
}

/// A claim that follows from one number and one event, beside some that have nothing to do with it.
fn table() -> Table {
    let (x, date, luck) = (uniforms("x"), uniforms("date"), uniforms("luck"));
    let happens = |run: usize| date[run] < 0.5;
    let onset = |run: usize| if happens(run) { 2022.0 + 8.0 * date[run] } else { f64::INFINITY };
    // What follows from the event comes a year later, in nine of ten runs.
    let follows = |run: usize| if luck[run] < 0.9 { onset(run) + 1.0 } else { f64::INFINITY };
    let truth = (0..N).map(|run| {
        let chance = 0.1 + 0.4 * x[run] + if happens(run) { 0.4 } else { 0.0 };
        uniforms_at(run) < chance
    });
    let mut candidates = vec![
        candidate("x", Cause::Number, x.clone()),
        candidate("war", Cause::Chance, (0..N).map(onset).collect()),
        candidate("sanctions", Cause::Follows("war".into()), (0..N).map(follows).collect()),
        candidate("constant", Cause::Number, vec![1.0; N]),
    ];
    candidates.extend((0..30).map(|k| {
        let name = format!("idle-{k}");
        candidate(&name, Cause::Number, uniforms(&name))
    }));
    Table {
        runs: (0..N as u64).collect(),
        candidates,
        claims: vec![("claim".into(), truth.collect()), ("always".into(), vec![true; N])],
    }
}

fn uniforms_at(run: usize) -> f64 {
    let address = Address::new(Stream::new("why.test"), 0, name_hash("truth"));
    Draws::new(5).uniform53(address, run as u64)
}

#[test]
fn causes_are_found_in_order_and_the_idle_are_not() {
    let table = table();
    let found = &separate(&table, None)[0];
    let keys: Vec<&str> =
        found.found.iter().map(|f| table.candidates[f.candidate].key.as_str()).collect();
    assert_eq!(keys, ["war", "sanctions", "x"]);
    assert_eq!(found.tested, 33, "what is the same in all runs is no candidate");
    // Var p = .4²/4 of the event and .4²/12 of the number.
    let variance = {
        let p = found.holds as f64 / N as f64;
        p * (1.0 - p)
    };
    let near = |at: usize, expected: f64| {
        let share = found.found[at].share;
        assert!((share.share - expected / variance).abs() < 3.5 * share.error, "{share:?}");
    };
    near(0, 0.04);
    near(2, 0.16 / 12.0);
    let sum = (0.04 + 0.16 / 12.0) / variance;
    let together = together(&table, found, None);
    assert!((together.all.share - sum).abs() < 3.5 * together.all.error, "{together:?}");
    assert!(together.drawn.share < 0.5 * together.all.share);
    assert_eq!(found.overlaps.len(), 1, "{:?}", found.overlaps);
    assert_eq!(found.overlaps[0].pair, (1, 2));
}

#[test]
fn levels_say_how_often_the_claim_holds() {
    let table = table();
    let found = &separate(&table, None)[0];
    let war = &found.found[0].levels;
    assert_eq!(war.len(), 3, "early, late, not at all: {war:?}");
    assert!(war[2].range.0.is_infinite());
    let near = |level: &Level, p: f64| (level.probability - p).abs() < 4.0 * level.error;
    assert!(near(&war[0], 0.7) && near(&war[1], 0.7) && near(&war[2], 0.3), "{war:?}");
    let x = &found.found[2].levels;
    let thirds = [1.0, 3.0, 5.0].map(|sixths| 0.3 + 0.4 * sixths / 6.0);
    assert!(x.iter().zip(thirds).all(|(level, p)| near(level, p)), "{x:?}");
}

#[test]
fn a_claim_that_always_holds_has_nothing_to_separate() {
    let table = table();
    let found = &separate(&table, None)[1];
    assert_eq!((found.holds, found.found.len()), (N, 0));
    assert_eq!(together(&table, found, None), Together::default());
}

#[test]
fn unrelated_partitions_do_not_go_together_and_equal_ones_do() {
    let [a, b] = ["a", "b"].map(|name| Partition::new(&uniforms(name), 8));
    assert!(cramer(&a, &b) < 0.05);
    assert!((cramer(&a, &a) - 1.0).abs() < 1e-9);
}
