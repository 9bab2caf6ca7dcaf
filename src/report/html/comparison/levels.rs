//! Levels side by side: fans of the reference and of the scenarios in one panel.

use serde_json::{Value, json};

use crate::outcome::LevelRow;
use crate::report::figure::{percent, percent_range};
use crate::report::html::data::{Figure, Part, Plot, Section, Table, number};

use super::Compared;

/// Fans that can be told apart in one panel.
const MOST: usize = 3;
/// Colours of the compared scenarios; the reference has that of no actor.
const COLOURS: [usize; 2] = [6, 7];

pub fn section(compared: &Compared) -> Option<Section> {
    if compared.comparison.subjects.len() > MOST {
        return None;
    }
    let region = compared.scenario.report.regions.first()?;
    let figure = fans(compared, region)?;
    Some(Section {
        id: "levels".into(),
        title: "Balance of power, side by side".into(),
        parts: vec![Part::Figure(figure)],
        ..Section::default()
    })
}

fn fans(compared: &Compared, region: &str) -> Option<Figure> {
    let (metric, meaning) = crate::report::balance::WEIGHTS[0];
    let scenario = compared.scenario;
    let comparison = compared.comparison;
    let names = || {
        let others = compared.others().into_iter().zip(COLOURS);
        std::iter::once((compared.reference(), 0)).chain(others)
    };
    let mut panels = Vec::new();
    let mut rows = Vec::new();
    for (power, actor) in scenario.actors.iter().filter(|(_, actor)| actor.power) {
        let of = |name: &str| -> Vec<&LevelRow> {
            let own = |row: &&LevelRow| {
                row.scenario == name
                    && row.metric == metric
                    && row.subject.as_deref() == Some(region)
                    && row.object.as_deref() == Some(power)
                    && row.n > 0
            };
            comparison.levels.iter().filter(own).collect()
        };
        let series: Vec<Value> = names()
            .map(|(name, colour)| {
                let points: Vec<Value> = of(name).into_iter().map(point).collect();
                json!({ "name": name, "colour": colour, "points": points })
            })
            .collect();
        if series.iter().all(|one| one["points"].as_array().is_none_or(Vec::is_empty)) {
            continue;
        }
        panels.push(json!({ "title": actor.name, "series": series }));
        for (name, _) in names() {
            rows.extend(of(name).last().map(|row| {
                let range = percent_range(row.q05, row.q95);
                let [date, middle] = [row.date.clone(), percent(row.q50)];
                vec![actor.name.clone(), name.to_string(), date, middle, range]
            }));
        }
    }
    if panels.is_empty() {
        return None;
    }
    let calendar = scenario.calendar;
    let name = &scenario.regions[region].name;
    Some(Figure {
        id: "levels-balance".into(),
        plot: Plot::Fan,
        title: format!("{name}: the powers’ shares of influence in each scenario"),
        subject: format!("Share of each power in all powers’ influence, %; {meaning}"),
        reading: "Lines are medians over runs; half of the runs lie in the dark bands, 90 % in \
                  the light ones. The bands overlap because worlds differ; the same worlds are \
                  compared above, where they do not hide the difference."
            .into(),
        data: json!({
            "time": { "base": calendar.base_year, "end": calendar.end_year + 1 },
            "panels": panels,
            "same": true,
        }),
        table: Table {
            caption: format!("Influence shares in {name} at the end, %"),
            head: ["power", "scenario", "date", "median", "90 % of runs"]
                .map(str::to_string)
                .to_vec(),
            words: 3,
            rows,
        },
    })
}

fn point(row: &LevelRow) -> Value {
    let bands = [row.q05, row.q25, row.q50, row.q75, row.q95].map(number);
    let mut line = vec![number(row.years), json!(row.date)];
    line.extend(bands);
    Value::Array(line)
}
