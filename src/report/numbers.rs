//! Numbers with their origin: what each is, in which unit, and where it comes from.

use crate::model::{Model, Number};
use crate::scenario::{Provenance, Word as _, near};

use super::figure::counted;
use super::page::{DIM, Page};

/// Every number that the scenario says; the model's own priors are only counted.
pub(super) fn write(page: &mut Page, model: &Model) {
    page.heading("Numbers, with their origin");
    let prior = |n: &&Number| n.parameter && n.provenance.confidence.is_none();
    let (priors, said): (Vec<_>, Vec<_>) = model.numbers.iter().partition(prior);
    let note = format!(
        "{} of the model keep their priors: `suasion explain` shows them.",
        counted(priors.len() as u64, "parameter")
    );
    page.paragraph(&note, DIM, 0);
    said.into_iter().for_each(|number| entry(page, number));
}

/// The numbers whose key begins with some words of a key path: `actors.KAZ`, `ties.trade.CHN`.
/// Parameters are found with and without the table that they stand in: `parameters.shock`, `shock`.
///
/// # Errors
/// A sentence that names what is near, where there is none.
pub fn numbers(model: &Model, key: &str) -> Result<Page, String> {
    let mut page = Page::default();
    let key = key.strip_prefix("parameters.").unwrap_or(key);
    let begins = |number: &&Number| {
        let rest = number.key.strip_prefix(key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    model.numbers.iter().filter(begins).for_each(|number| entry(&mut page, number));
    if page.is_empty() {
        let near = near(key, model.numbers.iter().map(|number| number.key.as_str()));
        return Err(format!("no number's key begins with `{key}`; {near}"));
    }
    Ok(page)
}

/// A number with its law, unit, meaning and origin.
fn entry(page: &mut Page, number: &Number) {
    page.line(&number.key);
    let parts = [
        number.distribution.describe(),
        if number.unit == "1" { "no unit" } else { number.unit }.to_string(),
        number.meaning.clone(),
        origin(&number.provenance),
        together(number),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    page.paragraph(&parts.join(" · "), DIM, 2);
}

/// `drawn together with shock.country_scale (+0.31)`; empty where it is drawn by itself.
fn together(number: &Number) -> String {
    let others: Vec<String> =
        number.goes_with.iter().map(|(key, r)| format!("{key} ({r:+.2})")).collect();
    match others.is_empty() {
        true => String::new(),
        false => format!("drawn together with {}", others.join(", ")),
    }
}

/// `customs, 2021, reported by CHN, read; method: …`; empty where nothing is said.
fn origin(provenance: &Provenance) -> String {
    let facts = [
        provenance.source.clone(),
        provenance.year.map(|year| year.to_string()),
        provenance.reporter.as_ref().map(|who| format!("reported by {who}")),
        provenance.confidence.map(|c| c.word().to_string()),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let method = provenance.method.as_ref().map(|text| format!("method: {text}"));
    let parts = [Some(facts.join(", ")), method, provenance.note.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
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
        assert_eq!(origin(&provenance), "customs, 2021, computed; method: sum of months");
        assert_eq!(origin(&Provenance::default()), "");
    }
}
