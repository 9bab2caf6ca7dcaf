//! The page of a hindcast: whether the engine's distributions mean what they say, and its scores.

use serde_json::{Value, json};

use crate::analysis::hindcast::{ScoreRow, ScoreTable};
use crate::analysis::score::LEVELS;

use super::data::{Figure, PageData, Part, Plot, Section, Table, number};

/// Forecasts without which a diagram shows only chance.
const FEWEST: usize = 20;

/// What the page of a hindcast holds.
pub fn hindcast(name: &str, table: &ScoreTable) -> PageData {
    let of_engine = |row: &&ScoreRow| row.forecaster == "engine" && row.n >= FEWEST;
    let engine: Vec<&ScoreRow> = table.rows.iter().filter(of_engine).collect();
    let (first, last) = table.origins;
    let printed = crate::report::hindcast(table);
    let mut sections = vec![Section {
        id: "reliability".into(),
        title: "Do the distributions mean what they say?".into(),
        brief: vec![inside(&engine)],
        lead: vec![
            "Each forecast is a distribution. Where what happened falls in it says whether it is \
             honest: below the 10 % quantile in a tenth of the cases, below the median in half. \
             Years hang together: with few origins, a deviation of all panels may be one year's. \
             Targets of fewer than twenty forecasts are left to the scores below."
                .into(),
        ],
        parts: vec![Part::Figure(quantiles(&engine)), Part::Figure(transforms(&engine))],
        ..Section::default()
    }];
    sections.extend(claims(table));
    sections.push(Section {
        id: "scores".into(),
        title: "The scores".into(),
        brief: vec!["Every target, horizon and forecaster.".into()],
        lead: vec!["What `suasion hindcast` prints, word for word.".into()],
        parts: vec![Part::Printed { label: "The printed scores".into(), text: printed }],
        ..Section::default()
    });
    let facts = [
        ("Origins", format!("{first}–{last}")),
        ("Targets", format!("to {}", table.last_target)),
        ("Runs", format!("{} an origin", table.runs)),
    ];
    PageData {
        kicker: "Suasion · hindcast".into(),
        title: format!("Forecasts from {first} to {last}, scored"),
        standfirst: "Forecasts from past years with what was known then, without events, beside \
                     what happened."
            .into(),
        facts: facts.map(|(name, value)| [name.to_string(), value]).to_vec(),
        warnings: Vec::new(),
        sections,
        source: format!(
            "Hindcast {name}, {} runs an origin, targets to {}.",
            table.runs, table.last_target
        ),
    }
}

/// The range over targets of what the 90 % intervals held.
fn inside(engine: &[&ScoreRow]) -> String {
    let held = engine.iter().map(|row| 100.0 * row.coverage[2]);
    let (low, high) =
        held.fold((100.0_f64, 0.0_f64), |(low, high), held| (low.min(held), high.max(held)));
    format!("The 90 % intervals held between {low:.0} and {high:.0} % of what happened, by target.")
}

/// Probabilities of the reliability diagram.
fn level(at: usize) -> f64 {
    (at + 1) as f64 / (LEVELS + 1) as f64
}

fn years(horizon: u32) -> String {
    match horizon {
        1 => "1 year".to_string(),
        n => format!("{n} years"),
    }
}

/// Rows of each target, in order.
fn by_target<'a>(rows: &[&'a ScoreRow]) -> Vec<Vec<&'a ScoreRow>> {
    let mut groups: Vec<Vec<&ScoreRow>> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group) if group[0].target == row.target => group.push(row),
            _ => groups.push(vec![row]),
        }
    }
    groups
}

fn quantiles(engine: &[&ScoreRow]) -> Figure {
    let series = |(at, row): (usize, &&ScoreRow)| -> Value {
        let point = |k: usize| json!([number(level(k)), number(row.below[k]), row.n]);
        let points: Vec<Value> = (0..LEVELS).map(point).collect();
        json!({ "name": years(row.horizon), "colour": at + 1, "points": points })
    };
    let panel = |rows: &Vec<&ScoreRow>| -> Value {
        let series: Vec<Value> = rows.iter().enumerate().map(series).collect();
        json!({ "title": rows[0].target.about().0, "series": series })
    };
    let panels: Vec<Value> = by_target(engine).iter().map(panel).collect();
    let shown = [1, 4, 9, 14, 17];
    let mut head = vec!["target".to_string(), "horizon".to_string(), "n".to_string()];
    head.extend(shown.map(|k| format!("{:.0} %", 100.0 * level(k))));
    let line = |row: &&ScoreRow| {
        let mut cells =
            vec![row.target.about().0.to_string(), years(row.horizon), row.n.to_string()];
        cells.extend(shown.map(|k| format!("{:.0}", 100.0 * row.below[k])));
        cells
    };
    Figure {
        id: "quantiles".into(),
        plot: Plot::Reliability,
        title: "How often what happened lay below each quantile of the engine’s forecasts".into(),
        subject: "Share of the forecasts, %, by target and horizon".into(),
        reading: "On the diagonal, what happened lay below the quantile as often as it says. A \
                  line above it on the left and below it on the right: distributions too narrow; \
                  the other way, too wide. A line wholly below the diagonal: what happened was \
                  higher than forecast."
            .into(),
        data: json!({ "said": "quantile, %", "happened": "below it, %", "panels": panels }),
        table: Table {
            caption: "Share of what happened at or below a quantile, %".into(),
            head,
            words: 2,
            rows: engine.iter().map(line).collect(),
        },
    }
}

