//! Comparisons.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::prelude::*;

use crate::analysis::{self, Question, Side};
use crate::ensemble::Order;
use crate::model;
use crate::outcome::{self, default_folder};
use crate::report::{self, html};
use crate::request::comparing::{Named, Wanted, opened, order, unique};
use crate::request::producing::{Place, header, produce};
use crate::request::{Ending, asking, reporting};
use crate::scenario;

use super::error::{ended, is_interrupt, unreadable, with_note};
use super::outcome::Outcome;
use super::page::{Page, escaped};
use super::running::{plan_of, within};
use super::scenario::Scenario;
use super::table::Table;
use super::watch::watched;

/// Outcomes beside a reference, run by run: every difference is a scenario's less the reference's.
///
/// The tables are those of docs/comparing.md; every column carries its unit and meaning.
#[pyclass(frozen, module = "suasion")]
pub struct Comparison {
    inner: outcome::Comparison,
    reference: Arc<scenario::Scenario>,
    /// Labels of the steps that were asked for.
    dates: Vec<String>,
    results: Vec<Py<Outcome>>,
}

/// A side as Python names it.
#[derive(FromPyObject)]
pub enum Given<'py> {
    Scenario(Bound<'py, Scenario>),
    Outcome(Bound<'py, Outcome>),
    Path(PathBuf),
}

/// What is asked of a comparison.
#[derive(FromPyObject)]
pub struct Asked<'py> {
    reference: Option<usize>,
    metrics: String,
    at: Vec<String>,
    runs: Option<u64>,
    seed: Option<u64>,
    plan: Option<String>,
    precision: Option<String>,
    threads: Option<usize>,
    /// Folder in which scenarios are run; absent: each in its default folder.
    place: Option<PathBuf>,
    /// What removes that folder.
    owner: Option<Py<PyAny>>,
    progress: Option<Bound<'py, PyAny>>,
}

/// Compares scenarios and results with the reference.
#[pyfunction]
pub fn compare(py: Python<'_>, sides: Vec<Given<'_>>, asked: Asked<'_>) -> PyResult<Comparison> {
    let wanted = Wanted {
        runs: asked.runs.map(within).transpose()?,
        seed: asked.seed,
        plan: asked.plan.as_deref().map(plan_of).transpose()?,
        precision: asked.precision.as_deref(),
        threads: asked.threads,
    };
    let reference = asked.reference.unwrap_or(0);
    let mut owners = Vec::new();
    let mut named = Vec::new();
    for side in sides {
        let (side, owner) = side.named(py)?;
        named.push(side);
        owners.push(owner);
    }
    let names = unique(&named);
    let scenario = Arc::new(named[reference].scenario.clone());
    let question = question(&scenario, reference, &asked).map_err(|ending| ended(py, ending))?;
    let place = asked.place.as_deref();
    let watched = watched(py, asked.progress.as_ref(), |progress, cancel| {
        let order = order(&named, reference, &wanted)?;
        let mut sides = Vec::new();
        for (at, (named, name)) in named.into_iter().zip(names).enumerate() {
            let folder = place.map(|place| place.join(format!("{at}")));
            sides.push(produced(named, name, &order, folder, (progress, cancel))?);
            if cancel.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(Ending::Interrupted("interrupted".into()));
            }
        }
        let comparison = analysis::compare(&sides, &question)?;
        Ok((comparison, sides))
    });
    if let Some(raised) = watched.raised {
        let note = "nothing is compared; with out=FOLDER the results that are complete are kept";
        let interrupt = is_interrupt(py, &raised);
        return Err(if interrupt { with_note(py, raised, note) } else { raised });
    }
    let (mut inner, sides) = watched.result.map_err(|ending| ended(py, ending))?;
    let mut results = Vec::new();
    for ((side, owner), subject) in sides.into_iter().zip(owners).zip(&mut inner.subjects) {
        let made_here = place.is_some_and(|place| Path::new(&subject.folder).starts_with(place));
        let owner =
            owner.or_else(|| asked.owner.as_ref().filter(|_| made_here).map(|o| o.clone_ref(py)));
        if owner.is_some() {
            // A folder that will be gone is no place to name.
            subject.folder.clear();
        }
        results.push(Py::new(py, Outcome::new(side.outcome, side.scenario, None, owner))?);
    }
    let labels = asking::labels(&scenario, &asked.at).map_err(|ending| ended(py, ending))?;
    Ok(Comparison { inner, reference: scenario, dates: labels, results })
}

impl Given<'_> {
    /// The side, and what removes its folder.
    fn named(self, py: Python<'_>) -> PyResult<(Named, Option<Py<PyAny>>)> {
        let read = |path: &Path| -> Result<Named, Ending> {
            if path.is_dir() {
                return opened(path);
            }
            let scenario = scenario::load(path)?;
            Ok(Named { path: path.to_path_buf(), scenario, outcome: None })
        };
        match self {
            Given::Path(path) => {
                let named = py.detach(|| read(&path)).map_err(|ending| ended(py, ending))?;
                Ok((named, None))
            }
            Given::Scenario(scenario) => {
                let scenario = (*scenario.get().inner).clone();
                Ok((Named { path: PathBuf::new(), scenario, outcome: None }, None))
            }
            Given::Outcome(outcome) => {
                let outcome = outcome.get();
                let side = outcome.side("");
                let named = Named {
                    path: PathBuf::from(side.folder),
                    scenario: side.scenario,
                    outcome: Some(side.outcome),
                };
                Ok((named, outcome.owner.as_ref().map(|owner| owner.clone_ref(py))))
            }
        }
    }
}

