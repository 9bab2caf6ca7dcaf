//! Claims as probability bars, with their tests, errors and sources.

use serde_json::json;

use crate::model::ClaimTest;
use crate::outcome::World;
use crate::report::answer::Answer;
use crate::report::claim::{ELSEWHERE, elsewhere, share_and_error, structures};
use crate::report::figure::{counted, percent};
use crate::scenario::Word as _;

use super::data::{ClaimLine, Claims, Part, Plot, Section, number};

/// A probability above this, or below one less this, is told in the title.
const NEARLY: f64 = 0.9;

pub fn section(answer: &Answer) -> Option<Section> {
    let claims = &answer.study.base.claims;
    if claims.is_empty() {
        return None;
    }
    let figure = Claims {
        id: "claims-1".into(),
        plot: Plot::Probability,
        title: title(answer),
        subject: "Share of the runs in which a claim holds, % ± Monte Carlo error".into(),
        reading: "The bar is the share of the runs in which the test of the claim holds; the line \
                  at its end spans two Monte Carlo errors to each side. Small ticks show the share \
                  at each value of the structural number that the claim depends on. Hatched bars \
                  are informed claims, whose sign is partly built into the scenario; a circle \
                  shows the same claim with that sign drawn either way or in its counterfactual. \
                  A fact is an input and has no bar. In sample: a figure after the base year \
                  entered a prior."
            .into(),
        rows: claims.iter().map(|claim| line(answer, claim)).collect(),
    };
    Some(Section {
        id: "claims".into(),
        title: "Claims".into(),
        brief: vec![figure.title.clone()],
        parts: vec![Part::Claims(Box::new(figure))],
        ..Section::default()
    })
}

/// How many claims nearly always hold, and how many hardly ever.
fn title(answer: &Answer) -> String {
    let claims = answer.study.base.claims.iter();
    let findings = &answer.outcome.findings;
    let tested: Vec<f64> = claims
        .filter_map(|claim| findings.claim(&claim.id, World::Scenario))
        .map(|row| row.holds.probability())
        .collect();
    let count = |fits: &dyn Fn(f64) -> bool| tested.iter().filter(|&&p| fits(p)).count();
    format!(
        "Of {} tested, {} in at least {:.0} % of the runs, {} in at most {:.0} %",
        counted(tested.len() as u64, "claim"),
        match count(&|p| p >= NEARLY) {
            1 => "1 holds".to_string(),
            n => format!("{n} hold"),
        },
        100.0 * NEARLY,
        count(&|p| p <= 1.0 - NEARLY),
        100.0 * (1.0 - NEARLY),
    )
}

fn line(answer: &Answer, claim: &ClaimTest) -> ClaimLine {
    let said = &answer.scenario.claims[&claim.id];
    let found = answer.outcome.findings.claim(&claim.id, World::Scenario);
    let structures = structures(answer, claim);
    let others = || {
        ELSEWHERE.iter().filter_map(|&(world, meaning)| {
            elsewhere(answer, claim, world).map(|row| (meaning, row.holds))
        })
    };
    let data = found.map(|row| {
        let parts = structures.first().map(|(_, parts)| parts.as_slice()).unwrap_or_default();
        let parts = parts.iter().map(|(value, holds)| json!([value, number(holds.probability())]));
        let others = others().map(|(_, holds)| number(holds.probability()));
        json!({
            "p": number(row.holds.probability()),
            "error": number(row.holds.mc_error),
            "kind": claim.kind.word(),
            "parts": parts.collect::<Vec<_>>(),
            "others": others.collect::<Vec<_>>(),
        })
    });
    let mut remarks: Vec<String> = others()
        .map(|(meaning, holds)| {
            format!("Holds {meaning} in {} % of the runs.", share_and_error(&holds))
        })
        .collect();
    for (key, parts) in &structures {
        let told = parts
            .iter()
            .map(|(value, holds)| format!("{} % at {value}", percent(holds.probability())));
        remarks.push(format!("By {key}: {}.", told.collect::<Vec<_>>().join(", ")));
    }
    let shows = claim.shows.as_ref().map(|(key, shown)| format!("{key} = {shown}"));
    let source = said.source.as_ref().map(|id| match answer.scenario.sources.get(id) {
        Some(source) => source.title.clone(),
        None => id.clone(),
    });
    ClaimLine {
        id: claim.id.clone(),
        drawing: format!("claim-{}", claim.id),
        unit: "% of the runs".into(),
        text: claim.text.clone(),
        kind: claim.kind.word().to_string(),
        in_sample: claim.in_sample,
        figure: found.map_or("input".to_string(), |row| share_and_error(&row.holds)),
        data,
        remarks,
        test: shows.unwrap_or_else(|| said.test_text.trim().to_string()),
        note: said.note.clone().unwrap_or_default(),
        source: source.unwrap_or_default(),
    }
}
