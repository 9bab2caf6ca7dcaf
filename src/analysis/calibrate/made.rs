//! A small world made for tests: a few powers that trade with each other, run by the engine itself.

use std::fmt::Write as _;

use crate::engine::{Setting, Trajectory, simulate};
use crate::model::{self, Model};
use crate::numeric::{Address, Draws, Stream, StudentT};
use crate::scenario;

use super::panel::{Flow, Panel};
use crate::mechanism::{TAIL_CUT, TAIL_DOF};

/// What has no part in the equations of the likelihood.
const OFF: [&str; 7] =
    ["event", "energy", "transshipment", "finance", "strategy", "institution", "influence"];

/// How far a flow lies above its potential; some have none.
fn potential(from: usize, to: usize) -> Option<f64> {
    (from != 2).then_some(0.7 * from as f64 - 0.9 * to as f64 + 0.4)
}

pub struct Made {
    pub model: Model,
    pub steps: usize,
    pub actors: Vec<String>,
}

/// `n` powers of different size, each pair tied both ways, over some years.
pub fn made(n: usize, steps: usize) -> Made {
    let mut text = format!(
        "suasion = 1\n[time]\nbase_year = 2000\nend_year = {}\nstep = \"year\"\n\
         [sources.invented]\ntitle = \"Invented\"\n\
         [axes.liberal]\nname = \"Order\"\nunit = \"index\"\nlow = -50.0\nhigh = 50.0\nscale = 0.85\n\
         observed = true\nmeaning = \"up or down\"\n",
        2000 + steps
    );
    let actors: Vec<String> = (0..n).map(|at| format!("A{at:02}")).collect();
    for (at, id) in actors.iter().enumerate() {
        let size = 50.0 * (1 + at * at) as f64;
        let _ = write!(
            text,
            "[actors.{id}]\nname = \"{id}\"\npower = true\nsource = \"invented\"\nyear = 2000\n\
             gdp_usd_bn = {size}.0\npopulation_mn = 10.0\ncinc = 0.01\ngrowth_per_year = 0.02\n\
             growth_long_run_per_year = 0.02\nvolatility_per_year = 0.03\nworld_beta = 1.3\n\
             oil_elasticity = 0.0\npositions = {{ liberal = {} }}\n",
            0.4 * at as f64 - 0.5
        );
    }
    for (a, from) in actors.iter().enumerate() {
        for (b, to) in actors.iter().enumerate().filter(|(b, _)| *b != a) {
            let value = 0.004 * (1 + a * a) as f64 * (1 + 3 * b) as f64;
            let potential = potential(a, b).map_or_else(String::new, |above| {
                format!("potential = {}\n", value * (-above).exp())
            });
            let _ = write!(
                text,
                "[[ties.trade]]\nfrom = \"{from}\"\nto = \"{to}\"\nvalue = {value}\n\
                 {potential}substitutability = 0.5\nsource = \"invented\"\nyear = 2000\n"
            );
        }
    }
    let mut extra = Vec::new();
    for a in &actors {
        extra.extend([format!("gdp[{a}]"), format!("position[{a},liberal]")]);
        let others = actors.iter().filter(|b| *b != a);
        extra.extend(others.map(|b| format!("exports[{a},{b}]")));
    }
    let quoted: Vec<String> = extra.iter().map(|label| format!("\"{label}\"")).collect();
    let _ = write!(text, "[metrics]\nextra = [{}]\n", quoted.join(", "));
    let scenario = scenario::from_text(&text, "made").unwrap_or_else(|e| panic!("{e}"));
    let mut model = model::compile(&scenario).base;
    model.off = OFF.to_vec();
    Made { model, steps, actors }
}

impl Made {
    /// One run with some numbers set and the others at their medians; nothing is diverted.
    pub fn run(&self, seed: u64, set: &[(&str, f64)]) -> Trajectory<f64> {
        let number = |n: &model::Number| {
            let nothing = [("diversion.diversion", 0.0)];
            let own = set.iter().chain(&nothing).find(|(key, _)| *key == n.key);
            own.map_or_else(|| n.distribution.quantile(0.5), |(_, value)| *value)
        };
        let numbers: Vec<f64> = self.model.numbers.iter().map(number).collect();
        simulate(&self.model, &Setting::new(seed), &numbers, 0)
    }

    pub fn series(&self, run: &Trajectory<f64>, label: &str) -> Vec<f64> {
        let at = self.model.observed(label);
        (0..=self.steps).map(|step| run.at(step as u32, at)).collect()
    }

    /// What a run's trade looks like to the likelihood.
    pub fn panel(&self, run: &Trajectory<f64>) -> Panel {
        let position = |id: &String| self.series(run, &format!("position[{id},liberal]"));
        let income = |id: &String| -> Vec<f64> {
            let gdp = self.series(run, &format!("gdp[{id}]"));
            gdp.iter().map(|y| (y / gdp[0]).ln()).collect()
        };
        let mut turnover_bn = vec![0.0; self.actors.len()];
        let mut flows = Vec::new();
        for (exporter, a) in self.actors.iter().enumerate() {
            for (importer, b) in self.actors.iter().enumerate().filter(|(b, _)| *b != exporter) {
                let bn = self.series(run, &format!("exports[{a},{b}]"));
                let (x, y) = (position(a), position(b));
                let apart: Vec<f64> = x.iter().zip(&y).map(|(x, y)| (x - y).abs() / 0.85).collect();
                turnover_bn[exporter] += bn[0];
                turnover_bn[importer] += bn[0];
                flows.push(Flow {
                    exporter,
                    importer,
                    size_bn: bn[0],
                    years: (0..=self.steps).collect(),
                    logs: bn.iter().map(|x| x.ln()).collect(),
                    above: potential(exporter, importer),
                    apart: apart.iter().map(|d| d - apart[0]).collect(),
                });
            }
        }
        let income = self.actors.iter().map(income).collect();
        let actors = self.actors.clone();
        Panel { first: 2000, steps: self.steps, actors, turnover_bn, income, flows }
    }

    /// The shocks of a stream that an entity had in a run, by year from the first.
    pub fn shocks(&self, seed: u64, stream: &str, entity: u64) -> Vec<f64> {
        let law = StudentT::new(TAIL_DOF, TAIL_CUT);
        let draw = |step: usize| {
            let address = Address { stream: Stream::new(stream), step: step as u32, entity };
            Draws::new(seed).student_t::<f64>(address, 0, &law)
        };
        (1..=self.steps).map(draw).collect()
    }

    pub fn actor_hash(&self, actor: usize) -> u64 {
        crate::numeric::name_hash(&self.actors[actor])
    }

    pub fn tie_hash(&self, from: usize, to: usize) -> u64 {
        let (a, b) = (&self.actors[from], &self.actors[to]);
        crate::numeric::name_hash(&format!("trade:{a}>{b}"))
    }
}
