//! Calibration from tables to a scenario that uses what was fitted.

use std::fs;
use std::path::{Path, PathBuf};

use suasion::analysis::calibrate::{Calibration, Config, Role, calibrate};
use suasion::ensemble::{self, Order};
use suasion::import::read;
use suasion::mechanism::parameters;
use suasion::numeric::Distribution;
use suasion::report;
use suasion::scenario::{Confidence, effective_toml, from_text, load, load_with};
use suasion::{model, scenario};

/// Tables of five economies, 1995–2012, by a linear congruence; later years are spoilt on request.
fn tables(folder: &Path, spoil_after: i32) -> Vec<PathBuf> {
    let mut state = 99_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    let codes = ["CHN", "RUS", "KAZ", "KGZ", "USA"];
    let spoilt = |year: i32, value: f64| if year > spoil_after { 7.0 * value } else { value };
    let mut economies =
        String::from("iso3,year,population,gdp_usd,gdp_const2015,cinc,idealpoint_all\n");
    let mut trade = String::from("year,exporter_iso3,importer_iso3,usd_mn,source\n");
    let mut arms = String::from("supplier_iso3,recipient_iso3,year,tiv\n");
    for (at, code) in codes.iter().enumerate() {
        let (mut gdp, mut cinc, mut point) = (1e12 / (at + 1) as f64, 0.1, 0.0);
        for year in 1995..=2012 {
            gdp *= (0.03 + 0.06 * next()).exp();
            cinc *= (0.05 * next()).exp();
            point += 0.3 * next();
            let figures = [1e8, gdp, gdp, cinc, point].map(|v| spoilt(year, v).to_string());
            economies += &format!("{code},{year},{}\n", figures.join(","));
        }
    }
    for a in codes {
        for b in codes.iter().filter(|b| **b != a) {
            let mut flow = 3000.0 * (3.0 * next()).exp();
            for year in 1998..=2012 {
                flow *= (0.06 + 0.5 * next()).exp();
                trade += &format!("{year},{a},{b},{},baci_ot\n", spoilt(year, flow));
                let delivered = 100.0 * (1.0 + next());
                arms += &format!("{a},{b},{year},{}\n", spoilt(year, delivered));
            }
        }
    }
    let mut sites = String::from("iso_o,iso_d,contig,dist,distw\n");
    for (at, a) in codes.iter().enumerate() {
        for (to, b) in codes.iter().enumerate().filter(|(_, b)| *b != a) {
            let (border, km) = (u8::from(at + to == 3), 500 * at.abs_diff(to) + 300);
            sites += &format!("{a},{b},{border},{km},{km}\n");
        }
    }
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a table is written");
        path
    };
    vec![
        write("economies.csv", &economies),
        write("trade.csv", &trade),
        write("arms.csv", &arms),
        write("sites.csv", &sites),
    ]
}

fn config() -> Config {
    let text = r#"
data = ["."]
actors = ["CHN", "RUS", "KAZ", "KGZ", "USA"]
from = 1996
to = 2010
draws = 100
chains = 2
members = 20
"#;
    Config::parse(text, "fit.toml").unwrap_or_else(|problems| panic!("{problems}"))
}

/// The calibration of made tables, spoilt after a year, of which later years are read too.
fn fitted(spoil_after: i32) -> Calibration {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = tables(folder.path(), spoil_after);
    let (facts, _) = read(&paths, 1990..=2012).unwrap_or_else(|e| panic!("{e}"));
    calibrate(&facts, &config())
}

#[test]
fn without_distances_nothing_is_said_of_potentials() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = tables(folder.path(), 9999);
    let (facts, _) = read(&paths[..3], 1990..=2012).unwrap_or_else(|e| panic!("{e}"));
    let found = calibrate(&facts, &config());
    let key = "shock.potential_speed_per_year";
    assert!(found.estimates.iter().all(|estimate| estimate.unknown.key != key));
    assert_eq!(found.left, [format!("{key}: no flow has a potential, as distances are not known")]);
}

#[test]
fn every_block_is_fitted_and_nothing_later_than_the_window_counts() {
    let found = fitted(9999);
    assert_eq!(found.left, Vec::<String>::new());
    let keys: Vec<&str> = found.estimates.iter().map(|e| e.unknown.key.as_str()).collect();
    for key in suasion::analysis::calibrate::fitted() {
        assert!(keys.contains(&key), "{key} was fitted: {keys:?}");
    }
    assert!(keys.contains(&"actors.KGZ.world_beta"));
    for estimate in &found.estimates {
        let [low, middle, high] = estimate.quantiles;
        assert!(low < middle && middle < high, "{estimate:?}");
        let u = &estimate.unknown;
        assert!(
            u.low <= estimate.law.quantile(1e-6) && estimate.law.quantile(1.0 - 1e-6) <= u.high
        );
    }
    assert_eq!(found, fitted(2010), "years after 2010 were spoilt");
    assert_ne!(found.estimates, fitted(2008).estimates, "years of the window do count");
}

