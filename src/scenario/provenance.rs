//! Provenance defaults: a table's `source`, `year`, … are written into each of its numbers.
//!
//! It is done file by file before companions are merged, so that a number that a companion
//! overrides keeps nothing of the origin of the number that it replaces.

use indexmap::IndexMap;

use super::effect;
use super::meaning::EffectKind;
use super::shape::{Kind, PROVENANCE};
use super::tree::{Entry, Node, Table, Value};
use super::word::Word as _;

/// Origins in force, by key.
type Defaults = IndexMap<String, Entry>;

/// Writes the defaults of every table into its numbers.
pub fn stamp(root: &mut Node, kind: Kind) {
    Stamp { only: None }.walk(root, kind, &Defaults::new());
}

/// Marks the numbers of one file, which were set on the command line: their confidence is `set`,
/// and they need no origin.
pub fn stamp_settings(root: &mut Node, kind: Kind, file: usize) {
    let node = Node { span: root.span, value: Value::Text("set".to_string()) };
    let confidence = Entry { key: root.span, node };
    let defaults = Defaults::from_iter([("confidence".to_string(), confidence)]);
    Stamp { only: Some(file) }.walk(root, kind, &defaults);
}

/// A walk over the numbers of a tree, or over those that one file wrote.
struct Stamp {
    only: Option<usize>,
}

impl Stamp {
    fn walk(&self, node: &mut Node, kind: Kind, defaults: &Defaults) {
        if let Kind::Quantity(_) = kind {
            if self.only.is_none_or(|file| file == node.span.file) {
                quantity(node, defaults);
            }
            return;
        }
        match &mut node.value {
            Value::Table(table) => {
                let defaults = match self.only {
                    Some(_) => defaults.clone(),
                    None => below(table, kind, defaults),
                };
                for (key, entry) in table {
                    if let Some(child) = kind.child(key) {
                        self.walk(&mut entry.node, child, &defaults);
                    }
                }
            }
            Value::List(list) => {
                for element in list {
                    if let Some(child) = element_kind(kind, element) {
                        self.walk(element, child, defaults);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The defaults in force below a table: its own over those above it.
fn below(table: &Table, kind: Kind, above: &Defaults) -> Defaults {
    let mut defaults = above.clone();
    if let Kind::Section(shape) = kind
        && shape.provenance
    {
        let own = PROVENANCE.iter().filter_map(|key| table.get_key_value(key.name));
        defaults.extend(own.map(|(key, entry)| (key.clone(), entry.clone())));
    }
    defaults
}

/// What an element of a list takes.
pub fn element_kind(kind: Kind, element: &Node) -> Option<Kind> {
    match kind {
        Kind::List(shape) => Some(Kind::Section(shape)),
        Kind::Effects => {
            let effect = element.text_of("kind").and_then(EffectKind::of_word)?;
            Some(Kind::Section(effect::shape_of(effect)))
        }
        _ => None,
    }
}

/// A number that is stated as assumed without a source inherits no source.
fn quantity(node: &mut Node, defaults: &Defaults) {
    let assumed = node.text_of("confidence") == Some("assumed");
    let Some(table) = node.number_table() else { return };
    let origin = assumed && !table.contains_key("source");
    for (key, entry) in defaults {
        let withheld = origin && matches!(key.as_str(), "source" | "year" | "reporter" | "method");
        if !withheld && !table.contains_key(key) {
            table.insert(key.clone(), entry.clone());
        }
    }
}
