//! Companions: what a file changes of the scenario that it extends.
//!
//! Tables merge key by key; a number, a list or a text replaces what it meets; a tie replaces the
//! tie of the same channel and ends, a mirror the one of the same reporter and flow.

use super::path::{row_keys, row_name};
use super::problem::{Problem, form, name};
use super::shape::Kind;
use super::tree::{Node, Value};

/// Lays a companion's tree over the one that it extends; `path` is where they stand.
pub fn merge(base: &mut Node, over: Node, kind: Kind, path: &str) {
    match (&mut base.value, over.value) {
        (Value::Table(below), Value::Table(above)) if merges(kind) => {
            for (key, entry) in above {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match (below.get_mut(&key), kind.child(&key)) {
                    (Some(known), Some(child)) => {
                        let replaced = !merges(child) && row_keys(&path).is_none();
                        known.key = if replaced { entry.key } else { known.key };
                        merge(&mut known.node, entry.node, child, &path);
                    }
                    _ => _ = below.insert(key, entry),
                }
            }
        }
        (Value::List(below), Value::List(above)) if row_keys(path).is_some() => {
            let keys = row_keys(path).expect("just seen");
            for row in above {
                let same = |known: &&mut Node| {
                    row_name(known, keys).is_some_and(|name| row_name(&row, keys) == Some(name))
                };
                match below.iter_mut().find(same) {
                    Some(known) => *known = row,
                    None => below.push(row),
                }
            }
        }
        (_, value) => *base = Node { span: over.span, value },
    }
}

/// Whether tables of this kind are merged; the others are replaced whole.
pub fn merges(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Section(_) | Kind::Map(_) | Kind::Quantities(..) | Kind::Parameters | Kind::Overrides
    )
}

/// Ties and mirrors that one file and its tables state twice.
pub fn repetitions(root: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    let channels = root.get("ties").into_iter().flat_map(Node::entries);
    let lists = channels.map(|(channel, entry)| (channel.as_str(), &entry.node));
    for (channel, list) in lists.chain(root.get("mirrors").map(|list| ("", list))) {
        let path = if channel.is_empty() { "mirrors".into() } else { format!("ties.{channel}") };
        let Some(keys) = row_keys(&path) else {
            continue;
        };
        let mut seen = std::collections::HashSet::new();
        for row in list.elements() {
            let Some(ends) = row_name(row, keys) else {
                continue;
            };
            if seen.insert(ends.clone()) {
                continue;
            }
            problems.push(match ends[..] {
                [from, to] => name::repeated_tie(row.span, channel, from, to),
                [reporter, from, to] => name::repeated_mirror(row.span, reporter, from, to),
                _ => unreachable!("rows are named by two or three keys"),
            });
        }
    }
    problems
}

/// Drops the actors of a file of parameters that a scenario does not have.
pub fn keep_known_actors(used: &mut Node, scenario: &Node) {
    let known = |id: &str| scenario.get("actors").is_some_and(|all| all.get(id).is_some());
    if let Value::Table(table) = &mut used.value
        && let Some(entry) = table.get_mut("actors")
        && let Value::Table(actors) = &mut entry.node.value
    {
        actors.retain(|id, _| known(id));
        if actors.is_empty() {
            table.shift_remove("actors");
        }
    }
}

/// Puts the correlations that a scenario has in front of those of a file of parameters.
pub fn keep_correlations(used: &mut Node, scenario: &Node) {
    let before = scenario.get("correlations").map(Node::elements).unwrap_or_default();
    if let Value::Table(table) = &mut used.value
        && let Some(entry) = table.get_mut("correlations")
        && let Value::List(list) = &mut entry.node.value
    {
        list.splice(0..0, before.iter().cloned());
    }
}

/// Drops what a companion removes; a path that names nothing is a problem.
pub fn remove(base: &mut Node, list: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    for element in list.elements() {
        let Some(path) = element.text() else { continue };
        if !super::path::remove(base, path) {
            let near = super::path::near(base, path);
            problems.push(form::unknown_path(element.span, path, &near));
        }
    }
    problems
}
