//! Tables for other programs and for documents: JSON, CSV and Markdown. Numbers are written with all
//! their digits, so that reading them gives the same numbers.

use serde_json::{Map, Number, Value as Json};

use crate::outcome::{Table, Value};

/// All tables as one object: a list of rows under each name, null where there is nothing.
pub fn json(tables: &[Table]) -> String {
    let rows = |table: &Table| {
        let object = |row: &Vec<Value>| {
            let pairs = table.heads.iter().zip(row).map(|(h, v)| (h.name.to_string(), value(v)));
            Json::Object(pairs.collect::<Map<_, _>>())
        };
        Json::Array(table.rows.iter().map(object).collect())
    };
    let pairs = tables.iter().map(|table| (table.name.to_string(), rows(table)));
    format!("{:#}\n", Json::Object(pairs.collect()))
}

fn value(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.clone().map_or(Json::Null, Json::String),
        Value::Count(count) => count.map_or(Json::Null, |n| Json::Number(n.into())),
        Value::Number(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Truth(truth) => truth.map_or(Json::Null, Json::Bool),
    }
}

/// A table as CSV (RFC 4180): a head, then a line for each row; empty where there is nothing.
pub fn csv(table: &Table) -> String {
    let mut text = String::new();
    let names: Vec<String> = table.heads.iter().map(|head| head.name.to_string()).collect();
    text += &(names.join(",") + "\n");
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&plain(cell))).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

/// A field as CSV needs it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone().unwrap_or_default(),
        Value::Count(count) => count.map_or(String::new(), |n| n.to_string()),
        Value::Number(number) if number.is_finite() => number.to_string(),
        Value::Number(_) => String::new(),
        Value::Truth(truth) => truth.map_or(String::new(), |t| t.to_string()),
    }
}

/// A table as Markdown: columns in which nothing stands are left out.
pub fn markdown(table: &Table) -> String {
    let filled = |at: &usize| table.rows.iter().any(|row| !plain(&row[*at]).is_empty());
    let shown: Vec<usize> = (0..table.heads.len()).filter(filled).collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(shown.iter().map(|&at| table.heads[at].name.to_string()).collect());
    text += &line(shown.iter().map(|_| "---".to_string()).collect());
    for row in &table.rows {
        let cell = |&at: &usize| match &row[at] {
            Value::Number(number) => short(*number),
            other => plain(other).replace('|', "\\|").replace('\n', " "),
        };
        text += &line(shown.iter().map(cell).collect());
    }
    text
}

/// A number to five figures, for reading.
fn short(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let digits = format!("{number:.4e}");
    let rounded: f64 = digits.parse().expect("a number was written");
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Head, Kind};

    fn table() -> Table {
        let head = |name, kind| Head { name, unit: "", meaning: "", kind };
        Table {
            name: "rows",
            heads: vec![
                head("text", Kind::Text),
                head("difference", Kind::Number),
                head("n", Kind::Count),
                head("none", Kind::Number),
            ],
            rows: vec![
                vec![
                    Value::Text(Some("a, \"b\"|".into())),
                    Value::Number(0.1 + 0.2),
                    Value::Count(Some(7)),
                    Value::Number(f64::NAN),
                ],
                vec![
                    Value::Text(None),
                    Value::Number(-1e-7),
                    Value::Count(None),
                    Value::Number(f64::INFINITY),
                ],
            ],
        }
    }

    #[test]
    fn numbers_keep_their_digits_and_gaps_stay_empty() {
        let expected = "text,difference,n,none\n\"a, \"\"b\"\"|\",0.30000000000000004,7,\n\
                        ,-0.0000001,,\n";
        assert_eq!(csv(&table()), expected);
        let read: Json = serde_json::from_str(&json(&[table()])).unwrap();
        assert_eq!(read["rows"][0]["difference"], 0.1 + 0.2);
        assert_eq!(read["rows"][1]["none"], Json::Null);
        assert_eq!(read["rows"][0]["n"], 7);
    }

    #[test]
    fn markdown_leaves_empty_columns_out() {
        let expected = "| text | difference | n |\n| --- | --- | --- |\n\
                        | a, \"b\"\\| | 0.3 | 7 |\n|  | -0.0000001 |  |\n";
        assert_eq!(markdown(&table()), expected);
    }
}
