//! Mechanisms: one file each, one block of equations, in causal order.
//!
//! The order of [`CAUSAL_ORDER`] is part of the contract: a mechanism reads what the ones before
//! it wrote in this step and what the ones after it wrote in the step before. Mechanisms meet only
//! through the [`State`]; every field has one writer.

mod parameter;

pub mod alignment;
pub mod dependence;
pub mod diversion;
pub mod energy;
pub mod event;
pub mod factor;
pub mod finance;
pub mod friction;
pub mod growth;
pub mod influence;
pub mod institution;
pub mod ledger;
pub mod security;
pub mod shock;
pub mod strategy;
pub mod transshipment;

use crate::numeric::{Address, Draws, Kernel, Real, Stream, StudentT, TOGETHER, Together, Vectors};
use crate::world::{ActorIx, Calendar, NumberIx, PairIx, Per, SeatIx, State, World};

pub use parameter::{Basis, Parameter};

/// A mechanism as the list knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mechanism {
    pub name: &'static str,
    /// Its page, as written at the top of its file.
    pub page: &'static str,
}

/// A function over a block of runs that takes vectors of the context's width.
macro_rules! kernel {
    ($name:ident: |$cx:ident, $state:ident| $body:expr) => {
        fn $name<R: Real>(cx: &Context<R>, state: &mut State<R>) {
            struct Block<'a, 'b, R>(&'a Context<'b, R>, &'a mut State<R>);
            impl<R: Real> Kernel for Block<'_, '_, R> {
                type Output = ();
                #[inline(always)]
                fn run(self) {
                    let ($cx, $state) = (self.0, self.1);
                    $body
                }
            }
            cx.vectors.run::<R, _>(Block(cx, state));
        }
    };
}

macro_rules! mechanisms {
    ($( $name:ident ),+ $(,)?) => {
        /// Every mechanism, in causal order.
        pub const CAUSAL_ORDER: &[Mechanism] = &[
            $( Mechanism { name: stringify!($name), page: include_str!(concat!(stringify!($name), ".rs")) }, )+
        ];

        /// Every parameter of the model as drawn for a block of runs.
        #[derive(Clone, Debug)]
        pub struct Parameters<R> { $( pub $name: $name::Parameters<R>, )+ }

        impl<R: Real> Parameters<R> {
            /// Takes the values in the order of [`parameters`].
            pub fn take(values: impl IntoIterator<Item = R>) -> Self {
                let values = &mut values.into_iter();
                Parameters { $( $name: $name::Parameters::take(values), )+ }
            }
        }

        /// The parameter table: mechanism by mechanism in causal order.
        pub fn parameters() -> Vec<Parameter> {
            let mut table = Vec::new();
            $( table.extend($name::table()); )+
            table
        }

        // Each mechanism's step over a block, by the mechanism's name.
        $( kernel! { $name: |cx, state| $name::step(cx, state) } )+

        /// One step: every mechanism that is not switched off, in causal order. `lap` is told the
        /// name of each when it is done.
        pub fn step<R: Real>(
            cx: &Context<R>,
            state: &mut State<R>,
            lap: &mut impl FnMut(&'static str),
        ) {
            $( if !cx.off.contains(&stringify!($name)) {
                $name(cx, state);
                lap(stringify!($name));
            } )+
        }
    };
}

mechanisms! {
    factor, event, growth, shock, friction, diversion, energy, transshipment, ledger, finance, security,
    dependence, influence, alignment, strategy, institution,
}

/// Makes a state that of the base year: what the scenario says, and what follows from it at once.
///
/// Initialises every field that does not start at zero, then computes dependence and influence,
/// and the anchors that make the base year's alignment a fixed point.
pub fn begin<R: Real>(cx: &Context<R>, state: &mut State<R>) {
    state.clear(cx.world);
    begin_trade(cx, state);
    ledger(cx, state);
    begin_other_channels(cx, state);
    dependence(cx, state);
    influence(cx, state);
    begin_alignment(cx, state);
}

// What mechanisms set up in the base year, between the steps that it shares with every other.
kernel! { begin_trade: |cx, state| {
    event::begin(state);
    institution::begin(cx, state);
    shock::begin(cx, state);
    friction::begin(cx, state);
    diversion::begin(cx, state);
    energy::begin(cx, state);
} }
kernel! { begin_other_channels: |cx, state| {
    finance::begin(cx, state);
    security::begin(cx, state);
    dependence::begin(cx, state);
} }
kernel! { begin_alignment: |cx, state| alignment::begin(cx, state) }

/// Fields of the base year's state with which later steps are compared.
#[derive(Debug, Default)]
pub struct Base<R> {
    pub influence_mean: Per<ActorIx, R>,
    pub vulnerability: Per<PairIx, R>,
    pub distance: Per<PairIx, R>,
    pub membership: Per<SeatIx, R>,
}

impl<R: Real> Base<R> {
    /// Takes the fields of the base year's state.
    pub fn keep(&mut self, state: &State<R>) {
        self.influence_mean.copy(&state.influence_mean);
        self.vulnerability.copy(&state.vulnerability);
        self.distance.copy(&state.distance);
        self.membership.copy(&state.membership);
    }
}

/// What a mechanism may see besides the state.
pub struct Context<'a, R> {
    pub world: &'a World,
    pub calendar: &'a Calendar,
    /// The scenario's numbers as drawn for these runs.
    pub numbers: &'a Per<NumberIx, R>,
    pub parameters: &'a Parameters<R>,
    pub draws: &'a Draws,
    /// The width of vectors that blocks of runs take; it decides no number.
    pub vectors: Vectors,
    /// The law of heavy-tailed shocks: [`TAIL_DOF`] and [`TAIL_CUT`].
    pub tail: &'a StudentT,
    /// The run in lane 0; lane `i` is run `first_run + i`.
    pub first_run: u64,
    /// The step being computed, from 1; 0 while the base year is set up.
    pub step: u32,
    /// What the last step's observations were: what events and strategy know of metrics.
    pub last: &'a [R],
    /// What is kept of the base year; nothing while that is set up.
    pub base: Option<&'a Base<R>>,
    /// Mechanisms that are switched off (ablation).
    pub off: &'a [&'static str],
}

