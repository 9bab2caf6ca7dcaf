//! Facts: what the files say, in our units, each figure with its year and origin.
//!
//! Nothing outside the window of years is kept, so what is built from facts up to a year knows
//! nothing later. What a file does not say is not there; there is no zero for unknown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use super::code::{Codes, Iso};
use super::origin::OriginIx;

/// What a figure of an economy measures, and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// GDP, current USD bn.
    Gdp,
    /// GDP, constant USD bn of whatever year: only its growth is used.
    RealGdp,
    /// Growth of GDP, log per year.
    Growth,
    /// Population, million.
    Population,
    /// Military spending, current USD bn.
    Milex,
    /// Share of world capabilities, 0–1.
    Cinc,
    /// UN ideal point.
    IdealPoint,
    /// China's influence capacity over the economy (FBIC), 0–1.
    Fbic,
}

/// A figure of an economy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Datum {
    pub year: i32,
    pub value: f64,
    /// Standard deviation that the publisher states.
    pub sd: Option<f64>,
    /// Whether the publisher calls it a forecast.
    pub forecast: bool,
    pub origin: OriginIx,
}

/// Who says how much was traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reporter {
    /// Both ends' reports reconciled by the publisher.
    Reconciled,
    Exporter,
    Importer,
}

/// A report of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    pub year: i32,
    /// USD bn a year, free on board.
    pub value_bn: f64,
    /// USD bn a year as the reporter states it, with insurance and freight where it counts them.
    pub stated_bn: f64,
    /// Share of fuels (chapter 27), where the file has products.
    pub energy_share: Option<f64>,
    pub reporter: Reporter,
    pub origin: OriginIx,
}

/// What an alliance obliges the first to do for the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pact {
    pub defence: bool,
    pub consultation: bool,
}

/// A year's lending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loan {
    pub year: i32,
    /// Commitment, constant USD bn of 2021.
    pub usd2021_bn: f64,
}

/// How far a trade sanction reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sanction {
    /// The sender's exports to the target: none, part, all.
    pub exports: Scope,
    /// The sender's imports from the target.
    pub imports: Scope,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    #[default]
    None,
    Partial,
    Complete,
}

/// Everything that was read.
#[derive(Clone, Debug)]
pub struct Facts {
    pub codes: Codes,
    window: RangeInclusive<i32>,
    flows: HashMap<(Iso, Iso), Vec<Report>>,
    series: BTreeMap<(Iso, Measure), Vec<Datum>>,
    /// By supplier and recipient: deliveries by year, trend-indicator values.
    pub deliveries: BTreeMap<(Iso, Iso), Vec<(i32, f64)>>,
    /// By guarantor and guaranteed.
    pub pacts: BTreeMap<(Iso, Iso), Vec<(i32, Pact)>>,
    /// By lender and borrower.
    pub loans: BTreeMap<(Iso, Iso), Vec<Loan>>,
    /// By sender and target.
    pub sanctions: BTreeMap<(Iso, Iso), Vec<(i32, Sanction)>>,
    /// Joint memberships in intergovernmental organisations, by unordered pair.
    pub organisations: BTreeMap<(Iso, Iso), Vec<(i32, f64)>>,
    /// Pairs that share a border.
    pub borders: BTreeSet<(Iso, Iso)>,
    /// Distance, km.
    pub distances: BTreeMap<(Iso, Iso), f64>,
}

impl Facts {
    /// No facts yet, and the years that will be kept.
    pub fn new(window: RangeInclusive<i32>) -> Facts {
        Facts {
            codes: Codes::built_in(),
            window,
            flows: HashMap::new(),
            series: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            pacts: BTreeMap::new(),
            loans: BTreeMap::new(),
            sanctions: BTreeMap::new(),
            organisations: BTreeMap::new(),
            borders: BTreeSet::new(),
            distances: BTreeMap::new(),
        }
    }

