//! Calibration: parameters from what happened in a window of years.
//!
//! Each block of parameters that the data can speak about has the likelihood of the mechanism's own
//! equations ([`position`], [`growth`], [`trade`]); the posterior under the priors of the model, or
//! those that the configuration states, is drawn by [`sampler`]. Parameters of one block are
//! correlated, those of two are independent. Nothing after the window is read.

mod config;
mod dice;
mod growth;
mod heavy;
mod histories;
mod inversion;
mod law;
mod panel;
mod position;
mod sampler;
mod trade;
mod unknown;

pub use config::Config;
pub use sampler::Plan;
pub use unknown::{Role, Unknown};

use crate::import::{self, Facts, Iso, Measure};
use crate::mechanism::parameters;
use crate::numeric::Distribution;
use crate::numeric::function::ln;
use crate::numeric::special::normal_quantile;

use dice::Dice;
use growth::{Persistent, Response};
use heavy::Heavy;
use histories::Histories;
use panel::{Lack, Panel};
use position::Positions;
use sampler::{Model, Sample, sample};
use trade::{Start, Trade};

/// What came out for one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    pub unknown: Unknown,
    /// The block to which it belongs: blocks are independent.
    pub block: String,
    pub mean: f64,
    pub sd: f64,
    /// 5, 50 and 95 % quantiles.
    pub quantiles: [f64; 3],
    /// What a scenario states.
    pub law: Distribution,
    /// Convergence of the chains: 1 where they agree.
    pub r_hat: f64,
    /// Independent draws that would say as much.
    pub effective: f64,
}

impl Estimate {
    /// The part of the prior's spread that the data took away, on the scale on which the prior is
    /// standard normal: whether 0.1 is wide depends on where it lies.
    pub fn learned(&self) -> f64 {
        let [low, _, high] = self.quantiles.map(|value| self.unknown.place(value));
        1.0 - (high - low) / (2.0 * normal_quantile(0.95))
    }

    /// How many s.d. of the prior the middle of the posterior lies from that of the prior.
    pub fn moved(&self) -> f64 {
        self.unknown.place(self.quantiles[1])
    }
}

/// What the data of a block are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub block: String,
    /// A phrase: `180 economies, 3012 positions, 1993–2010`.
    pub data: String,
}

/// Everything that a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub window: (i32, i32),
    pub estimates: Vec<Estimate>,
    /// Rank correlations (of normal scores) of the numbers of a block, above [`LEAST`] in size.
    pub correlations: Vec<(String, String, f64)>,
    pub blocks: Vec<Basis>,
    /// What could not be fitted, and why: sentences.
    pub left: Vec<String>,
}

/// Correlations of chains below are not told apart from chance; of an ensemble see
/// [`Sample::told_apart`].
pub const LEAST: f64 = 0.1;

/// Keys of the capability block.
const CAPABILITY: [&str; 2] = ["security.capability_income", "security.capability_sd"];
/// Keys of the block of world growth.
const WORLD: [&str; 2] = ["factor.world_persistence", "factor.world_sd"];

/// Keys of the parameters that the data can speak about.
pub fn fitted() -> Vec<&'static str> {
    let mut keys = WORLD.to_vec();
    keys.extend(&trade::KEYS[..trade::KEYS.len() - 1]);
    keys.extend(CAPABILITY);
    keys.extend(&position::KEYS[..2]);
    keys.extend(histories::KEYS);
    keys
}

/// Fits what the configuration asks for.
pub fn calibrate(facts: &Facts, config: &Config) -> Calibration {
    let facts = facts.known_by(config.window.1);
    let mut found = Calibration {
        window: config.window,
        estimates: Vec::new(),
        correlations: Vec::new(),
        blocks: Vec::new(),
        left: Vec::new(),
    };
    let fit = Fit { facts: &facts, config };
    if config.wants(&position::KEYS) {
        fit.positions(&mut found);
    }
    if config.wants(&WORLD) {
        fit.growth(&mut found);
    }
    if config.wants(&CAPABILITY) {
        fit.capability(&mut found);
    }
    if config.wants(&trade::KEYS) {
        fit.trade(&mut found);
    }
    if config.wants(&histories::KEYS) {
        fit.histories(&mut found);
    }
    found
}

/// The fit of one block after the other.
struct Fit<'a> {
    facts: &'a Facts,
    config: &'a Config,
}

