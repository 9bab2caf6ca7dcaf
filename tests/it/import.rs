//! Import: every reader on a small table made by hand in the published layout, what becomes of bad
//! tables, and a scenario from tables to `check`. Real data are read where `SUASION_DATA` names them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use suasion::import::{
    Choice, Draft, Drift, Facts, FileNote, Iso, Measure, READERS, Reporter, Request, build, read,
    write,
};
use suasion::numeric::Distribution;
use suasion::scenario::{self, Scenario};
use suasion::world::Channel;

const SAMPLES: &str = "tests/it/samples";

fn iso(text: &str) -> Iso {
    Iso::parse(text).expect("a code")
}

/// Reads one sample, and says which reader took it.
fn sample(name: &str) -> (Facts, FileNote) {
    let path = Path::new(SAMPLES).join(name);
    let (facts, mut notes) = read(&[path], 2000..=2010).unwrap_or_else(|e| panic!("{e}"));
    (facts, notes.remove(0))
}

/// A reported flow as year, USD bn to nine digits, reporter.
fn flows(facts: &Facts, from: &str, to: &str) -> Vec<(i32, f64, Reporter)> {
    let reports = facts.reports(iso(from), iso(to)).iter();
    reports.map(|r| (r.year, (r.value_bn * 1e9).round() / 1e9, r.reporter)).collect()
}

fn figure(facts: &Facts, of: &str, measure: Measure, year: i32) -> Option<f64> {
    let found = facts.figures(iso(of), measure).iter().find(|d| d.year == year);
    found.map(|datum| datum.value)
}

#[test]
fn every_reader_has_a_sample() {
    let mut taken: Vec<&str> = Vec::new();
    for entry in fs::read_dir(SAMPLES).expect("the samples are there") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        taken.push(sample(&name).1.reader.unwrap_or_else(|| panic!("{name} is not recognised")));
    }
    for reader in READERS {
        assert!(taken.contains(&reader.name), "no sample for {}", reader.name);
    }
}

#[test]
fn trade_of_the_correlates_of_war_is_what_the_first_state_buys_of_the_second() {
    let (facts, note) = sample("cow_trade.csv");
    let russia_to_china = flows(&facts, "RUS", "CHN");
    assert_eq!(russia_to_china[1], (2010, 10.0, Reporter::Importer), "10,600 mn less 6 % freight");
    assert_eq!(flows(&facts, "CHN", "RUS")[1], (2010, 8.0, Reporter::Importer));
    assert_eq!(flows(&facts, "CHN", "KAZ"), [(2010, 1.0, Reporter::Importer)]);
    assert!(flows(&facts, "KAZ", "CHN").is_empty(), "−9 is unknown, not zero");
    assert_eq!((note.tally.missing, note.tally.other_years), (1, 1));
}

#[test]
fn products_of_baci_are_added_up_and_fuels_told_apart() {
    let (facts, note) = sample("baci.csv");
    assert_eq!(flows(&facts, "CHN", "RUS"), [(2010, 8.0, Reporter::Reconciled)]);
    assert_eq!(facts.reports(iso("CHN"), iso("RUS"))[0].energy_share, Some(0.25));
    assert_eq!(facts.reports(iso("USA"), iso("CHN"))[0].energy_share, Some(0.0));
    assert!(note.tally.strangers.contains_key("999"), "an unknown number is told");
    assert_eq!(note.tally.other_years, 1);
}

#[test]
fn comtrade_gives_each_reporters_total_once() {
    let expected = [(2010, 5.0, Reporter::Exporter), (2010, 10.0, Reporter::Importer)];
    let (facts, note) = sample("comtrade.csv");
    assert_eq!(flows(&facts, "KAZ", "CHN"), expected);
    assert_eq!(facts.reports(iso("KAZ"), iso("CHN"))[0].energy_share, Some(0.8));
    assert!(note.tally.strangers.contains_key("W00"));
    assert_eq!(flows(&sample("comtrade_old.csv").0, "KAZ", "CHN"), expected);
}

