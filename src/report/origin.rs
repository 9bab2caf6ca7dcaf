//! Where a number comes from, in a line.

use crate::scenario::{Provenance, Word as _};

/// `customs, 2021, reported by CHN, read; method: …`; empty where nothing is said.
pub(super) fn origin(provenance: &Provenance) -> String {
    let facts = [
        provenance.source.clone(),
        provenance.year.map(|year| year.to_string()),
        provenance
            .reporter
            .as_ref()
            .map(|who| format!("reported by {who}")),
        provenance.confidence.map(|c| c.word().to_string()),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let method = provenance
        .method
        .as_ref()
        .map(|text| format!("method: {text}"));
    let parts = [Some(facts.join(", ")), method, provenance.note.clone()];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Confidence;

    #[test]
    fn an_origin_says_what_is_known_and_no_more() {
        let provenance = Provenance {
            source: Some("customs".into()),
            year: Some(2021),
            confidence: Some(Confidence::Computed),
            method: Some("sum of months".into()),
            ..Provenance::default()
        };
        assert_eq!(
            origin(&provenance),
            "customs, 2021, computed; method: sum of months"
        );
        assert_eq!(origin(&Provenance::default()), "");
    }
}
