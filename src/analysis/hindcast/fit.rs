//! Sizes of the engine's shocks from what is known at an origin: variances of past changes of trade,
//! matched to what the engine's equations make of its parameters.
//!
//! Changes of log flows over one and over three years are split, year by year, into a part of the
//! world, of exporters, of importers and of the pair (least squares by alternating means). Their mean
//! squares are set equal to those of the model: world `w² h`; a country `κ² c² (π h + (1 − π)(1 −
//! ρ^{2h}))`; a pair `a² p² h + b² s² (1 − ρ^{2h})`, with the tables of sizes c, p and s of the
//! mechanism `shock` and its middle values of π and ρ.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::import::Iso;
use crate::mechanism::shock::{COUNTRY_SD, PAIR_SD};
use crate::numeric::Distribution;
use crate::numeric::function::{ln, powf};
use crate::scenario::{Confidence, Provenance, Quantity};

use super::history::History;
use super::target::{Target, series};

/// Middle values of the priors of `shock.country_permanent` and `shock.persistence`.
const COUNTRY_PERMANENT: f64 = 0.6;
const PERSISTENCE: f64 = 0.5;

/// Changes of flows over a horizon, split.
#[derive(Clone, Debug, Default)]
struct Split {
    /// Mean square of the world's part.
    world: f64,
    years: usize,
    /// Mean squares of countries' and pairs' parts over what the tables say of their sizes.
    country: f64,
    /// Per pair: the table's permanent and transitory variance and the square of the residual.
    pairs: Vec<(f64, f64, f64)>,
}

/// One change.
struct Change {
    exporter: usize,
    importer: usize,
    size_bn: f64,
    value: f64,
}

/// Sizes of shocks to trade and capabilities, as overrides of parameters; none where too little is
/// known.
pub fn sizes(
    known: &History,
    actors: &[Iso],
    origin: i32,
    least_bn: f64,
) -> IndexMap<String, Quantity> {
    let mut found = trade(known, actors, origin, least_bn);
    if let Some((sd, n)) = capability(known, actors, origin) {
        let key = "security.capability_sd";
        found.insert(key.to_string(), quantity(key, sd, wide(n), origin));
    }
    found
}

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

fn trade(
    known: &History,
    actors: &[Iso],
    origin: i32,
    least_bn: f64,
) -> IndexMap<String, Quantity> {
    let one = split(known, actors, origin, 1, least_bn);
    let three = split(known, actors, origin, 3, least_bn);
    let (Some(one), Some(three)) = (one, three) else { return IndexMap::new() };
    let world = one.world.sqrt();
    let country = one.country.max(0.0).sqrt();
    let (permanent, transitory) = pair_scales(&one, &three);
    let years = one.years;
    let n = one.pairs.len();
    let found = [
        ("shock.world_sd", world, wide(years)),
        ("shock.country_scale", country, wide(years * actors.len() / 4)),
        ("shock.pair_permanent_scale", permanent, wide(n / 4)),
        ("shock.pair_transitory_scale", transitory, wide(n / 4)),
    ];
    found
        .into_iter()
        .map(|(key, value, sigma)| (key.into(), quantity(key, value, sigma, origin)))
        .collect()
}

/// Log standard error of a standard deviation from n changes, with a floor for the model's own error.
fn wide(n: usize) -> f64 {
    (0.1 + 1.0 / (2.0 * n.max(2) as f64).sqrt()).min(0.5)
}

fn quantity(key: &str, median: f64, sigma: f64, year: i32) -> Quantity {
    let median = median.max(1e-3);
    Quantity {
        key: key.to_string(),
        distribution: Distribution::Lognormal { median, sigma },
        provenance: Provenance {
            year: Some(year),
            confidence: Some(Confidence::Computed),
            method: Some("variances of past changes".into()),
            ..Provenance::default()
        },
    }
}

/// What the engine makes of a transitory shock of unit stationary variance after some years: its swing
/// starts at zero.
fn swing(horizon: f64) -> f64 {
    1.0 - powf(PERSISTENCE, 2.0 * horizon)
}

