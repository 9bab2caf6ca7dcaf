//! What happens in a scenario: events, what triggers them, what they do.

use serde::Serialize;

use crate::world::Date;

use super::{Provenance, Quantity};

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub title: String,
    pub trigger: Trigger,
    /// Chance that it happens at all when its trigger says so, 0–1.
    pub probability: Option<Quantity>,
    /// Another event without which this one does not happen.
    pub requires: Option<String>,
    /// Event whose onset ends this one (a ceasefire, the lifting of sanctions).
    pub ended_by: Option<String>,
    /// Years before onset in which the effect is anticipated, and its share then, 0–1.
    pub anticipation_years: Option<Quantity>,
    pub anticipation: Option<Quantity>,
    /// Share of the effect at onset, 0–1 (absent: 1), and years until it is whole.
    pub initial: Option<Quantity>,
    pub ramp_years: Option<Quantity>,
    /// Years that it lasts (absent: to the end).
    pub duration_years: Option<Quantity>,
    /// Years over which it fades once it has ended (absent: at once).
    pub fade_years: Option<Quantity>,
    pub effects: Vec<Effect>,
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// On a date.
    Scheduled(Date),
    /// At random: `rate` per year, times e^{slope·(metric − level)} where a metric is named.
    Hazard {
        rate: Quantity,
        from: Option<Date>,
        until: Option<Date>,
        metric: Option<MetricRef>,
        slope: Option<Quantity>,
        level: Option<Quantity>,
    },
    /// When a metric stays above (or below) a level for a number of steps.
    Condition { metric: MetricRef, above: bool, level: Quantity, for_steps: u32 },
    /// When an institution passes the agenda item that starts it.
    Agenda,
}

/// A metric with its subject and object: `trade_share[KAZ,CHN]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetricRef {
    pub name: String,
    pub subject: Option<String>,
    pub object: Option<String>,
}

/// Which part of a trade flow an effect meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Goods {
    All,
    Energy,
    Other,
}

/// One thing that an event does while it lasts; `size` at full strength.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub kind: EffectKind,
    /// Actor ids (regions in the file are already expanded). Meaning by kind.
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub goods: Goods,
    /// Alignment: the axis.
    pub axis: Option<String>,
    /// Membership: the institution.
    pub institution: Option<String>,
    /// Absent for membership only.
    pub size: Option<Quantity>,
}

/// What an event can do. `size` and the meaning of `from` and `to`:
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EffectKind {
    /// Trade cost on flows from → to: log points of long-run trade lost.
    Barrier,
    /// Forbidden share of flows from → to, 0–1.
    Embargo,
    /// Growth of `to`: log points a year.
    Growth,
    /// Threat that `from` poses to `to`, index (1 = the invasion's on its neighbours).
    Threat,
    /// Disbursements of creditor `from` to debtor `to`: log change.
    Lending,
    /// New loans of `from` to `to`: USD bn a year, shared in proportion to stocks.
    Loan,
    /// Remittances from → to: log change.
    Remittance,
    /// Arms supply from → to: log change.
    Arms,
    /// Guarantee from → to: log change.
    Guarantee,
    /// Diplomacy from → to: log change.
    Diplomacy,
    /// Transit of `to` through `from`: log change.
    Transit,
    /// Push on the position of `to` along `axis`: units a year.
    Alignment,
    /// Speed at which `to` adopts the currency of `from`: added, per year.
    Settlement,
    /// Pressure on re-exports through hub `from` to `to`: log cut of what evades.
    Pressure,
    /// The world oil price: log change.
    Oil,
    /// `to` joins `institution`.
    Membership,
}
