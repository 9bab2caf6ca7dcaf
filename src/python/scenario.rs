//! Scenarios.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::model;
use crate::outcome::Table as Rows;
use crate::scenario::{self, effective_toml};
use crate::{engine, report};

use super::diff::Diff;
use super::error::mistaken;
use super::page::{Page, escaped};
use super::row::{ChangeRow, ClaimRow, NumberRow};
use super::table::Table;
use super::toml;

/// A scenario: everything that a file says, checked, every number with unit and origin.
///
/// Scenarios do not change: `replace` and `without` give changed copies. Two are equal where they
/// mean the same, and they can be pickled.
#[pyclass(frozen, module = "suasion")]
pub struct Scenario {
    pub inner: Arc<scenario::Scenario>,
    origin: Origin,
    /// What was set on top, as the command line's `--set` does.
    sets: Vec<(String, String)>,
}

/// What a scenario is read from, again when something of it is replaced.
#[derive(Clone)]
enum Origin {
    File(PathBuf),
    Text { text: String, name: String },
}

/// Reads and checks a scenario file, and everything that it extends.
///
/// Raises ScenarioError: its message shows every mistake in its place, its `problems` list them.
#[pyfunction]
pub fn load(py: Python<'_>, path: PathBuf) -> PyResult<Scenario> {
    Scenario::read(py, Origin::File(path), Vec::new())
}

/// Reads and checks a scenario from a text in TOML, which stands by itself; `name` is what messages
/// call it. CSV tables that it names are looked for beside the current folder.
///
/// Raises ScenarioError, as `load` does.
#[pyfunction]
#[pyo3(signature = (text, name="scenario"))]
pub fn loads(py: Python<'_>, text: String, name: &str) -> PyResult<Scenario> {
    Scenario::read(py, Origin::Text { text, name: name.into() }, Vec::new())
}

/// A scenario that was pickled: its text, its name and the files that it was read from.
#[pyfunction(name = "_restore")]
pub fn restore(
    py: Python<'_>,
    text: String,
    name: &str,
    inputs: Vec<(String, String)>,
) -> PyResult<Scenario> {
    let mut read = Scenario::read(py, Origin::Text { text, name: name.into() }, Vec::new())?;
    Arc::make_mut(&mut read.inner).inputs = inputs;
    Ok(read)
}

impl Scenario {
    fn read(py: Python<'_>, origin: Origin, sets: Vec<(String, String)>) -> PyResult<Scenario> {
        let read = py.detach(|| match &origin {
            Origin::File(path) => scenario::load_with(path, &sets),
            Origin::Text { text, name } => scenario::from_text_with(text, name, &sets),
        });
        match read {
            Ok(inner) => Ok(Scenario { inner: Arc::new(inner), origin, sets }),
            Err(problems) => Err(mistaken(py, &problems)),
        }
    }

    /// The scenario that a result carries.
    pub fn of_result(inner: scenario::Scenario) -> Scenario {
        let origin = Origin::Text { text: effective_toml(&inner), name: inner.name.clone() };
        Scenario { inner: Arc::new(inner), origin, sets: Vec::new() }
    }

    fn with(&self, py: Python<'_>, more: Vec<(String, String)>) -> PyResult<Scenario> {
        let sets = self.sets.iter().cloned().chain(more).collect();
        Scenario::read(py, self.origin.clone(), sets)
    }
}

#[pymethods]
impl Scenario {
    /// A copy with some keys set, as the command line's `--set` does.
    ///
    /// `replace({"time.end_year": 2026, "parameters.diversion.diversion": 0.5}, name="short")`: key
    /// paths with Python's numbers, text, lists and dicts; keys of the file's top may stand as
    /// arguments. A table is replaced whole. Units are those of the file. The files are read again.
    ///
    /// Raises ScenarioError where the result has mistakes, TypeError for a value that no file holds.
    #[pyo3(signature = (settings=None, /, **keys))]
    fn replace(
        &self,
        py: Python<'_>,
        settings: Option<&Bound<'_, PyDict>>,
        keys: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Scenario> {
        let mut more = Vec::new();
        for given in [settings, keys].into_iter().flatten() {
            for (key, value) in given {
                more.push((key.extract::<String>()?, toml::value(&value)?.to_string()));
            }
        }
        if more.is_empty() {
            let text = "say what to replace, as in replace({\"time.end_year\": 2026})";
            return Err(PyTypeError::new_err(text));
        }
        self.with(py, more)
    }

    /// A copy in which some events never happen, nor any event that requires one of them. It shares
    /// every other draw with this one.
    ///
    /// Raises ValueError for an event that there is not.
    #[pyo3(signature = (*events))]
    fn without(&self, py: Python<'_>, events: Vec<String>) -> PyResult<Scenario> {
        let known = || self.inner.events.keys().map(String::as_str);
        if let Some(event) = events.iter().find(|event| !known().any(|k| k == *event)) {
            let near = scenario::near(event, known());
            return Err(PyValueError::new_err(format!("no event is called `{event}`; {near}")));
        }
        let set = |event: String| (format!("events.{event}.probability"), "0".to_string());
        self.with(py, events.into_iter().map(set).collect())
    }

    /// What differs in another scenario, in meaning and not in text: what leads from this one to it.
    fn diff(&self, other: &Scenario) -> Diff {
        let changes = scenario::diff(&self.inner, &other.inner);
        let page = Page::of(&report::diff(&changes));
        Diff { page, rows: changes.into_iter().map(ChangeRow::of).collect() }
    }

    /// The scenario as compiled, at the base date: actors, ties, dependence, influence, the origin
    /// of every number. With `key`, only the numbers whose key path begins so, as in `actors.KAZ`.
    ///
    /// Raises ValueError where no key begins so.
    #[pyo3(signature = (key=None))]
    fn show(&self, py: Python<'_>, key: Option<&str>) -> PyResult<Page> {
        py.detach(|| {
            let mut scenario = (*self.inner).clone();
            scenario.keep = report::shown_metrics();
            let model = model::compile(&scenario).base;
            match key {
                Some(key) => report::numbers(&model, key).map(|page| Page::of(&page)),
                None => {
                    let base_year = engine::base_year(&model);
                    Ok(Page::of(&report::show(&scenario, &model, &base_year)))
                }
            }
        })
        .map_err(PyValueError::new_err)
    }

    /// Short name, the file's own.
    #[getter]
    fn name(&self) -> &str {
        &self.inner.name
    }

    /// One line for a reader.
    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    /// What it is for, in a paragraph.
    #[getter]
    fn description(&self) -> &str {
        &self.inner.description
    }

    /// The scenario as it takes effect, in TOML, everything that it extends included.
    #[getter]
    fn text(&self) -> String {
        effective_toml(&self.inner)
    }

    /// The file that it was read from; None where it came from a text or a result.
    #[getter]
    fn path(&self) -> Option<PathBuf> {
        match &self.origin {
            Origin::File(path) => Some(path.clone()),
            Origin::Text { .. } => None,
        }
    }

    /// The year of the data; the first step follows it.
    #[getter]
    fn base_year(&self) -> i32 {
        self.inner.calendar.base_year
    }

    /// The last year that is simulated.
    #[getter]
    fn end_year(&self) -> i32 {
        self.inner.calendar.end_year
    }

    /// `year`, `quarter` or `month`.
    #[getter]
    fn step(&self) -> &'static str {
        self.inner.calendar.step.word()
    }

