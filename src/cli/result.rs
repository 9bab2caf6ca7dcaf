//! A result folder on the command line: read, checked and said in words when it is none.

use std::path::Path;

use crate::analysis::{Fault, Recipe};

use super::ending::Ending;
use super::printing::complain;

/// Reads what a result is a result of; another version's result is pointed out.
///
/// # Errors
/// A folder that holds no result, or one that this version cannot make again.
pub fn recipe(folder: &Path) -> Result<Recipe, Ending> {
    let shown = folder.display();
    if folder.is_file() {
        let what = if folder.extension().is_some_and(|e| e == "toml") {
            "is a file; `suasion run` makes a result folder of a scenario, and that is asked for here"
        } else {
            "is a file; a result is a folder, as `suasion run` makes it"
        };
        return Err(Ending::Usage(format!("{shown} {what}")));
    }
    if !folder.join("manifest.json").exists() {
        let what = if folder.is_dir() { "holds no manifest.json" } else { "does not exist" };
        let text = format!("{shown} {what}: it is no result; `suasion run FILE` makes one");
        return Err(Ending::Failure(text));
    }
    let recipe = Recipe::read(folder).map_err(|fault| match fault {
        Fault::Scenario(problems) => Ending::Problems(problems),
        Fault::Result(error) => error.into(),
        Fault::Other(text) => Ending::Failure(format!("{shown}: {text}; made by another version?")),
    })?;
    if let Some(version) = recipe.other_version() {
        complain(&format!(
            "warning: {shown} was made by suasion {version}, this is {}: the same runs may come \
             out otherwise",
            env!("CARGO_PKG_VERSION")
        ));
    }
    Ok(recipe)
}

/// The id of a run that the result has.
///
/// # Errors
/// An id beyond its runs.
pub fn run_of(recipe: &Recipe, run: u64) -> Result<u64, Ending> {
    let runs = recipe.simulated();
    if run < runs {
        return Ok(run);
    }
    let partial = if recipe.manifest.partial { " (it is partial)" } else { "" };
    Err(Ending::Usage(format!(
        "there is no run {run}: the result has {runs} runs{partial}, with ids from 0 to {}",
        runs.saturating_sub(1)
    )))
}
