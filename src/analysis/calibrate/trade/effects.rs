//! The joint law of all flows: a block of its own for each, and the shocks that they share.
//!
//! With D the blocks, Z what shared changes make of the flows and G the covariance of the shared
//! changes, V = D + Z G Zᵀ is never formed:
//! ```text
//! M = G⁻¹ + Zᵀ D⁻¹ Z ,  V⁻¹ r = D⁻¹(r − Z M⁻¹ Zᵀ D⁻¹ r) ,  |V| = |D| |G| |M|
//! ```

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::numeric::function::ln;

use super::covariance::Responses;
use super::{Own, Trade, Values, Weights};
use crate::analysis::calibrate::dice::Dice;

/// A flow's own block.
struct Block {
    /// Whether a year's change is a part of a seen difference: row by difference.
    spans: Vec<(usize, usize)>,
    rest: DVector<f64>,
    root: Cholesky<f64, Dyn>,
}

/// The joint law at one place of the unknowns.
pub(super) struct Joint<'a> {
    trade: &'a Trade,
    v: &'a Values,
    shocks: &'a Responses,
    blocks: Vec<Block>,
    /// Of M.
    root: Cholesky<f64, Dyn>,
    /// Zᵀ D⁻¹ r
    pull: DVector<f64>,
    /// −2 ln density, but for a constant.
    deviance: f64,
}

/// Sums of the years' changes that a difference spans.
fn gather(spans: &[(usize, usize)], changes: &DVector<f64>) -> DVector<f64> {
    let sum = |&(from, to): &(usize, usize)| (from..to).map(|year| changes[year]).sum();
    DVector::from_iterator(spans.len(), spans.iter().map(sum))
}

/// The transpose of [`gather`].
fn scatter(spans: &[(usize, usize)], values: &DVector<f64>, steps: usize) -> DVector<f64> {
    let mut changes = DVector::zeros(steps);
    for (&(from, to), value) in spans.iter().zip(values.iter()) {
        for year in from..to {
            changes[year] += value;
        }
    }
    changes
}

/// ln of the determinant, from the root.
fn log_determinant(root: &Cholesky<f64, Dyn>) -> f64 {
    let lower = root.l_dirty();
    2.0 * (0..lower.nrows()).map(|i| ln(lower[(i, i)])).sum::<f64>()
}

