//! Figures of an economy at a base year, and how it has grown until then.

use std::collections::BTreeMap;

use crate::numeric::function::{ln, ln_1p};

use super::code::Iso;
use super::facts::{Datum, Facts, Measure};
use super::reconcile::{Reconciled, reconcile};

/// Years back in which a figure still stands for the base year, with the gap told.
pub const CARRIED: i32 = 3;

/// A figure of the base year, or the last one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Latest {
    pub year: i32,
    pub figure: Reconciled,
    /// S.d. that the publisher states.
    pub sd: Option<f64>,
    pub forecast: bool,
}

/// The figure of a base year, or the last one of the years before it that may stand for it.
pub fn latest(facts: &Facts, iso: Iso, measure: Measure, year: i32) -> Option<Latest> {
    let all = facts.figures(iso, measure);
    (0..=CARRIED).find_map(|back| at(all, year - back))
}

/// What is said of one year: reports made one. Forecasts count where there is nothing else.
fn at(all: &[Datum], year: i32) -> Option<Latest> {
    let of_year = || all.iter().filter(move |datum| datum.year == year);
    let known = of_year().any(|datum| !datum.forecast);
    let said = || of_year().filter(move |datum| datum.forecast != known);
    let reports: Vec<_> = said().map(|datum| (datum.value, datum.origin)).collect();
    let sd = said().find_map(|datum| datum.sd);
    let figure = match reports.as_slice() {
        // Positions may be negative: they are taken as they stand.
        [(value, origin), ..] if said().any(|datum| datum.value <= 0.0) => {
            Reconciled { value: *value, sigma: 0.0, reports: 1, origin: *origin, averaged: false }
        }
        _ => reconcile(&reports)?,
    };
    Some(Latest { year, figure, sd, forecast: !known })
}

/// Growth of a set of economies by year: the log change of what is known in both years.
pub fn growth(facts: &Facts, members: &[Iso], from: i32, to: i32) -> Vec<(i32, f64)> {
    let level = |iso: Iso, year: i32| {
        let found = facts.figures(iso, Measure::RealGdp).iter().find(|d| d.year == year);
        found.map(|datum| datum.value).filter(|value| *value > 0.0)
    };
    let mut list = Vec::new();
    for year in from + 1..=to {
        let (mut before, mut after) = (0.0, 0.0);
        for &iso in members {
            if let (Some(x), Some(y)) = (level(iso, year - 1), level(iso, year)) {
                before += x;
                after += y;
            }
        }
        if before > 0.0 {
            list.push((year, ln(after / before)));
        } else if let [iso] = members {
            // An economy without a level may have a rate.
            let stated = facts.figures(*iso, Measure::Growth);
            let stated = stated.iter().find(|d| d.year == year && !d.forecast);
            list.extend(stated.map(|datum| (year, datum.value)));
        }
    }
    list
}

/// How an economy has grown over some years, and with the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    pub years: usize,
    pub mean: f64,
    /// S.d. of one year's growth.
    pub sd: f64,
    /// S.d. of what world growth does not explain.
    pub own_sd: f64,
    /// Response to world growth, and its standard error.
    pub beta: f64,
    pub beta_se: f64,
}

/// Years of growth that are looked back on.
pub const LOOK_BACK: i32 = 10;
/// Years of growth without which nothing is estimated.
const FEWEST: usize = 5;
/// What is believed of the response to world growth before the data: 1, give or take 1.
const PRIOR: (f64, f64) = (1.0, 1.0);

