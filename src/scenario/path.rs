//! Key paths: `actors.KAZ.gdp_usd_bn`, `ties.trade.CHN.RUS.value`, `events.embargo.effects.0.size`.
//!
//! Ties and mirrors are named by their ends, elements of other lists by their place from 0.

use super::problem;
use super::tree::{Entry, Node, Span, Table, Value};

/// What a key path names.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The key, or the element of a list.
    pub key: Span,
    pub node: &'a Node,
}

/// The keys that name an element of a list of ties or mirrors.
pub fn row_keys(list: &str) -> Option<&'static [&'static str]> {
    match list.split_once('.') {
        None if list == "mirrors" => Some(&["reporter", "from", "to"]),
        Some(("ties", channel)) if !channel.contains('.') => Some(&["from", "to"]),
        _ => None,
    }
}

/// What names an element of a list of ties or mirrors; `None` where it lacks a key.
pub fn row_name<'a>(row: &'a Node, keys: &[&str]) -> Option<Vec<&'a str>> {
    keys.iter().map(|key| row.text_of(key)).collect()
}

/// Finds what a key path names.
///
/// # Errors
/// The names that are known at the first step that leads nowhere.
pub fn find<'a>(root: &'a Node, path: &str) -> Result<Place<'a>, Vec<String>> {
    let mut place = Place { key: root.span, node: root };
    let mut gone = String::new();
    let mut steps = path.split('.');
    while let Some(step) = steps.next() {
        place = match &place.node.value {
            Value::Table(table) => match table.get(step) {
                Some(entry) => Place { key: entry.key, node: &entry.node },
                None => return Err(table.keys().cloned().collect()),
            },
            Value::List(list) => {
                let at = index(list, &gone, step, &mut steps).ok_or_else(|| names(list, &gone))?;
                Place { key: list[at].span, node: &list[at] }
            }
            _ => return Err(Vec::new()),
        };
        gone = if gone.is_empty() { step.to_string() } else { format!("{gone}.{step}") };
    }
    Ok(place)
}

fn index<'p>(
    list: &[Node],
    path: &str,
    first: &'p str,
    rest: &mut impl Iterator<Item = &'p str>,
) -> Option<usize> {
    let Some(keys) = row_keys(path) else {
        return first.parse().ok().filter(|at| *at < list.len());
    };
    let mut name = vec![first];
    name.extend(rest.take(keys.len() - 1));
    list.iter().position(|row| row_name(row, keys).as_ref() == Some(&name))
}

fn names(list: &[Node], path: &str) -> Vec<String> {
    match row_keys(path) {
        Some(keys) => list.iter().filter_map(|r| row_name(r, keys)).map(|n| n.join(".")).collect(),
        None => (0..list.len()).map(|at| at.to_string()).collect(),
    }
}

/// A suggestion for a key path that names nothing.
pub fn near(root: &Node, path: &str) -> String {
    let known = find(root, path).err().unwrap_or_default();
    let steps: Vec<&str> = path.split('.').collect();
    let lost = |n: &usize| find(root, &steps[..*n].join(".")).is_err();
    let gone = (1..=steps.len()).find(lost).map_or(0, |n| n - 1);
    // A row is named by several steps.
    let of_row = row_keys(&steps[..gone].join(".")).map_or(1, <[_]>::len);
    let wrong = steps[gone..].iter().take(of_row).copied().collect::<Vec<_>>().join(".");
    problem::near(&wrong, known.iter().map(String::as_str))
}

/// Takes out what a key path names; `false` where it names nothing.
pub fn remove(root: &mut Node, path: &str) -> bool {
    if find(root, path).is_err() {
        return false;
    }
    let mut node = root;
    let mut gone = String::new();
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        match &mut node.value {
            Value::Table(table) if steps.peek().is_none() => {
                return table.shift_remove(step).is_some();
            }
            Value::Table(table) => match table.get_mut(step) {
                Some(entry) => node = &mut entry.node,
                None => return false,
            },
            Value::List(list) => {
                let Some(at) = index(list, &gone, step, &mut steps) else {
                    return false;
                };
                if steps.peek().is_none() {
                    list.remove(at);
                    return true;
                }
                node = &mut list[at];
            }
            _ => return false,
        }
        gone = if gone.is_empty() { step.to_string() } else { format!("{gone}.{step}") };
    }
    false
}

/// Sets what a key path names, making the tables on the way; `false` where the path leads through
/// something that is not a table, or to a row that is not there.
pub fn set(root: &mut Node, path: &str, key: Span, value: Node) -> bool {
    let mut node = root;
    let mut gone = String::new();
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        match &mut node.value {
            Value::Table(table) if steps.peek().is_none() => {
                table.insert(step.to_string(), Entry { key, node: value });
                return true;
            }
            Value::Table(table) => {
                let empty = || Node { span: key, value: Value::Table(Table::new()) };
                let entry = table.entry(step.to_string());
                node = &mut entry.or_insert_with(|| Entry { key, node: empty() }).node;
            }
            Value::List(list) => match index(list, &gone, step, &mut steps) {
                Some(at) if steps.peek().is_some() => node = &mut list[at],
                _ => return false,
            },
            _ => return false,
        }
        gone = if gone.is_empty() { step.to_string() } else { format!("{gone}.{step}") };
    }
    false
}
