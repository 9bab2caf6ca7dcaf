//! What the engine is told of its shocks at an origin, all of it estimated on what is known by then.
//!
//! Yearly changes of log flows are split into parts of the world, of exporters, of importers and of
//! the pair (least squares by alternating means). The world's part gives `shock.world_sd`; countries'
//! parts give `shock.country_scale` and, by actor, how noisy its trade is; pairs' parts give every tie
//! its sizes of shocks and the level that it is pulled to ([`super::pair`]).

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::import::Iso;
use crate::mechanism::shock::COUNTRY_SD;
use crate::numeric::Distribution;
use crate::numeric::function::{exp, ln};
use crate::scenario::{Confidence, Provenance, Quantity};

use super::config::{Config, Estimate};
use super::engine::IDEAL_POINT_NOISE;
use super::history::History;
use super::level::{EXCESS, PERSISTENCE, dof_of};
use super::pair::{Own, Pairs, pairs};
use super::panel::{Change, Panel, Parts, parts};
use super::shrink::{Noise, Surprises, shrink};
use super::target::{Quantity as Of, Series, Target, series};
use super::trend::{Trend, trends};

/// Middle value of the prior of `shock.country_permanent`.
const COUNTRY_PERMANENT: f64 = 0.6;

/// Permanent and transitory part of the variance of a country's yearly change, over its squared size.
fn one_year() -> [f64; 2] {
    [COUNTRY_PERMANENT, (1.0 - COUNTRY_PERMANENT) * (1.0 - PERSISTENCE * PERSISTENCE)]
}

/// What a tie is told.
#[derive(Clone, Debug, PartialEq)]
pub struct TieInput {
    pub normal: Quantity,
    pub potential: Option<Quantity>,
    pub permanent_sd: Quantity,
    pub transitory_sd: Quantity,
}

/// Numbers that stand in for those of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    pub parameters: IndexMap<String, Quantity>,
    /// By exporter's and importer's id.
    pub ties: BTreeMap<(String, String), TieInput>,
    /// Noise of trade by actor's id.
    pub trade_noise: BTreeMap<String, Quantity>,
    /// Trend of exports by actor's id.
    pub export_trend: BTreeMap<String, Quantity>,
}

/// The inputs of an origin; none where too little is known.
pub fn inputs(known: &History, actors: &[Iso], origin: i32, config: &Config) -> Inputs {
    let mut found = Inputs::default();
    if !config.fit_shocks {
        return found;
    }
    let panel = Panel::of(known, actors, origin);
    let ids: Vec<String> =
        actors.iter().map(Iso::to_string).chain([crate::import::REST.to_string()]).collect();
    let told = |key: &str, value: f64, sigma: f64| quantity(key, value, sigma, origin);
    let least_bn = config.least_usd_mn * 1e-3;
    let trending = config.estimates(Estimate::Trend);
    if let Some(Effects { world, countries, trends }) = effects(&panel, least_bn, trending) {
        let years = world.len();
        for (id, Trend { mean, sd, .. }) in ids.iter().zip(trends).filter(|(_, t)| t.sd > 0.0) {
            let law = Distribution::Normal { mean, sd };
            let key = format!("actors.{id}.export_trend_per_year");
            found.export_trend.insert(id.clone(), computed(&key, law, origin));
        }
        let square = world.iter().map(|w| w * w).sum::<f64>() / years as f64;
        let mut parameter = |key: &str, value: f64, sigma: f64| {
            found.parameters.insert(key.to_string(), told(key, value, sigma));
        };
        parameter("shock.world_sd", square.sqrt(), wide(years));
        if let Some(group) = shrink(&countries) {
            let one_year: f64 = one_year().iter().sum();
            let n = years * ids.len() / 4;
            parameter("shock.country_scale", group.middle / one_year.sqrt(), wide(n));
            if config.estimates(Estimate::CountryNoise) {
                for (id, Noise { median, sigma }) in ids.iter().zip(group.members) {
                    let key = format!("actors.{id}.trade_noise");
                    found.trade_noise.insert(id.clone(), told(&key, median, sigma));
                }
            }
        }
        found.parameters.insert("shock.level_pull".into(), told("shock.level_pull", 1.0, 0.0));
        let alike = !config.estimates(Estimate::PairNoise);
        let drawn = config.estimates(Estimate::Potential);
        let Pairs { speed, speed_error, own } = pairs(&panel, origin, alike, drawn);
        let key = "shock.potential_speed_per_year";
        found.parameters.insert(key.into(), told(key, speed, speed_error));
        for (place, own) in own.into_iter().enumerate() {
            let (from, to) = (place / panel.size, place % panel.size);
            if let (Some(own), Some(flow)) = (own, panel.flow(from, to, origin)) {
                let ends = (ids[from].clone(), ids[to].clone());
                let tie = tie(&ends, own, flow, origin);
                found.ties.insert(ends, tie);
            }
        }
    }
    if config.estimates(Estimate::Persistence) {
        let key = "growth.persistence";
        let law = Distribution::Constant(known.growth_persistence(origin));
        found.parameters.insert(key.to_string(), computed(key, law, origin));
    }
    if let Some((sd, n)) = walk(known, origin) {
        let key = "alignment.chance";
        found.parameters.insert(key.to_string(), told(key, sd, wide(n)));
    }
    if let Some((sd, n)) = capability(known, actors, origin) {
        let key = "security.capability_sd";
        found.parameters.insert(key.to_string(), told(key, sd, wide(n)));
    }
    found
}

