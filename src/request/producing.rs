//! Making results: a study is run into its folder, or what is there is recognised or continued.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::ensemble::{self, Order, Progress};
use crate::mechanism;
use crate::model::Study;
use crate::outcome::{Draft, Header, Input, Layout, Outcome, default_folder};
use crate::scenario::{self, Scenario};

use super::ending::Ending;

/// What the result says of the scenario.
pub fn header(scenario: &Scenario, off: Vec<String>) -> Header {
    let inputs = scenario.inputs.iter().cloned();
    Header {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        text: scenario::effective_toml(scenario),
        inputs: inputs.map(|(path, sha256)| Input { path, sha256 }).collect(),
        off,
        ..Header::default()
    }
}

/// Refuses a result of another version: its numbers may be others.
pub fn same_version(header: &Header, folder: &Path) -> Result<(), Ending> {
    let ours = env!("CARGO_PKG_VERSION");
    if header.version == ours {
        return Ok(());
    }
    Err(Ending::Failure(format!(
        "{} was made by Suasion {}, this is {ours}: run its scenario again, \
         for results of different versions are not mixed",
        folder.display(),
        header.version
    )))
}

/// Switches mechanisms off in the model and in all its variants.
pub fn switch_off(study: &mut Study, names: &[String]) -> Result<Vec<String>, Ending> {
    let known = || mechanism::CAUSAL_ORDER.iter().map(|m| m.name);
    if let Some(unknown) = names.iter().find(|name| !known().any(|k| k == *name)) {
        let near = scenario::near(unknown, known());
        return Err(Ending::Usage(format!("no mechanism is called `{unknown}`; {near}")));
    }
    let off: Vec<&'static str> = known().filter(|k| names.iter().any(|name| name == k)).collect();
    study.base.off = off.clone();
    for variant in &mut study.variants {
        variant.model.off = off.clone();
    }
    Ok(off.into_iter().map(str::to_string).collect())
}

/// Where a result goes.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub folder: &'a Path,
    /// Whether a result that is there is replaced.
    pub replace: bool,
    /// What is continued.
    pub from: Option<&'a Path>,
}

/// Runs the ensemble into a folder; whoever sets the flag ends it after the blocks at hand. Where a
/// stopping rule ended it and nobody chose the folder, the result goes where that many runs asked
/// for go.
///
/// # Errors
/// A folder that is taken or cannot be written, and an interruption before any run was complete.
pub fn produce(
    study: &Study,
    order: &Order,
    header: Header,
    place: Place,
    (progress, cancel): (&dyn Progress, &AtomicBool),
) -> Result<Outcome, Ending> {
    let layout = Layout::of(study, &order.series);
    let whole = header.clone();
    let (mut draft, from) = match place.from {
        None => (Draft::create(place.folder, place.replace, header, &layout)?, None),
        Some(from) => {
            let (draft, standing) =
                Draft::resume(from, place.folder, place.replace, header, &layout)?;
            (draft, Some(standing))
        }
    };
    let findings = ensemble::resume(study, order, from.as_ref(), &mut draft, progress, cancel)?;
    if findings.tally.simulated == 0 {
        let text = "interrupted before any run was complete; nothing is kept";
        return Err(Ending::Interrupted(text.into()));
    }
    let stopped = Header { runs: findings.tally.requested, ..whole.clone() };
    if place.folder == default_folder(&whole) {
        return Ok(draft.finish_as(findings, &default_folder(&stopped))?);
    }
    Ok(draft.finish(findings)?)
}
