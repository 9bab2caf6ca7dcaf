//! The shape of a scenario file: which keys a table has, what each takes and means.
//!
//! One table ([`super::section`]) drives the check of the files, the JSON Schema and the page of
//! the format.

use super::unit::Dimension;

/// A table of the file.
#[derive(Debug)]
pub struct Shape {
    /// What it describes, for messages: `an actor`.
    pub noun: &'static str,
    pub keys: &'static [Key],
    /// Whether it takes `source`, `year`, … which its numbers inherit.
    pub provenance: bool,
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// A phrase for the schema and the page.
    pub meaning: &'static str,
}

/// A key that must be there.
pub const fn must(name: &'static str, kind: Kind, meaning: &'static str) -> Key {
    Key { name, kind, required: true, meaning }
}

/// A key that may be there.
pub const fn may(name: &'static str, kind: Kind, meaning: &'static str) -> Key {
    Key { name, kind, required: false, meaning }
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The version of the format.
    Version,
    Text,
    Boolean,
    /// A whole number in a range.
    Whole(i64, i64),
    /// Whole numbers in a range, each once.
    Wholes(i64, i64),
    /// A plain number.
    Number,
    Date,
    Dates,
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// Several of them, each once.
    Words(fn() -> Vec<&'static str>),
    /// The id of something declared.
    Name(Noun),
    Names(Noun),
    /// Pairs of actors.
    Pairs,
    /// A number or a distribution.
    Quantity(Measure),
    /// Quantities by the id of something declared.
    Quantities(Noun, Measure),
    Metric,
    Metrics,
    /// The test of a claim.
    Expression,
    /// The key path of a number of the scenario.
    NumberKey,
    /// A file beside this one.
    File,
    /// Files beside this one.
    Files,
    /// Dotted paths of what a companion drops.
    Paths,
    /// A companion's file, or a companion's changes in place.
    Counterfactual,
    Section(&'static Shape),
    /// Tables by an id that the file chooses.
    Map(&'static Shape),
    /// An array of tables.
    List(&'static Shape),
    /// An array of tables whose keys depend on `kind`.
    Effects,
    /// Overrides of parameters, by mechanism and name.
    Parameters,
    /// Overrides of one mechanism's parameters.
    Overrides,
}

/// What a quantity measures and where it may lie, in the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    pub dimension: Dimension,
    pub low: f64,
    pub high: f64,
}

/// Any number of a dimension.
pub const fn any(dimension: Dimension) -> Kind {
    Kind::Quantity(Measure { dimension, low: f64::NEG_INFINITY, high: f64::INFINITY })
}

/// Zero or more.
pub const fn positive(dimension: Dimension) -> Kind {
    Kind::Quantity(Measure { dimension, low: 0.0, high: f64::INFINITY })
}

/// Between two bounds.
pub const fn within(dimension: Dimension, low: f64, high: f64) -> Kind {
    Kind::Quantity(Measure { dimension, low, high })
}

/// Between 0 and 1, as a share.
pub const SHARE: Kind = within(Dimension::Share, 0.0, 1.0);

/// What an id can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    Source,
    Axis,
    Actor,
    /// An actor that is declared a power.
    Power,
    Region,
    /// An actor, a region with declared members, or `all`.
    Party,
    Institution,
    Agenda,
    Event,
    Crossing,
    Channel,
    Parameter,
    Metric,
}

impl Shape {
    /// Every key, those of provenance last.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        let provenance = if self.provenance { PROVENANCE } else { &[] };
        self.keys.iter().chain(provenance.iter().filter(|k| self.own(k.name).is_none()))
    }

    /// The key of a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|k| k.name == name)
    }

    fn own(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}

impl Kind {
    /// What a child of a table of this kind takes; `None` where the table has no such child.
    pub fn child(self, key: &str) -> Option<Kind> {
        match self {
            Kind::Section(shape) => shape.key(key).map(|k| k.kind),
            Kind::Map(shape) => Some(Kind::Section(shape)),
            Kind::Quantities(_, measure) => Some(Kind::Quantity(measure)),
            Kind::Parameters => Some(Kind::Overrides),
            Kind::Overrides => Some(any(Dimension::Own)),
            _ => None,
        }
    }
}

/// Where a number comes from: in a quantity, or in a table whose numbers inherit it.
pub const PROVENANCE: &[Key] = &[
    may("source", Kind::Name(Noun::Source), "id in [sources]"),
    may("year", Kind::Whole(1000, 3000), "year to which the figure belongs"),
    may("reporter", Kind::Text, "whose statistics"),
    may("confidence", Kind::Word(confidence), "how far the figure can be trusted"),
    may("method", Kind::Text, "how it was computed or carried, where not read as it stands"),
    may("note", Kind::Text, "a remark"),
];

fn confidence() -> Vec<&'static str> {
    <super::meaning::Confidence as super::word::Word>::words()
}
