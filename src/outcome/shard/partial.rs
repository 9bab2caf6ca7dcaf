//! What some of the shards say, as a folder of tables: no rows of runs, since those of the others
//! would be gaps among them that nobody sees.

use std::path::Path;

use crate::outcome::folder::{CLAIMS, CROSSINGS, Making, SUMMARY};
use crate::outcome::manifest::FORMAT;
use crate::outcome::{Error, Findings, Header, Manifest, arrow, parquet};

/// Stores the merged tables of a part of an ensemble; the manifest says that it is partial. An
/// existing folder is an error unless `replace`.
///
/// # Errors
/// A folder that is taken or cannot be written.
pub fn store_partial(
    findings: &Findings,
    header: &Header,
    target: &Path,
    replace: bool,
) -> Result<(), Error> {
    let making = Making::begin(target, replace)?;
    let at = |name: &str| making.path().join(name);
    let files = vec![
        parquet::write(&at(SUMMARY), &arrow::summary_batch(&findings.summary, header))?,
        parquet::write(&at(CLAIMS), &arrow::claims_batch(&findings.claims, header))?,
        parquet::write(&at(CROSSINGS), &arrow::crossings_batch(&findings.crossings, header))?,
    ];
    let manifest = Manifest {
        format: FORMAT,
        scenario_sha256: header.scenario_sha256(),
        header: header.clone(),
        partial: true,
        tally: findings.tally.clone(),
        files,
        timing: findings.timing,
    };
    making.finish(&manifest)
}