#[test]
fn the_imf_is_read_in_its_three_layouts() {
    let (facts, note) = sample("dots.csv");
    let both = [
        (2009, 7.0, Reporter::Exporter),
        (2010, 8.0, Reporter::Exporter),
        (2010, 10.0, Reporter::Importer),
    ];
    assert_eq!(flows(&facts, "CHN", "RUS"), both);
    assert!(note.tally.strangers.contains_key("World"));
    for name in ["imts.csv", "imts_series.csv"] {
        let found = flows(&sample(name).0, "CHN", "RUS");
        assert_eq!(found, [(2010, 8.0, Reporter::Exporter)], "{name}");
    }
}

#[test]
fn country_years_come_in_billions_and_millions_and_gaps_stay_gaps() {
    let (wdi, note) = sample("wdi.csv");
    assert_eq!(figure(&wdi, "CHN", Measure::Gdp, 2010), Some(6000.0));
    assert_eq!(figure(&wdi, "CHN", Measure::Gdp, 2009), None);
    assert_eq!(figure(&wdi, "CHN", Measure::Population, 2010), Some(1320.0));
    assert_eq!(figure(&wdi, "CHN", Measure::Milex, 2010), Some(100.0));
    assert!(note.tally.strangers.contains_key("ECS"), "aggregates are no economies");
    let (weo, _) = sample("weo.xls");
    assert_eq!(figure(&weo, "CHN", Measure::Gdp, 2010), Some(6000.25));
    assert_eq!(figure(&weo, "CHN", Measure::Growth, 2009), Some(1.1_f64.ln()));
    assert_eq!(figure(&weo, "CHN", Measure::Growth, 2010), None);
    let forecasts: Vec<(i32, bool)> =
        weo.figures(iso("CHN"), Measure::Population).iter().map(|d| (d.year, d.forecast)).collect();
    assert_eq!(forecasts, [(2009, false), (2010, true)], "2010 is the IMF's forecast");
}

#[test]
fn capabilities_and_positions_come_with_their_gaps_and_errors() {
    let (nmc, note) = sample("nmc.csv");
    assert_eq!(figure(&nmc, "CHN", Measure::Cinc, 2010), Some(0.2));
    assert_eq!(figure(&nmc, "CHN", Measure::Milex, 2010), Some(70.0));
    assert_eq!(figure(&nmc, "KAZ", Measure::Milex, 2010), None);
    assert_eq!(note.tally.missing, 1);
    let (points, _) = sample("ideal_point.csv");
    let china = points.figures(iso("CHN"), Measure::IdealPoint)[0];
    assert_eq!((china.year, china.value), (2010, -0.9));
    assert!((china.sd.unwrap() - 0.2).abs() < 1e-4, "{china:?}");
}

#[test]
fn alliances_are_directed_where_the_file_is() {
    let (facts, _) = sample("atop_directed.csv");
    let pact = |facts: &Facts, a: &str, b: &str| {
        let (_, pact) = facts.pacts[&(iso(a), iso(b))][0];
        (pact.defence, pact.consultation)
    };
    assert_eq!(pact(&facts, "RUS", "KAZ"), (true, true));
    assert_eq!(pact(&facts, "KAZ", "RUS"), (false, true));
    let (mutual, _) = sample("atop_mutual.csv");
    assert_eq!(pact(&mutual, "RUS", "ARM"), (true, true));
    assert_eq!(pact(&mutual, "ARM", "RUS"), (true, true));
}

#[test]
fn sipri_is_read_by_names_below_its_heading() {
    let (milex, note) = sample("sipri_milex.csv");
    assert_eq!(figure(&milex, "CHN", Measure::Milex, 2010), Some(100.0));
    let spent = figure(&milex, "KAZ", Measure::Milex, 2009).expect("known");
    assert!((spent - 1.2005).abs() < 1e-12);
    assert_eq!(figure(&milex, "KAZ", Measure::Milex, 2010), None);
    assert_eq!(figure(&milex, "KOR", Measure::Milex, 2010), Some(22.0));
    assert_eq!(note.tally.missing, 2);
    let (arms, note) = sample("sipri_arms.csv");
    assert_eq!(arms.deliveries[&(iso("RUS"), iso("KAZ"))], [(2009, 30.0), (2010, 30.0)]);
    assert_eq!(arms.deliveries[&(iso("VNM"), iso("KAZ"))], [(2010, 20.0)]);
    assert!(note.tally.strangers.contains_key("unknown supplier(s)"));
}

