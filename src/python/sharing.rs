//! Ensembles that several machines share: what `suasion.distributed` asks for.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::outcome::{Shard, ShardManifest, store_partial};
use crate::request::running::{Asked, Prepared, prepare};
use crate::request::sharing;

use super::error::{ended, unreadable};
use super::outcome::Outcome;
use super::running::{Setting, float_of, plan_of, within};
use super::scenario::Scenario;
use super::watch::watched;

/// What is asked of an ensemble that is shared out.
#[derive(FromPyObject)]
pub struct Sharing {
    runs: Option<u64>,
    seed: Option<u64>,
    plan: String,
    float: String,
    series: String,
    ablate: Vec<String>,
    threads: usize,
}

impl Sharing {
    fn prepare(&self, py: Python<'_>, scenario: &Scenario) -> PyResult<Prepared> {
        let asked = Asked {
            runs: self.runs.map(within).transpose()?,
            seed: self.seed,
            plan: plan_of(&self.plan)?,
            precision: None,
            float: float_of(&self.float)?,
            series: &self.series,
            off: &self.ablate,
        };
        if self.threads == 0 {
            return Err(PyValueError::new_err("threads: there is work for at least one"));
        }
        let inner = (*scenario.inner).clone();
        let prepared = py.detach(|| prepare(inner, &asked)).map_err(|ending| ended(py, ending))?;
        let order = crate::ensemble::Order { threads: self.threads, ..prepared.order };
        Ok(Prepared { order, ..prepared })
    }
}

/// How many runs each of some shards has, and the names of their folders.
#[pyfunction]
pub fn shares(
    py: Python<'_>,
    scenario: &Scenario,
    sharing: Sharing,
    shards: Option<u32>,
    workers: u32,
) -> PyResult<Vec<(u64, String)>> {
    let prepared = sharing.prepare(py, scenario)?;
    let runs = prepared.order.runs;
    // Some for every worker, so that a slow or lost one costs little.
    let usual = u64::from(workers.max(1)) * 4;
    let usual = usual.min(Shard::blocks_of(runs)) as u32;
    let of = shards.unwrap_or(usual);
    if of == 0 {
        return Err(PyValueError::new_err("shards: there is at least one"));
    }
    sharing::check(&prepared.order, of).map_err(|ending| ended(py, ending.under("shards")))?;
    Ok(Shard::all(of).map(|shard| (shard.runs(runs), shard.folder_name())).collect())
}

/// Computes the shard at a place among `of` into a folder, or goes on with it, or recognises it.
#[pyfunction]
pub fn shard(
    py: Python<'_>,
    scenario: &Scenario,
    sharing: Sharing,
    shard: (u32, u32),
    folder: PathBuf,
) -> PyResult<()> {
    let prepared = sharing.prepare(py, scenario)?;
    let shard = Shard::all(shard.1).nth(shard.0 as usize);
    let shard = shard.ok_or_else(|| PyValueError::new_err("there is no such shard"))?;
    let watched = watched(py, None, |progress, cancel| {
        sharing::compute(&prepared, shard, &folder, false, (progress, cancel))
    });
    match (watched.result, watched.raised) {
        (_, Some(raised)) => Err(raised),
        (Ok(_), None) => Ok(()),
        (Err(ending), None) => Err(ended(py, ending)),
    }
}

/// Whether a folder holds that shard of that ensemble.
#[pyfunction]
pub fn has_shard(
    py: Python<'_>,
    scenario: &Scenario,
    sharing: Sharing,
    shard: (u32, u32),
    folder: PathBuf,
) -> PyResult<bool> {
    let header = sharing.prepare(py, scenario)?.header;
    let known = ShardManifest::read(&folder).ok();
    Ok(known.is_some_and(|known| {
        (known.shard.place(), known.shard.of()) == shard && known.header.same_result(&header)
    }))
}

/// Puts shards together.
#[pyfunction]
pub fn merge(py: Python<'_>, folders: Vec<PathBuf>, setting: Setting<'_>) -> PyResult<Outcome> {
    let (shards, prepared) = py
        .detach(|| {
            let shards = sharing::whole(&folders)?;
            let prepared = sharing::whole_of(&shards.header, &folders[0])?;
            Ok((shards, prepared))
        })
        .map_err(|ending| ended(py, ending))?;
    let (folder, owner) = target(py, &setting)?;
    if !setting.replace
        && let Some(known) = crate::outcome::Outcome::recognise(&folder, &prepared.header)
    {
        return Ok(Outcome::new(known, prepared.scenario, Some(prepared.study), owner));
    }
    let watched = watched(py, setting.progress.as_ref(), |progress, cancel| {
        sharing::merge(&shards, &prepared, &folder, setting.replace, (progress, cancel))
    });
    match (watched.result, watched.raised) {
        (_, Some(raised)) => Err(raised),
        (Ok(outcome), None) => {
            Ok(Outcome::new(outcome, prepared.scenario, Some(prepared.study), owner))
        }
        (Err(ending), None) => Err(ended(py, ending)),
    }
}

/// What the shards say that there are, as tables in a folder.
#[pyfunction]
pub fn so_far(py: Python<'_>, folders: Vec<PathBuf>, setting: Setting<'_>) -> PyResult<Outcome> {
    let (folder, owner) = target(py, &setting)?;
    let replace = setting.replace;
    let stored = py.detach(|| {
        let (shards, _) = sharing::some(&folders)?;
        let prepared = sharing::whole_of(&shards.header, &folders[0])?;
        let outcome = sharing::so_far(&shards, &prepared)?;
        store_partial(&outcome.findings, &outcome.header, &folder, replace)?;
        Ok(prepared)
    });
    let prepared = stored.map_err(|ending| ended(py, ending))?;
    let outcome = crate::outcome::Outcome::open(&folder).map_err(unreadable)?;
    Ok(Outcome::new(outcome, prepared.scenario, Some(prepared.study), owner))
}

fn target(py: Python<'_>, setting: &Setting<'_>) -> PyResult<(PathBuf, Option<Py<PyAny>>)> {
    let folder = setting.out.clone();
    let folder = folder.ok_or_else(|| PyValueError::new_err("out: a folder is needed"))?;
    Ok((folder, setting.owner.as_ref().map(|owner| owner.clone_ref(py))))
}