/// The record of an economy against the world's; `None` with fewer than five years.
pub fn record(own: &[(i32, f64)], world: &[(i32, f64)]) -> Option<Record> {
    let pairs: Vec<(f64, f64)> = own
        .iter()
        .filter_map(|&(year, g)| Some((g, world.iter().find(|(y, _)| *y == year)?.1)))
        .collect();
    if pairs.len() < FEWEST {
        return None;
    }
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|p| p.0).sum::<f64>() / n;
    let world_mean = pairs.iter().map(|p| p.1).sum::<f64>() / n;
    let (mut own_square, mut world_square, mut cross) = (0.0, 0.0, 0.0);
    for (g, w) in pairs {
        own_square += (g - mean) * (g - mean);
        world_square += (w - world_mean) * (w - world_mean);
        cross += (g - mean) * (w - world_mean);
    }
    let sd = (own_square / (n - 1.0)).sqrt();
    let (mut beta, mut beta_se) = PRIOR;
    if world_square > 0.0 {
        let slope = cross / world_square;
        let left = (own_square - slope * cross).max(0.0) / (n - 2.0);
        let precision = world_square / left.max(1e-12);
        let prior = 1.0 / (PRIOR.1 * PRIOR.1);
        beta = (slope * precision + PRIOR.0 * prior) / (precision + prior);
        beta_se = (1.0 / (precision + prior)).sqrt();
    }
    let explained = 2.0 * beta * cross - beta * beta * world_square;
    let own_sd = ((own_square - explained).max(0.0) / (n - 2.0)).sqrt();
    Some(Record { years: n as usize, mean, sd, own_sd, beta, beta_se })
}

/// What the growth of many economies says of one's drift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean over economies of their mean growth; `None` where few are known.
    pub middle: Option<f64>,
    /// S.d. over economies of their mean growth, less what chance makes of it.
    pub sd: f64,
    /// Correlation of growth beyond its mean and the year's from one year to the next.
    pub persistence: f64,
}

/// Where few economies are known: means differ by a hundredth, growth does not persist.
pub const UNKNOWN: Spread = Spread { middle: None, sd: 0.01, persistence: 0.0 };

/// The spread of the growth of all economies, over the ten years to one.
pub fn spread_to(facts: &Facts, year: i32) -> Spread {
    let economies = facts.economies(Measure::RealGdp);
    let own = economies.map(|iso| growth(facts, &[iso], year - LOOK_BACK, year));
    spread(&own.collect::<Vec<_>>())
}

/// The spread of the growth of economies, each a list of years with growth.
fn spread(economies: &[Vec<(i32, f64)>]) -> Spread {
    let long: Vec<&Vec<(i32, f64)>> =
        economies.iter().filter(|own| own.len() as i32 > LOOK_BACK - 2).collect();
    if long.len() < 20 {
        return UNKNOWN;
    }
    let n = long.len() as f64;
    let mean = |own: &[(i32, f64)]| own.iter().map(|g| g.1).sum::<f64>() / own.len() as f64;
    let means: Vec<f64> = long.iter().map(|own| mean(own)).collect();
    // What a year has in common is no economy's own.
    let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    for (own, mean) in long.iter().zip(&means) {
        for (year, growth) in own.iter() {
            let (sum, count) = years.entry(*year).or_default();
            *sum += growth - mean;
            *count += 1.0;
        }
    }
    let (mut square, mut next, mut length, mut error) = (0.0, 0.0, 0.0, 0.0);
    for (own, mean) in long.iter().zip(&means) {
        let left = |(year, growth): &(i32, f64)| growth - mean - years[year].0 / years[year].1;
        let of_own: f64 = own.iter().map(|g| left(g) * left(g)).sum();
        square += of_own;
        next += own.windows(2).map(|pair| left(&pair[0]) * left(&pair[1])).sum::<f64>();
        length += own.len() as f64;
        error += of_own / ((own.len() - 1) * own.len()) as f64 / n;
    }
    // A mean taken out of few years takes some persistence with it (Kendall, Biometrika 41, 1954).
    let (found, years) = (next / square, length / n);
    let persistence = ((found + 1.0 / years) / (1.0 - 3.0 / years)).clamp(0.0, 0.8);
    let middle = means.iter().sum::<f64>() / n;
    let total = means.iter().map(|m| (m - middle) * (m - middle)).sum::<f64>() / (n - 1.0);
    let chance = error * lasting(persistence);
    let sd = (total - chance).max(UNKNOWN.sd * UNKNOWN.sd).sqrt();
    Spread { middle: Some(middle), sd, persistence }
}

