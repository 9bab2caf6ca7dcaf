//! An actor's figures at the base year.

use crate::numeric::Distribution;
use crate::scenario::{Confidence, Provenance};

use super::choose::{Group, REST};
use super::draft::{ActorDraft, Drift, Figure};
use super::facts::{Facts, Measure};
use super::filter;
use super::growth::{self, LOOK_BACK, Record, Spread, latest};
use super::origin::{OriginIx, origin_of};
use super::reconcile::Reconciled;

/// S.d. of the log that a figure carried to the base year gains with each year.
const CARRIED_SD: f64 = 0.1;
/// Volatility where an economy's growth is unknown, per year: median of economies 1990–2019 (Penn
/// World Table 10.01), give or take.
const VOLATILITY: (f64, f64) = (0.02, 0.07);

/// Everything that the tables say of an actor.
pub fn actor(
    facts: &Facts,
    group: &Group,
    year: i32,
    (world, spread): (&[(i32, f64)], Spread),
    power: bool,
    drift: Drift,
) -> Option<ActorDraft> {
    let gdp = total(facts, group, Measure::Gdp, year)?;
    let population = total(facts, group, Measure::Population, year)?;
    let own = growth::growth(facts, &group.members, year - LOOK_BACK, year);
    let record = growth::record(&own, world);
    Some(ActorDraft {
        id: group.id.clone(),
        name: group.name.clone(),
        kind: group.kind,
        power,
        gdp,
        population,
        milex: total(facts, group, Measure::Milex, year),
        cinc: total(facts, group, Measure::Cinc, year),
        position: position(facts, group, year),
        growth: match drift {
            Drift::None => none(),
            _ => growth_figure(record, spread, year, drift),
        },
        growth_long_run: if drift == Drift::None { none() } else { long_run(spread) },
        volatility: volatility(record, year),
        world_beta: world_beta(record, year),
        oil_elasticity: assumed(
            Distribution::Uniform { low: -0.03, high: 0.1 },
            "no figure by economy: buyers lose a little, sellers gain",
        ),
    })
}

/// A sum over the members; those without a figure are told, not filled.
fn total(facts: &Facts, group: &Group, measure: Measure, year: i32) -> Option<Figure> {
    let found: Vec<_> =
        group.members.iter().filter_map(|&iso| latest(facts, iso, measure, year)).collect();
    let first = found.first()?;
    if let [one] = found.as_slice()
        && group.members.len() == 1
    {
        let carried = year - one.year;
        let extra = CARRIED_SD * f64::from(carried).sqrt();
        let sigma = (one.figure.sigma * one.figure.sigma + extra * extra).sqrt();
        let method = match (carried, one.forecast) {
            (0, false) => told(&one.figure),
            (0, true) => Some("the publisher's estimate or forecast of the year".to_string()),
            _ => Some(format!("the last figure known, that of {}, carried", one.year)),
        };
        let confidence = match () {
            () if carried > 0 || one.forecast => Confidence::Low,
            () if method.is_some() => Confidence::Computed,
            () => Confidence::Read,
        };
        return Some(figure(
            around(one.figure.value, sigma),
            one.figure.origin,
            one.year,
            confidence,
            method,
        ));
    }
    let sum: f64 = found.iter().map(|l| l.figure.value).sum();
    let squares = found.iter().map(|l| l.figure.value * l.figure.sigma).map(|x| x * x);
    let sigma = squares.sum::<f64>().sqrt() / sum;
    let missing = group.members.len() - found.len();
    let method = match missing {
        0 => format!("sum of {} economies", found.len()),
        _ => format!("sum of {} economies; {missing} more have no figure", found.len()),
    };
    let law = around(sum, sigma);
    Some(figure(law, first.figure.origin, year, Confidence::Computed, Some(method)))
}

/// What to say of a figure that several reports stand behind.
pub fn told(one: &Reconciled) -> Option<String> {
    match (one.reports, one.averaged) {
        (1, _) => None,
        (n, true) => Some(format!("geometric mean of {n} reports")),
        (n, false) => Some(format!("the figure of {}, one of {n} reports", one.origin.get().id)),
    }
}

/// A value with the log s.d. of its error.
pub fn around(value: f64, sigma: f64) -> Distribution {
    if sigma > 0.0 && value > 0.0 {
        Distribution::Lognormal { median: value, sigma }
    } else {
        Distribution::Constant(value)
    }
}