/// Years back in which the walk of positions is looked for, and the longest change.
const RECENT: i32 = 10;
const LONGEST: i32 = 5;

/// Middle of the prior of `alignment.speed_per_year`, at which the engine pulls a position back to
/// where it stood at the origin.
const HOMEWARD: f64 = 0.125;

/// Variance over a span of a walk of unit size that is pulled home year by year.
fn pulled(span: i32) -> f64 {
    let left = (1.0 - HOMEWARD) * (1.0 - HOMEWARD);
    (0..span).fold(0.0, |sum, _| 1.0 + sum * left)
}

/// S.d. of the yearly shock of ideal points that makes changes as large as they were: mean squares of
/// changes over one to five years of the last ten, all states, less the noise of two figures, by least
/// squares on the variance that the engine gives to a span; and the number of states.
fn walk(known: &History, origin: i32) -> Option<(f64, usize)> {
    let all: Vec<Series> = known.positions().map(position).collect();
    let (mut up, mut down) = (0.0, 0.0);
    for span in 1..=LONGEST {
        let (mut sum, mut n) = (0.0, 0.0);
        for series in &all {
            for year in origin - RECENT + span..=origin {
                let ends = [year - span, year].map(|y| known.value(series, y));
                if let [Some(before), Some(after)] = ends {
                    sum += (after - before) * (after - before);
                    n += 1.0;
                }
            }
        }
        if n > 0.0 {
            let noise = 2.0 * IDEAL_POINT_NOISE * IDEAL_POINT_NOISE;
            up += pulled(span) * (sum / n - noise);
            down += pulled(span) * pulled(span);
        }
    }
    let enough = all.len() >= 20 && up > 0.0;
    enough.then(|| ((up / down).sqrt(), all.len()))
}

fn position(iso: Iso) -> Series {
    Series { quantity: Of::Position(iso), name: iso.to_string(), readings: Vec::new() }
}

fn tie((from, to): &(String, String), own: Own, flow_bn: f64, origin: i32) -> TieInput {
    let told = |field: &str, median: f64, sigma: f64| {
        quantity(&format!("ties.trade.{from}.{to}.{field}"), median, sigma, origin)
    };
    let Noise { median, sigma } = own.noise;
    let (swing, error) = own.swing;
    TieInput {
        normal: told("normal", flow_bn * exp(-swing), error),
        potential: own.potential.map(|log| told("potential", exp(log), 0.0)),
        permanent_sd: told("permanent_sd", own.sizes.permanent * median, sigma),
        transitory_sd: told("transitory_sd", own.sizes.transitory * median, sigma),
    }
}

