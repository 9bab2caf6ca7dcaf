//! Differences of metrics: means with their intervals, and ranges over runs.

use serde_json::{Value, json};

use crate::outcome::OutcomeDifference;
use crate::report::compare::group::{Group, Scale, groups, label, plain, signed};
use crate::report::dependence::HORIZONS;

use super::Compared;
use crate::report::html::data::{Figure, Plot, Table, number};

/// A figure for each group of metrics, a panel for each date at which anything differs.
pub fn figures(compared: &Compared) -> Vec<Figure> {
    let rows = compared.comparison.outcomes.iter().filter(|row| row.n > 0);
    let groups = groups(compared.scenario, rows);
    groups.iter().enumerate().filter_map(|(at, group)| figure(compared, group, at)).collect()
}

fn figure(compared: &Compared, group: &Group, place: usize) -> Option<Figure> {
    let several = compared.others().len() > 1;
    let mut panels: Vec<(String, Vec<Value>)> = Vec::new();
    for row in group.rows.iter().filter(|row| differs(group, &row.date)) {
        let named = name(compared, row);
        // One other scenario: a panel a date. Several: a panel a metric and date.
        let (title, line) = match several {
            false => (row.date.clone(), named),
            true => (format!("{named}, {}", row.date), row.scenario.clone()),
        };
        let line = json!({ "label": line, "colour": 6, "q": drawn(row) });
        match panels.iter_mut().find(|(before, _)| *before == title) {
            Some((_, lines)) => lines.push(line),
            None => panels.push((title, vec![line])),
        }
    }
    if panels.is_empty() {
        return None;
    }
    let largest = largest(group)?;
    let unit = unit(group.scale, largest);
    let (what, how) = group.title.split_once(", ").unwrap_or((&group.title, ""));
    let panels = panels.iter().map(|(title, rows)| json!({ "title": title, "rows": rows }));
    let factor = if group.scale == Scale::Percent { 100.0 } else { 1.0 };
    Some(Figure {
        id: format!("difference-{}", place + 1),
        plot: Plot::Intervals,
        title: format!(
            "{what}: {} {} {unit} in {} with {}",
            name(compared, largest),
            group.scale.around(largest.difference, (largest.high - largest.low) / 2.0),
            largest.date,
            largest.scenario,
        ),
        subject: format!(
            "{} less {}, {unit}; {}",
            if several { "Each scenario" } else { largest.scenario.as_str() },
            largest.reference,
            how.trim_end_matches('%').trim_end_matches(", "),
        )
        .trim_end_matches("; ")
        .to_string(),
        reading: "The dot is the mean difference over runs, the thick line its 95 % interval, \
                  which shrinks with more runs; often it hides behind the dot. Within the thin line \
                  lie the differences of 90 % of the single runs, which more runs do not narrow. \
                  Left of zero the figure is lower than in the reference."
            .into(),
        data: json!({ "groups": panels.collect::<Vec<_>>(), "factor": factor, "signed": true }),
        table: table(compared, group),
    })
}

/// A row's name inside its group; a pair by the names of its sides, for which there is room here.
fn name(compared: &Compared, row: &OutcomeDifference) -> String {
    let actor = |id: &Option<String>| {
        let actor = id.as_ref().and_then(|id| compared.scenario.actors.get(id));
        actor.map(|actor| actor.name.as_str())
    };
    match (actor(&row.subject), actor(&row.object)) {
        (Some(client), Some(partner)) if depends(&row.metric) => format!("{client} on {partner}"),
        (Some(first), Some(second)) => format!("{first}, {second}"),
        _ => label(compared.scenario, row),
    }
}

/// Whether a metric says how much its subject needs its object.
fn depends(metric: &str) -> bool {
    HORIZONS.iter().any(|(name, _)| *name == metric)
}

/// Whether anything of the group differs at a date.
fn differs(group: &Group, date: &str) -> bool {
    group.rows.iter().any(|row| row.date == date && (row.difference != 0.0 || row.error > 0.0))
}

/// The largest mean difference at the last date.
fn largest<'a>(group: &Group<'a>) -> Option<&'a OutcomeDifference> {
    let last = &group.rows.last()?.date;
    let rows = group.rows.iter().filter(|row| row.date == *last && row.difference.is_finite());
    rows.max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs())).copied()
}

fn unit(scale: Scale, row: &OutcomeDifference) -> String {
    match scale {
        Scale::Percent => "points".into(),
        _ => row.unit.clone(),
    }
}

/// Ends of the range over runs around those of the interval; where runs are not paired they have
/// no difference of their own.
fn drawn(row: &OutcomeDifference) -> [Value; 5] {
    let or = |value: f64, other: f64| number(if value.is_finite() { value } else { other });
    [
        or(row.run_q05, row.low),
        number(row.low),
        number(row.difference),
        number(row.high),
        or(row.run_q95, row.high),
    ]
}

fn table(compared: &Compared, group: &Group) -> Table {
    let scale = group.scale;
    let rows = group.rows.iter().map(|row| {
        let share = |value: f64| plain(100.0 * value, 1);
        vec![
            name(compared, row),
            row.scenario.clone(),
            row.date.clone(),
            scale.level(row.level_reference),
            scale.level(row.level),
            scale.around(row.difference, (row.high - row.low) / 2.0),
            scale.range(row.run_q05, row.run_q95),
            share(row.above),
            signed(row.correlation, 2),
            plain(row.saved, 0),
        ]
    });
    let head = [
        "figure",
        "scenario",
        "date",
        compared.reference(),
        "level",
        "difference, 95 %",
        "90 % of runs",
        "above zero, %",
        "correlation of pairs",
        "unpaired runs saved",
    ];
    Table {
        caption: format!("{}: means over runs and their difference", group.title),
        head: head.map(str::to_string).to_vec(),
        words: 3,
        rows: rows.collect(),
    }
}
