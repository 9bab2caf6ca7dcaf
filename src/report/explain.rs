//! What `explain` prints: the pages of mechanisms, metrics and parameters.

use crate::mechanism::{CAUSAL_ORDER, Mechanism, Parameter, parameters};
use crate::metric::{Default as Kept, Kind, METRICS, Metric, metric};
use crate::numeric::Grid;
use crate::scenario::near;

use super::figure::amount;
use super::manual;
use super::page::{BOLD, DIM, PLAIN, Page};
use super::table::{Cell, Table};

/// Everything that can be explained, each with a line.
pub fn everything() -> Page {
    let mut page = Page::default();
    page.heading("Mechanisms, in causal order");
    let mut table = Table::indented(2);
    for mechanism in CAUSAL_ORDER {
        table.row([Cell::left(mechanism.name).style(BOLD), Cell::left(opening(mechanism))]);
    }
    page.table(&table);
    page.heading("Metrics");
    let mut table = Table::indented(2);
    for metric in METRICS {
        table.row([Cell::left(form(metric)).style(BOLD), Cell::left(metric.meaning)]);
    }
    page.table(&table);
    page.heading("Parameters");
    let mut table = Table::indented(2);
    for parameter in parameters() {
        let law = parameter.prior.describe();
        let basis = Cell::left(parameter.basis.word()).style(DIM);
        table.row([Cell::left(parameter.key).style(BOLD), basis, Cell::left(law)]);
    }
    page.table(&table);
    page.blank();
    page.paragraph("`suasion explain NAME` prints the page of any of these.", DIM, 0);
    page
}

/// The pages of a name: a mechanism, a metric (`trade_share`, with or without its places) and a
/// parameter may share one.
///
/// # Errors
/// A sentence that names what is near, where nothing has this name.
pub fn explanation(name: &str) -> Result<Page, String> {
    let bare = name.split('[').next().unwrap_or(name);
    let mut page = Page::default();
    let all = parameters();
    if let Some(found) = CAUSAL_ORDER.iter().find(|m| m.name == bare) {
        mechanism_page(&mut page, found, &all);
    }
    if let Some(found) = metric(bare) {
        metric_page(&mut page, found);
    }
    if let Some(found) = all.iter().find(|p| p.key == bare) {
        parameter_entry(&mut page, found);
    }
    if page.is_empty() {
        let mechanisms = CAUSAL_ORDER.iter().map(|m| m.name);
        let metrics = METRICS.iter().map(|m| m.name);
        let known = mechanisms.chain(metrics).chain(all.iter().map(|p| p.key));
        let near = near(bare, known);
        return Err(format!(
            "nothing is called `{name}`; {near}\n`suasion explain` lists them all"
        ));
    }
    Ok(page)
}

/// The list of parameters in Markdown, with what each prior rests on.
pub fn parameter_list() -> String {
    let mut text = String::from(
        "# The parameters\n\nEvery parameter of the model, drawn once a run from its prior unless a \
         scenario states it. *From* says what the\nprior rests on: **data**, measured on published \
         figures; **literature**, an estimate that others have published;\n**judgement**, assumed or \
         declared, for want of either. [calibrating.md](calibrating.md) holds the first against a fit.\n",
    );
    let all = parameters();
    for mechanism in CAUSAL_ORDER {
        let prefix = format!("{}.", mechanism.name);
        let mut own = all.iter().filter(|p| p.key.starts_with(&prefix)).peekable();
        if own.peek().is_none() {
            continue;
        }
        text += &format!(
            "\n## {}\n\n| parameter | meaning | unit | prior | from | source |\n| --- | --- | --- | --- | --- | --- |\n",
            mechanism.name
        );
        for p in own {
            let name = p.key.strip_prefix(&prefix).unwrap_or(p.key);
            text += &format!(
                "| `{name}` | {} | {} | {} | {} | {} |\n",
                p.meaning,
                p.unit,
                p.prior.describe(),
                p.basis.word(),
                p.source
            );
        }
    }
    text
}