    /// Labels of the steps, from the base year on.
    #[getter]
    fn dates(&self) -> Vec<String> {
        let calendar = self.inner.calendar;
        (0..=calendar.n_steps()).map(|step| calendar.label(step)).collect()
    }

    /// Names of the actors by id.
    #[getter]
    fn actors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let actors = self.inner.actors.iter();
        named(py, actors.map(|(id, actor)| (id, &actor.name)))
    }

    /// Names of the actors that compete for influence, by id.
    #[getter]
    fn powers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let powers = self.inner.actors.iter().filter(|(_, actor)| actor.power);
        named(py, powers.map(|(id, actor)| (id, &actor.name)))
    }

    /// Names of the regions by id.
    #[getter]
    fn regions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let regions = self.inner.regions.iter();
        named(py, regions.map(|(id, region)| (id, &region.name)))
    }

    /// Titles of the events by id.
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let events = self.inner.events.iter();
        named(py, events.map(|(id, event)| (id, &event.title)))
    }

    /// Titles of the crossings by id.
    #[getter]
    fn crossings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let crossings = self.inner.crossings.iter();
        named(py, crossings.map(|(id, crossing)| (id, &crossing.title)))
    }

    /// Titles of the sources by id.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let sources = self.inner.sources.iter();
        named(py, sources.map(|(id, source)| (id, &source.title)))
    }

    /// The claims with their sources and tests.
    #[getter]
    fn claims(&self) -> Table {
        let claims = self.inner.claims.iter();
        let rows: Vec<ClaimRow> =
            claims.map(|(id, claim)| ClaimRow::of(&self.inner, id, claim)).collect();
        Table::of("claims", Rows::of("claims", &rows).batch())
    }

    /// Every number of the scenario and of the model, with its distribution and its origin.
    #[getter]
    fn numbers(&self, py: Python<'_>) -> Table {
        let rows: Vec<NumberRow> = py.detach(|| {
            model::compile(&self.inner).base.numbers.iter().map(NumberRow::of).collect()
        });
        Table::of("numbers", Rows::of("numbers", &rows).batch())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Scenario>().is_ok_and(|other| self.text() == other.get().text())
    }

    fn __hash__(&self) -> u64 {
        let digest = crate::outcome::sha256(self.text().as_bytes());
        u64::from_str_radix(&digest[..16], 16).expect("a digest is hexadecimal")
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let restore = py.import("suasion._suasion")?.getattr("_restore")?;
        let state = (self.text(), self.inner.name.clone(), self.inner.inputs.clone());
        let state = state.into_bound_py_any(py)?.cast_into::<PyTuple>()?;
        Ok((restore, state))
    }

    fn __repr__(&self) -> String {
        format!("<Scenario {}: {}>", self.inner.name, self.summary())
    }

    fn _repr_html_(&self) -> String {
        let inner = &self.inner;
        format!(
            "<div><strong>{}</strong> <code>{}</code><br>{}<br><small>{}</small></div>",
            escaped(&inner.title),
            escaped(&inner.name),
            escaped(&inner.description),
            escaped(&self.summary())
        )
    }
}

impl Scenario {
    fn summary(&self) -> String {
        let s = &self.inner;
        let count = |n: usize, one: &str, many: &str| {
            if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
        };
        [
            count(s.actors.len(), "actor", "actors"),
            count(s.ties.len(), "tie", "ties"),
            count(s.events.len(), "event", "events"),
            count(s.claims.len(), "claim", "claims"),
            format!(
                "{}–{} by {}",
                s.calendar.base_year,
                s.calendar.end_year,
                s.calendar.step.word()
            ),
        ]
        .join(", ")
    }
}

fn named<'py, 'a>(
    py: Python<'py>,
    pairs: impl Iterator<Item = (&'a String, &'a String)>,
) -> PyResult<Bound<'py, PyDict>> {
    let names = PyDict::new(py);
    for (id, name) in pairs {
        names.set_item(id, name)?;
    }
    Ok(names)
}
