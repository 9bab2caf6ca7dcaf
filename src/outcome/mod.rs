//! The results of an ensemble: a header, the merged tables, and one row for every run.
//!
//! ```text
//! Draft::create → record … record → finish → Outcome     Outcome::open ← folder
//! ```
//!
//! A result folder holds
//!
//! | file | rows |
//! | --- | --- |
//! | `manifest.json` | what it is a result of, which runs are behind it, digests of the files |
//! | `summary.parquet` | one for each observation and step: mean, spread, quantiles |
//! | `claims.parquet` | one for each claim, world and part of the runs told apart by structure |
//! | `crossings.parquet` | one for each crossing and part of the runs |
//! | `variance.parquet` | one for each outcome that varies: what its variance comes from |
//! | `runs.parquet` | one for each run: drawn numbers, verdicts, dates, the last step's metrics |
//! | `trajectories.parquet` | one for each run, observation and step, of the metrics asked for |
//! | `ensemble.standing` | no table: what a continuation of the ensemble needs |
//!
//! The same header gives the same bytes in every Parquet file, on any number of threads.

mod aligned;
pub mod arrow;
mod aside;
mod checkpoint;
mod comparison;
mod doubles;
mod error;
mod findings;
mod folder;
mod growing;
mod hashed;
mod layout;
mod manifest;
pub mod parquet;
mod run;
mod saving;
mod shard;
mod source;
mod spilled;
mod split;
mod standing;
mod table;
mod workplace;

pub use comparison::{
    AssumptionRow, ClaimDifference, Comparison, CrossingDifference, LevelRow, OutcomeDifference,
    Subject, SurvivalRow, Warning,
};
pub use error::Error;
pub use findings::{
    ClaimRow, CrossingRow, FailedRun, Findings, Part, Proportion, QUANTILES, SummaryRow, Tally,
    Timing, World,
};
pub use folder::{Draft, default_folder};
pub use layout::{ClaimColumn, CrossingColumn, Layout, NumberColumn, ObservationColumn, Split};
pub use manifest::{FileEntry, Header, Input, Manifest, sha256};
pub use run::{BATCH, Failure, Observed, Passage, Recorder, Run, Verdict};
pub use shard::{
    Flaw, Looked, Member, Shard, ShardDraft, ShardManifest, Shards, copy_rows, shards_in,
    store_partial,
};
pub use source::continuation;
pub use split::{Origin, SplitRow, Splits};
pub use standing::{Standing, State};
pub(crate) use table::rows;
pub use table::{Column, Datum, Head, Kind, Row, Table, Value};

use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

/// The result of an ensemble.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub header: Header,
    pub findings: Findings,
    /// One row per run.
    pub runs: Runs,
}

/// Where the rows of the single runs are.
#[derive(Clone, Debug)]
pub enum Runs {
    Memory(Vec<RecordBatch>),
    File(PathBuf),
}

impl Runs {
    /// The result folder, where there is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Runs::File(path) => path.parent(),
            Runs::Memory(_) => None,
        }
    }

    /// The columns, with units, meanings and sources in their metadata.
    pub fn schema(&self) -> Result<SchemaRef, Error> {
        match self {
            Runs::File(path) => parquet::schema(path),
            Runs::Memory(batches) => {
                let first = batches.first().map(RecordBatch::schema);
                Ok(first.unwrap_or_else(|| std::sync::Arc::new(arrow_schema::Schema::empty())))
            }
        }
    }

    /// A column as numbers, one for each run in order of ids: truth values are 0 and 1, NaN
    /// stands for what a run does not define. Columns of words are refused.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, Error> {
        Ok(self.columns(&[name])?.remove(0))
    }

    /// Several columns at once, each like [`Runs::column`], in the order of the names.
    pub fn columns(&self, names: &[&str]) -> Result<Vec<Vec<f64>>, Error> {
        let read;
        let (batches, path) = match self {
            Runs::Memory(batches) => (batches, Path::new("the table of runs")),
            Runs::File(path) => {
                read = parquet::read(path, Some(names))?;
                (&read, path.as_path())
            }
        };
        let mut all = vec![Vec::new(); names.len()];
        for batch in batches {
            for (name, values) in names.iter().zip(&mut all) {
                let numbers = batch.column_by_name(name).and_then(|c| arrow::as_numbers(c));
                let missing = || Error::NoColumn { path: path.into(), column: name.to_string() };
                values.extend(numbers.ok_or_else(missing)?);
            }
        }
        Ok(all)
    }
}

impl Outcome {
    /// An observation at a date (the label of a step), one value for each run in order of ids; NaN
    /// stands for a run that does not define it. `None` where the result does not keep it of every
    /// run: it keeps all observations at the last step, the ones shown first at the report's
    /// dates, and the trajectories that were asked for.
    pub fn values(&self, label: &str, date: &str) -> Result<Option<Vec<f64>>, Error> {
        let last = self.findings.summary.last().is_some_and(|row| row.date == date);
        let shown = format!("{label}@{date}");
        let schema = self.runs.schema()?;
        for name in [last.then_some(label), Some(shown.as_str())].into_iter().flatten() {
            if schema.index_of(name).is_ok() {
                return self.runs.column(name).map(Some);
            }
        }
        match &self.runs {
            Runs::File(path) => {
                self.of_trajectories(&path.with_file_name(folder::TRAJECTORIES), label, date)
            }
            Runs::Memory(_) => Ok(None),
        }
    }

    fn of_trajectories(
        &self,
        path: &Path,
        label: &str,
        date: &str,
    ) -> Result<Option<Vec<f64>>, Error> {
        let kept = |name: &String| name == label || label.starts_with(&format!("{name}["));
        if !self.header.series.iter().any(kept) || !path.exists() {
            return Ok(None);
        }
        let mut values = vec![f64::NAN; self.findings.tally.simulated as usize];
        for batch in parquet::read(path, None)? {
            arrow::read_series(&batch, label, date, &mut values)
                .map_err(Error::unreadable(path))?;
        }
        Ok(Some(values))
    }
}

/// Keeps the runs in memory, for a result that needs no file.
pub struct Kept {
    header: Header,
    table: arrow::RunTable,
    batches: Vec<RecordBatch>,
}

impl Kept {
    pub fn new(header: Header, layout: &Layout) -> Kept {
        let table = arrow::RunTable::new(layout, &header);
        Kept { header, table, batches: Vec::new() }
    }

    /// Puts the runs together with the merged tables.
    pub fn finish(self, findings: Findings) -> Outcome {
        let header = Header { runs: findings.tally.requested, ..self.header };
        Outcome { header, findings, runs: Runs::Memory(self.batches) }
    }
}

impl Recorder for Kept {
    fn record(&mut self, runs: &[Run]) -> Result<(), Error> {
        self.batches.push(self.table.batch(runs));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
