//! Outcomes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::analysis::{Side, crossings};
use crate::model::{self, Study};
use crate::outcome::{self, Manifest, Table as Rows, World};
use crate::report::{self, count, html};
use crate::request::{asking, comparing, series};
use crate::scenario;

use super::error::{ended, unreadable};
use super::page::{Page, escaped};
use super::scenario::Scenario;
use super::table::Table;

/// The result of an ensemble: tables over its runs, and a row for each run.
///
/// The tables are those of the result folder (docs/results.md): every column carries its unit and
/// meaning. The same scenario, seed, plan and number of runs give the same bytes.
#[pyclass(frozen, module = "suasion")]
pub struct Outcome {
    pub inner: outcome::Outcome,
    pub scenario: Arc<scenario::Scenario>,
    study: OnceLock<Study>,
    /// What removes its folder once nobody needs it.
    pub owner: Option<Py<PyAny>>,
}

/// Reads a result folder, whether the command line or this package made it.
///
/// Raises ResultError for a folder that holds no result, or not what its manifest says.
#[pyfunction]
pub fn open_outcome(py: Python<'_>, folder: PathBuf) -> PyResult<Outcome> {
    let named = py.detach(|| comparing::opened(&folder)).map_err(|ending| ended(py, ending))?;
    let outcome = named.outcome.expect("a folder that was opened is a result");
    Ok(Outcome::new(outcome, named.scenario, None, None))
}

impl Outcome {
    pub fn new(
        inner: outcome::Outcome,
        scenario: scenario::Scenario,
        study: Option<Study>,
        owner: Option<Py<PyAny>>,
    ) -> Outcome {
        let study = study.map_or_else(OnceLock::new, OnceLock::from);
        Outcome { inner, scenario: Arc::new(scenario), study, owner }
    }

    fn study(&self) -> &Study {
        self.study.get_or_init(|| model::compile(&self.scenario))
    }

    fn path(&self) -> &Path {
        self.inner.runs.folder().expect("results of this door are in folders")
    }

    fn manifest(&self) -> PyResult<Manifest> {
        Manifest::read(self.path()).map_err(unreadable)
    }

    fn table(&self, name: &str) -> PyResult<Table> {
        let path = self.path().join(format!("{name}.parquet"));
        Table::read(name, path).map_err(unreadable)
    }

    fn stream(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        let path = self.path().join(format!("{name}.parquet"));
        let owner = self.owner.as_ref().map(|owner| owner.clone_ref(py));
        Table::stream(name, path, owner).map_err(unreadable)
    }

    /// The outcome as a side of a comparison.
    pub fn side(&self, name: &str) -> Side {
        Side {
            name: name.to_string(),
            folder: if self.owner.is_some() {
                String::new()
            } else {
                self.path().display().to_string()
            },
            scenario: (*self.scenario).clone(),
            outcome: self.inner.clone(),
        }
    }
}

#[pymethods]
impl Outcome {
    /// One row for each claim, world and part of the runs told apart by structure: how many runs
    /// decide it, in how many it holds, the probability (a share of runs) and its Monte Carlo error.
    /// Rows with `structure` None are over all runs.
    #[getter]
    fn claims(&self) -> PyResult<Table> {
        self.table("claims")
    }

    /// One row for each observation and step: mean, standard deviation, Monte Carlo error and
    /// quantiles over the runs, in the row's `unit`.
    #[getter]
    fn summary(&self) -> PyResult<Table> {
        self.table("summary")
    }

    /// One row for each crossing and part of the runs: how many are ahead at the base, how many never
    /// cross, and quantiles of the date in years (None: not by the end).
    #[getter]
    fn crossings(&self) -> PyResult<Table> {
        self.table("crossings")
    }

    /// One row for each outcome that varies: the shares of its variance (0–1) that come from chance,
    /// parameters, data and structure, with their errors. None for small and for partial results.
    #[getter]
    fn variance(&self) -> PyResult<Option<Table>> {
        if self.path().join("variance.parquet").exists() {
            return self.table("variance").map(Some);
        }
        Ok(None)
    }

