//! The step loop over a block of runs: no threads, no files, no names.
//!
//! One block holds as many runs as the number type has lanes. A run that goes wrong gets a
//! [`Status`]; it is contained, counted and can be replayed by its id, since every draw is a pure
//! function of seed, stream, run, step and name.

mod base;
mod judge;
mod parts;

use crate::mechanism::{self, Base, Context, Parameters, TAIL_CUT, TAIL_DOF};
use crate::metric::View;
use crate::model::Model;
use crate::numeric::{Draws, Kernel, Real, StudentT, Vectors};
use crate::world::{NumberIx, Per, State};

pub use base::base_year;
pub use judge::{Verdicts, judge, weigh};
pub use parts::{Exchange, Factor, Parts};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Complete,
    /// A field stopped being a finite number: the first one, and the step.
    NonFinite {
        field: &'static str,
        step: u32,
    },
}

/// What a block of runs was observed to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory<R> {
    values: Vec<R>,
    n_observations: usize,
    /// How each lane's run ended.
    pub status: Vec<Status>,
}

impl<R> Trajectory<R> {
    /// Gives its memory back, for the next one.
    pub fn take_memory(&mut self) -> Vec<R> {
        std::mem::take(&mut self.values)
    }
}

impl<R: Real> Trajectory<R> {
    /// An observation at a step; step 0 is the base year.
    #[inline]
    pub fn at(&self, step: u32, observation: usize) -> R {
        *self.row(step, observation)
    }

    /// The same where it stands.
    #[inline]
    pub fn row(&self, step: u32, observation: usize) -> &R {
        &self.values[step as usize * self.n_observations + observation]
    }

    /// Steps held, the base year included.
    pub fn n_steps(&self) -> u32 {
        (self.values.len() / self.n_observations.max(1)) as u32
    }
}

/// What a simulation needs besides the model: made once per ensemble.
pub struct Setting {
    pub draws: Draws,
    /// The width of vectors that blocks of runs take; it decides no number.
    pub vectors: Vectors,
    tail: StudentT,
}

impl Setting {
    /// Everything random follows from the seed; vectors are the widest of this CPU.
    pub fn new(seed: u64) -> Self {
        let tail = StudentT::new(TAIL_DOF, TAIL_CUT);
        Setting { draws: Draws::new(seed), vectors: Vectors::widest(), tail }
    }

    /// The same with vectors of this width.
    pub fn with_vectors(self, vectors: Vectors) -> Self {
        Setting { vectors, ..self }
    }
}

/// Memory in which blocks of runs are simulated one after the other. A state of a large world takes
/// tens of megabytes, and what the system hands out anew has to be cleared and mapped first.
#[derive(Debug, Default)]
pub struct Memory<R> {
    state: State<R>,
    base: Base<R>,
    numbers: Per<NumberIx, R>,
}

/// Simulates the runs `first_run..first_run + R::LANES` with their numbers as drawn.
///
/// `numbers` holds one value per entry of `model.numbers`, in its order.
pub fn simulate<R: Real>(
    model: &Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
) -> Trajectory<R> {
    simulate_in((&mut Memory::default(), Vec::new()), model, setting, numbers, first_run)
}

/// [`simulate`] in memory that was used before, and into that of a trajectory no longer needed.
pub fn simulate_in<R: Real>(
    (memory, values): (&mut Memory<R>, Vec<R>),
    model: &Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
) -> Trajectory<R> {
    let n_observations = model.observations.len();
    let n_steps = model.calendar.n_steps();
    let mut health = R::splat(0.0);
    let mut seen = Seen::new(values, n_steps as usize + 1, n_observations);
    let show = |cx: &Context<R>, state: &State<R>, _: &[R]| {
        let whole = cx.step == n_steps;
        health += setting.vectors.run::<R, _>(Health { state, whole });
    };
    walk(model, setting, numbers, first_run, (memory, &mut seen), (show, |_| {}));
    let mut status = vec![Status::Complete; R::LANES];
    if !health.is_zero() {
        // Something broke: what was first is found by looking at every field of every step.
        replay(model, setting, numbers, first_run, |step, state, _| {
            contain(state, step, &mut status);
        });
    }
    Trajectory { values: seen.values, n_observations, status }
}

/// Simulates like [`simulate`] and shows the state and the observations of every step, the base
/// year's as step 0.
pub fn replay<R: Real>(
    model: &Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
    show: impl FnMut(u32, &State<R>, &[R]),
) {
    watch(model, setting, numbers, first_run, (show, |_| {}));
}

/// What a lap of [`watch`] is called that sets up the base year, and one that observes.
pub const BASE_YEAR: &str = "base year";
pub const OBSERVING: &str = "observing";

