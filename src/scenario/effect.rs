//! The effects of events: the keys that each kind takes.

use super::meaning::{EffectKind, Goods};
use super::shape::Kind::{Name, Names, Word};
use super::shape::{Key, Noun, SHARE, Shape, any, may, must, positive};
use super::unit::Dimension::*;
use super::word::Word as Choice;

const FROM: Key = must("from", Names(Noun::Party), "actors or regions; `all` for every actor");
const TO: Key = must("to", Names(Noun::Party), "actors or regions; `all` for every actor");
const KIND: Key = must("kind", Word(EffectKind::words), "what it does");
const GOODS: Key = may("goods", Word(Goods::words), "which part of the flow; all where absent");

const fn shape(keys: &'static [Key]) -> Shape {
    Shape { noun: "an effect", provenance: true, keys }
}

/// Shape of an effect of each kind.
pub fn shape_of(kind: EffectKind) -> &'static Shape {
    match kind {
        EffectKind::Barrier => &BARRIER,
        EffectKind::Embargo => &EMBARGO,
        EffectKind::Growth => &GROWTH,
        EffectKind::Threat => &THREAT,
        EffectKind::Loan => &LOAN,
        EffectKind::Alignment => &ALIGNMENT,
        EffectKind::Settlement => &SETTLEMENT,
        EffectKind::Pressure => &PRESSURE,
        EffectKind::Oil => &OIL,
        EffectKind::Membership => &MEMBERSHIP,
        EffectKind::Lending
        | EffectKind::Remittance
        | EffectKind::Arms
        | EffectKind::Guarantee
        | EffectKind::Diplomacy
        | EffectKind::Transit => &CHANGE,
    }
}

static BARRIER: Shape =
    shape(&[KIND, GOODS, FROM, TO, must("size", any(Log), "log points of long-run trade lost")]);
static EMBARGO: Shape = shape(&[KIND, GOODS, FROM, TO, must("size", SHARE, "forbidden share")]);
static GROWTH: Shape = shape(&[KIND, TO, must("size", any(Rate), "growth, log points a year")]);
static THREAT: Shape = shape(&[
    KIND,
    FROM,
    TO,
    must("size", positive(Index), "threat that `from` poses to `to`; 1: an invasion's"),
]);
static LOAN: Shape = shape(&[KIND, FROM, TO, must("size", positive(Flow), "new loans")]);
static ALIGNMENT: Shape = shape(&[
    KIND,
    TO,
    must("axis", Name(Noun::Axis), "axis along which `to` is pushed"),
    must("size", any(Own), "units of the axis a year"),
]);
static SETTLEMENT: Shape = shape(&[
    KIND,
    FROM,
    TO,
    must("size", any(Rate), "added to the speed at which `to` adopts the currency of `from`"),
]);
static PRESSURE: Shape = shape(&[
    KIND,
    FROM,
    TO,
    must("size", positive(Log), "log cut of what evades through hub `from` to `to`"),
]);
static OIL: Shape = shape(&[KIND, must("size", any(Log), "log change of the world oil price")]);
static MEMBERSHIP: Shape = shape(&[
    KIND,
    TO,
    must("institution", Name(Noun::Institution), "the institution that `to` joins"),
]);
/// Lending, remittance, arms, guarantee, diplomacy, transit.
static CHANGE: Shape =
    shape(&[KIND, FROM, TO, must("size", any(Log), "log change of the tie from → to")]);

/// The words of every kind.
pub fn words() -> Vec<&'static str> {
    EffectKind::words()
}