/// Scales of the pair's permanent and transitory shocks: least squares on the mean squares of thirds
/// of the pairs by size, at both horizons.
fn pair_scales(one: &Split, three: &Split) -> (f64, f64) {
    let (mut aa, mut ab, mut bb, mut ay, mut by) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (split, horizon) in [(one, 1.0), (three, 3.0)] {
        for &(permanent, transitory, square) in &split.pairs {
            // Relative errors count alike: small flows must not decide alone.
            let (a, b) = (permanent * horizon, transitory * swing(horizon));
            let weight = 1.0 / ((a + b) * (a + b));
            aa += weight * a * a;
            ab += weight * a * b;
            bb += weight * b * b;
            ay += weight * a * square;
            by += weight * b * square;
        }
    }
    let determinant = aa * bb - ab * ab;
    let (mut x, mut y) = ((ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant);
    if !(x.is_finite() && y.is_finite()) {
        return (1.0, 1.0);
    }
    if x < 0.0 {
        (x, y) = (0.0, by / bb);
    } else if y < 0.0 {
        (x, y) = (ay / aa, 0.0);
    }
    (x.sqrt(), y.sqrt())
}

/// Splits every change over a horizon that ends by the origin.
fn split(
    known: &History,
    actors: &[Iso],
    origin: i32,
    horizon: i32,
    least_bn: f64,
) -> Option<Split> {
    let mut whole = Split::default();
    let (mut worlds, mut countries) = (Vec::new(), Vec::new());
    for year in known.years().filter(|year| *year <= origin) {
        let changes = changes(known, actors, year, horizon, least_bn);
        if changes.len() < 3 * actors.len() {
            continue;
        }
        let parts = parts(&changes, actors.len());
        worlds.push(parts.world * parts.world);
        // Pairs' noise in a country's mean is no shock of the country.
        let freedom = (changes.len() - 2 * actors.len()) as f64 / changes.len() as f64;
        let sizes = turnover(&changes, actors.len());
        for (side, effects) in [&parts.exporters, &parts.importers].into_iter().enumerate() {
            for (at, effect) in effects.iter().enumerate() {
                let of = |c: &&Change| (if side == 0 { c.exporter } else { c.importer }) == at;
                let own: Vec<usize> =
                    changes.iter().enumerate().filter(|(_, c)| of(c)).map(|(i, _)| i).collect();
                if own.len() < 5 {
                    continue;
                }
                let noise =
                    own.iter().map(|&i| parts.residuals[i] * parts.residuals[i]).sum::<f64>()
                        / (own.len() * own.len()) as f64;
                let sd = country_sd(sizes[at]);
                countries.push((effect * effect - noise) / (sd * sd));
            }
        }
        for (change, residual) in changes.iter().zip(&parts.residuals) {
            let (permanent, transitory) = pair_sd(change.size_bn);
            let square = residual * residual / freedom;
            whole.pairs.push((permanent * permanent, transitory * transitory, square));
        }
    }
    if worlds.is_empty() || whole.pairs.len() < 100 || countries.is_empty() {
        return None;
    }
    let h = f64::from(horizon);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    whole.world = mean(&worlds) / h;
    whole.years = worlds.len();
    whole.country =
        mean(&countries) / (COUNTRY_PERMANENT * h + (1.0 - COUNTRY_PERMANENT) * swing(h));
    Some(whole)
}

fn changes(known: &History, actors: &[Iso], year: i32, horizon: i32, least_bn: f64) -> Vec<Change> {
    let mut found = Vec::new();
    for (a, &exporter) in actors.iter().enumerate() {
        for (b, &importer) in actors.iter().enumerate() {
            let before = known.flow(exporter, importer, year - horizon);
            if let (Some(before), Some(after)) = (before, known.flow(exporter, importer, year))
                && before >= least_bn
            {
                let value = ln(after / before);
                found.push(Change { exporter: a, importer: b, size_bn: before, value });
            }
        }
    }
    found
}

/// The parts of a year's changes.
struct Parts {
    world: f64,
    exporters: Vec<f64>,
    importers: Vec<f64>,
    residuals: Vec<f64>,
}

/// Alternating means; ten rounds leave nothing to see.
fn parts(changes: &[Change], actors: usize) -> Parts {
    let world = changes.iter().map(|c| c.value).sum::<f64>() / changes.len() as f64;
    let (mut exporters, mut importers) = (vec![0.0; actors], vec![0.0; actors]);
    for _ in 0..10 {
        exporters =
            means(changes, actors, |c| (c.exporter, c.value - world - importers[c.importer]));
        importers =
            means(changes, actors, |c| (c.importer, c.value - world - exporters[c.exporter]));
    }
    let residuals = changes
        .iter()
        .map(|c| c.value - world - exporters[c.exporter] - importers[c.importer])
        .collect();
    Parts { world, exporters, importers, residuals }
}

fn means(changes: &[Change], actors: usize, of: impl Fn(&Change) -> (usize, f64)) -> Vec<f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for change in changes {
        let (at, value) = of(change);
        let (sum, n) = sums.entry(at).or_default();
        *sum += value;
        *n += 1.0;
    }
    (0..actors).map(|at| sums.get(&at).map_or(0.0, |(sum, n)| sum / n)).collect()
}