impl<'a> Joint<'a> {
    /// `None` where a covariance is singular.
    pub fn of(
        trade: &'a Trade,
        v: &'a Values,
        weights: &Weights,
        shocks: &'a Responses,
    ) -> Option<Joint<'a>> {
        let (n, steps) = (trade.panel.actors.len(), trade.panel.steps);
        let size = steps * (1 + 2 * n);
        let (mut m, mut pull) = (DMatrix::zeros(size, size), DVector::zeros(size));
        let mut deviance = prior(trade, v, weights, shocks, &mut m)?;
        let mut blocks = Vec::with_capacity(trade.panel.flows.len());
        for (at, flow) in trade.panel.flows.iter().enumerate() {
            let spans: Vec<_> = flow.years.windows(2).map(|y| (y[0], y[1])).collect();
            let yearly = shocks.of(flow).covariance(trade.pair(at, v), &weights.flows[at]);
            let root = Cholesky::new(between(&yearly, &spans))?;
            let rest = trade.rest(flow, v);
            let solved = root.solve(&rest);
            deviance += log_determinant(&root) + rest.dot(&solved);
            let places = [0, exporter(flow.exporter, steps), importer(flow.importer, n, steps)];
            let push = scatter(&spans, &solved, steps);
            let inverse = root.inverse();
            for a in places {
                for year in 0..steps {
                    pull[a + year] += push[year];
                }
                // The lower half is enough.
                for b in places.into_iter().filter(|b| *b <= a) {
                    spread(&mut m, (a, b), &inverse, &spans);
                }
            }
            blocks.push(Block { spans, rest, root });
        }
        let root = Cholesky::new(m)?;
        deviance += log_determinant(&root) - pull.dot(&root.solve(&pull));
        Some(Joint { trade, v, shocks, blocks, root, pull, deviance })
    }

    pub fn log_density(&self) -> f64 {
        -0.5 * self.deviance
    }

    /// Draws every shock given the flows, then its weight. The shocks are a draw from the model that
    /// is moved by what the flows say of its difference from them.
    pub fn renew(&self, weights: &mut Weights, dice: &mut Dice) {
        let draw = |variances: &[f64], dice: &mut Dice| -> Vec<f64> {
            variances.iter().map(|q| q.sqrt() * dice.normal()).collect()
        };
        let own = |w: &Own, dice: &mut Dice| Own {
            walk: draw(&w.walk, dice),
            swing: draw(&w.swing, dice),
        };
        let mut drawn = Weights {
            world: draw(&weights.world, dice),
            exporters: weights.exporters.iter().map(|w| own(w, dice)).collect(),
            importers: weights.importers.iter().map(|w| own(w, dice)).collect(),
            flows: weights.flows.iter().map(|w| own(w, dice)).collect(),
        };
        let gaps = self.gaps(&drawn);
        let pushes = self.pushes(&gaps);
        let heavy = self.trade.heavy;
        let settle = |shock: &mut f64, weight: &mut f64, push: f64, dice: &mut Dice| {
            *shock += *weight * push;
            if *weight > 0.0 {
                *weight = heavy.weigh(*shock, dice);
            }
        };
        for year in 0..self.trade.panel.steps {
            let (shock, weight) = (&mut drawn.world[year], &mut weights.world[year]);
            settle(shock, weight, pushes.world[year], dice);
        }
        let lists = [
            (&mut drawn.exporters, &mut weights.exporters, &pushes.exporters),
            (&mut drawn.importers, &mut weights.importers, &pushes.importers),
            (&mut drawn.flows, &mut weights.flows, &pushes.flows),
        ];
        for (drawn, weights, pushes) in lists {
            for ((shock, weight), push) in drawn.iter_mut().zip(weights).zip(pushes) {
                for (at, push) in push.walk.iter().enumerate() {
                    settle(&mut shock.walk[at], &mut weight.walk[at], *push, dice);
                }
                for (at, push) in push.swing.iter().enumerate() {
                    settle(&mut shock.swing[at], &mut weight.swing[at], *push, dice);
                }
            }
        }
    }

    /// What was seen of each flow beyond what drawn shocks make of it.
    pub fn gaps(&self, drawn: &Weights) -> Vec<DVector<f64>> {
        let (trade, v) = (self.trade, self.v);
        let world = DVector::from_column_slice(&drawn.world) * v.world_sd;
        let rest = (1.0 - v.country_correlation * v.country_correlation).sqrt();
        let both = drawn.exporters.iter().zip(&drawn.importers).enumerate();
        let (mut exports, mut imports) = (Vec::new(), Vec::new());
        for (actor, (first, own)) in both {
            let first = self.shocks.free.changes(trade.country(actor, v), first);
            let own = self.shocks.free.changes(trade.country(actor, v), own);
            imports.push(&first * v.country_correlation + own * rest);
            exports.push(first);
        }
        let flows = trade.panel.flows.iter().enumerate();
        flows
            .map(|(at, flow)| {
                let own = self.shocks.of(flow).changes(trade.pair(at, v), &drawn.flows[at]);
                let all = own + &world + &exports[flow.exporter] + &imports[flow.importer];
                let block = &self.blocks[at];
                &block.rest - gather(&block.spans, &all)
            })
            .collect()
    }

    /// Bᵀ V⁻¹ gap, by shock.
    pub fn pushes(&self, gaps: &[DVector<f64>]) -> Weights {
        let (trade, v) = (self.trade, self.v);
        let (n, steps) = (trade.panel.actors.len(), trade.panel.steps);
        let mut pull = DVector::zeros(self.pull.len());
        let places = |flow: &crate::analysis::calibrate::panel::Flow| {
            [0, exporter(flow.exporter, steps), importer(flow.importer, n, steps)]
        };
        for ((flow, block), gap) in trade.panel.flows.iter().zip(&self.blocks).zip(gaps) {
            let push = scatter(&block.spans, &block.root.solve(gap), steps);
            for place in places(flow) {
                for year in 0..steps {
                    pull[place + year] += push[year];
                }
            }
        }
        let shared = self.root.solve(&pull);
        let mut onto = DVector::zeros(pull.len());
        let mut flows = Vec::with_capacity(gaps.len());
        for (at, ((flow, block), gap)) in
            trade.panel.flows.iter().zip(&self.blocks).zip(gaps).enumerate()
        {
            let mut part = DVector::zeros(steps);
            for place in places(flow) {
                part += shared.rows(place, steps);
            }
            let solved = block.root.solve(&(gap - gather(&block.spans, &part)));
            let push = scatter(&block.spans, &solved, steps);
            for place in places(flow) {
                for year in 0..steps {
                    onto[place + year] += push[year];
                }
            }
            flows.push(self.shocks.of(flow).pushes(trade.pair(at, v), &push));
        }
        let rest = (1.0 - v.country_correlation * v.country_correlation).sqrt();
        let (mut exporters, mut importers) = (Vec::new(), Vec::new());
        for actor in 0..n {
            let exports = onto.rows(exporter(actor, steps), steps);
            let imports = onto.rows(importer(actor, n, steps), steps);
            let sds = trade.country(actor, v);
            let first = exports + imports * v.country_correlation;
            exporters.push(self.shocks.free.pushes(sds, &first));
            importers.push(self.shocks.free.pushes(sds, &(imports * rest)));
        }
        let world = onto.rows(0, steps).iter().map(|push| v.world_sd * push).collect();
        Weights { world, exporters, importers, flows }
    }
}

