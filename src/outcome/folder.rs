//! A result folder, written so that it is either complete or not there.
//!
//! The files are written to a hidden sibling of the target and moved into place by one rename once
//! they are on the disk; the manifest is written last. What an interrupted program leaves behind
//! is a hidden folder without a manifest, which is never taken for a result.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::arrow::{self, RunTable, SeriesTable};
use super::findings::Findings;
use super::manifest::{FORMAT, FileEntry, Header, Manifest, sha256};
use super::run::{Recorder, Run};
use super::{Comparison, Error, Layout, Outcome, Runs, parquet};

pub const MANIFEST: &str = "manifest.json";
pub const SUMMARY: &str = "summary.parquet";
pub const CLAIMS: &str = "claims.parquet";
pub const CROSSINGS: &str = "crossings.parquet";
pub const RUNS: &str = "runs.parquet";
pub const TRAJECTORIES: &str = "trajectories.parquet";

/// Where a result goes unless the user says otherwise: `results/<scenario>-<digits>`.
pub fn default_folder(header: &Header) -> PathBuf {
    Path::new("results").join(header.folder_name())
}

/// A result folder in the making; dropped before [`finish`](Draft::finish), it leaves nothing.
pub struct Draft {
    target: PathBuf,
    replace: bool,
    folder: TempDir,
    header: Header,
    runs: (RunTable, parquet::Writer),
    series: Option<(SeriesTable, parquet::Writer)>,
}

impl Draft {
    /// Begins a folder that will be `target`. An existing target is an error unless `replace`.
    pub fn create(
        target: &Path,
        replace: bool,
        header: Header,
        layout: &Layout,
    ) -> Result<Draft, Error> {
        if !replace && target.exists() {
            return Err(Error::Exists { path: target.to_path_buf() });
        }
        let folder = hidden_sibling(target)?;
        let table = RunTable::new(layout, &header);
        let path = folder.path().join(RUNS);
        let writer = parquet::Writer::create(&path, table.schema(), parquet::ROWS_PER_GROUP)?;
        let runs = (table, writer);
        let mut series = None;
        if !layout.series.is_empty() {
            let table = SeriesTable::new(layout, &header);
            let path = folder.path().join(TRAJECTORIES);
            let group = parquet::LONG_ROWS_PER_GROUP;
            let writer = parquet::Writer::create(&path, table.schema(), group)?;
            series = Some((table, writer));
        }
        Ok(Draft { target: target.to_path_buf(), replace, folder, header, runs, series })
    }

    /// Adds the merged tables and the manifest, and puts the folder in its place.
    pub fn finish(self, findings: Findings) -> Result<Outcome, Error> {
        let Draft { target, replace, folder, header, runs, series } = self;
        let at = |name: &str| folder.path().join(name);
        let mut files = vec![
            parquet::write(&at(SUMMARY), &arrow::summary_batch(&findings.summary, &header))?,
            parquet::write(&at(CLAIMS), &arrow::claims_batch(&findings.claims, &header))?,
            parquet::write(&at(CROSSINGS), &arrow::crossings_batch(&findings.crossings, &header))?,
            runs.1.finish()?,
        ];
        if let Some((_, writer)) = series {
            files.push(writer.finish()?);
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
        sync_folder(folder.path())?;
        put_in_place(folder, &target, replace)?;
        Ok(Outcome { header, findings, runs: Runs::File(target.join(RUNS)) })
    }
}

impl Recorder for Draft {
    fn record(&mut self, runs: &[Run]) -> Result<(), Error> {
        let (table, writer) = &mut self.runs;
        writer.write(&table.batch(runs))?;
        if let Some((table, writer)) = &mut self.series {
            writer.write(&table.batch(runs))?;
        }
        Ok(())
    }
}

/// A folder of another kind in the making; dropped before [`finish`](Making::finish), it leaves
/// nothing.
pub(super) struct Making {
    target: PathBuf,
    replace: bool,
    folder: TempDir,
}

impl Making {
    /// Begins a folder that will be `target`. An existing target is an error unless `replace`.
    pub(super) fn begin(target: &Path, replace: bool) -> Result<Making, Error> {
        if !replace && target.exists() {
            return Err(Error::Exists { path: target.to_path_buf() });
        }
        let folder = hidden_sibling(target)?;
        Ok(Making { target: target.to_path_buf(), replace, folder })
    }

    /// Where its files are written.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Adds the manifest and puts the folder in its place.
    pub(super) fn finish(self, manifest: &impl Serialize) -> Result<(), Error> {
        write_manifest(&self.path().join(MANIFEST), manifest)?;
        sync_folder(self.path())?;
        put_in_place(self.folder, &self.target, self.replace)
    }
}

/// A folder beside the target, so that a rename does not have to copy.
fn hidden_sibling(target: &Path) -> Result<TempDir, Error> {
    let parent = parent(target);
    fs::create_dir_all(parent).map_err(Error::io(parent))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    tempfile::Builder::new()
        .prefix(&format!(".{name}-"))
        .tempdir_in(parent)
        .map_err(Error::io(parent))
}

fn parent(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn write_manifest(path: &Path, manifest: &impl Serialize) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(manifest).map_err(Error::unreadable(path))?;
    text.push('\n');
    let mut file = File::create(path).map_err(Error::io(path))?;
    file.write_all(text.as_bytes()).map_err(Error::io(path))?;
    file.sync_all().map_err(Error::io(path))
}

fn sync_folder(path: &Path) -> Result<(), Error> {
    // Opening a folder as a file is a Unix notion; elsewhere the rename is all there is.
    if cfg!(unix) {
        File::open(path).and_then(|folder| folder.sync_all()).map_err(Error::io(path))?;
    }
    Ok(())
}

/// Renames the finished folder to its target; a target that may be replaced is moved aside first
/// and removed when the new one stands.
fn put_in_place(folder: TempDir, target: &Path, replace: bool) -> Result<(), Error> {
    let mut old = None;
    if target.exists() {
        if !replace {
            return Err(Error::Exists { path: target.to_path_buf() });
        }
        let aside = hidden_sibling(target)?;
        fs::rename(target, aside.path().join("old")).map_err(Error::io(target))?;
        old = Some(aside);
    }
    fs::rename(folder.path(), target).map_err(Error::io(target))?;
    // The folder has moved: there is nothing left to clean up under its old name.
    let _ = folder.keep();
    drop(old);
    sync_folder(parent(target))
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
        let manifest: Manifest = serde_json::from_str(&text).map_err(Error::unreadable(&path))?;
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
            if sha256(&fs::read(&path).map_err(Error::io(&path))?) != file.sha256 {
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
