use super::*;
use crate::model;
use crate::outcome::{Header, Manifest};
use crate::scenario;
use crate::world::NEVER;

/// What a result of a scenario would say of itself.
fn recipe(scenario: scenario::Scenario, runs: u64, seed: u64) -> Recipe {
    let order = ensemble::Order::new(runs, seed);
    let text = scenario::effective_toml(&scenario);
    let header = order.header(Header { text, ..Header::default() });
    let manifest = Manifest {
        format: 1,
        scenario_sha256: header.scenario_sha256(),
        header,
        tally: crate::outcome::Tally { simulated: runs, ..Default::default() },
        partial: false,
        files: Vec::new(),
        timing: Default::default(),
    };
    let study = model::compile(&scenario);
    Recipe { folder: "nowhere".into(), manifest, scenario, study, order }
}

fn shipped(name: &str) -> Recipe {
    let path = format!("scenarios/{name}.toml");
    recipe(scenario::load(path.as_ref()).unwrap(), 1000, 11)
}

/// Calls `check` with the trace of some runs.
fn over_runs(recipe: &Recipe, runs: u64, mut check: impl FnMut(&Trace)) {
    let setting = Setting::new(recipe.order.seed);
    for run in 0..runs {
        let drawn = ensemble::drawn(&recipe.study, &recipe.order, run);
        let (scenario, model) = (&recipe.scenario, &recipe.study.base);
        check(&Trace::of(scenario, model, &setting, &drawn.numbers[0], run));
    }
}

/// Whether what an event's story says agrees with what happened to it.
fn agrees(story: &Story) -> bool {
    let happened = story.onset.is_some();
    let by_reason = match &story.why {
        Why::Date | Why::Passed { .. } => true,
        Why::Hazard { chance, drawn, .. } => drawn < chance,
        Why::Condition { value, above, level, .. } => {
            if *above {
                value > level
            } else {
                value < level
            }
        }
        Why::NotHeld { held, steps, .. } => held >= steps,
        Why::Later
        | Why::Missing { .. }
        | Why::Luck
        | Why::NotDrawn { .. }
        | Why::NotPassed { .. } => false,
    };
    let lucky = story.luck.is_none_or(|(chance, drawn)| drawn < chance);
    happened == by_reason && (!happened || lucky)
}

#[test]
fn the_story_of_every_event_agrees_with_what_the_engine_did() {
    for (name, runs) in [("teaching", 200), ("sco", 40)] {
        let recipe = shipped(name);
        let mut kinds = std::collections::BTreeSet::new();
        over_runs(&recipe, runs, |trace| {
            for story in event::stories(trace) {
                assert!(agrees(&story), "run {}: {story:?}", trace.run);
                let onset = trace.onset(trace.event(&story.id));
                let within = onset < trace.model.calendar.end(trace.last());
                assert_eq!(story.onset.is_some(), within && onset < NEVER);
                kinds.insert(format!("{:?}", story.why).split(' ').next().unwrap().to_string());
            }
        });
        assert!(kinds.len() >= 5, "several kinds of reason occur in {name}: {kinds:?}");
    }
}

#[test]
fn the_votes_that_are_told_are_those_that_were_cast() {
    let recipe = shipped("teaching");
    let (mut passed, mut failed) = (0, 0);
    over_runs(&recipe, 400, |trace| {
        for vote in vote::votes(trace) {
            // Consensus: it passes where nobody vetoes.
            let vetoed = vote.ballots.iter().any(|ballot| ballot.vetoes);
            assert_eq!(vote.passed, !vetoed, "run {}: {vote:?}", trace.run);
            if vote.passed { passed += 1 } else { failed += 1 }
        }
    });
    assert!(passed > 0 && failed > 0, "{passed} {failed}");
}

