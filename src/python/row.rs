//! Rows of the tables of a scenario: its claims, its numbers, and how it differs from another.

use crate::model::Number;
use crate::outcome::rows;
use crate::scenario::{Change, ChangeKind, Claim, ClaimKind, Scenario, Word as _};

rows! {
    /// A claim.
    pub struct ClaimRow {
        claim: String, "", "id of the claim";
        text: String, "", "the claim in words";
        kind: String, "", "fact: an input; informed: its sign is partly built in; emergent: it is not";
        test: Option<String>, "", "the test on outcomes; a fact has none";
        source: Option<String>, "", "id of the source";
        source_title: Option<String>, "", "title of the source";
        without: Option<String>, "", "events without which it is run in pairs, one space apart";
        in_sample: bool, "", "whether figures after the base date entered a prior that bears on it";
        note: Option<String>, "", "what else is to be said";
    }
}

rows! {
    /// A number that the scenario or the model states.
    pub struct NumberRow {
        key: String, "", "key path, its address in every draw";
        unit: String, "", "unit of the number";
        law: String, "", "the distribution in words";
        q05: f64, "the row's unit", "5 % quantile";
        median: f64, "the row's unit", "median";
        q95: f64, "the row's unit", "95 % quantile";
        parameter: bool, "", "a parameter of the model; else a figure of the scenario";
        source: Option<String>, "", "id of the source, or a citation";
        year: Option<String>, "", "year to which the figure belongs";
        reporter: Option<String>, "", "whose statistics";
        confidence: Option<String>, "", "how far it can be trusted";
        meaning: String, "", "what it means";
    }
}

rows! {
    /// A difference of two scenarios.
    pub struct ChangeRow {
        path: String, "", "key path of the statement, or of the whole that is new or gone";
        change: String, "", "added, removed or changed";
        before: Option<String>, "", "what the first says";
        after: Option<String>, "", "what the second says";
    }
}

impl ClaimRow {
    pub fn of(scenario: &Scenario, id: &str, claim: &Claim) -> ClaimRow {
        ClaimRow {
            claim: id.to_string(),
            text: claim.text.clone(),
            kind: match claim.kind {
                ClaimKind::Fact => "fact",
                ClaimKind::Informed => "informed",
                ClaimKind::Emergent => "emergent",
            }
            .to_string(),
            test: Some(claim.test_text.clone()).filter(|test| !test.is_empty()),
            source: claim.source.clone(),
            source_title: claim
                .source
                .as_ref()
                .and_then(|id| scenario.sources.get(id))
                .map(|source| source.title.clone()),
            without: (!claim.without.is_empty()).then(|| claim.without.join(" ")),
            in_sample: claim.in_sample,
            note: claim.note.clone(),
        }
    }
}

impl NumberRow {
    pub fn of(number: &Number) -> NumberRow {
        let at = |u: f64| number.distribution.quantile(u);
        let provenance = &number.provenance;
        NumberRow {
            key: number.key.clone(),
            unit: number.unit.to_string(),
            law: number.distribution.describe(),
            q05: at(0.05),
            median: at(0.5),
            q95: at(0.95),
            parameter: number.parameter,
            source: provenance.source.clone().or_else(|| provenance.note.clone()),
            year: provenance.year.map(|year| year.to_string()),
            reporter: provenance.reporter.clone(),
            confidence: provenance.confidence.map(|confidence| confidence.word().to_string()),
            meaning: number.meaning.clone(),
        }
    }
}

impl ChangeRow {
    pub fn of(change: Change) -> ChangeRow {
        ChangeRow {
            change: match change.kind {
                ChangeKind::Added => "added",
                ChangeKind::Removed => "removed",
                ChangeKind::Changed => "changed",
            }
            .to_string(),
            path: change.path,
            before: change.before,
            after: change.after,
        }
    }
}
