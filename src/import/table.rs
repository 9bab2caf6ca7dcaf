//! A table as published: streamed row by row, never held as a whole.
//!
//! The header is found below any preamble, the delimiter (comma, semicolon, tab) and the encoding
//! (UTF-8, UTF-16 with its mark, else Latin-1) are recognised. Cells are asked for by the place of
//! their column in the reader's layout; a cell that does not fit is a mistake with its place.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::code::Iso;
use super::mistake::Mistake;

/// A column of a layout: the names under which it is published, in lower case.
pub type Column = &'static [&'static str];

/// The columns that a reader uses.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Without these the file is another one.
    pub required: &'static [Column],
    /// Asked for by their place after the required ones.
    pub optional: &'static [Column],
    /// Whether figures stand in columns of years.
    pub years: bool,
    /// Cells that stand for unknown, beside [`UNKNOWN`].
    pub missing: &'static [&'static str],
}

/// Cells that stand for unknown in every layout.
pub const UNKNOWN: [&str; 15] = [
    "", "NA", "N/A", "n/a", "..", "...", ". .", "--", "-", "xxx", "NaN", "nan", "NULL", "null", ".",
];

/// Lines among which the header is looked for.
const PREAMBLE: usize = 40;
/// Mistakes after which a file is given up.
const MOST_MISTAKES: usize = 10;

/// Where the table of a file begins, and how its cells are separated.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub path: PathBuf,
    utf16: bool,
    delimiter: u8,
    /// Lines of the file above the header.
    above: u64,
    /// Bytes above the header.
    offset: u64,
    /// The text of those lines.
    heading: String,
    /// Column names in lower case.
    pub header: Vec<String>,
}

/// Every line that could be a file's header, the first ones first.
pub fn openings(path: &Path) -> io::Result<Vec<Opening>> {
    let mut head = Vec::new();
    File::open(path)?.take(1 << 17).read_to_end(&mut head)?;
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let text = if utf16 { decode_utf16(&head).into_bytes() } else { head };
    let mut found = Vec::new();
    let mut offset = 0;
    let mut heading = String::new();
    for (above, line) in text.split_inclusive(|b| *b == b'\n').take(PREAMBLE).enumerate() {
        let shown = latin(line);
        let mark = if above == 0 && shown.starts_with('\u{feff}') { 3 } else { 0 };
        let shown = shown.trim_start_matches('\u{feff}');
        for delimiter in [b',', b'\t', b';'] {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .delimiter(delimiter)
                .from_reader(shown.as_bytes());
            let Some(Ok(record)) = reader.records().next() else { continue };
            if record.len() > 1 {
                found.push(Opening {
                    path: path.to_path_buf(),
                    utf16,
                    delimiter,
                    above: above as u64,
                    offset: offset + mark,
                    heading: heading.clone(),
                    header: record.iter().map(column_name).collect(),
                });
            }
        }
        heading += shown;
        offset += line.len() as u64;
    }
    Ok(found)
}

/// A column's name as it is compared: lower case, without the mark at the end of some exports.
fn column_name(cell: &str) -> String {
    cell.trim().trim_end_matches(';').trim().to_lowercase()
}

impl Opening {
    /// Where each column of a layout stands; `None` where a required one is missing.
    pub fn fit(&self, layout: &Layout) -> Option<Vec<Option<usize>>> {
        let place = |column: &Column| self.header.iter().position(|h| column.contains(&h.as_str()));
        let required: Option<Vec<usize>> = layout.required.iter().map(place).collect();
        if layout.years && self.years().is_empty() {
            return None;
        }
        let optional = layout.optional.iter().map(place);
        Some(required?.into_iter().map(Some).chain(optional).collect())
    }

    /// Required columns of a layout that are missing, by their first name.
    pub fn lacks(&self, layout: &Layout) -> Vec<&'static str> {
        let there = |column: &Column| self.header.iter().any(|h| column.contains(&h.as_str()));
        let missing = layout.required.iter().filter(|column| !there(column));
        missing.filter_map(|column| column.first().copied()).collect()
    }

    /// Columns of years: `1990`, `1990 [YR1990]`.
    fn years(&self) -> Vec<(usize, i32)> {
        let year = |name: &String| {
            let digits = name.split(" [yr").next().unwrap_or_default();
            let year: i32 = (digits.len() == 4).then(|| digits.parse().ok())??;
            (1500..=2200).contains(&year).then_some(year)
        };
        let columns = self.header.iter().enumerate();
        columns.filter_map(|(at, name)| Some((at, year(name)?))).collect()
    }
}

