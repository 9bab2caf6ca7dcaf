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
/// Fewer independent draws are too few for an interval.
const ENOUGH: f64 = 100.0;

/// The estimates, block by block.
pub fn calibration(found: &Calibration) -> Page {
    let mut page = Page::default();
    let (first, last) = found.window;
    let text = format!(
        "Posterior of the window {first}–{last}: mean, 90 % interval, the model's own prior (90 %), and \
         how much of the prior's spread the data took away."
    );
    page.paragraph(&text, PLAIN, 0);
    for block in &found.blocks {
        let own = || found.estimates.iter().filter(|e| e.block == block.block);
        if own().next().is_none() {
            continue;
        }
        page.heading(&block.block);
        page.paragraph(&block.data, DIM, 0);
        let mut table = Table::default();
        let head = ["", "mean", "90 %", "prior, 90 %", "learned"];
        table.row(head.iter().enumerate().map(|(column, word)| match column {
            0 => Cell::left(*word).style(DIM),
            _ => Cell::right(*word).style(DIM),
        }));
        own().for_each(|estimate| table.row(row(estimate)));
        page.table(&table);
    }
    if !found.correlations.is_empty() {
        page.heading("Correlations");
        let mut table = Table::default();
        for (a, b, r) in &found.correlations {
            table.row([Cell::left(a), Cell::left(b), Cell::right(format!("{r:+.2}"))]);
        }
        page.table(&table);
    }
    warnings(found, &mut page);
    page
}

fn row(estimate: &Estimate) -> [Cell; 5] {
    let [low, _, high] = estimate.quantiles;
    let prior = &estimate.unknown.prior;
    let key = Cell::left(&estimate.unknown.key);
    let key =
        if estimate.unknown.role == Role::Nuisance { key.style(DIM) } else { key.style(BOLD) };
    let learned = format!("{:.0} %", 100.0 * estimate.learned());
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
    for estimate in &found.estimates {
        let key = &estimate.unknown.key;
        if estimate.r_hat > AGREE {
            let r = estimate.r_hat;
            let text = format!("{key}: the chains do not agree (R̂ {r:.2}); take more `draws`");
            page.paragraph(&text, WARNING, 0);
        } else if estimate.effective < ENOUGH {
            let n = estimate.effective;
            let text = format!("{key}: {n:.0} independent draws are few; take more `draws`");
            page.paragraph(&text, WARNING, 0);
        }
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
