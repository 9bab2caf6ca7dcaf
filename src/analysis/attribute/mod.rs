//! Attribution: which of some differences carries how much of a change.
//!
//! ```text
//! scenarios ─items→ differences ─order→ coalitions ─game→ values by run ─shapley→ shares
//! ```
//! The change is shared out by Shapley values: what an item adds, averaged over the sequences in
//! which the items can join. The shares sum to the change. An item that changes nothing gets
//! exactly zero, and items that do the same get the same.

mod channel;
mod game;
mod item;
mod order;
pub mod row;
mod shapley;

pub use channel::{Flow, channels};
pub use game::Reading;
pub use item::{Item, Items};
pub use order::{Coalition, MOST_ITEMS, Precedence, Step};
pub use shapley::Estimate;

use std::sync::atomic::AtomicBool;

use crate::ensemble::{Order, Progress};
use crate::mechanism;
use crate::model::{self, Model};
use crate::scenario::{MetricRef, Scenario};

/// Coalitions up to which values are exact unless asked otherwise: all those of ten free items.
pub const EXACT: usize = 1024;
/// Coalitions that are held at most …
pub const MOST_COALITIONS: usize = 1 << 16;
/// … and runs of all coalitions together: a gigabyte of values.
pub const MOST_VALUES: u64 = 1 << 27;
/// Pairs of sequences that sampled values follow unless asked otherwise.
pub const PAIRS: usize = 16;

/// How much is spent on the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Exact where there are at most [`EXACT`] coalitions, else sampled along [`PAIRS`] pairs.
    Fitting,
    /// Every coalition.
    Exact,
    /// Along so many pairs of sequences, at least two.
    Pairs(usize),
}

/// How the values were computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Every coalition was visited; else some sequences were followed.
    pub exact: bool,
    /// Different coalitions that were simulated.
    pub coalitions: usize,
    /// Sequences that were followed; 0 where the values are exact.
    pub sequences: usize,
    /// Whether some items join before others.
    pub ordered: bool,
}

/// An item and its share of the change.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub name: String,
    /// What it holds, by key path.
    pub paths: Vec<String>,
    /// Places of the items that join before it.
    pub after: Vec<usize>,
    pub share: Estimate,
}

/// A coalition and its mean value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    pub coalition: Coalition,
    pub mean: f64,
}

/// A change, shared out over its items.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// With no item, and with every one.
    pub none: Estimate,
    pub all: Estimate,
    /// The change from the one to the other, paired by run.
    pub change: Estimate,
    pub parts: Vec<Part>,
    pub method: Method,
    /// Runs behind every figure, and runs that went wrong in some coalition and are in none.
    pub runs: u64,
    pub dropped: u64,
    /// Every coalition that was simulated.
    pub worths: Vec<Worth>,
}

/// Why there is no attribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooManyItems(usize),
    TooManyCoalitions,
    Interrupted,
    /// The metric is defined in no run.
    Undefined,
}

/// What the change is a change of.
#[derive(Clone, Debug)]
pub struct Question {
    pub metric: MetricRef,
    pub reading: Reading,
    /// The second scenario of a difference taken within each coalition: for the mechanisms' part
    /// in the difference of two scenarios.
    pub against: Option<Scenario>,
    /// Whether an event joins after what it requires.
    pub ordered: bool,
    pub effort: Effort,
}

/// The coalitions to visit.
enum Route {
    All(Vec<Coalition>),
    Along(Vec<[Vec<usize>; 2]>, Vec<Coalition>),
}

