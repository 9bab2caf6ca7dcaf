use nalgebra::{Cholesky, DMatrix, DVector};

use super::effects::Joint;
use super::*;
use crate::analysis::calibrate::made::{Made, made};
use crate::numeric::Distribution::Constant;

const VALUES: [f64; 14] =
    [0.12, 1.4, 0.35, 0.55, 1.2, 0.9, 0.45, 0.7, 1.1, 0.15, 0.06, 0.3, 0.25, 0.0];

fn unknowns() -> Vec<Unknown> {
    KEYS.iter().map(|key| Unknown::nuisance(key, "1", Constant(0.0))).collect()
}

fn set() -> Vec<(&'static str, f64)> {
    KEYS.iter().copied().zip(VALUES).filter(|(key, _)| *key != "trade_drift").collect()
}

/// The shocks that the engine drew, as the likelihood orders them.
fn drawn(world: &Made, seed: u64) -> Weights {
    let own = |walk: &str, swing: &str, entity: u64| Own {
        walk: world.shocks(seed, walk, entity),
        swing: std::iter::once(0.0).chain(world.shocks(seed, swing, entity)).collect(),
    };
    let side = |walk: &str, swing: &str| -> Vec<Own> {
        (0..world.actors.len()).map(|at| own(walk, swing, world.actor_hash(at))).collect()
    };
    let mut flows = Vec::new();
    for a in 0..world.actors.len() {
        for b in (0..world.actors.len()).filter(|b| *b != a) {
            flows.push(own("shock.pair", "shock.pair_swing", world.tie_hash(a, b)));
        }
    }
    Weights {
        world: world.shocks(seed, "shock.world", 0),
        exporters: side("shock.exporter", "shock.exporter_swing"),
        importers: side("shock.importer", "shock.importer_swing"),
        flows,
    }
}

#[test]
fn the_likelihoods_equations_are_the_mechanisms() {
    let world = made(4, 7);
    let run = world.run(11, &set());
    let trade = Trade::new(unknowns(), world.panel(&run), Start::Fresh);
    let v = Values::of(&VALUES);
    let shocks = trade.shocks(&v);
    let weights = trade.weights(&mut Dice::new(1, "w", 0));
    let joint = Joint::of(&trade, &v, &weights, &shocks).unwrap();
    // With the engine's own shocks nothing is left of the flows.
    let gaps = joint.gaps(&drawn(&world, 11));
    assert_eq!(gaps.len(), 12);
    let worst = gaps.iter().flat_map(|gap| gap.iter()).fold(0.0, |w: f64, g| w.max(g.abs()));
    assert!(worst < 1e-9, "{worst}");
    // And with another run's shocks much is.
    let other = joint.gaps(&drawn(&world, 12));
    assert!(other.iter().any(|gap| gap.norm() > 0.1));
}

/// What shared and own shocks make of every difference, column by column.
fn dense(trade: &Trade, v: &Values, weights: &Weights) -> (DVector<f64>, DMatrix<f64>) {
    let shocks = trade.shocks(v);
    let joint = Joint::of(trade, v, weights, &shocks).unwrap();
    let zero = |w: &Weights| {
        let mut z = w.clone();
        z.world.fill(0.0);
        for own in z.exporters.iter_mut().chain(&mut z.importers).chain(&mut z.flows) {
            own.walk.fill(0.0);
            own.swing.fill(0.0);
        }
        z
    };
    let stack = |gaps: Vec<DVector<f64>>| -> Vec<f64> {
        gaps.iter().flat_map(|gap| gap.iter().copied()).collect()
    };
    let rest = stack(joint.gaps(&zero(weights)));
    let mut covariance = DMatrix::zeros(rest.len(), rest.len());
    let mut add = |unit: &Weights, weight: f64| {
        let made = stack(joint.gaps(unit)).iter().zip(&rest).map(|(g, r)| r - g).collect();
        let column = DVector::from_vec(made);
        covariance += &column * column.transpose() * weight;
    };
    let steps = trade.panel.steps;
    for year in 0..steps {
        let mut unit = zero(weights);
        unit.world[year] = 1.0;
        add(&unit, weights.world[year]);
    }
    type List = fn(&mut Weights) -> &mut Vec<Own>;
    let lists: [List; 3] = [|w| &mut w.exporters, |w| &mut w.importers, |w| &mut w.flows];
    for list in lists {
        let mut source = weights.clone();
        for at in 0..list(&mut source).len() {
            for year in 0..=steps {
                let mut unit = zero(weights);
                list(&mut unit)[at].swing[year] = 1.0;
                add(&unit, list(&mut source)[at].swing[year]);
                if year < steps {
                    let mut unit = zero(weights);
                    list(&mut unit)[at].walk[year] = 1.0;
                    add(&unit, list(&mut source)[at].walk[year]);
                }
            }
        }
    }
    (DVector::from_vec(rest), covariance)
}

/// A panel with gaps in some flows.
fn gappy() -> Trade {
    let world = made(3, 5);
    let mut panel = world.panel(&world.run(5, &set()));
    for (flow, gone) in [(1, 2), (4, 4)] {
        panel.flows[flow].years.remove(gone);
        panel.flows[flow].logs.remove(gone);
    }
    Trade::new(unknowns(), panel, Start::Settled)
}

#[test]
fn the_likelihood_is_the_dense_normal_one() {
    let trade = gappy();
    let weights = trade.weights(&mut Dice::new(2, "w", 0));
    let density = |values: &[f64]| {
        let v = Values::of(values);
        let (rest, covariance) = dense(&trade, &v, &weights);
        let root = Cholesky::new(covariance).unwrap();
        let log: f64 = root.l_dirty().diagonal().iter().map(|d| d.ln()).sum();
        -log - 0.5 * rest.dot(&root.solve(&rest))
    };
    let base = density(&VALUES) - trade.log_likelihood(&VALUES, &weights);
    for at in 0..VALUES.len() {
        let mut values = VALUES;
        values[at] = 0.8 * values[at] + 0.02;
        let gap = density(&values) - trade.log_likelihood(&values, &weights);
        assert!((gap - base).abs() < 1e-8, "{}: {gap} {base}", KEYS[at]);
    }
}

#[test]
fn shocks_given_the_flows_have_their_conditional_mean() {
    let trade = gappy();
    let weights = trade.weights(&mut Dice::new(2, "w", 0));
    let v = Values::of(&VALUES);
    let shocks = trade.shocks(&v);
    let joint = Joint::of(&trade, &v, &weights, &shocks).unwrap();
    let (rest, covariance) = dense(&trade, &v, &weights);
    let exact = Cholesky::new(covariance).unwrap().solve(&rest);
    // Of the world's shock the conditional mean is q w Σ V⁻¹ r over the differences of its year.
    let blocks: Vec<DVector<f64>> = {
        let mut at = 0;
        let flows = trade.panel.flows.iter();
        flows
            .map(|flow| {
                let n = flow.years.len() - 1;
                at += n;
                rest.rows(at - n, n).into()
            })
            .collect()
    };
    let pushes = joint.pushes(&blocks);
    for year in 0..trade.panel.steps {
        let mut sum = 0.0;
        let mut at = 0;
        for flow in &trade.panel.flows {
            for pair in flow.years.windows(2) {
                if (pair[0]..pair[1]).contains(&year) {
                    sum += exact[at];
                }
                at += 1;
            }
        }
        let found = pushes.world[year];
        assert!((found - v.world_sd * sum).abs() < 1e-9, "{found} {}", v.world_sd * sum);
    }
}
