//! Event: what happens, when, how strongly, and what it touches.
//!
//! # Equation
//! ```text
//! onset    scheduled: its date · hazard: with 1 − exp(−r e^{s(metric − level)} Δ) a step ·
//!          condition: once a metric held for n steps · agenda: when the item passes      (event.1)
//! z(t)     a before the onset (anticipation), then initial → 1 over the ramp, 1, and after the
//!          end linearly to 0 over the fade; the step takes its exact mean                 (event.2)
//! effect   Σ_e size_e z_e ; forbidden shares join as e = 1 − Π_e(1 − size_e z_e)         (event.3)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | onset | `onset` | when the event happens | year | field, written here |
//! | z | `intensity` | strength, mean over the step | 0–1 | field, written here |
//! | r, s, level | scenario | hazard rate, slope and level | per year, 1, metric | scenario |
//! | Δ | `dt` | length of the step | years | calendar |
//! | size | scenario | effect at full strength | by kind | scenario |
//!
//! A hazard's Δ is the part of the step inside its dates, and its onset the middle of the step; a
//! condition's onset is the start of the step after the n-th. An onset earlier than that of what the
//! event requires is none. Pressure, barriers, threats and logs of several events add up.
//!
//! A ramp describes scope. The delay of the economy's answer belongs to trade (friction), not here.
//! # Reads
//! passed_at, the last step's observations, debt_bn of the base
//! # Writes
//! onset, intensity, waited, oil_event, growth_hit, barrier_event, embargo, pressure,
//! lending_event, loan_bn, remittance_event, adoption_event, arms_event, transit_event,
//! guarantee_event, diplomacy_event, threat, seat_event, alignment_push
//! # Draws
//! `event.chance` once per event (step 0), `event.hazard` per event and step
//! # Limits
//! before anticipation z = 0 · at full scope z = 1 · the mean of z over a year does not depend on
//! the step · e stays below 1
//! # Leaves out
//! events that come back; bargaining over their end
//! # References
//! Anticipation, widening and the fading after lifting: Global Sanctions Data Base (Felbermayr and
//! others, European Economic Review 2020; dynamics paper).

use crate::numeric::{Address, Mask, Real, Stream};
use crate::world::{Event, EventIx, NEVER, State, Target, Trigger};

use super::{Context, parameter::parameters};

parameters! { event:
    /// Scale of every effect of events (1 = as the scenario says), for what-if runs.
    effect_scale: "1", 0.0..=10.0, Constant(1.0),
        Judgement("a scenario's own sizes carry the uncertainty");
}

const CHANCE: Stream = Stream::new("event.chance");
const HAZARD: Stream = Stream::new("event.hazard");

/// Nothing has happened yet.
#[inline(always)]
pub(super) fn begin<R: Real>(s: &mut State<R>) {
    s.onset.fill(R::splat(NEVER));
}

/// Sets onsets, strengths and everything that events touch.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, event) in cx.world.events.iter() {
        s.onset[ix] = onset(cx, s, ix, event);
    }
    // What events touched in the step before starts from zero again; all else is zero still.
    for (ix, event) in cx.world.events.iter() {
        if !s.intensity[ix].is_zero() {
            event.effects.iter().for_each(|effect| clear(s, effect.target));
        }
    }
    for (ix, event) in cx.world.events.iter() {
        s.intensity[ix] = intensity(cx, s, ix, event);
    }
    for (ix, event) in cx.world.events.iter() {
        let z = s.intensity[ix] * cx.parameters.event.effect_scale;
        if z.is_zero() {
            continue;
        }
        for effect in &event.effects {
            apply(cx, s, effect.target, cx.number(effect.size) * z);
        }
    }
}

