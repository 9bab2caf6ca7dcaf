//! Ties other than trade: arms, credit, guarantees, standing.

use std::collections::BTreeMap;

use crate::scenario::Confidence;

use super::choose::{Group, REST};
use super::code::Iso;
use super::draft::{Bounds, Guarantee, Row};
use super::facts::{Facts, Pact};
use super::growth::prices;
use super::origin::origin_of;

/// Years of deliveries that make a supplier's share, as SIPRI counts.
const ARMS_YEARS: i32 = 5;
/// Years over which a loan is paid back in equal parts.
const TERM: i32 = 20;
/// Log s.d. of a debt made of commitments: some are never drawn, others are paid back early.
const DEBT_SD: f64 = 0.5;
/// Prices of the United States, 2021 over 2015: GDP deflator, Bureau of Economic Analysis (general
/// knowledge, within one per cent).
const PRICES_2021: f64 = 1.13;

/// The actor of each economy.
pub fn actors_of(groups: &[Group]) -> BTreeMap<Iso, usize> {
    let with = |(ix, group): (usize, &Group)| -> Vec<(Iso, usize)> {
        group.members.iter().map(|&iso| (iso, ix)).collect()
    };
    groups.iter().enumerate().flat_map(with).collect()
}

/// Suppliers' shares of an actor's arms imports over the last five years.
pub fn arms(facts: &Facts, groups: &[Group], year: i32) -> Vec<Row> {
    let of = actors_of(groups);
    let mut volumes: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut totals: BTreeMap<usize, f64> = BTreeMap::new();
    for (&(supplier, recipient), deliveries) in &facts.deliveries {
        let Some(&to) = of.get(&recipient) else { continue };
        let recent = deliveries.iter().filter(|(y, _)| (year - ARMS_YEARS + 1..=year).contains(y));
        let volume: f64 = recent.map(|(_, volume)| volume).sum();
        let from = of.get(&supplier);
        if volume <= 0.0 || from == Some(&to) {
            continue;
        }
        *totals.entry(to).or_default() += volume;
        if let Some(&from) = from {
            *volumes.entry((from, to)).or_default() += volume;
        }
    }
    let method = format!("share of deliveries {}–{year}, by volume", year - ARMS_YEARS + 1);
    let row = |((from, to), volume): ((usize, usize), f64)| Row {
        from: groups[from].id.clone(),
        to: groups[to].id.clone(),
        // Rounded down, so that the shares of a whole never exceed it.
        value: (volume / totals[&to] * 1e6).floor() * 1e-6,
        error: 0.0,
        normal: None,
        potential: None,
        energy_share: None,
        source: origin_of("sipri-arms").get().id,
        year,
        reporter: None,
        confidence: Confidence::Computed,
        method: Some(method.clone()),
    };
    volumes.into_iter().map(row).filter(|row| row.value > 0.0).collect()
}

/// What is owed to a lender: commitments of the last twenty years less equal yearly repayments.
pub fn credit(facts: &Facts, groups: &[Group], year: i32) -> Vec<Row> {
    let Some(prices) = prices(facts, year) else { return Vec::new() };
    let of = actors_of(groups);
    let mut stocks: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (&(lender, borrower), loans) in &facts.loans {
        let (Some(&from), Some(&to)) = (of.get(&lender), of.get(&borrower)) else { continue };
        if from == to {
            continue;
        }
        for loan in loans.iter().filter(|loan| (year - TERM..=year).contains(&loan.year)) {
            let left = 1.0 - f64::from(year - loan.year) / f64::from(TERM);
            let owed = loan.usd2021_bn * left * prices / PRICES_2021;
            *stocks.entry((from, to)).or_default() += owed;
        }
    }
    let owed = stocks.into_iter().filter(|(_, owed)| *owed > 0.0);
    let row = |((from, to), value): ((usize, usize), f64)| Row {
        from: groups[from].id.clone(),
        to: groups[to].id.clone(),
        value,
        error: DEBT_SD,
        normal: None,
        potential: None,
        energy_share: None,
        source: origin_of("gcdf").get().id,
        year,
        reporter: None,
        confidence: Confidence::Low,
        method: Some(format!("commitments since {} less a twentieth a year", year - TERM)),
    };
    owed.map(row).collect()
}

