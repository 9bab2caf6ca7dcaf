//! The difference of two scenarios in meaning, in words.

use indexmap::IndexMap;
use toml::Value;

use super::listing::{Said, sections};
use super::meaning::{Provenance, Quantity, Scenario};
use super::word::Word as _;

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Key path of the statement, or of the whole that is new or gone: `events.embargo`.
    pub path: String,
    pub kind: ChangeKind,
    /// What the first scenario says, in words.
    pub before: Option<String>,
    /// What the second scenario says, in words.
    pub after: Option<String>,
}

impl Change {
    /// The section of the file to which it belongs: `events`; `scenario` for its title and name.
    pub fn section(&self) -> &str {
        self.path.split_once('.').map_or("scenario", |(section, _)| section)
    }
}

/// Statements by key path, grouped by the whole to which they belong.
type Statements = IndexMap<String, IndexMap<String, String>>;

/// The differences of two scenarios, section by section; none where they mean the same.
pub fn diff(before: &Scenario, after: &Scenario) -> Vec<Change> {
    let (old, new) = (statements(before), statements(after));
    let mut changes = Vec::new();
    for (item, was) in &old {
        match new.get(item) {
            Some(is) => changes.extend(changed(was, is)),
            None => changes.push(whole(item, was, ChangeKind::Removed)),
        }
    }
    let fresh = new.iter().filter(|(item, _)| !old.contains_key(*item));
    changes.extend(fresh.map(|(item, is)| whole(item, is, ChangeKind::Added)));
    let order: Vec<&str> = super::section::FILE.keys().map(|key| key.name).collect();
    let place = |change: &Change| order.iter().position(|name| *name == change.section());
    changes.sort_by_key(place);
    changes
}

/// The differences as lines of text, grouped by section: `+` added, `-` removed, `~` changed.
pub fn describe(changes: &[Change]) -> String {
    let mut text = String::new();
    let mut section = "";
    for change in changes {
        if change.section() != section {
            section = change.section();
            text += &format!("{section}\n");
        }
        let said = |words: &Option<String>| words.clone().unwrap_or_default();
        let (sign, words) = match change.kind {
            ChangeKind::Added => ('+', said(&change.after)),
            ChangeKind::Removed => ('-', said(&change.before)),
            ChangeKind::Changed => {
                ('~', format!("{} → {}", said(&change.before), said(&change.after)))
            }
        };
        text += &format!("  {sign} {}: {words}\n", change.path);
    }
    text
}

fn changed(was: &IndexMap<String, String>, is: &IndexMap<String, String>) -> Vec<Change> {
    let fresh = is.keys().filter(|path| !was.contains_key(*path));
    let paths = was.keys().chain(fresh);
    let change = |path: &String| {
        let (before, after) = (was.get(path).cloned(), is.get(path).cloned());
        let kind = match (&before, &after) {
            (Some(_), None) => ChangeKind::Removed,
            (None, _) => ChangeKind::Added,
            (Some(before), Some(after)) if before == after => return None,
            _ => ChangeKind::Changed,
        };
        Some(Change { path: path.clone(), kind, before, after })
    };
    paths.filter_map(change).collect()
}

/// A whole that is new or gone, by what names it or by what it says first.
fn whole(item: &str, statements: &IndexMap<String, String>, kind: ChangeKind) -> Change {
    let named = ["title", "name", "text", "value"].iter();
    let words = named.filter_map(|key| statements.get(&format!("{item}.{key}"))).next();
    let words = words.or_else(|| statements.values().next()).cloned();
    let (before, after) = match kind {
        ChangeKind::Removed => (words, None),
        _ => (None, words),
    };
    Change { path: item.to_string(), kind, before, after }
}

fn statements(scenario: &Scenario) -> Statements {
    let mut all = Statements::new();
    for section in sections(scenario) {
        let group = all.entry(section.item).or_default();
        for (key, said) in section.lines {
            let path = match section.path.as_str() {
                "" => key,
                path => format!("{path}.{key}"),
            };
            let words = match said {
                Said::Plain(value) => plain(&value),
                Said::Figure(quantity, unit) => figure(quantity, unit),
                Said::Variant(other) => format!("{} ({})", other.name, &other.hash()[..12]),
            };
            group.insert(path, words);
        }
    }
    all
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            let lines = table.iter().map(|(key, value)| format!("{key} {}", plain(value)));
            lines.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A number in words: its law, unit and origin.
fn figure(quantity: &Quantity, unit: &str) -> String {
    let law = quantity.distribution.describe();
    let unit = if matches!(unit, "" | "1" | "index") { String::new() } else { format!(" {unit}") };
    let origin = origin(&quantity.provenance);
    if origin.is_empty() { format!("{law}{unit}") } else { format!("{law}{unit} ({origin})") }
}

fn origin(provenance: &Provenance) -> String {
    let Provenance { source, year, reporter, confidence, method, note } = provenance;
    let texts = [
        source.clone(),
        year.map(|year| year.to_string()),
        reporter.clone(),
        confidence.map(|confidence| confidence.word().to_string()),
        method.clone(),
        note.clone(),
    ];
    texts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
