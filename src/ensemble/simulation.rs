//! The runs of a study: its numbers drawn, its models simulated side by side, its claims judged.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexSet;

use crate::engine::{self, Setting, Status, Trajectory, Verdicts};
use crate::model::{Model, Number, Study};
use crate::numeric::special::{normal_cdf, normal_quantile};
use crate::numeric::{Distribution, Grid, Kernel, PlanDraws, Real};
use crate::outcome::{Failure, Layout, Observed, Passage, Run, Verdict};

use super::Order;
use super::blocks::{Group, Source};
use super::spare::Spare;

/// A study ready to be run.
pub(super) struct Simulation<'a, R> {
    study: &'a Study,
    layout: &'a Layout,
    setting: Setting,
    pub(super) plan: PlanDraws,
    pub(super) base: Vec<Value<'a>>,
    pub(super) variants: Vec<Vec<Value<'a>>>,
    spare: Arc<Spare<R>>,
}

/// Where a number's value comes from.
pub(super) enum Value<'a> {
    Constant(f64),
    /// The same number in the base model has the same distribution: the same value.
    Shared(usize),
    /// Indexes into the plan's keys: of the value's uniform, and of its sign's.
    Drawn {
        distribution: &'a Distribution,
        key: usize,
        sign: Option<usize>,
    },
    /// Drawn with others: the normal score is the sum of those of the keys, by weight.
    Mixed {
        distribution: &'a Distribution,
        parts: Vec<(usize, f64)>,
    },
}

impl<'a, R: Real> Simulation<'a, R> {
    pub(super) fn new(study: &'a Study, order: &Order, layout: &'a Layout) -> Self {
        let mut keys = IndexSet::new();
        let base = values(&study.base, &HashMap::new(), &mut keys);
        let known = study.base.numbers.iter().enumerate();
        let known: Known = known.map(|(index, n)| (n.key.as_str(), (index, n))).collect();
        let variants = study.variants.iter();
        let variants = variants.map(|v| values(&v.model, &known, &mut keys)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        Simulation {
            study,
            layout,
            setting: Setting::new(order.seed).with_vectors(order.vectors),
            plan: PlanDraws::new(order.plan, order.seed, order.runs, &keys, order.replicates),
            base,
            variants,
            spare: Arc::new(Spare::new(1 + study.variants.len())),
        }
    }

    /// The numbers of the base model, each as drawn in the runs from its own first one.
    pub(super) fn mixed(&self, first_run: impl Fn(&Number) -> u64) -> Vec<R> {
        let numbers = self.study.base.numbers.iter().zip(&self.base);
        numbers.map(|(number, value)| self.draw(value, &[], first_run(number))).collect()
    }

    /// What one of the models, the base first, does in the runs from `first_run` on.
    pub(super) fn simulate(
        &self,
        place: usize,
        model: &Model,
        numbers: &[R],
        first_run: u64,
    ) -> Trajectory<R> {
        let mut memory = self.spare.memories.take();
        let values = self.spare.trajectories[place].take();
        let (room, setting) = ((&mut memory, values), &self.setting);
        let trajectory = engine::simulate_in(room, model, setting, numbers, first_run);
        self.spare.memories.give(memory);
        trajectory
    }

    /// Takes the memory of a trajectory of one of the models back.
    pub(super) fn reuse(&self, place: usize, mut trajectory: Trajectory<R>) {
        self.spare.trajectories[place].give(trajectory.take_memory());
    }

    pub(super) fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The base model and every variant, with their numbers in the runs from `first_run` on.
    pub(super) fn numbers(&self, first_run: u64) -> Vec<(&'a Model, Vec<R>)> {
        let base = self.draw_all(&self.base, &[], first_run);
        let variants = self.study.variants.iter().zip(&self.variants);
        let drawn: Vec<_> = variants
            .map(|(variant, values)| (&variant.model, self.draw_all(values, &base, first_run)))
            .collect();
        std::iter::once((&self.study.base, base)).chain(drawn).collect()
    }

    /// The value of a number in the runs from `first_run` on.
    pub(super) fn draw(&self, value: &Value, base: &[R], first_run: u64) -> R {
        draw(&self.plan, value, base, first_run)
    }

    /// The values of a model's numbers in the runs from `first_run` on, given those of the base.
    fn draw_all(&self, values: &[Value], base: &[R], first_run: u64) -> Vec<R> {
        let (plan, into) = (&self.plan, self.spare.numbers.take());
        self.setting.vectors.run::<R, _>(Draw { plan, values, base, first_run, into })
    }
}

/// The numbers of a model for a row of runs.
struct Draw<'a, R> {
    plan: &'a PlanDraws,
    values: &'a [Value<'a>],
    base: &'a [R],
    first_run: u64,
    /// Memory that is no longer needed.
    into: Vec<R>,
}

