//! Claims and crossings.

use crate::scenario::cursor::Cursor;
use crate::scenario::expression;
use crate::scenario::meaning::{Claim, Crossing};
use crate::world::Calendar;

/// A claim without its counterfactual, which is a scenario of its own.
pub fn claim(claim: &Cursor) -> Option<Claim> {
    let test_text = claim.text("test").unwrap_or_default();
    Some(Claim {
        text: claim.text("text")?,
        source: claim.text("source"),
        kind: claim.word("kind")?,
        test: expression::parse(&test_text).ok(),
        test_text,
        counterfactual: None,
        without: claim.texts("without"),
        symmetric: claim.texts("symmetric"),
        in_sample: claim.flag("in_sample").unwrap_or(false),
        note: claim.text("note"),
        shows: claim.text("shows"),
    })
}

pub fn crossing(crossing: &Cursor, calendar: Calendar) -> Option<Crossing> {
    let years = crossing.number("hold_years").unwrap_or(0.0);
    let steps = (years * f64::from(calendar.step.per_year())).round();
    Some(Crossing {
        title: crossing.text("title")?,
        of: crossing.metric("of")?,
        over: crossing.metric("over")?,
        hold_steps: steps.clamp(1.0, f64::from(calendar.n_steps().max(1))) as u32,
    })
}
