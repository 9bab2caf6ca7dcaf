//! Outcomes side by side: the difference of the assumptions, and that of what follows from them.
//!
//! Scenarios share every shock and every number that they have in common, so runs are compared one
//! by one: run 17 of the one with run 17 of the other. What both have in common cancels, and small
//! effects become visible in few runs. Two figures must not be confused: the *interval of the
//! difference* says how precisely the mean effect is known and shrinks with more runs; the *range
//! over runs* says how much the effect varies with the world that was drawn, and does not.
//!
//! | file | what it compares |
//! | --- | --- |
//! | `side` | what is compared, whether pairing is possible, readings of every run |
//! | `level` | metrics at dates |
//! | `claim` | claims |
//! | `crossing` | first passages |
//! | `precision` | how many runs a difference needs |
//! | `caution` | what a reader must know before trusting the figures |

mod caution;
mod claim;
mod crossing;
mod level;
pub mod precision;
mod side;

pub use side::{Side, defines};

use crate::analysis::crossings;
use crate::outcome::{AssumptionRow, Comparison, Error};
use crate::scenario::{self, ChangeKind, MetricRef};
use crate::world::Date;

/// What is asked of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Index of the side that the others are compared with.
    pub reference: usize,
    /// Empty: the metrics that a reader of the reference is shown first.
    pub metrics: Vec<MetricRef>,
    /// Empty: the dates of the reference's report.
    pub dates: Vec<Date>,
    /// Threads for what has to be simulated again.
    pub threads: usize,
}

/// Compares outcomes with the reference. Metrics and dates that a result does not keep of every
/// run are simulated again from its own header, to the same bits.
///
/// # Errors
/// Those of reading the results.
///
/// # Panics
/// Where there is no reference, or it does not define a metric that is asked for.
pub fn compare(sides: &[Side], question: &Question) -> Result<Comparison, Error> {
    let reference = &sides[question.reference];
    let mut comparison = Comparison {
        subjects: sides.iter().map(Side::subject).collect(),
        reference: question.reference,
        ..Comparison::default()
    };
    let asked = level::Asked::of(reference, question);
    let base = side::Read::of(reference, &asked, question.threads)?;
    for (at, side) in sides.iter().enumerate() {
        comparison.levels.extend(level::levels(side, &asked.metrics));
        comparison.survival.extend(crossings::survival(side)?);
        if at == question.reference {
            continue;
        }
        let pair = side::Pair::of(reference, side);
        let read = side::Read::of(side, &asked, question.threads)?;
        comparison.outcomes.extend(level::differences(&pair, &asked, (&base, &read)));
        comparison.claims.extend(claim::differences(&pair)?);
        comparison.crossings.extend(crossing::differences(&pair)?);
        comparison.assumptions.extend(assumptions(reference, side));
    }
    comparison.warnings = caution::warnings(sides, &comparison, &asked);
    Ok(comparison)
}

/// What a side assumes otherwise than the reference.
fn assumptions(reference: &Side, side: &Side) -> Vec<AssumptionRow> {
    let changes = scenario::diff(&reference.scenario, &side.scenario);
    let row = |change: scenario::Change| AssumptionRow {
        scenario: side.name.clone(),
        reference: reference.name.clone(),
        change: match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        }
        .to_string(),
        path: change.path,
        before: change.before,
        after: change.after,
    };
    changes.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests;