impl<R: Real> Kernel for Draw<'_, R> {
    type Output = Vec<R>;

    #[inline(always)]
    fn run(self) -> Vec<R> {
        let mut drawn = self.into;
        drawn.clear();
        drawn.reserve(self.values.len());
        for value in self.values {
            drawn.push(draw(self.plan, value, self.base, self.first_run));
        }
        drawn
    }
}

#[inline(always)]
fn draw<R: Real>(plan: &PlanDraws, value: &Value, base: &[R], first_run: u64) -> R {
    match value {
        Value::Constant(value) => R::splat(*value),
        Value::Shared(index) => base[*index],
        Value::Drawn { distribution, key, sign } => {
            // A uniform near one would be rounded to one in single precision.
            let value = distribution.quantiles::<R::Wide>(plan.uniforms(*key, first_run));
            let value = R::narrow(value);
            match sign {
                Some(sign) => {
                    let toss: R = plan.uniforms(*sign, first_run);
                    R::select(toss.lt(R::splat(0.5)), -value, value)
                }
                None => value,
            }
        }
        Value::Mixed { distribution, parts } => {
            R::narrow(distribution.quantiles::<R::Wide>(mixed(plan, parts, first_run)))
        }
    }
}

/// The uniforms of a number that goes with others.
#[inline(always)]
#[allow(clippy::redundant_closure, reason = "a bare function goes through a shim, not inlined")]
pub(super) fn mixed<R: Real>(plan: &PlanDraws, parts: &[(usize, f64)], first_run: u64) -> R {
    let mut score = R::splat(0.0);
    for (key, weight) in parts {
        score += plan.uniforms::<R>(*key, first_run).map(|u| normal_quantile(u)) * *weight;
    }
    score.map(|z| normal_cdf(z).clamp(EDGE, 1.0 - EDGE))
}

/// How near to 0 or 1 a uniform made of a normal score comes.
const EDGE: f64 = 1e-16;

/// The numbers of the base model by key, with their indexes.
type Known<'a> = HashMap<&'a str, (usize, &'a Number)>;

/// Where the numbers of a model come from. New keys are appended to `keys`: those of the base
/// model come first and keep their place whatever variants there are.
fn values<'a>(model: &'a Model, base: &Known, keys: &mut IndexSet<String>) -> Vec<Value<'a>> {
    let value = |number: &'a Number| {
        let same = |n: &Number| {
            n.distribution == number.distribution
                && n.symmetric == number.symmetric
                && n.mix == number.mix
        };
        if let Some(&(index, _)) = base.get(number.key.as_str()).filter(|(_, n)| same(n)) {
            return Value::Shared(index);
        }
        let mut index = |key: String| keys.insert_full(key).0;
        match (&number.distribution, number.symmetric) {
            (&Distribution::Constant(value), false) => Value::Constant(value),
            (distribution, false) if !number.mix.is_empty() => {
                let parts = number.mix.iter().map(|(key, w)| (index(key.clone()), *w)).collect();
                Value::Mixed { distribution, parts }
            }
            (distribution, symmetric) => Value::Drawn {
                distribution,
                key: index(number.key.clone()),
                sign: symmetric.then(|| index(format!("{}#sign", number.key))),
            },
        }
    };
    model.numbers.iter().map(value).collect()
}

impl<'a, R: Real> Source for Simulation<'a, R> {
    type Group = Simulated<'a, R>;

    fn lanes(&self) -> usize {
        R::LANES
    }

    fn grids(&self) -> Vec<Grid> {
        self.study.base.observations.iter().map(|o| o.metric.grid).collect()
    }

