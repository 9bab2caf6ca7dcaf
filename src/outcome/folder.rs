//! A result folder, written so that it is either complete or not there.
//!
//! The files are written to a hidden sibling of the target and moved into place by one rename once
//! they are on the disk; the manifest is written last. What a killed program leaves behind is a
//! hidden folder without a manifest, which is never taken for a result; its last checkpoint is
//! what [`Draft::resume`] goes on from.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use serde::Serialize;

use super::aligned::Aligned;
use super::arrow;
use super::checkpoint::{Checkpoint, Rows};
use super::findings::Findings;
use super::growing::{Growing, Grown};
use super::hashed::digest;
use super::manifest::{FORMAT, FileEntry, Header, Manifest, sha256};
use super::run::{Recorder, Run};
use super::source::{Source, Whole, source};
use super::standing::Standing;
use super::workplace::Workplace;
use super::{Comparison, Error, Layout, Outcome, Runs, ShardManifest, parquet};

pub const MANIFEST: &str = "manifest.json";
pub const SUMMARY: &str = "summary.parquet";
pub const CLAIMS: &str = "claims.parquet";
pub const CROSSINGS: &str = "crossings.parquet";
pub const VARIANCE: &str = "variance.parquet";
pub const RUNS: &str = "runs.parquet";
pub const TRAJECTORIES: &str = "trajectories.parquet";
pub const STANDING: &str = "ensemble.standing";

/// Where a result goes unless the user says otherwise: `results/<scenario>-<digits>`.
pub fn default_folder(header: &Header) -> PathBuf {
    Path::new("results").join(header.folder_name())
}

/// A result folder in the making; dropped before [`finish`](Draft::finish), it leaves nothing but
/// its last checkpoint.
pub struct Draft {
    target: PathBuf,
    replace: bool,
    header: Header,
    growing: Growing<Aligned>,
}

impl Draft {
    /// Begins a folder that will be `target`. An existing target is an error unless `replace`, and
    /// so is one that was begun and not finished.
    pub fn create(
        target: &Path,
        replace: bool,
        header: Header,
        layout: &Layout,
    ) -> Result<Draft, Error> {
        if !replace && target.exists() {
            return Err(taken(target));
        }
        let place = Workplace::claim(target)?;
        if !replace && let Some(kept) = Checkpoint::open(&place.checkpoint())? {
            let runs = kept.standing.runs;
            return Err(Error::Unfinished { path: target.to_path_buf(), runs });
        }
        place.clear()?;
        let checkpoint = Checkpoint::empty(&place.checkpoint(), header.clone());
        Draft::begin(target, replace, header, layout, place, checkpoint)
    }

    /// Goes on with what [`continuation`] finds at `from`: the draft holds its rows, and the
    /// standing says where the ensemble is. The header is that of the whole.
    pub fn resume(
        from: &Path,
        target: &Path,
        replace: bool,
        header: Header,
        layout: &Layout,
    ) -> Result<(Draft, Standing), Error> {
        if !replace && from != target && target.exists() {
            return Err(taken(target));
        }
        let place = Workplace::claim(target)?;
        let folder = place.checkpoint();
        let checkpoint = match source(from)? {
            Source::Checkpoint(kept) if kept.folder() == folder => kept,
            Source::Checkpoint(kept) => {
                place.clear()?;
                kept.adopt(&folder)?
            }
            Source::Result(Whole { standing, files, .. }) => {
                place.clear()?;
                Checkpoint::of_result(&folder, header.clone(), standing, &files)?
            }
        };
        let standing = checkpoint.standing.clone();
        // Resuming a result puts a longer one in its place.
        let replace = replace || from == target;
        let draft = Draft::begin(target, replace, header, layout, place, checkpoint)?;
        Ok((draft, standing))
    }

    /// Takes rows that another program made, in order of their runs; no checkpoint keeps them.
    pub(super) fn copy(&mut self, kind: Rows, rows: &RecordBatch) -> Result<(), Error> {
        self.growing.copy(kind, rows)
    }

