//! Hindcasts: forecasts from past years, scored against what happened since, beside simple rules.
//!
//! From each origin a scenario is built from what was known then; the engine runs it without drift
//! and without events; its runs are the forecast. Rules have their parameters from before the origin
//! too. Forecaster 0 of every list is the engine.

mod ablation;
mod baseline;
mod config;
mod engine;
mod fit;
mod forecast;
mod history;
mod law;
mod level;
mod link;
mod pair;
mod panel;
mod shrink;
mod table;
mod target;
mod trend;

pub use ablation::{Ablation, LEFT_OUT, ablations};
pub use baseline::{Baseline, Past};
pub use config::{Config, Estimate};
pub use engine::{Ensemble, Variation, simulate};
pub use fit::{Inputs, TieInput};
pub use forecast::{Forecast, LEVELS, Score};
pub use history::History;
pub use table::{BrierRow, Period, ScoreRow, ScoreTable, cases_batch, samples_batch};
pub use target::{LARGE_BN, Quantity, Series, Target, series};

use crate::import::Facts;
use crate::scenario::Word as _;

/// A figure that was forecast, and how every forecaster did.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub target: Target,
    /// The series' name: a directed pair or an economy.
    pub series: String,
    pub origin: i32,
    pub horizon: u32,
    pub happened: f64,
    /// The engine's 5, 50 and 95 % quantiles.
    pub engine: [f64; 3],
    /// Probability of each forecaster that the figure is above zero (of [`Target::Lead`]).
    pub above_zero: Vec<f64>,
    /// The engine's, then those of the configuration's baselines.
    pub scores: Vec<Score>,
    /// The engine's forecast in rising order, where it is kept.
    pub sample: Vec<f64>,
}

/// Everything forecast and scored, origin by origin. `progress` is told how many more runs are
/// done, and says whether to go on.
///
/// # Errors
/// A sentence: an actor that cannot be built at an origin.
pub fn hindcast(
    facts: &Facts,
    config: &Config,
    progress: &dyn Fn(u64) -> bool,
) -> Result<Vec<Case>, String> {
    let outcome = History::of(facts, &config.trade_source);
    let mut cases = Vec::new();
    for &origin in &config.origins {
        let forecasts = forecasts(facts, config, origin)?;
        for of_figure in forecasts {
            let year = origin + of_figure.horizon as i32;
            let Some(happened) = outcome.value(&of_figure.series, year) else { continue };
            cases.push(of_figure.scored(origin, happened, config.keep_samples));
        }
        if !progress(config.runs) {
            break;
        }
    }
    Ok(cases)
}

/// What the facts lack that the engine's forecasts would rest on, in sentences.
pub fn lacking(facts: &Facts, config: &Config) -> Vec<String> {
    let potentials = config.estimates(Estimate::Potential) && facts.distances.is_empty();
    let told = "The data hold no distances (CEPII GeoDist): no flow has a potential to near.";
    potentials.then(|| told.to_string()).into_iter().collect()
}

/// The targets of which no figure was scored, in a sentence.
pub fn unscored(table: &ScoreTable, config: &Config) -> Option<String> {
    let scored = |target: &Target| table.rows.iter().any(|row| row.target == *target);
    let none = config.targets.iter().filter(|target| !scored(target));
    let words: Vec<String> = none.map(|target| format!("`{}`", target.word())).collect();
    let told = || format!("The data have no figure to score for {}.", words.join(", "));
    (!words.is_empty()).then(told)
}

/// What every forecaster says of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct OfFigure {
    pub target: Target,
    pub series: Series,
    pub horizon: u32,
    /// The engine's, then the baselines'.
    pub forecasts: Vec<Forecast>,
}

impl OfFigure {
    fn scored(self, origin: i32, happened: f64, keep: bool) -> Case {
        let engine = &self.forecasts[0];
        let sample = match engine {
            Forecast::Sample(values) if keep => values.clone(),
            _ => Vec::new(),
        };
        Case {
            target: self.target,
            series: self.series.name,
            origin,
            horizon: self.horizon,
            happened,
            engine: [0.05, 0.5, 0.95].map(|u| engine.quantile(u)),
            above_zero: self.forecasts.iter().map(Forecast::above_zero).collect(),
            scores: self.forecasts.iter().map(|forecast| forecast.score(happened)).collect(),
            sample,
        }
    }
}

/// Every forecast from an origin. Of the facts, only those known at the origin are looked at.
///
/// # Errors
/// A sentence: an actor that cannot be built at the origin.
pub fn forecasts(facts: &Facts, config: &Config, origin: i32) -> Result<Vec<OfFigure>, String> {
    let known = facts.known_by(origin);
    let history = History::of(&known, &config.trade_source);
    let reach = config.reach().min((config.last_target - origin).max(1) as u32);
    let all: Vec<(Target, Vec<Series>)> =
        config.targets.iter().map(|&target| (target, series(target, &config.actors))).collect();
    let inputs = fit::inputs(&history, &config.actors, origin, config);
    let run = |variation: Variation| {
        let asked = all.iter().filter(|(target, _)| Variation::of(config, *target) == variation);
        let readings = asked.flat_map(|(_, list)| list).flat_map(|s| s.readings.clone()).collect();
        simulate(&known, config, (origin, reach), variation, &inputs, readings)
    };
    let mut ensembles = Vec::new();
    for variation in Variation::all(config) {
        ensembles.push((variation, run(variation)?));
    }
    let ensemble_of = |target: Target| {
        let wanted = Variation::of(config, target);
        &ensembles.iter().find(|(v, _)| *v == wanted).expect("every variation was run").1
    };
    let mut made = Vec::new();
    for (target, list) in &all {
        let ensemble = ensemble_of(*target);
        for &horizon in config.horizons.iter().filter(|h| **h <= reach) {
            let past = Past::of(&history, list, origin, horizon);
            let link = link::fit(&history, list, origin, horizon);
            for (ix, series) in list.iter().enumerate() {
                let Some(last) = history.value(series, origin) else { continue };
                if !large_enough(*target, series, &history, origin, config.least_usd_mn) {
                    continue;
                }
                let Some(engine) =
                    ensemble.forecast(series, horizon, last, link.as_ref().map(|link| (link, ix)))
                else {
                    continue;
                };
                let rules = config.baselines.iter().map(|&rule| past.forecast(rule, ix, last));
                let Some(rules) = rules.collect::<Option<Vec<Forecast>>>() else { continue };
                let forecasts = std::iter::once(engine).chain(rules).collect();
                made.push(OfFigure { target: *target, series: series.clone(), horizon, forecasts });
            }
        }
    }
    Ok(made)
}

/// Whether a flow is scored; series other than flows always are.
fn large_enough(
    target: Target,
    series: &Series,
    history: &History,
    origin: i32,
    least_usd_mn: f64,
) -> bool {
    let Quantity::Flow(exporter, importer) = series.quantity else { return true };
    let least = match target {
        Target::LargeTrade => LARGE_BN,
        _ => least_usd_mn * 1e-3,
    };
    history.flow(exporter, importer, origin).is_some_and(|flow| flow >= least)
}
