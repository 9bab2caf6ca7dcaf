//! What may not change a number: threads, blocks, lanes, the order of the file, an actor who is
//! tied to nobody.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use suasion::ensemble::{self, Order, Silent};
use suasion::model::{self, Study};
use suasion::numeric::Plan;
use suasion::outcome::{Draft, Header, Kept, Layout, Manifest, Outcome};
use suasion::scenario;
use tempfile::tempdir;

const TEACHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");
const RUNS: u64 = 200;

fn teaching() -> String {
    std::fs::read_to_string(TEACHING).unwrap()
}

/// Compiles a scenario given as text.
fn study(text: &str) -> Study {
    let place = tempdir().unwrap();
    let path = place.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    let scenario = scenario::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
    model::compile(&scenario)
}

/// The digests of the files that an order gives.
fn digests(study: &Study, order: &Order, target: &Path) -> Vec<(String, String)> {
    let header = order.header(Header::default());
    let layout = Layout::of(study, &order.series);
    let mut draft = Draft::create(target, false, header, &layout).unwrap();
    let never = AtomicBool::new(false);
    let findings = ensemble::run(study, order, &mut draft, &Silent, &never).unwrap();
    draft.finish(findings).unwrap();
    let files = Manifest::read(target).unwrap().files;
    files.into_iter().map(|file| (file.name, file.sha256)).collect()
}

/// The outcome of an order, in memory.
fn outcome(study: &Study, order: &Order) -> Outcome {
    let mut kept = Kept::new(order.header(Header::default()), &Layout::of(study, &order.series));
    let never = AtomicBool::new(false);
    let findings = ensemble::run(study, order, &mut kept, &Silent, &never).unwrap();
    kept.finish(findings)
}

/// Every column of the runs by name, as bits.
fn columns(outcome: &Outcome) -> BTreeMap<String, Vec<u64>> {
    let schema = outcome.runs.schema().unwrap();
    let names = schema.fields().iter().map(|field| field.name());
    let names = names.filter(|name| *name != "status");
    let bits = |name: &String| {
        let column = outcome.runs.column(name).unwrap();
        (name.clone(), column.into_iter().map(f64::to_bits).collect())
    };
    names.map(bits).collect()
}

#[test]
fn threads_blocks_and_lanes_do_not_change_a_byte() {
    let place = tempdir().unwrap();
    let study = study(&teaching());
    for plan in [Plan::MonteCarlo, Plan::LatinHypercube] {
        let series = vec!["trade_share".to_string()];
        let base = Order { plan, series, threads: 1, lanes: 1, block: RUNS, ..Order::new(RUNS, 1) };
        let at = |name: String| place.path().join(format!("{plan:?}-{name}"));
        let expected = digests(&study, &base, &at("oracle".into()));
        assert_eq!(expected.len(), 6, "{expected:?}");
        for (threads, lanes, block) in
            [(1, 16, 16), (1, 16, 1024), (2, 1, 17), (2, 16, 64), (8, 16, 50), (8, 1, 1)]
        {
            let order = Order { threads, lanes, block, ..base.clone() };
            let found = digests(&study, &order, &at(format!("{threads}-{lanes}-{block}")));
            assert_eq!(found, expected, "{threads} threads, {lanes} lanes, blocks of {block}");
        }
    }
}

#[test]
fn another_seed_is_another_ensemble() {
    let study = study(&teaching());
    let at = |seed| columns(&outcome(&study, &Order::new(64, seed)));
    let (one, two) = (at(1), at(2));
    let same = one.iter().filter(|(name, column)| two[*name] == **column).count();
    let constant = one.values().filter(|column| column.iter().all(|v| *v == column[0])).count();
    assert!(same <= constant + 1, "only ids and what never varies: {same} against {constant}");
}

#[test]
fn a_longer_ensemble_begins_with_the_shorter() {
    let study = study(&teaching());
    let short = columns(&outcome(&study, &Order::new(50, 1)));
    let long = columns(&outcome(&study, &Order::new(90, 1)));
    for (name, column) in &short {
        assert_eq!(column[..], long[name][..50], "{name}");
    }
}

/// The tables of a scenario file in reverse order; what belongs to one name stays together.
fn reversed(text: &str) -> String {
    let mut tables: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            let path = line.trim_matches(['[', ']']);
            let name = path.split('.').take(2).collect::<Vec<_>>().join(".");
            let apart = name.starts_with("ties.") || tables.last().is_none_or(|t| t.0 != name);
            if apart {
                tables.push((name, String::new()));
            }
        } else if tables.is_empty() {
            tables.push((String::new(), String::new()));
        }
        let (_, table) = tables.last_mut().unwrap();
        table.push_str(line);
        table.push('\n');
    }
    let (preamble, tables) = tables.split_first().unwrap();
    let backwards = tables.iter().rev().map(|(_, table)| table.as_str());
    std::iter::once(preamble.1.as_str()).chain(backwards).collect()
}

