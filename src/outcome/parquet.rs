//! Record batches to Parquet files and back. The bytes depend on the rows alone: no time stamp, no
//! version of a library, no map in random order.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{
    ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriter, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::Error;
use super::doubles::Doubles;
use super::hashed::Hashed;
use super::manifest::FileEntry;
use super::run::BATCH;
use super::spilled::Spilled;

/// Rows in a row group. A record of each column of each group is held until the file is complete.
const ROWS_PER_GROUP: usize = 1 << 18;

/// Rows in a page of a column.
const ROWS_PER_PAGE: usize = 1024;

/// A Parquet file that is being written.
pub struct Writer {
    path: PathBuf,
    schema: SchemaRef,
    file: SerializedFileWriter<Hashed>,
    encoders: ArrowRowGroupWriterFactory,
    /// The columns of the row group at hand: doubles, and others, which are encoded as they come.
    doubles: Doubles,
    others: Vec<Option<ArrowColumnWriter>>,
    /// Its rows.
    rows: usize,
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
        let writer = ArrowWriter::try_new_with_options(hashed, schema.clone(), options);
        let parts = writer.and_then(ArrowWriter::into_serialized_writer);
        let (file, encoders) = parts.map_err(Error::unreadable(path))?;
        let (path, doubles) = (path.to_path_buf(), Doubles::beside(path));
        Ok(Writer { path, schema, file, encoders, doubles, others: Vec::new(), rows: 0 })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let mut first = 0;
        while first < batch.num_rows() {
            let fit = Doubles::MOST.min(ROWS_PER_GROUP - self.rows);
            let rows = fit.min(batch.num_rows() - first);
            let part = batch.slice(first, rows);
            self.write_part(&part).map_err(Error::unreadable(&self.path))?;
            first += rows;
        }
        Ok(())
    }

    /// Takes rows of one row group.
    fn write_part(&mut self, rows: &RecordBatch) -> Result<(), ParquetError> {
        if self.rows == 0 {
            let group = self.file.flushed_row_groups().len();
            let all = self.encoders.create_column_writers(group)?;
            let fields = self.schema.fields().iter();
            let other = |(field, encoder): (&Arc<_>, _)| (!Doubles::has(field)).then_some(encoder);
            self.others = fields.zip(all).map(other).collect();
        }
        let fields = self.schema.fields().iter().zip(rows.columns());
        let doubles = fields.clone().filter(|(field, _)| Doubles::has(field));
        self.doubles.put(rows.num_rows(), doubles.map(|(_, column)| column))?;
        for ((field, column), encoder) in fields.zip(&mut self.others) {
            if let Some(encoder) = encoder {
                compute_leaves(field, column)?.iter().try_for_each(|leaf| encoder.write(leaf))?;
            }
        }
        self.rows += rows.num_rows();
        if self.rows == ROWS_PER_GROUP { self.end_group() } else { Ok(()) }
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        let mut double = 0;
        for encoder in std::mem::take(&mut self.others) {
            if let Some(encoder) = encoder {
                encoder.close()?.append_to_row_group(&mut group)?;
                continue;
            }
            let mut column = group.next_column()?.expect("the file has the schema's columns");
            self.doubles.write(double, column.typed())?;
            column.close()?;
            double += 1;
        }
        group.close()?;
        self.doubles.clear();
        self.rows = 0;
        Ok(())
    }

    /// Completes the file and waits until it is on the disk.
    pub fn finish(mut self) -> Result<FileEntry, Error> {
        self.end_group().map_err(Error::unreadable(&self.path))?;
        self.file.into_inner().map_err(Error::unreadable(&self.path))?.finish(&self.path)
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

#[cfg(test)]
mod tests {
    use arrow_array::{ArrayRef, BooleanArray, Float64Array, StringArray, UInt64Array};
    use arrow_schema::{Field, Schema};
    use arrow_select::concat::concat_batches;

    use super::*;

    /// Rows of every kind of column, with and without what is not there.
    fn rows(ids: std::ops::Range<u64>) -> RecordBatch {
        let of = |column: fn(u64) -> Option<f64>| -> ArrayRef {
            Arc::new(ids.clone().map(column).collect::<Float64Array>())
        };
        let columns: [(&str, ArrayRef, bool); 6] = [
            ("run", Arc::new(UInt64Array::from_iter_values(ids.clone())), true),
            ("all", of(|i| Some(i as f64 / 7.0)), true),
            (
                "word",
                Arc::new(
                    ids.clone().map(|i| Some(["a", "b"][i as usize % 2])).collect::<StringArray>(),
                ),
                true,
            ),
            ("some", of(|i| (i % 1000 != 3 || i < 3000).then_some(-(i as f64))), true),
            (
                "truth",
                Arc::new(
                    ids.clone()
                        .map(|i| (i % 3 > 0).then_some(i % 2 == 0))
                        .collect::<BooleanArray>(),
                ),
                true,
            ),
            ("always", of(|i| Some(f64::from_bits(0x7ff8_0000_0000_0000 + i % 5))), false),
        ];
        let field = |(name, column, null): &(&str, ArrayRef, bool)| {
            Field::new(*name, column.data_type().clone(), *null)
        };
        let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
        let columns = columns.into_iter().map(|(_, column, _)| column).collect();
        RecordBatch::try_new(Arc::new(schema), columns).unwrap()
    }

    #[test]
    fn rows_come_back_from_several_groups_however_they_are_handed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let n = ROWS_PER_GROUP as u64 * 2 + 777;
        let mut first = 0;
        let mut writer = Writer::create(&path, rows(0..1).schema()).unwrap();
        for length in [1, 255, 256, 5000, 3, 1024, 100_001, 7].into_iter().cycle() {
            let last = n.min(first + length);
            writer.write(&rows(first..last)).unwrap();
            first = last;
            if first == n {
                break;
            }
        }
        writer.finish().unwrap();
        let groups = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap());
        let groups = groups.unwrap().metadata().row_groups().to_vec();
        let lengths: Vec<i64> = groups.iter().map(|group| group.num_rows()).collect();
        assert_eq!(lengths, [ROWS_PER_GROUP as i64, ROWS_PER_GROUP as i64, 777]);
        let read = read(&path, None).unwrap();
        let read = concat_batches(&read[0].schema(), &read).unwrap();
        // A number that is none is as it was, to the bit.
        assert_eq!(read.columns(), rows(0..n).columns());
    }

    #[test]
    fn a_file_is_that_of_the_library_s_own_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        let mut writer = Writer::create(&path, rows(0..1).schema()).unwrap();
        let properties = writer.file.properties().as_ref().clone();
        let options =
            ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let mut plain = ArrowWriter::try_new_with_options(Vec::new(), rows(0..1).schema(), options);
        for first in (0..9000).step_by(256) {
            let rows = rows(first..first + 256);
            writer.write(&rows).unwrap();
            plain.as_mut().unwrap().write(&rows).unwrap();
        }
        writer.finish().unwrap();
        assert!(std::fs::read(&path).unwrap() == plain.unwrap().into_inner().unwrap());
    }

    #[test]
    fn a_table_without_rows_has_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        write(&path, &rows(0..0)).unwrap();
        assert_eq!(super::rows(&path).unwrap(), 0);
        assert_eq!(schema(&path).unwrap(), rows(0..1).schema());
    }
}
