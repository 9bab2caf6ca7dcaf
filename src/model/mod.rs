//! Scenario → arrays. Names end here.
//!
//! [`compile`] takes a checked [`Scenario`] and cannot fail: what could be wrong was reported by
//! `scenario`; a failure here is our own mistake and panics with the sentence that is false.

mod build;
mod event;
mod institution;
mod number;
mod observe;
mod route;
mod test;

use std::collections::BTreeSet;

use crate::scenario::{self, MetricRef, Scenario};
use crate::world::{Calendar, World};

pub use number::Number;
pub use observe::{Observation, Reading};
pub use test::{ClaimTest, CrossingTest, Join, Test};

/// A scenario as indexes and arrays, ready to simulate.
#[derive(Clone, Debug)]
pub struct Model {
    pub name: String,
    pub calendar: Calendar,
    pub world: World,
    /// Every number that a run draws: parameters first, in table order.
    pub numbers: Vec<Number>,
    /// What a run observes at every step.
    pub observations: Vec<Observation>,
    /// Observations that a reader is shown first, at the dates of the report: kept of every run.
    pub shown: Vec<Reading>,
    pub crossings: Vec<CrossingTest>,
    pub claims: Vec<ClaimTest>,
    /// Rows of runs do without drawn figures of the scenario.
    pub no_figures: bool,
    /// Mechanisms that are switched off (ablation); none in a model of record.
    pub off: Vec<&'static str>,
}

impl Model {
    /// Where an observation stands in the list, by its label.
    ///
    /// # Panics
    /// Where the model does not observe it.
    pub fn observed(&self, label: &str) -> usize {
        let found = self.observations.iter().position(|o| o.label == label);
        found.unwrap_or_else(|| panic!("the model does not observe `{label}`"))
    }
}

/// A model with the variants that its claims are paired with.
#[derive(Clone, Debug)]
pub struct Study {
    pub base: Model,
    pub variants: Vec<Variant>,
}

/// A model that shares every shock and every number that it has in common with the base.
#[derive(Clone, Debug)]
pub struct Variant {
    /// `no-invasion`, `without korea_treaty`, `symmetric alignment.threat_push`
    pub name: String,
    /// Why it is run, in a sentence.
    pub why: String,
    pub model: Model,
}

/// Compiles a scenario and the variants that its claims need.
pub fn compile(scenario: &Scenario) -> Study {
    let mut base = model(scenario, Keep::Whole);
    let mut variants: Vec<Variant> = Vec::new();
    let mut place = |name: String, why: String, make: &dyn Fn() -> Model| {
        if let Some(ix) = variants.iter().position(|variant| variant.name == name) {
            return ix;
        }
        variants.push(Variant { name, why, model: make() });
        variants.len() - 1
    };
    for claim in &mut base.claims {
        let said = &scenario.claims[&claim.id];
        if let Some(other) = &said.counterfactual {
            let why = format!("counterfactual of the claim `{}`", claim.id);
            let make = || aligned(other, scenario);
            claim.counterfactual = Some(place(other.name.clone(), why, &make));
        } else if !said.without.is_empty() {
            let name = format!("without {}", said.without.join(", "));
            let why = format!("counterfactual of the claim `{}`", claim.id);
            let make = || model(&scenario::without(scenario, &said.without), Keep::Judged);
            claim.counterfactual = Some(place(name, why, &make));
        }
        if !said.symmetric.is_empty() {
            let name = format!("symmetric {}", said.symmetric.join(", "));
            let why = format!("the sign that carries the claim `{}`, drawn either way", claim.id);
            let make = || symmetric(scenario, &said.symmetric);
            claim.symmetric = Some(place(name, why, &make));
        }
    }
    let twins: Vec<Model> = variants.iter().map(|variant| variant.model.clone()).collect();
    pair(&mut base, &twins);
    for variant in &mut variants {
        for (claim, of_base) in variant.model.claims.iter_mut().zip(&base.claims) {
            claim.counterfactual = of_base.counterfactual;
        }
        pair(&mut variant.model, &twins);
    }
    shorten(&base, &mut variants);
    Study { base, variants }
}

/// A scenario as a model that observes what its events read and the metrics asked for, and judges
/// nothing: what an analysis simulates many times over.
///
/// # Panics
/// Where a metric names something that the scenario does not have.
pub fn compile_for(scenario: &Scenario, asked: &[MetricRef]) -> Model {
    let mut bare = scenario.clone();
    bare.claims.clear();
    bare.crossings.clear();
    model(&bare, Keep::Asked(asked))
}

