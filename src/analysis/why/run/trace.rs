//! One run, step by step: every state and everything observed, with the names put back.

use crate::engine::{self, Setting};
use crate::model::Model;
use crate::numeric::{Draws, name_hash};
use crate::scenario::Scenario;
use crate::world::{ActorIx, EventIx, Ix, NumberIx, State};

/// A run of a model as the engine shows it. Looking on changes nothing.
pub struct Trace<'a> {
    pub scenario: &'a Scenario,
    pub model: &'a Model,
    pub draws: Draws,
    pub run: u64,
    /// As drawn, in the model's order.
    pub numbers: &'a [f64],
    /// By step; step 0 is the base year.
    pub states: Vec<State<f64>>,
    /// What was observed, by step.
    pub seen: Vec<Vec<f64>>,
    /// Ids in order of their index.
    actors: Vec<&'a str>,
}

impl<'a> Trace<'a> {
    /// Simulates the run and keeps every step.
    pub fn of(
        scenario: &'a Scenario,
        model: &'a Model,
        setting: &Setting,
        numbers: &'a [f64],
        run: u64,
    ) -> Trace<'a> {
        let (mut states, mut seen) = (Vec::new(), Vec::new());
        engine::replay(model, setting, numbers, run, |_, state, observed| {
            states.push(state.clone());
            seen.push(observed.to_vec());
        });
        let id = |hash: u64| {
            let found = scenario.actors.keys().find(|id| name_hash(id) == hash);
            found.map_or("", String::as_str)
        };
        let actors = model.world.actors.values().iter().map(|actor| id(actor.hash)).collect();
        Trace { scenario, model, draws: setting.draws, run, numbers, states, seen, actors }
    }

    /// The last step.
    pub fn last(&self) -> u32 {
        self.model.calendar.n_steps()
    }

    pub fn state(&self, step: u32) -> &State<f64> {
        &self.states[step as usize]
    }

    pub fn number(&self, ix: NumberIx) -> f64 {
        self.numbers[ix.position()]
    }

    /// A parameter of the model by its key.
    pub fn parameter(&self, key: &str) -> f64 {
        let place = self.model.numbers.iter().position(|number| number.key == key);
        self.numbers[place.expect("the key stands in the parameter table")]
    }

    /// An actor's id.
    pub fn id(&self, actor: ActorIx) -> &'a str {
        self.actors[actor.position()]
    }

    /// An actor's name.
    pub fn name(&self, actor: ActorIx) -> &'a str {
        let id = self.id(actor);
        self.scenario.actors.get(id).map_or(id, |actor| actor.name.as_str())
    }

    /// An event's index.
    pub fn event(&self, id: &str) -> EventIx {
        let hash = name_hash(id);
        let mut events = self.model.world.events.iter();
        events.find(|(_, event)| event.hash == hash).expect("the event was compiled").0
    }

    /// The step that holds a moment; `None` after the end.
    pub fn step_at(&self, years: f64) -> Option<u32> {
        let calendar = &self.model.calendar;
        (0..=self.last()).find(|&step| years < calendar.end(step))
    }

    /// When an event happens, in years as a calendar counts them; late beyond all years if never.
    pub fn onset(&self, event: EventIx) -> f64 {
        let calendar = &self.model.calendar;
        self.state(self.last()).onset[event] + f64::from(calendar.base_year)
    }

    /// The last step of every year after the base year.
    pub fn years(&self) -> impl Iterator<Item = u32> + use<> {
        let per_year = self.model.calendar.step.per_year();
        (1..=self.last() / per_year).map(move |year| year * per_year)
    }
}
