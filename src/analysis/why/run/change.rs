//! What changed in a run: leads that went over, main partners that were replaced.

use crate::world::{ActorIx, Pair, State};

use super::trace::Trace;

/// A crossing's lead that went over, in either direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    pub crossing: String,
    pub title: String,
    pub step: u32,
    /// Whether the one that is meant to cross is ahead from here on.
    pub ahead: bool,
    /// Labels and values of both sides.
    pub of: (String, f64),
    pub over: (String, f64),
    /// Whether this is the first passage: the lead that lasts long enough to count.
    pub counts: bool,
}

/// Every change of a crossing's lead, by step.
pub fn leads(trace: &Trace, passages: &[f64]) -> Vec<Lead> {
    let mut leads = Vec::new();
    for (crossing, &passage) in trace.model.crossings.iter().zip(passages) {
        let seen = |step: u32, observation: usize| trace.seen[step as usize][observation];
        let ahead = |step: u32| seen(step, crossing.of) > seen(step, crossing.over);
        for step in 1..=trace.last() {
            if ahead(step) == ahead(step - 1) {
                continue;
            }
            let side = |observation: usize| {
                (trace.model.observations[observation].label.clone(), seen(step, observation))
            };
            leads.push(Lead {
                crossing: crossing.id.clone(),
                title: crossing.title.clone(),
                step,
                ahead: ahead(step),
                of: side(crossing.of),
                over: side(crossing.over),
                counts: ahead(step) && passage == trace.model.calendar.end(step),
            });
        }
    }
    leads.sort_by_key(|lead| lead.step);
    leads
}

/// A state's largest trading partner among single states, replaced by another.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// Names.
    pub of: String,
    pub before: String,
    pub after: String,
    /// The last step of the year in which it is so for the first time.
    pub step: u32,
    /// Trade with the new and with the old one, USD bn a year in base-year prices.
    pub with_after: f64,
    pub with_before: f64,
}

/// Every change of a main partner, year by year.
pub fn partners(trace: &Trace) -> Vec<Partner> {
    let world = &trace.model.world;
    let single = world.actors.iter().filter(|(_, actor)| actor.single_state);
    let mut changes = Vec::new();
    for (actor, _) in single {
        let mut known = main_partner(trace, 0, actor);
        for step in trace.years() {
            let now = main_partner(trace, step, actor);
            if let (Some(before), Some(after)) = (known, now)
                && before != after
            {
                changes.push(Partner {
                    of: trace.name(actor).to_string(),
                    before: trace.name(before).to_string(),
                    after: trace.name(after).to_string(),
                    step,
                    with_after: trade(trace, step, actor, after),
                    with_before: trade(trace, step, actor, before),
                });
            }
            known = now.or(known);
        }
    }
    changes.sort_by_key(|change| change.step);
    changes
}

fn main_partner(trace: &Trace, step: u32, actor: ActorIx) -> Option<ActorIx> {
    let world = &trace.model.world;
    let pairs = world.actors[actor].as_client.iter().map(|&pair| &world.pairs[pair]);
    let single = pairs.filter(|pair| world.actors[pair.partner].single_state);
    let goods = |pair: &&Pair| turnover(trace.state(step), pair);
    let most = single.max_by(|a, b| goods(a).total_cmp(&goods(b)));
    most.filter(|pair| goods(pair) > 0.0).map(|pair| pair.partner)
}

fn trade(trace: &Trace, step: u32, actor: ActorIx, partner: ActorIx) -> f64 {
    let world = &trace.model.world;
    let mut pairs = world.actors[actor].as_client.iter().map(|&pair| &world.pairs[pair]);
    let pair = pairs.find(|pair| pair.partner == partner);
    pair.map_or(0.0, |pair| turnover(trace.state(step), pair))
}

/// Trade of a pair, both ways.
fn turnover(state: &State<f64>, pair: &Pair) -> f64 {
    let ties = [pair.imports, pair.exports].into_iter().flatten();
    ties.map(|tie| state.trade_bn[tie]).sum()
}
