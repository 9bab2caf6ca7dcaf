//! What `calibrate` prints, and the file of parameters that it writes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Value;

use crate::analysis::calibrate::{Calibration, Estimate, Role};
use crate::scenario::{Confidence, Provenance, Quantity, figure as stated};

use super::figure::amount;
use super::page::{BOLD, DIM, PLAIN, Page, WARNING};
use super::table::{Cell, Table};

/// The id of the calibration among a scenario's sources.
const SOURCE: &str = "calibrated";
/// Chains whose R̂ is above are said not to agree.
const AGREE: f64 = 1.05;
/// Correlations from here on are printed.
const LARGE: f64 = 0.3;
/// S.d. of the prior from its middle, beyond which one in a hundred of its draws lies.
const FAR: f64 = 2.58;
/// Fewer independent draws are too few for an interval.
const ENOUGH: f64 = 100.0;

/// The estimates, block by block.
pub fn calibration(found: &Calibration) -> Page {
    let mut page = Page::default();
    let (first, last) = found.window;
    let text = format!(
        "Posterior of the window {first}–{last}: mean, 90 % interval, the prior that it started from (90 %), \
         and how much of the prior's spread the data took away."
    );
    page.paragraph(&text, PLAIN, 0);
    let of_actors = |e: &&Estimate| e.unknown.role == Role::Figure;
    let actors: Vec<&str> =
        found.estimates.iter().filter(of_actors).map(|e| e.block.as_str()).collect();
    for block in found.blocks.iter().filter(|b| !actors.contains(&b.block.as_str())) {
        let own: Vec<&Estimate> =
            found.estimates.iter().filter(|e| e.block == block.block).collect();
        if !own.is_empty() {
            page.heading(&block.block);
            page.paragraph(&block.data, DIM, 0);
            page.table(&table(&own));
        }
    }
    let figures: Vec<&Estimate> = found.estimates.iter().filter(of_actors).collect();
    if !figures.is_empty() {
        page.heading("growth of actors");
        page.paragraph("response to world growth, and what else moves an economy", DIM, 0);
        page.table(&table(&figures));
    }
    correlations(found, &mut page);
    warnings(found, &mut page);
    page
}

fn table(estimates: &[&Estimate]) -> Table {
    let mut table = Table::default();
    let head = ["", "mean", "90 %", "prior, 90 %", "learned"];
    table.row(head.iter().enumerate().map(|(column, word)| match column {
        0 => Cell::left(*word).style(DIM),
        _ => Cell::right(*word).style(DIM),
    }));
    estimates.iter().for_each(|estimate| table.row(row(estimate)));
    table
}

/// Correlations that a reader should know; the file has the smaller ones too.
fn correlations(found: &Calibration, page: &mut Page) {
    let large: Vec<_> = found.correlations.iter().filter(|(.., r)| r.abs() >= LARGE).collect();
    if large.is_empty() {
        return;
    }
    page.heading(&format!("Correlations of {LARGE} and more"));
    let mut table = Table::default();
    for (a, b, r) in large {
        table.row([Cell::left(a), Cell::left(b), Cell::right(format!("{r:+.2}"))]);
    }
    page.table(&table);
}

fn row(estimate: &Estimate) -> [Cell; 5] {
    let [low, _, high] = estimate.quantiles;
    let prior = &estimate.unknown.prior;
    let key = Cell::left(&estimate.unknown.key);
    let key =
        if estimate.unknown.role == Role::Nuisance { key.style(DIM) } else { key.style(BOLD) };
    let learned = format!("{:.0} %", 100.0 * estimate.learned().max(0.0));
    [
        key,
        Cell::right(amount(estimate.mean)),
        Cell::right(range(low, high)),
        Cell::right(range(prior.quantile(0.05), prior.quantile(0.95))).style(DIM),
        Cell::right(if estimate.learned().is_finite() { learned } else { "–".into() }),
    ]
}

fn range(low: f64, high: f64) -> String {
    let between = if low < 0.0 { " to " } else { "–" };
    format!("{}{between}{}", amount(low), amount(high))
}

