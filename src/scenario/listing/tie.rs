//! Ties and mirrors.

use super::Section;
use crate::scenario::meaning::{Mirror, Tie};
use crate::scenario::section::{self, TIES};
use crate::scenario::shape::Kind;
use crate::scenario::word::Word;

pub fn tie(tie: &Tie) -> Section<'_> {
    let channel = <_ as Word>::word(tie.channel);
    let Some(Kind::List(shape)) = TIES.key(channel).map(|key| key.kind) else {
        unreachable!("every channel has a list of ties");
    };
    let ends = format!("{}.{}", tie.from, tie.to);
    Section::element(&format!("ties.{channel}"), &ends, shape)
        .say("from", tie.from.clone())
        .say("to", tie.to.clone())
        .figure("value", &tie.value)
        .figure("energy_share", tie.energy_share.as_ref())
        .figure("substitutability", tie.substitutability.as_ref())
        .figure("normal", tie.normal.as_ref())
        .figure("potential", tie.potential.as_ref())
        .figure("permanent_sd", tie.permanent_sd.as_ref())
        .figure("transitory_sd", tie.transitory_sd.as_ref())
        .figure("lending", tie.lending.as_ref())
        .figure("ceiling", tie.ceiling.as_ref())
        .figure("adoption", tie.adoption.as_ref())
}

pub fn mirror(mirror: &Mirror) -> Section<'_> {
    let name = format!("{}.{}.{}", mirror.reporter, mirror.from, mirror.to);
    Section::element("mirrors", &name, &section::MIRROR)
        .say("reporter", mirror.reporter.clone())
        .say("from", mirror.from.clone())
        .say("to", mirror.to.clone())
        .figure("value", &mirror.value)
}