    fn begin(
        target: &Path,
        replace: bool,
        header: Header,
        layout: &Layout,
        place: Workplace,
        checkpoint: Checkpoint,
    ) -> Result<Draft, Error> {
        let create = |folder: &Path, kind, schema: SchemaRef| match kind {
            Rows::Runs => Aligned::create(&folder.join(RUNS), schema),
            Rows::Trajectories => Aligned::create(&folder.join(TRAJECTORIES), schema),
        };
        let growing = Growing::begin(&header, layout, (place, checkpoint), create)?;
        Ok(Draft { target: target.to_path_buf(), replace, header, growing })
    }

    /// Adds the merged tables and the manifest, and puts the folder in its place.
    pub fn finish(self, findings: Findings) -> Result<Outcome, Error> {
        let target = self.target.clone();
        self.finish_as(findings, &target)
    }

    /// Like [`finish`](Draft::finish), with the standing of an ensemble that others ran.
    pub fn finish_with(mut self, findings: Findings, standing: Standing) -> Result<Outcome, Error> {
        self.growing.end(standing);
        self.finish(findings)
    }

    /// Like [`finish`](Draft::finish), with another target: where it goes may depend on how many
    /// runs there were in the end.
    pub fn finish_as(self, findings: Findings, target: &Path) -> Result<Outcome, Error> {
        let Draft { replace, mut header, growing, .. } = self;
        let Grown { place, runs, series, standing } = growing.finish()?;
        header.runs = findings.tally.requested;
        let at = |name: &str| place.path().join(name);
        let mut files = vec![
            parquet::write(&at(SUMMARY), &arrow::summary_batch(&findings.summary, &header))?,
            parquet::write(&at(CLAIMS), &arrow::claims_batch(&findings.claims, &header))?,
            parquet::write(&at(CROSSINGS), &arrow::crossings_batch(&findings.crossings, &header))?,
            runs,
        ];
        if !findings.variance.is_empty() {
            let batch = arrow::variance_batch(&findings.variance, &header);
            files.push(parquet::write(&at(VARIANCE), &batch)?);
        }
        files.extend(series);
        if let Some(standing) = standing {
            files.push(standing.write(&at(STANDING))?);
        }
        let manifest = Manifest {
            format: FORMAT,
            scenario_sha256: header.scenario_sha256(),
            header: header.clone(),
            partial: findings.tally.partial(),
            tally: findings.tally.clone(),
            files,
            timing: findings.timing,
        };
        write_manifest(&at(MANIFEST), &manifest)?;
        place.put_in_place(target, replace)?;
        Ok(Outcome { header, findings, runs: Runs::File(target.join(RUNS)) })
    }
}

impl Recorder for Draft {
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

/// A folder of another kind in the making; dropped before [`finish`](Making::finish), it leaves
/// nothing.
pub(super) struct Making {
    target: PathBuf,
    replace: bool,
    place: Workplace,
}

impl Making {
    /// Begins a folder that will be `target`. An existing target is an error unless `replace`.
    pub(super) fn begin(target: &Path, replace: bool) -> Result<Making, Error> {
        if !replace && target.exists() {
            return Err(taken(target));
        }
        let place = Workplace::claim(target)?;
        place.clear()?;
        Ok(Making { target: target.to_path_buf(), replace, place })
    }

    /// Where its files are written.
    pub(super) fn path(&self) -> &Path {
        self.place.path()
    }

