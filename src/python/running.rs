//! Ensembles: `run` and `resume`.

use std::path::{Path, PathBuf};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::ensemble::Order;
use crate::numeric::{Float, Plan};
use crate::outcome::default_folder;
use crate::report::count;
use crate::request::producing::{Place, produce};
use crate::request::running::{self, Prepared, continued};
use crate::scenario::near;

use super::error::{ended, is_interrupt, with_note};
use super::outcome::Outcome;
use super::scenario::Scenario;
use super::watch::watched;

/// What is asked of an ensemble.
#[derive(FromPyObject)]
pub struct Asked {
    runs: Option<u64>,
    seed: Option<u64>,
    plan: String,
    precision: Option<String>,
    float: String,
    series: String,
    ablate: Vec<String>,
}

impl Asked {
    /// Makes an ensemble of a scenario.
    pub fn prepare(&self, py: Python<'_>, scenario: &Scenario) -> PyResult<Prepared> {
        let asked = running::Asked {
            runs: self.runs.map(within).transpose()?,
            seed: self.seed,
            plan: plan_of(&self.plan)?,
            precision: self.precision.as_deref(),
            float: float_of(&self.float)?,
            series: &self.series,
            off: &self.ablate,
        };
        let inner = (*scenario.inner).clone();
        py.detach(|| running::prepare(inner, &asked)).map_err(|ending| ended(py, ending))
    }
}

/// Where a result goes, and who looks on.
#[derive(FromPyObject)]
pub struct Setting<'py> {
    /// Result folder; absent: the default one.
    pub out: Option<PathBuf>,
    /// What removes the folder when nobody needs it any more; absent: it stays.
    pub owner: Option<Py<PyAny>>,
    pub replace: bool,
    threads: Option<usize>,
    /// Called with the runs that are done and all that there are.
    pub progress: Option<Bound<'py, PyAny>>,
}

/// Simulates a scenario.
#[pyfunction]
pub fn run(
    py: Python<'_>,
    scenario: &Scenario,
    asked: Asked,
    setting: Setting<'_>,
) -> PyResult<Outcome> {
    let prepared = asked.prepare(py, scenario)?;
    let folder = setting.out.clone().unwrap_or_else(|| default_folder(&prepared.header));
    done(py, prepared, (&folder, None), &setting)
}

/// Goes on with a result.
#[pyfunction]
#[pyo3(signature = (folder, setting, *, runs))]
pub fn resume(
    py: Python<'_>,
    folder: PathBuf,
    setting: Setting<'_>,
    runs: Option<u64>,
) -> PyResult<Outcome> {
    let runs = runs.map(within).transpose()?;
    let prepared = py.detach(|| continued(&folder, runs)).map_err(|ending| ended(py, ending))?;
    let target = match &setting.out {
        Some(out) => out.clone(),
        None if prepared.longer => default_folder(&prepared.header),
        None => folder.clone(),
    };
    done(py, prepared, (&target, Some(&folder)), &setting)
}

/// Runs what is prepared into a folder, or recognises the result there.
fn done(
    py: Python<'_>,
    prepared: Prepared,
    (folder, from): (&Path, Option<&Path>),
    setting: &Setting<'_>,
) -> PyResult<Outcome> {
    let Prepared { scenario, study, order, header, .. } = prepared;
    let threads = setting.threads.unwrap_or(order.threads);
    if threads == 0 {
        return Err(PyValueError::new_err("threads: there is work for at least one"));
    }
    let order = Order { threads, ..order };
    let owner = setting.owner.as_ref().map(|owner| owner.clone_ref(py));
    if !setting.replace
        && let Some(known) = crate::outcome::Outcome::recognise(folder, &header)
    {
        return Ok(Outcome::new(known, scenario, Some(study), owner));
    }
    let place = Place { folder, replace: setting.replace, from };
    let (at_work, progress) = (&study, setting.progress.as_ref());
    let watched = watched(py, progress, |progress, cancel| {
        produce(at_work, &order, header, place, (progress, cancel))
    });
    match (watched.result, watched.raised) {
        (Ok(outcome), None) => Ok(Outcome::new(outcome, scenario, Some(study), owner)),
        (Err(ending), None) => Err(ended(py, ending)),
        (Ok(outcome), Some(raised)) => {
            let tally = &outcome.findings.tally;
            let (simulated, requested) = (count(tally.simulated), count(tally.requested));
            let note = match outcome.runs.folder().filter(|_| owner.is_none()) {
                Some(folder) if tally.partial() => format!(
                    "{simulated} of {requested} runs are kept: suasion.resume({:?}) goes on",
                    folder.display().to_string()
                ),
                Some(folder) => format!("all runs were complete and are in {}", folder.display()),
                None => format!(
                    "{simulated} of {requested} runs were complete; with out=FOLDER they are kept"
                ),
            };
            Err(with_note(py, raised, &note))
        }
        (Err(_), Some(raised)) if is_interrupt(py, &raised) => {
            Err(with_note(py, raised, "no run was complete; nothing is kept"))
        }
        (Err(_), Some(raised)) => Err(raised),
    }
}

/// A number of runs that can be counted.
pub fn within(runs: u64) -> PyResult<u64> {
    if (1..=Order::MOST_RUNS).contains(&runs) {
        return Ok(runs);
    }
    Err(PyValueError::new_err(format!("runs: from 1 to {}, not {runs}", Order::MOST_RUNS)))
}

/// A sampling plan by its word.
pub fn plan_of(word: &str) -> PyResult<Plan> {
    match word {
        "mc" => Ok(Plan::MonteCarlo),
        "lhs" => Ok(Plan::LatinHypercube),
        "sobol" => Ok(Plan::Sobol),
        _ => {
            let near = near(word, ["mc", "lhs", "sobol"]);
            Err(PyValueError::new_err(format!("no plan is called `{word}`; {near}")))
        }
    }
}

/// A precision of the state by its word.
fn float_of(word: &str) -> PyResult<Float> {
    match word {
        "f64" => Ok(Float::F64),
        "f32" => Ok(Float::F32),
        _ => Err(PyValueError::new_err(format!("float: `f64` or `f32`, not `{word}`"))),
    }
}
