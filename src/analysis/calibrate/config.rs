//! What a calibration is asked to do: a TOML file.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::analysis::basis;
use crate::import::Iso;
use crate::numeric::Distribution;
use crate::scenario::{Kind, Noun, Problems, Shape, Sheet, may, must};

use super::sampler::Plan;

/// The file.
pub const SHAPE: Shape = Shape {
    noun: "a calibration",
    provenance: false,
    keys: &[
        must("data", Kind::Files, "tables or folders of them"),
        must("actors", Kind::Paths, "economies whose trade is fitted, by ISO code"),
        must("from", Kind::Whole(1800, 2200), "first year of the window"),
        must("to", Kind::Whole(1800, 2200), "last year of the window; nothing later is read"),
        may("parameters", Kind::Names(Noun::Parameter), "what is fitted; all that can be"),
        may("priors", Kind::Parameters, "priors in place of the model's own"),
        may("trade_source", Kind::Word(basis::publications), "whose trade is fitted; `baci`"),
        may("least_usd_mn", Kind::Number, "smaller flows at the start are left out; 1"),
        may("draws", Kind::Whole(100, 1_000_000), "kept draws of each chain; 1000"),
        may("chains", Kind::Whole(2, 64), "chains; 4"),
        may("members", Kind::Whole(20, 100_000), "members of the ensemble that is inverted; 200"),
        may("seed", Kind::Whole(0, i64::MAX), "seed of every draw; 1"),
    ],
};

/// A calibration as asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Tables or folders of them, relative to the file.
    pub data: Vec<PathBuf>,
    pub actors: Vec<Iso>,
    /// First and last year.
    pub window: (i32, i32),
    /// Keys of what is fitted.
    pub parameters: Vec<String>,
    /// By key, in place of the model's own.
    pub priors: IndexMap<String, Distribution>,
    pub trade_source: String,
    pub least_bn: f64,
    pub plan: Plan,
    /// Members of the ensemble that is inverted.
    pub members: usize,
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
        let apart = "shocks of exporters and of importers are told apart from three economies on";
        let actors = basis::actors(&mut sheet, 3, apart);
        let ends = (sheet.whole::<i32>("from"), sheet.whole::<i32>("to"));
        let window = (ends.0.unwrap_or(0), ends.1.unwrap_or(0));
        if ends.0.is_some() && ends.1.is_some_and(|to| to < window.0 + SHORTEST) {
            let rule = format!("`to` is {SHORTEST} years or more after `from`");
            sheet.unfit("to", &rule, "take a longer window");
        }
        let config = Config {
            data: basis::data(&mut sheet),
            actors,
            window,
            parameters: wanted(&mut sheet),
            priors: priors(&sheet),
            trade_source: basis::trade_source(&sheet),
            least_bn: basis::least_usd_mn(&mut sheet) * 1e-3,
            plan: Plan {
                chains: sheet.whole("chains").unwrap_or(4),
                draws: sheet.whole("draws").unwrap_or(1000),
                seed: sheet.whole("seed").unwrap_or(1),
            },
            members: sheet.whole("members").unwrap_or(200),
        };
        sheet.done()?;
        Ok(config)
    }

    /// Paths of the data, seen from a folder.
    pub fn paths(&self, folder: &Path) -> Vec<PathBuf> {
        self.data.iter().map(|path| folder.join(path)).collect()
    }

    /// Years that are read.
    pub fn years(&self) -> RangeInclusive<i32> {
        self.window.0..=self.window.1
    }

    /// Whether something of a list is fitted.
    pub fn wants(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.parameters.iter().any(|wanted| wanted == key))
    }
}

/// Years without which nothing is fitted.
const SHORTEST: i32 = 4;

/// What is fitted: what is asked for, or all that can be.
fn wanted(sheet: &mut Sheet) -> Vec<String> {
    let can = super::fitted();
    let said = sheet.words("parameters");
    if said.is_empty() {
        return can.iter().map(|key| key.to_string()).collect();
    }
    let known: Vec<String> =
        crate::mechanism::parameters().iter().map(|p| p.key.to_string()).collect();
    for word in said.iter().filter(|w| known.contains(&w.text) && !can.contains(&w.text.as_str())) {
        let rule = format!("the data speak about: {}", can.join(", "));
        sheet.unfit_word(word, &rule, "drop it: no figure of a window says how large it is");
    }
    said.into_iter().map(|said| said.text).collect()
}

fn priors(sheet: &Sheet) -> IndexMap<String, Distribution> {
    let stated = sheet.parameters("priors").into_iter();
    stated.map(|(key, quantity)| (key, quantity.distribution)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"data = ["trade.csv"]
actors = ["CHN", "RUS", "KAZ"]
from = 2000
to = 2010
parameters = ["shock.world_sd", "friction.bloc_effect"]

[priors.shock]
world_sd = { dist = "lognormal", median = 0.1, sigma = 0.4 }
"#;

    fn told(text: &str) -> String {
        Config::parse(text, "fit.toml").expect_err("it has a mistake").render(false)
    }

    #[test]
    fn a_sound_file_is_read() {
        let config = Config::parse(SOUND, "fit.toml").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((config.actors.len(), config.window), (3, (2000, 2010)));
        assert_eq!(config.priors["shock.world_sd"].quantile(0.5), 0.1);
        assert!(config.wants(&["shock.world_sd"]) && !config.wants(&["shock.persistence"]));
        assert_eq!(config.years(), 2000..=2010);
        let all = SOUND.lines().filter(|l| !l.starts_with("param")).collect::<Vec<_>>().join("\n");
        assert!(Config::parse(&all, "").expect("sound").wants(&["shock.persistence"]));
    }

    #[test]
    fn mistakes_are_shown_in_their_place_with_what_is_near() {
        for (from, to, said) in [
            ("actors =", "actor =", "did you mean `actors`?"),
            ("\"KAZ\"", "\"KAX\"", "did you mean `KAZ`?"),
            ("\"shock.world_sd\"", "\"shock.wold_sd\"", "did you mean `shock.world_sd`?"),
            ("\"shock.world_sd\"", "\"strategy.margin\"", "the data speak about"),
            ("to = 2010", "to = 2002", "`to` is 4 years or more after `from`"),
            ("median = 0.1", "median = -0.1", "`median` and `sigma` are above 0"),
            ("world_sd = {", "world_s = {", "did you mean `shock.world_sd`?"),
            ("to = 2010", "to = \"2010\"", "expected a whole number, found text"),
        ] {
            let seen = told(&SOUND.replace(from, to));
            assert!(seen.contains(said), "{seen}");
            assert!(seen.contains("--> fit.toml:"), "{seen}");
        }
    }
}