fn warnings(found: &Calibration, page: &mut Page) {
    for text in &found.left {
        page.blank();
        page.paragraph(&format!("left out: {text}"), WARNING, 0);
    }
    for e in found.estimates.iter().filter(|e| e.moved().abs() > FAR) {
        let [low, _, high] = e.quantiles;
        let text = format!(
            "prior and data disagree on {}: its posterior ({}) lies where the prior has one in a hundred; \
             widen the prior, or ask what the data hold that the model does not",
            e.unknown.key,
            range(low, high)
        );
        page.blank();
        page.paragraph(&text, WARNING, 0);
    }
    let worst =
        |of: fn(&Estimate) -> f64| found.estimates.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
    if let Some(e) = worst(|e| e.r_hat).filter(|e| e.r_hat > AGREE) {
        let n = found.estimates.iter().filter(|e| e.r_hat > AGREE).count();
        let text = format!(
            "the chains do not agree on {n} of {} numbers (worst: {}, R̂ {:.2}): take more `draws`",
            found.estimates.len(),
            e.unknown.key,
            e.r_hat
        );
        page.blank();
        page.paragraph(&text, WARNING, 0);
    }
    if let Some(e) = worst(|e| -e.effective).filter(|e| e.effective < ENOUGH) {
        let text = format!(
            "few independent draws (fewest: {}, {:.0}): intervals are rough, take more `draws`",
            e.unknown.key, e.effective
        );
        page.blank();
        page.paragraph(&text, WARNING, 0);
    }
}

/// The file that a scenario can `use`; `data` says what was read.
pub fn parameter_file(found: &Calibration, data: &[String]) -> String {
    let (first, last) = found.window;
    let mut text = format!(
        "# Parameters fitted by `suasion calibrate` on {first}–{last}; nothing later was read.\n\
         # In a scenario: use = [\"this file\"]. What is said of actors that it does not have is left out.\n\n\
         [sources.{SOURCE}]\n\
         title = \"Posterior of the model's equations on {first}–{last}\"\n\
         publisher = \"suasion calibrate {}\"\n\
         year = {last}\n\
         note = {}\n",
        env!("CARGO_PKG_VERSION"),
        Value::from(format!("tables: {}", data.join(", "))),
    );
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    for estimate in found.estimates.iter().filter(|e| e.unknown.role != Role::Nuisance) {
        let key = match estimate.unknown.role {
            Role::Parameter => format!("parameters.{}", estimate.unknown.key),
            _ => estimate.unknown.key.clone(),
        };
        let (section, name) = key.rsplit_once('.').expect("a key has a section");
        let data = found.blocks.iter().find(|b| b.block == estimate.block).map(|b| &b.data);
        let quantity = quantity(estimate, last, data.map_or("", String::as_str));
        let table = Value::from(stated(&quantity, &estimate.unknown.unit));
        let lines = sections.entry(section.to_string()).or_default();
        let _ = writeln!(lines, "{name} = {table}");
    }
    for (section, lines) in sections {
        let _ = write!(text, "\n[{section}]\n{lines}");
    }
    let known = |key: &str| {
        found.estimates.iter().any(|e| e.unknown.key == key && e.unknown.role == Role::Parameter)
    };
    for (a, b, r) in found.correlations.iter().filter(|(a, b, _)| known(a) && known(b)) {
        let _ = write!(
            text,
            "\n[[correlations]]\nbetween = [\"{a}\", \"{b}\"]\ncoefficient = {r:.3}\n"
        );
    }
    text
}

fn quantity(estimate: &Estimate, year: i32, data: &str) -> Quantity {
    let [low, _, high] = estimate.quantiles;
    let prior = if estimate.unknown.shipped { "the model's own prior" } else { "a stated prior" };
    let method = format!(
        "posterior, mean {}, 90 % {}; {data}; from {prior}",
        amount(estimate.mean),
        range(low, high)
    );
    Quantity {
        key: estimate.unknown.key.clone(),
        distribution: rounded(estimate),
        provenance: Provenance {
            source: Some(SOURCE.into()),
            year: Some(year),
            confidence: Some(Confidence::Computed),
            method: Some(method),
            ..Provenance::default()
        },
    }
}

/// The law with as many digits as draws can have decided.
fn rounded(estimate: &Estimate) -> crate::numeric::Distribution {
    use crate::numeric::Distribution::*;
    let short = |value: f64| -> f64 { format!("{value:.5e}").parse().unwrap_or(value) };
    match estimate.law {
        Normal { mean, sd } => Normal { mean: short(mean), sd: short(sd) },
        Lognormal { median, sigma } => Lognormal { median: short(median), sigma: short(sigma) },
        Beta { alpha, beta, low, high } => {
            Beta { alpha: short(alpha), beta: short(beta), low, high }
        }
        ref other => other.clone(),
    }
}
