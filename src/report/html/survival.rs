//! First passages as survival curves: in how many runs a crossing has not happened yet.
//!
//! Every run is watched from the base year to the end and nothing else ends the watch, so the
//! Kaplan–Meier estimate is one less the share of the runs that have crossed; a run that has not
//! by the end is an answer, not a gap.

use serde_json::{Value, json};

use crate::outcome::{CrossingRow, Error};
use crate::report::answer::Answer;
use crate::report::crossing::{asked, shown};
use crate::report::figure::percent;

use super::data::{Figure, Part, Plot, Section, Table, number};
use super::runs::{self, Parts};
use super::words::{listed, with_sign};

pub fn section(answer: &Answer, parts: &[Parts]) -> Result<Option<Section>, Error> {
    let mut figures = Vec::new();
    for id in asked(answer) {
        figures.extend(figure(answer, id, parts)?);
    }
    if figures.is_empty() {
        return Ok(None);
    }
    let mut lead = vec![format!(
        "A crossing counts from the date from which the one stays ahead of the other for the time \
         that the scenario asks. A run that is ahead from the start has crossed in {}.",
        answer.calendar().base_year
    )];
    for by in parts {
        lead.push(format!("The {} ({}): {}", by.name, by.key, lower(&by.meaning)));
    }
    Ok(Some(Section {
        id: "crossings".into(),
        title: "Who gets ahead, and when".into(),
        brief: vec![figures[0].title.clone()],
        lead,
        parts: figures.into_iter().map(Part::Figure).collect(),
        ..Section::default()
    }))
}

fn figure(answer: &Answer, id: &str, parts: &[Parts]) -> Result<Option<Figure>, Error> {
    let name = format!("crossing.{id}");
    let dates = runs::column(answer.outcome, &name)?;
    let ahead = runs::column(answer.outcome, &format!("{name}.ahead_at_base"))?;
    let (Some(dates), Some(ahead)) = (dates, ahead) else {
        return Ok(None);
    };
    // A run that was left out is neither ahead nor behind at the base.
    let dates: Vec<f64> = dates
        .iter()
        .zip(&ahead)
        .map(|(&date, ahead)| match (ahead.is_nan(), date.is_nan()) {
            (true, _) => f64::NAN,
            (false, true) => f64::INFINITY,
            (false, false) => date,
        })
        .collect();
    let mut curves = vec![json!({ "label": "all runs", "points": curve(answer, &dates) })];
    for by in parts {
        for (part, value) in by.labels.iter().enumerate() {
            let points = curve(answer, &by.pick(part, &dates));
            let line = json!({ "label": value, "name": by.name, "part": part, "points": points });
            curves.push(line);
        }
    }
    let calendar = answer.calendar();
    let title = &answer.scenario.crossings[id].title;
    Ok(Some(Figure {
        id: format!("crossing-{id}"),
        plot: Plot::Survival,
        title: format!("{title}: {}", outlook(answer, id, parts)),
        subject: format!(
            "Share of the runs in which it has not happened yet, %, to {}",
            calendar.end_year
        ),
        reading: format!(
            "A curve starts below 100 % by the runs that are ahead from the start and falls \
             with each run that crosses; where it ends on the right is the share of the runs in \
             which it does not happen by {}.",
            calendar.end_year
        ),
        data: json!({ "time": answer.time(), "curves": curves }),
        table: table(answer, id),
    }))
}

/// The share of the runs that have not crossed by the end of each step.
fn curve(answer: &Answer, dates: &[f64]) -> Vec<Value> {
    let calendar = answer.calendar();
    let watched: Vec<f64> = dates.iter().copied().filter(|date| !date.is_nan()).collect();
    let left = |moment: f64| {
        let left = watched.iter().filter(|&&date| date > moment + 1e-9).count();
        left as f64 / watched.len() as f64
    };
    let moment = |step| if step == 0 { calendar.middle(0) } else { calendar.end(step) };
    let point = |step| {
        let at = moment(step);
        json!([number(at), calendar.label(step), number(left(at))])
    };
    if watched.is_empty() { Vec::new() } else { (0..=calendar.n_steps()).map(point).collect() }
}

/// `not by 2030 in 94.3 % of the runs at power exponent 0, 15.9 % at 0.25 …`; over all runs where
/// no structure is told apart.
fn outlook(answer: &Answer, id: &str, parts: &[Parts]) -> String {
    let end = answer.calendar().end_year;
    let never = |row: &CrossingRow| with_sign(row.never.probability());
    let rows = answer.outcome.findings.crossings.iter().filter(|row| row.crossing == id);
    let mut told = Vec::new();
    for by in parts {
        let of = |row: &&CrossingRow| row.part.as_ref().is_some_and(|part| part.number == by.key);
        let of: Vec<(String, &CrossingRow)> = rows
            .clone()
            .filter(of)
            .filter_map(|row| Some((row.part.as_ref()?.value.clone(), row)))
            .collect();
        let same = of.iter().all(|(_, row)| never(row) == never(of[0].1));
        if let Some((_, first)) = of.first().filter(|_| same) {
            told.push(format!("{} of the runs at every {}", never(first), by.name));
        } else {
            let each = of.iter().enumerate().map(|(place, (value, row))| match place {
                0 => format!("{} of the runs at {} {value}", never(row), by.name),
                _ => format!("{} at {value}", never(row)),
            });
            told.push(listed(&each.collect::<Vec<_>>()));
        }
    }
    if told.is_empty() {
        let all = rows.clone().find(|row| row.part.is_none());
        told.push(format!("{} of the runs", all.map_or(String::new(), never)));
    }
    format!("not by {end} in {}", told.join("; "))
}

/// A sentence that goes on after a colon.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn table(answer: &Answer, id: &str) -> Table {
    let calendar = answer.calendar();
    let rows = shown(answer, id).into_iter().map(|(label, row)| {
        let [_, _, median, range, _] = crate::report::crossing::words(answer, label.clone(), row);
        let shares = [row.ahead_at_base, row.never].map(|share| percent(share.probability()));
        let [ahead, never] = shares;
        vec![label, ahead, median, range, never]
    });
    let head = [
        String::new(),
        format!("ahead in {}, %", calendar.base_year),
        "median".into(),
        "90 % of runs".into(),
        format!("not by {}, %", calendar.end_year),
    ];
    Table {
        caption: answer.scenario.crossings[id].title.clone(),
        head: head.to_vec(),
        words: 1,
        rows: rows.collect(),
    }
}
