//! Single precision beside double: how far results may differ.

use std::sync::atomic::AtomicBool;

use suasion::ensemble::{self, Order, Silent};
use suasion::model::compile;
use suasion::numeric::Float;
use suasion::outcome::{Findings, Header, Kept, Layout};
use suasion::scenario;

const RUNS: u64 = 20_000;
/// The largest difference of a mean, in its standard errors …
const MEAN: f64 = 0.01;
/// … and of the number of runs in which a claim holds.
const CLAIM: u64 = 5;

fn findings(float: Float) -> Findings {
    let sco = scenario::load("scenarios/sco.toml".as_ref()).expect("the SCO scenario is sound");
    let study = compile(&sco);
    let order = Order { float, ..Order::new(RUNS, 1) };
    let mut kept = Kept::new(order.header(Header::default()), &Layout::of(&study, &[]));
    let cancel = AtomicBool::new(false);
    ensemble::run(&study, &order, &mut kept, &Silent, &cancel).expect("memory takes every run")
}

#[test]
fn single_precision_moves_no_published_figure_by_what_a_reader_could_see() {
    let [double, single] = [Float::F64, Float::F32].map(findings);
    assert_eq!((double.tally.quarantined, single.tally.quarantined), (0, 0));
    let mut compared = 0;
    for (a, b) in double.summary.iter().zip(&single.summary) {
        // What does not vary has no error to be held against, what is infinite no mean.
        if a.mc_error > 0.0 && a.n == RUNS {
            let far = (a.mean - b.mean).abs() / a.mc_error;
            assert!(far < MEAN, "{} {:?} {}: {far} standard errors", a.metric, a.subject, a.date);
            compared += 1;
        }
    }
    assert!(compared > 20_000, "{compared} means");
    for (a, b) in double.claims.iter().zip(&single.claims) {
        let [n, of_single] = [a, b].map(|row| row.holds.n_true);
        assert!(n.abs_diff(of_single) <= CLAIM, "{} {:?}: {n}, {of_single}", a.claim, a.part);
    }
}
