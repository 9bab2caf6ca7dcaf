//! The causal log of one run: what it drew, what happened and why, what changed, what it says of
//! the claims. It looks on while the run is simulated again, from the result's manifest alone.

mod change;
mod event;
mod failure;
mod movement;
mod standing;
mod threshold;
mod trace;
mod verdict;
mod vote;

pub use change::{Lead, Partner};
pub use event::{Story, Why};
pub use failure::{Breakdown, Reading, Thing};
pub use movement::{Movement, TieChange};
pub use standing::{Pick, Picks, Standing};
pub use threshold::Threshold;
pub use verdict::{Sides, Verdict};
pub use vote::{Ballot, Vote};

use crate::analysis::Recipe;
use crate::engine::{self, Setting, Trajectory};
use crate::ensemble;
use crate::model::Model;
use crate::outcome::{Error, Outcome};

use trace::Trace;

/// Everything that is told of a run.
#[derive(Clone, Debug)]
pub struct RunLog {
    pub run: u64,
    pub picks: Picks,
    /// Key outcomes among all runs; empty where the table of runs is not there.
    pub standings: Vec<Standing>,
    pub stories: Vec<Story>,
    pub votes: Vec<Vote>,
    pub leads: Vec<Lead>,
    pub thresholds: Vec<Threshold>,
    pub partners: Vec<Partner>,
    pub movements: Vec<Movement>,
    pub verdicts: Vec<Verdict>,
    /// Why it is left out of every table, if it is; then nothing after the failure is told.
    pub breakdown: Option<Breakdown>,
}

/// The log of a run; `outcome` where the result's table of runs is there.
///
/// # Errors
/// A table of runs that cannot be read.
///
/// # Panics
/// Where the result has no such run.
pub fn log(recipe: &Recipe, run: u64, outcome: Option<&Outcome>) -> Result<RunLog, Error> {
    let (scenario, study) = (&recipe.scenario, &recipe.study);
    let drawn = ensemble::drawn(study, &recipe.order, run);
    let setting = Setting::new(recipe.order.seed);
    let trace = Trace::of(scenario, &study.base, &setting, &drawn.numbers[0], run);
    let mut log = RunLog {
        run,
        picks: standing::picks(&study.base, &drawn),
        standings: Vec::new(),
        stories: Vec::new(),
        votes: Vec::new(),
        leads: Vec::new(),
        thresholds: Vec::new(),
        partners: Vec::new(),
        movements: Vec::new(),
        verdicts: Vec::new(),
        breakdown: None,
    };
    if let Err(failure) = ensemble::one(study, &recipe.order, run).result {
        log.breakdown = Some(broken(recipe, &setting, &drawn, run, &failure));
        return Ok(log);
    }
    let shown = scenario.shown();
    if let Some(outcome) = outcome {
        let labels: Vec<String> = shown.iter().map(ToString::to_string).collect();
        log.standings = standing::standings(outcome, run, &labels)?;
    }
    let simulate = |model: &Model, numbers: &[f64]| -> Trajectory<f64> {
        engine::simulate(model, &setting, numbers, run)
    };
    let base = simulate(&study.base, &drawn.numbers[0]);
    let models = || study.variants.iter().map(|variant| &variant.model);
    let variants: Vec<Trajectory<f64>> =
        models().zip(&drawn.numbers[1..]).map(|(m, numbers)| simulate(m, numbers)).collect();
    let worlds =
        verdict::Worlds { base: (&study.base, &base), variants: models().zip(&variants).collect() };
    let (judged, verdicts) = verdict::verdicts(scenario, study, &worlds);
    log.verdicts = verdicts;
    log.leads = change::leads(&trace, &judged.crossings);
    log.thresholds = threshold::thresholds(&trace);
    log.partners = change::partners(&trace);
    log.stories = event::stories(&trace);
    log.votes = vote::votes(&trace);
    log.movements = movement::movements(&trace, &shown);
    Ok(log)
}

/// Looks at the model in which a run went wrong.
fn broken(
    recipe: &Recipe,
    setting: &Setting,
    drawn: &ensemble::Drawn,
    run: u64,
    failure: &crate::outcome::Failure,
) -> Breakdown {
    let variants = &recipe.study.variants;
    let place = variants.iter().position(|variant| Some(&variant.name) == failure.variant.as_ref());
    let model = place.map_or(&recipe.study.base, |place| &variants[place].model);
    let numbers = &drawn.numbers[place.map_or(0, |place| place + 1)];
    let trace = Trace::of(&recipe.scenario, model, setting, numbers, run);
    failure::breakdown(&trace, failure.variant.clone(), &failure.field, failure.step)
}

#[cfg(test)]
mod tests;