fn mechanism_page(page: &mut Page, mechanism: &Mechanism, parameters: &[Parameter]) {
    page.line(&format!("{BOLD}{}{BOLD:#}, a mechanism", mechanism.name));
    page.blank();
    manual::write(page, mechanism.page);
    let prefix = format!("{}.", mechanism.name);
    let mut own = parameters.iter().filter(|p| p.key.starts_with(&prefix)).peekable();
    if own.peek().is_some() {
        page.heading("Parameters");
    }
    for parameter in own {
        parameter_entry(page, parameter);
    }
    page.blank();
}

fn metric_page(page: &mut Page, metric: &Metric) {
    page.line(&format!("{BOLD}{}{BOLD:#}, a metric", form(metric)));
    page.paragraph(metric.meaning, PLAIN, 2);
    let kept = match metric.default {
        Kept::Always => "Kept for all",
        Kept::Pairs => {
            "Kept for tied pairs with a power among them, in worlds of up to 500 trade ties"
        }
        Kept::Uncertain => "Kept for events that do not happen at a certain date",
        Kept::Asked => "Kept where the scenario or --trajectories names it",
    };
    let bins = match metric.grid {
        Grid::Linear { width } => format!("from bins of {}", amount(width)),
        Grid::Logarithmic { per_octave } => {
            format!("from {per_octave} bins to each doubling")
        }
        Grid::Whole => "whole numbers".to_string(),
    };
    let about =
        format!("Unit: {}. Source: {}. {kept}. Quantiles: {bins}.", metric.unit, metric.source);
    page.paragraph(&about, DIM, 2);
    page.blank();
    manual::write(page, metric.page);
    page.blank();
}

fn parameter_entry(page: &mut Page, parameter: &Parameter) {
    page.line(&format!("{BOLD}{}{BOLD:#}", parameter.key));
    page.paragraph(parameter.meaning, PLAIN, 2);
    let structural = if parameter.structural { "; a choice of structure" } else { "" };
    let law = format!(
        "prior: {}; unit: {}; allowed: {} to {}{structural}",
        parameter.prior.describe(),
        parameter.unit,
        amount(parameter.low),
        amount(parameter.high),
    );
    page.paragraph(&law, PLAIN, 2);
    let source = format!("from {}: {}", parameter.basis.word(), parameter.source);
    page.paragraph(&source, DIM, 2);
}

/// A mechanism's first sentence, without its name.
fn opening(mechanism: &Mechanism) -> String {
    let first = mechanism.page.lines().next().unwrap_or_default();
    let text = first.trim_start_matches("//!").trim();
    text.split_once(": ").map_or(text, |(_, rest)| rest).to_string()
}

/// How a metric is written: `trade_share[actor,actor]`.
fn form(metric: &Metric) -> String {
    let word = |kind| match kind {
        Kind::None => None,
        Kind::Actor => Some("actor"),
        Kind::Power => Some("power"),
        Kind::Region => Some("region"),
        Kind::Axis => Some("axis"),
        Kind::Event => Some("event"),
        Kind::Agenda => Some("agenda item"),
    };
    let places: Vec<&str> = [metric.subject, metric.object].into_iter().filter_map(word).collect();
    if places.is_empty() {
        return metric.name.to_string();
    }
    format!("{}[{}]", metric.name, places.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_tables_has_a_page() {
        let all = parameters();
        let names = CAUSAL_ORDER.iter().map(|m| m.name);
        let names = names.chain(METRICS.iter().map(|m| m.name)).chain(all.iter().map(|p| p.key));
        for name in names {
            let page = explanation(name).unwrap().to_string();
            assert!(page.contains(name), "{name}");
            assert!(!page.contains("//!") && !page.contains("fn "), "{name} shows no code");
        }
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        let answer = explanation("diversoin").unwrap_err();
        assert!(answer.contains("did you mean `diversion`?"), "{answer}");
    }
}
