//! Hindcasts on a small world made by hand: what a forecast may know, and what a user reads.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;

use suasion::analysis::hindcast::{
    Config, Estimate, Forecast, LEFT_OUT, ScoreTable, Target, ablations, forecasts, hindcast,
    lacking, unscored,
};
use suasion::import::{Facts, read};
use suasion::numeric::Distribution;
use suasion::report::html;

/// Enough for the noise of each pair to be looked for.
const ACTORS: [&str; 6] = ["CHN", "RUS", "KAZ", "KGZ", "USA", "DEU"];
/// Economies that only their own figures are known of: enough to say how they differ.
const OTHERS: [&str; 20] = [
    "FRA", "GBR", "ITA", "ESP", "BRA", "ARG", "CHL", "PER", "MEX", "CAN", "EGY", "NGA", "KEN",
    "ZAF", "THA", "VNM", "MYS", "IDN", "AUS", "NZL",
];

/// Tables of 1990–2016: a little walk for each series, made by a linear congruence.
fn tables(spoil_after: i32) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = 12345_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) - 0.5
    };
    let mut economies =
        "iso3,year,population,gdp_usd,gdp_const2015,cinc,idealpoint_all,fbic_chn\n".to_string();
    let mut trade = "year,exporter_iso3,importer_iso3,usd_mn,source\n".to_string();
    for (at, code) in ACTORS.iter().chain(&OTHERS).enumerate() {
        let (mut gdp, mut cinc, mut point, mut fbic) = (1e12 / (at + 1) as f64, 0.01, 0.0, 0.05);
        for year in 1990..=2016 {
            let spoilt = if year > spoil_after { 3.0 } else { 1.0 };
            gdp *= (0.03 + 0.05 * next()).exp();
            cinc *= (0.03 * next()).exp();
            point += 0.3 * next();
            fbic *= (0.05 + 0.1 * next()).exp();
            economies += &format!(
                "{code},{year},1e8,{},{},{},{},{}\n",
                gdp * spoilt,
                gdp * spoilt,
                cinc * spoilt,
                point * spoilt,
                fbic * spoilt
            );
        }
    }
    for a in ACTORS {
        for b in ACTORS.iter().filter(|b| **b != a) {
            let mut flow = 1000.0 * (3.0 * next()).exp();
            for year in 2000..=2016 {
                flow *= (0.5 * next()).exp();
                let shown = if year > spoil_after { 5.0 * flow } else { flow };
                trade += &format!("{year},{a},{b},{shown},baci_ot\n");
            }
        }
    }
    let mut sites = "iso_o,iso_d,contig,dist,distw\n".to_string();
    for (at, a) in ACTORS.iter().enumerate() {
        for (to, b) in ACTORS.iter().enumerate().filter(|(_, b)| *b != a) {
            let (border, km) = (u8::from(at.abs_diff(to) == 1), 700 * at.abs_diff(to) + 300 * to);
            sites += &format!("{a},{b},{border},{km},{km}\n");
        }
    }
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a table is written");
        path
    };
    let paths = vec![
        write("economies.csv", &economies),
        write("trade.csv", &trade),
        write("sites.csv", &sites),
    ];
    (folder, paths)
}

fn config() -> Config {
    Config::parse(
        r#"
data = ["."]
actors = ["CHN", "RUS", "KAZ", "KGZ", "USA", "DEU"]
origins = [2008, 2010, 2012]
horizons = [1, 3]
last_target = 2016
split = 2012
mean_kept = ["china-share", "lead"]
targets = ["trade", "central-asia", "china-share", "lead", "gdp", "cinc", "position", "influence"]
baselines = ["persistence", "walk", "drift", "empirical"]
runs = 64
"#,
        "past.toml",
    )
    .unwrap_or_else(|problems| panic!("{problems}"))
}

fn facts(spoil_after: i32, config: &Config) -> Facts {
    let (_folder, paths) = tables(spoil_after);
    read(&paths, config.window()).unwrap_or_else(|e| panic!("{e}")).0
}

