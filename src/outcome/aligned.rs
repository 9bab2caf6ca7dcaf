//! Rows of runs cut where a file written at once would cut them: what a Parquet writer makes of
//! rows depends on the calls by which they reach it, so that a continued file must repeat them.

use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;

use super::growing::RowFile;
use super::parquet::Writer;
use super::run::BATCH;
use super::{Error, FileEntry};

/// A file of rows that name their run; its writer is called once for every [`BATCH`] run ids.
pub struct Aligned {
    writer: Writer,
    schema: SchemaRef,
    /// Rows of a batch of run ids that may go on.
    waiting: Vec<RecordBatch>,
    /// Which batch of run ids that is.
    batch: u64,
}

impl Aligned {
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Aligned, Error> {
        let writer = Writer::create(path, schema.clone())?;
        Ok(Aligned { writer, schema, waiting: Vec::new(), batch: 0 })
    }

    fn flush(&mut self) -> Result<(), Error> {
        match &self.waiting[..] {
            [] => return Ok(()),
            [one] => self.writer.write(one)?,
            several => {
                let whole = concat_batches(&self.schema, several);
                self.writer.write(&whole.expect("parts of one table have one schema"))?;
            }
        }
        self.waiting.clear();
        Ok(())
    }
}

impl RowFile for Aligned {
    /// Takes the next rows, in order of run ids; their schema may come from an older file.
    fn write(&mut self, rows: &RecordBatch) -> Result<(), Error> {
        let runs = rows.column(0).as_primitive::<UInt64Type>().values();
        let mut start = 0;
        while start < runs.len() {
            let batch = runs[start] / BATCH as u64;
            let end = runs.partition_point(|&run| run / BATCH as u64 <= batch);
            if batch != self.batch {
                self.flush()?;
                self.batch = batch;
            }
            let part = rows.slice(start, end - start).columns().to_vec();
            let part = RecordBatch::try_new(self.schema.clone(), part);
            self.waiting.push(part.expect("a table keeps its columns"));
            start = end;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<FileEntry, Error> {
        self.flush()?;
        self.writer.finish()
    }
}