    /// Adds the manifest and puts the folder in its place.
    pub(super) fn finish(self, manifest: &impl Serialize) -> Result<(), Error> {
        write_manifest(&self.path().join(MANIFEST), manifest)?;
        self.place.put_in_place(&self.target, self.replace)
    }
}

/// Why a target that exists may not be written.
fn taken(target: &Path) -> Error {
    let path = target.to_path_buf();
    match Manifest::read(target) {
        Ok(Manifest { partial: true, tally, .. }) => {
            Error::Partial { path, simulated: tally.simulated, requested: tally.requested }
        }
        _ => Error::Exists { path },
    }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<FileEntry, Error> {
    let mut file = File::create(path).map_err(Error::io(path))?;
    file.write_all(bytes).map_err(Error::io(path))?;
    file.sync_all().map_err(Error::io(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(FileEntry { name, bytes: bytes.len() as u64, sha256: sha256(bytes) })
}

pub(super) fn write_manifest(path: &Path, manifest: &impl Serialize) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(manifest).map_err(Error::unreadable(path))?;
    text.push('\n');
    write(path, text.as_bytes()).map(|_| ())
}

impl Outcome {
    /// Reads a result folder back; the runs stay on the disk until they are asked for.
    pub fn open(folder: &Path) -> Result<Outcome, Error> {
        let manifest = Manifest::read(folder)?;
        for file in &manifest.files {
            let path = folder.join(&file.name);
            let bytes = fs::metadata(&path).map_err(Error::io(&path))?.len();
            if bytes != file.bytes {
                let why = format!("{bytes} bytes long; the manifest says {}", file.bytes);
                return Err(Error::Unreadable { path, why });
            }
        }
        let findings = Findings {
            tally: manifest.tally,
            timing: manifest.timing,
            summary: rows(&folder.join(SUMMARY), arrow::summary_rows)?,
            claims: rows(&folder.join(CLAIMS), arrow::claim_rows)?,
            crossings: rows(&folder.join(CROSSINGS), arrow::crossing_rows)?,
            variance: if folder.join(VARIANCE).exists() {
                rows(&folder.join(VARIANCE), arrow::variance_rows)?
            } else {
                Vec::new()
            },
        };
        Ok(Outcome { header: manifest.header, findings, runs: Runs::File(folder.join(RUNS)) })
    }

    /// The result in `folder` if it is the complete result of this header, byte for byte what
    /// another simulation would give.
    pub fn recognise(folder: &Path, header: &Header) -> Option<Outcome> {
        let manifest = Manifest::read(folder).ok()?;
        let same = manifest.header.same_result(header) && !manifest.partial;
        same.then(|| Outcome::open(folder).ok()).flatten()
    }
}

impl Manifest {
    /// Reads a folder's manifest.
    pub fn read(folder: &Path) -> Result<Manifest, Error> {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
        if Comparison::is_in(folder) {
            let why =
                "it is a stored comparison; a result is what `suasion run` writes".to_string();
            return Err(Error::Unreadable { path: folder.to_path_buf(), why });
        }
        if ShardManifest::is_in(folder) {
            let why = "it is one shard of a result; put all of them together with `suasion merge`";
            let (path, why) = (folder.to_path_buf(), why.to_string());
            return Err(Error::Unreadable { path, why });
        }
        let manifest: Manifest = serde_json::from_str(&text).map_err(Error::unreadable(&path))?;
        if !["mc", "lhs", "sobol"].contains(&manifest.header.plan.as_str()) {
            let why = format!("it names no plan that there is: `{}`", manifest.header.plan);
            return Err(Error::Unreadable { path, why });
        }
        if manifest.format != FORMAT {
            let why = format!("format {}; this version reads {FORMAT}", manifest.format);
            return Err(Error::Unreadable { path, why });
        }
        Ok(manifest)
    }

    /// The files whose content is no longer what the manifest says.
    pub fn changed_files(&self, folder: &Path) -> Result<Vec<&FileEntry>, Error> {
        let mut changed = Vec::new();
        for file in &self.files {
            let path = folder.join(&file.name);
            if digest(&path)? != file.sha256 {
                changed.push(file);
            }
        }
        Ok(changed)
    }
}

fn rows<T>(
    path: &Path,
    read: fn(&arrow_array::RecordBatch) -> Result<Vec<T>, String>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    for batch in parquet::read(path, None)? {
        all.extend(read(&batch).map_err(Error::unreadable(path))?);
    }
    Ok(all)
}
