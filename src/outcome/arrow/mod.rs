//! Outcomes as Arrow record batches, and back. Every column carries its unit, meaning and source
//! as field metadata; every schema carries what the result is a result of.

mod findings;
mod runs;
mod series;
mod variance;

pub use findings::{
    claim_rows, claims_batch, crossing_rows, crossings_batch, summary_batch, summary_rows,
};
pub use runs::RunTable;
pub use series::{SeriesTable, read_series};
pub use variance::{variance_batch, variance_rows};

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow_array::{UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::Header;

/// What a column's metadata says of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// Empty for words, counts and truth values.
    pub unit: &'a str,
    pub meaning: &'a str,
    /// Empty where the column is defined here.
    pub source: &'a str,
}

impl<'a> About<'a> {
    /// A column that has a meaning but no unit.
    pub fn meaning(meaning: &'a str) -> About<'a> {
        About { meaning, ..About::default() }
    }

    /// A column with a unit.
    pub fn unit(unit: &'a str, meaning: &'a str) -> About<'a> {
        About { unit, meaning, source: "" }
    }
}

/// A nullable field with its unit, meaning and source; what is empty is left out.
pub fn field(name: &str, kind: DataType, about: About) -> Field {
    let entries = [("unit", about.unit), ("meaning", about.meaning), ("source", about.source)];
    let metadata: BTreeMap<String, String> = entries
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect();
    Field::new(name, kind, true).with_metadata(metadata)
}

/// A schema that says which scenario, seed, plan and version its rows come from.
pub fn schema(fields: Vec<Field>, header: &Header) -> SchemaRef {
    let metadata = [
        ("scenario".to_string(), header.scenario.clone()),
        ("scenario_sha256".to_string(), header.scenario_sha256()),
        ("seed".to_string(), header.seed.to_string()),
        ("plan".to_string(), header.plan.clone()),
        ("suasion".to_string(), header.version.clone()),
    ];
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

/// Numbers as a column; null stands for what is not finite.
pub fn numbers(values: impl Iterator<Item = f64>) -> ArrayRef {
    let values: Vec<f64> = values.collect();
    if values.iter().all(|v| v.is_finite()) {
        return Arc::new(Float64Array::from(values));
    }
    Arc::new(values.into_iter().map(|v| v.is_finite().then_some(v)).collect::<Float64Array>())
}

/// Truth values as a column; null where there is none.
pub fn truths(values: impl Iterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(values.collect::<BooleanArray>())
}

/// A table under construction: each call adds a column.
#[derive(Default)]
struct Table {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Table {
    fn add(&mut self, name: &str, about: About, column: ArrayRef) {
        self.fields.push(field(name, column.data_type().clone(), about));
        self.columns.push(column);
    }

    fn text<'a>(&mut self, name: &str, meaning: &str, values: impl Iterator<Item = &'a str>) {
        self.words(name, meaning, values.map(Some));
    }

    fn words<'a>(
        &mut self,
        name: &str,
        meaning: &str,
        values: impl Iterator<Item = Option<&'a str>>,
    ) {
        let column = values.collect::<StringArray>();
        self.add(name, About::meaning(meaning), Arc::new(column));
    }

    fn count(&mut self, name: &str, meaning: &str, values: impl Iterator<Item = u64>) {
        let column = UInt64Array::from_iter_values(values);
        self.add(name, About::meaning(meaning), Arc::new(column));
    }

    fn number(&mut self, name: &str, about: About, values: impl Iterator<Item = f64>) {
        self.add(name, about, numbers(values));
    }

    fn finish(self, header: &Header) -> RecordBatch {
        RecordBatch::try_new(schema(self.fields, header), self.columns)
            .expect("columns of one table have one length")
    }
}

/// Typed access to the columns of a batch that was read; a wrong or missing column is an error in
/// words.
struct Reader<'a>(&'a RecordBatch);

impl Reader<'_> {
    fn column<T: Array + 'static>(&self, name: &str) -> Result<&T, String> {
        let column = self.0.column_by_name(name).ok_or(format!("column `{name}` is missing"))?;
        let typed = column.as_any().downcast_ref::<T>();
        typed.ok_or(format!("column `{name}` holds {}", column.data_type()))
    }

    /// A column of words; null where there is none.
    fn words(&self, name: &str) -> Result<Vec<Option<String>>, String> {
        let column = self.column::<StringArray>(name)?;
        Ok(column.iter().map(|word| word.map(str::to_string)).collect())
    }

    fn text(&self, name: &str) -> Result<Vec<String>, String> {
        let words = self.words(name)?.into_iter();
        words.map(|word| word.ok_or(format!("column `{name}` has a gap"))).collect()
    }

    fn counts(&self, name: &str) -> Result<Vec<u64>, String> {
        Ok(self.column::<UInt64Array>(name)?.values().to_vec())
    }

    fn steps(&self, name: &str) -> Result<Vec<u32>, String> {
        Ok(self.column::<UInt32Array>(name)?.values().to_vec())
    }

    /// A column of numbers; NaN where there is none.
    fn numbers(&self, name: &str) -> Result<Vec<f64>, String> {
        Ok(self.column::<Float64Array>(name)?.iter().map(|v| v.unwrap_or(f64::NAN)).collect())
    }
}

/// Any column as numbers: truth values become 0 and 1, what is missing becomes NaN; `None` for
/// words.
pub fn as_numbers(column: &dyn Array) -> Option<Vec<f64>> {
    let any = column.as_any();
    if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        return Some(numbers.iter().map(|v| v.unwrap_or(f64::NAN)).collect());
    }
    if let Some(truths) = any.downcast_ref::<BooleanArray>() {
        let number = |truth: Option<bool>| truth.map_or(f64::NAN, |t| f64::from(u8::from(t)));
        return Some(truths.iter().map(number).collect());
    }
    let counts = any.downcast_ref::<UInt64Array>()?;
    Some(counts.values().iter().map(|&c| c as f64).collect())
}