/// (event.1)
#[inline(always)]
fn onset<R: Real>(cx: &Context<R>, s: &mut State<R>, ix: EventIx, event: &Event) -> R {
    let never = R::splat(NEVER);
    let required = s.onset.or(event.requires, -NEVER);
    let (start, end) = (cx.calendar.start(cx.step), cx.calendar.end(cx.step));
    let proposed = match &event.trigger {
        Trigger::Scheduled { date } => R::splat(cx.calendar.since_base(*date)),
        Trigger::Agenda { item } => s.passed_at[*item],
        Trigger::Hazard { rate, from, until, on } => {
            let exposed = (end.min(*until) - start.max(*from)).max(0.0);
            let mut rate = cx.number(*rate);
            if let Some(on) = on {
                let above = cx.last[on.observation] - cx.number(on.level);
                rate *= (cx.number(on.slope) * above).exp();
            }
            let chance = -(rate * -exposed).exp_m1();
            let happens = cx.uniform(HAZARD, event.hash).lt(chance);
            let middle = cx.calendar.since_base(0.5 * (start + end));
            R::select(happens, R::splat(middle), never)
        }
        Trigger::Condition { observation, above, level, for_steps } => {
            let (seen, level) = (cx.last[*observation], cx.number(*level));
            let holds = if *above { seen.gt(level) } else { seen.lt(level) };
            s.waited[ix] = R::select(holds, s.waited[ix] + 1.0, R::splat(0.0));
            let ready = s.waited[ix].ge(R::splat(f64::from(*for_steps)));
            R::select(ready, R::splat(cx.calendar.since_base(start)), never)
        }
    };
    // What it requires must have happened by then; chance decides once, at a fixed address.
    let proposed = R::select(required.le(proposed), proposed, never);
    let proposed = match event.probability {
        None => proposed,
        Some(p) => {
            let address = Address { stream: CHANCE, step: 0, entity: event.hash };
            let draw: R = cx.draws.uniform(address, cx.first_run);
            R::select(draw.lt(cx.number(p)), proposed, never)
        }
    };
    let known = s.onset[ix].lt(never);
    R::select(known, s.onset[ix], proposed)
}

/// (event.2): the exact mean of the piecewise-linear strength over the step.
#[inline(always)]
fn intensity<R: Real>(cx: &Context<R>, s: &State<R>, ix: EventIx, event: &Event) -> R {
    let onset = s.onset[ix];
    // Most events happen in no run of most blocks: those have no strength.
    if onset.ge(R::splat(NEVER)).all() {
        return R::splat(0.0);
    }
    let duration = cx.number_or(event.duration_years, NEVER);
    let ender = s.onset.or(event.ended_by, NEVER);
    let life = Life {
        onset,
        end: (onset + duration).min(ender).max(onset),
        lead: cx.number_or(event.anticipation_years, 0.0),
        lead_level: cx.number_or(event.anticipation, 0.0),
        initial: cx.number_or(event.initial, 1.0),
        ramp: cx.number_or(event.ramp_years, 0.0),
        fade: cx.number_or(event.fade_years, 0.0),
    };
    let moment = |moment| cx.calendar.since_base(moment);
    life.mean(moment(cx.calendar.start(cx.step)), moment(cx.calendar.end(cx.step)))
}

/// The course of an event's strength, in years.
struct Life<R> {
    onset: R,
    end: R,
    lead: R,
    lead_level: R,
    initial: R,
    ramp: R,
    fade: R,
}

impl<R: Real> Life<R> {
    /// Strength at `t` between onset and end.
    #[inline(always)]
    fn level(&self, t: R) -> R {
        let risen = ((t - self.onset) / self.ramp.max(R::splat(1e-9))).clamp(0.0, 1.0);
        self.initial + (-self.initial + 1.0) * risen
    }

    /// Mean strength from `from` to `to`.
    #[inline(always)]
    fn mean(&self, from: f64, to: f64) -> R {
        let full = (self.onset + self.ramp).min(self.end);
        let last = self.level(self.end);
        let faded = self.end + self.fade;
        let zero = R::splat(0.0);
        let before = self.onset - self.lead;
        let sum = segment(before, self.onset, self.lead_level, self.lead_level, from, to)
            + segment(self.onset, full, self.initial, self.level(full), from, to)
            + segment(full, self.end, last, last, from, to)
            + segment(self.end, faded, last, zero, from, to);
        sum / (to - from)
    }
}

/// Integral over `from..to` of the line from `(a, at_a)` to `(b, at_b)`, zero outside `a..b`.
#[inline(always)]
fn segment<R: Real>(a: R, b: R, at_a: R, at_b: R, from: f64, to: f64) -> R {
    let (low, high) = (a.max(R::splat(from)), b.min(R::splat(to)));
    let length = (high - low).max(R::splat(0.0));
    let along = ((low + high) * 0.5 - a) / (b - a).max(R::splat(1e-9));
    length * (at_a + (at_b - at_a) * along.clamp(0.0, 1.0))
}

/// Nothing is done to a target.
#[inline(always)]
fn clear<R: Real>(s: &mut State<R>, target: Target) {
    let place = match target {
        Target::Barrier(flow) => &mut s.barrier_event[flow],
        Target::Embargo(flow) => &mut s.embargo[flow],
        Target::Growth(actor) => &mut s.growth_hit[actor],
        Target::Threat(pair) => &mut s.threat[pair],
        Target::Lending(tie) => &mut s.lending_event[tie],
        Target::Loan(tie, _) => &mut s.loan_bn[tie],
        Target::Remittance(tie) => &mut s.remittance_event[tie],
        Target::Arms(tie) => &mut s.arms_event[tie],
        Target::Guarantee(tie) => &mut s.guarantee_event[tie],
        Target::Diplomacy(tie) => &mut s.diplomacy_event[tie],
        Target::Transit(tie) => &mut s.transit_event[tie],
        Target::Alignment(actor, axis) => &mut s.alignment_push[actor][axis],
        Target::Settlement(tie) => &mut s.adoption_event[tie],
        Target::Pressure(route) => &mut s.pressure[route],
        Target::Oil => &mut s.oil_event,
        Target::Seat(seat) => &mut s.seat_event[seat],
    };
    *place = R::splat(0.0);
}

