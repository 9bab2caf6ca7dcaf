//! The engine's forecast from an origin: the scenario of what was known then, without events and,
//! unless the configuration asks for it, without drift, run by the same code as any other.

use std::collections::BTreeMap;

use crate::ensemble::{self, Order};
use crate::import::{self, Choice, Drift, Facts, Iso, Request};
use crate::model;
use crate::numeric::{Address, Distribution, Draws, Stream};
use crate::scenario::{Confidence, Provenance, Quantity, Scenario, expression};
use crate::world::Channel;

use super::config::{Config, Estimate};
use super::fit::Inputs;
use super::forecast::Forecast;
use super::link::{Link, Luck};
use super::target::{Quantity as Of, Series, Target};

/// Measurement noise of an ideal point, axis units: what is forecast is a noisy figure.
pub const IDEAL_POINT_NOISE: f64 = 0.143;

const NOISE: Stream = Stream::new("hindcast.noise");
const LINK_LEVEL: Stream = Stream::new("hindcast.link.level");
const LINK_NOISE: Stream = Stream::new("hindcast.link.noise");

/// The readings of every run.
pub struct Ensemble {
    /// By label: values by step (0 the origin), run by run.
    readings: BTreeMap<String, Vec<Vec<f64>>>,
    draws: Draws,
}

/// What a target's forecast assumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variation {
    /// Whether economies grow as they did until the origin.
    pub drift: bool,
    /// Whether flows are pulled to the level of the last years.
    pub level: bool,
    /// Whether shocks leave the mean of a flow where it is.
    pub mean_kept: bool,
}

impl Variation {
    /// That of a target.
    pub fn of(config: &Config, target: Target) -> Variation {
        Variation {
            drift: config.with_drift.contains(&target),
            level: !config.without_level.contains(&target),
            mean_kept: config.mean_kept.contains(&target),
        }
    }

