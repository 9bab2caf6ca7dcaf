//! Loading: from a path to a checked scenario.

use std::path::{Path, PathBuf};

use super::conform::Check;
use super::meaning::Scenario;
use super::problem::{Problem, Problems, form};
use super::provenance;
use super::read;
use super::section::FILE;
use super::shape::Kind;
use super::tree::{self, Files, Node, Span};

/// Loads and checks a scenario.
///
/// # Errors
/// Every mistake of every file, together.
pub fn load(path: &Path) -> Result<Scenario, Problems> {
    let mut loader = Loader::default();
    match loader.load(path) {
        Some(scenario) if loader.problems.is_empty() => Ok(scenario),
        _ => Err(Problems::new(loader.files, loader.problems)),
    }
}

#[derive(Default)]
struct Loader {
    files: Files,
    problems: Vec<Problem>,
}

impl Loader {
    fn load(&mut self, path: &Path) -> Option<Scenario> {
        let root = self.file(path, None)?;
        let mut check = Check::new(&self.files, &root);
        check.section(&root, root.span, &FILE);
        self.problems.append(&mut check.problems);
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        let scenario = read::scenario(&root, &stem.unwrap_or_default());
        let inputs = self
            .files
            .0
            .iter()
            .map(|file| (file.path.clone(), file.digest()));
        scenario.map(|scenario| Scenario {
            inputs: inputs.collect(),
            ..scenario
        })
    }

    /// Reads one file with its numbers' origins written out.
    fn file(&mut self, path: &Path, named_at: Option<Span>) -> Option<Node> {
        let file = self.text(path, named_at)?;
        match tree::parse(&self.files, file) {
            Ok(mut root) => {
                provenance::stamp(&mut root, Kind::Section(&FILE));
                Some(root)
            }
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    /// Reads a file's text and keeps it.
    fn text(&mut self, path: &Path, named_at: Option<Span>) -> Option<usize> {
        let shown = PathBuf::from(path).display().to_string();
        let problem = match std::fs::read(path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Some(self.files.keep(shown, text)),
                Err(_) => form::not_text(named_at, &shown),
            },
            Err(error) => form::unreadable_file(named_at, &shown, &error.to_string()),
        };
        self.problems.push(problem);
        None
    }
}
