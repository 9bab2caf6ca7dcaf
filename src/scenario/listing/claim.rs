//! Claims and crossings.

use super::{Said, Section};
use crate::scenario::meaning::{Claim, Crossing};
use crate::scenario::section;
use crate::scenario::word::Word as _;
use crate::world::Calendar;

pub fn claim<'a>(id: &str, claim: &'a Claim) -> Section<'a> {
    let mut section = Section::new(format!("claims.{id}"), &section::CLAIM)
        .say("text", claim.text.clone())
        .maybe("source", claim.source.clone())
        .say("kind", claim.kind.word())
        .text("test", &claim.test_text)
        .maybe("shows", claim.shows.clone())
        .list("without", &claim.without)
        .list("symmetric", &claim.symmetric)
        .flag("in_sample", claim.in_sample)
        .maybe("note", claim.note.clone());
    if let Some(other) = &claim.counterfactual {
        section.lines.push(("counterfactual".to_string(), Said::Variant(other)));
    }
    section
}

pub fn crossing<'a>(id: &str, crossing: &'a Crossing, calendar: Calendar) -> Section<'a> {
    Section::new(format!("crossings.{id}"), &section::CROSSING)
        .say("title", crossing.title.clone())
        .say("of", crossing.of.to_string())
        .say("over", crossing.over.to_string())
        .say("hold_years", f64::from(crossing.hold_steps) * calendar.dt())
}