impl Fit<'_> {
    /// A parameter with the prior asked for.
    fn parameter(&self, key: &str) -> Unknown {
        let table = parameters();
        let line = table.iter().find(|line| line.key == key).expect("a key of the table");
        Unknown::parameter(line, self.config.priors.get(key).cloned())
    }

    /// Draws from a block's posterior and adds it to what was found.
    fn run<M: Model>(&self, model: &M, data: String, found: &mut Calibration) {
        let sample = sample(model, self.config.plan);
        self.add(model.name(), model.unknowns(), &sample, data, found);
    }

    /// Adds draws of a block's unknowns to what was found.
    fn add(
        &self,
        block: &str,
        unknowns: &[Unknown],
        sample: &Sample,
        data: String,
        found: &mut Calibration,
    ) {
        let block = block.to_string();
        let estimates = estimates(unknowns, sample, &block);
        let kept =
            |key: &str| self.config.parameters.iter().any(|wanted| wanted == key) || !known(key);
        for (i, a) in estimates.iter().enumerate() {
            for (j, b) in estimates.iter().enumerate().skip(i + 1) {
                let (x, y) = (&a.unknown.key, &b.unknown.key);
                let scores = [i, j].map(|at| law::scores(&sample.of(at)));
                let r = law::correlation(&scores[0], &scores[1]);
                if r.abs() >= sample.told_apart() && kept(x) && kept(y) {
                    found.correlations.push((x.clone(), y.clone(), r));
                }
            }
        }
        found.estimates.extend(estimates.into_iter().filter(|e| kept(&e.unknown.key)));
        found.blocks.push(Basis { block, data });
    }

    /// What has no likelihood: the engine is run.
    fn histories(&self, found: &mut Calibration) {
        let unknowns = histories::KEYS.map(|key| self.parameter(key)).to_vec();
        let config = self.config;
        let seed = config.plan.seed;
        let made = Histories::of(self.facts, &config.actors, config.window, unknowns, seed);
        let histories = match made {
            Ok(histories) => histories,
            Err(why) => return found.left.push(format!("histories: {why}")),
        };
        let mut dice = Dice::new(seed, "histories", 0);
        let prior = inversion::prior(config.members, histories::KEYS.len(), &mut dice);
        let Some(z) = inversion::invert(prior, |z| histories.forward(z), &mut dice) else {
            let why = "histories: the statistics of the engine have no spread";
            return found.left.push(why.into());
        };
        let unknowns = histories.unknowns();
        let values = |column| -> Vec<f64> {
            let z: nalgebra::DVectorView<f64> = column;
            unknowns.iter().zip(z.iter()).map(|(unknown, &z)| unknown.value(z)).collect()
        };
        let sample = Sample::ensemble(z.column_iter().map(values).collect());
        let data = format!("{}; {}", histories.data(), histories.met(&z));
        self.add("histories", unknowns, &sample, data, found);
    }

    fn span(&self) -> String {
        format!("{}–{}", self.config.window.0, self.config.window.1)
    }

    fn positions(&self, found: &mut Calibration) {
        let series = position::series(self.facts);
        if series.is_empty() {
            let text = "alignment: no economy has five ideal points in the window";
            return found.left.push(text.into());
        }
        let points: usize = series.iter().map(|s| s.values.len()).sum();
        let data = format!("{} economies, {points} ideal points, {}", series.len(), self.span());
        let [chance, speed, _] = position::KEYS;
        let unknowns = vec![self.parameter(chance), self.parameter(speed), position::error()];
        self.run(&Positions::new(unknowns, series), data, found);
    }

    fn growth(&self, found: &mut Calibration) {
        let all: Vec<Iso> = self.facts.economies(Measure::RealGdp).collect();
        let (first, last) = self.config.window;
        let world = import::growth(self.facts, &all, first, last);
        if world.len() < FEWEST {
            let text = "world growth: fewer than eight years of growth are known in the window";
            return found.left.push(text.into());
        }
        let [persistence, sd] = WORLD.map(|key| self.parameter(key));
        let mean = Distribution::Normal { mean: 0.03, sd: 0.02 };
        let mean = Unknown::nuisance("world_mean", "per year", mean);
        let model = Persistent {
            name: "world growth".into(),
            unknowns: vec![persistence, sd, mean],
            values: world.iter().map(|(_, g)| *g).collect(),
            stationary: true,
            heavy: Heavy::engine(),
        };
        let data = format!("growth of {} economies together, {} years", all.len(), world.len());
        self.run(&model, data, found);
        for &iso in &self.config.actors {
            self.loading(iso, &world, found);
        }
    }

    /// How an economy responds to world growth, and what else moves it.
    fn loading(&self, iso: Iso, world: &[(i32, f64)], found: &mut Calibration) {
        let (first, last) = self.config.window;
        let own = import::growth(self.facts, &[iso], first, last);
        let mean = world.iter().map(|(_, g)| g).sum::<f64>() / world.len() as f64;
        let points: Vec<(f64, f64)> = own
            .iter()
            .filter_map(|(year, g)| Some((world.iter().find(|(y, _)| y == year)?.1 - mean, *g)))
            .collect();
        if points.len() < FEWEST {
            let text = format!("{iso}: fewer than eight years of growth are known in the window");
            return found.left.push(text);
        }
        let figure = |name: &str, unit: &str, range, prior| {
            Unknown::figure(format!("actors.{iso}.{name}"), unit, range, prior)
        };
        let level = Distribution::Normal { mean: 0.03, sd: 0.05 };
        let beta = Distribution::Normal { mean: 1.0, sd: 1.0 };
        let sd = Distribution::Lognormal { median: 0.03, sigma: 1.0 };
        let any = (f64::NEG_INFINITY, f64::INFINITY);
        let unknowns = vec![
            Unknown::nuisance(&format!("growth.{iso}"), "per year", level),
            figure("world_beta", "index", any, beta),
            figure("volatility_per_year", "per year", (0.0, 1.0), sd),
        ];
        let data = format!("growth of {} years", points.len());
        let name = format!("growth of {iso}");
        self.run(&Response { name, unknowns, points, heavy: Heavy::engine() }, data, found);
    }

    fn capability(&self, found: &mut Calibration) {
        let (first, last) = self.config.window;
        let mut points = Vec::new();
        let economies: Vec<Iso> = self.facts.economies(Measure::Cinc).collect();
        for &iso in &economies {
            let at = |measure, year| panel::figure(self.facts, iso, measure, year).map(ln);
            for year in first + 1..=last {
                let change = |measure| Some(at(measure, year)? - at(measure, year - 1)?);
                points.extend(change(Measure::RealGdp).zip(change(Measure::Cinc)));
            }
        }
        if points.len() < 30 {
            let text = "capabilities: fewer than thirty yearly changes are known in the window";
            return found.left.push(text.into());
        }
        let data = format!("{} yearly changes of {} economies", points.len(), economies.len());
        let [income, sd] = CAPABILITY.map(|key| self.parameter(key));
        let level = Distribution::Normal { mean: 0.0, sd: 0.05 };
        let level = Unknown::nuisance("capability_drift", "per year", level);
        let unknowns = vec![level, income, sd];
        let name = "capabilities".to_string();
        self.run(&Response { name, unknowns, points, heavy: Heavy::engine() }, data, found);
    }

    fn trade(&self, found: &mut Calibration) {
        let config = self.config;
        let panel = Panel::of(self.facts, &config.actors, &config.trade_source, config.least_bn);
        let panel = match panel {
            Ok(panel) => panel,
            Err(lack) => return found.left.push(lacking(lack, &config.trade_source)),
        };
        let last = panel.first + panel.steps as i32;
        let data = format!(
            "{} flows of {} economies, {}–{last}",
            panel.flows.len(),
            panel.actors.len(),
            panel.first
        );
        let (nuisance, keys) = trade::KEYS.split_last().expect("there are keys");
        debug_assert_eq!(*nuisance, trade::drift().key);
        let mut unknowns: Vec<Unknown> = keys.iter().map(|key| self.parameter(key)).collect();
        unknowns.push(trade::drift());
        let drawn = panel.flows.iter().any(|flow| flow.above.is_some());
        self.run(&Trade::new(unknowns, panel, Start::Settled), data, found);
        if !drawn {
            found.estimates.retain(|estimate| estimate.unknown.key != trade::POTENTIAL);
            found.correlations.retain(|(a, b, _)| a != trade::POTENTIAL && b != trade::POTENTIAL);
            let why = "no flow has a potential, as distances are not known";
            found.left.push(format!("{}: {why}", trade::POTENTIAL));
        }
    }
}

/// Years without which growth says nothing.
const FEWEST: usize = 8;

fn lacking(lack: Lack, source: &str) -> String {
    match lack {
        Lack::Years(n) => {
            format!("trade: the window has {n} years of `{source}`, three are needed")
        }
        Lack::Flows(n) => format!("trade: {n} flows of `{source}` are known, six are needed"),
    }
}

/// Whether a key is that of a parameter of the model.
fn known(key: &str) -> bool {
    parameters().iter().any(|line| line.key == key)
}

fn estimates(unknowns: &[Unknown], sample: &Sample, block: &str) -> Vec<Estimate> {
    let of = |(at, unknown): (usize, &Unknown)| {
        let mut draws = sample.of(at);
        let (mean, sd) = law::moments(&draws);
        let law = law::law(unknown, &draws);
        draws.sort_by(f64::total_cmp);
        Estimate {
            unknown: unknown.clone(),
            block: block.to_string(),
            mean,
            sd,
            quantiles: [0.05, 0.5, 0.95].map(|share| law::quantile(&draws, share)),
            law,
            r_hat: sample.r_hat(at),
            effective: sample.effective(at),
        }
    };
    unknowns.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod made;
#[cfg(test)]
mod tests;