    /// Those of a configuration's targets, each once.
    pub fn all(config: &Config) -> Vec<Variation> {
        let mut all: Vec<Variation> = Vec::new();
        for &target in &config.targets {
            let one = Variation::of(config, target);
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all
    }
}

/// A parameter with a law of its own.
fn at(key: &str, distribution: Distribution) -> Quantity {
    let provenance = Provenance { confidence: Some(Confidence::Set), ..Provenance::default() };
    Quantity { key: key.to_string(), distribution, provenance }
}

/// Builds the scenario of an origin from what is known and runs it.
///
/// # Errors
/// A sentence: an actor that cannot be built.
pub fn simulate(
    known: &Facts,
    config: &Config,
    (origin, reach): (i32, u32),
    variation: Variation,
    inputs: &Inputs,
    mut labels: Vec<String>,
) -> Result<Ensemble, String> {
    labels.sort();
    labels.dedup();
    if labels.is_empty() {
        return Ok(Ensemble { readings: BTreeMap::new(), draws: Draws::new(config.seed) });
    }
    let drift = match (variation.drift, config.estimates(Estimate::Drift)) {
        (false, _) => Drift::None,
        (true, false) => Drift::Own,
        (true, true) => Drift::Drawn,
    };
    let mut scenario = scenario(known, config, (origin, reach), drift)?;
    take(&mut scenario, inputs);
    let level = (!variation.level).then_some(("shock.level_pull", Distribution::Constant(0.0)));
    let kept = variation.mean_kept.then_some(("shock.mean_kept", Distribution::Constant(1.0)));
    let held = config.parameters.iter().map(|(key, law)| (key.as_str(), law.clone()));
    let all = level.into_iter().chain(kept).chain(held);
    scenario.parameters.extend(all.map(|(key, law)| (key.to_string(), at(key, law))));
    // A flow that is no tie of the scenario is not observed.
    let mut observed = Vec::new();
    for label in labels {
        let Ok(asked) = expression::parse_metric(&label) else {
            return Err(format!("`{label}` is not a metric"));
        };
        let known = |id: &Option<String>| {
            id.as_ref()
                .is_none_or(|id| scenario.actors.contains_key(id) || scenario.axes.contains_key(id))
        };
        if known(&asked.subject) && known(&asked.object) {
            observed.push((label, asked));
        }
    }
    scenario.keep.extra = observed.iter().map(|(_, asked)| asked.clone()).collect();
    scenario.keep.metrics = vec!["oil_price".to_string()];
    let mut study = model::compile(&scenario);
    study.base.off.extend(&config.ablate);
    let order = Order::new(config.runs, config.seed);
    let wanted: Vec<(String, u32)> = observed
        .iter()
        .flat_map(|(label, _)| (0..=reach).map(move |step| (label.clone(), step)))
        .collect();
    let mut values = ensemble::sample(&study, &order, 0..config.runs, &wanted).swap_remove(0);
    let mut readings: BTreeMap<String, Vec<Vec<f64>>> = BTreeMap::new();
    for ((label, _), values) in wanted.into_iter().zip(values.drain(..)) {
        readings.entry(label).or_default().push(values);
    }
    Ok(Ensemble { readings, draws: Draws::new(config.seed) })
}

/// Puts what was estimated at the origin in its place.
fn take(scenario: &mut Scenario, inputs: &Inputs) {
    scenario.parameters.extend(inputs.parameters.clone());
    for (id, noise) in &inputs.trade_noise {
        if let Some(actor) = scenario.actors.get_mut(id) {
            actor.trade_noise = Some(noise.clone());
        }
    }
    for (id, trend) in &inputs.export_trend {
        if let Some(actor) = scenario.actors.get_mut(id) {
            actor.export_trend = Some(trend.clone());
        }
    }
    for tie in scenario.ties.iter_mut().filter(|tie| tie.channel == Channel::Trade) {
        if let Some(input) = inputs.ties.get(&(tie.from.clone(), tie.to.clone())) {
            tie.normal = Some(input.normal.clone());
            tie.potential = input.potential.clone();
            tie.permanent_sd = Some(input.permanent_sd.clone());
            tie.transitory_sd = Some(input.transitory_sd.clone());
        }
    }
}

/// The scenario of an origin.
fn scenario(
    known: &Facts,
    config: &Config,
    (origin, reach): (i32, u32),
    drift: Drift,
) -> Result<Scenario, String> {
    let actors = config.actors.iter().map(Iso::to_string).collect();
    let request = Request {
        name: format!("hindcast-{origin}"),
        year: origin,
        end_year: origin + reach as i32,
        step: "year".into(),
        choice: Choice { actors, top: 0, rest: true },
        powers: Vec::new(),
        least_bn: 0.0,
        hindsight: false,
        drift,
    };
    import::compose(&import::build(known, &request)?)
}

impl Ensemble {
    /// The forecast of a series at a horizon, as a sample; `None` where the scenario lacks it.
    pub fn forecast(
        &self,
        series: &Series,
        horizon: u32,
        known: f64,
        link: Option<(&Link, usize)>,
    ) -> Option<Forecast> {
        let all: Option<Vec<&Vec<Vec<f64>>>> =
            series.readings.iter().map(|label| self.readings.get(label)).collect();
        let all = all?;
        let runs = all.first()?.first()?.len();
        let entity = crate::numeric::name_hash(&series.name);
        let mut values = Vec::with_capacity(runs);
        for run in 0..runs {
            let at = |step: usize| -> Vec<f64> { all.iter().map(|r| r[step][run]).collect() };
            let mut value = series.forecast(&at(horizon as usize), &at(0), known);
            let address = Address { stream: NOISE, step: horizon, entity };
            match series.quantity {
                Of::Position(_) => {
                    let noise: f64 = self.draws.normal(address, run as u64);
                    value += IDEAL_POINT_NOISE * noise;
                }
                Of::Influence { .. } => {
                    let normal =
                        |stream| self.draws.normal(Address { stream, ..address }, run as u64);
                    let luck = Luck {
                        uniform: self.draws.uniform(address, run as u64),
                        level: normal(LINK_LEVEL),
                        noise: normal(LINK_NOISE),
                    };
                    let (link, series) = link?;
                    value = known + link.change(series, value, luck);
                }
                _ => {}
            }
            if value.is_finite() {
                values.push(value);
            }
        }
        (values.len() > 1).then(|| Forecast::sample(values))
    }
}
