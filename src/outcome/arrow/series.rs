//! The trajectories that were asked for, in long form: one row for each run, observation and step.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_array::{UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, SchemaRef};

use super::{About, Reader, field, numbers, schema};
use crate::outcome::run::Run;
use crate::outcome::{Header, Layout, ObservationColumn};

/// The table of trajectories: its schema, and how runs become rows of it.
pub struct SeriesTable {
    schema: SchemaRef,
    /// Words of the date, metric, subject and object columns, and which one stands in each row of
    /// a run (−1: none).
    words: [Words; 4],
    /// Step of each row of a run.
    steps: Vec<u32>,
}

/// A column of words that repeats itself with every run.
struct Words {
    values: Arc<StringArray>,
    rows: Vec<i32>,
}

impl SeriesTable {
    pub fn new(layout: &Layout, header: &Header) -> SeriesTable {
        let n_steps = layout.dates.len();
        let kept: Vec<&ObservationColumn> =
            layout.series.iter().map(|&o| &layout.observations[o]).collect();
        let dates = Words {
            values: Arc::new(StringArray::from_iter_values(&layout.dates)),
            rows: (0..kept.len()).flat_map(|_| 0..n_steps as i32).collect(),
        };
        let each = |word: fn(&ObservationColumn) -> Option<&str>| {
            Words::repeated(kept.iter().map(|o| word(o)), n_steps)
        };
        let words = [
            dates,
            each(|o| Some(&o.metric)),
            each(|o| o.subject.as_deref()),
            each(|o| o.object.as_deref()),
        ];
        let steps = (0..kept.len()).flat_map(|_| 0..n_steps as u32).collect();
        SeriesTable { schema: schema(fields(), header), words, steps }
    }

    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The rows of complete runs, in the order given; a quarantined run has none.
    pub fn batch(&self, runs: &[Run]) -> RecordBatch {
        RecordBatch::try_new(self.schema.clone(), self.columns(runs))
            .expect("rows follow the schema")
    }

    fn columns(&self, runs: &[Run]) -> Vec<ArrayRef> {
        let complete: Vec<(u64, &[f64])> = runs
            .iter()
            .filter_map(|run| Some((run.run, run.result.as_ref().ok()?.series.as_slice())))
            .collect();
        let per_run = self.steps.len();
        let ids = complete.iter().flat_map(|&(run, _)| std::iter::repeat_n(run, per_run));
        let steps = complete.iter().flat_map(|_| self.steps.iter().copied());
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from_iter_values(ids)),
            Arc::new(UInt32Array::from_iter_values(steps)),
        ];
        columns.extend(self.words.iter().map(|words| words.column(complete.len())));
        columns.push(numbers(complete.iter().flat_map(|(_, series)| series.iter().copied())));
        columns
    }
}

/// Writes the values of one observation at one date to `values[run]`.
///
/// # Errors
/// A column that is missing or not what a table of trajectories holds.
pub fn read_series(
    batch: &RecordBatch,
    label: &str,
    date: &str,
    values: &mut [f64],
) -> Result<(), String> {
    let reader = Reader(batch);
    let (runs, numbers) = (reader.counts("run")?, reader.numbers("value")?);
    let word = |name: &str| {
        let column = reader.column::<DictionaryArray<Int32Type>>(name)?;
        let words = column.values().as_any().downcast_ref::<StringArray>();
        Ok::<_, String>((column.keys(), words.ok_or("words are not text")?))
    };
    let columns = [word("date")?, word("metric")?, word("subject")?, word("object")?];
    let mut named = HashMap::new();
    for row in 0..batch.num_rows() {
        let keys = columns.map(|(keys, _)| keys.is_valid(row).then(|| keys.value(row) as usize));
        let wanted = named.entry(keys).or_insert_with(|| {
            let mut said =
                keys.iter().zip(&columns).map(|(key, (_, words))| key.map(|k| words.value(k)));
            let mut next = || said.next().flatten();
            let (day, metric) = (next(), next().unwrap_or_default());
            let inside: Vec<&str> = [next(), next()].into_iter().flatten().collect();
            let name = if inside.is_empty() {
                metric.to_string()
            } else {
                format!("{metric}[{}]", inside.join(","))
            };
            day == Some(date) && name == label
        });
        if *wanted && let Some(value) = values.get_mut(runs[row] as usize) {
            *value = numbers[row];
        }
    }
    Ok(())
}

fn fields() -> Vec<Field> {
    let word = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let step = "step of the simulation; 0 is the base year";
    vec![
        field("run", DataType::UInt64, About::meaning("id of the run")),
        field("step", DataType::UInt32, About::meaning(step)),
        field("date", word(), About::meaning("label of the step")),
        field("metric", word(), About::meaning("name of the metric")),
        field("subject", word(), About::meaning("whom the metric is about")),
        field("object", word(), About::meaning("the other side, or the axis")),
        field("value", DataType::Float64, About::unit("the metric's unit", "null: not defined")),
    ]
}

impl Words {
    /// One word per observation, each standing for `n_steps` rows.
    fn repeated<'a>(words: impl Iterator<Item = Option<&'a str>>, n_steps: usize) -> Words {
        let mut values: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for word in words {
            let index = word.map_or(-1, |word| {
                let known = values.iter().position(|&v| v == word);
                known.unwrap_or_else(|| {
                    values.push(word);
                    values.len() - 1
                }) as i32
            });
            rows.extend(std::iter::repeat_n(index, n_steps));
        }
        Words { values: Arc::new(StringArray::from_iter_values(values)), rows }
    }

    fn column(&self, n_runs: usize) -> ArrayRef {
        let index = |&i: &i32| (i >= 0).then_some(i);
        let keys: Int32Array = (0..n_runs).flat_map(|_| self.rows.iter().map(index)).collect();
        Arc::new(DictionaryArray::<Int32Type>::new(keys, self.values.clone()))
    }
}