/// Shares a change out over some items.
///
/// # Errors
/// Where there is nothing to share out, too much of it, or no time left.
pub fn attribute(
    items: &Items,
    question: &Question,
    order: &Order,
    watch: (&dyn Progress, &AtomicBool),
) -> Result<Attribution, Refusal> {
    let precedence = precedence(items, question)?;
    let route = route(&precedence, question.effort, order)?;
    let coalitions = match &route {
        Route::All(coalitions) | Route::Along(_, coalitions) => coalitions,
    };
    let models = |coalition| models(items, question, coalition);
    let combine = |parts: &[f64]| match parts {
        [level] => *level,
        [first, second] => second - first,
        _ => unreachable!("a coalition is one model or two"),
    };
    let played = game::play(coalitions, models, combine, &question.reading, order, watch);
    let (values, dropped) = played.ok_or(Refusal::Interrupted)?;
    if dropped == order.runs {
        return Err(Refusal::Undefined);
    }
    let shares = match &route {
        Route::All(all) => shapley::exact(&precedence, all, &values.list),
        Route::Along(pairs, _) => shapley::sampled(&precedence, pairs, |c| values.of(c)),
    };
    let (none, all) = (values.of(0), values.of(precedence.all()));
    let change: Vec<f64> = none.iter().zip(all).map(|(none, all)| all - none).collect();
    let worth = |&coalition: &Coalition| {
        let mean = Estimate::over_runs(values.of(coalition)).value;
        Worth { coalition, mean }
    };
    Ok(Attribution {
        none: Estimate::over_runs(none),
        all: Estimate::over_runs(all),
        change: Estimate::over_runs(&change),
        parts: parts(items, &precedence, shares),
        method: Method {
            exact: matches!(route, Route::All(_)),
            coalitions: coalitions.len(),
            sequences: if let Route::Along(pairs, _) = &route { 2 * pairs.len() } else { 0 },
            ordered: precedence.constrains(),
        },
        runs: order.runs - dropped,
        dropped,
        worths: coalitions.iter().map(worth).collect(),
    })
}

/// How many simulations an attribution takes.
///
/// # Errors
/// As for [`attribute`].
pub fn simulations(items: &Items, question: &Question, order: &Order) -> Result<u64, Refusal> {
    let route = route(&precedence(items, question)?, question.effort, order)?;
    let (Route::All(coalitions) | Route::Along(_, coalitions)) = &route;
    let each = if question.against.is_some() { 2 } else { 1 };
    Ok(coalitions.len() as u64 * each * order.runs)
}

fn precedence(items: &Items, question: &Question) -> Result<Precedence, Refusal> {
    match items.list.len() {
        n if n > MOST_ITEMS => Err(Refusal::TooManyItems(n)),
        _ if question.ordered => Ok(items.precedence()),
        n => Ok(Precedence::free(n)),
    }
}

fn route(precedence: &Precedence, effort: Effort, order: &Order) -> Result<Route, Refusal> {
    let held = (MOST_VALUES / order.runs) as usize;
    let most = match effort {
        Effort::Fitting => EXACT,
        Effort::Exact => MOST_COALITIONS.min(held),
        Effort::Pairs(_) => 0,
    };
    match (precedence.coalitions(most), effort) {
        (Some(coalitions), _) => return Ok(Route::All(coalitions)),
        (None, Effort::Exact) => return Err(Refusal::TooManyCoalitions),
        _ => (),
    }
    let pairs = if let Effort::Pairs(pairs) = effort { pairs.max(2) } else { PAIRS };
    let pairs = precedence.sequences(order.seed, pairs);
    let mut coalitions: Vec<Coalition> = vec![0];
    for sequence in pairs.iter().flatten() {
        coalitions.extend(sequence.iter().scan(0, |coalition, item| {
            *coalition |= 1 << item;
            Some(*coalition)
        }));
    }
    coalitions.sort_unstable();
    coalitions.dedup();
    if coalitions.len() > MOST_COALITIONS.min(held) {
        return Err(Refusal::TooManyCoalitions);
    }
    Ok(Route::Along(pairs, coalitions))
}

/// The models of a coalition: its scenario's, and where a difference is asked for the other's.
fn models(items: &Items, question: &Question, coalition: Coalition) -> Vec<Model> {
    let off = items.off(coalition);
    let first = items.scenario(coalition);
    let compiled = |scenario: &Scenario| {
        let mut model = model::compile_for(scenario, std::slice::from_ref(&question.metric));
        let known = mechanism::CAUSAL_ORDER.iter().map(|mechanism| mechanism.name);
        model.off = known.filter(|name| off.contains(name)).collect();
        model
    };
    std::iter::once(&first).chain(&question.against).map(compiled).collect()
}

fn parts(items: &Items, precedence: &Precedence, shares: Vec<Estimate>) -> Vec<Part> {
    let earlier = |place: usize| {
        (0..items.list.len()).filter(|&other| precedence.precedes(other, place)).collect()
    };
    let part = |(place, (item, share)): (usize, (&Item, Estimate))| Part {
        name: item.name.clone(),
        paths: item.paths.clone(),
        after: earlier(place),
        share,
    };
    items.list.iter().zip(shares).enumerate().map(part).collect()
}

#[cfg(test)]
mod tests;
