//! What differs between two scenarios.

use pyo3::prelude::*;

use crate::outcome::Table as Rows;

use super::page::{Page, escaped};
use super::row::ChangeRow;
use super::table::Table;

/// What differs between two scenarios.
#[pyclass(frozen, module = "suasion")]
pub struct Diff {
    pub page: Page,
    pub rows: Vec<ChangeRow>,
}

#[pymethods]
impl Diff {
    /// The differences, one a row.
    #[getter]
    fn changes(&self) -> Table {
        Table::of("changes", Rows::of("changes", &self.rows).batch())
    }

    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __str__(&self) -> &str {
        self.page.text()
    }

    fn __repr__(&self) -> &str {
        self.page.text().trim_end()
    }

    fn _repr_html_(&self) -> String {
        format!("<pre style=\"line-height:1.25\">{}</pre>", escaped(self.page.text().trim_end()))
    }
}