/// Lets every variant run no longer than the claims look that need it; what it does until then
/// does not depend on when it ends.
fn shorten(base: &Model, variants: &mut [Variant]) {
    let end = base.calendar.n_steps();
    let mut needed = vec![1; variants.len()];
    for claim in &base.claims {
        let Some(test) = &claim.test else { continue };
        let reach = test.reach(end);
        if let Some(variant) = claim.counterfactual {
            needed[variant] = needed[variant].max(reach.paired).max(reach.own);
        }
        if let Some(variant) = claim.symmetric {
            needed[variant] = needed[variant].max(reach.own);
        }
    }
    for (ix, (variant, last)) in variants.iter_mut().zip(needed).enumerate() {
        let calendar = &mut variant.model.calendar;
        calendar.end_year = calendar.end_year.min(base.calendar.year(last));
        for (claim, of_base) in variant.model.claims.iter_mut().zip(&base.claims) {
            if of_base.counterfactual != Some(ix) && of_base.symmetric != Some(ix) {
                claim.test = None;
            }
        }
    }
}

/// Lets every claim read its counterfactual on that model's own observations.
fn pair(model: &mut Model, twins: &[Model]) {
    for (ix, claim) in model.claims.iter_mut().enumerate() {
        if let (Some(test), Some(twin)) = (&claim.test, claim.counterfactual)
            && let Some(theirs) = &twins[twin].claims[ix].test
        {
            claim.test = Some(test.paired_with(theirs));
        }
    }
}

/// A counterfactual scenario, reading what the base's claims and crossings read.
fn aligned(other: &Scenario, base: &Scenario) -> Model {
    let mut other = other.clone();
    other.claims = base.claims.clone();
    other.crossings = base.crossings.clone();
    model(&other, Keep::Judged)
}

fn symmetric(scenario: &Scenario, keys: &[String]) -> Model {
    let mut model = model(scenario, Keep::Judged);
    for key in keys {
        let number = model.numbers.iter_mut().find(|number| number.key == *key);
        number.expect("the parameter exists: validation says so").symmetric = true;
    }
    model
}

/// What a model observes besides what its events, crossings and claims read.
#[derive(Clone, Copy)]
enum Keep<'a> {
    /// What outcomes keep unasked, and what a reader is shown first.
    Whole,
    Asked(&'a [MetricRef]),
    /// Nothing.
    Judged,
}

fn model(scenario: &Scenario, keep: Keep) -> Model {
    let mut numbers =
        number::Numbers::with_parameters(&scenario.parameters, &scenario.correlations);
    let (mut world, mut names) = build::world(scenario, &mut numbers);
    event::number(scenario, &mut names);
    let sanctioned: BTreeSet<_> = event::sanctioned(scenario, &world, &names);
    for &flow in &sanctioned {
        world.flows[flow].restricted = true;
    }
    route::routes(scenario, &mut numbers, &mut world, &names, &sanctioned);
    let mut observations = observe::Observations::default();
    event::events(scenario, &mut numbers, (&mut world, &names), &mut observations);
    build::assert_hashes_differ(&world);
    let crossings = test::crossings(scenario, &names, &mut observations);
    let claims = claims(scenario, &names, &mut observations, &crossings, &numbers);
    let mut shown = Vec::new();
    match keep {
        Keep::Whole => {
            observations.add_kept(scenario, &names, &world);
            for asked in scenario.shown() {
                let observation = observations.add(scenario, &names, &asked);
                let steps = scenario.shown_steps().into_iter();
                shown.extend(steps.map(|step| Reading { observation, step }));
            }
        }
        Keep::Asked(all) => {
            for asked in all {
                observations.add(scenario, &names, asked);
            }
        }
        Keep::Judged => (),
    }
    Model {
        name: scenario.name.clone(),
        calendar: scenario.calendar,
        world,
        numbers: numbers.list,
        observations: observations.list,
        shown,
        crossings,
        claims,
        no_figures: scenario.keep.no_figures,
        off: Vec::new(),
    }
}

fn claims(
    scenario: &Scenario,
    names: &build::Names,
    observations: &mut observe::Observations,
    crossings: &[CrossingTest],
    numbers: &number::Numbers,
) -> Vec<ClaimTest> {
    let mut compiler = test::Compiler { scenario, names, observations, crossings };
    let mut claims = Vec::new();
    for (id, claim) in &scenario.claims {
        let shows = claim.shows.as_ref().map(|key| {
            let number = numbers.list.iter().find(|number| number.key == *key);
            let shown = number.map_or("not a number of the scenario".into(), |number| {
                format!("{} ({})", number.distribution.describe(), number.unit)
            });
            (key.clone(), shown)
        });
        claims.push(ClaimTest {
            id: id.clone(),
            text: claim.text.clone(),
            kind: claim.kind,
            test: claim.test.as_ref().map(|expression| compiler.test(expression)),
            test_text: claim.test_text.clone(),
            counterfactual: None,
            symmetric: None,
            in_sample: claim.in_sample,
            source: claim.source.clone(),
            note: claim.note.clone(),
            shows,
        });
    }
    claims
}
