//! Institution: who is a member, what joint membership brings, and what passes.
//!
//! # Equation
//! ```text
//! veto_i = 1/(1 + exp(−(v0 + v_d distance_i + v_r rivalry_i)))                       (institution.1)
//! passes: consensus — nobody vetoes, Π(1−veto_i) · majority — more than half · weighted — more than
//! half of the funding                                                             (institution.2)
//! trade: +τ (joint − joint at the base) , diplomacy: +δ of the same                  (institution.3)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | distance | `position` | alignment distance of the voter from proposer and candidate | 1 | alignment |
//! | rivalry | `threat` | threat that either poses to the voter, saturated | 0–1 | event |
//! | joint | `membership` | both are members | 0–1 | field, written here |
//! | τ, δ | scenario | what joint membership adds | log, 0–1 | scenario |
//! | v0, v_d, v_r | `veto_base`, `veto_distance`, `veto_rivalry` | | 1 | parameters |
//!
//! Each member but the proposer and the candidate draws its own vote and weighs by its membership of
//! the step before; distance is the mean of the two where there is a candidate, rivalry the larger.
//! Consensus gets harder with every member.
//! # Reads
//! position, threat, seat_event
//! # Writes
//! membership, institution_log, diplomacy_gain, passed_at
//! # Draws
//! stream `institution.vote`, one per item and member (the XOR of their hashes), at step 0
//! # Limits
//! a decided membership does not change the base year · consensus passes with Π(1−veto)
//! # Leaves out
//! logrolling; withdrawal as a choice
//! # References
//! SCO Charter, article 16 (consensus).

use crate::numeric::{Address, Real, Stream};
use crate::world::{AgendaItem, NEVER, PairIx, Rule, SeatIx, State, Voter};

use super::{Context, parameter::parameters};

parameters! { institution:
    /// Log odds of a veto from a member without distance or rivalry.
    veto_base: "log odds", -20.0..=20.0, Uniform { low: -6.0, high: -4.0 },
        Data("SCO 2001–21: announced admissions passed; a veto is rare, of the order of one in a hundred");
    /// Added per unit of alignment distance from proposer and candidate.
    veto_distance: "log odds", -20.0..=20.0, Uniform { low: 0.0, high: 1.0 },
        Judgement("assumed: distance matters, wide");
    /// Added by a saturated threat from proposer or candidate.
    veto_rivalry: "log odds", -20.0..=20.0, Uniform { low: 1.0, high: 3.0 },
        Judgement("assumed: India and Pakistan were admitted together or not at all");
}

const VOTE: Stream = Stream::new("institution.vote");

/// Memberships of the base year.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    s.passed_at.fill(R::splat(NEVER));
    seats(cx, s, cx.calendar.start(0), cx.calendar.end(0));
}

/// Decides the agenda of the step, then books memberships and what they bring.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let (start, end) = (cx.calendar.start(cx.step), cx.calendar.end(cx.step));
    for (ix, item) in cx.world.agenda.iter() {
        if start <= item.date && item.date < end {
            let passes = passes(cx, s, item);
            s.passed_at[ix] =
                R::select(passes, R::splat(cx.calendar.since_base(item.date)), R::splat(NEVER));
        }
    }
    seats(cx, s, start, end);
    joint(cx, s);
}

/// Share of the step in which each seat is held.
#[inline(always)]
fn seats<R: Real>(cx: &Context<R>, s: &mut State<R>, start: f64, end: f64) {
    for (ix, seat) in cx.world.seats.iter() {
        let mut held: f64 = 0.0;
        for &(since, until) in &seat.terms {
            held += (until.min(end) - since.max(start)).max(0.0) / (end - start);
        }
        let mut membership = R::splat(held.min(1.0));
        if let Some(item) = seat.admission {
            let since = s.passed_at[item];
            membership = membership
                .max(((-since + cx.calendar.since_base(end)) / (end - start)).clamp(0.0, 1.0));
        }
        s.membership[ix] = membership.max(s.seat_event[ix]);
    }
}

/// (institution.3)
#[inline(always)]
fn joint<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    s.institution_log.fill(R::splat(0.0));
    s.diplomacy_gain.fill(R::splat(0.0));
    let base = &cx.base().membership;
    for institution in cx.world.institutions.values() {
        let change = |s: &State<R>, a: SeatIx, b: SeatIx| {
            s.membership[a] * s.membership[b] - base[a] * base[b]
        };
        if let Some(effect) = institution.trade_effect {
            for &(tie, a, b) in &institution.trade {
                let gain = cx.number(effect) * change(s, a, b);
                s.institution_log[tie] += gain;
            }
        }
        if let Some(effect) = institution.diplomacy_effect {
            for &(tie, a, b) in &institution.diplomacy {
                let gain = cx.number(effect) * change(s, a, b);
                s.diplomacy_gain[tie] += gain;
            }
        }
    }
}

/// (institution.2) with each member's own draw.
#[inline(always)]
fn passes<R: Real>(cx: &Context<R>, s: &State<R>, item: &AgendaItem) -> R::Mask {
    let institution = &cx.world.institutions[item.institution];
    let (mut yes, mut all) = (R::splat(0.0), R::splat(0.0));
    for voter in &item.voters {
        let weight = s.membership[voter.seat]
            * match institution.rule {
                Rule::Weighted => cx.number_or(cx.world.seats[voter.seat].funding, 0.0),
                Rule::Consensus | Rule::Majority => R::splat(1.0),
            };
        let address = Address { stream: VOTE, step: 0, entity: item.hash ^ voter.hash };
        let draw: R = cx.draws.uniform(address, cx.first_run);
        let agrees = draw.ge(veto(cx, s, item, voter));
        yes += R::select(agrees, weight, R::splat(0.0));
        all += weight;
    }
    match institution.rule {
        Rule::Consensus => yes.ge(all),
        Rule::Majority | Rule::Weighted => yes.gt(all * 0.5),
    }
}

/// (institution.1)
#[inline(always)]
fn veto<R: Real>(cx: &Context<R>, s: &State<R>, item: &AgendaItem, voter: &Voter) -> R {
    let p = &cx.parameters.institution;
    let none = R::splat(0.0);
    let me = cx.world.seats[voter.seat].actor;
    let mut distance = s.alignment_distance(cx.world, me, item.proposer);
    if let Some(candidate) = item.admits {
        distance = (distance + s.alignment_distance(cx.world, me, candidate)) * 0.5;
    }
    let fear = |pair: Option<PairIx>| pair.map_or(none, |pair| s.fear(pair));
    let rivalry = fear(voter.on_proposer).max(fear(voter.on_candidate));
    (p.veto_base + p.veto_distance * distance + p.veto_rivalry * rivalry).logistic()
}