#[test]
fn verdicts_have_both_sides_and_are_those_of_the_ensemble() {
    for name in ["teaching", "sco"] {
        let recipe = shipped(name);
        for run in [0, 3, 17] {
            let log = log(&recipe, run, None).unwrap();
            let again = ensemble::one(&recipe.study, &recipe.order, run).result.unwrap();
            let layout = crate::outcome::Layout::of(&recipe.study, &[]);
            for (column, verdict) in layout.claims.iter().zip(&again.claims) {
                let told = log.verdicts.iter().find(|v| v.claim == column.id).unwrap();
                assert_eq!(Some(told.holds), verdict.scenario, "{}", column.id);
                assert_eq!(told.counterfactual, verdict.counterfactual, "{}", column.id);
                assert_eq!(told.symmetric, verdict.symmetric, "{}", column.id);
                assert!(!told.sides.is_empty(), "{}", column.id);
                for side in &told.sides {
                    let (a, b) = side.values;
                    let holds = match side.sign {
                        "<" => a < b,
                        "<=" => a <= b,
                        ">" => a > b,
                        _ => a >= b,
                    };
                    assert_eq!(holds, side.holds, "{}: {side:?}", column.id);
                }
                if told.sides.len() == 1 {
                    assert_eq!(told.sides[0].holds, told.holds, "{}", column.id);
                }
            }
        }
    }
}

#[test]
fn leads_alternate_and_the_one_that_counts_is_the_passage() {
    let recipe = shipped("sco");
    let mut counted = 0;
    for run in 0..30 {
        let log = log(&recipe, run, None).unwrap();
        let again = ensemble::one(&recipe.study, &recipe.order, run).result.unwrap();
        for (crossing, passage) in recipe.study.base.crossings.iter().zip(&again.crossings) {
            let leads: Vec<&Lead> =
                log.leads.iter().filter(|l| l.crossing == crossing.id).collect();
            assert!(leads.windows(2).all(|two| two[0].ahead != two[1].ahead));
            let counts: Vec<&&Lead> = leads.iter().filter(|lead| lead.counts).collect();
            assert!(counts.len() <= 1);
            let dated = passage.years.is_finite() && !passage.ahead_at_base;
            assert_eq!(counts.len() == 1, dated, "run {run}: {leads:?} {passage:?}");
            counted += counts.len();
        }
    }
    assert!(counted > 0);
}

#[test]
fn a_broken_run_is_told_with_its_field_and_whose_it_is() {
    let sets = [("actors.NOR.gdp_usd_bn".to_string(), "1e300".to_string())];
    let scenario = scenario::load_with("scenarios/teaching.toml".as_ref(), &sets).unwrap();
    let recipe = recipe(scenario, 10, 1);
    let failed =
        (0..10).find(|&run| ensemble::one(&recipe.study, &recipe.order, run).result.is_err());
    let log = log(&recipe, failed.expect("GDP squared overflows"), None).unwrap();
    let breakdown = log.breakdown.expect("the run is quarantined");
    assert!(breakdown.broken > 0 && !breakdown.things.is_empty(), "{breakdown:?}");
    let thing = &breakdown.things[0];
    let reading = thing.fields.iter().find(|r| r.field == breakdown.field.name).unwrap();
    assert!(!reading.now.is_finite());
    assert!(!thing.name.is_empty());
}

#[test]
fn the_parts_of_clients_sum_to_the_regions_share() {
    let recipe = shipped("sco");
    over_runs(&recipe, 3, |trace| {
        for (name, by_gdp) in [("regional_share", false), ("regional_share_gdp", true)] {
            for observation in trace.model.observations.iter().filter(|o| o.metric.name == name) {
                let metric = crate::scenario::MetricRef {
                    name: name.to_string(),
                    subject: observation.subject.clone(),
                    object: observation.object.clone(),
                };
                let labels = trace.model.observations.iter();
                let place = labels.map(|o| &o.label).position(|l| *l == observation.label).unwrap();
                for step in [0, 7, trace.last()] {
                    let sum = movement::share_of_parts(trace, &metric, by_gdp, step);
                    let seen = trace.seen[step as usize][place];
                    assert!((sum - seen).abs() < 1e-12, "{}: {sum} {seen}", observation.label);
                }
            }
        }
    });
}
