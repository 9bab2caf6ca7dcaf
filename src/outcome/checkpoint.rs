//! What survives of an ensemble whose program was killed: the runs until the last checkpoint, and
//! the standing of its summaries after them.
//!
//! A checkpoint is a folder inside the draft. The runs since the last checkpoint go into a *segment*,
//! as they come or all at the end; a checkpoint closes it and then replaces `standing` by one
//! rename. The standing says how many segments belong to it; what a killed program wrote beyond
//! them is overwritten by the next. Nothing waits for the disk: a killed program loses nothing, a
//! power failure may cost the checkpoint.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use serde::{Deserialize, Serialize};

use super::manifest::Header;
use super::standing::{Standing, State};
use super::{Error, parquet};

/// Version of the checkpoint's layout.
const FORMAT: u32 = 1;
const STANDING: &str = "standing";
/// Segments as they are written: without compression, at the speed of the disk.
const ARROW: &str = "arrow";
/// Segments that are the table of a result.
const PARQUET: &str = "parquet";

/// The kinds of rows that a segment keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Runs,
    Trajectories,
}

impl Rows {
    /// A segment's file; the first one may be the table of a result.
    fn segment(self, folder: &Path, number: u32, ending: &str) -> PathBuf {
        let word = match self {
            Rows::Runs => "runs",
            Rows::Trajectories => "trajectories",
        };
        folder.join(format!("{word}-{number:06}.{ending}"))
    }
}

/// The checkpoint's file, as it is read; as it is written, with references.
#[derive(Serialize, Deserialize)]
struct Head<H = Header, S = Standing> {
    format: u32,
    header: H,
    segments: u32,
    standing: S,
}

/// A checkpoint on the disk.
pub struct Checkpoint {
    folder: PathBuf,
    pub header: Header,
    /// What was read, or its number of runs alone where it was written since.
    pub standing: Standing,
    segments: u32,
    /// The files of the next segment.
    open: Vec<Segment>,
}

/// A file of rows since the last checkpoint.
struct Segment {
    kind: Rows,
    path: PathBuf,
    writer: StreamWriter<BufWriter<File>>,
}

impl Segment {
    fn write(&mut self, batches: &[RecordBatch]) -> Result<(), Error> {
        let written = batches.iter().try_for_each(|batch| self.writer.write(batch));
        written.map_err(Error::unreadable(&self.path))
    }

    fn finish(self) -> Result<(), Error> {
        let Segment { path, writer, .. } = self;
        let file = writer.into_inner().map_err(Error::unreadable(&path))?;
        file.into_inner().map_err(|error| Error::io(&path)(error.into_error())).map(|_| ())
    }
}

