//! CSV tables beside a scenario: each row is a tie or a mirror, each cell a key of it.
//!
//! The first line names the columns. Lines that start with `#` and empty lines are comments. Empty
//! cells are absent. `unit` and `error` belong to `value`. A column such as `potential.method` says
//! of another number of the row what the row's own `method` says of all.

use super::problem::{self, Problem, form};
use super::shape::{Key, Kind, PROVENANCE, Shape};
use super::tree::{Entry, Files, Node, Span, Table, Value};

/// A cell with its place.
#[derive(Clone, Debug)]
struct Cell {
    text: String,
    span: Span,
}

/// A column, and what its cells are.
struct Column {
    name: String,
    kind: Option<Kind>,
    about: Option<About>,
}

/// The number and the key of its provenance that a column `number.key` belongs to.
#[derive(Clone, Copy)]
struct About {
    number: &'static str,
    key: &'static Key,
}

impl About {
    fn of(column: &str, shape: &Shape) -> Option<About> {
        let (number, key) = column.split_once('.')?;
        let number = shape.key(number).filter(|key| matches!(key.kind, Kind::Quantity(_)))?.name;
        Some(About { number, key: PROVENANCE.iter().find(|known| known.name == key)? })
    }
}

impl Column {
    fn of(name: String, shape: &Shape) -> Column {
        let about = About::of(&name, shape);
        let kind = about.map(|about| about.key).or(shape.key(&name)).map(|key| key.kind);
        Column { name, kind, about }
    }
}

