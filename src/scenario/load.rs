//! Loading: from a path to a checked scenario.
//!
//! Each file is parsed, its tables are read into it, its origins are written into its numbers; then
//! it is laid over what it extends. The whole is checked once, against the shape and for sense.

use std::path::{Path, PathBuf};

use super::conform::Check;
use super::csv;
use super::extend;
use super::meaning::Scenario;
use super::path;
use super::problem::{Problem, Problems, form};
use super::provenance;
use super::read;
use super::section::{FILE, MIRROR, TIES};
use super::setting;
use super::shape::Kind;
use super::tree::{self, Entry, Files, Node, Span, Table, Value};
use super::used::USED;
use super::validate;

/// Loads and checks a scenario.
///
/// # Errors
/// Every mistake of every file, together.
pub fn load(path: &Path) -> Result<Scenario, Problems> {
    load_with(path, &[])
}

/// Loads a scenario with some keys set: `("time.end_year", "2026")`; values are in TOML. A number
/// that is set needs no origin. Counterfactuals are set likewise.
///
/// # Errors
/// Every mistake of every file and of the settings, together.
pub fn load_with(path: &Path, sets: &[(String, String)]) -> Result<Scenario, Problems> {
    let mut loader =
        Loader { files: Files::default(), problems: Vec::new(), sets, lineage: Vec::new() };
    match loader.scenario(path) {
        Some(scenario) if loader.problems.is_empty() => Ok(scenario),
        _ => Err(Problems::new(loader.files, loader.problems)),
    }
}

/// Reads a scenario that is one text in itself, such as the one that a result carries; `name` is
/// what messages call it.
///
/// # Errors
/// Every mistake of the text, together.
pub fn from_text(text: &str, name: &str) -> Result<Scenario, Problems> {
    from_text_with(text, name, &[])
}

/// Reads one text with some keys set, as [`load_with`] does.
///
/// # Errors
/// Every mistake of the text and of the settings, together.
pub fn from_text_with(
    text: &str,
    name: &str,
    sets: &[(String, String)],
) -> Result<Scenario, Problems> {
    let mut loader =
        Loader { files: Files::default(), problems: Vec::new(), sets, lineage: Vec::new() };
    let file = loader.files.keep(name.to_string(), text.to_string());
    let root = loader.parts(file).and_then(|parts| match parts.extends.or(parts.uses) {
        None => Some(parts.root),
        Some(other) => {
            let below = other.text().unwrap_or("another file").to_string();
            let why = "a text by itself extends and uses nothing";
            loader.problems.push(form::unreadable_file(Some(other.span), &below, why));
            None
        }
    });
    let scenario = root.and_then(|mut root| {
        loader.settings(&mut root);
        loader.whole(&root, name)
    });
    match scenario {
        Some(scenario) if loader.problems.is_empty() => {
            Ok(Scenario { inputs: Vec::new(), ..scenario })
        }
        _ => Err(Problems::new(loader.files, loader.problems)),
    }
}

/// A file's own tree, without the keys that say how it is put together.
struct Parts {
    root: Node,
    extends: Option<Node>,
    remove: Option<Node>,
    uses: Option<Node>,
}

/// Where a file is named: by the user, or in another file.
type Named = Option<Span>;

struct Loader<'a> {
    files: Files,
    problems: Vec<Problem>,
    sets: &'a [(String, String)],
    /// The scenario's file and those that it extends.
    lineage: Vec<PathBuf>,
}