/// A table being read.
pub struct Table {
    opening: Opening,
    columns: Vec<Option<usize>>,
    layout: Layout,
    years: Vec<(usize, i32)>,
    reader: csv::Reader<Box<dyn Read>>,
    record: csv::ByteRecord,
    pub mistakes: Vec<Mistake>,
    pub tally: Tally,
}

/// What became of the rows of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    pub rows: u64,
    /// Figures that the file says are unknown.
    pub missing: u64,
    /// Figures kept.
    pub kept: u64,
    /// Figures of years that were not asked for.
    pub other_years: u64,
    /// Names or codes of no economy (aggregates, regions), with how often each stands.
    pub strangers: std::collections::BTreeMap<String, u64>,
}

impl Table {
    /// Opens a table that fits a layout.
    ///
    /// # Errors
    /// Those of the file.
    pub fn open(opening: Opening, layout: Layout) -> io::Result<Table> {
        let columns = opening.fit(&layout).expect("the layout fits: the caller has asked");
        let mut file = File::open(&opening.path)?;
        let source: Box<dyn Read> = if opening.utf16 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            let mut cursor = Cursor::new(decode_utf16(&bytes).into_bytes());
            cursor.set_position(opening.offset);
            Box::new(cursor)
        } else {
            file.seek(SeekFrom::Start(opening.offset))?;
            Box::new(BufReader::with_capacity(1 << 18, file))
        };
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(opening.delimiter)
            .from_reader(source);
        let years = if layout.years { opening.years() } else { Vec::new() };
        let record = csv::ByteRecord::new();
        let (mistakes, tally) = (Vec::new(), Tally::default());
        Ok(Table { opening, columns, layout, years, reader, record, mistakes, tally })
    }

    /// Goes to the next row; false at the end, or where the file is given up.
    pub fn advance(&mut self) -> bool {
        while self.mistakes.len() < MOST_MISTAKES {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(false) => return false,
                Ok(true) => {}
                Err(error) => {
                    let rule = "a table has rows of separated cells, quotes in pairs";
                    self.say(None, error.to_string(), rule, "mend or download the file again");
                    return false;
                }
            }
            let filled = self.record.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
            let (cells, wanted) = (self.record.len(), self.opening.header.len());
            // Remarks below a table, and the separators of spreadsheets.
            if filled <= 1 && cells <= wanted {
                continue;
            }
            let needed = self.columns.iter().flatten().max().map_or(0, |last| last + 1);
            if cells < needed {
                let what = format!("the row ends after {cells} of {wanted} cells");
                let rule = "every row has a cell for each column, empty where unknown";
                self.say(None, what, rule, "download the file again: it may be cut off");
                continue;
            }
            self.tally.rows += 1;
            return true;
        }
        false
    }

    fn line(&self) -> u64 {
        let within = self.record.position().map_or(0, csv::Position::line);
        self.opening.above + within
    }

    fn say(&mut self, column: Option<usize>, what: String, rule: &str, next: &str) {
        self.mistakes.push(Mistake {
            file: self.opening.path.clone(),
            row: Some(self.line()),
            column: column.map(|at| self.opening.header[at].clone()),
            what,
            rule: rule.to_string(),
            next: next.to_string(),
        });
    }

    /// A mistake of a column of the layout, in this row.
    pub fn complain(&mut self, column: usize, what: String, rule: &str, next: &str) {
        self.say(self.columns[column], what, rule, next);
    }

    /// A cell as text; empty where the file lacks the column.
    pub fn text(&self, column: usize) -> String {
        self.columns[column].map_or_else(String::new, |at| self.cell(at).into_owned())
    }

    fn cell(&self, at: usize) -> std::borrow::Cow<'_, str> {
        let bytes = self.record.get(at).unwrap_or_default().trim_ascii();
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => latin(bytes).into(),
        }
    }

    /// A code of digits, without a copy; `None` where it is none.
    pub fn digits(&self, column: usize) -> Option<u32> {
        let bytes = self.record.get(self.columns[column]?)?.trim_ascii();
        let digits = !bytes.is_empty() && bytes.len() < 10 && bytes.iter().all(u8::is_ascii_digit);
        digits.then(|| bytes.iter().fold(0, |n, b| 10 * n + u32::from(b - b'0')))
    }

    /// Whether the file has a column of the layout.
    pub fn has(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }

    /// A figure; `None` where it is unknown (which is counted) or no number (which is a mistake).
    pub fn number(&mut self, column: usize) -> Option<f64> {
        self.figure(self.columns[column]?)
    }

    /// A figure that cannot be negative.
    pub fn amount(&mut self, column: usize) -> Option<f64> {
        let value = self.number(column)?;
        if value < 0.0 {
            let what = format!("{value} is negative");
            let rule = "it cannot be: an empty cell stands for unknown";
            self.complain(column, what, rule, "mend the cell or empty it");
            return None;
        }
        Some(value)
    }

    fn figure(&mut self, at: usize) -> Option<f64> {
        let (value, unknown) = {
            let text = self.cell(at);
            let unknown = UNKNOWN.contains(&&*text) || self.layout.missing.contains(&&*text);
            (if unknown { None } else { number(&text) }, unknown)
        };
        if unknown {
            self.tally.missing += 1;
        } else if value.is_none() {
            let what = format!("`{}` is no number", self.cell(at));
            let rule = "a figure, or an empty cell where it is unknown";
            self.say(Some(at), what, rule, "mend the cell or empty it");
        }
        value
    }

    /// A year of a column; it may not be missing.
    pub fn year(&mut self, column: usize) -> Option<i32> {
        let at = self.columns[column]?;
        let text = self.cell(at).into_owned();
        let whole = number(&text).filter(|v| v.fract() == 0.0 && (1500.0..=2200.0).contains(v));
        if whole.is_none() {
            let what = format!("`{text}` is no year");
            self.say(Some(at), what, "four digits, as in 2010", "mend the cell");
        }
        whole.map(|year| year as i32)
    }

    /// The figures of the row by year, in a layout with columns of years.
    pub fn by_year(&mut self) -> Vec<(i32, f64)> {
        let years = std::mem::take(&mut self.years);
        let figures =
            years.iter().filter_map(|&(at, year)| Some((year, self.figure(at)?))).collect();
        self.years = years;
        figures
    }

    /// The economy that a cell names; one that names none is counted.
    pub fn economy(&mut self, column: usize, find: impl Fn(&str) -> Option<Iso>) -> Option<Iso> {
        let at = self.columns[column]?;
        let found = find(&self.cell(at));
        if found.is_none() {
            let name = self.cell(at).into_owned();
            self.stranger(&name);
        }
        found
    }

    /// A code of digits; anything else is a mistake.
    pub fn code(&mut self, column: usize) -> Option<u32> {
        let code = self.digits(column);
        if code.is_none() {
            let what = format!("`{}` is no code", self.text(column));
            self.complain(column, what, "codes are whole numbers", "mend the cell");
        }
        code
    }

    /// Counts a name or code that is no economy's.
    pub fn stranger(&mut self, name: &str) {
        *self.tally.strangers.entry(name.to_string()).or_default() += 1;
    }

    /// The lines above the header and the file's name: what a workbook's sheet says of itself.
    pub fn heading(&self) -> String {
        {
            let name = self.opening.path.file_name().unwrap_or_default().to_string_lossy();
            format!("{} {name}", self.opening.heading)
        }
    }
}

