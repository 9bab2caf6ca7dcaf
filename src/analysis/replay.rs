//! Replay: a result, or one run of it, computed again and held against what is there.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use arrow_array::{Array, StringArray};

use crate::ensemble::{self, Progress};
use crate::model::Study;
use crate::outcome::arrow::{RunTable, as_numbers};
use crate::outcome::{Draft, Error, Layout, Manifest, Run, parquet};

use super::Recipe;

/// One run again.
#[derive(Clone, Debug)]
pub struct Course {
    /// What every step shows: `layout.series` of `run`.
    pub layout: Layout,
    pub run: Run,
    pub check: Check,
}

/// What the row of a run says beside the run computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// The table of runs is not there.
    Absent,
    /// Every value has the same bits.
    Same { values: usize },
    /// Names of the columns that differ.
    Differs(Vec<String>),
}

/// One run again, with some metrics (names or labels) of `study` at every step: the result's own
/// study, or the same that observes more.
///
/// # Errors
/// A table of runs that is there and cannot be read.
///
/// # Panics
/// Where the result has no such run.
pub fn course(
    recipe: &Recipe,
    study: &Study,
    run: u64,
    series: &[String],
) -> Result<Course, Error> {
    let check = check(recipe, &ensemble::one(&recipe.study, &recipe.order, run))?;
    let order = ensemble::Order { series: series.to_vec(), ..recipe.order.clone() };
    let layout = Layout::of(study, series);
    Ok(Course { run: ensemble::one(study, &order, run), layout, check })
}

/// Holds a run against its row in the table of runs.
///
/// # Errors
/// A table of runs that is there and cannot be read.
pub fn check(recipe: &Recipe, run: &Run) -> Result<Check, Error> {
    let path = recipe.folder.join("runs.parquet");
    if !path.exists() {
        return Ok(Check::Absent);
    }
    let Some(stored) = parquet::read_row(&path, run.run as usize)? else {
        return Ok(Check::Differs(vec!["run".into()]));
    };
    let header = &recipe.manifest.header;
    let again =
        RunTable::new(&Layout::of(&recipe.study, &[]), header).batch(std::slice::from_ref(run));
    let mut differs: Vec<String> = Vec::new();
    for field in again.schema().fields() {
        let name = field.name();
        let mut both = [&stored, &again].map(|batch| batch.column_by_name(name));
        let same = match (both[0].take(), both[1].take()) {
            (Some(a), Some(b)) => same(a, b),
            _ => false,
        };
        if !same {
            differs.push(name.clone());
        }
    }
    let more = stored.schema().fields().iter().map(|f| f.name().clone()).collect::<Vec<_>>();
    differs.extend(more.into_iter().filter(|name| again.column_by_name(name).is_none()));
    let values = again.num_columns();
    Ok(if differs.is_empty() { Check::Same { values } } else { Check::Differs(differs) })
}

/// Whether two columns hold the same bits.
fn same(a: &dyn Array, b: &dyn Array) -> bool {
    let bits = |column| as_numbers(column).map(|all| all.into_iter().map(f64::to_bits).collect());
    match (bits(a), bits(b)) {
        (None, None) => {
            let words = |column: &dyn Array| column.as_any().downcast_ref::<StringArray>().cloned();
            words(a) == words(b)
        }
        (a, b) => a == b as Option<Vec<u64>>,
    }
}

/// A whole result computed again.
#[derive(Clone, Debug)]
pub struct Reproduction {
    pub files: Vec<FileAgain>,
    /// Whether the same runs were quarantined for the same reasons.
    pub same_tally: bool,
    /// Wall-clock time, s.
    pub seconds: f64,
}

/// A file of a result, and of the result computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAgain {
    pub name: String,
    pub in_folder: InFolder,
    /// Digest that the manifest records, and that of the file computed again; `None` where there
    /// is no such file.
    pub recorded: Option<String>,
    pub again: Option<String>,
}

/// What lies in the folder under a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFolder {
    AsRecorded,
    Changed,
    Missing,
}

impl Reproduction {
    /// Whether every file came out as the manifest records it.
    pub fn succeeded(&self) -> bool {
        self.same_tally && self.files.iter().all(|file| file.recorded == file.again)
    }
}

/// Computes a whole result again into `target`, from the manifest alone, and compares the digests
/// of all files. `None` where it was cancelled before the end.
///
/// # Errors
/// Files that cannot be written or read.
pub fn reproduce(
    recipe: &Recipe,
    target: &Path,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Option<Reproduction>, Error> {
    let layout = Layout::of(&recipe.study, &recipe.order.series);
    let mut draft = Draft::create(target, false, recipe.manifest.header.clone(), &layout)?;
    let findings = recipe.again(&mut draft, progress, cancel)?;
    if findings.tally.simulated < recipe.simulated() {
        return Ok(None);
    }
    let seconds = findings.timing.seconds;
    draft.finish(findings)?;
    let again = Manifest::read(target)?;
    let recorded = &recipe.manifest;
    let mut names: Vec<&String> = recorded.files.iter().map(|file| &file.name).collect();
    names.extend(again.files.iter().map(|f| &f.name).filter(|n| !recorded.has(n)));
    let mut files = Vec::new();
    for name in names {
        files.push(FileAgain {
            name: name.clone(),
            in_folder: in_folder(recipe, name)?,
            recorded: recorded.digest(name),
            again: again.digest(name),
        });
    }
    Ok(Some(Reproduction { files, same_tally: again.tally == recorded.tally, seconds }))
}

fn in_folder(recipe: &Recipe, name: &str) -> Result<InFolder, Error> {
    if !recipe.folder.join(name).exists() {
        return Ok(InFolder::Missing);
    }
    let there = |file: &&crate::outcome::FileEntry| file.name == name;
    let files = recipe.manifest.files.iter().filter(there).cloned().collect();
    let only = Manifest { files, ..recipe.manifest.clone() };
    let unchanged = only.changed_files(&recipe.folder)?.is_empty();
    Ok(if unchanged { InFolder::AsRecorded } else { InFolder::Changed })
}

impl Manifest {
    fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }

    fn digest(&self, name: &str) -> Option<String> {
        let file = self.files.iter().find(|file| file.name == name)?;
        Some(file.sha256.clone())
    }
}