impl Loader<'_> {
    fn scenario(&mut self, path: &Path) -> Option<Scenario> {
        let mut lineage = Vec::new();
        let mut root = self.chain(path, None, &mut lineage)?;
        self.lineage = lineage;
        self.settings(&mut root);
        self.whole(&root, &stem(path))
    }

    /// The scenario of a whole tree, with what its claims are compared with.
    fn whole(&mut self, root: &Node, stem: &str) -> Option<Scenario> {
        let mut scenario = self.meaning(root, stem)?;
        self.counterfactuals(root, &mut scenario);
        self.problems.extend(validate::problems(root, &scenario));
        let inputs = self.files.0.iter().map(|file| (file.path.clone(), file.digest()));
        scenario.inputs = inputs.collect();
        Some(scenario)
    }

    /// Checks a whole tree against the shape and reads it.
    fn meaning(&mut self, root: &Node, stem: &str) -> Option<Scenario> {
        let mut check = Check::new(&self.files, root);
        check.section(root, root.span, &FILE);
        self.problems.append(&mut check.problems);
        self.problems.extend(validate::calendar_problem(root));
        read::scenario(root, stem)
    }

    /// Reads a file and everything that it extends; `lineage` gathers the files.
    fn chain(&mut self, path: &Path, named: Named, lineage: &mut Vec<PathBuf>) -> Option<Node> {
        let real = real(path);
        if lineage.contains(&real) {
            let shown = path.display().to_string();
            self.problems.push(form::extends_cycle(named, &shown));
            return None;
        }
        lineage.push(real);
        let file = self.text(path, named)?;
        let parts = self.parts(file)?;
        let Some(extends) = parts.extends else {
            if let Some(remove) = parts.remove {
                self.problems.push(form::remove_without_extends(remove.span));
            }
            let Some(uses) = parts.uses else { return Some(parts.root) };
            let mut root = Node { span: parts.root.span, value: Value::Table(Table::new()) };
            self.used(&mut root, path, &uses);
            extend::merge(&mut root, parts.root, Kind::Section(&FILE), "");
            return Some(root);
        };
        let below = beside(path, extends.text()?);
        let mut root = self.chain(&below, Some(extends.span), lineage)?;
        if let Some(list) = parts.remove {
            self.problems.extend(extend::remove(&mut root, &list));
        }
        if let Some(uses) = parts.uses {
            self.used(&mut root, path, &uses);
        }
        lay(&mut root, parts.root);
        Some(root)
    }

    /// Lays the files of parameters that a file uses over what is there; the file's own statements
    /// outrank them. Figures of actors that are not there are left out.
    fn used(&mut self, root: &mut Node, path: &Path, uses: &Node) {
        for named in uses.elements() {
            let Some(text) = named.text() else { continue };
            let Some(file) = self.text(&beside(path, text), Some(named.span)) else { continue };
            let mut over = match tree::parse(&self.files, file) {
                Ok(over) => over,
                Err(problems) => {
                    self.problems.extend(problems);
                    continue;
                }
            };
            let mut check = Check::new(&self.files, &over);
            check.section(&over, over.span, &USED);
            self.problems.append(&mut check.problems);
            provenance::stamp(&mut over, Kind::Section(&USED));
            extend::keep_known_actors(&mut over, root);
            extend::keep_correlations(&mut over, root);
            extend::merge(root, over, Kind::Section(&FILE), "");
        }
    }

    /// Parses a file, reads its tables into it and writes out the origins of its numbers.
    fn parts(&mut self, file: usize) -> Option<Parts> {
        let mut root = match tree::parse(&self.files, file) {
            Ok(root) => root,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let [extends, remove, uses, tables] =
            ["extends", "remove", "use", "tables"].map(|key| self.take(&mut root, key));
        if let Some(tables) = tables {
            self.tables(&mut root, &tables);
        }
        provenance::stamp(&mut root, Kind::Section(&FILE));
        self.problems.extend(extend::repetitions(&root));
        Some(Parts { root, extends, remove, uses })
    }

    /// Takes a key out of a file's tree once its shape has been checked.
    fn take(&mut self, root: &mut Node, key: &str) -> Option<Node> {
        let Value::Table(table) = &mut root.value else {
            return None;
        };
        let entry = table.shift_remove(key)?;
        let mut check = Check::new(&self.files, root);
        check.value(&entry.node, entry.key, FILE.key(key)?.kind);
        self.problems.append(&mut check.problems);
        Some(entry.node)
    }

    /// Appends the rows of CSV tables to the ties and mirrors of their file.
    fn tables(&mut self, root: &mut Node, tables: &Node) {
        for (list, entry) in tables.entries() {
            let shape = match TIES.key(list).map(|key| key.kind) {
                Some(Kind::List(shape)) => shape,
                _ if list == "mirrors" => &MIRROR,
                _ => continue,
            };
            let Some(path) = entry.node.text() else {
                continue;
            };
            let path = beside(Path::new(&self.files.0[entry.node.span.file].path), path);
            let Some(file) = self.text(&path, Some(entry.node.span)) else {
                continue;
            };
            match csv::rows(&self.files, file, shape) {
                Ok(rows) if list == "mirrors" => append(root, list, entry, rows),
                Ok(rows) => {
                    let Value::Table(table) = &mut root.value else {
                        continue;
                    };
                    let node = Node { span: entry.key, value: Value::Table(Table::new()) };
                    let fresh = || Entry { key: entry.key, node };
                    let ties = table.entry("ties".to_string()).or_insert_with(fresh);
                    append(&mut ties.node, list, entry, rows);
                }
                Err(problems) => self.problems.extend(problems),
            }
        }
    }

    /// Applies the settings.
    fn settings(&mut self, root: &mut Node) {
        self.problems.extend(setting::apply(&mut self.files, root, self.sets));
    }

    /// Loads what the claims are compared with; claims themselves belong to this scenario only.
    fn counterfactuals(&mut self, root: &Node, scenario: &mut Scenario) {
        let mut bare = root.clone();
        path::remove(&mut bare, "claims");
        let mut known: Vec<(PathBuf, Option<Scenario>)> = Vec::new();
        for (id, claim) in &mut scenario.claims {
            let Ok(place) = path::find(root, &format!("claims.{id}.counterfactual")) else {
                continue;
            };
            let other = match place.node.text() {
                None => self.in_place(bare.clone(), place.node, &scenario.name),
                Some(file) => {
                    let path = beside(Path::new(&self.files.0[place.node.span.file].path), file);
                    match known.iter().find(|(seen, _)| *seen == path) {
                        Some((_, other)) => other.clone(),
                        None => {
                            let other = self.counterfactual(bare.clone(), &path, place.node.span);
                            known.push((path, other.clone()));
                            other
                        }
                    }
                }
            };
            claim.counterfactual = other.map(Box::new);
        }
    }

    /// A counterfactual in a file of its own. Where the file changes a scenario that this one
    /// extends or is, its changes are laid over this one, so that the two differ by nothing else.
    fn counterfactual(&mut self, bare: Node, path: &Path, named: Span) -> Option<Scenario> {
        let file = self.text(path, Some(named))?;
        let parts = self.parts(file)?;
        let extends = parts.extends.as_ref().and_then(Node::text);
        let root = match extends {
            Some(base) if self.lineage.contains(&real(&beside(path, base))) => {
                let mut root = bare;
                if let Some(list) = parts.remove {
                    // What is not here need not be removed; claims are not here.
                    extend::remove(&mut root, &list);
                }
                if let Some(uses) = parts.uses {
                    self.used(&mut root, path, &uses);
                }
                lay(&mut root, parts.root);
                path::remove(&mut root, "claims");
                root
            }
            _ => {
                let mut root = self.chain(path, Some(named), &mut Vec::new())?;
                path::remove(&mut root, "claims");
                self.settings(&mut root);
                root
            }
        };
        self.checked(&root, &stem(path))
    }

    /// A counterfactual whose changes stand in the claim itself.
    fn in_place(&mut self, mut base: Node, changes: &Node, name: &str) -> Option<Scenario> {
        let mut over = changes.clone();
        if let Some(list) = self.take(&mut over, "remove") {
            self.problems.extend(extend::remove(&mut base, &list));
        }
        provenance::stamp(&mut over, Kind::Section(&FILE));
        lay(&mut base, over);
        self.checked(&base, name)
    }

    fn checked(&mut self, root: &Node, stem: &str) -> Option<Scenario> {
        let scenario = self.meaning(root, stem)?;
        self.problems.extend(validate::problems(root, &scenario));
        Some(scenario)
    }

    /// Reads a file's text and keeps it.
    fn text(&mut self, path: &Path, named: Named) -> Option<usize> {
        let shown = path.display().to_string();
        let problem = match std::fs::read(path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Some(self.files.keep(shown, text)),
                Err(_) => form::not_text(named, &shown),
            },
            Err(error) => form::unreadable_file(named, &shown, &reason(&error)),
        };
        self.problems.push(problem);
        None
    }
}

/// Why a file cannot be read, in the same words on every system.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_string(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".to_string(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_string(),
        _ => error.to_string(),
    }
}

fn append(parent: &mut Node, list: &str, entry: &Entry, mut rows: Vec<Node>) {
    let Value::Table(table) = &mut parent.value else { return };
    let empty = Node { span: entry.node.span, value: Value::List(Vec::new()) };
    let fresh = || Entry { key: entry.key, node: empty };
    let known = table.entry(list.to_string()).or_insert_with(fresh);
    if let Value::List(all) = &mut known.node.value {
        all.append(&mut rows);
    }
}

/// Lays a companion's changes over a scenario. A companion is called by its own name, or by its
/// file's.
fn lay(base: &mut Node, over: Node) {
    path::remove(base, "name");
    extend::merge(base, over, Kind::Section(&FILE), "");
}

/// A path by which a file is known however it is named.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// A path that stands in a file, seen from that file's folder.
fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

/// A file's name without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
