//! A shard in the making: like a result it is complete or not there, and its last checkpoint is
//! what a killed one goes on from.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use serde::{Deserialize, Serialize};

use super::Shard;
use super::manifest::ShardManifest;
use super::rows::RowsFile;
use crate::outcome::arrow::{RunTable, SeriesTable};
use crate::outcome::checkpoint::{Checkpoint, Rows, Standing};
use crate::outcome::folder::{self, MANIFEST, STANDING};
use crate::outcome::workplace::{CHECKPOINT, Workplace};
use crate::outcome::{Error, Header, Layout, Recorder, Run, Timing};

pub(super) const RUNS: &str = "runs.arrow";
pub(super) const TRAJECTORIES: &str = "trajectories.arrow";
pub(super) const BATCHES: &str = "variance.batches";
/// Beside the checkpoint: which shard it is of.
const IDENTITY: &str = "shard.json";
/// How much of the rows since the last checkpoint is held in memory, bytes.
const MOST_FRESH: usize = 64 << 20;

/// The identity of a shard that is not finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Identity {
    shard: Shard,
    header: Header,
}

/// A shard's folder in the making; dropped before [`finish`](ShardDraft::finish), it leaves nothing
/// but its last checkpoint.
pub struct ShardDraft {
    target: PathBuf,
    replace: bool,
    place: Workplace,
    identity: Identity,
    runs: Part<RunTable>,
    series: Option<Part<SeriesTable>>,
    checkpoint: Checkpoint,
    standing: Option<Standing>,
}

/// One of the files that grow run by run.
struct Part<T> {
    table: T,
    file: RowsFile,
    /// Rows since the last checkpoint.
    fresh: Vec<RecordBatch>,
    /// What they take, bytes.
    bytes: usize,
}

impl<T> Part<T> {
    fn create(table: T, file: Result<RowsFile, Error>) -> Result<Part<T>, Error> {
        Ok(Part { table, file: file?, fresh: Vec::new(), bytes: 0 })
    }

    fn write(&mut self, rows: RecordBatch) -> Result<(), Error> {
        self.file.write(&rows)?;
        self.bytes += rows.get_array_memory_size();
        self.fresh.push(rows);
        Ok(())
    }

    fn take(&mut self) -> Vec<RecordBatch> {
        self.bytes = 0;
        std::mem::take(&mut self.fresh)
    }
}

/// The shard, header and number of runs behind it of what was begun at a target and not finished.
///
/// # Errors
/// Something that cannot be read.
pub fn unfinished(target: &Path) -> Result<Option<(Shard, Header, u64)>, Error> {
    let place = Workplace::of(target);
    let Some(Identity { shard, header }) = identity(&place)? else { return Ok(None) };
    let kept = Checkpoint::open(&place.join(CHECKPOINT))?;
    Ok(kept.map(|kept| (shard, header, kept.standing.runs)))
}

fn identity(place: &Path) -> Result<Option<Identity>, Error> {
    let path = place.join(IDENTITY);
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(Error::unreadable(&path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(&path)(error)),
    }
}

impl ShardDraft {
    /// Begins the folder of a shard, or goes on with the checkpoint that an interrupted making of
    /// the same shard left; the standing then says where it is. `replace` begins anew and replaces
    /// what is there.
    ///
    /// # Errors
    /// Another target, or a checkpoint of something else, is there.
    pub fn create(
        target: &Path,
        replace: bool,
        shard: Shard,
        header: Header,
        layout: &Layout,
    ) -> Result<(ShardDraft, Option<Standing>), Error> {
        if !replace && target.exists() {
            return Err(Error::Exists { path: target.to_path_buf() });
        }
        let place = Workplace::claim(target)?;
        let identity = Identity { shard, header };
        let kept = if replace { None } else { Checkpoint::open(&place.checkpoint())? };
        let checkpoint = match kept {
            Some(kept) => {
                let known = self::identity(place.path())?;
                let same = known.is_some_and(|known| known.same(&identity));
                if !same {
                    let runs = kept.standing.runs;
                    return Err(Error::Unfinished { path: target.to_path_buf(), runs });
                }
                kept
            }
            None => {
                place.clear()?;
                let path = place.path().join(IDENTITY);
                let text = serde_json::to_string(&identity).map_err(Error::unreadable(&path))?;
                fs::write(&path, text).map_err(Error::io(&path))?;
                Checkpoint::empty(&place.checkpoint(), identity.header.clone())
            }
        };
        let standing = (checkpoint.standing.runs > 0).then(|| checkpoint.standing.clone());
        let table = RunTable::new(layout, &identity.header);
        let file = RowsFile::create(&place.path().join(RUNS), &table.schema());
        let runs = Part::create(table, file)?;
        let mut series = None;
        if !layout.series.is_empty() {
            let table = SeriesTable::new(layout, &identity.header);
            let file = RowsFile::create(&place.path().join(TRAJECTORIES), &table.schema());
            series = Some(Part::create(table, file)?);
        }
        let target = target.to_path_buf();
        let mut draft = ShardDraft {
            target,
            replace,
            place,
            identity,
            runs,
            series,
            checkpoint,
            standing: None,
        };
        draft.copy_checkpoint()?;
        Ok((draft, standing))
    }