#[test]
fn distances_loans_sanctions_and_codes_are_read() {
    let (map, _) = sample("geodist.csv");
    assert!(map.borders.contains(&(iso("KAZ"), iso("CHN"))));
    assert_eq!(map.distances[&(iso("CHN"), iso("KAZ"))], 3500.5);
    assert_eq!(map.distances[&(iso("CHN"), iso("USA"))], 11000.0, "capitals where unweighted");
    assert_eq!(map.distances[&(iso("CHN"), iso("ROU"))], 7100.0, "ROM is Romania's old code");
    let (loans, note) = sample("gcdf.csv");
    let lent: Vec<(i32, f64)> = loans.loans[&(iso("CHN"), iso("KAZ"))]
        .iter()
        .map(|loan| (loan.year, loan.usd2021_bn))
        .collect();
    assert_eq!(lent, [(2009, 1.0), (2010, 0.5)], "no grants, nothing that counts twice");
    assert_eq!(note.tally.missing, 1);
    let (sanctions, _) = sample("gsdb.csv");
    assert_eq!(sanctions.sanctions[&(iso("USA"), iso("IRN"))].len(), 1);
    let (codes, _) = sample("iso.csv");
    assert_eq!(codes.codes.number("998"), Some(iso("NWL")));
}

#[test]
fn tidy_extracts_are_read_with_the_publication_behind_them() {
    let (trade, note) = sample("tidy_trade.csv");
    assert_eq!(flows(&trade, "CHN", "RUS"), [(2010, 8.0, Reporter::Reconciled)]);
    assert!(flows(&trade, "RUS", "CHN").is_empty(), "an empty cell is unknown");
    assert_eq!((note.tally.missing, note.tally.other_years), (1, 1));
    let (reports, _) = sample("tidy_reports.csv");
    let both = [(2010, 4.0, Reporter::Exporter), (2010, 1.0, Reporter::Importer)];
    assert_eq!(flows(&reports, "CHN", "KGZ"), both);
    let (economies, note) = sample("tidy_economies.csv");
    assert_eq!(figure(&economies, "KAZ", Measure::Gdp, 2010), Some(150.0));
    assert_eq!(figure(&economies, "KAZ", Measure::Milex, 2010), Some(1.5));
    assert!((economies.loans[&(iso("CHN"), iso("KAZ"))][0].usd2021_bn - 0.15).abs() < 1e-12);
    assert!(note.tally.strangers.contains_key("Central Asia"));
    let (pairs, _) = sample("tidy_pairs.csv");
    assert_eq!(pairs.organisations[&(iso("CHN"), iso("KAZ"))], [(2010, 40.0)]);
    let (alliances, _) = sample("tidy_alliances.csv");
    assert!(alliances.pacts[&(iso("RUS"), iso("KAZ"))][0].1.defence);
    let (arms, _) = sample("tidy_arms.csv");
    assert_eq!(arms.deliveries[&(iso("RUS"), iso("KAZ"))], [(2010, 30.5)]);
}

/// A folder with one table.
fn table(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a table is written");
    (folder, path)
}

