//! What the scenario puts in: how well its numbers are known, its events, its sources.

use serde_json::json;

use crate::model::Number;
use crate::report::answer::Answer;
use crate::report::figure::{count, percent};
use crate::report::show::when;
use crate::scenario::{Confidence, Scenario, Source};

use super::data::{Figure, Part, Plot, Reference, Section, Table, number};
use super::words::with_sign;

/// What stands behind a number, from the firmest to the least, in words for a reader.
const GROUNDS: [(Option<Confidence>, &str); 8] = [
    (Some(Confidence::Read), "read in a source"),
    (Some(Confidence::Computed), "computed from data"),
    (Some(Confidence::High), "judged, high confidence"),
    (Some(Confidence::Medium), "judged, medium confidence"),
    (Some(Confidence::Low), "judged, low confidence"),
    (None, "prior of the model"),
    (Some(Confidence::Assumed), "assumed, and wide"),
    (Some(Confidence::Set), "set by hand"),
];

pub fn section(answer: &Answer) -> Section {
    let figure = grounds(answer);
    let brief = figure.iter().map(|figure| figure.title.clone()).collect();
    let mut parts: Vec<Part> = figure.map(Part::Figure).into_iter().collect();
    parts.extend(events(answer).map(Part::Table));
    Section {
        id: "assumptions".into(),
        title: "What the scenario assumes".into(),
        brief,
        lead: vec![
            "Everything above follows from what is put in: numbers with their uncertainty, and \
             events with their dates, odds and effects. `suasion show` prints every number with \
             its origin."
                .into(),
        ],
        parts,
        ..Section::default()
    }
}

/// How many numbers stand on what.
fn grounds(answer: &Answer) -> Option<Figure> {
    let numbers = &answer.study.base.numbers;
    let total = numbers.len();
    let on = |ground: Option<Confidence>| {
        numbers.iter().filter(|n| n.provenance.confidence == ground).count()
    };
    let counts = GROUNDS.map(|(ground, words)| (words, on(ground)));
    let share = |n: usize| n as f64 / total as f64;
    let there = || counts.iter().filter(|(_, n)| *n > 0);
    let parts: Vec<_> = there()
        .map(|(words, n)| json!({ "label": words, "n": n, "share": number(share(*n)) }))
        .collect();
    let firm = counts[0].1 + counts[1].1;
    (total > 0).then(|| Figure {
        id: "grounds".into(),
        plot: Plot::Shares,
        title: format!(
            "{} of the {} numbers put in are read in a source or computed from data",
            with_sign(share(firm)),
            count(total as u64)
        ),
        subject: "Numbers of the scenario and of the model by what stands behind them, %".into(),
        reading: "Each part is as wide as its share of the numbers; all numbers count alike, \
                  whatever hangs on them."
            .into(),
        data: json!({ "parts": parts }),
        table: Table {
            caption: "Numbers by what stands behind them".into(),
            head: ["", "numbers", "%"].map(str::to_string).to_vec(),
            words: 1,
            rows: there()
                .map(|(words, n)| vec![words.to_string(), count(*n as u64), percent(share(*n))])
                .collect(),
        },
    })
}

fn events(answer: &Answer) -> Option<Table> {
    let events = &answer.scenario.events;
    let row = |event: &crate::scenario::Event| {
        let source = event.provenance.source.as_ref();
        let source = source.and_then(|id| answer.scenario.sources.get(id));
        let ground = source.map(|source| source.title.clone());
        let ground = ground.or_else(|| event.provenance.note.clone());
        vec![event.title.clone(), when(&event.trigger), ground.unwrap_or_default()]
    };
    (!events.is_empty()).then(|| Table {
        caption: "Events that are put in".into(),
        head: ["event", "when", "source or reason"].map(str::to_string).to_vec(),
        words: 3,
        rows: events.values().map(row).collect(),
    })
}

/// The scenario's sources, with how many of some numbers name each.
pub fn sources(scenario: &Scenario, numbers: &[Number]) -> Option<Section> {
    let names = |number: &&Number, id: &str| number.provenance.source.as_deref() == Some(id);
    let entry = |(id, source): (&String, &Source)| Reference {
        id: id.clone(),
        words: [
            Some(source.title.clone()),
            source.publisher.clone(),
            source.year.map(|year| year.to_string()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        url: source.url.clone().unwrap_or_default(),
        note: source.note.clone().unwrap_or_default(),
        numbers: numbers.iter().filter(|number| names(number, id)).count(),
    };
    let list: Vec<Reference> = scenario.sources.iter().map(entry).collect();
    (!list.is_empty()).then(|| Section {
        id: "sources".into(),
        title: "Sources".into(),
        parts: vec![Part::Sources(list)],
        ..Section::default()
    })
}