/// A number, with thousands set off by commas or not.
fn number(text: &str) -> Option<f64> {
    let parsed = text.parse().or_else(|_| {
        let grouped = text.contains(',') && groups_of_three(text);
        if grouped { text.replace(',', "").parse() } else { text.parse() }
    });
    parsed.ok().filter(|value: &f64| value.is_finite())
}

/// Whether commas set off thousands: `1,234,567.8`.
fn groups_of_three(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

fn decode_utf16(bytes: &[u8]) -> String {
    let big = bytes.starts_with(&[0xfe, 0xff]);
    let units = bytes.chunks_exact(2).skip(1);
    let units = units.map(|pair| {
        let pair = [pair[0], pair[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Bytes as UTF-8, else as Latin-1, in which every byte is a letter.
fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|&b| b as char).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_publishers_write_them() {
        assert_eq!(number("1,234,567.8"), Some(1_234_567.8));
        assert_eq!(number("-12.5"), Some(-12.5));
        assert_eq!(number("2.26E+08"), Some(2.26e8));
        for bad in ["12,5", "1,23,4", "abc", "inf", "1 2"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_in_utf16_and_latin_1_is_read() {
        let little: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("né".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(decode_utf16(&little), "né");
        assert_eq!(latin(b"C\xf4te"), "Côte");
    }
}
