//! Hindcasts that are asked for: a configuration's file → cases and their scores.

use std::path::Path;

use crate::analysis::hindcast::{self, Case, Config, ScoreTable};
use crate::import;

use super::Ending;

/// A hindcast: every forecast and every score.
pub struct Hindcasted {
    pub config: Config,
    pub cases: Vec<Case>,
    pub table: ScoreTable,
}

/// Does the hindcast of a configuration; its data are looked for in the folder `data`, or beside it.
///
/// # Errors
/// Files that cannot be read, tables with mistakes, and a configuration under which nothing is
/// scored.
pub fn hindcasted(path: &Path, data: Option<&Path>) -> Result<Hindcasted, Ending> {
    let text = std::fs::read_to_string(path).map_err(Ending::io(path))?;
    let said = |error: String| Ending::Usage(format!("{}: {error}", path.display()));
    let config = Config::parse(&text).map_err(said)?;
    let beside = data.unwrap_or(path.parent().unwrap_or(Path::new(".")));
    let read = import::read(&config.paths(beside), config.window());
    let (facts, _) = read.map_err(|mistakes| Ending::Failure(mistakes.to_string()))?;
    let cases = hindcast::hindcast(&facts, &config).map_err(said)?;
    if cases.is_empty() {
        return Err(said("the data have no figure to score for these targets".into()));
    }
    let table = ScoreTable::of(&cases, &config);
    Ok(Hindcasted { config, cases, table })
}