/// What years, exporters and importers have in common.
struct Effects {
    /// The world's part of every year.
    world: Vec<f64>,
    /// Countries' parts, less their trends, over what the table says of their sizes.
    countries: Vec<Surprises>,
    trends: Vec<Trend>,
}

fn effects(panel: &Panel, least_bn: f64, trending: bool) -> Option<Effects> {
    let mut split = Vec::new();
    for year in panel.years() {
        let changes = panel.changes(year, least_bn);
        if let Some(parts) = parts(&changes, panel.size) {
            split.push((year, changes, parts));
        }
    }
    let of_exporters = |parts: &Parts| -> Vec<Option<f64>> {
        let told = parts.exporters.iter().zip(&parts.counts[0]);
        told.map(|(part, n)| (*n >= FEWEST_PARTNERS).then_some(*part)).collect()
    };
    let trends = match trending {
        true => trends(&split.iter().map(|(_, _, parts)| of_exporters(parts)).collect::<Vec<_>>()),
        false => vec![Trend::default(); panel.size],
    };
    let mut countries = vec![Surprises::default(); panel.size];
    for (year, changes, parts) in &split {
        let turnover = panel.turnover(year - 1);
        let noise = noise_of_means(changes, parts, panel.size);
        for (side, of_side) in [&parts.exporters, &parts.importers].into_iter().enumerate() {
            for (at, part) in of_side.iter().enumerate() {
                if parts.counts[side][at] < FEWEST_PARTNERS {
                    continue;
                }
                let Trend { mean, own, .. } = if side == 0 { trends[at] } else { Trend::default() };
                // A trend that is the mean of the same years takes some of their noise with it.
                let taken = 1.0 - own * (2.0 - own) / split.len() as f64;
                let square = (part - mean) * (part - mean) / taken;
                // Pairs' noise in a country's mean is no shock of the country.
                let left = (square - noise[side][at]).max(0.1 * square);
                countries[at].add(left.sqrt() / country_sd(turnover[at]), yearly_dof());
            }
        }
    }
    let world: Vec<f64> = split.iter().map(|(_, _, parts)| parts.world).collect();
    (!world.is_empty()).then_some(Effects { world, countries, trends })
}

/// Variances that pairs' noise has in the parts of exporters and of importers.
fn noise_of_means(changes: &[Change], parts: &Parts, size: usize) -> [Vec<f64>; 2] {
    let mut noise = [vec![0.0; size], vec![0.0; size]];
    for (change, own) in changes.iter().zip(&parts.own) {
        for (side, at) in [change.exporter, change.importer].into_iter().enumerate() {
            let n = parts.counts[side][at] as f64;
            noise[side][at] += own * own / (n * n);
        }
    }
    noise
}

/// Degrees of freedom of a country's yearly change, which is a permanent and a transitory draw.
fn yearly_dof() -> f64 {
    let parts = one_year();
    let sum: f64 = parts.iter().sum();
    dof_of(EXCESS * parts.iter().map(|part| part * part).sum::<f64>() / (sum * sum))
}

/// Partners without which a country's part is no mean.
const FEWEST_PARTNERS: usize = 3;

/// Median size of a draw of unit variance from Student's t with four degrees of freedom.
const MEDIAN_SIZE: f64 = 0.5237;

/// S.d. of the yearly change of log capabilities: from the median size, which a few rebuilt figures
/// do not move; and the number of changes.
fn capability(known: &History, actors: &[Iso], origin: i32) -> Option<(f64, usize)> {
    let mut changes = Vec::new();
    for series in series(Target::Cinc, actors) {
        for year in known.years().filter(|year| *year <= origin) {
            if let (Some(a), Some(b)) = (known.value(&series, year - 1), known.value(&series, year))
            {
                changes.push((b - a).abs());
            }
        }
    }
    changes.sort_by(f64::total_cmp);
    let enough = changes.len() >= 100;
    enough.then(|| (changes[changes.len() / 2] / MEDIAN_SIZE, changes.len()))
}

