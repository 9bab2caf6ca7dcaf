//! Trade: flows that share shocks of the world, of exporters and of importers.
//!
//! # Equation
//! ```text
//! Δln X_l = π + Δfr_l + η_o Δy_o + η_d Δy_d + Δw + Δe_o + Δm_d + Δp_l + Δ(u_l + u_o + u_d)   (trade.1)
//! fr_l = −ρ b_l + (1−ρ) k_l ,  b_l = b (δ_l − δ_l0) ,  Δk = (1−e^{−λ})(−b_l − k)              (trade.2)
//! Δp_l = σ_l t̃ − (1−e^{−λ}) (p_l + g_l − u_l0) ,  g = ln(X/P) of the flow's first year         (trade.3)
//! Δ ~ N(mean, D + Z G Zᵀ) ,  given the weights of the shocks                               (trade.4)
//! ```
//! (shock.1), (shock.2), (shock.4) and (shock.6) by yearly steps, with the tables of sizes and the ten
//! parameters of the mechanism `shock`, and (friction.1–3) for a partner of middling
//! substitutability, of which only the bloc effect moves here: barriers of other kinds are not among
//! the data. The level of a flow is not known (a flat prior: its differences carry the likelihood),
//! and what is transitory is stationary when the window opens, where a scenario's own start is its
//! base year ([`Start`]). π is what prices and everything common and steady add to nominal trade.
//! D is one block a flow, G one block a country: the likelihood is exact, by the matrix inversion
//! lemma. Diversion's factors are an exporter's and an importer's, and are part of their shocks.

mod covariance;
mod effects;

use nalgebra::DVector;

use crate::mechanism::shock::{country_sd, pair_sd};
use crate::numeric::Distribution;
use crate::numeric::function::exp;

use super::dice::Dice;
use super::heavy::Heavy;
use super::panel::{Flow, Panel};
use super::sampler::Model;
use super::unknown::Unknown;

use covariance::Responses;
use effects::Joint;

/// The unknown that only flows with a potential speak about.
pub const POTENTIAL: &str = "shock.potential_speed_per_year";

/// Keys of the unknowns, in their order.
pub const KEYS: [&str; 14] = [
    "shock.world_sd",
    "shock.country_scale",
    "shock.country_correlation",
    "shock.country_permanent",
    "shock.pair_permanent_scale",
    "shock.pair_transitory_scale",
    "shock.persistence",
    "shock.exporter_income",
    "shock.importer_income",
    POTENTIAL,
    "friction.bloc_effect",
    "friction.adjustment_per_year",
    "friction.immediate",
    "trade_drift",
];

/// What is common and steady in nominal trade, before the data: prices and openness.
pub fn drift() -> Unknown {
    Unknown::nuisance(KEYS[13], "per year", Distribution::Normal { mean: 0.03, sd: 0.05 })
}

/// What the transitory part is when the window opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Drawn from its stationary law.
    Settled,
    /// Zero, as in the base year of a scenario.
    Fresh,
}

/// A panel of flows.
#[derive(Clone, Debug)]
pub struct Trade {
    unknowns: Vec<Unknown>,
    panel: Panel,
    start: Start,
    heavy: Heavy,
    /// Base sizes: of each flow's permanent and transitory shocks, of each country's.
    pair_sds: Vec<(f64, f64)>,
    country_sds: Vec<f64>,
}

/// The unknowns by name.
#[derive(Clone, Copy, Debug)]
struct Values {
    world_sd: f64,
    country_scale: f64,
    country_correlation: f64,
    country_permanent: f64,
    pair_permanent: f64,
    pair_transitory: f64,
    persistence: f64,
    exporter_income: f64,
    importer_income: f64,
    potential_speed: f64,
    bloc_effect: f64,
    adjustment: f64,
    immediate: f64,
    drift: f64,
}

impl Values {
    fn of(v: &[f64]) -> Values {
        Values {
            world_sd: v[0],
            country_scale: v[1],
            country_correlation: v[2],
            country_permanent: v[3],
            pair_permanent: v[4],
            pair_transitory: v[5],
            persistence: v[6],
            exporter_income: v[7],
            importer_income: v[8],
            potential_speed: v[9],
            bloc_effect: v[10],
            adjustment: v[11],
            immediate: v[12],
            drift: v[13],
        }
    }
}

/// Variances of unit-variance shocks, by who is shocked and year.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    world: Vec<f64>,
    /// A country's own shocks: of its exports, and of what its imports do not share with them.
    exporters: Vec<Own>,
    importers: Vec<Own>,
    flows: Vec<Own>,
}

/// Permanent shocks by year, and transitory ones with that of the start in front.
#[derive(Clone, Debug, PartialEq)]
struct Own {
    walk: Vec<f64>,
    swing: Vec<f64>,
}

