//! Dependence: what each side of the report's pairs would lose without the other.

use super::answer::Answer;
use super::page::{BOLD, DIM, Page};

/// The two horizons, with the metric of each.
pub(super) const HORIZONS: [(&str, &str); 2] = [
    ("sensitivity", "within a year (sensitivity)"),
    ("vulnerability", "once it has adjusted (vulnerability)"),
];

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let dyads = &answer.scenario.report.dyads;
    if dyads.is_empty() {
        return;
    }
    page.heading("Dependence");
    let note = "Income that the first would lose if its ties with the second ended, %.";
    page.paragraph(note, DIM, 0);
    for (metric, meaning) in HORIZONS {
        page.blank();
        page.paragraph(&format!("Lost {meaning}"), BOLD, 0);
        let ways = dyads.iter().flat_map(|(a, b)| [(a, b), (b, a)]);
        let rows: Vec<_> = ways
            .map(|(client, partner)| {
                let pair = (Some(client.as_str()), Some(partner.as_str()));
                let read = move |step| answer.summary((metric, pair.0, pair.1, step));
                (format!("{client} on {partner}"), read)
            })
            .collect();
        answer.over_dates(page, &answer.steps(), &rows);
    }
}
