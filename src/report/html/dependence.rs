//! Dependence: what each side of the report's pairs would lose without the other, over time.

use serde_json::json;

use crate::report::answer::Answer;
use crate::report::dependence::HORIZONS;

use super::data::{Figure, Part, Plot, Section};
use super::words::{median, with_sign};

pub fn section(answer: &Answer) -> Option<Section> {
    let dyads = &answer.scenario.report.dyads;
    let figures: Vec<Figure> = dyads.iter().filter_map(|pair| figure(answer, pair)).collect();
    (!figures.is_empty()).then(|| Section {
        id: "dependence".into(),
        title: "Dependence".into(),
        brief: vec![figures[0].title.clone()],
        lead: vec![
            "Dependence is the income that a country would lose if its ties with a partner ended: \
             within a year (sensitivity), and once it has adjusted (vulnerability). What counts is \
             the difference between the two sides."
                .into(),
        ],
        parts: figures.into_iter().map(Part::Figure).collect(),
        ..Section::default()
    })
}

/// Two panels, one a horizon, with both directions of the pair in each.
fn figure(answer: &Answer, (a, b): &(String, String)) -> Option<Figure> {
    let ways = [(a.as_str(), b.as_str()), (b.as_str(), a.as_str())];
    let name = |id| answer.actor(id);
    let panel = |(metric, meaning): &(&str, &str)| {
        let series = ways.map(|(client, partner)| {
            json!({
                "name": format!("{} on {}", name(client), name(partner)),
                "colour": answer.colour(client),
                "points": answer.fan(metric, client, partner),
            })
        });
        json!({ "title": format!("Lost {meaning}"), "series": series })
    };
    let panels: Vec<_> = HORIZONS.iter().map(panel).collect();
    let (first, last) = answer.ends();
    let at = |metric: &str, (client, partner): (&'_ str, &'_ str), step| {
        let row = answer.summary((metric, Some(client), Some(partner), step));
        with_sign(median(row))
    };
    answer.summary((HORIZONS[0].0, Some(a), Some(b), first))?;
    let label = |step| answer.calendar().label(step);
    let title = format!(
        "Without {two}, {one} would lose {} of its income within a year in {}, {} in {}; {two} \
         without {one} {}, then {}",
        at(HORIZONS[0].0, ways[0], first),
        label(first),
        at(HORIZONS[0].0, ways[0], last),
        label(last),
        at(HORIZONS[0].0, ways[1], first),
        at(HORIZONS[0].0, ways[1], last),
        one = name(a),
        two = name(b),
    );
    let mut rows = Vec::new();
    for (metric, meaning) in HORIZONS {
        for (client, partner) in ways {
            let read = move |step| answer.summary((metric, Some(client), Some(partner), step));
            let words = format!("{} on {}", name(client), name(partner));
            rows.push((vec![words, meaning.to_string()], read));
        }
    }
    Some(Figure {
        id: format!("dependence-{a}-{b}"),
        plot: Plot::Fan,
        title,
        subject: format!(
            "{} and {}: income that the one would lose if its ties with the other ended, %",
            name(a),
            name(b)
        ),
        reading: "The line is the median of the runs; half of them lie in the dark band, 90 % in \
                  the light one. The wider the gap between the two lines, the more uneven the pair."
            .into(),
        data: json!({ "time": answer.time(), "panels": panels, "same": true }),
        table: answer.dated("Income lost, %: median and 90 % of runs".to_string(), &rows),
    })
}
