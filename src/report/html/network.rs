//! Who influences whom: powers, the countries between them, and the links, at two dates.

use serde_json::json;

use crate::report::answer::Answer;
use crate::report::figure::percent;
use crate::scenario::ActorKind;

use super::data::{Figure, Part, Plot, Section, Table, number};
use super::words::{cells, median, with_sign};

/// A power's share of the influence over an actor, at both dates.
struct Link<'a> {
    power: &'a str,
    client: &'a str,
    medians: [f64; 2],
    cells: Vec<String>,
}

pub fn section(answer: &Answer) -> Option<Section> {
    let (first, last) = answer.ends();
    let links = links(answer, [first, last]);
    if links.is_empty() || first == last {
        return None;
    }
    let dates = [first, last].map(|step| answer.calendar().label(step));
    let drawn = |id: &&str| links.iter().any(|link| link.power == *id || link.client == *id);
    let actors = answer.scenario.actors.keys().map(String::as_str).filter(drawn);
    let nodes: Vec<_> = actors
        .map(|id| {
            let weight = |step| number(median(answer.summary(("power", Some(id), None, step))));
            json!({
                "id": id,
                "name": answer.actor(id),
                "colour": answer.colour(id),
                "power": answer.scenario.actors[id].power,
                "weight": [weight(first), weight(last)],
            })
        })
        .collect();
    let lines: Vec<_> = links
        .iter()
        .map(|link| {
            let share = link.medians.map(number);
            json!({ "from": link.power, "to": link.client, "share": share })
        })
        .collect();
    let mut head = vec!["power".to_string(), "over".to_string()];
    for date in &dates {
        head.extend([date.clone(), "90 % of runs".to_string()]);
    }
    head.push("change of the median".to_string());
    let rows = links.iter().map(|link| {
        let mut row = vec![answer.actor(link.power).to_string(), answer.actor(link.client).into()];
        row.extend(link.cells.clone());
        row.push(percent(link.medians[1] - link.medians[0]));
        row
    });
    let figure = Figure {
        id: "network-influence".into(),
        plot: Plot::Network,
        title: largest(answer, &links, &dates),
        subject: format!(
            "Influence in {} and in {}: medians of each power’s share in all powers’ influence \
             over a country, %",
            dates[0], dates[1]
        ),
        reading: "Powers stand on the ring, larger the more of the power index they have. A \
                  country is drawn towards each power by that power’s share of influence over \
                  it. A link has the colour of the power whose influence it is and is as wide as \
                  its share; less than 10 % is left out. At the later date a tail shows where a \
                  country stood before. Medians only: the table gives the ranges."
            .into(),
        data: json!({ "dates": dates, "nodes": nodes, "links": lines }),
        table: Table {
            caption: "Share of each power in all powers’ influence, %".into(),
            head,
            words: 2,
            rows: rows.collect(),
        },
    };
    Some(Section {
        id: "network".into(),
        title: "Who influences whom".into(),
        brief: vec![figure.title.clone()],
        parts: vec![Part::Figure(figure)],
        ..Section::default()
    })
}

fn links<'a>(answer: &Answer<'a>, steps: [u32; 2]) -> Vec<Link<'a>> {
    let actors = || answer.scenario.actors.iter().filter(|(_, one)| one.kind != ActorKind::Rest);
    let mut links = Vec::new();
    for (client, _) in actors() {
        for (power, _) in actors().filter(|(_, one)| one.power) {
            let read = |step| {
                let row =
                    answer.summary(("influence_share", Some(power), Some(client.as_str()), step));
                row.filter(|row| row.n > 0)
            };
            if let [Some(was), Some(is)] = steps.map(read) {
                links.push(Link {
                    power,
                    client,
                    medians: [was.quantiles[3], is.quantiles[3]],
                    cells: [cells(&was.quantiles), cells(&is.quantiles)].concat(),
                });
            }
        }
    }
    links
}

/// The link whose median moved most.
fn largest(answer: &Answer, links: &[Link], dates: &[String; 2]) -> String {
    let change = |link: &&Link| (link.medians[1] - link.medians[0]).abs();
    let moved = links.iter().max_by(|a, b| change(a).total_cmp(&change(b)));
    moved.map_or(String::new(), |link| {
        format!(
            "The median that moves most: {} over {}, {} in {} and {} in {}",
            answer.actor(link.power),
            answer.actor(link.client),
            with_sign(link.medians[0]),
            dates[0],
            with_sign(link.medians[1]),
            dates[1],
        )
    })
}