impl Checkpoint {
    /// Whether a folder holds one.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(STANDING).exists()
    }

    /// The checkpoint in a folder, if there is one.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn open(folder: &Path) -> Result<Option<Checkpoint>, Error> {
        let path = folder.join(STANDING);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(&path)(error)),
        };
        let head: Head = postcard::from_bytes(&bytes).map_err(Error::unreadable(&path))?;
        if head.format != FORMAT {
            let why = format!("format {}; this version reads {FORMAT}", head.format);
            return Err(Error::Unreadable { path, why });
        }
        let Head { header, segments, standing, .. } = head;
        Ok(Some(Checkpoint::new(folder, header, standing, segments)))
    }

    fn new(folder: &Path, header: Header, standing: Standing, segments: u32) -> Checkpoint {
        Checkpoint { folder: folder.to_path_buf(), header, standing, segments, open: Vec::new() }
    }

    /// Begins with the rows of a result as the first segment; where its files lie on the same
    /// disk, nothing is copied.
    pub fn of_result(
        folder: &Path,
        header: Header,
        standing: Standing,
        files: &[(Rows, PathBuf)],
    ) -> Result<Checkpoint, Error> {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        for (rows, file) in files {
            link(file, &rows.segment(folder, 0, PARQUET))?;
        }
        let checkpoint = Checkpoint::new(folder, header, standing, 1);
        checkpoint.write()?;
        Ok(checkpoint)
    }

    /// A checkpoint without runs, which nothing on the disk shows yet.
    pub fn empty(folder: &Path, header: Header) -> Checkpoint {
        Checkpoint::new(folder, header, Standing { runs: 0, state: State::default() }, 0)
    }

    /// Takes rows since the last checkpoint, for the next one.
    pub fn append(&mut self, kind: Rows, batches: &[RecordBatch]) -> Result<(), Error> {
        let Some(first) = batches.first() else { return Ok(()) };
        if let Some(segment) = self.open.iter_mut().find(|segment| segment.kind == kind) {
            return segment.write(batches);
        }
        fs::create_dir_all(&self.folder).map_err(Error::io(&self.folder))?;
        let path = kind.segment(&self.folder, self.segments, ARROW);
        // The writer hands on every column by itself.
        let file = BufWriter::new(File::create(&path).map_err(Error::io(&path))?);
        let writer = StreamWriter::try_new(file, &first.schema());
        let writer = writer.map_err(Error::unreadable(&path))?;
        let mut segment = Segment { kind, path, writer };
        segment.write(batches)?;
        self.open.push(segment);
        Ok(())
    }

    /// Makes what was appended part of the checkpoint, which then stands here.
    pub fn close(&mut self, standing: Standing) -> Result<(), Error> {
        self.open.drain(..).try_for_each(Segment::finish)?;
        self.segments += 1;
        self.standing = standing;
        self.write()?;
        // Nothing asks for more than the runs before it is read again.
        self.standing.state = State::default();
        Ok(())
    }

    /// Removes the checkpoint in a folder, if there is one; the standing goes first, so that a
    /// program killed meanwhile leaves none rather than a part of one.
    pub fn remove(folder: &Path) -> Result<(), Error> {
        if !folder.exists() {
            return Ok(());
        }
        let standing = folder.join(STANDING);
        if standing.exists() {
            fs::remove_file(&standing).map_err(Error::io(&standing))?;
        }
        fs::remove_dir_all(folder).map_err(Error::io(folder))
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same checkpoint in another folder.
    pub fn adopt(&self, folder: &Path) -> Result<Checkpoint, Error> {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        for number in 0..self.segments {
            for kind in [Rows::Runs, Rows::Trajectories] {
                for ending in [ARROW, PARQUET] {
                    let from = kind.segment(&self.folder, number, ending);
                    if from.exists() {
                        link(&from, &kind.segment(folder, number, ending))?;
                    }
                }
            }
        }
        let (header, standing) = (self.header.clone(), self.standing.clone());
        let checkpoint = Checkpoint::new(folder, header, standing, self.segments);
        checkpoint.write()?;
        Ok(checkpoint)
    }

    /// Every row of a kind, in order.
    pub fn rows(&self, kind: Rows) -> impl Iterator<Item = Result<RecordBatch, Error>> + use<'_> {
        (0..self.segments).flat_map(move |number| {
            let segment = |ending| kind.segment(&self.folder, number, ending);
            let batches = if segment(PARQUET).exists() {
                parquet::batches(&segment(PARQUET)).map(|batches| Box::new(batches) as Batches)
            } else {
                arrow_batches(&segment(ARROW))
            };
            batches.unwrap_or_else(|error| Box::new(std::iter::once(Err(error))))
        })
    }

    fn write(&self) -> Result<(), Error> {
        let (header, standing) = (&self.header, &self.standing);
        let head = Head { format: FORMAT, header, segments: self.segments, standing };
        let path = self.folder.join(STANDING);
        let file = tempfile::NamedTempFile::new_in(&self.folder).map_err(Error::io(&path))?;
        let written = postcard::to_io(&head, BufWriter::new(file));
        let file = written.map_err(Error::unreadable(&path))?;
        let file = file.into_inner().map_err(|error| Error::io(&path)(error.into_error()))?;
        file.persist(&path).map_err(|error| Error::io(&path)(error.error))?;
        Ok(())
    }
}

/// The same file under another name, or a copy where the disk is another.
fn link(from: &Path, to: &Path) -> Result<(), Error> {
    let _ = fs::remove_file(to);
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ())).map_err(Error::io(from))
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, Error>>>;

fn arrow_batches(path: &Path) -> Result<Batches, Error> {
    let file = BufReader::new(File::open(path).map_err(Error::io(path))?);
    let reader = StreamReader::try_new(file, None).map_err(Error::unreadable(path))?;
    let path = path.to_path_buf();
    Ok(Box::new(reader.map(move |batch| batch.map_err(Error::unreadable(&path)))))
}
