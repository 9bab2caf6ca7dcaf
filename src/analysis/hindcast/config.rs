//! What a hindcast is asked to do: a TOML file.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::mechanism::parameters;
use crate::scenario::{meant, near};

use super::baseline::Baseline;
use super::target::Target;

/// A hindcast as asked for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Tables or folders of them, relative to the file.
    pub data: Vec<PathBuf>,
    /// Actors by ISO code; everyone else is the rest of the world.
    pub actors: Vec<String>,
    /// Years from which forecasts are made.
    pub origins: Vec<i32>,
    /// Years ahead.
    pub horizons: Vec<u32>,
    /// No later year is scored.
    pub last_target: i32,
    pub targets: Vec<Target>,
    /// Targets that are forecast with economies growing as they did until the origin; the others
    /// without any drift.
    #[serde(default)]
    pub with_drift: Vec<Target>,
    /// Targets that are forecast without the pull of flows to the level of the last years.
    #[serde(default)]
    pub without_level: Vec<Target>,
    /// Parameters held at a value, to see what they do.
    #[serde(default)]
    pub parameters: BTreeMap<String, f64>,
    pub baselines: Vec<Baseline>,
    /// Runs of the engine for each origin.
    #[serde(default = "runs")]
    pub runs: u64,
    #[serde(default = "seed")]
    pub seed: u64,
    /// Flows that are smaller at the origin are not scored, USD million a year.
    #[serde(default = "least")]
    pub least_usd_mn: f64,
    /// The publication whose trade is forecast and scored; no change is taken across publications.
    #[serde(default = "trade_source")]
    pub trade_source: String,
    /// Whether the shocks of trade are estimated on what is known at each origin; otherwise they are
    /// the engine's priors.
    #[serde(default = "yes")]
    pub fit_shocks: bool,
    /// Estimates that are left out, for what each adds.
    #[serde(default)]
    pub leave_out: Vec<Estimate>,
    /// Targets that are forecast with shocks that leave the mean of a flow where it is, not its median:
    /// so a share stays, too.
    #[serde(default)]
    pub mean_kept: Vec<Target>,
    /// The first year whose targets are out of sample; earlier ones are scored apart.
    #[serde(default)]
    pub split: Option<i32>,
    /// Switched-off mechanisms, for what each adds.
    #[serde(default)]
    pub ablate: Vec<String>,
    /// Whether the engine's forecasts are kept value by value.
    #[serde(default)]
    pub keep_samples: bool,
}

/// What is estimated at an origin beyond sizes that hold for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

fn yes() -> bool {
    true
}

fn runs() -> u64 {
    1000
}

fn seed() -> u64 {
    1
}

fn least() -> f64 {
    1.0
}

fn trade_source() -> String {
    "baci".into()
}

impl Config {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// A sentence with the place: a key that is none, a value that does not fit.
    pub fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| told(&error))?;
        let some = [
            (config.data.is_empty(), "data", "files or folders of tables"),
            (config.actors.len() < 2, "actors", "two or more ISO codes"),
            (config.origins.is_empty(), "origins", "years, as in [2008, 2009]"),
            (config.horizons.is_empty(), "horizons", "years ahead, as in [1, 3, 5]"),
            (config.targets.is_empty(), "targets", "what is scored"),
            (config.baselines.is_empty(), "baselines", "what it is compared with"),
        ];
        if let Some((_, key, what)) = some.into_iter().find(|(empty, ..)| *empty) {
            return Err(format!("`{key}` says too little: it takes {what}"));
        }
        if config.horizons.contains(&0) {
            return Err("a horizon of 0 years forecasts nothing: write 1 or more".into());
        }
        if let Some(year) = config.split.filter(|year| *year > config.last_target) {
            let last = config.last_target;
            return Err(format!(
                "`split = {year}`: no target from then on, `last_target = {last}`"
            ));
        }
        let known = parameters();
        if let Some(key) = config.parameters.keys().find(|k| known.iter().all(|p| p.key != **k)) {
            let close = near(key, known.iter().map(|p| p.key));
            return Err(format!("`parameters`: no parameter is called `{key}`; {close}"));
        }
        if config.runs < 2 || config.runs > 1 << 20 {
            return Err(format!("`runs = {}`: from 2 to 1048576", config.runs));
        }
        let first = config.horizons.iter().min().copied().unwrap_or(1) as i32;
        if let Some(origin) = config.origins.iter().find(|o| **o + first > config.last_target) {
            let last = config.last_target;
            return Err(format!("origin {origin} has no target by `last_target = {last}`"));
        }
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

/// What is wrong and where; for a word that is none, the one that was meant.
fn told(error: &toml::de::Error) -> String {
    let text = error.to_string();
    // The message names the word and all that there are: "unknown variant `a`, expected one of `b`, `c`".
    let mut words = error.message().split('`').skip(1).step_by(2);
    let word = words.next().filter(|_| error.message().starts_with("unknown"));
    match word.and_then(|word| meant(word, words)) {
        Some(question) => text + &question,
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"
data = ["data"]
actors = ["CHN", "RUS"]
origins = [2008]
horizons = [1, 3]
last_target = 2010
targets = ["trade", "gdp"]
baselines = ["persistence", "walk"]
"#;

    #[test]
    fn a_sound_file_is_read_and_a_misspelt_key_is_told() {
        let config = Config::parse(SOUND).unwrap();
        assert_eq!((config.runs, config.reach()), (1000, 3));
        assert_eq!(config.window(), 1978..=2010);
        let seen = Config::parse(&SOUND.replace("horizons", "horizon")).unwrap_err();
        assert!(seen.contains("unknown field `horizon`"), "{seen}");
        let seen = Config::parse(&SOUND.replace("\"trade\"", "\"trades\"")).unwrap_err();
        assert!(seen.contains("unknown variant `trades`"), "{seen}");
        assert!(seen.ends_with("\ndid you mean `trade`?"), "{seen}");
        let seen = Config::parse(&format!("leave_out = [\"potentials\"]\n{SOUND}")).unwrap_err();
        assert!(seen.ends_with("\ndid you mean `potential`?"), "{seen}");
        let seen = Config::parse(&format!("leave_out = [\"shoes\"]\n{SOUND}")).unwrap_err();
        assert!(seen.contains("`shoes`") && !seen.contains("did you mean"), "{seen}");
    }

    #[test]
    fn an_origin_without_a_target_is_told() {
        let seen = Config::parse(&SOUND.replace("[2008]", "[2008, 2010]")).unwrap_err();
        assert_eq!(seen, "origin 2010 has no target by `last_target = 2010`");
        let seen = Config::parse(&SOUND.replace("[1, 3]", "[0]")).unwrap_err();
        assert!(seen.starts_with("a horizon of 0"), "{seen}");
    }
}