/// A scenario of the teaching world that uses the fitted parameters.
fn using(folder: &Path, more: &str) -> PathBuf {
    let fit = report::parameter_file(&fitted(9999), &["trade.csv".into()]);
    fs::write(folder.join("fit.toml"), fit).expect("the file is written");
    let teaching = fs::canonicalize("scenarios/teaching.toml").expect("it is there");
    let text =
        format!("extends = {:?}\nuse = [\"fit.toml\"]\n{more}", teaching.display().to_string());
    let path = folder.join("using.toml");
    fs::write(&path, text).expect("the file is written");
    path
}

#[test]
fn a_scenario_uses_the_file_and_says_where_its_numbers_come_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = using(folder.path(), "[parameters.shock]\npersistence = 0.5\n");
    let scenario = load(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let number = &scenario.parameters["shock.world_sd"];
    let shipped = parameters().into_iter().find(|p| p.key == "shock.world_sd").expect("it is one");
    assert_ne!(number.distribution, shipped.prior);
    assert_eq!(number.provenance.source.as_deref(), Some("calibrated"));
    assert_eq!(number.provenance.confidence, Some(Confidence::Computed));
    assert_eq!(number.provenance.year, Some(2010));
    assert!(number.provenance.method.as_ref().is_some_and(|m| m.contains("posterior, mean")));
    assert!(scenario.sources.contains_key("calibrated"));
    // What the scenario states itself outranks the file; actors that it lacks are left out.
    let own = &scenario.parameters["shock.persistence"].distribution;
    assert_eq!(*own, Distribution::Constant(0.5));
    assert!(!scenario.actors.contains_key("CHN"));
    assert!(!scenario.correlations.is_empty());
    let base = model::compile(&scenario).base;
    let shown = report::numbers(&base, "shock").expect("there are");
    let same = report::numbers(&base, "parameters.shock").expect("as the file has them");
    assert_eq!(same.to_string(), shown.to_string());
    let shown = shown.to_string();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("calibrated, 2010, computed; method: posterior"), "{shown}");
    assert!(shown.contains("drawn together with"), "{shown}");
    // Written out it is one file that means the same.
    let again = from_text(&effective_toml(&scenario), "again").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(again.parameters, scenario.parameters);
    assert_eq!(again.correlations, scenario.correlations);
    assert_eq!(again.hash(), scenario.hash());
}

#[test]
fn figures_of_actors_replace_those_of_what_is_extended() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = "[sources.fit]\ntitle = \"A fit\"\n[actors.MID]\nworld_beta = { value = 0.25, source = \"fit\" }\n\
                [actors.XXX]\nworld_beta = { value = 9.0, source = \"fit\" }\n";
    fs::write(folder.path().join("fit.toml"), file).expect("written");
    let teaching = fs::canonicalize("scenarios/teaching.toml").expect("it is there");
    let text = format!("extends = {:?}\nuse = [\"fit.toml\"]\n", teaching.display().to_string());
    let path = folder.path().join("using.toml");
    fs::write(&path, text).expect("written");
    let scenario = load(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let beta = &scenario.actors["MID"].world_beta;
    assert_eq!(beta.distribution, Distribution::Constant(0.25));
    assert_eq!(beta.provenance.source.as_deref(), Some("fit"));
    assert!(!scenario.actors.contains_key("XXX"));
}