fn transforms(engine: &[&ScoreRow]) -> Figure {
    let panel = |rows: &Vec<&ScoreRow>| -> Vec<Value> {
        let one = |(at, row): (usize, &&ScoreRow)| {
            let bins: Vec<Value> = row.pit.iter().map(|share| number(*share)).collect();
            let title = format!("{}, {}", row.target.about().0, years(row.horizon));
            json!({ "title": title, "colour": at + 1, "bins": bins, "n": row.n })
        };
        rows.iter().enumerate().map(one).collect()
    };
    let panels: Vec<Value> = by_target(engine).iter().flat_map(panel).collect();
    let mut head = vec!["target".to_string(), "horizon".to_string(), "n".to_string()];
    head.extend((0..10).map(|bin| format!("{}–{}", 10 * bin, 10 * bin + 10)));
    let line = |row: &&ScoreRow| {
        let mut cells =
            vec![row.target.about().0.to_string(), years(row.horizon), row.n.to_string()];
        cells.extend(row.pit.map(|share| format!("{:.0}", 100.0 * share)));
        cells
    };
    Figure {
        id: "transforms".into(),
        plot: Plot::Histogram,
        title: "In which tenth of its forecast each figure fell".into(),
        subject: "Share of the forecasts, %, by tenth of the distribution".into(),
        reading: "Honest distributions fill every tenth alike: the line. A valley says too \
                  narrow, a hump too wide, bars that rise to the right that what happened was \
                  higher than forecast."
            .into(),
        data: json!({ "panels": panels }),
        table: Table {
            caption: "Share of what happened in each tenth of its forecast, %".into(),
            head,
            words: 2,
            rows: engine.iter().map(line).collect(),
        },
    }
}

/// The reliability diagram of "China trades more than Russia", where it is scored.
fn claims(table: &ScoreTable) -> Option<Section> {
    let of_engine: Vec<_> = table.brier.iter().filter(|row| row.forecaster == "engine").collect();
    if of_engine.is_empty() {
        return None;
    }
    let panel = |row: &&&crate::analysis::hindcast::BrierRow| {
        let filled = row.brier.bins.iter().filter(|bin| bin.n > 0);
        let points: Vec<Value> =
            filled.map(|b| json!([number(b.said), number(b.happened), b.n])).collect();
        let name = format!("{} ahead", years(row.horizon));
        json!({ "title": name, "series": [{ "name": name, "colour": 1, "points": points }] })
    };
    let panels: Vec<Value> = of_engine.iter().map(|row| panel(&row)).collect();
    let mut rows = Vec::new();
    for row in &of_engine {
        for bin in row.brier.bins.iter().filter(|bin| bin.n > 0) {
            rows.push(vec![
                years(row.horizon),
                bin.n.to_string(),
                format!("{:.0}", 100.0 * bin.said),
                format!("{:.0}", 100.0 * bin.happened),
            ]);
        }
    }
    let figure = Figure {
        id: "claim".into(),
        plot: Plot::Reliability,
        title: "“China trades more than Russia”: how often it was so".into(),
        subject: "Five Central Asian states, forecasts by tenth of their probability".into(),
        reading: "Each point is the forecasts of one tenth: how likely they said it was, and how \
                  often it was so. On the diagonal they mean what they say. Points stand for few \
                  forecasts: the table says how many."
            .into(),
        data: json!({ "said": "said, %", "happened": "happened, %", "panels": panels }),
        table: Table {
            caption: "Probabilities said and shares that happened, %".into(),
            head: ["horizon", "n", "said", "happened"].map(String::from).to_vec(),
            words: 1,
            rows,
        },
    };
    Some(Section {
        id: "claims".into(),
        title: "Do its probabilities of a claim mean what they say?".into(),
        brief: vec!["China ahead of Russia in the trade of Central Asian states.".into()],
        parts: vec![Part::Figure(figure)],
        ..Section::default()
    })
}
