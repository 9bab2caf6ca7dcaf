//! What can go wrong, as Python's exceptions.

use pyo3::exceptions::{PyKeyboardInterrupt, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::{PyTypeInfo, create_exception};

use crate::outcome;
use crate::request::Ending;
use crate::scenario::Problems;

create_exception!(
    suasion,
    ScenarioError,
    PyValueError,
    "A scenario has mistakes: the message shows every one in its place, `problems` lists them."
);
create_exception!(
    suasion,
    ResultError,
    PyOSError,
    "A result could not be written or read; the message names the path and what to do."
);

/// One mistake in a scenario.
#[pyclass(frozen, get_all, module = "suasion")]
pub struct Problem {
    /// Stable name of the kind of mistake, such as `suasion::unknown_actor`.
    code: &'static str,
    /// What is wrong, in one line.
    message: String,
    /// What to look at in the place.
    label: String,
    /// The rule that it breaks.
    rule: String,
    /// What to do next.
    help: String,
    /// Path as given, or as the file that names it says; None where no file could be read.
    file: Option<String>,
    /// From 1.
    line: Option<usize>,
    /// Characters from the beginning of the line, from 1.
    column: Option<usize>,
}

#[pymethods]
impl Problem {
    fn __repr__(&self) -> String {
        let place = match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
            _ => String::new(),
        };
        format!("<Problem {} {place}{}>", self.code, self.message)
    }
}

/// The exception that mistakes of a scenario raise.
pub fn mistaken(py: Python<'_>, problems: &Problems) -> PyErr {
    let list: Vec<Problem> = problems
        .iter()
        .map(|problem| {
            let place = problems.place(problem);
            Problem {
                code: problem.code,
                message: problem.title.clone(),
                label: problem.label.clone(),
                rule: problem.rule.clone(),
                help: problem.help.clone(),
                file: place.map(|place| place.file.to_string()),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
            }
        })
        .collect();
    let error = ScenarioError::new_err(problems.render(false).trim_end().to_string());
    let list = list.into_iter().map(|problem| Py::new(py, problem)).collect::<PyResult<Vec<_>>>();
    match list.and_then(|list| error.value(py).setattr("problems", list)) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// What a request that does not end well raises.
pub fn ended(py: Python<'_>, ending: Ending) -> PyErr {
    match ending {
        Ending::Problems(problems) => mistaken(py, &problems),
        Ending::Usage(text) => PyValueError::new_err(text),
        Ending::Failure(text) => ResultError::new_err(worded(&text)),
        Ending::Interrupted(text) => PyKeyboardInterrupt::new_err(text),
    }
}

/// What a result that is not as it should be raises.
pub fn unreadable(error: outcome::Error) -> PyErr {
    ResultError::new_err(worded(&error.to_string()))
}

/// Options of the command line as what they are called here.
fn worded(text: &str) -> String {
    text.replace("--force", "replace=True").replace("--out", "`out`")
}

/// Adds a note that a traceback shows below the exception.
pub fn with_note(py: Python<'_>, error: PyErr, note: &str) -> PyErr {
    // An exception without notes is still the exception.
    let _ = error.value(py).call_method1("add_note", (note,));
    error
}

/// Whether the exception is Ctrl-C.
pub fn is_interrupt(py: Python<'_>, error: &PyErr) -> bool {
    error.get_type(py).is_subclass(&PyKeyboardInterrupt::type_object(py)).unwrap_or(false)
}