    /// Whether figures of a year are kept.
    pub fn keeps(&self, year: i32) -> bool {
        self.window.contains(&year)
    }

    /// The years kept.
    pub fn window(&self) -> RangeInclusive<i32> {
        self.window.clone()
    }

    /// Adds a report of a flow; a flow from an economy to itself is none.
    pub fn flow(&mut self, exporter: Iso, importer: Iso, report: Report) {
        if self.keeps(report.year) && exporter != importer {
            self.flows.entry((exporter, importer)).or_default().push(report);
        }
    }

    /// Adds a figure of an economy.
    pub fn datum(&mut self, iso: Iso, measure: Measure, datum: Datum) {
        if self.keeps(datum.year) {
            self.series.entry((iso, measure)).or_default().push(datum);
        }
    }

    /// The reports of a flow.
    pub fn reports(&self, exporter: Iso, importer: Iso) -> &[Report] {
        self.flows.get(&(exporter, importer)).map_or(&[], Vec::as_slice)
    }

    /// Every pair with reports, in order.
    pub fn pairs(&self) -> Vec<(Iso, Iso)> {
        let mut pairs: Vec<_> = self.flows.keys().copied().collect();
        pairs.sort_unstable();
        pairs
    }

    /// The figures of an economy.
    pub fn figures(&self, iso: Iso, measure: Measure) -> &[Datum] {
        self.series.get(&(iso, measure)).map_or(&[], Vec::as_slice)
    }

    /// Every economy with a figure of a measure.
    pub fn economies(&self, measure: Measure) -> impl Iterator<Item = Iso> {
        self.series.keys().filter(move |(_, m)| *m == measure).map(|(iso, _)| *iso)
    }

    /// The same facts as they stood at the end of a year: nothing later is left.
    pub fn known_by(&self, year: i32) -> Facts {
        let mut known = self.clone();
        known.window = *self.window.start()..=year.min(*self.window.end());
        let until = |y: i32| y <= year;
        known.flows.values_mut().for_each(|list| list.retain(|r| until(r.year)));
        known.series.values_mut().for_each(|list| list.retain(|d| until(d.year)));
        known.deliveries.values_mut().for_each(|list| list.retain(|d| until(d.0)));
        known.pacts.values_mut().for_each(|list| list.retain(|p| until(p.0)));
        known.loans.values_mut().for_each(|list| list.retain(|l| until(l.year)));
        known.sanctions.values_mut().for_each(|list| list.retain(|s| until(s.0)));
        known.organisations.values_mut().for_each(|list| list.retain(|o| until(o.0)));
        known.flows.retain(|_, list| !list.is_empty());
        known.series.retain(|_, list| !list.is_empty());
        known
    }
}

#[cfg(test)]
mod tests {
    use super::super::origin::origin_of;
    use super::*;

    #[test]
    fn years_outside_the_window_are_not_kept() {
        let (a, b) = (Iso::parse("KAZ").unwrap(), Iso::parse("CHN").unwrap());
        let mut facts = Facts::new(2000..=2010);
        for year in [1999, 2005, 2010, 2011] {
            let (value_bn, stated_bn, reporter) = (1.0, 1.0, Reporter::Exporter);
            let (origin, energy_share) = (origin_of("comtrade"), None);
            facts.flow(a, b, Report { year, value_bn, stated_bn, energy_share, reporter, origin });
            let datum = Datum { year, value: 1.0, sd: None, forecast: false, origin };
            facts.datum(a, Measure::Gdp, datum);
        }
        let years =
            |facts: &Facts| -> Vec<i32> { facts.reports(a, b).iter().map(|r| r.year).collect() };
        assert_eq!(years(&facts), [2005, 2010]);
        assert_eq!(years(&facts.known_by(2005)), [2005]);
        assert!(facts.known_by(2004).pairs().is_empty());
        assert_eq!(facts.figures(a, Measure::Gdp).len(), 2);
    }
}