    /// Writes the rows that the checkpoint has.
    fn copy_checkpoint(&mut self) -> Result<(), Error> {
        for rows in self.checkpoint.rows(Rows::Runs) {
            self.runs.file.write(&rows?)?;
        }
        if let Some(series) = &mut self.series {
            for rows in self.checkpoint.rows(Rows::Trajectories) {
                series.file.write(&rows?)?;
            }
        }
        Ok(())
    }

    /// Leaves what there is as a checkpoint, for another program to go on from.
    pub fn pause(mut self) -> Result<(), Error> {
        match self.standing.take() {
            Some(standing) if !self.runs.fresh.is_empty() => self.checkpoint(standing),
            _ => Ok(()),
        }
    }

    /// Adds the shard's part of the split of variance and the manifest, and puts the folder in its
    /// place.
    pub fn finish(
        self,
        split: Option<&[u8]>,
        quarantined: u64,
        timing: Timing,
    ) -> Result<ShardManifest, Error> {
        let ShardDraft { target, replace, place, identity, runs, series, standing, .. } = self;
        let Identity { shard, header } = identity;
        let at = |name: &str| place.path().join(name);
        let mut files = vec![runs.file.finish()?];
        if let Some(series) = series {
            files.push(series.file.finish()?);
        }
        let standing = standing.expect("an ensemble that ended left its standing");
        files.push(folder::write(&at(STANDING), &standing.to_bytes())?);
        if let Some(split) = split {
            files.push(folder::write(&at(BATCHES), split)?);
        }
        // Whoever is killed from here on begins anew; a checkpoint without its shard would be in
        // the way.
        Checkpoint::remove(&place.checkpoint())?;
        let identity = at(IDENTITY);
        fs::remove_file(&identity).map_err(Error::io(&identity))?;
        let manifest = ShardManifest::new(shard, header, quarantined, files, timing);
        folder::write_manifest(&at(MANIFEST), &manifest)?;
        place.put_in_place(&target, replace)?;
        Ok(manifest)
    }
}

impl Identity {
    /// Whether another identity stands for the same shard.
    fn same(&self, other: &Identity) -> bool {
        self.shard == other.shard && self.header.same_result(&other.header)
    }
}

impl Recorder for ShardDraft {
    fn record(&mut self, runs: &[Run]) -> Result<(), Error> {
        let rows = self.runs.table.batch(runs);
        self.runs.write(rows)?;
        if let Some(series) = &mut self.series {
            let rows = series.table.batch(runs);
            series.write(rows)?;
        }
        Ok(())
    }

    fn wants_checkpoint(&self) -> bool {
        self.runs.bytes + self.series.as_ref().map_or(0, |series| series.bytes) > MOST_FRESH
    }

    fn checkpoint(&mut self, standing: Standing) -> Result<(), Error> {
        let mut rows = vec![(Rows::Runs, self.runs.take())];
        if let Some(series) = &mut self.series {
            rows.push((Rows::Trajectories, series.take()));
        }
        self.checkpoint.add(standing, &rows)?;
        self.place.keep();
        Ok(())
    }

    fn end(&mut self, standing: Standing) {
        self.standing = Some(standing);
    }
}
