//! Hindcasts that are asked for: a configuration's file → cases and their scores.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::analysis::hindcast::{self, Ablation, Case, Config, ScoreTable};
use crate::ensemble::Progress;
use crate::import::{self, Facts};

use super::Ending;

/// A hindcast: every forecast and every score.
pub struct Hindcasted {
    pub config: Config,
    pub cases: Vec<Case>,
    pub table: ScoreTable,
}

/// Does the hindcast of a configuration; its data are looked for in the folder `data`, or beside it.
/// Whoever sets the flag ends it after the origin at hand.
///
/// # Errors
/// Files that cannot be read, tables with mistakes, a configuration under which nothing is scored,
/// and an interruption.
pub fn hindcasted(path: &Path, data: Option<&Path>, watch: Watch) -> Result<Hindcasted, Ending> {
    let (config, facts) = read(path, data)?;
    let said = said(path);
    let cases = watched(watch, &config, 1, |done| hindcast::hindcast(&facts, &config, done));
    let cases = cases?.map_err(&said)?;
    if cases.is_empty() {
        return Err(said("the data have no figure to score for these targets".into()));
    }
    let mut table = ScoreTable::of(&cases, &config);
    table.lacking = hindcast::lacking(&facts, &config);
    table.lacking.extend(hindcast::unscored(&table, &config));
    Ok(Hindcasted { config, cases, table })
}

/// Does it again and again, with one part of the engine left out at a time.
///
/// # Errors
/// As [`hindcasted`].
pub fn ablated(path: &Path, data: Option<&Path>, watch: Watch) -> Result<Vec<Ablation>, Ending> {
    let (config, facts) = read(path, data)?;
    let all = watched(watch, &config, hindcast::LEFT_OUT, |done| {
        hindcast::ablations(&facts, &config, done)
    });
    all?.map_err(said(path))
}

/// Who looks on, and who may end it.
type Watch<'a> = (&'a dyn Progress, &'a AtomicBool);

/// So many hindcasts under someone's eyes.
fn watched<T>(
    (progress, cancel): Watch,
    config: &Config,
    hindcasts: usize,
    work: impl FnOnce(&dyn Fn(u64) -> bool) -> T,
) -> Result<T, Ending> {
    let goes_on = || !cancel.load(Ordering::Relaxed);
    progress.begin((config.origins.len() * hindcasts) as u64 * config.runs);
    let made = work(&|runs| {
        progress.advance(runs);
        goes_on()
    });
    progress.end();
    match goes_on() {
        true => Ok(made),
        false => Err(Ending::Interrupted("interrupted; nothing of the hindcast is kept".into())),
    }
}

fn read(path: &Path, data: Option<&Path>) -> Result<(Config, Facts), Ending> {
    let config = Config::load(path)?;
    let beside = data.unwrap_or(path.parent().unwrap_or(Path::new(".")));
    let read = import::read(&config.paths(beside), config.window());
    let (facts, _) = read.map_err(|mistakes| Ending::Failure(mistakes.to_string()))?;
    Ok((config, facts))
}

/// What is wrong with a configuration, with its file before it.
fn said(path: &Path) -> impl Fn(String) -> Ending {
    move |error| Ending::Usage(format!("{}: {error}", path.display()))
}
