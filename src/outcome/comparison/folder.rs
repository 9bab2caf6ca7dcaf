//! A comparison as a folder, and back.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::row::{
    AssumptionRow, ClaimDifference, CrossingDifference, LevelRow, OutcomeDifference, SurvivalRow,
};
use super::{Comparison, Subject, Warning};
use crate::outcome::folder::{self, Making};
use crate::outcome::table::{Row, read_rows};
use crate::outcome::{Error, FileEntry, parquet};

/// Version of the folder's layout; a folder of another one is not read.
const FORMAT: u32 = 1;
/// What tells the folder of a comparison from that of a result.
const KIND: &str = "comparison";

/// `manifest.json` of a comparison.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    kind: String,
    /// Version of Suasion.
    version: String,
    /// Index among the subjects.
    reference: usize,
    subjects: Vec<Subject>,
    warnings: Vec<Warning>,
    files: Vec<FileEntry>,
}

impl Comparison {
    /// Writes the comparison as a folder that appears whole or not at all. An existing folder is
    /// an error unless `replace`.
    pub fn store(&self, target: &Path, replace: bool) -> Result<(), Error> {
        let making = Making::begin(target, replace)?;
        let mut files = Vec::new();
        for table in self.tables() {
            let path = making.path().join(format!("{}.parquet", table.name));
            files.push(parquet::write(&path, &table.batch())?);
        }
        let manifest = Manifest {
            format: FORMAT,
            kind: KIND.to_string(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            reference: self.reference,
            subjects: self.subjects.clone(),
            warnings: self.warnings.clone(),
            files,
        };
        making.finish(&manifest)
    }

    /// Reads a comparison's folder back.
    pub fn open(folder: &Path) -> Result<Comparison, Error> {
        let path = folder.join(folder::MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(Error::unreadable(&path))?;
        if manifest.kind != KIND || manifest.format != FORMAT {
            let why = format!("{} {}; this is {KIND} {FORMAT}", manifest.kind, manifest.format);
            return Err(Error::Unreadable { path, why });
        }
        Ok(Comparison {
            outcomes: rows::<OutcomeDifference>(folder, "outcomes")?,
            claims: rows::<ClaimDifference>(folder, "claims")?,
            crossings: rows::<CrossingDifference>(folder, "crossings")?,
            assumptions: rows::<AssumptionRow>(folder, "assumptions")?,
            levels: rows::<LevelRow>(folder, "levels")?,
            survival: rows::<SurvivalRow>(folder, "survival")?,
            subjects: manifest.subjects,
            reference: manifest.reference,
            warnings: manifest.warnings,
        })
    }

    /// Whether a folder holds a comparison.
    pub fn is_in(folder: &Path) -> bool {
        let text = std::fs::read_to_string(folder.join(folder::MANIFEST)).unwrap_or_default();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        manifest["kind"] == KIND
    }
}

fn rows<R: Row>(folder: &Path, table: &str) -> Result<Vec<R>, Error> {
    let path = folder.join(format!("{table}.parquet"));
    let mut all = Vec::new();
    for batch in parquet::read(&path, None)? {
        all.extend(read_rows(&batch).map_err(Error::unreadable(&path))?);
    }
    Ok(all)
}