/// (event.3)
#[inline(always)]
fn apply<R: Real>(cx: &Context<R>, s: &mut State<R>, target: Target, amount: R) {
    match target {
        Target::Barrier(flow) => s.barrier_event[flow] += amount,
        Target::Embargo(flow) => s.embargo[flow] = join(s.embargo[flow], amount),
        Target::Growth(actor) => s.growth_hit[actor] += amount,
        Target::Threat(pair) => s.threat[pair] += amount,
        Target::Lending(tie) => s.lending_event[tie] += amount,
        Target::Loan(tie, loan) => s.loan_bn[tie] += amount * loan_share(cx, tie, loan),
        Target::Remittance(tie) => s.remittance_event[tie] += amount,
        Target::Arms(tie) => s.arms_event[tie] += amount,
        Target::Guarantee(tie) => s.guarantee_event[tie] += amount,
        Target::Diplomacy(tie) => s.diplomacy_event[tie] += amount,
        Target::Transit(tie) => s.transit_event[tie] += amount,
        Target::Alignment(actor, axis) => s.alignment_push[actor][axis] += amount,
        Target::Settlement(tie) => s.adoption_event[tie] += amount,
        Target::Pressure(route) => s.pressure[route] += amount,
        Target::Oil => s.oil_event += amount,
        Target::Seat(seat) => s.seat_event[seat] = join(s.seat_event[seat], amount),
    }
}

/// (event.3): shares that forbid the same thing independently; never quite all of it.
#[inline(always)]
fn join<R: Real>(share: R, more: R) -> R {
    let open = (-share + 1.0) * (-more.clamp(0.0, MOST_FORBIDDEN) + 1.0);
    -open.max(R::splat(1.0 - MOST_FORBIDDEN)) + 1.0
}

/// Something always gets through; it keeps ln(1 − e) finite.
const MOST_FORBIDDEN: f64 = 0.999;

/// A tie's part of a loan: its base stock over the base stocks of all ties of the loan.
#[inline(always)]
fn loan_share<R: Real>(cx: &Context<R>, tie: crate::world::TieIx, loan: crate::world::LoanIx) -> R {
    let mut total = R::splat(0.0);
    for effect in cx.world.events.values().iter().flat_map(|e| &e.effects) {
        if let Target::Loan(other, of) = effect.target
            && of == loan
        {
            total += cx.number(cx.world.credit[other].value);
        }
    }
    cx.number(cx.world.credit[tie].value) / total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life() -> Life<f64> {
        Life {
            onset: 2022.15,
            end: 2024.4,
            lead: 0.25,
            lead_level: 0.3,
            initial: 0.5,
            ramp: 1.5,
            fade: 2.0,
        }
    }

    #[test]
    fn strength_is_zero_before_anticipation_whole_at_full_scope_and_gone_after_fading() {
        assert_eq!(life().mean(2021.0, 2021.5), 0.0);
        assert!((life().mean(2021.95, 2022.05) - 0.3).abs() < 1e-9);
        assert!((life().mean(2023.8, 2024.2) - 1.0).abs() < 1e-9);
        assert!((life().mean(2025.3, 2025.5) - 0.5).abs() < 1e-9);
        assert!(life().mean(2026.5, 2027.0).abs() < 1e-12);
        let never = Life { onset: NEVER, end: NEVER, ..life() };
        assert_eq!(never.mean(2022.0, 2023.0), 0.0);
    }

    #[test]
    fn the_mean_over_a_year_does_not_depend_on_the_step() {
        for year in 2021..2028 {
            let year = f64::from(year);
            let whole = life().mean(year, year + 1.0);
            let months: f64 = (0..12)
                .map(|m| life().mean(year + m as f64 / 12.0, year + (m + 1) as f64 / 12.0))
                .sum();
            assert!((whole - months / 12.0).abs() < 1e-9, "{year}: {whole} {months}");
        }
    }

    #[test]
    fn forbidden_shares_join_and_stay_below_one() {
        assert!((join(0.5, 0.5) - 0.75_f64).abs() < 1e-15);
        assert!(join(0.9, 5.0) < 1.0_f64);
        assert_eq!(join(0.0, 0.0), 0.0_f64);
    }
}