/// Replays, and says when each part of the work is done: [`BASE_YEAR`], every mechanism by its
/// name, [`OBSERVING`]. So a caller with a clock can tell where the time goes.
pub fn watch<R: Real>(
    model: &Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
    (mut show, lap): (impl FnMut(u32, &State<R>, &[R]), impl FnMut(&'static str)),
) {
    let show = |cx: &Context<R>, state: &State<R>, seen: &[R]| show(cx.step, state, seen);
    let (memory, seen) = (&mut Memory::default(), &mut Seen::last_two(model));
    walk(model, setting, numbers, first_run, (memory, seen), (show, lap));
}

/// Simulates like [`simulate`] and shows the influence of every step taken apart, the base year's
/// as step 0.
pub fn take_apart<'m, R: Real>(
    model: &'m Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
    mut show: impl FnMut(u32, Parts<'m, R>, &[R]),
) {
    let show = |cx: &Context<R>, state: &State<R>, seen: &[R]| {
        show(cx.step, Parts::of(model, cx, state), seen);
    };
    let (memory, seen) = (&mut Memory::default(), &mut Seen::last_two(model));
    walk(model, setting, numbers, first_run, (memory, seen), (show, |_| {}));
}

/// What is observed, step after step: of every step, or of the last two in turn.
struct Seen<R> {
    values: Vec<R>,
    n_steps: usize,
    n_observations: usize,
}

impl<R: Real> Seen<R> {
    /// Room for so many steps, two or more, in memory that is no longer needed.
    fn new(mut values: Vec<R>, n_steps: usize, n_observations: usize) -> Self {
        values.resize(n_steps * n_observations, R::splat(0.0));
        Seen { values, n_steps, n_observations }
    }

    fn last_two(model: &Model) -> Self {
        Seen::new(Vec::new(), 2, model.observations.len())
    }

    /// The observations of the step before, none at the base year, and room for those of a step.
    fn at(&mut self, step: u32) -> (&[R], &mut [R]) {
        let n = self.n_observations;
        let now = step as usize % self.n_steps * n;
        if step == 0 {
            return (&[], &mut self.values[..n]);
        }
        let before = (step as usize - 1) % self.n_steps * n;
        let (low, high) = self.values.split_at_mut(before.max(now));
        if before < now {
            (&low[before..before + n], &mut high[..n])
        } else {
            (&high[..n], &mut low[now..now + n])
        }
    }
}

/// The walk through the steps, each shown with what its mechanisms saw.
fn walk<R: Real>(
    model: &Model,
    setting: &Setting,
    numbers: &[R],
    first_run: u64,
    (memory, seen): (&mut Memory<R>, &mut Seen<R>),
    (mut show, mut lap): (impl FnMut(&Context<R>, &State<R>, &[R]), impl FnMut(&'static str)),
) {
    assert_eq!(numbers.len(), model.numbers.len(), "one value for each number of the model");
    let parameters = Parameters::take(numbers.iter().copied());
    let Memory { state, base, numbers: copied } = memory;
    copied.refill(numbers.iter().copied());
    let drawn = Drawn { model, setting, parameters: &parameters, numbers: copied, first_run };
    let (last, now) = seen.at(0);
    mechanism::begin(&drawn.context(0, None, last), state);
    base.keep(state);
    lap(BASE_YEAR);
    look(&drawn, state, 0, now);
    lap(OBSERVING);
    show(&drawn.context(0, None, now), state, now);
    for step in 1..=model.calendar.n_steps() {
        let (last, now) = seen.at(step);
        mechanism::step(&drawn.context(step, Some(base), last), state, &mut lap);
        look(&drawn, state, step, now);
        lap(OBSERVING);
        show(&drawn.context(step, Some(base), now), state, now);
    }
}

/// What stays the same through the steps of a block.
struct Drawn<'a, R> {
    model: &'a Model,
    setting: &'a Setting,
    parameters: &'a Parameters<R>,
    numbers: &'a Per<NumberIx, R>,
    first_run: u64,
}

impl<R> Drawn<'_, R> {
    fn context<'b>(
        &'b self,
        step: u32,
        base: Option<&'b Base<R>>,
        last: &'b [R],
    ) -> Context<'b, R> {
        Context {
            world: &self.model.world,
            calendar: &self.model.calendar,
            numbers: self.numbers,
            parameters: self.parameters,
            draws: &self.setting.draws,
            vectors: self.setting.vectors,
            tail: &self.setting.tail,
            first_run: self.first_run,
            step,
            last,
            base,
            off: &self.model.off,
        }
    }
}

/// Observes: metrics are read, nothing is written but the list of what was seen.
fn look<R: Real>(drawn: &Drawn<R>, state: &State<R>, step: u32, seen: &mut [R]) {
    drawn.setting.vectors.run::<R, _>(Look { drawn, state, step, seen });
}

/// Every observation of a step.
struct Look<'a, R> {
    drawn: &'a Drawn<'a, R>,
    state: &'a State<R>,
    step: u32,
    seen: &'a mut [R],
}

impl<R: Real> Kernel for Look<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Drawn { model, numbers, .. } = *self.drawn;
        let view = View::new(&model.world, &model.calendar, numbers, self.state, self.step);
        for (value, o) in self.seen.iter_mut().zip(&model.observations) {
            *value = o.metric.observe(&view, o.subject_ix, o.object_ix);
        }
    }
}

/// Notes the first step at which a lane's state is no longer finite.
fn contain<R: Real>(state: &State<R>, step: u32, status: &mut [Status]) {
    for (lane, status) in status.iter_mut().enumerate() {
        if *status == Status::Complete
            && let Some(field) = state.non_finite(lane)
        {
            *status = Status::NonFinite { field, step };
        }
    }
}

/// The health of a state: its pulse at every step, the whole of it at the last.
struct Health<'a, R> {
    state: &'a State<R>,
    whole: bool,
}

impl<R: Real> Kernel for Health<'_, R> {
    type Output = R;
    #[inline(always)]
    fn run(self) -> R {
        if self.whole { self.state.health() } else { self.state.pulse() }
    }
}