#[test]
fn a_mistake_in_a_file_that_is_used_is_shown_in_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("fit.toml", "[parameters.shock]\nworld_ds = 0.1\n[claims]\n");
    let teaching = fs::canonicalize("scenarios/teaching.toml").expect("it is there");
    let extends = format!("extends = {:?}\n", teaching.display().to_string());
    write("using.toml", &format!("{extends}use = [\"fit.toml\", \"none.toml\"]\n"));
    let seen = load(&folder.path().join("using.toml")).expect_err("mistakes").render(false);
    assert!(
        seen.contains("fit.toml:2:1") && seen.contains("did you mean `shock.world_sd`?"),
        "{seen}"
    );
    assert!(seen.contains("a file of parameters has no key `claims`"), "{seen}");
    assert!(seen.contains("none.toml`: there is no such file"), "{seen}");
    let seen = from_text("suasion = 1\nuse = [\"fit.toml\"]\n", "text").expect_err("alone");
    assert!(seen.render(false).contains("extends and uses nothing"), "{seen}");
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (a, b) = (mean(x), mean(y));
    let sum = |f: &dyn Fn(usize) -> f64| (0..x.len()).map(f).sum::<f64>();
    let cross = sum(&|i| (x[i] - a) * (y[i] - b));
    cross / (sum(&|i| (x[i] - a).powi(2)) * sum(&|i| (y[i] - b).powi(2))).sqrt()
}

#[test]
fn correlated_parameters_are_drawn_together_and_each_keeps_its_law() {
    let folder = tempfile::tempdir().expect("a folder");
    let teaching = fs::canonicalize("scenarios/teaching.toml").expect("it is there");
    let extends = format!("extends = {:?}\n", teaching.display().to_string());
    let list = [("world_sd", "persistence", 0.8), ("persistence", "level_pull", -0.5)];
    let mut text = extends.clone();
    for (a, b, r) in list {
        text += &format!(
            "[[correlations]]\nbetween = [\"shock.{a}\", \"shock.{b}\"]\ncoefficient = {r}\n"
        );
    }
    let path = folder.path().join("together.toml");
    fs::write(&path, text).expect("written");
    let draw = |scenario: &scenario::Scenario| -> Vec<Vec<f64>> {
        let study = model::compile(scenario);
        let order = Order::new(3000, 1);
        let runs: Vec<Vec<f64>> =
            (0..3000).map(|run| ensemble::drawn(&study, &order, run).numbers[0].clone()).collect();
        let key = |name: &str| {
            let key = format!("shock.{name}");
            let at = study.base.numbers.iter().position(|n| n.key == key).expect("a parameter");
            runs.iter().map(|run| run[at]).collect()
        };
        ["world_sd", "persistence", "level_pull"].map(key).to_vec()
    };
    let apart = draw(&load(Path::new("scenarios/teaching.toml")).expect("sound"));
    let together = draw(&load(&path).expect("sound"));
    // Uniform laws: the correlation of normal scores r shows as 6/π asin(r/2).
    let shows = |r: f64| 6.0 / std::f64::consts::PI * (r / 2.0).asin();
    assert!((correlation(&together[1], &together[2]) - shows(-0.5)).abs() < 0.05);
    assert!((correlation(&together[0], &together[1]) - 0.78).abs() < 0.05);
    assert!(correlation(&together[0], &together[2]).abs() < 0.05, "no correlation was said");
    assert!(correlation(&apart[1], &apart[2]).abs() < 0.05);
    // The first keeps its draws, the others their laws.
    assert_eq!(together[0], apart[0]);
    assert_ne!(together[1], apart[1]);
    for (a, b) in together.iter().zip(&apart) {
        let sorted = |v: &Vec<f64>| {
            let mut v = v.clone();
            v.sort_by(f64::total_cmp);
            v
        };
        let (a, b) = (sorted(a), sorted(b));
        for at in [150, 750, 1500, 2250, 2850] {
            let spread = b[2850] - b[150];
            assert!((a[at] - b[at]).abs() < 0.06 * spread, "{} {}", a[at], b[at]);
        }
    }
    // A number that is set is certain and goes with nothing.
    let sets = [("parameters.shock.persistence".to_string(), "0.5".to_string())];
    let certain = draw(&load_with(&path, &sets).expect("sound"));
    assert!(certain[1].iter().all(|v| *v == 0.5));
    assert_eq!(certain[2], apart[2]);
}

#[test]
fn what_is_printed_names_nuisances_and_doubts() {
    let text = report::calibration(&fitted(9999)).to_string();
    let bare = anstream::adapter::strip_str(&text).to_string();
    assert!(bare.contains("shock.world_sd") && bare.contains("position_error"), "{bare}");
    assert!(bare.contains("take more `draws`"), "a hundred draws are few: {bare}");
    assert!(bare.lines().all(|line| line.chars().count() <= 80), "{bare}");
    let nuisances = fitted(9999).estimates.into_iter().filter(|e| e.unknown.role == Role::Nuisance);
    let file = report::parameter_file(&fitted(9999), &[]);
    for nuisance in nuisances {
        assert!(!file.contains(&format!("\n{} = ", nuisance.unknown.key)));
    }
}