#[test]
fn the_order_of_the_file_changes_nothing() {
    let backwards = reversed(&teaching());
    assert!(backwards.find("[actors.MID]").unwrap() < backwards.find("[actors.NOR]").unwrap());
    for plan in [Plan::MonteCarlo, Plan::Sobol] {
        let order = Order { plan, ..Order::new(RUNS, 1) };
        let (one, two) = (study(&teaching()), study(&backwards));
        let (one, two) = (outcome(&one, &order), outcome(&two, &order));
        assert_eq!(columns(&one), columns(&two), "{plan:?}");
        let sorted = |outcome: &Outcome| {
            let rows = outcome.findings.summary.iter();
            let mut rows: Vec<String> = rows.map(|row| format!("{row:?}")).collect();
            rows.sort();
            rows
        };
        assert_eq!(sorted(&one), sorted(&two), "{plan:?}");
    }
}

#[test]
fn an_actor_without_ties_or_weight_changes_nobody_else() {
    let hermit = r#"
[actors.AAA]
name = "Hermitage"
source = "invented"
year = 2021
gdp_usd_bn = 50.0
population_mn = 8.0
growth_per_year = { dist = "normal", mean = 0.02, sd = 0.01 }
volatility_per_year = 0.03
world_beta = 1.0
oil_elasticity = 0.0
positions = { order = 0.0, side = 0.0 }
"#;
    let order = Order::new(RUNS, 1);
    let without = columns(&outcome(&study(&teaching()), &order));
    let with = columns(&outcome(&study(&format!("{}{hermit}", teaching())), &order));
    assert!(with.len() > without.len());
    for (name, column) in &without {
        assert_eq!(*column, with[name], "{name}");
    }
}

#[test]
fn every_column_says_what_it_is_and_where_it_comes_from() {
    let outcome = outcome(&study(&teaching()), &Order::new(4, 1));
    let schema = outcome.runs.schema().unwrap();
    let said = |name: &str, what: &str| {
        schema.field_with_name(name).unwrap().metadata().get(what).cloned()
    };
    for field in schema.fields() {
        assert!(field.metadata().contains_key("meaning"), "{}", field.name());
        let measured = field.data_type().is_floating();
        assert!(!measured || field.metadata().contains_key("unit"), "{}", field.name());
    }
    let key = "ties.trade.SOU.NOR.value";
    assert_eq!(said(key, "source").as_deref(), Some("invented"));
    assert_eq!(said(key, "unit").as_deref(), Some("USD bn per year"));
    assert_eq!(said("crossing.south_overtakes", "unit").as_deref(), Some("year"));
}

#[test]
fn every_value_that_a_result_keeps_is_that_of_the_run() {
    let place = tempdir().unwrap();
    let study = study(&teaching());
    let order = Order { series: vec!["gdp".into(), "oil_price".into()], ..Order::new(100, 3) };
    let target = place.path().join("result");
    digests(&study, &order, &target);
    let outcome = Outcome::open(&target).unwrap();
    let asked = [
        ("gdp[MID]", 2),
        ("oil_price", 1),
        ("regional_share[middle,SOU]", 3),
        ("vulnerability[MID,NOR]", 3),
        ("position[MID,order]", study.base.calendar.n_steps()),
    ];
    let labelled: Vec<(String, u32)> = asked.iter().map(|(l, s)| (l.to_string(), *s)).collect();
    let one = Order { threads: 1, ..Order::new(100, 3) };
    let sampled = ensemble::sample(&study, &one, 0..100, &labelled);
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    for (ix, (label, step)) in asked.into_iter().enumerate() {
        let date = study.base.calendar.label(step);
        let kept = outcome.values(label, &date).unwrap();
        let kept = kept.unwrap_or_else(|| panic!("{label} at {date} is kept"));
        assert_eq!(bits(&kept), bits(&sampled[0][ix]), "{label} at {date}");
        let later = ensemble::sample(&study, &order, 40..61, &labelled);
        assert_eq!(bits(&later[0][ix]), bits(&kept[40..61]), "{label} at {date}");
    }
    assert!(outcome.values("vulnerability[MID,NOR]", "2022").unwrap().is_none());
}
