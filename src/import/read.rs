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
    /// The reader whose columns it has but for a few, and these.
    pub nearly: Option<(&'static str, Vec<&'static str>)>,
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
    for path in files(paths, &mut mistakes) {
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
            let nearly = nearly(&path);
            notes.push(FileNote { path, reader: None, tally: Tally::default(), nearly });
            continue;
        };
        match Table::open(opening, reader.layout) {
            Ok(mut table) => {
                (reader.read)(&mut table, &mut facts);
                mistakes.append(&mut table.mistakes);
                let (reader, tally) = (Some(reader.name), table.tally);
                notes.push(FileNote { path, reader, tally, nearly: None });
            }
            Err(error) => mistakes.push(Mistake::io(&path, &error)),
        }
    }
    if mistakes.is_empty() && notes.iter().all(|note| note.reader.is_none()) {
        mistakes.push(nothing(paths));
        mistakes.extend(notes.iter().filter_map(lacking));
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

/// What a file lacks that is nearly a table that can be read.
fn lacking(note: &FileNote) -> Option<Mistake> {
    let (reader, columns) = note.nearly.as_ref()?;
    let what = format!("it lacks {} of {reader}", listed(columns));
    let rule = "a table is known by its columns; every one that is listed must be there";
    Some(Mistake::of_file(&note.path, what, rule, "add the column, or name it so"))
}

/// Names of columns, in words.
pub fn listed(columns: &[&str]) -> String {
    let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
    let noun = if names.len() == 1 { "the column" } else { "the columns" };
    format!("{noun} {}", names.join(", "))
}

/// Tables among the paths and in the folders below them, in order.
fn files(paths: &[PathBuf], mistakes: &mut Vec<Mistake>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = left.pop() {
        match fs::metadata(&path)
            .and_then(|about| about.is_dir().then(|| inside(&path)).transpose())
        {
            Ok(None) => found.push(path),
            Ok(Some(tables)) => left.extend(tables.into_iter().rev()),
            Err(error) => mistakes.push(Mistake::io(&path, &error)),
        }
    }
    found
}

/// Tables and folders in a folder, in order.
fn inside(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut inside: Vec<PathBuf> =
        fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    inside.retain(|path| path.is_dir() || is_table(path));
    inside.sort();
    Ok(inside)
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

/// The reader of whose columns a file lacks the fewest, where it has more of them than it lacks.
fn nearly(path: &Path) -> Option<(&'static str, Vec<&'static str>)> {
    let openings = table::openings(path).ok()?;
    let lacks = openings.iter().flat_map(|opening| {
        READERS.iter().filter_map(|reader| {
            let lacks = opening.lacks(&reader.layout);
            let has = reader.layout.required.len() - lacks.len();
            (has > lacks.len() && !lacks.is_empty()).then_some((has, reader.name, lacks))
        })
    });
    let nearest = lacks.min_by_key(|(has, _, lacks)| (lacks.len(), std::cmp::Reverse(*has)))?;
    Some((nearest.1, nearest.2))
}
