//! From a checked tree to the meaning. What has a mistake is left out here: the check has reported
//! it, and no scenario with a mistake leaves this room.

mod actor;
mod claim;
mod event;
mod institution;
mod tie;

use indexmap::IndexMap;

use crate::mechanism;
use crate::world::{Calendar, Date};

use super::conform::measure_of;
use super::cursor::Cursor;
use super::expression;
use super::meaning::{Correlation, Keep, Quantity, Report, RunHints, Scenario, Source};
use super::quantity;
use super::section::FILE;
use super::tree::Node;

/// Reads a whole scenario; `stem` is its name where it states none.
///
/// `None` only where the calendar has a mistake, without which dates have no meaning.
pub fn scenario(root: &Node, stem: &str) -> Option<Scenario> {
    let file = Cursor { node: root, shape: &FILE, path: String::new() };
    let calendar = calendar(&file)?;
    let name = file.text("name").unwrap_or_else(|| stem.to_string());
    let actors = file.read_map("actors", actor::actor);
    let regions = file.read_map("regions", actor::region);
    let parties = event::Parties::new(&actors, &regions);
    Some(Scenario {
        title: file.text("title").unwrap_or_else(|| name.clone()),
        name,
        description: file.text("description").unwrap_or_default().trim().to_string(),
        run: run_hints(&file),
        sources: file.read_map("sources", source),
        axes: file.read_map("axes", actor::axis),
        institutions: file.read_map("institutions", institution::institution),
        ties: tie::ties(&file),
        mirrors: tie::mirrors(&file),
        events: file.read_map("events", |_, event| event::event(event, &parties)),
        claims: file.read_map("claims", |_, claim| claim::claim(claim)),
        crossings: file.read_map("crossings", |_, c| claim::crossing(c, calendar)),
        parameters: parameters(&file, "parameters"),
        correlations: correlations(&file),
        keep: keep(&file),
        report: report(&file),
        inputs: Vec::new(),
        actors,
        regions,
        calendar,
    })
}

fn calendar(file: &Cursor) -> Option<Calendar> {
    let time = file.section("time")?;
    let [base_year, end_year] = ["base_year", "end_year"].map(|key| time.whole(key));
    let calendar =
        Calendar { base_year: base_year?, end_year: end_year?, step: time.word("step")? };
    (calendar.end_year > calendar.base_year).then_some(calendar)
}

fn run_hints(file: &Cursor) -> RunHints {
    let run = file.section("run");
    let whole = |key| run.as_ref().and_then(|run| run.whole(key));
    RunHints { runs: whole("runs"), seed: whole("seed") }
}

fn source(_: &str, source: &Cursor) -> Option<Source> {
    Some(Source {
        title: source.text("title")?,
        publisher: source.text("publisher"),
        year: source.whole("year"),
        url: source.text("url"),
        note: source.text("note"),
    })
}

/// Numbers by mechanism and name, in a table of the file.
pub fn parameters(file: &Cursor, key: &str) -> IndexMap<String, Quantity> {
    let group = |mechanism: &str| file.node.get(key)?.get(mechanism);
    let stated = |line: &mechanism::Parameter| {
        let (mechanism, parameter) = line.key.split_once('.')?;
        let node = group(mechanism)?.get(parameter)?;
        let path = format!("parameters.{}", line.key);
        Some((line.key.to_string(), quantity::read(node, path, measure_of(line))?))
    };
    mechanism::parameters().iter().filter_map(stated).collect()
}

fn correlations(file: &Cursor) -> Vec<Correlation> {
    let list = file.node.get("correlations").map(Node::elements).unwrap_or_default();
    let read = |node: &Node| {
        let [a, b] = node.get("between")?.elements() else { return None };
        let mut between = [a.text()?.to_string(), b.text()?.to_string()];
        between.sort();
        Some(Correlation { between, coefficient: node.get("coefficient")?.number()? })
    };
    list.iter().filter_map(read).collect()
}

fn keep(file: &Cursor) -> Keep {
    let Some(metrics) = file.section("metrics") else {
        return Keep::default();
    };
    let extra = metrics.texts("extra");
    Keep {
        metrics: metrics.texts("keep"),
        no_figures: metrics.flag("figures") == Some(false),
        extra: extra.iter().filter_map(|text| expression::parse_metric(text).ok()).collect(),
    }
}

fn report(file: &Cursor) -> Report {
    let Some(report) = file.section("report") else {
        return Report::default();
    };
    let dyad = |pair: &Node| match pair.elements() {
        [first, second] => Some((first.text()?.to_string(), second.text()?.to_string())),
        _ => None,
    };
    let dyads = report.node.get("dyads").map(Node::elements).unwrap_or_default();
    Report {
        regions: report.texts("regions"),
        dyads: dyads.iter().filter_map(dyad).collect(),
        dates: report.texts("dates").iter().filter_map(|text| Date::parse(text)).collect(),
        crossings: report.texts("crossings"),
        structure: report.texts("structure"),
    }
}
