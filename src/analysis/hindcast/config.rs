//! What a hindcast is asked to do: a TOML file.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::analysis::basis;
use crate::import::Iso;
use crate::mechanism::CAUSAL_ORDER;
use crate::numeric::Distribution;
use crate::scenario::{Kind, Problems, Said, Shape, Sheet, Word, may, must};

use super::baseline::Baseline;
use super::target::{Target, series};

/// The file.
pub const SHAPE: Shape = Shape {
    noun: "a hindcast",
    provenance: false,
    keys: &[
        must("data", Kind::Files, "tables or folders of them"),
        must("actors", Kind::Paths, "ISO codes; everyone else is the rest of the world"),
        must("origins", Kind::Wholes(1800, 2200), "years from which forecasts are made"),
        must("horizons", Kind::Wholes(1, 100), "years ahead"),
        must("last_target", Kind::Whole(1800, 2200), "no later year is scored"),
        must("targets", Kind::Words(Target::words), "what is forecast and scored"),
        must("baselines", Kind::Words(Baseline::words), "rules that it is compared with"),
        may("with_drift", Kind::Words(Target::words), "targets forecast with past growth"),
        may("without_level", Kind::Words(Target::words), "targets without pull to past levels"),
        may("mean_kept", Kind::Words(Target::words), "targets whose shocks leave the mean"),
        may("split", Kind::Whole(1800, 2200), "the first year whose targets are out of sample"),
        may("runs", Kind::Whole(2, 1 << 20), "runs of the engine an origin; 1000"),
        may("seed", Kind::Whole(0, i64::MAX), "seed of every draw; 1"),
        may("least_usd_mn", Kind::Number, "smaller flows at the origin are not scored; 1"),
        may("trade_source", Kind::Word(basis::publications), "whose trade counts; `baci`"),
        may("fit_shocks", Kind::Boolean, "whether shocks are estimated at each origin; true"),
        may("leave_out", Kind::Words(Estimate::words), "estimates that are left out"),
        may("ablate", Kind::Words(mechanisms), "mechanisms that are switched off"),
        may("parameters", Kind::Parameters, "parameters in place of the engine's own"),
        may("keep_samples", Kind::Boolean, "whether forecasts are kept value by value; false"),
    ],
};

/// A hindcast as asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Tables or folders of them, relative to the file.
    pub data: Vec<PathBuf>,
    /// Everyone else is the rest of the world.
    pub actors: Vec<Iso>,
    /// Years from which forecasts are made.
    pub origins: Vec<i32>,
    /// Years ahead.
    pub horizons: Vec<u32>,
    /// No later year is scored.
    pub last_target: i32,
    pub targets: Vec<Target>,
    /// Targets that are forecast with economies growing as they did until the origin; the others
    /// without any drift.
    pub with_drift: Vec<Target>,
    /// Targets that are forecast without the pull of flows to the level of the last years.
    pub without_level: Vec<Target>,
    /// By key, in place of the engine's own and of what is estimated: to see what they do.
    pub parameters: BTreeMap<String, Distribution>,
    pub baselines: Vec<Baseline>,
    /// Runs of the engine for each origin.
    pub runs: u64,
    pub seed: u64,
    /// Flows that are smaller at the origin are not scored, USD million a year.
    pub least_usd_mn: f64,
    /// The publication whose trade is forecast and scored; no change is taken across publications.
    pub trade_source: String,
    /// Whether the shocks of trade are estimated on what is known at each origin; otherwise they are
    /// the engine's priors.
    pub fit_shocks: bool,
    /// Estimates that are left out, for what each adds.
    pub leave_out: Vec<Estimate>,
    /// Targets that are forecast with shocks that leave the mean of a flow where it is, not its median:
    /// so a share stays, too.
    pub mean_kept: Vec<Target>,
    /// The first year whose targets are out of sample; earlier ones are scored apart.
    pub split: Option<i32>,
    /// Switched-off mechanisms, for what each adds.
    pub ablate: Vec<&'static str>,
    /// Whether the engine's forecasts are kept value by value.
    pub keep_samples: bool,
}

/// What is estimated at an origin beyond sizes that hold for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// How noisy a pair is against others of its size.
    PairNoise,
    /// How noisy a country's trade is against that of others of its size.
    CountryNoise,
    /// How much of an economy's own growth is left a year later.
    Persistence,
    /// Whether a country's exports outgrow others'.
    Trend,
    /// How fast flows near what sizes and distance make usual.
    Potential,
    /// How much an economy's past growth says of its drift, beside that of others.
    Drift,
}

