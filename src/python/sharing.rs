//! Ensembles that several machines share: what `suasion.distributed` asks for.

use std::path::PathBuf;
use std::slice::from_ref;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::ensemble::Order;
use crate::outcome::{self, Shard, store_partial};
use crate::request::running::Prepared;
use crate::request::{Ending, sharing};

use super::error::{ended, unreadable};
use super::outcome::Outcome;
use super::running::{Asked, Setting};
use super::scenario::Scenario;
use super::watch::{Watched, watched};

/// The result that is asked for, where it is complete already; a folder with anything else in it is
/// refused before there is work in vain.
#[pyfunction]
pub fn known(
    py: Python<'_>,
    scenario: &Scenario,
    asked: Asked,
    setting: Setting<'_>,
) -> PyResult<Option<Outcome>> {
    let Prepared { scenario, study, header, .. } = asked.prepare(py, scenario)?;
    let (folder, owner) = target(py, &setting);
    if setting.replace || !folder.exists() {
        return Ok(None);
    }
    match outcome::Outcome::recognise(&folder, &header) {
        Some(known) => Ok(Some(Outcome::new(known, scenario, Some(study), owner))),
        None => Err(unreadable(outcome::Error::Exists { path: folder })),
    }
}

/// The shards of an ensemble, those in the folder `place` among them: what each is called, how many
/// runs it has, and whether it is finished.
#[pyfunction]
pub fn shares(
    py: Python<'_>,
    scenario: &Scenario,
    asked: Asked,
    place: PathBuf,
    number: Option<u32>,
) -> PyResult<Vec<(String, u64, bool)>> {
    let prepared = asked.prepare(py, scenario)?;
    let divided = sharing::divided(&prepared, &place, number);
    let divided = divided.map_err(|ending| ended(py, ending.under("shards")))?;
    let runs = prepared.order.runs;
    let share = |(shard, finished): (Shard, bool)| (shard.to_string(), shard.runs(runs), finished);
    Ok(divided.into_iter().map(share).collect())
}

/// Computes a shard on one thread, or goes on with it, or recognises it, and says where in the
/// folder `place` it is. `progress` is called from time to time; what it raises ends the work.
#[pyfunction]
pub fn shard(
    py: Python<'_>,
    scenario: &Scenario,
    asked: Asked,
    name: &str,
    place: PathBuf,
    progress: Bound<'_, PyAny>,
) -> PyResult<PathBuf> {
    let prepared = asked.prepare(py, scenario)?;
    let order = Order { threads: 1, ..prepared.order };
    let prepared = Prepared { order, ..prepared };
    let shard: Shard = name.parse().map_err(PyValueError::new_err::<String>)?;
    let folder = place.join(shard.folder_name());
    over(
        py,
        watched(py, Some(&progress), |progress, cancel| {
            sharing::compute(&prepared, shard, &folder, false, (progress, cancel))
        }),
    )?;
    Ok(folder)
}

/// Puts the shards in the folder `place` together.
#[pyfunction]
pub fn merge(py: Python<'_>, place: PathBuf, setting: Setting<'_>) -> PyResult<Outcome> {
    let (folder, owner) = target(py, &setting);
    let merged = over(
        py,
        watched(py, setting.progress.as_ref(), |progress, cancel| {
            let shards = sharing::whole(from_ref(&place))?;
            let prepared = sharing::whole_of(&shards.header, &place)?;
            let watch = (progress, cancel);
            let outcome = sharing::merge(&shards, &prepared, &folder, setting.replace, watch)?;
            Ok((outcome, prepared))
        }),
    );
    let (outcome, Prepared { scenario, study, .. }) = merged?;
    Ok(Outcome::new(outcome, scenario, Some(study), owner))
}

/// What the shards in the folder `place` say that there are, as tables.
#[pyfunction]
pub fn partial(py: Python<'_>, place: PathBuf, setting: Setting<'_>) -> PyResult<Outcome> {
    let (folder, owner) = target(py, &setting);
    let stored = py.detach(|| {
        let (shards, _) = sharing::some(from_ref(&place))?;
        let prepared = sharing::whole_of(&shards.header, &place)?;
        let outcome = sharing::so_far(&shards, &prepared)?;
        store_partial(&outcome.findings, &outcome.header, &folder, setting.replace)?;
        Ok(prepared)
    });
    let Prepared { scenario, study, .. } = stored.map_err(|ending| ended(py, ending))?;
    let outcome = outcome::Outcome::open(&folder).map_err(unreadable)?;
    Ok(Outcome::new(outcome, scenario, Some(study), owner))
}

/// What watched work gave, or what was raised meanwhile.
fn over<T>(py: Python<'_>, watched: Watched<Result<T, Ending>>) -> PyResult<T> {
    match watched.raised {
        Some(raised) => Err(raised),
        None => watched.result.map_err(|ending| ended(py, ending)),
    }
}

/// The folder of a result, and what removes it when nobody needs it any more.
fn target(py: Python<'_>, setting: &Setting<'_>) -> (PathBuf, Option<Py<PyAny>>) {
    let folder = setting.out.clone().expect("the package says where a shared result goes");
    (folder, setting.owner.as_ref().map(|owner| owner.clone_ref(py)))
}