fn question(
    scenario: &scenario::Scenario,
    reference: usize,
    asked: &Asked<'_>,
) -> Result<Question, Ending> {
    Ok(Question {
        reference,
        metrics: asking::metrics(scenario, &asked.metrics).map_err(|e| e.under("metrics"))?,
        dates: asking::dates(scenario, &asked.at).map_err(|e| e.under("at"))?,
        threads: asked.threads.unwrap_or(Order::new(1, 1).threads),
    })
}

/// A scenario is run or recognised in a folder; a result is as it is.
fn produced(
    Named { path, scenario, outcome }: Named,
    name: String,
    order: &Order,
    folder: Option<PathBuf>,
    watch: (&dyn crate::ensemble::Progress, &std::sync::atomic::AtomicBool),
) -> Result<Side, Ending> {
    if let Some(outcome) = outcome {
        return Ok(Side { name, folder: path.display().to_string(), scenario, outcome });
    }
    let study = model::compile(&scenario);
    let header = order.header(header(&scenario, Vec::new()));
    let folder = folder.unwrap_or_else(|| default_folder(&header));
    let outcome = match outcome::Outcome::recognise(&folder, &header) {
        Some(outcome) => outcome,
        None => {
            let begun = outcome::continuation(&folder).is_ok().then_some(folder.as_path());
            let place = Place { folder: &folder, replace: false, from: begun };
            produce(&study, order, header, place, watch)?
        }
    };
    Ok(Side { name, folder: folder.display().to_string(), scenario, outcome })
}

/// Reads a stored comparison, as `Comparison.save` and `suasion compare --out` make it.
///
/// Raises ResultError for a folder that holds none.
#[pyfunction]
pub fn open_comparison(py: Python<'_>, folder: PathBuf) -> PyResult<Comparison> {
    let inner = py.detach(|| outcome::Comparison::open(&folder)).map_err(unreadable)?;
    let text = &inner.reference().header.text;
    let name = format!("the reference of {}", folder.display());
    let read = scenario::from_text(text, &name);
    let reference = read.map_err(|problems| super::error::mistaken(py, &problems))?;
    Ok(Comparison { inner, reference: Arc::new(reference), dates: Vec::new(), results: Vec::new() })
}

impl Comparison {
    fn table(&self, name: &str) -> Table {
        let tables = self.inner.tables();
        let found = tables.iter().find(|table| table.name == name);
        Table::of(name, found.expect("every comparison has all tables").batch())
    }

    fn page(&self) -> Page {
        Page::of(&report::comparison(&self.inner, &self.reference, &self.dates))
    }
}

#[pymethods]
impl Comparison {
    /// One row for each scenario, metric and date: levels, the paired difference with its 95 %
    /// interval (Student's t), the range over runs, correlation and gain of the pairing.
    #[getter]
    fn outcomes(&self) -> Table {
        self.table("outcomes")
    }

    /// One row for each scenario and claim: probabilities, their difference, discordant pairs and the
    /// exact test of McNemar (1947).
    #[getter]
    fn claims(&self) -> Table {
        self.table("claims")
    }

    /// One row for each scenario and crossing.
    #[getter]
    fn crossings(&self) -> Table {
        self.table("crossings")
    }

    /// One row for each statement in which a scenario differs.
    #[getter]
    fn assumptions(&self) -> Table {
        self.table("assumptions")
    }

    /// One row for each scenario, metric and step.
    #[getter]
    fn levels(&self) -> Table {
        self.table("levels")
    }

    /// One row for each scenario, crossing and step.
    #[getter]
    fn survival(&self) -> Table {
        self.table("survival")
    }

    /// Names of what is compared, in the order given.
    #[getter]
    fn names(&self) -> Vec<&str> {
        self.inner.subjects.iter().map(|subject| subject.name.as_str()).collect()
    }

    /// Name of the one that the others are compared with.
    #[getter]
    fn reference(&self) -> &str {
        &self.inner.reference().name
    }

    /// What a reader must know before trusting the figures: name, code and text.
    #[getter]
    fn warnings(&self) -> Vec<(&str, &str, &str)> {
        let warnings = self.inner.warnings.iter();
        warnings.map(|w| (w.subject.as_str(), w.code.as_str(), w.text.as_str())).collect()
    }

    /// The outcomes, in the order given; none where the comparison was read from a folder.
    #[getter]
    fn results(&self, py: Python<'_>) -> Vec<Py<Outcome>> {
        self.results.iter().map(|result| result.clone_ref(py)).collect()
    }

    /// Keeps the comparison in a folder.
    #[pyo3(signature = (folder, *, replace=false))]
    fn save(&self, py: Python<'_>, folder: PathBuf, replace: bool) -> PyResult<()> {
        py.detach(|| self.inner.store(&folder, replace)).map(|_| ()).map_err(unreadable)
    }

    /// Writes the comparison as one HTML file with figures.
    #[pyo3(signature = (path, *, replace=false))]
    fn report(&self, py: Python<'_>, path: PathBuf, replace: bool) -> PyResult<()> {
        py.detach(|| {
            let page = html::comparison(&self.inner, &self.reference);
            reporting::write(&path, &html::render(&page), replace)
        })
        .map_err(|ending| ended(py, ending))
    }

    /// The comparison, as the command line prints it.
    fn answer(&self) -> Page {
        self.page()
    }

    fn __repr__(&self) -> String {
        let others: Vec<&str> = self.inner.others().map(|s| s.name.as_str()).collect();
        let outcomes = self.inner.outcomes.len();
        format!(
            "<Comparison of {} with {}: {outcomes} differences>",
            others.join(", "),
            self.inner.reference().name
        )
    }

    fn _repr_html_(&self) -> String {
        format!("<pre style=\"line-height:1.25\">{}</pre>", escaped(self.page().text().trim_end()))
    }
}
