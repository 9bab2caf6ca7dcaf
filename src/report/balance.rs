//! The balance of power: each power's share of influence in the report's regions.

use crate::scenario::Region;

use super::answer::Answer;
use super::page::{BOLD, DIM, Page};

/// How clients may weigh, with the metric that weighs them so.
pub(super) const WEIGHTS: [(&str, &str); 2] = [
    ("regional_share", "each country counts alike"),
    ("regional_share_gdp", "countries count by GDP"),
];

pub(super) fn write(answer: &Answer, page: &mut Page) {
    let regions = &answer.scenario.report.regions;
    if regions.is_empty() {
        return;
    }
    page.heading("Balance of power");
    let note = "Share of each power in the influence that all powers together have, %.";
    page.paragraph(note, DIM, 0);
    for region in regions {
        let powers = powers(answer, region);
        let Region { name, members, .. } = &answer.scenario.regions[region];
        let alone = members.len() == 1;
        for (metric, meaning) in &WEIGHTS[..if alone { 1 } else { 2 }] {
            page.blank();
            let title = if alone { name.clone() } else { format!("{name}, {meaning}") };
            page.paragraph(&title, BOLD, 0);
            let rows: Vec<_> = powers
                .iter()
                .map(|&power| {
                    let read = move |step| {
                        answer.summary((*metric, Some(region.as_str()), Some(power), step))
                    };
                    (answer.actor(power).to_string(), read)
                })
                .collect();
            answer.over_dates(page, &answer.steps(), &rows);
        }
    }
}

/// The powers, the most influential at the base first.
pub(super) fn powers<'a>(answer: &Answer<'a>, region: &str) -> Vec<&'a str> {
    let actors = answer.scenario.actors.iter();
    let mut powers: Vec<&str> =
        actors.filter(|(_, actor)| actor.power).map(|(id, _)| id.as_str()).collect();
    let share = |power: &str| {
        let row = answer.summary((WEIGHTS[0].0, Some(region), Some(power), 0));
        row.map_or(f64::NAN, |row| row.quantiles[3])
    };
    powers.sort_by(|a, b| share(b).total_cmp(&share(a)));
    powers
}
