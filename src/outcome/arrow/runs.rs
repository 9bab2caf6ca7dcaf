//! One row per run: drawn numbers, verdicts, dates of crossings and the last step's metrics.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, SchemaRef};

use super::{About, field, numbers, schema, truths};
use crate::outcome::run::{Observed, Passage, Run, Verdict};
use crate::outcome::{Header, Layout, World};

/// The table of runs: its schema, and how runs become rows of it.
pub struct RunTable {
    schema: SchemaRef,
    layout: Layout,
}

impl RunTable {
    pub fn new(layout: &Layout, header: &Header) -> RunTable {
        let mut fields = vec![
            field("run", DataType::UInt64, About::meaning("id of the run")),
            field("status", DataType::Utf8, About::meaning("complete, or why it is left out")),
        ];
        fields.extend(layout.numbers.iter().map(|number| {
            let about =
                About { unit: &number.unit, meaning: &number.meaning, source: &number.source };
            field(&number.key, DataType::Float64, about)
        }));
        fields.extend(claim_columns(layout).map(|(column, world)| {
            let meaning = format!("whether the claim holds in the {}", world.word());
            let name = claim_name(&layout.claims[column].id, world);
            field(&name, DataType::Boolean, About::meaning(&meaning))
        }));
        fields.extend(layout.crossings.iter().flat_map(|c| crossing_fields(&c.id, &c.title)));
        let last = layout.dates.last().map_or("", String::as_str);
        fields.extend(layout.observations.iter().map(|observation| {
            let meaning = format!("{}, at {last}", observation.meaning);
            let (unit, source) = (&observation.unit, &observation.source);
            field(&observation.label, DataType::Float64, About { unit, meaning: &meaning, source })
        }));
        fields.extend(layout.shown.iter().map(|reading| {
            let observation = &layout.observations[reading.observation];
            let date = &layout.dates[reading.step as usize];
            let meaning = format!("{}, at {date}", observation.meaning);
            let (unit, source) = (&observation.unit, &observation.source);
            let name = format!("{}@{date}", observation.label);
            field(&name, DataType::Float64, About { unit, meaning: &meaning, source })
        }));
        RunTable { schema: schema(fields, header), layout: layout.clone() }
    }

    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Runs as rows, in the order given.
    pub fn batch(&self, runs: &[Run]) -> RecordBatch {
        let observed: Vec<Option<&Observed>> =
            runs.iter().map(|run| run.result.as_ref().ok()).collect();
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from_iter_values(runs.iter().map(|run| run.run))),
            Arc::new(StringArray::from_iter_values(runs.iter().map(|run| self.status(run)))),
        ];
        for number in 0..self.layout.numbers.len() {
            columns.push(numbers(runs.iter().map(|run| run.numbers[number])));
        }
        for (claim, world) in claim_columns(&self.layout) {
            columns
                .push(truths(observed.iter().map(|o| o.and_then(|o| o.claims[claim].of(world)))));
        }
        for crossing in 0..self.layout.crossings.len() {
            let passage = |o: &Option<&Observed>| o.map(|o| o.crossings[crossing]);
            let years = |p: Option<Passage>| p.map_or(f64::NAN, |p| p.years);
            columns.push(numbers(observed.iter().map(passage).map(years)));
            let ahead = |p: Option<Passage>| p.map(|p| p.ahead_at_base);
            columns.push(truths(observed.iter().map(passage).map(ahead)));
        }
        for observation in 0..self.layout.observations.len() {
            let value = |o: &Option<&Observed>| o.map_or(f64::NAN, |o| o.finals[observation]);
            columns.push(numbers(observed.iter().map(value)));
        }
        for reading in 0..self.layout.shown.len() {
            let value = |o: &Option<&Observed>| o.map_or(f64::NAN, |o| o.shown[reading]);
            columns.push(numbers(observed.iter().map(value)));
        }
        RecordBatch::try_new(self.schema.clone(), columns).expect("rows follow the schema")
    }

    fn status(&self, run: &Run) -> String {
        match &run.result {
            Ok(_) => "complete".to_string(),
            Err(failure) => failure.reason(&self.layout.dates),
        }
    }
}

impl Verdict {
    /// The verdict in one world.
    pub fn of(self, world: World) -> Option<bool> {
        match world {
            World::Scenario => self.scenario,
            World::Counterfactual => self.counterfactual,
            World::Symmetric => self.symmetric,
        }
    }
}

/// The claims and the worlds in which each is tested, in the order of the columns.
fn claim_columns(layout: &Layout) -> impl Iterator<Item = (usize, World)> + '_ {
    layout
        .claims
        .iter()
        .enumerate()
        .flat_map(|(index, claim)| claim.worlds().map(move |world| (index, world)))
}

/// `claim.russia-trails`, or `claim.russia-trails.counterfactual`.
fn claim_name(id: &str, world: World) -> String {
    match world {
        World::Scenario => format!("claim.{id}"),
        other => format!("claim.{id}.{}", other.word()),
    }
}

fn crossing_fields(id: &str, title: &str) -> [Field; 2] {
    let meaning = format!("{title}: date of the first passage; null: not before the end");
    let date = field(&format!("crossing.{id}"), DataType::Float64, About::unit("year", &meaning));
    let meaning = format!("{title}: already in the base year");
    let ahead =
        field(&format!("crossing.{id}.ahead_at_base"), DataType::Boolean, About::meaning(&meaning));
    [date, ahead]
}
