//! The format's JSON Schema and its page, both from the table of shapes.

use serde_json::{Map, Value, json};

use crate::mechanism;
use crate::metric::METRICS;

use super::conform::measure_of;
use super::effect::shape_of;
use super::law::{self, LAWS};
use super::meaning::EffectKind;
use super::quantity::range;
use super::section::FILE;
use super::shape::{Key, Kind, Measure, Noun, PROVENANCE, Shape};
use super::unit::Dimension;
use super::word::Word as _;

/// The JSON Schema (draft 2020-12) of scenario files. A companion, which has `extends`, may leave
/// out what it does not change.
pub fn schema() -> Value {
    let whole = table(&FILE, true);
    let companion = table(&FILE, false);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Suasion scenario",
        "if": { "required": ["extends"] },
        "then": companion,
        "else": whole,
        "$defs": definitions(),
    })
}

/// A table; what it needs is required only where it is `whole`.
fn table(shape: &Shape, whole: bool) -> Value {
    let property = |key: &Key| {
        let mut value = value(key.kind, whole);
        value["description"] = json!(key.meaning);
        (key.name.to_string(), value)
    };
    let properties: Map<String, Value> = shape.keys().map(property).collect();
    let required = shape.keys().filter(|key| key.required && whole).map(|key| key.name);
    json!({
        "type": "object",
        "properties": properties,
        "required": required.collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

fn value(kind: Kind, whole: bool) -> Value {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let by_id = |value: Value| json!({ "type": "object", "additionalProperties": value });
    match kind {
        Kind::Version => json!({ "const": 1 }),
        Kind::Text | Kind::File | Kind::Expression | Kind::Metric | Kind::NumberKey => {
            json!({ "type": "string" })
        }
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Whole(low, high) => whole_number(low, high),
        Kind::Wholes(low, high) => each_once(whole_number(low, high)),
        Kind::Number => json!({ "type": "number" }),
        Kind::Date => date(),
        Kind::Dates => list(date()),
        Kind::Word(words) => json!({ "enum": words() }),
        Kind::Words(words) => each_once(json!({ "enum": words() })),
        Kind::Name(noun) => name(noun),
        Kind::Names(noun) => each_once(name(noun)),
        Kind::Metrics | Kind::Paths | Kind::Files => list(json!({ "type": "string" })),
        Kind::Pairs => {
            let actor = name(Noun::Actor);
            list(json!({ "type": "array", "items": actor, "minItems": 2, "maxItems": 2 }))
        }
        Kind::Quantity(measure) => quantity(measure),
        Kind::Quantities(_, measure) => by_id(quantity(measure)),
        Kind::Counterfactual => json!({ "type": ["string", "object"] }),
        Kind::Section(shape) => table(shape, whole),
        Kind::Map(shape) => by_id(table(shape, whole)),
        Kind::List(shape) => list(table(shape, true)),
        Kind::Effects => {
            list(json!({ "oneOf": EffectKind::WORDS.iter().map(effect).collect::<Vec<_>>() }))
        }
        Kind::Parameters => parameters(),
        Kind::Overrides => json!({ "type": "object" }),
    }
}

fn whole_number(low: i64, high: i64) -> Value {
    json!({ "type": "integer", "minimum": low, "maximum": high })
}

fn each_once(items: Value) -> Value {
    json!({ "type": "array", "items": items, "uniqueItems": true })
}

fn date() -> Value {
    json!({ "type": "string", "pattern": r"^\d{4}(Q[1-4]|-\d{2}(-\d{2})?)?$" })
}

/// An id; only the model's own names are known beforehand.
fn name(noun: Noun) -> Value {
    match noun {
        Noun::Parameter => {
            let keys: Vec<&str> = mechanism::parameters().iter().map(|line| line.key).collect();
            json!({ "enum": keys })
        }
        Noun::Metric => json!({ "enum": METRICS.iter().map(|m| m.name).collect::<Vec<_>>() }),
        _ => json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }),
    }
}

fn effect((word, kind): &(&'static str, EffectKind)) -> Value {
    let mut shape = table(shape_of(*kind), true);
    shape["properties"]["kind"] = json!({ "const": word });
    shape
}

fn parameters() -> Value {
    let mut groups = Map::new();
    for line in mechanism::parameters() {
        let Some((mechanism, name)) = line.key.split_once('.') else {
            continue;
        };
        let empty = || json!({ "type": "object", "properties": {}, "additionalProperties": false });
        let group = groups.entry(mechanism).or_insert_with(empty);
        let mut number = quantity(measure_of(&line));
        number["description"] = json!(line.meaning);
        group["properties"][name] = number;
    }
    json!({ "type": "object", "properties": groups, "additionalProperties": false })
}

/// A number, a value with an error, or a distribution.
fn quantity(measure: Measure) -> Value {
    json!({ "anyOf": [bounded(measure), { "$ref": format!("#/$defs/{}", definition(measure)) }] })
}

/// A plain number in its range. What a table holds may be in another unit.
fn bounded(measure: Measure) -> Value {
    let mut number = json!({ "type": "number" });
    if measure.low == f64::MIN_POSITIVE {
        number["exclusiveMinimum"] = json!(0);
    } else if measure.low.is_finite() {
        number["minimum"] = json!(measure.low);
    }
    if measure.high.is_finite() {
        number["maximum"] = json!(measure.high);
    }
    number
}

/// The name under `$defs` of the tables that write a number of this measure.
fn definition(measure: Measure) -> String {
    format!("{:?}", measure.dimension).to_lowercase()
}

/// Tables that write a number, by dimension.
fn definitions() -> Value {
    let all = Dimension::ALL.into_iter().map(|dimension| {
        let measure = Measure { dimension, low: f64::NEG_INFINITY, high: f64::INFINITY };
        (definition(measure), number_table(dimension))
    });
    Value::Object(all.collect())
}

fn number_table(dimension: Dimension) -> Value {
    let number = json!({ "type": "number" });
    let numbers = json!({ "type": "array", "items": number });
    let mut properties = Map::new();
    for parameter in LAWS.iter().flat_map(|law| law.parameters).chain(&["value", "error"]) {
        let value = if law::is_list(parameter) { &numbers } else { &number };
        properties.insert(parameter.to_string(), value.clone());
    }
    let laws: Vec<&str> = LAWS.iter().map(|law| law.name).collect();
    properties.insert("dist".to_string(), json!({ "enum": laws }));
    let units: Vec<&str> = dimension.units().iter().map(|(unit, _)| *unit).collect();
    let own = dimension == Dimension::Own;
    let unit = if own { json!({ "type": "string" }) } else { json!({ "enum": units }) };
    properties.insert("unit".to_string(), unit);
    for key in PROVENANCE {
        properties.insert(key.name.to_string(), value(key.kind, true));
    }
    let mut forms = vec![json!({ "required": ["value"], "not": { "required": ["dist"] } })];
    forms.extend(LAWS.iter().map(|law| {
        let needed = law.parameters.iter().filter(|p| law::needs(law, p));
        let required: Vec<&str> = needed.copied().chain(["dist"]).collect();
        json!({ "required": required, "properties": { "dist": { "const": law.name } } })
    }));
    json!({
        "type": "object",
        "properties": properties,
        "oneOf": forms,
        "additionalProperties": false,
    })
}

/// The page of the format: every table and key, in Markdown.
pub fn page() -> String {
    let mut text = String::from("# The scenario file\n\n");
    text += "Every key of every table; a key in **bold** must be there.\n";
    tables("", &FILE, &mut text);
    text += "\n## Effects of events\n";
    for (word, kind) in EffectKind::WORDS {
        text += &format!("\n### `kind = \"{word}\"`\n\n");
        rows(shape_of(*kind), &mut text);
    }
    text
}

/// A table's keys, then the tables below it.
fn tables(path: &str, shape: &'static Shape, text: &mut String) {
    let title = if path.is_empty() { "The file".to_string() } else { format!("`{path}`") };
    *text += &format!("\n## {title}\n\n");
    rows(shape, text);
    for key in shape.keys() {
        let dot = if path.is_empty() { "" } else { "." };
        let (header, below) = match key.kind {
            Kind::Section(below) => (format!("[{}{dot}{}]", inner(path), key.name), below),
            Kind::Map(below) => (format!("[{}{dot}{}.ID]", inner(path), key.name), below),
            Kind::List(below) => (format!("[[{}{dot}{}]]", inner(path), key.name), below),
            _ => continue,
        };
        tables(&header, below, text);
    }
}

fn inner(header: &str) -> &str {
    header.trim_matches(['[', ']'])
}

fn rows(shape: &Shape, text: &mut String) {
    *text += "| key | takes | meaning |\n| --- | --- | --- |\n";
    for key in shape.keys() {
        let name =
            if key.required { format!("**`{}`**", key.name) } else { format!("`{}`", key.name) };
        *text += &format!("| {name} | {} | {} |\n", takes(key.kind), key.meaning);
    }
}

/// What a key takes, in words.
fn takes(kind: Kind) -> String {
    let noun = |noun: Noun| match noun {
        Noun::Party => "actor, region or `all`".to_string(),
        Noun::Agenda => "agenda item".to_string(),
        other => format!("{other:?}").to_lowercase(),
    };
    match kind {
        Kind::Version => "1".to_string(),
        Kind::Text => "text".to_string(),
        Kind::Boolean => "true or false".to_string(),
        Kind::Whole(..) => "a whole number".to_string(),
        Kind::Wholes(..) => "whole numbers".to_string(),
        Kind::Number => "a number".to_string(),
        Kind::Date => "a date".to_string(),
        Kind::Dates => "dates".to_string(),
        Kind::Word(words) | Kind::Words(words) => {
            words().iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
        }
        Kind::Name(what) => format!("the id of: {}", noun(what)),
        Kind::Names(what) => format!("ids of: {}", noun(what)),
        Kind::Pairs => "pairs of actors".to_string(),
        Kind::Quantity(measure) => takes_number(measure),
        Kind::Quantities(by, measure) => format!("by {}: {}", noun(by), takes_number(measure)),
        Kind::Metric => "a metric".to_string(),
        Kind::Metrics => "metrics".to_string(),
        Kind::Expression => "a test".to_string(),
        Kind::NumberKey => "the key path of a number".to_string(),
        Kind::File => "a file".to_string(),
        Kind::Files => "files".to_string(),
        Kind::Paths => "key paths".to_string(),
        Kind::Counterfactual => "a companion's file, or its changes in a table".to_string(),
        Kind::Section(_) => "a table".to_string(),
        Kind::Map(_) => "tables by id".to_string(),
        Kind::List(_) | Kind::Effects => "a list of tables".to_string(),
        Kind::Parameters | Kind::Overrides => "numbers by mechanism and name".to_string(),
    }
}

fn takes_number(measure: Measure) -> String {
    match (measure.low, measure.high) {
        (f64::NEG_INFINITY, f64::INFINITY) => match measure.dimension.canonical() {
            "" => "a quantity".to_string(),
            unit => format!("a quantity ({unit})"),
        },
        _ => format!("a quantity, {}", range(measure)),
    }
}