/// Where a country's changes stand among the shared ones; the world's come first.
fn exporter(actor: usize, steps: usize) -> usize {
    steps * (1 + actor)
}

fn importer(actor: usize, n: usize, steps: usize) -> usize {
    steps * (1 + n + actor)
}

/// Writes G⁻¹ into M; ln |G|.
fn prior(
    trade: &Trade,
    v: &Values,
    weights: &Weights,
    shocks: &Responses,
    m: &mut DMatrix<f64>,
) -> Option<f64> {
    let (n, steps) = (trade.panel.actors.len(), trade.panel.steps);
    let mut log = 0.0;
    for year in 0..steps {
        let variance = v.world_sd * v.world_sd * weights.world[year];
        m[(year, year)] += 1.0 / variance;
        log += ln(variance);
    }
    let (r, rest) = (v.country_correlation, 1.0 - v.country_correlation * v.country_correlation);
    for actor in 0..n {
        let sds = trade.country(actor, v);
        let first = shocks.free.covariance(sds, &weights.exporters[actor]);
        let own = shocks.free.covariance(sds, &weights.importers[actor]);
        // m = r e + √(1−r²) o: in terms of e and what is left of m the law is two blocks.
        let left = Cholesky::new(own * rest)?;
        let first = Cholesky::new(first)?;
        log += log_determinant(&left) + log_determinant(&first);
        let (left, first) = (left.inverse(), first.inverse());
        let (e, i) = (exporter(actor, steps), importer(actor, n, steps));
        for a in 0..steps {
            for b in 0..steps {
                m[(e + a, e + b)] += first[(a, b)] + r * r * left[(a, b)];
                m[(i + a, i + b)] += left[(a, b)];
                m[(i + a, e + b)] -= r * left[(a, b)];
            }
        }
    }
    Some(log)
}

/// The covariance of differences from that of the years' changes.
fn between(yearly: &DMatrix<f64>, spans: &[(usize, usize)]) -> DMatrix<f64> {
    DMatrix::from_fn(spans.len(), spans.len(), |i, j| {
        let (rows, columns) = (spans[i].0..spans[i].1, spans[j].0..spans[j].1);
        rows.map(|row| columns.clone().map(|column| yearly[(row, column)]).sum::<f64>()).sum()
    })
}

/// Adds Cᵀ D⁻¹ C to a block of M.
fn spread(
    m: &mut DMatrix<f64>,
    (row, column): (usize, usize),
    inverse: &DMatrix<f64>,
    spans: &[(usize, usize)],
) {
    for (j, &(from, to)) in spans.iter().enumerate() {
        for b in from..to {
            for (i, &(first, last)) in spans.iter().enumerate() {
                for a in first..last {
                    m[(row + a, column + b)] += inverse[(i, j)];
                }
            }
        }
    }
}
