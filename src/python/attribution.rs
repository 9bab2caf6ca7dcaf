//! Attributions.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::analysis::attribute::Effort;
use crate::report;
use crate::request::attributing::{self, Attributed, By};
use crate::scenario::near;

use super::error::{ended, is_interrupt, with_note};
use super::page::{Page, escaped};
use super::scenario::Scenario;
use super::table::Table;
use super::watch::watched;

/// A change, shared out over what carries it by Shapley values: the shares sum to the change.
#[pyclass(frozen, module = "suasion")]
pub struct Attribution {
    inner: Attributed,
}

/// What is asked of an attribution.
#[derive(FromPyObject)]
pub struct Asked<'py> {
    metric: String,
    at: String,
    since: Option<String>,
    by: String,
    groups: Vec<(String, Vec<String>)>,
    events: Vec<String>,
    mechanisms: Vec<String>,
    free: bool,
    exact: bool,
    permutations: Option<usize>,
    runs: u64,
    seed: Option<u64>,
    threads: Option<usize>,
    progress: Option<Bound<'py, PyAny>>,
}

/// Shares a change out.
#[pyfunction]
#[pyo3(signature = (before, after, asked))]
pub fn attribute(
    py: Python<'_>,
    before: &Scenario,
    after: Option<&Scenario>,
    asked: Asked<'_>,
) -> PyResult<Attribution> {
    let by = By::ALL.into_iter().find(|by| by.word() == asked.by).ok_or_else(|| {
        let near = near(&asked.by, By::ALL.map(By::word));
        PyValueError::new_err(format!("by: there is no `{}`; {near}", asked.by))
    })?;
    if !(2..=1 << 20).contains(&asked.runs) {
        let text = format!("runs: from 2 to {}, not {}", 1 << 20, asked.runs);
        return Err(PyValueError::new_err(text));
    }
    let effort = match asked.permutations {
        Some(sequences) if sequences < 4 => {
            return Err(PyValueError::new_err("permutations: at least 4, for an error"));
        }
        Some(sequences) => Effort::Pairs(sequences.div_ceil(2)),
        None if asked.exact => Effort::Exact,
        None => Effort::Fitting,
    };
    let (before, after) = (&before.inner, after.map(|after| &after.inner));
    let question = attributing::Asked {
        before,
        after: after.map(|after| after.as_ref()),
        metric: &asked.metric,
        at: &asked.at,
        since: asked.since.as_deref(),
        by,
        groups: &asked.groups,
        without: &asked.events,
        mechanisms: &asked.mechanisms,
        free: asked.free,
        effort,
        runs: asked.runs,
        seed: asked.seed,
        threads: asked.threads,
    };
    let watched = watched(py, asked.progress.as_ref(), |progress, cancel| {
        question.attribute((progress, cancel), &|_| ())
    });
    match (watched.raised, watched.result) {
        (None, Ok(inner)) => Ok(Attribution { inner }),
        (None, Err(ending)) => Err(ended(py, ending)),
        (Some(raised), _) if is_interrupt(py, &raised) => {
            Err(with_note(py, raised, "nothing of the attribution is kept"))
        }
        (Some(raised), _) => Err(raised),
    }
}

impl Attribution {
    fn table(&self, at: usize, name: &str) -> Table {
        Table::of(name, self.inner.tables()[at].batch())
    }

    fn page(&self) -> Page {
        Page::of(&report::attribution(&self.inner.heading, &self.inner.found))
    }
}

#[pymethods]
impl Attribution {
    /// One row for each item, for the rest and for the total: the share in the metric's unit, its
    /// 95 % interval, and the errors from the number of runs and of sequences.
    #[getter]
    fn shares(&self) -> Table {
        self.table(0, "shares")
    }

    /// One row for each combination of the items that was simulated.
    #[getter]
    fn combinations(&self) -> Table {
        self.table(1, "combinations")
    }

    /// One row: what the change is a change of, and how it was shared out.
    #[getter]
    fn question(&self) -> Table {
        self.table(2, "question")
    }

    /// The attribution, as the command line prints it.
    fn answer(&self) -> Page {
        self.page()
    }

    fn __repr__(&self) -> String {
        let heading = &self.inner.heading;
        let parts = self.inner.found.parts.len();
        format!("<Attribution of {} at {} over {parts} items>", heading.metric, heading.at)
    }

    fn _repr_html_(&self) -> String {
        format!("<pre style=\"line-height:1.25\">{}</pre>", escaped(self.page().text().trim_end()))
    }
}
