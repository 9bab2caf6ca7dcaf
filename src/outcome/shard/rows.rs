//! Rows of runs as Arrow files, written batch by batch and read back block by block.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt64Type;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::writer::FileWriter;
use arrow_ipc::{Block, root_as_footer};
use arrow_schema::{Field, Schema, SchemaRef};

use super::draft::{RUNS, TRAJECTORIES};
use super::{Shard, Shards};
use crate::outcome::checkpoint::Rows;
use crate::outcome::folder::Draft;
use crate::outcome::growing::RowFile;
use crate::outcome::hashed::Hashed;
use crate::outcome::{Error, FileEntry};

/// A file of rows that is being written.
pub(super) struct RowsFile {
    path: PathBuf,
    schema: SchemaRef,
    writer: FileWriter<Hashed>,
}

impl RowsFile {
    /// Creates the file. Units, meanings and sources stay out: they are in the scenario, and the
    /// merged file has them again.
    pub(super) fn create(path: &Path, schema: &Schema) -> Result<RowsFile, Error> {
        let bare = |field: &Arc<Field>| {
            Field::new(field.name(), field.data_type().clone(), field.is_nullable())
        };
        let schema = Arc::new(Schema::new(schema.fields().iter().map(bare).collect::<Vec<_>>()));
        let writer = FileWriter::try_new(Hashed::create(path)?, &schema);
        let writer = writer.map_err(Error::unreadable(path))?;
        Ok(RowsFile { path: path.to_path_buf(), schema, writer })
    }
}

impl RowFile for RowsFile {
    fn write(&mut self, rows: &RecordBatch) -> Result<(), Error> {
        let bare = RecordBatch::try_new(self.schema.clone(), rows.columns().to_vec());
        let written = bare.and_then(|bare| self.writer.write(&bare));
        written.map_err(Error::unreadable(&self.path))
    }

    fn finish(self) -> Result<FileEntry, Error> {
        let RowsFile { path, writer, .. } = self;
        writer.into_inner().map_err(Error::unreadable(&path))?.finish(&path)
    }
}

/// A file of rows that is being read: no more than one of its batches is in memory, and the file is
/// open only while one is read, since there may be more shards than files that may be open.
struct Reading {
    path: PathBuf,
    batches: std::vec::IntoIter<Block>,
    decoder: FileDecoder,
    schema: SchemaRef,
    /// What is left of the last batch.
    rest: Option<RecordBatch>,
}

impl Reading {
    /// Begins with a file; `like` is the schema of one that should be the same, to keep it once.
    fn open(path: PathBuf, like: Option<&SchemaRef>) -> Result<Reading, Error> {
        let mut file = File::open(&path).map_err(Error::io(&path))?;
        let mut end = [0; 10];
        let mut read = |from, into: &mut [u8]| {
            file.seek(from).and_then(|_| file.read_exact(into)).map_err(Error::io(&path))
        };
        read(SeekFrom::End(-10), &mut end)?;
        let length = read_footer_length(end).map_err(Error::unreadable(&path))?;
        let mut footer = vec![0; length];
        read(SeekFrom::End(-10 - length as i64), &mut footer)?;
        let footer = root_as_footer(&footer).map_err(Error::unreadable(&path))?;
        let schema = footer.schema().ok_or("it has no schema");
        let schema = schema.map_err(Error::unreadable(&path)).map(try_fb_to_schema)?;
        let schema = schema.map_err(Error::unreadable(&path))?;
        let schema = like.filter(|like| ***like == schema).cloned().unwrap_or(Arc::new(schema));
        let mut decoder = FileDecoder::new(schema.clone(), footer.version());
        for block in footer.dictionaries().into_iter().flatten() {
            let bytes = bytes(&path, block)?.into();
            decoder.read_dictionary(block, &bytes).map_err(Error::unreadable(&path))?;
        }
        let batches: Vec<Block> = footer.recordBatches().into_iter().flatten().copied().collect();
        Ok(Reading { batches: batches.into_iter(), decoder, schema, rest: None, path })
    }

    /// Hands on the rows of some runs, which come next; how many there are.
    fn rows(
        &mut self,
        runs: &Range<u64>,
        mut take: impl FnMut(&RecordBatch) -> Result<(), Error>,
    ) -> Result<u64, Error> {
        let mut taken = 0;
        while let Some(batch) = self.rest.take().map_or_else(|| self.batch(), |b| Ok(Some(b)))? {
            let ids = batch.column(0).as_primitive_opt::<UInt64Type>();
            let ids = ids.ok_or("its first column holds no ids of runs");
            let ids = ids.map_err(Error::unreadable(&self.path))?.values();
            if ids.first().is_some_and(|&first| first < runs.start) {
                let why = format!("run {} comes after later ones", ids[0]);
                return Err(Error::Unreadable { path: self.path.clone(), why });
            }
            let (n, here) = (ids.len(), ids.partition_point(|&run| run < runs.end));
            if here > 0 {
                take(&batch.slice(0, here))?;
                taken += here as u64;
            }
            if here < n {
                self.rest = Some(batch.slice(here, n - here));
                break;
            }
        }
        Ok(taken)
    }

    /// The next batch of the file.
    fn batch(&mut self) -> Result<Option<RecordBatch>, Error> {
        let Some(block) = self.batches.next() else { return Ok(None) };
        let bytes = bytes(&self.path, &block)?.into();
        self.decoder.read_record_batch(&block, &bytes).map_err(Error::unreadable(&self.path))
    }
}

/// The bytes of a message of a file.
fn bytes(path: &Path, block: &Block) -> Result<Vec<u8>, Error> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    file.seek(SeekFrom::Start(block.offset() as u64)).map_err(Error::io(path))?;
    let mut bytes = vec![0; block.metaDataLength() as usize + block.bodyLength() as usize];
    file.read_exact(&mut bytes).map_err(Error::io(path))?;
    Ok(bytes)
}

/// Writes the rows of all shards into a draft, in order of the runs. `progress` is told how many
/// more runs are written, and says whether to go on.
///
/// # Errors
/// Files that cannot be read or written, or lack a run.
///
/// # Panics
/// Where a shard is missing.
pub fn copy_rows(
    shards: &Shards,
    draft: &mut Draft,
    progress: &dyn Fn(u64) -> bool,
) -> Result<(), Error> {
    let runs = shards.header.runs;
    let (mut of_runs, mut of_series) = (Vec::new(), Vec::new());
    for shard in Shard::all(shards.of) {
        let member = shards.member(shard).expect("every shard is there");
        let open = |name: &str, known: &[Reading]| {
            let like = known.first().map(|reading| &reading.schema);
            Reading::open(member.folder.join(name), like)
        };
        of_runs.push(open(RUNS, &of_runs)?);
        if !shards.header.series.is_empty() {
            of_series.push(open(TRAJECTORIES, &of_series)?);
        }
    }
    for block in 0..Shard::blocks_of(runs) {
        let place = Shard::having(block, shards.of).place() as usize;
        let reading = &mut of_runs[place];
        let ids = Shard::block(block, runs);
        let n = reading.rows(&ids, |rows| draft.copy(Rows::Runs, rows))?;
        if n != ids.end - ids.start {
            let why = format!("it has {n} of the runs {} to {}", ids.start, ids.end - 1);
            return Err(Error::Unreadable { path: reading.path.clone(), why });
        }
        if let Some(reading) = of_series.get_mut(place) {
            reading.rows(&ids, |rows| draft.copy(Rows::Trajectories, rows))?;
        }
        if !progress(n) {
            return Ok(());
        }
    }
    Ok(())
}
