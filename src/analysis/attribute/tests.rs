//! Planted causes: scenarios in which the truth is known.

use super::*;
use crate::ensemble::{self, Silent};
use crate::model::{Study, compile_for};
use crate::scenario::{self, expression::parse_metric};
use crate::world::{BANDWIDTH, Date};

/// Positions that nothing moves but events: without influence, threat, debt, courting and chance,
/// a push of `size` a year from the first of January moves by `size` times the years since.
const STILL: &str = r#"
suasion = 1
name = "still"
title = "Three countries"
[time]
base_year = 2021
end_year = 2025
step = "year"
[sources.s]
title = "Planted"
[parameters.alignment]
speed_per_year = { value = 0.0, source = "s" }
chance = { value = 0.0, source = "s" }
threat_push = { value = 0.0, source = "s" }
debt_effect = { value = 0.0, source = "s" }
courting_cost = { value = 0.0, source = "s" }
[axes.side]
name = "Side"
unit = "index"
low = -9.0
high = 9.0
scale = 0.5
observed = false
meaning = "One side or the other."
[actors.AAA]
name = "Aland"
power = true
source = "s"
gdp_usd_bn = 1000.0
population_mn = 50.0
growth_per_year = 0.02
volatility_per_year = 0.03
world_beta = 0.0
oil_elasticity = 0.0
positions = { side = -0.5 }
[actors.BBB]
name = "Beland"
power = true
source = "s"
gdp_usd_bn = 2000.0
population_mn = 80.0
growth_per_year = 0.02
volatility_per_year = 0.03
world_beta = 0.0
oil_elasticity = 0.0
positions = { side = 0.5 }
[actors.CCC]
name = "Celand"
source = "s"
gdp_usd_bn = 100.0
population_mn = 10.0
growth_per_year = 0.02
volatility_per_year = 0.03
world_beta = 0.0
oil_elasticity = 0.0
positions = { side = 0.0 }
[regions.middle]
name = "Middle"
members = ["CCC"]
[[ties.trade]]
from = "AAA"
to = "CCC"
value = 10.0
source = "s"
[[ties.trade]]
from = "CCC"
to = "BBB"
value = 5.0
source = "s"
[[ties.arms]]
from = "AAA"
to = "CCC"
value = 0.4
source = "s"
[[ties.arms]]
from = "BBB"
to = "CCC"
value = 0.5
source = "s"
"#;

fn event(id: &str, lines: &str, size: &str) -> String {
    format!(
        "[events.{id}]\ntitle = \"{id}\"\nsource = \"s\"\n{lines}\n\
         effects = [{{ kind = \"alignment\", to = [\"CCC\"], axis = \"side\", size = {size} }}]\n"
    )
}

/// Two pushes alike, one that may or may not happen, one that requires it, one on somebody else.
fn pushed() -> String {
    let elsewhere = "[events.elsewhere]\ntitle = \"elsewhere\"\nsource = \"s\"\ndate = \"2022\"\n\
        effects = [{ kind = \"alignment\", to = [\"AAA\"], axis = \"side\", size = 0.7 }]\n";
    [
        STILL,
        &event("early", "date = \"2022\"", "{ dist = \"uniform\", low = 0.1, high = 0.3 }"),
        &event("twin", "date = \"2023\"", "0.1"),
        &event("brother", "date = \"2023\"", "0.1"),
        &event("war", "date = \"2022\"\nprobability = 0.5", "0.05"),
        &event("sanctions", "date = \"2023\"\nrequires = \"war\"", "-0.2"),
        elsewhere,
    ]
    .concat()
}