/// Log standard error of a standard deviation from n changes, with a floor for the model's own error.
fn wide(n: usize) -> f64 {
    (0.1 + 1.0 / (2.0 * n.max(2) as f64).sqrt()).min(0.5)
}

fn quantity(key: &str, median: f64, sigma: f64, year: i32) -> Quantity {
    let median = median.max(1e-9);
    let distribution = match sigma {
        s if s > 0.0 => Distribution::Lognormal { median, sigma },
        _ => Distribution::Constant(median),
    };
    computed(key, distribution, year)
}

/// A number made of what was known in a year.
fn computed(key: &str, distribution: Distribution, year: i32) -> Quantity {
    Quantity {
        key: key.to_string(),
        distribution,
        provenance: Provenance {
            year: Some(year),
            confidence: Some(Confidence::Computed),
            method: Some("changes until then".into()),
            ..Provenance::default()
        },
    }
}

/// The mechanism's table of countries, by straight lines in the log of the size.
fn country_sd(size_bn: f64) -> f64 {
    let mut value = COUNTRY_SD[0].1;
    for pair in COUNTRY_SD.windows(2) {
        let (low, high) = (ln(pair[0].0), ln(pair[1].0));
        let part = ((ln(size_bn.max(1e-9)) - low) / (high - low)).clamp(0.0, 1.0);
        value += part * (pair[1].1 - pair[0].1);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_countries_is_the_mechanisms() {
        assert_eq!(country_sd(1e6), 0.05);
        assert_eq!(country_sd(10.0), 0.085);
    }

    #[test]
    fn a_walk_that_is_pulled_home_grows_ever_less() {
        assert_eq!(pulled(1), 1.0);
        // x_h = Σ (1−κ)^k ε: the sum of squares of a geometric row.
        let keeps: f64 = (1.0 - HOMEWARD) * (1.0 - HOMEWARD);
        let row: f64 = (0..5).map(|k| keeps.powi(k)).sum();
        assert!((pulled(5) - row).abs() < 1e-12 && row < 4.0);
    }

    #[test]
    fn years_of_one_country_are_its_noise_and_not_the_worlds() {
        let mut years = BTreeMap::new();
        for year in 0..9 {
            let swing = if year % 2 == 0 { 1.0 } else { exp(0.8) };
            let flow = |place: usize| {
                let (from, to) = (place / 8, place % 8);
                (from != to).then_some(if from == 3 { swing } else { 1.0 })
            };
            years.insert(2000 + year, (0..64).map(flow).collect());
        }
        let found = effects(&Panel::made(8, years), 0.001, false).expect("enough of it");
        let (world, countries) = (found.world, found.countries);
        assert_eq!(world.len(), 8);
        assert!(world.iter().all(|w| (w.abs() - 0.1).abs() < 1e-9), "{world:?}");
        let of = |at: usize| countries[at].sum / countries[at].n as f64;
        assert!(of(3) > 3.0 * of(0), "{countries:?}");
    }

    #[test]
    fn exports_that_grow_each_year_are_a_trend_and_no_noise() {
        let mut years = BTreeMap::new();
        for year in 0..9 {
            let flow = |place: usize| {
                let (from, to) = (place / 8, place % 8);
                let swing = if (year + from as i32) % 2 == 0 { 0.0 } else { 0.1 };
                let trend = if from == 3 { 0.2 * f64::from(year) } else { 0.0 };
                (from != to).then(|| exp(swing + trend))
            };
            years.insert(2000 + year, (0..64).map(flow).collect());
        }
        let panel = Panel::made(8, years);
        let of = |trending: bool| effects(&panel, 0.001, trending).expect("enough of it");
        let (with, without) = (of(true), of(false));
        // A part is told from the mean of all: 7/8 of what the exporter has alone, drawn toward none.
        let Trend { mean, own, .. } = with.trends[3];
        assert!((mean / own - 0.175).abs() < 0.01 && own > 0.5, "{:?}", with.trends[3]);
        assert!(with.countries[3].sum < 0.8 * without.countries[3].sum);
        assert_eq!(without.trends[3], Trend::default());
    }
}
