//! Settings: keys of a scenario that are set when it is loaded, as in `time.end_year=2026`.

use crate::mechanism;

use super::path;
use super::problem::{Problem, form, meant};
use super::provenance;
use super::section::FILE;
use super::shape::{Kind, Shape};
use super::tree::{self, Files, Node, Span};

/// Applies settings to a whole tree; each is a file of its own in messages.
pub fn apply(files: &mut Files, root: &mut Node, sets: &[(String, String)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut begun: Vec<Begun> = Vec::new();
    for (key, value) in sets {
        let text = format!("{key}={value}");
        let file = files.keep("--set".to_string(), text.clone());
        let span = Span { file, start: 0, end: key.len() };
        let node = match tree::parse_value(files, file, key.len() + 1) {
            Ok(node) => node,
            Err(mistakes) => {
                let place = Span { file, start: key.len() + 1, end: text.len() };
                let message = mistakes.first().map_or("not TOML", |m| m.label.as_str());
                let (label, next) = in_toml(key, value, message);
                problems.push(form::bad_setting(place, &text, label, &next));
                continue;
            }
        };
        let path = key.trim();
        if let Some(near) = bare_parameter(path) {
            problems.push(form::unknown_path(span, path, &near));
            continue;
        }
        begun.extend(Begun::of(root, path, span));
        if !path::set(root, path, span, node) {
            problems.push(form::unknown_path(span, path, &path::near(root, path)));
        }
        provenance::stamp_settings(root, Kind::Section(&FILE), file);
    }
    // What settings begin and do not complete was to be something that is there.
    for begun in begun {
        if !begun.lacks(root) {
            continue;
        }
        path::remove(root, &begun.id);
        problems.push(form::unknown_path(begun.span, &begun.path, &begun.near));
    }
    problems
}

/// Something with an id of its own that is not there, of which a setting says one key.
struct Begun {
    /// Its key path, and that of the setting.
    id: String,
    path: String,
    shape: &'static Shape,
    span: Span,
    /// What is there instead.
    near: String,
}

impl Begun {
    /// `None` where the setting changes what is there or states a whole table.
    fn of(root: &Node, path: &str, span: Span) -> Option<Begun> {
        let mut steps = path.splitn(3, '.');
        let (section, id, _) = (steps.next()?, steps.next()?, steps.next()?);
        let Kind::Map(shape) = FILE.key(section)?.kind else { return None };
        let id = format!("{section}.{id}");
        // Under a section that is not there nothing could have been meant.
        let there = path::find(root, section).is_ok() && path::find(root, &id).is_err();
        if !there {
            return None;
        }
        let near = path::near(root, &id);
        Some(Begun { id, path: path.to_string(), shape, span, near })
    }

    /// Whether a key is missing that it needs.
    fn lacks(&self, root: &Node) -> bool {
        let has = |name: &str| path::find(root, &format!("{}.{name}", self.id)).is_ok();
        self.shape.keys().any(|key| key.required && !has(key.name))
    }
}

/// What to do where a path is that of a parameter, without the table that it stands in.
fn bare_parameter(path: &str) -> Option<String> {
    let first = path.split('.').next().unwrap_or(path);
    if FILE.key(first).is_some() {
        return None;
    }
    let known = mechanism::parameters();
    let meant = |line: &&mechanism::Parameter| meant(path, [line.key]).is_some();
    let exact = known.iter().find(|line| line.key == path);
    let found = exact.or_else(|| known.iter().find(meant))?;
    Some(format!("did you mean `parameters.{}`?", found.key))
}

/// What a value that is none looks like, and how it would be written.
fn in_toml<'a>(key: &str, value: &str, message: &'a str) -> (&'a str, String) {
    let point = value.replacen(',', ".", 1);
    if value.is_empty() {
        ("nothing is set", "write the value after `=`, as in `time.end_year=2026`".to_string())
    } else if point != value && point.parse::<f64>().is_ok() {
        ("neither a number nor text in quotes", format!("write a point: `{key}={point}`"))
    } else if value.chars().all(|c| c.is_alphanumeric() || " _-.:".contains(c)) {
        let quoted = format!("'{key}=\"{value}\"'");
        let next = format!(
            "put text in double quotes, and the whole in single ones for the shell: {quoted}"
        );
        ("neither a number nor text in quotes", next)
    } else {
        (message, "close what is open, and put text in double quotes".to_string())
    }
}