impl Word for Estimate {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("pair-noise", Estimate::PairNoise),
        ("country-noise", Estimate::CountryNoise),
        ("persistence", Estimate::Persistence),
        ("trend", Estimate::Trend),
        ("potential", Estimate::Potential),
        ("drift", Estimate::Drift),
    ];
}

fn mechanisms() -> Vec<&'static str> {
    CAUSAL_ORDER.iter().map(|mechanism| mechanism.name).collect()
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// Every mistake of the file, with its place.
    pub fn load(path: &Path) -> Result<Config, Problems> {
        Config::of(Sheet::load(path, &SHAPE)?)
    }

    /// Reads a text; `name` is what messages call it.
    ///
    /// # Errors
    /// Every mistake of the text, with its place.
    pub fn parse(text: &str, name: &str) -> Result<Config, Problems> {
        Config::of(Sheet::parse(text, name, &SHAPE)?)
    }

    fn of(mut sheet: Sheet) -> Result<Config, Problems> {
        let pairs = "flows go from one actor to another: there are two at least";
        let actors = basis::actors(&mut sheet, 2, pairs);
        for (key, rule, next) in LISTS {
            sheet.at_least(1, key, rule, next);
        }
        years(&mut sheet);
        let ablated = sheet.words("ablate");
        let ablated = |name: &&str| ablated.iter().any(|said| said.text == **name);
        let config = Config {
            data: basis::data(&mut sheet),
            targets: targets(&mut sheet, &actors),
            actors,
            origins: numbers(&sheet, "origins"),
            horizons: numbers(&sheet, "horizons"),
            last_target: sheet.whole("last_target").unwrap_or(0),
            with_drift: words(&sheet, "with_drift"),
            without_level: words(&sheet, "without_level"),
            parameters: parameters(&sheet),
            baselines: words(&sheet, "baselines"),
            runs: sheet.whole("runs").unwrap_or(1000),
            seed: sheet.whole("seed").unwrap_or(1),
            least_usd_mn: basis::least_usd_mn(&mut sheet),
            trade_source: basis::trade_source(&sheet),
            fit_shocks: sheet.flag("fit_shocks").unwrap_or(true),
            leave_out: words(&sheet, "leave_out"),
            mean_kept: words(&sheet, "mean_kept"),
            split: sheet.whole("split"),
            ablate: mechanisms().into_iter().filter(ablated).collect(),
            keep_samples: sheet.flag("keep_samples").unwrap_or(false),
        };
        sheet.done()?;
        Ok(config)
    }

    /// Paths of the data, seen from a folder.
    pub fn paths(&self, folder: &Path) -> Vec<PathBuf> {
        self.data.iter().map(|path| folder.join(path)).collect()
    }

    /// Years that are read.
    pub fn window(&self) -> RangeInclusive<i32> {
        const LOOK_BACK: i32 = 30;
        let first = self.origins.iter().min().copied().unwrap_or(self.last_target);
        first - LOOK_BACK..=self.last_target
    }

    /// Whether something is estimated.
    pub fn estimates(&self, what: Estimate) -> bool {
        self.fit_shocks && !self.leave_out.contains(&what)
    }

    /// The longest horizon.
    pub fn reach(&self) -> u32 {
        self.horizons.iter().max().copied().unwrap_or(1)
    }
}

/// Lists that are not empty: the key, the rule, what to do.
const LISTS: [(&str, &str, &str); 4] = [
    ("origins", "a hindcast starts from one year at least", "write years, as in [2008, 2009]"),
    ("horizons", "a hindcast looks one year ahead at least", "write years, as in [1, 3, 5]"),
    (
        "targets",
        "a hindcast forecasts one target at least",
        "name targets, as in [\"trade\", \"gdp\"]",
    ),
    ("baselines", "a hindcast is held against one rule at least", "name rules, as in [\"walk\"]"),
];

/// The numbers of a list.
fn numbers<T: TryFrom<i64>>(sheet: &Sheet, key: &str) -> Vec<T> {
    sheet.wholes(key).into_iter().map(|(number, _)| number).collect()
}

/// What the words of a list stand for.
fn words<T: Word>(sheet: &Sheet, key: &str) -> Vec<T> {
    sheet.choices(key).into_iter().map(|(choice, _)| choice).collect()
}