/// What a person reads about a bad table, without the folder.
fn complaint(name: &str, text: &str) -> String {
    let (folder, path) = table(name, text);
    let mistakes = read(&[path], 2000..=2010).expect_err("the table is bad");
    mistakes.to_string().replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn a_bad_cell_is_met_with_file_line_column_and_what_to_do() {
    let header = "year,exporter_iso3,importer_iso3,usd_mn,source\n";
    let seen = complaint("trade.csv", &format!("{header}2010,CHN,RUS,12x,baci_ot\n"));
    let expected = "trade.csv, line 2, column `usd_mn`: `12x` is no number\n  rule: a figure, or an \
                    empty cell where it is unknown\n  next: mend the cell or empty it";
    assert_eq!(seen, expected);
    let seen = complaint("trade.csv", &format!("{header}2010,CHN,RUS,-3,baci_ot\n"));
    assert!(seen.starts_with("trade.csv, line 2, column `usd_mn`: -3 is negative"), "{seen}");
    let seen = complaint("trade.csv", &format!("{header}201O,CHN,RUS,3,baci_ot\n"));
    assert!(seen.starts_with("trade.csv, line 2, column `year`: `201O` is no year"), "{seen}");
    let seen = complaint("trade.csv", &format!("{header}2010,CHN,RUS,3,baci\n"));
    assert!(seen.contains("line 2, column `source`: `baci` is no source"), "{seen}");
    let seen = complaint("trade.csv", &format!("{header}2010,CHN,RUS\n"));
    assert!(seen.contains("line 2: the row ends after 3 of 5 cells"), "{seen}");
}

#[test]
fn several_mistakes_are_told_together_and_a_hopeless_file_is_given_up() {
    let header = "year,exporter_iso3,importer_iso3,usd_mn,source\n";
    let seen =
        complaint("trade.csv", &(header.to_string() + &"2010,CHN,RUS,x,baci_ot\n".repeat(99)));
    assert_eq!(seen.matches("is no number").count(), 10, "{seen}");
}

#[test]
fn a_file_that_no_reader_knows_and_a_sheet_that_does_not_say_what_it_is_are_told() {
    let seen = complaint("other.csv", "a,b\n1,2\n");
    assert!(seen.contains("no table in it is one that can be read"), "{seen}");
    assert!(seen.contains("next: see docs/importing.md"), "{seen}");
    let seen = complaint("milex.csv", "Country,Notes,2009,2010\nChina,,1,2\n");
    assert!(seen.contains("it is not told which sheet"), "{seen}");
    let missing = read(&[PathBuf::from("nowhere.csv")], 2000..=2010).expect_err("not there");
    assert!(missing.to_string().starts_with("nowhere.csv: there is no such file"), "{missing}");
}

#[test]
fn a_table_that_lacks_a_column_and_files_that_are_not_there_are_told() {
    let trade = "year,exporter_iso3,importer_iso3,usd_millions,source\n2010,CHN,RUS,1,baci_ot\n";
    let seen = complaint("trade.csv", trade);
    assert!(seen.contains("trade.csv: it lacks the column `usd_mn` of tidy trade"), "{seen}");
    // Beside a table that is read, it is left alone and told so.
    let (folder, path) = table("trade.csv", trade);
    let codes = Path::new(SAMPLES).join("iso.csv");
    let (_, notes) = read(&[path, codes], 2000..=2010).unwrap_or_else(|e| panic!("{e}"));
    let left = notes.iter().find(|note| note.reader.is_none()).expect("the trade");
    assert_eq!(left.nearly, Some(("tidy trade", vec!["usd_mn"])));
    let none = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
    let seen = read(&none, 2000..=2010).expect_err("none is there").to_string();
    assert_eq!(seen.matches("there is no such file").count(), 2, "{seen}");
}

fn request(actors: &[&str], top: usize) -> Request {
    Request {
        name: "sample".into(),
        year: 2010,
        end_year: 2012,
        step: "year".into(),
        choice: Choice { actors: actors.iter().map(|a| a.to_string()).collect(), top, rest: true },
        powers: Vec::new(),
        least_bn: 0.0,
        hindsight: false,
        drift: Drift::Drawn,
    }
}

/// Country-years and reports of trade made by hand: three economies and a fourth without GDP.
fn small_world() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut economies =
        "iso3,year,population,gdp_usd,gdp_const2015,gdp_usd_weo_bn,cinc,idealpoint_all\n"
            .to_string();
    for year in 2000..=2014 {
        let growth = 1.0 + 0.03 * f64::from(year - 2000) + 0.01 * f64::from(year % 3);
        for (code, size) in [("CHN", 4e12), ("RUS", 1e12), ("KAZ", 1e11)] {
            let (gdp, other) = (size * growth, size * growth * 1.1 / 1e9);
            let other = if code == "KAZ" { other.to_string() } else { String::new() };
            economies += &format!("{code},{year},1e8,{gdp},{gdp},{other},0.1,-0.5\n");
        }
        economies += &format!("PRK,{year},2e7,,,,0.01,\n");
    }
    let mut trade = "year,exporter_iso3,importer_iso3,source,reporter_iso3,usd_mn\n".to_string();
    for year in 2005..=2014 {
        trade += &format!("{year},CHN,RUS,comtrade_partner,CHN,{}\n", 1000 * (year - 2000));
        trade += &format!("{year},CHN,KAZ,comtrade_partner,CHN,4000\n");
        trade += &format!("{year},KAZ,CHN,comtrade_partner,KAZ,2000\n");
        trade += &format!("{year},CHN,PRK,comtrade_partner,CHN,100\n");
    }
    trade += "2010,CHN,KAZ,comtrade_partner,KAZ,1060\n";
    let files = [("economies.csv", economies), ("reports.csv", trade)];
    let write = |(name, text): (&str, String)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a table is written");
        path
    };
    let paths = files.into_iter().map(write).collect();
    (folder, paths)
}

