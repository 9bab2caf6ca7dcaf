//! A plain table for other programs: CSV, JSON or Markdown.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv,
    Json,
    Markdown,
}

/// Columns and rows; a cell is a text, a number, a truth value or null.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Sheet {
    pub fn new(columns: &[&'static str]) -> Sheet {
        Sheet { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, one cell for each column.
    pub fn row(&mut self, cells: Vec<Value>) {
        assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        self.rows.push(cells);
    }

    /// The table as text.
    pub fn write(&self, form: Form) -> String {
        match form {
            Form::Csv => self.csv(),
            Form::Json => self.json(),
            Form::Markdown => self.markdown(),
        }
    }

    fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let rows = self.rows.iter().map(|row| row.iter().map(plain).collect());
        let head = self.columns.iter().map(|name| name.to_string()).collect();
        for row in std::iter::once::<Vec<String>>(head).chain(rows) {
            writer.write_record(row).expect("text can be written to");
        }
        let bytes = writer.into_inner().expect("text can be written to");
        String::from_utf8(bytes).expect("cells are UTF-8")
    }

    fn json(&self) -> String {
        let object = |row: &Vec<Value>| -> Map<String, Value> {
            let names = self.columns.iter().map(|name| name.to_string());
            names.zip(row.iter().cloned()).collect()
        };
        let rows: Vec<_> = self.rows.iter().map(object).collect();
        format!("{:#}\n", json!(rows))
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        let mut line = |cells: Vec<String>| {
            writeln!(text, "| {} |", cells.join(" | ")).expect("text can be written to");
        };
        line(self.columns.iter().map(|name| name.to_string()).collect());
        line(self.columns.iter().map(|_| "---".to_string()).collect());
        let cell = |value: &Value| plain(value).replace('|', "\\|").replace('\n', " ");
        self.rows.iter().for_each(|row| line(row.iter().map(cell).collect()));
        text
    }
}

/// A cell as text; empty where there is none.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_in_three_forms() {
        let mut sheet = Sheet::new(&["who", "share"]);
        sheet.row(vec![json!("A, \"B\" | C"), json!(0.1)]);
        sheet.row(vec![json!("D"), json!(f64::NAN)]);
        assert_eq!(sheet.write(Form::Csv), "who,share\n\"A, \"\"B\"\" | C\",0.1\nD,\n");
        let markdown = "| who | share |\n| --- | --- |\n| A, \"B\" \\| C | 0.1 |\n| D |  |\n";
        assert_eq!(sheet.write(Form::Markdown), markdown);
        let read: Value = serde_json::from_str(&sheet.write(Form::Json)).unwrap();
        assert_eq!(read[0]["share"], 0.1);
        assert!(read[1]["share"].is_null());
    }
}