/// Organisations that both belong to, over 100: the standing of the powers.
pub fn diplomacy(facts: &Facts, groups: &[Group], powers: &[bool], year: i32) -> Vec<Row> {
    /// Years back in which a count still stands: memberships change slowly.
    const CARRIED: i32 = 5;
    /// Log s.d.: how much more than others an organisation is worth is unknown.
    const SD: f64 = 0.1;
    let mut rows = Vec::new();
    for (from, power) in groups.iter().zip(powers).filter(|(_, power)| **power) {
        debug_assert!(power);
        for to in groups.iter().filter(|to| to.id != from.id && to.id != REST) {
            let mut counts = Vec::new();
            for &a in &from.members {
                for &b in &to.members {
                    let said = facts.organisations.get(&(a.min(b), a.max(b)));
                    let recent = said
                        .into_iter()
                        .flatten()
                        .filter(|(y, joint)| (year - CARRIED..=year).contains(y) && *joint > 0.0);
                    counts.extend(recent.max_by_key(|(y, _)| *y).copied());
                }
            }
            if counts.is_empty() {
                continue;
            }
            let joint = counts.iter().map(|c| c.1).sum::<f64>() / counts.len() as f64;
            rows.push(Row {
                from: from.id.clone(),
                to: to.id.clone(),
                value: (joint / 100.0).min(0.6),
                error: SD,
                normal: None,
                potential: None,
                energy_share: None,
                source: origin_of("cow-igo").get().id,
                year: counts.iter().map(|c| c.0).max().unwrap_or(year),
                reporter: None,
                confidence: Confidence::Computed,
                method: Some("organisations that both belong to, over 100".into()),
            });
        }
    }
    rows
}

/// How far a power stands for others by treaty. The index is ours, so it is wide: a promise of
/// defence is worth .4 to .9 of a guarantee with troops on the ground, one to consult .02 to .15.
pub fn guarantees(facts: &Facts, groups: &[Group], powers: &[bool], year: i32) -> Vec<Guarantee> {
    const DEFENCE: Bounds = Bounds { low: 0.4, high: 0.9 };
    const CONSULTATION: Bounds = Bounds { low: 0.02, high: 0.15 };
    let of = actors_of(groups);
    let mut best: BTreeMap<(usize, usize), Pact> = BTreeMap::new();
    for (&(guarantor, guaranteed), years) in &facts.pacts {
        let (Some(&from), Some(&to)) = (of.get(&guarantor), of.get(&guaranteed)) else { continue };
        if from == to || !powers[from] || groups[to].id == REST {
            continue;
        }
        // Alliances last; a file that ends before the base year speaks for its last two years.
        let Some(&(_, pact)) =
            years.iter().filter(|(y, _)| (year - 2..=year).contains(y)).max_by_key(|(y, _)| *y)
        else {
            continue;
        };
        let known = best.entry((from, to)).or_default();
        known.defence |= pact.defence;
        known.consultation |= pact.consultation;
    }
    let bounds = |pact: Pact| match (pact.defence, pact.consultation) {
        (true, _) => Some((DEFENCE, "ATOP: promise of defence")),
        (_, true) => Some((CONSULTATION, "ATOP: promise to consult")),
        _ => None,
    };
    let made = best.into_iter().filter_map(|((from, to), pact)| {
        let (bounds, note) = bounds(pact)?;
        let (from, to) = (groups[from].id.clone(), groups[to].id.clone());
        Some(Guarantee { from, to, bounds, note })
    });
    made.collect()
}