fn drafted(facts: &Facts, request: &Request) -> (Draft, Scenario, String) {
    let draft = build(facts, request).unwrap_or_else(|text| panic!("{text}"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(&draft, folder.path()).expect("it can be written");
    let scenario = scenario::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder.path()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        texts.push((name, fs::read_to_string(path).expect("text")));
    }
    texts.sort();
    (draft, scenario, format!("{texts:?}"))
}

#[test]
fn reports_that_disagree_become_a_lognormal_as_wide_as_they_disagree() {
    let (_folder, paths) = small_world();
    let (facts, _) = read(&paths, 1990..=2010).unwrap_or_else(|e| panic!("{e}"));
    let (draft, scenario, _) = drafted(&facts, &request(&["CHN", "RUS", "KAZ"], 0));
    let left: Vec<String> = draft.left.iter().map(|l| format!("{} {}", l.iso, l.why)).collect();
    assert_eq!(left, ["PRK GDP unknown"], "a rest of the world without GDP is no actor");
    let tie = |from: &str, to: &str| {
        let found = scenario
            .ties
            .iter()
            .find(|t| t.channel == Channel::Trade && t.from == from && t.to == to);
        found.unwrap_or_else(|| panic!("{from} > {to}")).value.clone()
    };
    // China says 4 bn, Kazakhstan 1.06 bn with freight, 1 bn without.
    let doubted = tie("CHN", "KAZ");
    let Distribution::Lognormal { median, sigma } = doubted.distribution else {
        panic!("{doubted:?}")
    };
    assert!((median - 2.0).abs() < 1e-4 && (sigma - 2f64.ln()).abs() < 1e-4, "{doubted:?}");
    assert_eq!(doubted.provenance.source.as_deref(), Some("comtrade"));
    assert_eq!(doubted.provenance.year, Some(2010));
    assert!(doubted.provenance.method.expect("a method").contains("geometric mean"));
    let lone = tie("KAZ", "CHN");
    assert_eq!(lone.distribution, Distribution::Constant(2.0));
    assert_eq!(lone.provenance.reporter.as_deref(), Some("KAZ"));
    let mirrors: Vec<&str> = scenario.mirrors.iter().map(|m| m.reporter.as_str()).collect();
    assert_eq!(mirrors, ["CHN", "KAZ"]);
    // The World Bank outranks the IMF, whose figure is a tenth higher.
    let gdp = &scenario.actors["KAZ"].gdp;
    let Distribution::Lognormal { sigma, .. } = gdp.distribution else { panic!("{gdp:?}") };
    assert!((sigma - 1.1f64.ln() / 2f64.sqrt()).abs() < 1e-4, "{gdp:?}");
    assert_eq!(gdp.provenance.source.as_deref(), Some("wdi"));
}

#[test]
fn who_has_no_gdp_is_the_rest_of_the_world_and_nothing_is_filled_with_zero() {
    let (_folder, paths) = small_world();
    let (facts, _) = read(&paths, 1990..=2010).unwrap_or_else(|e| panic!("{e}"));
    let refused = build(&facts, &request(&["CHN", "PRK"], 0)).expect_err("no GDP");
    assert!(refused.starts_with("no table has the GDP of `PRK` for 2010"), "{refused}");
    let mut bare = request(&["CHN", "RUS"], 0);
    let (draft, scenario, _) = drafted(&facts, &bare);
    let names: Vec<&str> = scenario.actors.keys().map(String::as_str).collect();
    assert_eq!(names, ["CHN", "RUS", "ROW"]);
    let rest = draft.actors[2].gdp.provenance.method.as_deref();
    assert_eq!(rest, Some("sum of 1 economies; 1 more have no figure"));
    assert!(scenario.actors["ROW"].milex.is_none() && scenario.actors["CHN"].milex.is_none());
    bare.choice.rest = false;
    assert_eq!(drafted(&facts, &bare).1.actors.len(), 2);
    bare.choice = Choice { actors: vec!["CHN".into(), "CIS=RUS+KAZ".into()], top: 0, rest: false };
    let bloc = drafted(&facts, &bare).1;
    assert!(
        (median(&bloc.actors["CIS"].gdp) - 1.1 * median(&scenario.actors["RUS"].gdp)).abs() < 1.0
    );
}

fn median(q: &scenario::Quantity) -> f64 {
    q.distribution.quantile(0.5)
}

#[test]
fn nothing_later_than_the_base_year_reaches_a_scenario() {
    let (folder, paths) = small_world();
    let (short, _) = read(&paths, 1990..=2010).unwrap_or_else(|e| panic!("{e}"));
    let (long, _) = read(&paths, 1990..=2014).unwrap_or_else(|e| panic!("{e}"));
    let ask = request(&["CHN", "RUS", "KAZ"], 0);
    let expected = drafted(&short, &ask).2;
    assert_eq!(drafted(&long.known_by(2010), &ask).2, expected);
    assert_eq!(drafted(&long, &ask).2, expected, "a base year asks for no later one");
    // What comes later may be anything.
    for path in &paths {
        let text = fs::read_to_string(path).expect("text");
        let later = |line: &&str| ["2011", "2012", "2013", "2014"].iter().any(|y| line.contains(y));
        let spoilt: Vec<String> = text
            .lines()
            .map(|line| if later(&line) { line.replace("00", "99") } else { line.to_string() })
            .collect();
        assert_ne!(spoilt.join("\n"), text.trim_end(), "something was spoilt");
        fs::write(path, spoilt.join("\n")).expect("written");
    }
    let (spoilt, _) = read(&paths, 1990..=2014).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(drafted(&spoilt, &ask).2, expected);
    drop(folder);
}

#[test]
fn wrong_codes_and_powers_are_met_with_a_suggestion() {
    let (_folder, paths) = small_world();
    let (facts, _) = read(&paths, 1990..=2010).unwrap_or_else(|e| panic!("{e}"));
    let refused = |request: &Request| build(&facts, request).expect_err("refused");
    let seen = refused(&request(&["CHN", "KZA"], 0));
    assert!(seen.starts_with("`KZA` is no ISO 3166-1 alpha-3 code: did you mean"), "{seen}");
    assert!(refused(&request(&["CHN", "CHN"], 0)).contains("named twice"));
    assert!(refused(&request(&[], 0)).starts_with("nobody is asked for"));
    let mut powers = request(&["CHN", "RUS"], 0);
    powers.powers = vec!["RSU".into()];
    assert!(refused(&powers).contains("did you mean `RUS`?"));
    let mut early = request(&["CHN", "RUS"], 0);
    early.year = 2003;
    assert!(refused(&early).starts_with("no table has trade between these actors in 2003"));
}

static SKIPPED: AtomicUsize = AtomicUsize::new(0);

/// The folder of real data; a test that lacks it says so and counts.
pub fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("SUASION_DATA").map(PathBuf::from);
    let folder = folder.filter(|folder| folder.join("trade.csv").exists());
    if folder.is_none() {
        let n = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
        eprintln!("skipped ({n}): SUASION_DATA names no folder with trade.csv");
    }
    folder
}

#[test]
fn a_world_of_two_hundred_economies_comes_out_of_real_data() {
    let Some(folder) = data() else { return };
    let (facts, notes) = read(&[folder], 1990..=2010).unwrap_or_else(|e| panic!("{e}"));
    assert!(notes.iter().any(|note| note.tally.kept > 100_000));
    let ask = Request { least_bn: 0.0, ..request(&[], 200) };
    let (draft, scenario, _) = drafted(&facts, &ask);
    assert_eq!(scenario.actors.len(), 201, "200 economies and the rest of the world");
    let trade = scenario.ties.iter().filter(|t| t.channel == Channel::Trade).count();
    assert!((19_000..24_000).contains(&trade), "{trade} flows");
    assert!(
        scenario.ties.iter().all(|tie| tie.value.provenance.source.is_some()
            || tie.value.provenance.confidence.is_some())
    );
    let powers: Vec<&str> =
        draft.actors.iter().filter(|a| a.power).map(|a| a.id.as_str()).collect();
    assert!(powers.contains(&"CHN") && powers.contains(&"USA"), "{powers:?}");
    let study = suasion::model::compile(&scenario);
    assert_eq!(study.base.world.trade.len(), trade);
}
