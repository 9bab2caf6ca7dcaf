//! The files of an ensemble that grow run by run, and the checkpoint beside them: what a result and
//! a shard in the making have in common.

use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::arrow::{RunTable, SeriesTable};
use super::checkpoint::{Checkpoint, Rows};
use super::run::Run;
use super::standing::Standing;
use super::workplace::Workplace;
use super::{Error, FileEntry, Header, Layout};

/// How much of the rows of a file since the last checkpoint is held in memory, bytes: short ensembles
/// need no checkpoint, long ones must not grow.
const MOST_FRESH: usize = 1 << 20;

/// A file of rows that is being written.
pub(super) trait RowFile: Sized {
    fn write(&mut self, rows: &RecordBatch) -> Result<(), Error>;

    /// Completes the file and waits until it is on the disk.
    fn finish(self) -> Result<FileEntry, Error>;
}

/// The files, and where the ensemble stands.
pub(super) struct Growing<F> {
    place: Workplace,
    runs: Part<RunTable, F>,
    series: Option<Part<SeriesTable, F>>,
    checkpoint: Checkpoint,
    standing: Option<Standing>,
}

/// One of the files.
struct Part<T, F> {
    table: T,
    file: F,
    /// The last rows, as far as no segment of the checkpoint holds them.
    fresh: Vec<RecordBatch>,
    /// What they take, bytes.
    bytes: usize,
}

impl<T, F: RowFile> Part<T, F> {
    fn new(table: T, file: F) -> Part<T, F> {
        Part { table, file, fresh: Vec::new(), bytes: 0 }
    }

    fn write(&mut self, rows: RecordBatch) -> Result<(), Error> {
        self.file.write(&rows)?;
        self.bytes += rows.get_array_memory_size();
        self.fresh.push(rows);
        Ok(())
    }

    /// Completes the file; what is held goes first, since a row group is closed here.
    fn finish(self) -> Result<FileEntry, Error> {
        drop(self.fresh);
        self.file.finish()
    }

    /// Hands what is held to the checkpoint's next segment, if it is more than `most` bytes.
    fn spill(&mut self, most: usize, kind: Rows, to: &mut Checkpoint) -> Result<(), Error> {
        if self.bytes > most {
            to.append(kind, &std::mem::take(&mut self.fresh))?;
            self.bytes = 0;
        }
        Ok(())
    }
}

impl<F: RowFile> Growing<F> {
    /// Begins with the rows of a checkpoint. `create` makes the file of each kind of rows in the
    /// folder.
    pub fn begin(
        header: &Header,
        layout: &Layout,
        (place, checkpoint): (Workplace, Checkpoint),
        create: impl Fn(&Path, Rows, SchemaRef) -> Result<F, Error>,
    ) -> Result<Growing<F>, Error> {
        let table = RunTable::new(layout, header);
        let file = create(place.path(), Rows::Runs, table.schema())?;
        let runs = Part::new(table, file);
        let mut series = None;
        if !layout.series.is_empty() {
            let table = SeriesTable::new(layout, header);
            let file = create(place.path(), Rows::Trajectories, table.schema())?;
            series = Some(Part::new(table, file));
        }
        let mut growing = Growing { place, runs, series, checkpoint, standing: None };
        for rows in growing.checkpoint.rows(Rows::Runs) {
            growing.runs.file.write(&rows?)?;
        }
        if let Some(series) = &mut growing.series {
            for rows in growing.checkpoint.rows(Rows::Trajectories) {
                series.file.write(&rows?)?;
            }
        }
        Ok(growing)
    }

    /// Takes rows that another program made, in order of their runs; no checkpoint keeps them.
    pub fn copy(&mut self, kind: Rows, rows: &RecordBatch) -> Result<(), Error> {
        match (kind, &mut self.series) {
            (Rows::Runs, _) => self.runs.file.write(rows),
            (Rows::Trajectories, Some(series)) => series.file.write(rows),
            (Rows::Trajectories, None) => Ok(()),
        }
    }

    pub fn record(&mut self, runs: &[Run]) -> Result<(), Error> {
        let rows = self.runs.table.batch(runs);
        self.runs.write(rows)?;
        if let Some(series) = &mut self.series {
            let rows = series.table.batch(runs);
            series.write(rows)?;
        }
        self.spill(MOST_FRESH)
    }

    fn spill(&mut self, most: usize) -> Result<(), Error> {
        self.runs.spill(most, Rows::Runs, &mut self.checkpoint)?;
        match &mut self.series {
            Some(series) => series.spill(most, Rows::Trajectories, &mut self.checkpoint),
            None => Ok(()),
        }
    }

    /// Adds what is new to the checkpoint, which then outlives the program.
    pub fn checkpoint(&mut self, standing: Standing) -> Result<(), Error> {
        self.spill(0)?;
        self.checkpoint.close(standing)?;
        self.place.keep();
        Ok(())
    }

    /// Says where the ensemble stands after the last run.
    pub fn end(&mut self, standing: Standing) {
        self.standing = Some(standing);
    }

    /// Leaves what is new as a checkpoint, for another program to go on from.
    pub fn pause(&mut self) -> Result<(), Error> {
        match self.standing.take() {
            Some(standing) if standing.runs > self.checkpoint.standing.runs => {
                self.checkpoint(standing)
            }
            _ => Ok(()),
        }
    }

    /// Where the ensemble stood when it was begun, if it goes on with a checkpoint.
    pub fn continued(&self) -> Option<Standing> {
        let standing = &self.checkpoint.standing;
        (standing.runs > 0).then(|| standing.clone())
    }

    /// Completes the files.
    pub fn finish(self) -> Result<Grown, Error> {
        let Growing { place, runs, series, standing, .. } = self;
        let runs = runs.finish()?;
        let series = series.map(Part::finish).transpose()?;
        Ok(Grown { place, runs, series, standing })
    }
}

/// The files, complete, in a folder that is not.
pub(super) struct Grown {
    pub place: Workplace,
    pub runs: FileEntry,
    pub series: Option<FileEntry>,
    /// Where the ensemble stands after the last run, where it was told.
    pub standing: Option<Standing>,
}
