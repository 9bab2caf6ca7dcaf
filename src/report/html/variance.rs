//! Where the uncertainty comes from: chance, parameters, data, structure.

use serde_json::{Value, json};

use crate::outcome::Origin;
use crate::report::answer::Answer;
use crate::report::variance::{rows, whole};

use super::data::{Figure, Part, Plot, Section, Table, number};

/// What each origin is, for the key.
const MEANINGS: [&str; 5] = [
    "chance: shocks, luck of events",
    "parameters of the model",
    "data: figures of the scenario",
    "structure: choices that no data settle",
    "only in combination",
];

pub fn section(answer: &Answer) -> Option<Section> {
    let rows = rows(answer);
    let (first, row) = rows.first()?;
    let date = row.date.clone();
    let largest = Origin::ALL.iter().zip(row.splits.alone).max_by(|a, b| a.1.total_cmp(&b.1)).map(
        |(origin, share)| {
            format!("{}: {} % of the variance is {}", first, whole(share), origin.word())
        },
    );
    let drawn: Vec<Value> = rows
        .iter()
        .map(|(label, row)| {
            let shares = row.splits.alone.iter().copied().chain([row.splits.interaction()]);
            let shares: Vec<Value> = shares.map(|share| number(share.max(0.0))).collect();
            json!({ "label": label, "shares": shares })
        })
        .collect();
    let mut head = vec![String::new()];
    for origin in Origin::ALL {
        head.extend([origin.word().to_string(), "±".to_string()]);
    }
    head.push("combined".into());
    let figure = Figure {
        id: "variance".into(),
        plot: Plot::Stack,
        title: largest.unwrap_or_default(),
        subject: format!("Share of each figure’s variance over runs in {date}, %"),
        reading: "Each bar is the variance of one figure. A part is what its origin explains by \
                  itself; what only several origins together explain comes last. Chance would be \
                  left if every number were known; structure no data can settle. The parts are \
                  estimates, with errors in the table, so that they may add up to a little more \
                  or less than 100 %."
            .into(),
        data: json!({ "rows": drawn, "meanings": MEANINGS }),
        table: Table {
            caption: format!("Variance in {date} by origin, %, with standard errors"),
            head,
            words: 1,
            rows: rows
                .iter()
                .map(|(label, row)| {
                    let mut line = vec![label.clone()];
                    for (share, error) in row.splits.alone.iter().zip(row.splits.alone_error) {
                        line.extend([whole(*share), whole(error)]);
                    }
                    line.push(whole(row.splits.interaction()));
                    line
                })
                .collect(),
        },
    };
    Some(Section {
        id: "variance".into(),
        title: "Where the uncertainty comes from".into(),
        brief: vec![figure.title.clone()],
        parts: vec![Part::Figure(figure)],
        ..Section::default()
    })
}
