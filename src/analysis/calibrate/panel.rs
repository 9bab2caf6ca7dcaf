//! The window's data on trade: flows between actors, their incomes and how far they stand apart.

use std::collections::BTreeMap;

use crate::import::gravity;
use crate::import::{Facts, Iso, Measure, reconcile};
use crate::numeric::function::ln;

/// The scale of the axis of UN ideal points.
const AXIS_SCALE: f64 = 0.85;

/// A directed flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub exporter: usize,
    pub importer: usize,
    /// USD bn in the first of its years; its shocks have the size that belongs to it.
    pub size_bn: f64,
    /// Years since the window's first, rising, two at least.
    pub years: Vec<usize>,
    /// ln USD bn of these years.
    pub logs: Vec<f64>,
    /// How far the first of them lies above the flow's trade potential, where it has one.
    pub above: Option<f64>,
    /// Change of the alignment distance of its ends since the first year, every year.
    pub apart: Vec<f64>,
}

/// Flows and incomes of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub first: i32,
    /// Years after the first.
    pub steps: usize,
    pub actors: Vec<String>,
    /// Exports and imports of each actor in the first year, USD bn.
    pub turnover_bn: Vec<f64>,
    /// ln GDP in constant prices against the first year, by actor and year.
    pub income: Vec<Vec<f64>>,
    pub flows: Vec<Flow>,
}

/// Why there is no panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Fewer than three years of trade.
    Years(usize),
    /// Fewer than six flows.
    Flows(usize),
}

impl Panel {
    /// The panel of a publication: flows that are at least `least_bn` in their first year, between
    /// actors with a GDP in every year.
    ///
    /// # Errors
    /// What is lacking.
    pub fn of(facts: &Facts, actors: &[Iso], source: &str, least_bn: f64) -> Result<Panel, Lack> {
        let reports = reports(facts, source);
        let years: Vec<i32> = reports.keys().copied().collect();
        let (Some(&first), Some(&last)) = (years.first(), years.last()) else {
            return Err(Lack::Years(0));
        };
        let steps = (last - first) as usize;
        if years.len() < 3 {
            return Err(Lack::Years(years.len()));
        }
        let known: Vec<(Iso, Vec<f64>)> = actors
            .iter()
            .filter_map(|&iso| Some((iso, income(facts, iso, first, steps)?)))
            .collect();
        let potentials = potentials(facts, &known, &reports);
        let mut flows = Vec::new();
        for (a, (exporter, _)) in known.iter().enumerate() {
            for (b, (importer, _)) in known.iter().enumerate() {
                let of = |year: i32| reports[&year].get(&(*exporter, *importer)).copied();
                let seen: Vec<(usize, f64)> = years
                    .iter()
                    .filter_map(|&year| Some(((year - first) as usize, of(year)?)))
                    .collect();
                if seen.len() < 3 || seen[0].1 < least_bn {
                    continue;
                }
                let start = first + seen[0].0 as i32;
                let potential = potentials[&start].get(&(a, b));
                flows.push(Flow {
                    above: potential.map(|potential| ln(seen[0].1) - potential),
                    exporter: a,
                    importer: b,
                    size_bn: seen[0].1,
                    years: seen.iter().map(|(year, _)| *year).collect(),
                    logs: seen.iter().map(|(_, bn)| ln(*bn)).collect(),
                    apart: apart(facts, (*exporter, *importer), first, steps),
                });
            }
        }
        if flows.len() < 6 {
            return Err(Lack::Flows(flows.len()));
        }
        let turnover_bn = known
            .iter()
            .map(|(iso, _)| {
                let own = reports[&first].iter().filter(|((a, b), _)| a == iso || b == iso);
                own.map(|(_, bn)| bn).sum()
            })
            .collect();
        let actors = known.iter().map(|(iso, _)| iso.to_string()).collect();
        let income = known.into_iter().map(|(_, income)| income).collect();
        Ok(Panel { first, steps, actors, turnover_bn, income, flows })
    }
}

/// ln of the trade potentials of the flows between some actors, by year.
fn potentials(
    facts: &Facts,
    actors: &[(Iso, Vec<f64>)],
    reports: &BTreeMap<i32, BTreeMap<(Iso, Iso), f64>>,
) -> BTreeMap<i32, BTreeMap<(usize, usize), f64>> {
    let place: BTreeMap<Iso, usize> =
        actors.iter().enumerate().map(|(at, (iso, _))| (*iso, at)).collect();
    let site = |a: usize, b: usize| gravity::site(facts, actors[a].0, actors[b].0);
    let of_year = |flows: &BTreeMap<(Iso, Iso), f64>| {
        let flows = flows
            .iter()
            .filter_map(|((from, to), bn)| Some(((*place.get(from)?, *place.get(to)?), *bn)));
        gravity::of_flows(actors.len(), flows, site)
    };
    reports.iter().map(|(year, flows)| (*year, of_year(flows))).collect()
}

/// Flows of a publication by year and ends, USD bn.
fn reports(facts: &Facts, source: &str) -> BTreeMap<i32, BTreeMap<(Iso, Iso), f64>> {
    let mut years: BTreeMap<i32, BTreeMap<(Iso, Iso), f64>> = BTreeMap::new();
    for (exporter, importer) in facts.pairs() {
        for report in facts.reports(exporter, importer) {
            if report.origin.get().id == source && report.value_bn > 0.0 {
                years.entry(report.year).or_default().insert((exporter, importer), report.value_bn);
            }
        }
    }
    years
}

/// A figure of a year, reports made one; positions as they stand.
pub fn figure(facts: &Facts, iso: Iso, measure: Measure, year: i32) -> Option<f64> {
    let of_year = facts.figures(iso, measure).iter().filter(|d| d.year == year && !d.forecast);
    let said: Vec<_> = of_year.map(|d| (d.value, d.origin)).collect();
    match measure {
        Measure::IdealPoint => said.first().map(|(value, _)| *value),
        _ => reconcile(&said).map(|one| one.value).filter(|value| *value > 0.0),
    }
}

/// ln GDP against the first year; `None` where a year is missing.
fn income(facts: &Facts, iso: Iso, first: i32, steps: usize) -> Option<Vec<f64>> {
    let level = |year: i32| figure(facts, iso, Measure::RealGdp, year);
    let base = level(first)?;
    (0..=steps as i32).map(|step| Some(ln(level(first + step)? / base))).collect()
}

/// Change of the distance of two positions since the first year, in scales of the axis; a year
/// without a figure keeps the last one's. None has moved where one end has no figure.
fn apart(facts: &Facts, (a, b): (Iso, Iso), first: i32, steps: usize) -> Vec<f64> {
    let at = |year: i32| -> Option<f64> {
        let [x, y] = [a, b].map(|iso| figure(facts, iso, Measure::IdealPoint, year));
        Some((x? - y?).abs() / AXIS_SCALE)
    };
    let mut last = at(first);
    let base = last.unwrap_or(0.0);
    let mut changes = Vec::with_capacity(steps + 1);
    for step in 0..=steps as i32 {
        if let Some(now) = at(first + step) {
            // An end that appears later has not moved until then.
            last = last.map(|_| now);
        }
        changes.push(last.map_or(0.0, |distance| distance - base));
    }
    changes
}
