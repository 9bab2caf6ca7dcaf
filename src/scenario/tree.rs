//! The files as typed: a tree of values, each with the place where it was written.

use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, form};

/// A stretch of text in one of the files read, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index in [`Files`].
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What a file can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// A date or time without quotes, which no key takes.
    Datetime,
    List(Vec<Node>),
    Table(Table),
}

/// Keys in the order of the file.
pub type Table = IndexMap<String, Entry>;

/// A key's value, and where the key itself stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: Span,
    pub node: Node,
}

impl Node {
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table of a number, which a plain one becomes; `None` for what is no number.
    pub fn number_table(&mut self) -> Option<&mut Table> {
        if let Value::Integer(_) | Value::Float(_) = self.value {
            let value = Node { span: self.span, value: self.value.clone() };
            let entry = Entry { key: self.span, node: value };
            self.value = Value::Table(Table::from_iter([("value".to_string(), entry)]));
        }
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn boolean(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self.value {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// An integer or a float, as a number.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(value) => Some(value as f64),
            Value::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a key, where this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key).map(|entry| &entry.node)
    }

    /// The text of a key.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The entries of a table; none where this is something else.
    pub fn entries(&self) -> impl Iterator<Item = (&String, &Entry)> {
        self.table().into_iter().flatten()
    }

    /// The elements of a list; none where this is something else.
    pub fn elements(&self) -> &[Node] {
        self.list().unwrap_or_default()
    }

    /// What the value is, in words.
    pub fn describe(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Datetime => "a date without quotes",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// A file as read.
#[derive(Clone, Debug)]
pub struct File {
    /// Path as given by the user or by the file that names it.
    pub path: String,
    pub text: String,
}

impl File {
    /// SHA-256 of the content, in hexadecimal.
    pub fn digest(&self) -> String {
        sha256(&self.text)
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file read, in the order of reading; kept whole so that mistakes can be shown in place.
#[derive(Clone, Debug, Default)]
pub struct Files(pub Vec<File>);

impl Files {
    /// Keeps a text and gives its index; a path that was read before keeps its index.
    pub fn keep(&mut self, path: String, text: String) -> usize {
        if let Some(known) = self.0.iter().position(|f| f.path == path && f.text == text) {
            return known;
        }
        self.0.push(File { path, text });
        self.0.len() - 1
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        self.0[span.file].text.get(span.start..span.end).unwrap_or_default()
    }
}

/// Parses one file's text; every syntax error is a problem of its own.
pub fn parse(files: &Files, file: usize) -> Result<Node, Vec<Problem>> {
    let text = &files.0[file].text;
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let problem = |e: &toml::de::Error| {
            let at = e.span().unwrap_or(0..0);
            form::bad_toml(Span { file, start: at.start, end: at.end }, e.message())
        };
        return Err(errors.iter().map(problem).collect());
    }
    let mut problems = Vec::new();
    let span = Span { file, start: 0, end: 0 };
    let value = Value::Table(table_of(table.get_ref(), file, &mut problems));
    if problems.is_empty() { Ok(Node { span, value }) } else { Err(problems) }
}

/// Parses the value that begins at byte `start` of a file and fills the rest of it.
pub fn parse_value(files: &Files, file: usize, start: usize) -> Result<Node, Vec<Problem>> {
    let text = files.0[file].text.get(start..).unwrap_or_default();
    let mut problems = Vec::new();
    let value = DeValue::parse(text).map_err(|error| {
        let whole = Span { file, start, end: start + text.len() };
        vec![form::bad_toml(whole, error.message())]
    })?;
    let node = node_of(&value, file, &mut problems);
    if problems.is_empty() { Ok(shifted(node, start)) } else { Err(problems) }
}

/// A tree whose text stands `by` bytes later.
fn shifted(node: Node, by: usize) -> Node {
    let shift = |span: Span| Span { start: span.start + by, end: span.end + by, ..span };
    let value = match node.value {
        Value::List(list) => Value::List(list.into_iter().map(|n| shifted(n, by)).collect()),
        Value::Table(table) => {
            let entry = |(key, entry): (String, Entry)| {
                (key, Entry { key: shift(entry.key), node: shifted(entry.node, by) })
            };
            Value::Table(table.into_iter().map(entry).collect())
        }
        plain => plain,
    };
    Node { span: shift(node.span), value }
}

fn table_of(table: &DeTable, file: usize, problems: &mut Vec<Problem>) -> Table {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue>)| {
        let at = key.span();
        let key_span = Span { file, start: at.start, end: at.end };
        let name: &std::borrow::Cow<str> = key.get_ref();
        let node = node_of(value, file, problems);
        (name.to_string(), Entry { key: key_span, node })
    };
    table.iter().map(entry).collect()
}

fn node_of(value: &Spanned<DeValue>, file: usize, problems: &mut Vec<Problem>) -> Node {
    let at = value.span();
    let span = Span { file, start: at.start, end: at.end };
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(value) => Value::Integer(value),
            Err(_) => {
                problems.push(form::bad_number(span));
                Value::Integer(0)
            }
        },
        DeValue::Float(digits) => match digits.as_str().parse() {
            Ok(value) if f64::is_finite(value) => Value::Float(value),
            _ => {
                problems.push(form::bad_number(span));
                Value::Float(0.0)
            }
        },
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(_) => Value::Datetime,
        DeValue::Array(list) => {
            Value::List(list.iter().map(|item| node_of(item, file, problems)).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(table, file, problems)),
    };
    Node { span, value }
}