fn read(text: &str) -> Scenario {
    match scenario::from_text(text, "planted") {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn question(scenario: &Scenario, metric: &str, at: &str, since: Option<&str>) -> Question {
    let metric = parse_metric(metric).expect("a metric");
    let steps = |date: &str| {
        let date = Date::parse(date).expect("a date");
        let (first, last) = scenario.calendar.steps(date).expect("inside the run");
        first..=last
    };
    let reading = Reading { label: metric.to_string(), at: steps(at), since: since.map(steps) };
    Question { metric, reading, against: None, ordered: true, effort: Effort::Fitting }
}

static RUNNING: AtomicBool = AtomicBool::new(false);
const SILENT: (&dyn Progress, &AtomicBool) = (&Silent, &RUNNING);

fn solve(items: &Items, question: &Question, runs: u64) -> Attribution {
    attribute(items, question, &Order::new(runs, 5), SILENT).expect("it can be shared out")
}

fn share(found: &Attribution, name: &str) -> Estimate {
    let part = found.parts.iter().find(|part| part.name == name);
    part.unwrap_or_else(|| panic!("no item {name} in {:?}", found.parts)).share
}

fn assert_sums(found: &Attribution) {
    let sum: f64 = found.parts.iter().map(|part| part.share.value).sum();
    assert!((sum - found.change.value).abs() < 1e-12, "{sum} {:?}", found.change);
    assert!((found.all.value - found.none.value - found.change.value).abs() < 1e-12);
}

fn assert_near(estimate: Estimate, truth: f64) {
    let gap = (estimate.value - truth).abs();
    assert!(gap <= 2.0 * estimate.half_width + 1e-12, "{estimate:?} is not {truth}");
}

#[test]
fn planted_pushes_are_recovered_from_one_scenario() {
    let scenario = read(&pushed());
    let items = Items::of(&scenario, &[]);
    let question = question(&scenario, "position[CCC,side]", "2024", Some("2021"));
    let found = solve(&items, &question, 400);
    assert!(found.method.exact && found.method.ordered);
    assert_sums(&found);
    // Three years of .2 in the mean, two of .1, three of .05 and two of −.2 in half of the runs.
    assert_near(share(&found, "early"), 0.6);
    assert!((share(&found, "twin").value - 0.2).abs() < 1e-12);
    let (twin, brother) = (share(&found, "twin"), share(&found, "brother"));
    assert!((twin.value - brother.value).abs() < 1e-15, "what does the same gets the same");
    assert_near(share(&found, "war"), 0.075);
    assert_near(share(&found, "sanctions"), -0.2);
    assert!(share(&found, "early").run_error > 0.0 && share(&found, "twin").run_error < 1e-12);
    let nothing = share(&found, "elsewhere");
    assert_eq!((nothing.value, nothing.half_width), (0.0, 0.0), "exactly nothing");
    assert_eq!(found.none.value, 0.0, "nothing moves without events");
}

#[test]
fn in_any_order_what_an_event_requires_shares_its_effect() {
    let scenario = read(&pushed());
    let items = Items::of(&scenario, &["war".into(), "sanctions".into()]);
    let at = question(&scenario, "position[CCC,side]", "2024", Some("2021"));
    let ordered = solve(&items, &at, 200);
    let free = solve(&items, &Question { ordered: false, ..at }, 200);
    assert_eq!((ordered.worths.len(), free.worths.len()), (3, 4));
    assert_eq!(ordered.change, free.change);
    let (own, sanctions) = (share(&ordered, "war").value, share(&ordered, "sanctions").value);
    assert!((share(&free, "war").value - (own + 0.5 * sanctions)).abs() < 1e-12);
    assert!((share(&free, "sanctions").value - 0.5 * sanctions).abs() < 1e-12);
    assert_eq!(ordered.parts[1].after, [0], "sanctions join after the war");
    assert!((free.none.value - ordered.none.value).abs() < 1e-15);
    assert!(ordered.none.value > 0.9, "the other events stand");
    let alone = Items::of(&scenario, &["war".into()]);
    assert_eq!(alone.carried(), [("war".to_string(), vec!["sanctions".to_string()])]);
}

#[test]
fn planted_differences_of_two_scenarios_are_recovered() {
    let before = read(&pushed());
    let text = pushed()
        .replace("low = 0.1, high = 0.3", "low = 0.2, high = 0.4")
        .replace("value = 5.0", "value = 7.0")
        .replace("positions = { side = 0.0 }", "positions = { side = 1.0 }");
    let after = read(&(text + &event("late", "date = \"2024\"", "0.5")));
    let items = Items::between(&before, &after);
    let names: Vec<&str> = items.list.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["actors.CCC", "ties.trade.CCC.BBB", "early", "late"]);
    let question = question(&before, "position[CCC,side]", "2025", None);
    let found = solve(&items, &question, 50);
    assert_sums(&found);
    let planted = [("actors.CCC", 1.0), ("early", 0.4), ("late", 1.0)];
    for (name, truth) in planted {
        assert!((share(&found, name).value - truth).abs() < 1e-12, "{name}: {found:?}");
    }
    assert_eq!(share(&found, "ties.trade.CCC.BBB").value, 0.0);
    let direct = |scenario: &Scenario| {
        let base = compile_for(scenario, std::slice::from_ref(&question.metric));
        let study = Study { base, variants: Vec::new() };
        let order = Order::new(50, 5);
        let values =
            ensemble::sample(&study, &order, 0..50, &[(question.reading.label.clone(), 4)]);
        Estimate::over_runs(&values[0][0])
    };
    assert_eq!(found.none, direct(&before), "without items it is the first scenario");
    assert_eq!(found.all, direct(&after), "with all it is the second");
    let back = solve(&Items::between(&after, &before), &question, 50);
    assert!((back.change.value + found.change.value).abs() < 1e-15);
    assert!(Items::between(&before, &before).list.is_empty());
}

#[test]
fn an_event_that_goes_takes_with_it_what_requires_it() {
    let before = read(&pushed());
    let after = read(&pushed().replace("probability = 0.5", "probability = 0.0"));
    let there = solve(
        &Items::between(&before, &after),
        &question(&before, "position[CCC,side]", "2024", None),
        300,
    );
    assert_sums(&there);
    assert_near(share(&there, "war"), -0.075);
    assert_near(share(&there, "sanctions"), 0.2);
    assert_eq!(there.parts[0].after, [1], "the war goes after the sanctions");
    let back = solve(
        &Items::between(&after, &before),
        &question(&before, "position[CCC,side]", "2024", None),
        300,
    );
    for name in ["war", "sanctions"] {
        assert!((share(&back, name).value + share(&there, name).value).abs() < 1e-15);
    }
}

#[test]
fn an_actor_that_only_one_scenario_has_comes_with_its_ties() {
    let before = read(STILL);
    let newcomer = "[actors.DDD]\nname = \"Deland\"\nsource = \"s\"\ngdp_usd_bn = 50.0\n\
        population_mn = 5.0\ngrowth_per_year = 0.0\nvolatility_per_year = 0.0\nworld_beta = 0.0\n\
        oil_elasticity = 0.0\n[[ties.trade]]\nfrom = \"DDD\"\nto = \"CCC\"\nvalue = 3.0\n\
        source = \"s\"\n";
    let after = read(&(STILL.replace("value = 0.4", "value = 0.2") + newcomer));
    let items = Items::between(&before, &after);
    let held: Vec<usize> = items.list.iter().map(|item| item.paths.len()).collect();
    assert_eq!(held, [1, 2], "{:?}", items.list);
    for coalition in 0..4 {
        let made = items.scenario(coalition);
        let text = scenario::effective_toml(&made);
        assert!(scenario::from_text(&text, "coalition").is_ok(), "every coalition is valid");
    }
    let flow = flow(&before, Some(&after), "influence_share[AAA,CCC]", ("2022", None));
    assert_sums(&channels(&flow, &Order::new(40, 5), SILENT).unwrap());
}

#[test]
fn many_small_changes_are_one_item_and_groups_hold_what_they_name() {
    let many: String = (0..12).map(|n| event(&format!("e{n}"), "date = \"2022\"", "0.1")).collect();
    let before = read(&(STILL.to_string() + &many));
    let mut items = Items::of(&before, &[]);
    assert_eq!(items.list.len(), 12, "events stay apart");
    items.group(&[("ones".into(), vec!["e1*".into()]), ("two".into(), vec!["e2".into()])]).unwrap();
    let held: Vec<usize> = items.list.iter().map(|item| item.paths.len()).collect();
    assert_eq!(held, [3, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(items.group(&[("x".into(), vec!["none".into()])]), Err("none".into()));
    let at = question(&before, "position[CCC,side]", "2024", Some("2021"));
    let found = solve(&items, &at, 8);
    assert!((share(&found, "ones").value - 0.9).abs() < 1e-12);
    let sampled = Question { effort: Effort::Pairs(3), ..at };
    let sampled = solve(&items, &sampled, 8);
    assert!(!sampled.method.exact && sampled.method.sequences == 6);
    assert_sums(&sampled);
    assert!((share(&sampled, "ones").value - 0.9).abs() < 1e-12);
    items.by_section();
    assert_eq!(items.list.len(), 1);
}

#[test]
fn growth_alone_moves_gdp() {
    let scenario = read(STILL);
    let mut items = Items::empty(&scenario);
    items.add_mechanisms(&["factor", "growth", "alignment", "finance"]);
    let question = question(&scenario, "gdp[CCC]", "2025", Some("2021"));
    let found = solve(&items, &question, 60);
    assert_sums(&found);
    assert!((share(&found, "growth").value - found.all.value).abs() < 1e-12);
    assert_eq!(found.none.value, 0.0);
    for still in ["factor", "alignment", "finance"] {
        assert_eq!(share(&found, still).half_width, 0.0, "{still}");
    }
}

fn flow<'a>(
    before: &'a Scenario,
    after: Option<&'a Scenario>,
    metric: &str,
    (at, since): (&str, Option<&str>),
) -> Flow<'a> {
    let Question { metric, reading, .. } = question(before, metric, at, since);
    Flow { before, after, metric, reading }
}

#[test]
fn a_channel_that_changes_alone_carries_the_change() {
    let before = read(STILL);
    let arms = read(&STILL.replace("value = 0.4", "value = 0.2"));
    let power = read(&STILL.replace("gdp_usd_bn = 1000.0", "gdp_usd_bn = 3000.0"));
    let weights = read(
        &(STILL.to_string()
            + "[parameters.influence]\n\
        power_exponent = { value = 0.4, source = \"s\" }\n"),
    );
    for (after, name) in [(&arms, "arms"), (&power, "power"), (&weights, "structure")] {
        for metric in
            ["influence[AAA,CCC]", "influence_share[BBB,CCC]", "regional_share[middle,AAA]"]
        {
            let flow = flow(&before, Some(after), metric, ("2021", None));
            let found = channels(&flow, &Order::new(40, 5), SILENT).unwrap();
            assert_sums(&found);
            assert!(found.change.value != 0.0, "{metric} {name}");
            for part in &found.parts {
                let truth = if part.name == name { found.change.value } else { 0.0 };
                assert!((part.share.value - truth).abs() < 1e-15, "{metric} {name}: {part:?}");
            }
        }
    }
}

#[test]
fn channels_sum_to_the_change_over_time_and_end_where_the_engine_does() {
    let text = STILL.replace(
        "[[ties.arms]]\nfrom = \"BBB\"",
        "[[ties.credit]]\nfrom = \"BBB\"\nto = \"CCC\"\nvalue = 5.0\nsource = \"s\"\n\
         [[ties.arms]]\nfrom = \"BBB\"",
    );
    let embargo = "[events.embargo]\ntitle = \"No arms\"\nsource = \"s\"\ndate = \"2022\"\n\
        effects = [{ kind = \"arms\", from = [\"AAA\"], to = [\"CCC\"], size = -2.0 }]\n";
    let scenario = read(&(text + embargo));
    for metric in ["net_influence[AAA,CCC]", "vulnerability[CCC,AAA]", "sway[middle,AAA]"] {
        let flow = flow(&scenario, None, metric, ("2025", Some("2021")));
        let found = channels(&flow, &Order::new(40, 5), SILENT).unwrap();
        assert_sums(&found);
        let asked = question(&scenario, metric, "2025", None);
        let level = solve(&Items::of(&scenario, &[]), &asked, 40).all;
        assert_eq!(found.all, level, "{metric}: what the engine observes");
        assert!(found.change.value.abs() > 0.0);
    }
    let flow = flow(&scenario, None, "influence_share[AAA,CCC]", ("2025", Some("2021")));
    let found = channels(&flow, &Order::new(40, 5), SILENT).unwrap();
    assert!(share(&found, "arms").interval().1 < -0.02, "the embargo runs through arms: {found:?}");
    for (place, channel) in BANDWIDTH.iter().enumerate() {
        assert_eq!(found.parts[place].name, channel.word());
    }
    let still = share(&found, "transit");
    assert_eq!((still.value, still.half_width), (0.0, 0.0), "no tie, no share");
}