/// Reads the rows of a table as if each were written in TOML.
pub fn rows(files: &Files, file: usize, shape: &'static Shape) -> Result<Vec<Node>, Vec<Problem>> {
    let mut lines = scan(&files.0[file].text, file).map_err(|problem| vec![problem])?.into_iter();
    let header = lines.next().unwrap_or_default();
    let mut problems = header_problems(&header, shape, file);
    let mut rows = Vec::new();
    let header: Vec<Column> = header.into_iter().map(|cell| Column::of(cell.text, shape)).collect();
    for line in lines {
        if line.len() == header.len() {
            rows.push(row(&header, line, &mut problems));
        } else {
            problems.push(form::ragged_row(reach(&line), line.len(), header.len()));
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn reach(line: &[Cell]) -> Option<Span> {
    let (first, last) = (line.first()?, line.last()?);
    Some(Span { end: last.span.end, ..first.span })
}

/// The columns that a table can have.
fn columns(shape: &Shape) -> Vec<String> {
    let numbers = shape.keys().filter(|key| matches!(key.kind, Kind::Quantity(_)));
    let about = |number: &Key, key: &Key| format!("{}.{}", number.name, key.name);
    let abouts = numbers.flat_map(|number| PROVENANCE.iter().map(move |key| about(number, key)));
    let keys = shape.keys().map(|key| key.name).chain(["unit", "error"]);
    keys.map(str::to_string).chain(abouts).collect()
}

fn header_problems(header: &[Cell], shape: &Shape, file: usize) -> Vec<Problem> {
    let known = columns(shape);
    let mut problems = Vec::new();
    for (at, cell) in header.iter().enumerate() {
        if header[..at].iter().any(|earlier| earlier.text == cell.text) {
            problems.push(form::repeated_column(cell.span, &cell.text));
        } else if !known.contains(&cell.text) {
            let near = problem::near(&cell.text, known.iter().map(String::as_str));
            problems.push(form::unknown_column(cell.span, &cell.text, &near));
        }
    }
    let place = reach(header).unwrap_or(Span { file, start: 0, end: 0 });
    let missing = shape.keys().filter(|key| key.required);
    let missing = missing.filter(|key| header.iter().all(|cell| cell.text != key.name));
    problems.extend(missing.map(|key| form::missing_column(place, key.name)));
    problems
}

fn row(header: &[Column], cells: Vec<Cell>, problems: &mut Vec<Problem>) -> Node {
    let whole = reach(&cells).expect("a row has cells");
    let (mut row, mut size, mut abouts) = (Table::new(), Table::new(), Vec::new());
    for (column, cell) in header.iter().zip(cells) {
        if cell.text.is_empty() {
            continue;
        }
        let value = match column.kind {
            _ if column.name == "unit" => Ok(Value::Text(cell.text.clone())),
            _ if column.name == "error" => float(&cell.text),
            Some(Kind::Quantity(_)) => float(&cell.text),
            Some(Kind::Whole(..)) => cell.text.parse().map(Value::Integer).map_err(|_| ()),
            _ => Ok(Value::Text(cell.text.clone())),
        };
        let Ok(value) = value else {
            problems.push(form::bad_cell(cell.span, &cell.text, &column.name));
            continue;
        };
        let of_value = matches!(column.name.as_str(), "value" | "unit" | "error");
        let entry = Entry { key: cell.span, node: Node { span: cell.span, value } };
        if let Some(about) = column.about {
            abouts.push((about, entry));
        } else if of_value {
            size.insert(column.name.clone(), entry);
        } else {
            row.insert(column.name.clone(), entry);
        }
    }
    if let Some(value) = size.get("value") {
        let node = Node { span: value.node.span, value: Value::Table(size.clone()) };
        row.insert("value".to_string(), Entry { key: value.key, node });
    }
    for (about, entry) in abouts {
        // Where the number is absent, nothing is said of it.
        if let Some(of) = row.get_mut(about.number).and_then(|of| of.node.number_table()) {
            of.insert(about.key.name.to_string(), entry);
        }
    }
    Node { span: whole, value: Value::Table(row) }
}

fn float(text: &str) -> Result<Value, ()> {
    let value: f64 = text.parse().map_err(|_| ())?;
    if value.is_finite() { Ok(Value::Float(value)) } else { Err(()) }
}

/// Splits a text into lines of cells; quoted cells may hold commas, quotes (doubled) and newlines.
fn scan(text: &str, file: usize) -> Result<Vec<Vec<Cell>>, Problem> {
    let mut lines = Vec::new();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    while at < text.len() {
        let rest = &text[at..];
        let line_end = rest.find('\n').map_or(text.len(), |length| at + length + 1);
        let first = rest[..line_end - at].trim();
        if first.is_empty() || first.starts_with('#') {
            at = line_end;
            continue;
        }
        let mut line = Vec::new();
        loop {
            let (cell, end) = cell(text, at, file)?;
            line.push(cell);
            at = end + 1;
            if text.as_bytes().get(end) != Some(&b',') {
                break;
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

/// One cell, and where its comma, newline or end of text stands.
fn cell(text: &str, start: usize, file: usize) -> Result<(Cell, usize), Problem> {
    let rest = &text[start..];
    let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let open = start + indent;
    let Some(mut inner) = text[open..].strip_prefix('"') else {
        let length = rest.find([',', '\n']).unwrap_or(rest.len());
        let shown = rest[..length].trim();
        let span = Span { file, start: open.min(start + length), end: open + shown.len() };
        let span = Span { end: span.end.max(span.start), ..span };
        return Ok((Cell { text: shown.to_string(), span }, start + length));
    };
    let mut content = String::new();
    loop {
        let Some(quote) = inner.find('"') else {
            return Err(form::open_quote(Span { file, start: open, end: open + 1 }));
        };
        content += &inner[..quote];
        inner = &inner[quote + 1..];
        match inner.strip_prefix('"') {
            Some(more) => {
                content.push('"');
                inner = more;
            }
            None => break,
        }
    }
    let close = text.len() - inner.len();
    let tail = inner.find([',', '\n']).unwrap_or(inner.len());
    content += inner[..tail].trim_end();
    Ok((Cell { text: content, span: Span { file, start: open, end: close } }, close + tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_comments_and_empty_lines_are_read_as_written() {
        let text = "# a comment\r\na, b ,c\r\n\n1,\"x, \"\"y\"\"\", 2\r\n,,\n";
        let lines = scan(text, 0).unwrap();
        let texts: Vec<Vec<&str>> =
            lines.iter().map(|line| line.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["a", "b", "c"], vec!["1", "x, \"y\"", "2"], vec!["", "", ""]]);
        let last = &lines[1][2];
        assert_eq!(&text[last.span.start..last.span.end], "2");
    }

    #[test]
    fn a_column_says_where_one_number_of_a_row_comes_from() {
        let text = "from,to,value,method,normal,normal.method,normal.year,potential.method\n\
                    A,B,2,\"a, b\",1.5,mean,2009,gravity\nB,A,3,,,mean,2009,\n";
        let mut files = Files::default();
        let file = files.keep("t.csv".into(), text.into());
        let read = rows(&files, file, &super::super::section::TRADE).unwrap();
        let normal = read[0].get("normal").unwrap();
        assert_eq!(normal.get("value").and_then(Node::number), Some(1.5));
        assert_eq!(normal.text_of("method"), Some("mean"));
        assert_eq!(normal.get("year").and_then(Node::integer), Some(2009));
        assert_eq!(read[0].text_of("method"), Some("a, b"));
        assert!(read[0].get("potential").is_none(), "nothing is said of a number that is absent");
        assert!(read[1].get("normal").is_none());
        let file = files.keep("u.csv".into(), "from,to,value,normal.metod\n".into());
        let problems = rows(&files, file, &super::super::section::TRADE).unwrap_err();
        assert_eq!(problems[0].code, "suasion::unknown_column");
        assert_eq!(problems[0].help, "did you mean `normal.method`?");
    }

    #[test]
    fn a_quotation_without_end_is_a_problem() {
        assert_eq!(scan("a,b\n1,\"x\n", 0).unwrap_err().code, "suasion::open_quote");
    }
}