/// Says which origins, horizons and which split leave no target by the last year.
fn years(sheet: &mut Sheet) {
    let Some(last) = sheet.whole::<i32>("last_target") else { return };
    let origins: Vec<(i32, Said)> = sheet.wholes("origins");
    let horizons: Vec<(i32, Said)> = sheet.wholes("horizons");
    let first = |list: &[(i32, Said)]| list.iter().map(|(year, _)| *year).min();
    if let Some(shortest) = first(&horizons) {
        for (origin, said) in origins.iter().filter(|(origin, _)| origin + shortest > last) {
            let target = origin + shortest;
            let rule = format!(
                "an origin has a target by `last_target`, {last}; its first would be in {target}"
            );
            sheet.unfit_word(said, &rule, "drop the origin, or choose a later `last_target`");
        }
        // A horizon that no origin reaches would be left out of every table in silence.
        let from = first(&origins).filter(|origin| origin + shortest <= last);
        for (horizon, said) in &horizons {
            let Some(origin) = from.filter(|origin| origin + horizon > last) else { continue };
            let target = origin + horizon;
            let rule = format!(
                "some origin has a target so far ahead by `last_target`, {last}; that of the first \
                 would be in {target}"
            );
            sheet.unfit_word(said, &rule, "drop the horizon, or choose a later `last_target`");
        }
    }
    if sheet.whole::<i32>("split").is_some_and(|year| year > last) {
        let rule = format!(
            "targets from `split` on are scored apart: it is not later than `last_target`, {last}"
        );
        sheet.unfit("split", &rule, "choose an earlier year, or drop the key");
    }
}

/// What is scored; says of which targets there is nothing among the actors.
fn targets(sheet: &mut Sheet, actors: &[Iso]) -> Vec<Target> {
    let said = sheet.choices::<Target>("targets");
    // With an actor that is none, it is not known what there would be.
    let whole = actors.len() > 1 && actors.len() == sheet.words("actors").len();
    for (target, word) in said.iter().filter(|(t, _)| whole && series(*t, actors).is_empty()) {
        let rule = format!("it needs {} among the actors", target.needs());
        sheet.unfit_word(word, &rule, "add them to `actors`, or drop the target");
    }
    said.into_iter().map(|(target, _)| target).collect()
}

