//! A shard in the making: like a result it is complete or not there, and its last checkpoint is
//! what a killed one goes on from.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_schema::SchemaRef;
use serde::{Deserialize, Serialize};

use super::Shard;
use super::manifest::ShardManifest;
use super::rows::RowsFile;
use crate::outcome::checkpoint::{Checkpoint, Rows};
use crate::outcome::folder::{self, MANIFEST, STANDING};
use crate::outcome::growing::{Growing, Grown};
use crate::outcome::standing::Standing;
use crate::outcome::workplace::{CHECKPOINT, Workplace};
use crate::outcome::{Error, Header, Layout, Recorder, Run, Timing};

pub(super) const RUNS: &str = "runs.arrow";
pub(super) const TRAJECTORIES: &str = "trajectories.arrow";
pub(super) const BATCHES: &str = "variance.batches";
/// Beside the checkpoint: which shard it is of.
const IDENTITY: &str = "shard.json";

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
    identity: Identity,
    growing: Growing<RowsFile>,
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
        let create = |folder: &Path, kind, schema: SchemaRef| {
            let name = if kind == Rows::Runs { RUNS } else { TRAJECTORIES };
            RowsFile::create(&folder.join(name), &schema)
        };
        let growing = Growing::begin(&identity.header, layout, (place, checkpoint), create)?;
        let standing = growing.continued();
        let target = target.to_path_buf();
        Ok((ShardDraft { target, replace, identity, growing }, standing))
    }

    /// Leaves what there is as a checkpoint, for another program to go on from.
    pub fn pause(mut self) -> Result<(), Error> {
        self.growing.pause()
    }

    /// Adds the shard's part of the split of variance and the manifest, and puts the folder in its
    /// place.
    pub fn finish(
        self,
        split: Option<&[u8]>,
        quarantined: u64,
        timing: Timing,
    ) -> Result<ShardManifest, Error> {
        let ShardDraft { target, replace, identity, growing } = self;
        let Grown { place, runs, series, standing } = growing.finish()?;
        let Identity { shard, header } = identity;
        let at = |name: &str| place.path().join(name);
        let mut files = vec![runs];
        files.extend(series);
        let standing = standing.expect("an ensemble that ended left its standing");
        files.push(standing.write(&at(STANDING))?);
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
        self.growing.record(runs)
    }

    fn checkpoint(&mut self, standing: Standing) -> Result<(), Error> {
        self.growing.checkpoint(standing)
    }

    fn end(&mut self, standing: Standing) {
        self.growing.end(standing);
    }
}
