//! Record batches to Parquet files and back. The bytes depend on the rows alone: no time stamp, no
//! version of a library, no map in random order.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::Error;
use super::hashed::Hashed;
use super::manifest::FileEntry;
use super::run::BATCH;
use super::spilled::Spilled;

/// Rows in a row group. A record of each column of each group is held until the file is complete.
const ROWS_PER_GROUP: usize = 1 << 17;

/// Rows in a page of a column; this many rows are held in memory.
const ROWS_PER_PAGE: usize = 1024;

/// A Parquet file that is being written.
pub struct Writer {
    path: PathBuf,
    writer: ArrowWriter<Hashed>,
}

impl Writer {
    /// Creates the file.
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Writer, Error> {
        let hashed = Hashed::create(path)?;
        // Doubles of a simulation hardly repeat: a dictionary, statistics or compression (which
        // saves a fiftieth of them) would only cost time.
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("suasion ", env!("CARGO_PKG_VERSION")).to_string())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::None)
            .set_offset_index_disabled(true)
            .set_data_page_row_count_limit(ROWS_PER_PAGE)
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP));
        // Nor do the ids of runs, whose dictionary would be held in memory; they compress.
        for field in schema.fields() {
            let column: ColumnPath = vec![field.name().clone()].into();
            let floating = field.data_type().is_floating();
            if floating || field.data_type() == &DataType::UInt64 {
                properties = properties.set_column_dictionary_enabled(column.clone(), false);
            }
            if floating {
                properties = properties.set_column_compression(column, Compression::UNCOMPRESSED);
            }
        }
        let options = ArrowWriterOptions::new()
            .with_properties(properties.build())
            .with_page_store_factory(Arc::new(Spilled::beside(path)));
        let writer = ArrowWriter::try_new_with_options(hashed, schema, options);
        let writer = writer.map_err(Error::unreadable(path))?;
        Ok(Writer { path: path.to_path_buf(), writer })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.writer.write(batch).map_err(Error::unreadable(&self.path))
    }

    /// Completes the file and waits until it is on the disk.
    pub fn finish(self) -> Result<FileEntry, Error> {
        let path = self.path;
        self.writer.into_inner().map_err(Error::unreadable(&path))?.finish(&path)
    }
}

/// Writes a table that is complete.
pub fn write(path: &Path, batch: &RecordBatch) -> Result<FileEntry, Error> {
    let mut writer = Writer::create(path, batch.schema())?;
    writer.write(batch)?;
    writer.finish()
}

/// A table that is complete, as the bytes of a file.
pub fn bytes(batch: &RecordBatch) -> Result<Vec<u8>, Error> {
    let path = Path::new("the table");
    let place = tempfile::NamedTempFile::new().map_err(Error::io(path))?;
    write(place.path(), batch)?;
    std::fs::read(place.path()).map_err(Error::io(path))
}

/// Reads a file, or some of its columns (in the file's order), as batches.
pub fn read(path: &Path, columns: Option<&[&str]>) -> Result<Vec<RecordBatch>, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let mut builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    if let Some(names) = columns {
        let mut roots = Vec::with_capacity(names.len());
        for name in names {
            let missing = |_| Error::NoColumn { path: path.into(), column: name.to_string() };
            roots.push(builder.schema().index_of(name).map_err(missing)?);
        }
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        builder = builder.with_projection(mask);
    }
    let reader = builder.build().map_err(Error::unreadable(path))?;
    reader.map(|batch| batch.map_err(Error::unreadable(path))).collect()
}

/// Reads a file batch by batch, [`BATCH`] rows at a time.
pub fn batches(
    path: &Path,
) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + use<>, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    let reader = builder.with_batch_size(BATCH).build().map_err(Error::unreadable(path))?;
    let path = path.to_path_buf();
    Ok(reader.map(move |batch| batch.map_err(Error::unreadable(&path))))
}

/// Reads a file as it is asked for, in batches of so many rows.
pub fn reader(path: &Path, rows: usize) -> Result<ParquetRecordBatchReader, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    builder.with_batch_size(rows).build().map_err(Error::unreadable(path))
}

/// Rows of a file.
pub fn rows(path: &Path) -> Result<u64, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    Ok(builder.metadata().file_metadata().num_rows().unsigned_abs())
}

/// Reads one row of a file; `None` where the file is shorter.
pub fn read_row(path: &Path, row: usize) -> Result<Option<RecordBatch>, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    let reader = builder.with_offset(row).with_limit(1).build();
    let mut reader = reader.map_err(Error::unreadable(path))?;
    reader.next().transpose().map_err(Error::unreadable(path))
}

/// The columns of a file with their metadata.
pub fn schema(path: &Path) -> Result<SchemaRef, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::unreadable(path))?;
    Ok(builder.schema().clone())
}
