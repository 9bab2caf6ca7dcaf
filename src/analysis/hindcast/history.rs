//! What happened, by series and year: the figures that forecasts start from and are scored against.

use std::collections::BTreeMap;

use crate::import::gravity::{Site, site};
use crate::import::{Facts, Iso, Measure, reconcile, spread_to};
use crate::numeric::function::ln;

use super::target::{Quantity, Series};

/// Figures by year.
#[derive(Clone, Debug)]
pub struct History<'a> {
    facts: &'a Facts,
    /// The publication whose trade counts.
    source: String,
    years: BTreeMap<i32, Trade>,
}

/// Trade of one year, USD bn.
#[derive(Clone, Debug, Default)]
struct Trade {
    flows: BTreeMap<(Iso, Iso), f64>,
    turnover: BTreeMap<Iso, f64>,
}

impl<'a> History<'a> {
    pub fn of(facts: &'a Facts, source: &str) -> History<'a> {
        let mut years: BTreeMap<i32, Trade> = BTreeMap::new();
        for (exporter, importer) in facts.pairs() {
            for report in facts.reports(exporter, importer) {
                if report.origin.get().id == source && report.value_bn > 0.0 {
                    let year = years.entry(report.year).or_default();
                    year.flows.insert((exporter, importer), report.value_bn);
                    for end in [exporter, importer] {
                        *year.turnover.entry(end).or_default() += report.value_bn;
                    }
                }
            }
        }
        History { facts, source: source.to_string(), years }
    }

    /// The years with any figure.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = i32> {
        self.facts.window()
    }

    /// The flow of a year, USD bn.
    pub fn flow(&self, exporter: Iso, importer: Iso, year: i32) -> Option<f64> {
        self.years.get(&year)?.flows.get(&(exporter, importer)).copied()
    }

    /// Where two economies lie to each other.
    pub fn site(&self, a: Iso, b: Iso) -> Option<Site> {
        site(self.facts, a, b)
    }

    /// How much of an economy's own growth lasts, by the ten years to an origin.
    pub fn growth_persistence(&self, origin: i32) -> f64 {
        spread_to(self.facts, origin).persistence
    }

    /// States with an ideal point.
    pub fn positions(&self) -> impl Iterator<Item = Iso> + '_ {
        self.facts.economies(Measure::IdealPoint)
    }

    /// Flows of a year between some economies and everyone else, who comes last: exporter after
    /// exporter, its flow to each importer, USD bn; `None` for a year without trade.
    pub fn square(&self, economies: &[Iso], year: i32) -> Option<Vec<Option<f64>>> {
        let trade = self.years.get(&year)?;
        let size = economies.len() + 1;
        let place: BTreeMap<Iso, usize> =
            economies.iter().enumerate().map(|(at, iso)| (*iso, at)).collect();
        let of = |iso: &Iso| place.get(iso).copied().unwrap_or(size - 1);
        let mut square = vec![None; size * size];
        for ((exporter, importer), flow) in &trade.flows {
            let (from, to) = (of(exporter), of(importer));
            if from != to {
                *square[from * size + to].get_or_insert(0.0) += flow;
            }
        }
        Some(square)
    }

    /// A series in the unit in which it is scored; `None` where it is unknown.
    pub fn value(&self, series: &Series, year: i32) -> Option<f64> {
        let of = |iso: Iso, measure: Measure| {
            let figures = self.facts.figures(iso, measure).iter();
            let said: Vec<_> = figures
                .filter(|d| d.year == year && !d.forecast)
                .map(|d| (d.value, d.origin))
                .collect();
            match measure {
                Measure::IdealPoint => said.first().map(|(value, _)| *value),
                _ => reconcile(&said).map(|one| one.value),
            }
        };
        match series.quantity {
            Quantity::Flow(exporter, importer) => self.flow(exporter, importer, year).map(ln),
            Quantity::Share(of, with) => self.share(of, with, year),
            Quantity::Lead(of, first, second) => {
                Some(self.share(of, first, year)? - self.share(of, second, year)?)
            }
            Quantity::Gdp(iso) => of(iso, Measure::RealGdp).map(ln),
            Quantity::Cinc(iso) => of(iso, Measure::Cinc).filter(|v| *v > 0.0).map(ln),
            Quantity::Position(iso) => of(iso, Measure::IdealPoint),
            Quantity::Influence { over, .. } => {
                of(over, Measure::Fbic).filter(|v| *v > 0.0).map(ln)
            }
        }
    }

    /// Share of a partner in all trade of an economy, points.
    pub fn share(&self, of: Iso, with: Iso, year: i32) -> Option<f64> {
        let trade = self.years.get(&year)?;
        let whole = trade.turnover.get(&of)?;
        let both = [(of, with), (with, of)].map(|ends| trade.flows.get(&ends));
        // One direction may be nil; both unknown is unknown.
        match both {
            [None, None] => None,
            both => Some(100.0 * both.into_iter().flatten().sum::<f64>() / whole),
        }
    }

    /// The publication whose trade counts.
    pub fn source(&self) -> &str {
        &self.source
    }
}