/// Trade of each actor with the others, USD bn.
fn turnover(changes: &[Change], actors: usize) -> Vec<f64> {
    let mut totals = vec![0.0; actors];
    for change in changes {
        totals[change.exporter] += change.size_bn;
        totals[change.importer] += change.size_bn;
    }
    totals
}

/// The mechanism's tables, by straight lines in the log of the size.
fn pair_sd(size_bn: f64) -> (f64, f64) {
    let column = |of: fn(&(f64, f64, f64)) -> f64| -> Vec<(f64, f64)> {
        PAIR_SD.iter().map(|row| (row.0, of(row))).collect()
    };
    (along(&column(|row| row.1), size_bn), along(&column(|row| row.2), size_bn))
}

fn country_sd(size_bn: f64) -> f64 {
    along(&COUNTRY_SD, size_bn)
}

fn along(knots: &[(f64, f64)], x: f64) -> f64 {
    let mut value = knots[0].1;
    for pair in knots.windows(2) {
        let (low, high) = (ln(pair[0].0), ln(pair[1].0));
        let part = ((ln(x.max(1e-9)) - low) / (high - low)).clamp(0.0, 1.0);
        value += part * (pair[1].1 - pair[0].1);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_additive_year_is_split_without_a_rest() {
        let effect = |k: usize| [0.1, -0.2, 0.1][k];
        let mut changes = Vec::new();
        for exporter in 0..3 {
            for importer in 0..3 {
                let value = 0.05 + effect(exporter) - effect(importer);
                changes.push(Change { exporter, importer, size_bn: 1.0, value });
            }
        }
        let parts = parts(&changes, 3);
        assert!((parts.world - 0.05).abs() < 1e-12);
        assert!((parts.exporters[1] + 0.2).abs() < 1e-12);
        assert!(parts.residuals.iter().all(|r| r.abs() < 1e-12));
    }

    #[test]
    fn scales_are_found_again_from_their_own_variances() {
        let (a, b) = (0.8, 1.5);
        let make = |h: f64| Split {
            pairs: [0.001, 0.01, 0.1, 1.0, 10.0]
                .iter()
                .map(|&size| {
                    let (p, s) = pair_sd(size);
                    let square = a * a * p * p * h + b * b * s * s * swing(h);
                    (p * p, s * s, square)
                })
                .collect(),
            ..Split::default()
        };
        let (x, y) = pair_scales(&make(1.0), &make(3.0));
        assert!((x - a).abs() < 1e-9 && (y - b).abs() < 1e-9, "{x} {y}");
    }

    #[test]
    fn the_tables_are_the_mechanisms() {
        assert_eq!(pair_sd(0.3), (0.15, 0.15));
        assert_eq!(country_sd(1e6), 0.05);
    }
}