/// Pairs between the one at work and the one whose rows are asked for: some hundred nanoseconds.
const AHEAD: usize = 4;

/// Tails of every heavy-tailed shock: Student t with this many degrees of freedom …
pub const TAIL_DOF: f64 = 4.0;
/// … truncated at this many standard deviations, so that the mean of its exponential exists.
pub const TAIL_CUT: f64 = 5.0;

impl<'a, R: Real> Context<'a, R> {
    /// A number of the scenario.
    #[inline(always)]
    pub fn number(&self, ix: NumberIx) -> R {
        self.numbers[ix]
    }

    /// A number of the scenario, or a constant where it has none.
    #[inline(always)]
    pub fn number_or(&self, ix: Option<NumberIx>, otherwise: f64) -> R {
        self.numbers.or(ix, otherwise)
    }

    /// Income of an actor, USD bn a year in base-year prices.
    #[inline(always)]
    pub fn income(&self, s: &State<R>, actor: ActorIx) -> R {
        self.number(self.world.actors[actor].gdp) * s.gdp_log[actor].exp()
    }

    /// Length of the step, years.
    #[inline(always)]
    pub fn dt(&self) -> f64 {
        self.calendar.dt()
    }

    /// What is kept of the base year. Must not be asked for while that is being set up.
    #[inline(always)]
    pub fn base(&self) -> &'a Base<R> {
        self.base.expect("the base year is set up before the first step")
    }

    /// A heavy-tailed shock of this step, mean 0 and variance 1.
    #[inline(always)]
    pub fn shock(&self, stream: Stream, entity: u64) -> R {
        let address = Address { stream, step: self.step, entity };
        self.draws.student_t(address, self.first_run, self.tail)
    }

    /// A heavy-tailed shock of this calendar year, the same whatever the length of the step.
    #[inline(always)]
    pub fn annual_shock(&self, stream: Stream, entity: u64) -> R {
        let address = Address { stream, step: self.year(), entity };
        self.draws.student_t(address, self.first_run, self.tail)
    }

    /// [`Context::shock`] of each of `entities`, by their `hash`; faster than one by one.
    #[inline(always)]
    pub fn shocks<T>(&self, stream: Stream, entities: &[T], hash: impl Fn(&T) -> u64) -> Vec<R> {
        self.each(stream, self.step, entities, hash)
    }

    /// [`Context::annual_shock`] of each of `entities`, by their `hash`.
    #[inline(always)]
    pub fn annual_shocks<T>(
        &self,
        stream: Stream,
        entities: &[T],
        hash: impl Fn(&T) -> u64,
    ) -> Vec<R> {
        self.each(stream, self.year(), entities, hash)
    }

    #[inline(always)]
    fn each<T>(
        &self,
        stream: Stream,
        step: u32,
        entities: &[T],
        hash: impl Fn(&T) -> u64,
    ) -> Vec<R> {
        let mut shocks = Vec::with_capacity(entities.len().next_multiple_of(TOGETHER));
        for some in entities.chunks(TOGETHER) {
            // What is missing to a whole set is drawn for nobody.
            let mut hashes = [0; TOGETHER];
            for (place, entity) in hashes.iter_mut().zip(some) {
                *place = hash(entity);
            }
            let at = Together { stream, step, entities: hashes };
            let drawn: [R; TOGETHER] = self.draws.student_ts(at, self.first_run, self.tail);
            shocks.extend_from_slice(&drawn);
        }
        shocks.truncate(entities.len());
        shocks
    }

    /// Years since the base year.
    #[inline(always)]
    fn year(&self) -> u32 {
        (self.calendar.year(self.step) - self.calendar.base_year) as u32
    }

    /// A uniform of this step.
    #[inline(always)]
    pub fn uniform(&self, stream: Stream, entity: u64) -> R {
        self.draws.uniform(Address { stream, step: self.step, entity }, self.first_run)
    }

    /// How much of a gap closes in a step at a speed per year: `1 − e^{−speed·dt}`.
    #[inline(always)]
    pub fn closing(&self, speed_per_year: R) -> R {
        -(speed_per_year * -self.dt()).exp_m1()
    }
}