#[test]
fn no_forecast_depends_on_what_came_later() {
    let config = config();
    let (sound, spoilt) = (facts(9999, &config), facts(2010, &config));
    let from = |facts: &Facts, origin: i32| {
        forecasts(facts, &config, origin).unwrap_or_else(|text| panic!("{text}"))
    };
    let (a, b) = (from(&sound, 2010), from(&spoilt, 2010));
    assert!(a.len() > 50, "{} forecasts", a.len());
    assert_eq!(a, b, "the engine's and every rule's");
    assert_ne!(from(&sound, 2012), from(&spoilt, 2012), "what is known does matter");
    let outcomes = |facts: &Facts| -> Vec<f64> {
        let cases = hindcast(facts, &config, &|_| true).expect("it runs");
        cases.iter().filter(|c| c.origin == 2010).map(|c| c.happened).collect()
    };
    assert_ne!(outcomes(&sound), outcomes(&spoilt), "what is scored did change");
}

#[test]
fn forecasts_are_samples_of_the_engine_around_the_last_figure() {
    let config = config();
    let facts = facts(9999, &config);
    for made in forecasts(&facts, &config, 2012).expect("it runs") {
        let [Forecast::Sample(engine), Forecast::Point(last), ..] = &made.forecasts[..] else {
            panic!("{made:?}")
        };
        assert_eq!(made.forecasts.len(), 5);
        assert_eq!(engine.len(), 64, "{}", made.series.name);
        let (low, high) = (engine[0], engine[63]);
        assert!(low < high, "{}: no point", made.series.name);
        assert!(low - 1.0 < *last + 5.0 && *last - 5.0 < high + 1.0, "{made:?}");
    }
}