    fn group(&self, first_run: u64) -> Simulated<'a, R> {
        let numbers = self.draw_all(&self.base, &[], first_run);
        let base = self.simulate(0, &self.study.base, &numbers, first_run);
        let variants = self.study.variants.iter().zip(&self.variants).enumerate();
        let variants = variants.map(|(i, (variant, values))| {
            let drawn = self.draw_all(values, &numbers, first_run);
            let trajectory = self.simulate(i + 1, &variant.model, &drawn, first_run);
            self.spare.numbers.give(drawn);
            trajectory
        });
        let variants = variants.collect();
        let (study, layout, spare) = (self.study, self.layout, self.spare.clone());
        Simulated { study, layout, spare, first_run, numbers, base, variants }
    }
}

/// A group of runs as the engine leaves them, in the base model and in every variant.
pub(super) struct Simulated<'a, R> {
    study: &'a Study,
    layout: &'a Layout,
    spare: Arc<Spare<R>>,
    first_run: u64,
    numbers: Vec<R>,
    base: Trajectory<R>,
    variants: Vec<Trajectory<R>>,
}

impl<R: Real> Group for Simulated<'_, R> {
    fn run(&self, lane: usize) -> Run {
        let numbers = self.layout.numbers.iter();
        Run {
            run: self.first_run + lane as u64,
            numbers: numbers.map(|column| self.numbers[column.index].lane(lane)).collect(),
            result: self.failure(lane).map_or_else(|| Ok(self.observed(lane)), Err),
        }
    }

    fn observe(&self, observation: usize, step: usize, into: &mut [f64]) {
        self.base.row(step as u32, observation).store(into);
    }
}

impl<R> Drop for Simulated<'_, R> {
    fn drop(&mut self) {
        let trajectories = std::iter::once(&mut self.base).chain(&mut self.variants);
        for (trajectory, spare) in trajectories.zip(&self.spare.trajectories) {
            spare.give(trajectory.take_memory());
        }
        self.spare.numbers.give(std::mem::take(&mut self.numbers));
    }
}

impl<R> Simulated<'_, R> {
    /// What the runs do, in the base model and then in every variant.
    pub(super) fn trajectories(&self) -> impl Iterator<Item = &Trajectory<R>> {
        std::iter::once(&self.base).chain(&self.variants)
    }
}

impl<R: Real> Simulated<'_, R> {
    /// Where the run first went wrong: in the base model, or in a variant it is paired with.
    fn failure(&self, lane: usize) -> Option<Failure> {
        let names = self.study.variants.iter().map(|v| Some(&v.name));
        let paired = self.variants.iter().zip(names);
        let mut models = std::iter::once((&self.base, None)).chain(paired);
        models.find_map(|(trajectory, variant)| match &trajectory.status[lane] {
            Status::Complete => None,
            Status::NonFinite { field, step } => {
                Some(Failure { variant: variant.cloned(), field: field.to_string(), step: *step })
            }
        })
    }

    fn observed(&self, lane: usize) -> Observed {
        let last = self.layout.dates.len() - 1;
        let at =
            |observation: usize, step: usize| self.base.at(step as u32, observation).lane(lane);
        let (verdicts, elsewhere) = self.judge(lane);
        let claims = self.layout.claims.iter().map(|claim| Verdict {
            scenario: verdicts.claims[claim.index],
            counterfactual: claim.counterfactual.and_then(|v| elsewhere[v].claims[claim.index]),
            symmetric: verdicts.symmetric[claim.index],
        });
        let passages = verdicts.crossings.iter().zip(&verdicts.ahead_at_base);
        let (shown, series) = (self.layout.shown.iter(), self.layout.series.iter());
        Observed {
            claims: claims.collect(),
            crossings: passages
                .map(|(&years, &ahead_at_base)| Passage { years, ahead_at_base })
                .collect(),
            finals: (0..self.layout.observations.len()).map(|o| at(o, last)).collect(),
            shown: shown.map(|r| at(r.observation, r.step as usize)).collect(),
            series: series.flat_map(|&o| (0..=last).map(move |s| at(o, s))).collect(),
        }
    }

    /// The verdicts of the run in a lane, and those of the same run in each variant.
    fn judge(&self, lane: usize) -> (Verdicts, Vec<Verdicts>) {
        let models = self.study.variants.iter().map(|variant| &variant.model);
        let variants: Vec<_> = models.zip(&self.variants).collect();
        let judge = |model, run| engine::judge(model, run, &variants, lane);
        let elsewhere = variants.iter().map(|(model, run)| judge(model, run)).collect();
        (judge(&self.study.base, &self.base), elsewhere)
    }
}
