//! Trade between the actors and the rest of the world year by year, and its changes split into what
//! is the world's, the exporter's, the importer's and the pair's own.

use std::collections::BTreeMap;

use crate::import::Iso;
use crate::import::gravity::{self, Site};
use crate::numeric::function::ln;

use super::history::History;

/// Flows by year, USD bn; the last exporter and importer is the rest of the world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Actors and the rest.
    pub size: usize,
    /// By year: exporter after exporter, its flow to each importer.
    years: BTreeMap<i32, Vec<Option<f64>>>,
    /// In the same order: ln of what is usual of the flows that have a potential, USD bn.
    potentials: BTreeMap<i32, Vec<Option<f64>>>,
}

/// A change of a log flow over some years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub exporter: usize,
    pub importer: usize,
    /// The flow before, USD bn.
    pub before_bn: f64,
    pub value: f64,
}

/// The parts of the changes that end in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    pub world: f64,
    pub exporters: Vec<f64>,
    pub importers: Vec<f64>,
    /// What is left of each change, made as large as before the parts took their share of it.
    pub own: Vec<f64>,
    /// Changes that stand behind each exporter's and each importer's part.
    pub counts: [Vec<usize>; 2],
}

impl Panel {
    /// The flows known by an origin.
    pub fn of(known: &History, actors: &[Iso], origin: i32) -> Panel {
        let years = known.years().filter(|year| *year <= origin);
        let squares = years.filter_map(|year| Some((year, known.square(actors, year)?)));
        let (size, years) = (actors.len() + 1, squares.collect::<BTreeMap<_, _>>());
        let site = |a: usize, b: usize| known.site(*actors.get(a)?, *actors.get(b)?);
        let potentials = years.iter().map(|(&year, square)| (year, usual(size, square, site)));
        Panel { size, potentials: potentials.collect(), years }
    }

    /// ln of the trade potential of a flow in a year, USD bn.
    pub fn potential(&self, exporter: usize, importer: usize, year: i32) -> Option<f64> {
        self.potentials.get(&year)?[exporter * self.size + importer]
    }

    /// A panel from flows given by year.
    #[cfg(test)]
    pub fn made(size: usize, years: BTreeMap<i32, Vec<Option<f64>>>) -> Panel {
        Panel { size, years, potentials: BTreeMap::new() }
    }

    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    pub fn flow(&self, exporter: usize, importer: usize, year: i32) -> Option<f64> {
        self.years.get(&year)?[exporter * self.size + importer]
    }

    /// Changes over one year of flows of at least so many USD bn before.
    pub fn changes(&self, year: i32, least_bn: f64) -> Vec<Change> {
        let mut found = Vec::new();
        for exporter in 0..self.size {
            for importer in 0..self.size {
                let before = self.flow(exporter, importer, year - 1);
                if let (Some(before_bn), Some(after)) =
                    (before, self.flow(exporter, importer, year))
                    && before_bn >= least_bn
                {
                    let value = ln(after / before_bn);
                    found.push(Change { exporter, importer, before_bn, value });
                }
            }
        }
        found
    }

    /// Exports plus imports of each actor in a year, USD bn.
    pub fn turnover(&self, year: i32) -> Vec<f64> {
        let mut totals = vec![0.0; self.size];
        for exporter in 0..self.size {
            for importer in 0..self.size {
                let flow = self.flow(exporter, importer, year).unwrap_or(0.0);
                totals[exporter] += flow;
                totals[importer] += flow;
            }
        }
        totals
    }
}

/// Log potentials of the flows of a year.
fn usual(
    size: usize,
    square: &[Option<f64>],
    site: impl Fn(usize, usize) -> Option<Site>,
) -> Vec<Option<f64>> {
    let flows = square.iter().enumerate();
    let flows = flows.filter_map(|(at, flow)| Some(((at / size, at % size), (*flow)?)));
    let mut found = vec![None; square.len()];
    for ((from, to), log) in gravity::of_flows(size, flows, site) {
        found[from * size + to] = Some(log);
    }
    found
}

/// Least squares by alternating means; twenty rounds leave nothing to see. `None` with too few changes
/// for so many parts.
pub fn parts(changes: &[Change], actors: usize) -> Option<Parts> {
    if changes.len() < 3 * actors {
        return None;
    }
    let n = changes.len() as f64;
    let world = changes.iter().map(|c| c.value).sum::<f64>() / n;
    let (mut exporters, mut importers) = (vec![0.0; actors], vec![0.0; actors]);
    for _ in 0..20 {
        exporters =
            means(changes, actors, |c| (c.exporter, c.value - world - importers[c.importer]));
        importers =
            means(changes, actors, |c| (c.importer, c.value - world - exporters[c.exporter]));
    }
    let mut counts = [vec![0; actors], vec![0; actors]];
    for change in changes {
        counts[0][change.exporter] += 1;
        counts[1][change.importer] += 1;
    }
    // A change's leverage: what of it the parts take with them.
    let own = changes.iter().map(|c| {
        let [sold, bought] = [counts[0][c.exporter], counts[1][c.importer]].map(|k| 1.0 / k as f64);
        let left = (1.0 - sold - bought + 1.0 / n).max(0.3);
        (c.value - world - exporters[c.exporter] - importers[c.importer]) / left.sqrt()
    });
    let own = own.collect();
    Some(Parts { world, exporters, importers, own, counts })
}

fn means(changes: &[Change], actors: usize, of: impl Fn(&Change) -> (usize, f64)) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); actors];
    for change in changes {
        let (at, value) = of(change);
        sums[at].0 += value;
        sums[at].1 += 1.0;
    }
    sums.into_iter().map(|(sum, n)| if n > 0.0 { sum / n } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_additive_year_is_split_without_a_rest() {
        let effect = |k: usize| [0.1, -0.2, 0.1, 0.0][k];
        let mut changes = Vec::new();
        for exporter in 0..4 {
            for importer in 0..4 {
                let value = 0.05 + effect(exporter) - effect(importer);
                changes.push(Change { exporter, importer, before_bn: 1.0, value });
            }
        }
        let parts = parts(&changes, 4).expect("enough of them");
        assert!((parts.world - 0.05).abs() < 1e-12);
        assert!((parts.exporters[1] + 0.2).abs() < 1e-12);
        assert!(parts.own.iter().all(|r| r.abs() < 1e-12));
        assert_eq!(parts.counts[0], [4; 4]);
        assert_eq!(super::parts(&changes[..11], 4), None);
    }

    #[test]
    fn changes_need_both_years_and_a_size() {
        let year = |flow: f64| vec![None, Some(flow), Some(0.001), None];
        let years = BTreeMap::from([(2000, year(1.0)), (2001, year(2.0)), (2003, year(2.0))]);
        let panel = Panel::made(2, years);
        let found = panel.changes(2001, 0.01);
        assert_eq!(found.len(), 1);
        assert!((found[0].value - 2f64.ln()).abs() < 1e-15);
        assert!(panel.changes(2003, 0.01).is_empty());
        assert_eq!(panel.turnover(2001), [2.001, 2.001]);
    }
}
