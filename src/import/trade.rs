//! Flows between the actors of a scenario: reports reconciled, members added up, and the level that
//! the last years suggest.

use std::collections::{BTreeMap, HashMap};

use crate::numeric::function::{exp, ln};

use super::choose::Group;
use super::code::Iso;
use super::facts::{Facts, Report, Reporter};
use super::gravity;
use super::origin::OriginIx;
use super::reconcile::reconcile;

/// A flow between two actors in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// USD bn a year.
    pub value: f64,
    /// S.d. of its log, from reports that disagree; of a sum, as if the parts erred independently.
    pub sigma: f64,
    /// Share of fuels, where it is known of most of the flow.
    pub energy_share: Option<f64>,
    pub origin: OriginIx,
    /// Who reports it, where a single report stands behind it.
    pub reporter: Option<Reporter>,
    /// Pairs of economies added up.
    pub parts: usize,
    /// Most reports behind a part.
    pub reports: usize,
    /// Whether equal reports were averaged.
    pub averaged: bool,
}

/// What is known of a part of the energy in a flow while it is added up.
#[derive(Clone, Copy, Debug, Default)]
struct Energy {
    /// Value of the parts whose share is known, and fuels in them.
    known: f64,
    fuels: f64,
}

/// Actors by index: exporter, importer.
pub type Ends = (usize, usize);

/// Every flow of a year between the actors, in order.
pub fn flows(facts: &Facts, groups: &[Group], year: i32) -> BTreeMap<Ends, Flow> {
    let of: HashMap<Iso, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(ix, group)| group.members.iter().map(move |&iso| (iso, ix)))
        .collect();
    let mut sums: BTreeMap<Ends, (Flow, Energy)> = BTreeMap::new();
    for (exporter, importer) in facts.pairs() {
        let (Some(&from), Some(&to)) = (of.get(&exporter), of.get(&importer)) else { continue };
        if from == to {
            continue;
        }
        let reports = facts.reports(exporter, importer).iter().filter(|r| r.year == year);
        let reports: Vec<&Report> = reports.collect();
        let Some((part, energy)) = part(&reports) else { continue };
        match sums.get_mut(&(from, to)) {
            None => {
                sums.insert((from, to), (part, energy));
            }
            Some((sum, known)) => {
                add(sum, &part);
                known.known += energy.known;
                known.fuels += energy.fuels;
            }
        }
    }
    let share = |(ends, (flow, energy)): (Ends, (Flow, Energy))| {
        let mostly = energy.known > 0.5 * flow.value;
        let energy_share = mostly.then(|| (energy.fuels / energy.known).clamp(0.0, 1.0));
        (ends, Flow { energy_share, ..flow })
    };
    sums.into_iter().map(share).collect()
}

/// The flow of one pair of economies.
fn part(reports: &[&Report]) -> Option<(Flow, Energy)> {
    let said: Vec<_> = reports.iter().map(|r| (r.value_bn, r.origin)).collect();
    let one = reconcile(&said)?;
    let share = reports.iter().find_map(|report| report.energy_share);
    let energy = share.map_or_else(Energy::default, |share| Energy {
        known: one.value,
        fuels: one.value * share,
    });
    let mut tellers = reports.iter().filter(|r| r.origin == one.origin && r.value_bn > 0.0);
    let teller = tellers.next().map(|r| r.reporter).filter(|_| tellers.next().is_none());
    let flow = Flow {
        value: one.value,
        sigma: one.sigma,
        energy_share: None,
        origin: one.origin,
        reporter: teller,
        parts: 1,
        reports: one.reports,
        averaged: one.averaged,
    };
    Some((flow, energy))
}

/// Adds a part; the s.d. of the sum in parts of it.
fn add(sum: &mut Flow, part: &Flow) {
    let (a, b) = (sum.value * sum.sigma, part.value * part.sigma);
    sum.value += part.value;
    sum.sigma = (a * a + b * b).sqrt() / sum.value;
    sum.parts += 1;
    sum.reports = sum.reports.max(part.reports);
    sum.averaged |= part.averaged;
    sum.origin = sum.origin.min(part.origin);
    sum.reporter = None;
}

/// Years whose mean is the level of a flow.
pub const LEVEL_YEARS: i32 = 3;

/// The flow of a base year that the last years suggest (model: `normal`): their mean of
/// ln X − ln E − ln M + ln W, put back to the base year's totals. Large flows are measured well and
/// pass on less of the difference: 1/(1 + flow/1 bn) of its log. Years of another publication are
/// left out, as series break where it changes; a flow with no earlier year has no level.
pub fn levels(
    facts: &Facts,
    groups: &[Group],
    year: i32,
    base: &BTreeMap<Ends, Flow>,
) -> BTreeMap<Ends, f64> {
    let mut sums: BTreeMap<Ends, (f64, f64)> = BTreeMap::new();
    for earlier in year - LEVEL_YEARS + 1..=year {
        let of_year;
        let flows = if earlier == year {
            base
        } else {
            of_year = flows(facts, groups, earlier);
            &of_year
        };
        let totals = Totals::of(flows, groups.len());
        for (&ends, flow) in flows {
            let same = base.get(&ends).is_some_and(|now| now.origin == flow.origin);
            if same {
                let (sum, n) = sums.entry(ends).or_default();
                *sum += ln(flow.value) - totals.log(ends);
                *n += 1.0;
            }
        }
    }
    let now = Totals::of(base, groups.len());
    let several = sums.into_iter().filter(|(_, (_, n))| *n > 1.0);
    several
        .map(|(ends, (sum, n))| {
            let value = base[&ends].value;
            let unusual = sum / n + now.log(ends) - ln(value);
            (ends, value * exp(unusual / (1.0 + value)))
        })
        .collect()
}

/// Trade potentials of a year's flows between single economies, USD bn.
pub fn potentials(
    facts: &Facts,
    groups: &[Group],
    flows: &BTreeMap<Ends, Flow>,
) -> BTreeMap<Ends, f64> {
    let single = |at: usize| match groups[at].members[..] {
        [iso] => Some(iso),
        _ => None,
    };
    let site = |a: usize, b: usize| gravity::site(facts, single(a)?, single(b)?);
    let values = flows.iter().map(|(&ends, flow)| (ends, flow.value));
    let logs = gravity::of_flows(groups.len(), values, site);
    logs.into_iter().map(|(ends, log)| (ends, exp(log))).collect()
}

/// What actors export and import in a year.
struct Totals {
    exports: Vec<f64>,
    imports: Vec<f64>,
    world: f64,
}

impl Totals {
    fn of(flows: &BTreeMap<Ends, Flow>, actors: usize) -> Totals {
        let mut totals =
            Totals { exports: vec![0.0; actors], imports: vec![0.0; actors], world: 0.0 };
        for (&(from, to), flow) in flows {
            totals.exports[from] += flow.value;
            totals.imports[to] += flow.value;
            totals.world += flow.value;
        }
        totals
    }

    /// ln E + ln M − ln W
    fn log(&self, (from, to): Ends) -> f64 {
        ln(self.exports[from]) + ln(self.imports[to]) - ln(self.world)
    }
}