    /// One row for each run: drawn numbers, verdicts of claims, dates of crossings, every metric at
    /// the last step and those shown first at the report's dates. Read from the disk when asked for.
    #[getter]
    fn runs(&self, py: Python<'_>) -> PyResult<Table> {
        self.stream(py, "runs")
    }

    /// One row for each run, observation and step, of the metrics asked for by `series`; None where
    /// none was. Streamed from the disk, so that it may be larger than the memory.
    #[getter]
    fn trajectories(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        if self.path().join("trajectories.parquet").exists() {
            return self.stream(py, "trajectories").map(Some);
        }
        Ok(None)
    }

    /// By the end of every step: the share of the runs (0–1) in which each crossing has happened, 1 −
    /// the estimate of Kaplan and Meier (1958), with 95 % intervals by Greenwood's formula on the
    /// log–log scale.
    #[getter]
    fn survival(&self) -> PyResult<Table> {
        let rows = crossings::survival(&self.side(&self.scenario.name)).map_err(unreadable)?;
        Ok(Table::of("survival", Rows::of("survival", &rows).batch()))
    }

    /// What the result is a result of.
    #[getter]
    fn scenario(&self) -> Scenario {
        Scenario::of_result((*self.scenario).clone())
    }

    /// The result folder; None where it is a temporary one.
    #[getter]
    fn folder(&self) -> Option<&Path> {
        self.owner.is_none().then(|| self.path())
    }

    /// Seed of every draw.
    #[getter]
    fn seed(&self) -> u64 {
        self.inner.header.seed
    }

    /// How drawn numbers are spread over the runs: `mc`, `lhs` or `sobol`.
    #[getter]
    fn plan(&self) -> &str {
        &self.inner.header.plan
    }

    /// Version of Suasion that made it.
    #[getter]
    fn version(&self) -> &str {
        &self.inner.header.version
    }

    /// Runs that were asked for.
    #[getter]
    fn requested(&self) -> u64 {
        self.inner.findings.tally.requested
    }

    /// Runs that were simulated: ids 0 to `simulated` − 1.
    #[getter]
    fn simulated(&self) -> u64 {
        self.inner.findings.tally.simulated
    }

    /// Runs left out because a number in them stopped being finite.
    #[getter]
    fn quarantined(&self) -> u64 {
        self.inner.findings.tally.quarantined
    }

    /// The first quarantined runs and what happened.
    #[getter]
    fn failures(&self) -> Vec<(u64, &str)> {
        let failures = self.inner.findings.tally.failures.iter();
        failures.map(|failed| (failed.run, failed.reason.as_str())).collect()
    }

    /// Whether it was interrupted before its last run.
    #[getter]
    fn partial(&self) -> bool {
        self.inner.findings.tally.partial()
    }

    /// Wall-clock time of the simulation, s.
    #[getter]
    fn seconds(&self) -> f64 {
        self.inner.findings.timing.seconds
    }

    /// SHA-256 of every file of the result, in hexadecimal.
    #[getter]
    fn digests(&self) -> PyResult<BTreeMap<String, String>> {
        let files = self.manifest()?.files.into_iter();
        Ok(files.map(|file| (file.name, file.sha256)).collect())
    }