fn parameters(sheet: &Sheet) -> BTreeMap<String, Distribution> {
    let stated = sheet.parameters("parameters").into_iter();
    stated.map(|(key, quantity)| (key, quantity.distribution)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"data = ["data"]
actors = ["CHN", "RUS", "KAZ"]
origins = [2007, 2008]
horizons = [1, 3]
last_target = 2010
targets = ["trade", "gdp"]
baselines = ["persistence", "walk"]
"#;

    fn told(text: &str) -> String {
        Config::parse(text, "past.toml").expect_err("it has a mistake").render(false)
    }

    #[test]
    fn a_sound_file_is_read() {
        let config = Config::parse(SOUND, "past.toml").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((config.runs, config.reach()), (1000, 3));
        assert_eq!(config.window(), 1977..=2010);
        assert_eq!(config.baselines, [Baseline::Persistence, Baseline::Walk]);
        assert!(config.estimates(Estimate::Trend) && !config.keep_samples);
        let more = "ablate = [\"shock\", \"growth\"]\nleave_out = [\"trend\"]\nseed = 7\n\
                    [parameters.shock]\nlevel_pull = 0\nworld_sd = 0.1\n";
        let config = Config::parse(&format!("{SOUND}{more}"), "").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(config.ablate.len(), 2);
        assert_eq!(config.parameters["shock.level_pull"], Distribution::Constant(0.0));
        assert_eq!((config.parameters.len(), config.seed), (2, 7));
        assert!(!config.estimates(Estimate::Trend));
    }

    #[test]
    fn a_mistake_is_shown_in_its_place_with_what_is_near() {
        for (from, to, line, said) in [
            ("horizons", "horizon", 4, "did you mean `horizons`?"),
            ("\"trade\"", "\"trades\"", 6, "did you mean `trade`?"),
            ("\"walk\"", "\"wakl\"", 7, "did you mean `walk`?"),
            ("\"KAZ\"", "\"KAX\"", 2, "did you mean `KAZ`?"),
            ("\"KAZ\"", "\"RUS\"", 2, "every economy is named once"),
            ("\"KAZ\"", "\"Kyrgyzstan\"", 2, "write \"KGZ\""),
            ("\"RUS\", \"KAZ\"", "", 2, "there are two at least"),
            ("[\"data\"]", "[]", 1, "`data` names one file or folder at least"),
            ("[\"data\"]", "\"data\"", 1, "expected a list in square brackets, found text"),
            ("[2007, 2008]", "[]", 3, "write years, as in [2008, 2009]"),
            ("[2007, 2008]", "[2007, 2010]", 3, "its first would be in 2011"),
            ("[2007, 2008]", "[2007, 2007]", 3, "`2007` is listed twice"),
            ("[2007, 2008]", "[2008]", 4, "that of the first would be in 2011"),
            ("[1, 3]", "[0, 1]", 4, "this key takes a whole number from 1 to 100"),
            ("[1, 3]", "[\"1\"]", 4, "expected a whole number, found text"),
            ("\"gdp\"", "\"influence\", \"influence\"", 6, "`influence` is listed twice"),
            ("\"gdp\"]", "\"gdp\"]\nsplit = 2011", 7, "it is not later than `last_target`, 2010"),
            ("\"gdp\"]", "\"gdp\"]\nruns = 0", 7, "from 2 to 1048576"),
            ("\"gdp\"]", "\"gdp\"]\nleast_usd_mn = -1", 7, "0 or more"),
            ("\"gdp\"]", "\"gdp\"]\ntrade_source = \"bacci\"", 7, "did you mean `baci`?"),
            ("\"gdp\"]", "\"gdp\"]\nablate = [\"shocks\"]", 7, "did you mean `shock`?"),
            ("\"gdp\"]", "\"gdp\"]\nleave_out = [\"potentials\"]", 7, "did you mean `potential`?"),
            ("\"gdp\"]", "\"gdp\"]\nfit_shocks = 1", 7, "expected true or false"),
            (
                "walk\"]",
                "walk\"]\n[parameters.shock]\nworld_ds = 1",
                9,
                "did you mean `shock.world_sd`?",
            ),
        ] {
            let seen = told(&SOUND.replace(from, to));
            assert!(seen.contains(said), "{seen}");
            assert!(seen.contains(&format!("--> past.toml:{line}:")), "line {line}: {seen}");
            let others = if from == "horizons" { 2 } else { 1 };
            assert_eq!(seen.matches("error[").count(), others, "{seen}");
        }
        let seen = told(&SOUND.replace("\"walk\"", "\"shoes\""));
        assert!(seen.contains("write one of these") && !seen.contains("did you mean"), "{seen}");
    }

    #[test]
    fn a_target_of_nobody_is_told() {
        for (target, actors, said) in [
            ("influence", "\"USA\", \"RUS\"", "it needs CHN and another"),
            ("china-in-russia", "\"CHN\", \"KAZ\"", "it needs CHN and RUS among"),
            ("lead", "\"CHN\", \"RUS\", \"USA\"", "one of KAZ, KGZ, TJK, UZB, TKM among"),
        ] {
            let text = SOUND.replace("gdp", target);
            assert!(Config::parse(&text, "").is_ok(), "{target}");
            let seen = told(&text.replace("\"CHN\", \"RUS\", \"KAZ\"", actors));
            assert!(seen.contains(said) && seen.contains(&format!("`{target}`")), "{seen}");
        }
    }

    #[test]
    fn every_mistake_is_shown_at_once_in_order_of_the_file() {
        let text = "data = []\nactor = [\"CHN\"]\norigins = [2008, 2012]\nhorizons = [1, 1]\n\
                    last_target = 2010\ntargets = [\"gpd\"]\nbaselines = [\"walk\"]\nruns = 1\n";
        let problems = Config::parse(text, "past.toml").expect_err("it is full of mistakes");
        let lines: Vec<usize> =
            problems.iter().map(|p| problems.place(p).expect("a place").line).collect();
        // The missing `actors` stand at the beginning.
        assert_eq!(lines, [1, 1, 2, 3, 4, 6, 8], "{problems}");
    }

    #[test]
    fn the_bundled_configurations_are_sound() {
        for name in ["development", "nineties", "published"] {
            let path = format!("scenarios/hindcast/{name}.toml");
            let config = Config::load(path.as_ref()).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(config.horizons, [1, 3, 5]);
            assert_eq!(config.baselines.len(), 4);
        }
    }
}
