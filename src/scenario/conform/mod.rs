//! Checks a tree against the shape of a scenario: keys, types, units, ranges, names, tests.

mod reference;

use indexmap::IndexSet;

use crate::mechanism;
use crate::world::Date;

use super::names::Names;
use super::problem::{self, Problem, form, name};
use super::provenance::element_kind;
use super::quantity::{self, Origin};
use super::shape::{Key, Kind, Measure, Noun, Shape};
use super::tree::{Files, Node, Span};
use super::unit::Dimension;

/// A check of one tree; collects problems.
#[derive(Debug)]
pub struct Check<'a> {
    files: &'a Files,
    root: &'a Node,
    names: Names,
    pub problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    /// Prepares a check of a tree that declares its own names.
    pub fn new(files: &'a Files, root: &'a Node) -> Check<'a> {
        Check { files, root, names: Names::of(root), problems: Vec::new() }
    }

    /// Checks a table; `place` is what stands for it in messages about missing keys.
    pub fn section(&mut self, node: &Node, place: Span, shape: &Shape) {
        if node.table().is_none() {
            return self.type_problem(node, "a table");
        }
        for (key, entry) in node.entries() {
            match shape.key(key) {
                // The figures beside the value of a tie are as wide as the value says.
                Some(Key { kind: Kind::Quantity(measure), name, .. })
                    if *name != "value" && shape.key("value").is_some() =>
                {
                    self.quantity(&entry.node, *measure, Origin::Beside);
                }
                Some(known) => self.value(&entry.node, entry.key, known.kind),
                None => {
                    let near = problem::near(key, shape.keys().map(|k| k.name));
                    self.problems.push(form::unknown_key(entry.key, key, shape.noun, &near));
                }
            }
        }
        for key in shape.keys().filter(|key| key.required && node.get(key.name).is_none()) {
            let problem = form::missing_key(place, key.name, shape.noun, key.meaning);
            self.problems.push(problem);
        }
    }

    /// Checks the value of a key that stands at `key`.
    pub fn value(&mut self, node: &Node, key: Span, kind: Kind) {
        match kind {
            Kind::Version => self.version(node),
            Kind::Text | Kind::File => _ = self.text(node),
            Kind::Boolean if node.boolean().is_none() => self.type_problem(node, "true or false"),
            Kind::Boolean => {}
            Kind::Whole(low, high) => self.whole(node, low, high),
            Kind::Wholes(low, high) => {
                self.each(node, |check, element| check.whole(element, low, high));
                self.repetition(node);
            }
            Kind::Number if node.number().is_none() => self.type_problem(node, "a number"),
            Kind::Number => {}
            Kind::Date => self.date(node),
            Kind::Word(words) => self.word(node, &words()),
            Kind::Words(words) => {
                self.each(node, |check, element| check.word(element, &words()));
                self.repetition(node);
            }
            Kind::Name(noun) => self.name(node, noun),
            Kind::NumberKey => self.number_key(node),
            Kind::Metric => self.metric_text(node),
            Kind::Expression => self.test(node),
            Kind::Quantity(measure) => self.quantity(node, measure, Origin::Stated),
            Kind::Quantities(noun, measure) => self.quantities(node, noun, measure),
            Kind::Parameters => self.parameters(node),
            Kind::Overrides => {}
            Kind::Section(shape) => self.section(node, key, shape),
            Kind::Map(shape) => self.map(node, shape),
            Kind::Counterfactual if node.table().is_some() => {}
            Kind::Counterfactual => _ = self.text(node),
            Kind::Names(noun) => {
                self.each(node, |check, element| check.name(element, noun));
                self.repetition(node);
            }
            Kind::Dates => self.each(node, Self::date),
            Kind::Metrics => self.each(node, Self::metric_text),
            Kind::Paths | Kind::Files => self.each(node, |check, element| _ = check.text(element)),
            Kind::Pairs => self.each(node, Self::pair),
            Kind::List(shape) => self.each(node, |c, e| c.section(e, e.span, shape)),
            Kind::Effects => self.each(node, Self::effect),
        }
    }

    fn type_problem(&mut self, node: &Node, expected: &str) {
        self.problems.push(form::wrong_type(node.span, node.describe(), expected));
    }

    fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.text();
        if text.is_none() {
            self.type_problem(node, "text in quotes");
        }
        text
    }

    fn each(&mut self, node: &Node, mut check: impl FnMut(&mut Self, &Node)) {
        if node.list().is_none() {
            return self.type_problem(node, "a list in square brackets");
        }
        for element in node.elements() {
            check(self, element);
        }
    }

    fn repetition(&mut self, node: &Node) {
        let mut seen = IndexSet::new();
        for element in node.elements() {
            let number = element.integer().map(|value| value.to_string());
            if let Some(said) = element.text().map(str::to_string).or(number)
                && !seen.insert(said.clone())
            {
                self.problems.push(name::repeated_name(element.span, &said));
            }
        }
    }

    fn version(&mut self, node: &Node) {
        match node.integer() {
            Some(1) => {}
            Some(found) => self.problems.push(form::wrong_version(node.span, found)),
            None => self.type_problem(node, "a whole number"),
        }
    }

    fn whole(&mut self, node: &Node, low: i64, high: i64) {
        match node.integer() {
            Some(value) if (low..=high).contains(&value) => {}
            Some(value) => {
                self.problems.push(form::whole_out_of_range(node.span, value, low, high));
            }
            None => self.type_problem(node, "a whole number"),
        }
    }

    fn date(&mut self, node: &Node) {
        let Some(text) = node.text() else {
            return self.type_problem(node, "a date in quotes");
        };
        if Date::parse(text).is_none() {
            self.problems.push(form::bad_date(node.span, text));
        }
    }

    fn word(&mut self, node: &Node, words: &[&str]) {
        let Some(word) = self.text(node) else { return };
        if !words.contains(&word) {
            let near = problem::near(word, words.iter().copied());
            let known = problem::list(words);
            self.problems.push(form::unknown_word(node.span, word, &known, &near));
        }
    }

    fn name(&mut self, node: &Node, noun: Noun) {
        if let Some(id) = self.text(node) {
            self.problems.extend(self.names.problem(noun, id, node.span));
        }
    }

    fn map(&mut self, node: &Node, shape: &Shape) {
        if node.table().is_none() {
            return self.type_problem(node, "tables by id");
        }
        for (id, entry) in node.entries() {
            let belongs = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            if id.is_empty() || !id.chars().all(belongs) {
                self.problems.push(form::bad_id(entry.key, id));
            }
            self.section(&entry.node, entry.key, shape);
        }
    }

    fn pair(&mut self, node: &Node) {
        let [first, second] = node.elements() else {
            return self.type_problem(node, "a pair of actors, as in [\"RUS\", \"CHN\"]");
        };
        self.name(first, Noun::Actor);
        self.name(second, Noun::Actor);
    }

    fn effect(&mut self, node: &Node) {
        match element_kind(Kind::Effects, node) {
            Some(Kind::Section(shape)) => self.section(node, node.span, shape),
            _ => match node.get("kind") {
                Some(kind) => self.word(kind, &super::effect::words()),
                None if node.table().is_none() => self.type_problem(node, "a table"),
                None => {
                    let meaning = "what it does";
                    let problem = form::missing_key(node.span, "kind", "an effect", meaning);
                    self.problems.push(problem);
                }
            },
        }
    }

    fn quantity(&mut self, node: &Node, measure: Measure, origin: Origin) {
        for key in super::shape::PROVENANCE {
            if let Some(value) = node.get(key.name) {
                self.value(value, value.span, key.kind);
            }
        }
        match quantity::distribution(node, measure) {
            Err(problems) => self.problems.extend(problems),
            Ok(distribution) => {
                self.problems.extend(quantity::origin_problem(node, &distribution, origin));
            }
        }
    }

    fn quantities(&mut self, node: &Node, noun: Noun, measure: Measure) {
        if node.table().is_none() {
            return self.type_problem(node, "numbers by name");
        }
        for (id, entry) in node.entries() {
            self.problems.extend(self.names.problem(noun, id, entry.key));
            self.quantity(&entry.node, measure, Origin::Stated);
            if noun == Noun::Axis {
                let axis = self.root.get("axes").and_then(|axes| axes.get(id));
                let unit = axis.and_then(|axis| axis.text_of("unit")).unwrap_or_default();
                self.own_unit(&entry.node, unit);
            }
        }
    }

    /// Checks a unit against the one that its axis or parameter declares.
    fn own_unit(&mut self, node: &Node, declared: &str) {
        if let Some(unit) = node.get("unit")
            && let Some(word) = unit.text()
            && word != declared
        {
            let known = format!("`{declared}`");
            self.problems.push(form::wrong_unit(unit.span, word, &known));
        }
    }

    fn parameters(&mut self, node: &Node) {
        if node.table().is_none() {
            return self.type_problem(node, "tables by mechanism");
        }
        let table = mechanism::parameters();
        for (mechanism, group) in node.entries() {
            if group.node.table().is_none() {
                let expected = match mechanism.split_once('.') {
                    Some((of, name)) => format!("a table, as in `{of} = {{ {name} = … }}`"),
                    None => "a table of parameters".to_string(),
                };
                self.type_problem(&group.node, &expected);
            }
            for (parameter, entry) in group.node.entries() {
                let key = format!("{mechanism}.{parameter}");
                self.problems.extend(self.names.problem(Noun::Parameter, &key, entry.key));
                let Some(line) = table.iter().find(|line| line.key == key) else {
                    continue;
                };
                let measure = measure_of(line);
                self.quantity(&entry.node, measure, Origin::Free);
                if measure.dimension == Dimension::Own {
                    self.own_unit(&entry.node, line.unit);
                }
            }
        }
    }
}

/// The measure of a parameter, from its line in the table.
pub fn measure_of(line: &mechanism::Parameter) -> Measure {
    Measure { dimension: Dimension::of_unit(line.unit), low: line.low, high: line.high }
}