/// Drift of an economy and its s.d.: the mean of its years, drawn toward that of other economies by how
/// little its years say (Efron and Morris 1975). Years of collapse say little.
pub fn drift(record: &Record, spread: Spread) -> (f64, f64) {
    let error = record.sd * (lasting(spread.persistence) / record.years as f64).sqrt();
    match spread.middle {
        Some(middle) => {
            let own = spread.sd * spread.sd / (spread.sd * spread.sd + error * error);
            (middle + own * (record.mean - middle), error * own.sqrt())
        }
        None => (record.mean, error),
    }
}

/// How much wider persistence makes the variance of a mean.
pub fn lasting(persistence: f64) -> f64 {
    (1.0 + persistence) / (1.0 - persistence)
}

/// Price level of the United States in a year against 2015: GDP over GDP in constant USD of 2015.
pub fn prices(facts: &Facts, year: i32) -> Option<f64> {
    let usa = Iso::parse("USA")?;
    let of = |measure| facts.figures(usa, measure).iter().find(|d| d.year == year);
    Some(of(Measure::Gdp)?.value / of(Measure::RealGdp)?.value)
}

/// Log standard error of a standard deviation estimated from `n` figures.
pub fn sd_error(n: usize) -> f64 {
    let n = n.max(2) as f64;
    ln_1p(1.0 / (2.0 * (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_the_regression_on_world_growth_shrunk_to_one() {
        let world: Vec<(i32, f64)> = (0..10).map(|y| (y, 0.03 + 0.02 * (y % 3) as f64)).collect();
        let own: Vec<(i32, f64)> = world.iter().map(|&(y, w)| (y, 2.0 * w)).collect();
        let found = record(&own, &world).unwrap();
        assert!((found.beta - 2.0).abs() < 1e-3, "exact data outweigh the prior: {found:?}");
        assert!(found.own_sd < 1e-4 && found.years == 10);
        assert!(record(&own[..4], &world).is_none());
    }

    #[test]
    fn a_drift_that_is_little_known_is_that_of_others() {
        let spread = Spread { middle: Some(0.03), sd: 0.02, persistence: 0.0 };
        let record =
            |sd: f64| Record { years: 10, mean: -0.05, sd, own_sd: sd, beta: 1.0, beta_se: 0.5 };
        let (mean, sd) = drift(&record(0.001), spread);
        assert!((mean + 0.05).abs() < 1e-4 && sd < 0.001, "a steady economy is taken at its word");
        // Error and spread alike: half way, and 1/√2 of either.
        let (mean, sd) = drift(&record(0.02 * 10_f64.sqrt()), spread);
        assert!((mean + 0.01).abs() < 1e-12 && (sd - 0.02 / 2_f64.sqrt()).abs() < 1e-12);
        assert_eq!(drift(&record(0.1), UNKNOWN).0, -0.05);
    }

    #[test]
    fn the_spread_of_made_economies_is_found_again() {
        use crate::numeric::{Address, Draws, Stream};
        const STREAM: Stream = Stream::new("test.spread");
        let draws = Draws::new(5);
        let (true_sd, true_persistence) = (0.025, 0.4);
        let economy = |entity: u64| -> Vec<(i32, f64)> {
            let at = |step: u32| Address { stream: STREAM, step, entity };
            let drift = 0.03 + true_sd * draws.normal::<f64>(at(0), 0);
            let (mut own, mut list) = (0.0, Vec::new());
            for year in 1..=40_u32 {
                own = true_persistence * own + 0.03 * draws.normal::<f64>(at(year), 0);
                if year > 30 {
                    list.push((1990 + year as i32, drift + own + 0.01 * f64::from(year % 3)));
                }
            }
            list
        };
        let found = spread(&(0..400).map(economy).collect::<Vec<_>>());
        assert!((found.sd - true_sd).abs() < 0.003, "{found:?}");
        assert!((found.middle.unwrap() - 0.04).abs() < 0.005, "{found:?}");
        assert!((found.persistence - true_persistence).abs() < 0.08, "{found:?}");
        assert_eq!(spread(&[vec![(2000, 0.1); 10]]), UNKNOWN);
    }
}
