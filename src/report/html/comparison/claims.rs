//! Claims as dumbbells: the probability in the reference and in a scenario.

use serde_json::json;

use crate::outcome::ClaimDifference;
use crate::report::compare::group::{Scale, p_value};
use crate::report::figure::{count, counted, percent};
use crate::report::html::data::{ClaimLine, Claims, Part, Plot, Section, number};

use super::Compared;

/// A claim counts as changed where the test's p is below this.
const TELLING: f64 = 0.01;

pub fn section(compared: &Compared) -> Option<Section> {
    let figures: Vec<Claims> = compared
        .others()
        .iter()
        .enumerate()
        .filter_map(|(at, n)| figure(compared, at, n))
        .collect();
    (!figures.is_empty()).then(|| Section {
        id: "claims".into(),
        title: "Claims".into(),
        brief: vec![figures[0].title.clone()],
        parts: figures.into_iter().map(|one| Part::Claims(Box::new(one))).collect(),
        ..Section::default()
    })
}

fn figure(compared: &Compared, place: usize, name: &str) -> Option<Claims> {
    let own = |row: &&ClaimDifference| row.scenario == name && row.n > 0;
    let rows: Vec<&ClaimDifference> = compared.comparison.claims.iter().filter(own).collect();
    let changed = rows.iter().filter(|row| row.p_value < TELLING);
    let most = changed
        .clone()
        .max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs()))
        .map(|row| {
            format!(
                "; most: “{}”, {} % in {} and {} % in {}",
                row.text,
                percent(row.probability_reference),
                row.reference,
                percent(row.probability),
                row.scenario
            )
        });
    (!rows.is_empty()).then(|| Claims {
        id: format!("claims-{}", place + 1),
        plot: Plot::Dumbbell,
        title: format!(
            "{} of {} change with {name} (p below {TELLING}){}",
            changed.count(),
            counted(rows.len() as u64, "claim"),
            most.unwrap_or_default()
        ),
        subject: format!(
            "Share of the runs in which a claim holds, %: {} (circle) and {name} (dot)",
            compared.reference()
        ),
        reading: "The circle is the share of the runs in the reference, the dot that in the other \
                  scenario; the line between them is the change. Figures at the right: the change \
                  in points with its 95 % interval."
            .into(),
        rows: rows.iter().map(|row| line(compared, place, row)).collect(),
    })
}

fn line(compared: &Compared, place: usize, row: &ClaimDifference) -> ClaimLine {
    let said = compared.scenario.claims.get(&row.claim);
    let mut remarks = vec![format!(
        "{} % in {}, {} % in {}.",
        percent(row.probability_reference),
        row.reference,
        percent(row.probability),
        row.scenario
    )];
    if row.paired {
        remarks.push(format!(
            "Holds in {} runs only in {}, in {} only in {}; McNemar’s exact p {}.",
            count(row.gained),
            row.scenario,
            count(row.lost),
            row.reference,
            p_value(row.p_value)
        ));
    } else {
        remarks.push(format!("Test of two proportions: p {}.", p_value(row.p_value)));
    }
    if !row.same_test {
        remarks.push("The two scenarios test it differently.".into());
    }
    ClaimLine {
        id: row.claim.clone(),
        drawing: format!("claim-{}-{}", place + 1, row.claim),
        text: row.text.clone(),
        kind: row.kind.clone(),
        in_sample: said.is_some_and(|claim| claim.in_sample),
        figure: Scale::Percent.around(row.difference, (row.high - row.low) / 2.0),
        unit: "points".into(),
        data: Some(json!({
            "before": number(row.probability_reference),
            "after": number(row.probability),
        })),
        remarks,
        test: said.map_or(String::new(), |claim| claim.test_text.trim().to_string()),
        note: said.and_then(|claim| claim.note.clone()).unwrap_or_default(),
        source: String::new(),
    }
}
