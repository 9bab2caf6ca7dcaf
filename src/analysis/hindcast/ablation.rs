//! What each part of the engine and each estimate adds to its forecasts: the hindcast again with one
//! of them left out.

use crate::import::Facts;
use crate::numeric::Distribution;

use super::config::{Config, Estimate};
use super::hindcast;
use super::table::ScoreTable;

/// A hindcast with something left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    pub left_out: &'static str,
    pub table: ScoreTable,
}

/// A part, and how a configuration leaves it out.
type Part = (&'static str, fn(&mut Config));

fn hold(config: &mut Config, parameters: &[&str]) {
    let none = |key: &&str| (key.to_string(), Distribution::Constant(0.0));
    config.parameters.extend(parameters.iter().map(none));
}

/// How often an ablation forecasts.
pub const LEFT_OUT: usize = PARTS.len();

/// In the order of the table; the first leaves nothing out.
const PARTS: [Part; 13] = [
    ("nothing", |_| {}),
    ("every estimate: the priors alone", |c| c.fit_shocks = false),
    ("how noisy each pair is", |c| c.leave_out.push(Estimate::PairNoise)),
    ("how noisy each country is", |c| c.leave_out.push(Estimate::CountryNoise)),
    ("trends of countries' exports", |c| c.leave_out.push(Estimate::Trend)),
    ("growth that lasts", |c| c.leave_out.push(Estimate::Persistence)),
    ("growth drawn toward others'", |c| c.leave_out.push(Estimate::Drift)),
    ("the pull to the past level", |c| hold(c, &["shock.level_pull"])),
    ("the pull to the potential", |c| c.leave_out.push(Estimate::Potential)),
    ("shocks of countries", |c| hold(c, &["shock.country_scale"])),
    ("shocks of the world", |c| hold(c, &["shock.world_sd"])),
    ("trade following income", |c| hold(c, &["shock.exporter_income", "shock.importer_income"])),
    ("means of flows kept for shares", |c| c.mean_kept.clear()),
];

/// Hindcasts with one part left out at a time, the first with all of them; there are [`LEFT_OUT`].
/// `progress` is told how many more runs are done, and says whether to go on.
///
/// # Errors
/// As [`hindcast`].
pub fn ablations(
    facts: &Facts,
    config: &Config,
    progress: &dyn Fn(u64) -> bool,
) -> Result<Vec<Ablation>, String> {
    let mut done = Vec::new();
    for (left_out, leave) in PARTS {
        let mut config = config.clone();
        config.split = None;
        leave(&mut config);
        let table = ScoreTable::of(&hindcast(facts, &config, progress)?, &config);
        done.push(Ablation { left_out, table });
        if !progress(0) {
            break;
        }
    }
    Ok(done)
}