impl Trade {
    /// `unknowns` are [`KEYS`], in this order.
    pub fn new(unknowns: Vec<Unknown>, panel: Panel, start: Start) -> Trade {
        debug_assert!(unknowns.iter().map(|u| u.key.as_str()).eq(KEYS));
        let pair_sds = panel.flows.iter().map(|flow| pair_sd(flow.size_bn)).collect();
        let country_sds = panel.turnover_bn.iter().map(|bn| country_sd(*bn)).collect();
        Trade { unknowns, panel, start, heavy: Heavy::engine(), pair_sds, country_sds }
    }

    /// What the differences of a flow would be without any shock.
    fn mean(&self, flow: &Flow, v: &Values) -> DVector<f64> {
        let friction = friction(&flow.apart, v);
        let level = |year: usize| {
            v.drift * year as f64
                + v.exporter_income * self.panel.income[flow.exporter][year]
                + v.importer_income * self.panel.income[flow.importer][year]
                + friction[year]
                - gone(flow, v, year)
        };
        let pairs = flow.years.windows(2).map(|pair| level(pair[1]) - level(pair[0]));
        DVector::from_iterator(flow.years.len() - 1, pairs)
    }

    /// What was seen of a flow beyond that.
    fn rest(&self, flow: &Flow, v: &Values) -> DVector<f64> {
        let n = flow.logs.len() - 1;
        let seen = DVector::from_fn(n, |row, _| flow.logs[row + 1] - flow.logs[row]);
        seen - self.mean(flow, v)
    }

    /// Permanent and transitory s.d. of a flow, and of a country.
    fn pair(&self, flow: usize, v: &Values) -> (f64, f64) {
        let (walk, swing) = self.pair_sds[flow];
        (walk * v.pair_permanent, swing * v.pair_transitory)
    }

    fn country(&self, actor: usize, v: &Values) -> (f64, f64) {
        let sd = self.country_sds[actor] * v.country_scale;
        (sd * v.country_permanent.sqrt(), sd * (1.0 - v.country_permanent).sqrt())
    }

    /// What shocks make of changes at these values.
    fn shocks(&self, v: &Values) -> Responses {
        Responses::new(self.panel.steps, v.persistence, exp(-v.potential_speed))
    }

    fn own(&self, dice: &mut Dice) -> Own {
        let n = self.panel.steps;
        let mut draw = |n: usize| (0..n).map(|_| self.heavy.weight(dice)).collect::<Vec<f64>>();
        let (walk, mut swing) = (draw(n), draw(n + 1));
        if self.start == Start::Fresh {
            swing[0] = 0.0;
        }
        Own { walk, swing }
    }
}

/// What of its gap a flow has lost by a year of its own, or a later one.
fn gone(flow: &Flow, v: &Values, year: usize) -> f64 {
    let years = year - flow.years[0];
    flow.above.map_or(0.0, |above| above * (1.0 - exp(-v.potential_speed * years as f64)))
}

/// (trade.2): what the bloc effect leaves of a flow, by year. Friction meets the distance of the year
/// before, since positions move after it in a step.
fn friction(apart: &[f64], v: &Values) -> Vec<f64> {
    let closing = 1.0 - exp(-v.adjustment);
    let mut capacity = 0.0;
    let mut left = vec![0.0];
    for before in &apart[..apart.len() - 1] {
        let barrier = v.bloc_effect * before;
        capacity += closing * (-barrier - capacity);
        left.push((1.0 - v.immediate) * capacity - v.immediate * barrier);
    }
    left
}

impl Model for Trade {
    type Weights = Weights;

    fn name(&self) -> &str {
        "trade"
    }

    fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    fn weights(&self, dice: &mut Dice) -> Weights {
        let world = (0..self.panel.steps).map(|_| self.heavy.weight(dice)).collect();
        let mut many = |n: usize| (0..n).map(|_| self.own(dice)).collect();
        let n = self.panel.actors.len();
        let (exporters, importers) = (many(n), many(n));
        Weights { world, exporters, importers, flows: many(self.panel.flows.len()) }
    }

    fn log_likelihood(&self, values: &[f64], weights: &Weights) -> f64 {
        let v = Values::of(values);
        let shocks = self.shocks(&v);
        Joint::of(self, &v, weights, &shocks).map_or(f64::NAN, |joint| joint.log_density())
    }

    fn reweigh(&self, values: &[f64], weights: &mut Weights, dice: &mut Dice) {
        let v = Values::of(values);
        let shocks = self.shocks(&v);
        if let Some(joint) = Joint::of(self, &v, weights, &shocks) {
            joint.renew(weights, dice);
        }
    }
}

#[cfg(test)]
mod tests;
