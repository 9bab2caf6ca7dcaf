//! Files of other commands: TOML of a shape of their own, met with the same messages as scenarios.

use std::path::Path;

use indexmap::IndexMap;

use super::conform::Check;
use super::cursor::Cursor;
use super::load::reason;
use super::meaning::Quantity;
use super::problem::{Problem, Problems, form, sheet};
use super::read;
use super::shape::{Kind, Shape};
use super::tree::{self, Files, Node, Span};
use super::word::Word;

/// A file that has been checked against its shape. What a reader of it finds wrong is added.
#[derive(Debug)]
pub struct Sheet {
    shape: &'static Shape,
    files: Files,
    root: Node,
    problems: Vec<Problem>,
}

/// A word or a number of the file and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    pub span: Span,
}

impl Sheet {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read or is no TOML; other mistakes are told by [`Sheet::done`].
    pub fn load(path: &Path, shape: &'static Shape) -> Result<Sheet, Problems> {
        let name = path.display().to_string();
        let text = std::fs::read(path).map_err(|error| {
            let problem = form::unreadable_file(None, &name, &reason(&error));
            Problems::new(Files::default(), vec![problem])
        })?;
        let text = String::from_utf8(text)
            .map_err(|_| Problems::new(Files::default(), vec![form::not_text(None, &name)]))?;
        Sheet::parse(&text, &name, shape)
    }

    /// Reads a text; `name` is what messages call it.
    ///
    /// # Errors
    /// It is no TOML.
    pub fn parse(text: &str, name: &str, shape: &'static Shape) -> Result<Sheet, Problems> {
        let mut files = Files::default();
        let file = files.keep(name.to_string(), text.to_string());
        let root = match tree::parse(&files, file) {
            Ok(root) => root,
            Err(problems) => return Err(Problems::new(files, problems)),
        };
        let mut check = Check::new(&files, &root);
        check.section(&root, root.span, shape);
        let problems = check.problems;
        Ok(Sheet { shape, files, root, problems })
    }

    /// The words of a list, with their places.
    pub fn words(&self, key: &str) -> Vec<Said> {
        let elements = self.root.get(key).map(Node::elements).unwrap_or_default();
        let word = |node: &Node| Some(Said { text: node.text()?.to_string(), span: node.span });
        elements.iter().filter_map(word).collect()
    }

    /// The choices that the words of a list make, with their places; other words are left out.
    pub fn choices<T: Word>(&self, key: &str) -> Vec<(T, Said)> {
        let said = self.words(key).into_iter();
        said.filter_map(|said| Some((T::of_word(&said.text)?, said))).collect()
    }

    /// The whole numbers of a list that are in its range, with their places.
    pub fn wholes<T: TryFrom<i64>>(&self, key: &str) -> Vec<(T, Said)> {
        let Some(Kind::Wholes(low, high)) = self.shape.key(key).map(|known| known.kind) else {
            return Vec::new();
        };
        let number = |node: &Node| {
            let value = node.integer().filter(|value| (low..=high).contains(value))?;
            let said = Said { text: value.to_string(), span: node.span };
            Some((T::try_from(value).ok()?, said))
        };
        let elements = self.root.get(key).map(Node::elements).unwrap_or_default();
        elements.iter().filter_map(number).collect()
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.root.text_of(key).map(str::to_string)
    }

    /// A whole number.
    pub fn whole<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        T::try_from(self.root.get(key)?.integer()?).ok()
    }

    /// Whether something is so.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.root.get(key)?.boolean()
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.root.get(key)?.number()
    }

    /// The numbers of a table by mechanism and name, such as `[parameters]`.
    pub fn parameters(&self, key: &str) -> IndexMap<String, Quantity> {
        read::parameters(&Cursor { node: &self.root, shape: self.shape, path: String::new() }, key)
    }

    /// Says that a word names no economy; `near` is what to do.
    pub fn unknown_economy(&mut self, said: &Said, near: &str) {
        self.problems.push(sheet::unknown_economy(said.span, &said.text, near));
    }

    /// Says that a list which is there has fewer elements than it takes, what the rule is and what
    /// to do.
    pub fn at_least(&mut self, few: usize, key: &str, rule: &str, next: &str) {
        let list = self.root.get(key).and_then(Node::list);
        if list.is_some_and(|list| list.len() < few) {
            self.unfit(key, rule, next);
        }
    }

    /// Says that the value of a key does not fit, what the rule is and what to do.
    pub fn unfit(&mut self, key: &str, rule: &str, next: &str) {
        let place = self.root.get(key).map_or(self.root.span, |node| node.span);
        self.problems.push(sheet::unfit(place, key, rule, next));
    }

    /// Says that one word of a list does not fit, what the rule is and what to do.
    pub fn unfit_word(&mut self, said: &Said, rule: &str, next: &str) {
        self.problems.push(sheet::unfit(said.span, &said.text, rule, next));
    }

    /// Nothing, where nothing was wrong.
    ///
    /// # Errors
    /// Every mistake, together.
    pub fn done(self) -> Result<(), Problems> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Problems::new(self.files, self.problems))
        }
    }
}
