//! From paths to facts: every file is recognised by its columns and read by its reader.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::facts::Facts;
use super::mistake::{Mistake, Mistakes};
use super::table::{self, Opening, Table, Tally};
use super::{READERS, Reader, iso};

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileNote {
    pub path: PathBuf,
    /// The reader's name; `None` where no reader knows the columns.
    pub reader: Option<&'static str>,
    pub tally: Tally,
}

/// Reads files and folders; of the figures, those of the years in the window are kept.
///
/// # Errors
/// Every mistake of every file, together.
pub fn read(
    paths: &[PathBuf],
    window: RangeInclusive<i32>,
) -> Result<(Facts, Vec<FileNote>), Mistakes> {
    let mut mistakes = Vec::new();
    let mut opened = Vec::new();
    for path in files(paths).map_err(Mistakes::one)? {
        match recognise(&path) {
            Ok(found) => opened.push((path, found)),
            Err(error) => mistakes.push(Mistake::io(&path, &error)),
        }
    }
    // Codes first: the other tables name economies by them.
    let is_codes = |found: &Option<(&Reader, Opening)>| matches!(found, Some((r, _)) if r.name == iso::READER.name);
    opened.sort_by_key(|(_, found)| !is_codes(found));
    let mut facts = Facts::new(window);
    let mut notes = Vec::new();
    for (path, found) in opened {
        let Some((reader, opening)) = found else {
            notes.push(FileNote { path, reader: None, tally: Tally::default() });
            continue;
        };
        match Table::open(opening, reader.layout) {
            Ok(mut table) => {
                (reader.read)(&mut table, &mut facts);
                mistakes.append(&mut table.mistakes);
                notes.push(FileNote { path, reader: Some(reader.name), tally: table.tally });
            }
            Err(error) => mistakes.push(Mistake::io(&path, &error)),
        }
    }
    if mistakes.is_empty() && notes.iter().all(|note| note.reader.is_none()) {
        mistakes.push(nothing(paths));
    }
    if mistakes.is_empty() { Ok((facts, notes)) } else { Err(Mistakes(mistakes)) }
}

fn nothing(paths: &[PathBuf]) -> Mistake {
    let names: Vec<&str> = READERS.iter().map(|reader| reader.name).collect();
    let what = "no table in it is one that can be read".to_string();
    let rule = format!("tables have the published columns of: {}", names.join(", "));
    let next = "see docs/importing.md for where each is downloaded and how it is saved as CSV";
    Mistake::of_file(paths.first().map_or(Path::new("."), PathBuf::as_path), what, &rule, next)
}

/// Tables among the paths and in the folders below them, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Mistake> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = left.pop() {
        let about = fs::metadata(&path).map_err(|error| Mistake::io(&path, &error))?;
        if !about.is_dir() {
            found.push(path);
            continue;
        }
        let entries = fs::read_dir(&path).map_err(|error| Mistake::io(&path, &error))?;
        let mut inside: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        inside.retain(|path| path.is_dir() || is_table(path));
        inside.sort();
        left.extend(inside.into_iter().rev());
    }
    Ok(found)
}

/// By its ending; the IMF's `.xls` is text.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_ascii_lowercase());
    ending.is_some_and(|e| ["csv", "tsv", "tab", "txt", "xls"].iter().any(|known| e == *known))
}

/// The reader with the most columns that a line of the file's head has.
fn recognise(path: &Path) -> std::io::Result<Option<(&'static Reader, Opening)>> {
    let mut best: Option<(usize, &Reader, Opening)> = None;
    for opening in table::openings(path)? {
        for reader in READERS {
            let columns = reader.layout.required.len() + usize::from(reader.layout.years);
            let better = best.as_ref().is_none_or(|(most, ..)| columns > *most);
            if better && opening.fit(&reader.layout).is_some() {
                best = Some((columns, reader, opening.clone()));
            }
        }
    }
    Ok(best.map(|(_, reader, opening)| (reader, opening)))
}
