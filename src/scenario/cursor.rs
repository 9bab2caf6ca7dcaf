//! A place in a checked tree, from which typed values are read.

use indexmap::IndexMap;

use crate::world::Date;

use super::expression;
use super::meaning::{MetricRef, Quantity};
use super::provenance::element_kind;
use super::quantity;
use super::shape::{Kind, Shape};
use super::tree::Node;
use super::word::Word;

/// A table of the tree with its shape and key path. Values with a mistake read as absent: the check
/// has reported them.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    pub node: &'a Node,
    pub shape: &'static Shape,
    pub path: String,
}

impl<'a> Cursor<'a> {
    fn kind(&self, key: &str) -> Option<Kind> {
        self.shape.key(key).map(|known| known.kind)
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    pub fn text(&self, key: &str) -> Option<String> {
        self.node.text_of(key).map(str::to_string)
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        self.node.get(key)?.boolean()
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.node.get(key)?.number()
    }

    /// A whole number of the size that the meaning has.
    pub fn whole<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        T::try_from(self.node.get(key)?.integer()?).ok()
    }

    pub fn date(&self, key: &str) -> Option<Date> {
        Date::parse(self.node.text_of(key)?)
    }

    pub fn word<T: Word>(&self, key: &str) -> Option<T> {
        T::of_word(self.node.text_of(key)?)
    }

    pub fn metric(&self, key: &str) -> Option<MetricRef> {
        expression::parse_metric(self.node.text_of(key)?).ok()
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let elements = self.node.get(key).map(Node::elements).unwrap_or_default();
        elements.iter().filter_map(Node::text).map(str::to_string).collect()
    }

    pub fn quantity(&self, key: &str) -> Option<Quantity> {
        let Kind::Quantity(measure) = self.kind(key)? else {
            return None;
        };
        quantity::read(self.node.get(key)?, self.below(key), measure)
    }

    /// Quantities by name.
    pub fn quantities(&self, key: &str) -> IndexMap<String, Quantity> {
        let Some(Kind::Quantities(_, measure)) = self.kind(key) else {
            return IndexMap::new();
        };
        let entries = self.node.get(key).into_iter().flat_map(Node::entries);
        let read = |(id, entry): (&String, &super::tree::Entry)| {
            let path = format!("{}.{id}", self.below(key));
            Some((id.clone(), quantity::read(&entry.node, path, measure)?))
        };
        entries.filter_map(read).collect()
    }

    /// The table of a key.
    pub fn section(&self, key: &str) -> Option<Cursor<'a>> {
        let Kind::Section(shape) = self.kind(key)? else {
            return None;
        };
        Some(Cursor { node: self.node.get(key)?, shape, path: self.below(key) })
    }

    /// The tables of a key, by id.
    pub fn map(&self, key: &str) -> Vec<(&'a str, Cursor<'a>)> {
        let Some(Kind::Map(shape)) = self.kind(key) else {
            return Vec::new();
        };
        let entries = self.node.get(key).into_iter().flat_map(Node::entries);
        let cursor = |(id, entry): (&'a String, &'a super::tree::Entry)| {
            let path = format!("{}.{id}", self.below(key));
            (id.as_str(), Cursor { node: &entry.node, shape, path })
        };
        entries.map(cursor).collect()
    }

    /// Reads the tables of a key by id, dropping those with a mistake.
    pub fn read_map<T>(
        &self,
        key: &str,
        read: impl Fn(&str, &Cursor<'a>) -> Option<T>,
    ) -> IndexMap<String, T> {
        let read = |(id, cursor): (&str, Cursor<'a>)| Some((id.to_string(), read(id, &cursor)?));
        self.map(key).into_iter().filter_map(read).collect()
    }

    /// The tables of a list; `name` says what stands for each in key paths, its place from 0 where
    /// it says nothing.
    pub fn list(&self, key: &str, name: impl Fn(&Node) -> Option<String>) -> Vec<Cursor<'a>> {
        let Some(kind) = self.kind(key) else {
            return Vec::new();
        };
        let elements = self.node.get(key).map(Node::elements).unwrap_or_default();
        let cursor = |(at, node): (usize, &'a Node)| {
            let Kind::Section(shape) = element_kind(kind, node)? else {
                return None;
            };
            let id = name(node).unwrap_or_else(|| at.to_string());
            Some(Cursor { node, shape, path: format!("{}.{id}", self.below(key)) })
        };
        elements.iter().enumerate().filter_map(cursor).collect()
    }
}