/// A figure with its origin.
pub fn figure(
    law: Distribution,
    origin: OriginIx,
    year: i32,
    confidence: Confidence,
    method: Option<String>,
) -> Figure {
    Figure {
        law,
        provenance: Provenance {
            source: Some(origin.get().id.to_string()),
            year: Some(year),
            confidence: Some(confidence),
            method,
            ..Provenance::default()
        },
    }
}

/// A number that no table has.
fn assumed(law: Distribution, note: &str) -> Figure {
    let confidence = Some(Confidence::Assumed);
    let note = Some(note.to_string());
    Figure { law, provenance: Provenance { confidence, note, ..Provenance::default() } }
}

/// Zero drift, for forecasts that claim to know none.
fn none() -> Figure {
    Figure { law: Distribution::Constant(0.0), provenance: Provenance::default() }
}

fn growth_figure(record: Option<Record>, spread: Spread, year: i32, drift: Drift) -> Figure {
    let Some(record) = record else {
        let law = Distribution::Normal { mean: 0.03, sd: 0.02 };
        return assumed(law, "fewer than five years of growth are known");
    };
    let middle = spread.middle.filter(|_| drift == Drift::Drawn);
    let (mean, sd) = growth::drift(&record, Spread { middle, ..spread });
    let drawn = match middle {
        Some(_) => ", drawn toward other economies",
        None => "; s.d. its standard error",
    };
    let method = format!("mean of {} years{drawn}", record.years);
    let law = Distribution::Normal { mean, sd: sd.max(0.002) };
    figure(law, origin_of("wdi"), year, Confidence::Computed, Some(method))
}

fn long_run(spread: Spread) -> Figure {
    /// Where few economies are known.
    const UNKNOWN: f64 = 0.02;
    let law = Distribution::Normal { mean: spread.middle.unwrap_or(UNKNOWN), sd: spread.sd };
    assumed(
        law,
        "an economy's own past is no forecast of it: mean and s.d. of economies, less chance",
    )
}

fn volatility(record: Option<Record>, year: i32) -> Figure {
    let Some(record) = record else {
        let (low, high) = VOLATILITY;
        let note = "fewer than five years of growth are known";
        return assumed(Distribution::Uniform { low, high }, note);
    };
    let sigma = growth::sd_error(record.years);
    let median = record.own_sd.clamp(0.003, 0.3);
    let method = format!("s.d. of {} years' growth less the world's part", record.years);
    let law = Distribution::Lognormal { median, sigma };
    figure(law, origin_of("wdi"), year, Confidence::Computed, Some(method))
}

fn world_beta(record: Option<Record>, year: i32) -> Figure {
    let Some(record) = record else {
        let law = Distribution::Normal { mean: 1.0, sd: 0.5 };
        return assumed(law, "fewer than five years of growth are known");
    };
    let method = format!("regression on world growth, {} years, prior 1 ± 1", record.years);
    let law = Distribution::Normal { mean: record.beta, sd: record.beta_se.max(0.05) };
    figure(law, origin_of("wdi"), year, Confidence::Computed, Some(method))
}

/// Ends of the axis; positions stay inside.
pub const AXIS: (f64, f64) = (-3.5, 3.5);

/// The ideal point, filtered through the years until the base year; of a bloc, the mean of its
/// members'. The rest of the world has none.
fn position(facts: &Facts, group: &Group, year: i32) -> Option<Figure> {
    if group.id == REST {
        return None;
    }
    let filtered = |iso| {
        latest(facts, iso, Measure::IdealPoint, year)?;
        let figures = facts.figures(iso, Measure::IdealPoint).iter();
        let figures: Vec<_> =
            figures.map(|d| (d.year, d.value, d.sd.unwrap_or(filter::NOISE_SD))).collect();
        filter::position(&figures, year)
    };
    let found: Vec<_> = group.members.iter().filter_map(|&iso| filtered(iso)).collect();
    let n = found.len() as f64;
    let mean = found.iter().map(|p| p.mean).sum::<f64>() / n;
    let sd = found.iter().map(|p| p.sd * p.sd).sum::<f64>().sqrt() / n;
    let method = match found.as_slice() {
        [] => return None,
        [one] => format!("local-level filter of {} years", one.years),
        all => format!("mean of {} members, each filtered over its years", all.len()),
    };
    let law = Distribution::Normal { mean: mean.clamp(AXIS.0, AXIS.1), sd };
    Some(figure(law, origin_of("unga"), year, Confidence::Computed, Some(method)))
}
