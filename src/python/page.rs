//! Texts for a reader.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::report;

/// A text of eighty columns, as the command line prints it.
#[pyclass(frozen, module = "suasion")]
pub struct Page(String);

impl Page {
    /// The text without the codes that would colour it on a terminal.
    pub fn of(text: &impl std::fmt::Display) -> Page {
        Page(anstream::adapter::strip_str(&text.to_string()).to_string())
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

#[pymethods]
impl Page {
    fn __str__(&self) -> &str {
        &self.0
    }

    fn __repr__(&self) -> &str {
        self.0.trim_end()
    }

    fn _repr_html_(&self) -> String {
        format!("<pre style=\"line-height:1.25\">{}</pre>", escaped(self.0.trim_end()))
    }
}

/// The page of a mechanism, metric or parameter.
#[pyfunction]
#[pyo3(signature = (name=None))]
pub fn explain(name: Option<&str>) -> PyResult<Page> {
    match name {
        None => Ok(Page::of(&report::everything())),
        Some(name) => {
            report::explanation(name).map(|page| Page::of(&page)).map_err(PyValueError::new_err)
        }
    }
}

/// Text as HTML shows it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
