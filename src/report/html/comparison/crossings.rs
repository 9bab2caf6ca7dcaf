//! First passages side by side, as survival curves.

use serde_json::json;

use crate::outcome::{CrossingDifference, SurvivalRow};
use crate::report::compare::group::{Scale, p_value};
use crate::report::figure::{date, percent};
use crate::report::html::data::{Figure, Part, Plot, Section, Table, number};
use crate::report::html::words::with_sign;

use super::Compared;

pub fn section(compared: &Compared) -> Option<Section> {
    let asked = &compared.scenario.report.crossings;
    let all = compared.scenario.crossings.keys();
    let asked = all.filter(|id| asked.is_empty() || asked.contains(id));
    let figures: Vec<Figure> = asked.filter_map(|id| figure(compared, id)).collect();
    (!figures.is_empty()).then(|| Section {
        id: "crossings".into(),
        title: "Who gets ahead, and when".into(),
        brief: vec![figures[0].title.clone()],
        lead: vec![
            "All runs of each scenario together. Who leads depends on structure: a scenario’s own \
             report tells the same curves apart by it."
                .into(),
        ],
        parts: figures.into_iter().map(Part::Figure).collect(),
        ..Section::default()
    })
}

fn figure(compared: &Compared, id: &str) -> Option<Figure> {
    let own = |row: &&CrossingDifference| row.crossing == id && row.n > 0;
    let rows: Vec<&CrossingDifference> = compared.comparison.crossings.iter().filter(own).collect();
    let first = rows.first()?;
    let curve = |name: &str, part: Option<usize>| {
        let own = |row: &&SurvivalRow| row.crossing == id && row.scenario == name;
        let points = compared.comparison.survival.iter().filter(own).map(|row| {
            let shares = [row.crossed, row.high, row.low].map(|share| number(1.0 - share));
            let [left, low, high] = shares;
            json!([number(row.years), row.date, left, low, high])
        });
        let points: Vec<_> = points.collect();
        json!({ "label": name, "part": part, "points": points })
    };
    let mut curves = vec![curve(compared.reference(), None)];
    let others = compared.others().into_iter().enumerate();
    curves.extend(others.map(|(at, name)| curve(name, Some(at))));
    let calendar = &compared.scenario.calendar;
    let end = date(calendar, first.horizon);
    let each = rows.iter().map(|row| format!("{} in {}", with_sign(row.crossed), row.scenario));
    let each: Vec<String> = each.collect();
    Some(Figure {
        id: format!("crossing-{id}"),
        plot: Plot::Survival,
        title: format!(
            "{}: by {end} in {} of the runs in {}, {}",
            first.title,
            with_sign(first.crossed_reference),
            first.reference,
            each.join(", ")
        ),
        subject: "Share of the runs in which it has not happened yet, %".into(),
        reading: "A curve falls with each run that crosses; where it ends on the right is the \
                  share of the runs in which it does not happen by the end. Bands are 95 % \
                  intervals (Kaplan–Meier, log–log Greenwood)."
            .into(),
        data: json!({
            "time": { "base": calendar.base_year, "end": calendar.end_year + 1 },
            "curves": curves,
        }),
        table: table(&rows, &end),
    })
}

fn table(rows: &[&CrossingDifference], end: &str) -> Table {
    let line = |row: &&CrossingDifference| {
        vec![
            row.scenario.clone(),
            percent(row.crossed_reference),
            percent(row.crossed),
            Scale::Percent.around(row.difference, (row.high - row.low) / 2.0),
            p_value(row.p_value),
            Scale::Index.around(row.delay, (row.delay_high - row.delay_low) / 2.0),
        ]
    };
    let head = [
        String::new(),
        format!("{}, by {end}, %", rows[0].reference),
        format!("here by {end}, %"),
        "points, 95 %".into(),
        "p".into(),
        "years later, 95 %".into(),
    ];
    Table {
        caption: rows[0].title.clone(),
        head: head.to_vec(),
        words: 1,
        rows: rows.iter().map(line).collect(),
    }
}
