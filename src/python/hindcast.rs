//! Hindcasts.

use std::path::PathBuf;

use pyo3::prelude::*;

use crate::analysis::hindcast::{cases_batch, samples_batch};
use crate::outcome::{Table as Rows, rows};
use crate::report;
use crate::request::hindcasting::{Hindcasted, hindcasted};

use super::error::{ended, is_interrupt, with_note};
use super::page::{Page, escaped};
use super::table::Table;
use super::watch::watched;

/// Forecasts from past years, scored beside simple rules.
#[pyclass(frozen, module = "suasion")]
pub struct Hindcast {
    inner: Hindcasted,
}

rows! {
    /// The Brier score of one forecaster.
    pub struct BrierRow {
        horizon: u64, "", "years ahead";
        forecaster: String, "", "engine, or the word of a baseline";
        n: u64, "", "forecasts";
        score: f64, "1", "mean squared error of the probability; lower is better";
        reliability: f64, "1", "how far the probabilities are from the shares; lower is better";
        resolution: f64, "1", "how far the shares differ between probabilities; higher is better";
        uncertainty: f64, "1", "variance of what happened";
        within: f64, "1", "variance of the probabilities within their bins";
    }
}

/// Does the hindcast of a configuration.
#[pyfunction]
#[pyo3(signature = (config, data, progress))]
pub fn hindcast(
    py: Python<'_>,
    config: PathBuf,
    data: Option<PathBuf>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Hindcast> {
    let watched = watched(py, progress.as_ref(), |progress, cancel| {
        hindcasted(&config, data.as_deref(), (progress, cancel))
    });
    match (watched.raised, watched.result) {
        (None, Ok(inner)) => Ok(Hindcast { inner }),
        (None, Err(ending)) => Err(ended(py, ending)),
        (Some(raised), _) if is_interrupt(py, &raised) => {
            Err(with_note(py, raised, "nothing of the hindcast is kept"))
        }
        (Some(raised), _) => Err(raised),
    }
}

#[pymethods]
impl Hindcast {
    /// One row for each target, horizon and forecaster: CRPS in the target's unit, log score, score
    /// and coverage of intervals, ten bins of the probability integral transform, skill of the
    /// engine with 95 % intervals that resample series and origins.
    #[getter]
    fn scores(&self) -> Table {
        Table::of("scores", self.inner.table.batch())
    }

    /// One row for each figure that was forecast.
    #[getter]
    fn forecasts(&self) -> Table {
        Table::of("forecasts", cases_batch(&self.inner.cases, &self.inner.config))
    }

    /// The values of the engine's forecasts; None unless the configuration keeps them.
    #[getter]
    fn samples(&self) -> Option<Table> {
        self.inner
            .config
            .keep_samples
            .then(|| Table::of("samples", samples_batch(&self.inner.cases)))
    }

    /// One row for each horizon and forecaster: scores of the probability that China leads Russia.
    #[getter]
    fn brier(&self) -> Table {
        let row = |row: &crate::analysis::hindcast::BrierRow| BrierRow {
            horizon: u64::from(row.horizon),
            forecaster: row.forecaster.clone(),
            n: row.brier.n as u64,
            score: row.brier.score,
            reliability: row.brier.reliability,
            resolution: row.brier.resolution,
            uncertainty: row.brier.uncertainty,
            within: row.brier.within,
        };
        let rows: Vec<BrierRow> = self.inner.table.brier.iter().map(row).collect();
        Table::of("brier", Rows::of("brier", &rows).batch())
    }

    /// The scores, as the command line prints them.
    fn answer(&self) -> Page {
        Page::of(&report::hindcast(&self.inner.table))
    }

    fn __len__(&self) -> usize {
        self.inner.cases.len()
    }

    fn __repr__(&self) -> String {
        let (first, last) = self.inner.table.origins;
        format!("<Hindcast from {first} to {last}: {} forecasts>", self.inner.cases.len())
    }

    fn _repr_html_(&self) -> String {
        format!(
            "<pre style=\"line-height:1.25\">{}</pre>",
            escaped(self.answer().text().trim_end())
        )
    }
}