#[test]
fn every_target_has_its_rows_and_the_same_configuration_the_same_table() {
    let config = config();
    let facts = facts(9999, &config);
    let table = |config: &Config| {
        ScoreTable::of(&hindcast(&facts, config, &|_| true).expect("runs"), config)
    };
    let once = table(&config);
    assert_eq!(once.rows.len(), config.targets.len() * 2 * 5);
    assert_eq!(format!("{:?}", table(&config).rows), format!("{:?}", once.rows));
    let engine = &once.rows[0];
    assert_eq!((engine.target, engine.n), (Target::Trade, 90), "30 pairs from 3 origins");
    assert!(engine.skill_by_series.is_none() && once.rows[1].skill_by_series.is_some());
    assert_eq!(once.rows[2].skill_by_origin.expect("told").clusters, 3);
    assert!((engine.pit.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(once.brier.len(), 10);
    for row in &once.brier {
        let b = row.brier;
        let sum = b.reliability - b.resolution + b.uncertainty + b.within;
        assert!((sum - b.score).abs() < 1e-12);
    }
    assert_eq!(once.parts.len(), 2, "before 2012 and from then on");
    let all = once.parts.iter().filter_map(|(_, part)| part.row(Target::Trade, 1, "engine"));
    assert_eq!(all.map(|row| row.n).sum::<usize>(), 90);
    let text = suasion::report::hindcast(&once);
    assert!(text.contains("In sample and out of it"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(text.contains("skill over"), "{text}");
}

#[test]
fn without_distances_a_hindcast_says_that_it_has_no_potentials() {
    let mut config = config();
    let mut facts = facts(9999, &config);
    assert_eq!(lacking(&facts, &config), [""; 0], "there are distances");
    facts.distances.clear();
    let mut table = ScoreTable::of(&[], &config);
    table.lacking = lacking(&facts, &config);
    let text = suasion::report::hindcast(&table);
    assert!(text.contains("no distances (CEPII GeoDist)"), "{text}");
    config.leave_out.push(Estimate::Potential);
    assert_eq!(lacking(&facts, &config), [""; 0], "they were not asked for");
}

#[test]
fn targets_without_a_figure_are_told() {
    let mut config = config();
    config.targets = vec![Target::Trade, Target::Gdp];
    config.origins = vec![2012];
    let facts = facts(9999, &config);
    let told = |config: &Config| {
        let cases = hindcast(&facts, config, &|_| true).expect("it runs");
        unscored(&ScoreTable::of(&cases, config), config)
    };
    assert_eq!(told(&config), None);
    config.trade_source = "comtrade".into();
    assert_eq!(told(&config).expect("no trade"), "The data have no figure to score for `trade`.");
}

#[test]
fn a_hindcast_that_does_not_go_on_has_the_origins_that_were_done() {
    let config = config();
    let facts = facts(9999, &config);
    let told = Cell::new(0);
    let until = |runs| told.replace(told.get() + runs) + runs < 2 * config.runs;
    let some = hindcast(&facts, &config, &until).expect("it runs");
    let all = hindcast(&facts, &config, &|_| true).expect("it runs");
    let of_two: Vec<_> = all.iter().filter(|case| case.origin < 2012).cloned().collect();
    assert_eq!(told.get(), 2 * config.runs);
    // Some of their numbers are none, and so not equal to themselves.
    assert_eq!(format!("{some:?}"), format!("{of_two:?}"));
    assert!(some.len() < all.len());
}

#[test]
fn a_mechanism_that_is_switched_off_and_a_parameter_that_is_held_change_the_forecasts() {
    let mut config = config();
    config.targets = vec![Target::Trade];
    let facts = facts(9999, &config);
    let whole = forecasts(&facts, &config, 2012).expect("it runs");
    let mut off = config.clone();
    off.ablate = vec!["shock"];
    assert_ne!(forecasts(&facts, &off, 2012).expect("it runs"), whole);
    config.parameters.insert("shock.world_sd".into(), Distribution::Constant(0.0));
    assert_ne!(forecasts(&facts, &config, 2012).expect("it runs"), whole);
}

#[test]
fn what_is_estimated_changes_the_forecasts_and_can_be_left_out() {
    let config = config();
    let facts = facts(9999, &config);
    let from = |change: fn(&mut Config)| {
        let mut config = config.clone();
        config.targets = vec![Target::Trade];
        change(&mut config);
        forecasts(&facts, &config, 2012).expect("it runs")
    };
    let whole = from(|_| {});
    for change in [
        (|c| c.fit_shocks = false) as fn(&mut Config),
        |c| c.leave_out.push(Estimate::PairNoise),
        |c| c.leave_out.push(Estimate::CountryNoise),
        |c| c.leave_out.push(Estimate::Potential),
        |c| c.without_level.push(Target::Trade),
        |c| c.mean_kept.push(Target::Trade),
    ] {
        assert_ne!(from(change), whole);
    }
}

#[test]
fn the_page_holds_its_figures_and_the_ablation_its_parts() {
    let mut config = config();
    config.targets = vec![Target::Trade, Target::Lead];
    let facts = facts(9999, &config);
    let table = ScoreTable::of(&hindcast(&facts, &config, &|_| true).expect("runs"), &config);
    let page = html::render(&html::hindcast("small", &table));
    for figure in ["quantiles", "transforms", "claim"] {
        assert!(page.contains(&format!("data-figure=\"{figure}\"")), "{figure}");
    }
    config.targets = vec![Target::Trade];
    let told = Cell::new(0);
    let count = |runs| told.replace(told.get() + runs) < u64::MAX;
    let parts = ablations(&facts, &config, &count).expect("it runs");
    assert_eq!((parts.len(), told.get()), (LEFT_OUT, LEFT_OUT as u64 * 3 * config.runs));
    let text = suasion::report::ablations(&parts);
    assert_eq!(text.lines().filter(|line| line.contains('.')).count(), parts.len() + 2, "{text}");
    assert_ne!(parts[0].table.rows[0].crps, parts[1].table.rows[0].crps);
    let begun = ablations(&facts, &config, &|_| false).expect("it runs");
    assert_eq!(begun.len(), 1, "it does not go on");
}