    /// A metric at a date in every run, in the metric's unit: an `array` of as many doubles as there
    /// are runs, in order of their ids, NaN where a run does not define it. `at` is a date such as
    /// 2030 or `2024Q3`; its last step counts; default: the last step of all.
    ///
    /// Raises ValueError for a metric or date that there is not, or that was not kept of every run.
    #[pyo3(signature = (metric, at=None))]
    fn values<'py>(
        &self,
        py: Python<'py>,
        metric: &str,
        at: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let calendar = self.scenario.calendar;
        let date = match at {
            None => calendar.label(calendar.n_steps()),
            Some(at) => {
                let labels = asking::labels(&self.scenario, &[at.str()?.to_string()]);
                labels.map_err(|ending| ended(py, ending))?.remove(0)
            }
        };
        let label = series::single(&self.scenario, metric).map_err(|ending| ended(py, ending))?;
        let label = label.to_string();
        let values = py.detach(|| self.inner.values(&label, &date)).map_err(unreadable)?;
        let values = values.ok_or_else(|| {
            PyValueError::new_err(format!(
                "the result does not keep `{label}` of every run at {date}: run the scenario with \
                 series=[\"{label}\"]"
            ))
        })?;
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        py.import("array")?.call_method1("array", ("d", PyBytes::new(py, &bytes)))
    }

    /// Probability that a claim holds (0–1), over all runs that decide it, in a world: `scenario`,
    /// `counterfactual`, or `symmetric` (the carrying sign drawn either way).
    ///
    /// Raises ValueError for a claim that is not tested there.
    #[pyo3(signature = (claim, world="scenario"))]
    fn probability(&self, claim: &str, world: &str) -> PyResult<f64> {
        let Some(known) = World::ALL.into_iter().find(|known| known.word() == world) else {
            let near = scenario::near(world, World::ALL.map(World::word));
            return Err(PyValueError::new_err(format!("no world is called `{world}`; {near}")));
        };
        let findings = &self.inner.findings;
        let found = findings.claim(claim, known).map(|row| row.holds.probability());
        found.ok_or_else(|| {
            let ids = findings.claims.iter().map(|row| row.claim.as_str());
            let near = scenario::near(claim, ids);
            PyValueError::new_err(format!("no claim `{claim}` is tested in this world; {near}"))
        })
    }

    /// The answer, as the command line prints it.
    fn answer(&self, py: Python<'_>) -> Page {
        py.detach(|| Page::of(&report::answer(&self.scenario, self.study(), &self.inner)))
    }

    /// Copies the result into a folder, byte for byte; it appears whole or not at all.
    ///
    /// Raises ResultError where something is there, unless `replace`.
    #[pyo3(signature = (folder, *, replace=false))]
    fn save(&self, py: Python<'_>, folder: PathBuf, replace: bool) -> PyResult<()> {
        let manifest = self.manifest()?;
        py.detach(|| manifest.save(self.path(), &folder, replace)).map_err(unreadable)
    }

    /// Writes the result as one HTML file with figures that opens offline.
    ///
    /// Raises ResultError where the file is there, unless `replace`.
    #[pyo3(signature = (path, *, replace=false))]
    fn report(&self, py: Python<'_>, path: PathBuf, replace: bool) -> PyResult<()> {
        py.detach(|| {
            let page = html::result(&self.scenario, self.study(), &self.inner)?;
            crate::request::reporting::write(&path, &html::render(&page), replace)
        })
        .map_err(|ending| ended(py, ending))
    }

    fn __repr__(&self) -> String {
        let header = &self.inner.header;
        format!("<Outcome {}: {}>", header.scenario, self.told())
    }

    fn _repr_html_(&self) -> String {
        let header = &self.inner.header;
        let mut rows = String::new();
        for claim in self.inner.findings.claims.iter() {
            if claim.part.is_some() || claim.world != World::Scenario {
                continue;
            }
            let text = self.scenario.claims.get(&claim.claim).map_or("", |c| c.text.as_str());
            let share = 100.0 * claim.holds.probability();
            rows += &format!(
                "<tr><td style=\"text-align:right\">{share:.1}</td><td>± {:.1}</td>\
                 <td style=\"text-align:left\">{}</td><td style=\"text-align:left\">{}</td></tr>",
                100.0 * claim.holds.mc_error,
                escaped(text),
                claim.kind
            );
        }
        let table = match rows.is_empty() {
            true => String::new(),
            false => format!(
                "<table><thead><tr><th>holds, %</th><th>error</th><th>claim</th><th>kind</th></tr>\
                 </thead><tbody>{rows}</tbody></table>"
            ),
        };
        format!(
            "<div><strong>{}</strong> <small>{}</small>{table}</div>",
            escaped(&header.title),
            self.told()
        )
    }
}

impl Outcome {
    fn told(&self) -> String {
        let tally = &self.inner.findings.tally;
        let calendar = self.scenario.calendar;
        let runs = match tally.partial() {
            true => format!("{} of {} runs", count(tally.simulated), count(tally.requested)),
            false => format!("{} runs", count(tally.simulated)),
        };
        format!(
            "{runs}, seed {}, {}–{} by {}",
            self.inner.header.seed,
            calendar.base_year,
            calendar.end_year,
            calendar.step.word()
        )
    }
}
