//! A made-up world of any size, shaped like the real one: to plan studies and to measure speed.
//!
//! # What is real about it
//! | what | law | after |
//! | --- | --- | --- |
//! | GDP | lognormal, median 50 USD bn, σ 2.2 | World Bank 2021: most economies are small |
//! | income per head | lognormal, median 7,000 USD, σ 1.2 | the same |
//! | trade | gravity, `Y_o Y_d / distance` times a lognormal of σ 1.5 | Head and Mayer 2014 |
//! | all trade | 23 % of world GDP; energy is half of what a sixth of exporters sell | WTO 2021 |
//! | growth, volatility | the smaller, the faster and the more volatile | Penn World Table |
//!
//! The `links` largest flows are kept. So large economies trade with everyone and small ones with few:
//! degrees are as unequal as the real ones. The five largest economies are the powers; each lends,
//! arms, guards and is represented where gravity draws it. One round of sanctions makes friction,
//! diversion, energy and hubs work as they do in a scenario of record.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::numeric::special::normal_quantile;
use crate::numeric::{Address, Draws, Stream, function, name_hash};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Synth {
    /// At least [`Synth::LEAST_ACTORS`].
    pub actors: usize,
    /// Trade ties, at most one for each ordered pair.
    pub links: usize,
    pub seed: u64,
}

/// Powers of a made-up world.
const POWERS: usize = 5;
/// Trade in goods over world GDP.
const OPENNESS: f64 = 0.23;

/// An economy in the making.
struct Economy {
    id: String,
    gdp_usd_bn: f64,
    population_mn: f64,
    growth: f64,
    volatility: f64,
    sells_energy: bool,
    /// Place on the unit sphere.
    place: [f64; 3],
    position: f64,
}

/// A directed flow between two economies, by their places in the list.
struct Link {
    from: usize,
    to: usize,
    value_usd_bn: f64,
}

impl Synth {
    pub const LEAST_ACTORS: usize = 8;

    /// `world-200-20000-1`
    pub fn name(&self) -> String {
        format!("world-{}-{}-{}", self.actors, self.links, self.seed)
    }

    /// What is wrong with the order, if anything is.
    pub fn fault(&self) -> Option<String> {
        let most = self.actors * self.actors.saturating_sub(1);
        if self.actors < Self::LEAST_ACTORS {
            return Some(format!("a world has at least {} actors", Self::LEAST_ACTORS));
        }
        if self.links < self.actors || self.links > most {
            let n = self.actors;
            return Some(format!("{n} actors can have {n} to {most} links, one each way"));
        }
        None
    }

    /// Writes the scenario and its tables into a folder; returns the scenario's path.
    ///
    /// # Errors
    /// Those of the file system.
    ///
    /// # Panics
    /// Where the order has a [`Synth::fault`].
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        assert_eq!(self.fault(), None);
        let economies = self.economies();
        let links = self.links(&economies);
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("trade.csv"), trade(&economies, &links))?;
        for channel in CHANNELS {
            std::fs::write(
                folder.join(format!("{}.csv", channel.name)),
                channel.table(&economies),
            )?;
        }
        let path = folder.join(format!("{}.toml", self.name()));
        std::fs::write(&path, self.scenario(&economies, &links))?;
        Ok(path)
    }

    /// A standard normal that belongs to names: the same whatever else there is.
    fn normal(&self, what: &str, name: &str) -> f64 {
        normal_quantile(self.uniform(what, name))
    }

    fn uniform(&self, what: &str, name: &str) -> f64 {
        let address = Address::new(Stream::new(what), 0, name_hash(name));
        Draws::new(self.seed).uniform53(address, 0)
    }

    /// The largest first.
    fn economies(&self) -> Vec<Economy> {
        let economy = |i: usize| {
            let id = format!("E{i:03}");
            let size = self.normal("synth.size", &id);
            let gdp_usd_bn = 50.0 * function::exp(2.2 * size);
            let income_usd = 7000.0 * function::exp(1.2 * self.normal("synth.income", &id));
            // Uniform on the sphere: height and longitude are uniform.
            let height = 2.0 * self.uniform("synth.height", &id) - 1.0;
            let (sin, cos) = function::sin_cos_2pi(self.uniform("synth.longitude", &id));
            let radius = (1.0 - height * height).sqrt();
            Economy {
                gdp_usd_bn,
                population_mn: gdp_usd_bn / income_usd * 1000.0,
                growth: 0.035 - 0.005 * size + 0.015 * self.normal("synth.growth", &id),
                volatility: 0.03 * function::exp(-0.15 * size),
                sells_energy: self.uniform("synth.energy", &id) < 1.0 / 6.0,
                place: [radius * cos, radius * sin, height],
                position: (0.85 * self.normal("synth.position", &id)).clamp(-2.0, 2.0),
                id,
            }
        };
        let mut economies: Vec<Economy> = (0..self.actors).map(economy).collect();
        economies.sort_by(|a, b| b.gdp_usd_bn.total_cmp(&a.gdp_usd_bn));
        economies
    }

    /// The largest flows of gravity, scaled so that all trade is [`OPENNESS`] of all GDP.
    fn links(&self, economies: &[Economy]) -> Vec<Link> {
        let mut links = Vec::with_capacity(economies.len() * economies.len());
        for (from, exporter) in economies.iter().enumerate() {
            for (to, importer) in economies.iter().enumerate().filter(|&(to, _)| to != from) {
                let chance =
                    self.normal("synth.trade", &format!("{}>{}", exporter.id, importer.id));
                let value_usd_bn = gravity(exporter, importer) * function::exp(1.5 * chance);
                links.push(Link { from, to, value_usd_bn });
            }
        }
        links.sort_by(|a, b| b.value_usd_bn.total_cmp(&a.value_usd_bn));
        links.truncate(self.links);
        let all: f64 = links.iter().map(|link| link.value_usd_bn).sum();
        let gdp: f64 = economies.iter().map(|economy| economy.gdp_usd_bn).sum();
        for link in &mut links {
            link.value_usd_bn *= OPENNESS * gdp / all;
        }
        links
    }

    fn scenario(&self, economies: &[Economy], links: &[Link]) -> String {
        let mut text = format!(
            "# A made-up world of {} economies and {} trade ties (suasion synth, seed {}).\n\
             suasion = 1\nname = \"{}\"\ntitle = \"A made-up world of {} economies\"\n\
             description = \"Nothing in it is real but its shape: gravity-shaped flows, log-normal \
             sizes.\"\n\n[time]\nbase_year = 2021\nend_year = 2041\nstep = \"quarter\"\n\n\
             [sources.synthetic]\ntitle = \"Drawn by suasion synth\"\n\n\
             [axes.side]\nname = \"Side\"\nunit = \"index\"\nlow = -3.0\nhigh = 3.0\nscale = 0.85\n\
             observed = false\nmeaning = \"Drawn.\"\n",
            self.actors,
            links.len(),
            self.seed,
            self.name(),
            self.actors,
        );
        for (rank, economy) in economies.iter().enumerate() {
            text += &actor(economy, rank < POWERS);
        }
        text += &region(economies);
        text += &sanctions(economies, links);
        text += "\n[tables]\ntrade = \"trade.csv\"\n";
        for channel in CHANNELS {
            writeln!(text, "{0} = \"{0}.csv\"", channel.name).expect("text can be written to");
        }
        text
    }
}

/// Without chance: the product of sizes over the distance, which is at least a twentieth of the
/// earth's radius.
fn gravity(a: &Economy, b: &Economy) -> f64 {
    let squares = a.place.iter().zip(b.place).map(|(x, y)| (x - y) * (x - y));
    let distance = squares.sum::<f64>().sqrt() + 0.05;
    a.gdp_usd_bn * b.gdp_usd_bn / distance
}

fn actor(e: &Economy, power: bool) -> String {
    let power = if power { "power = true\n" } else { "" };
    let oil = if e.sells_energy { 0.08 } else { -0.01 };
    format!(
        "\n[actors.{}]\nname = \"Economy {}\"\n{power}source = \"synthetic\"\nyear = 2021\n\
         gdp_usd_bn = {:.4}\npopulation_mn = {:.4}\n\
         growth_per_year = {{ dist = \"normal\", mean = {:.4}, sd = 0.01 }}\n\
         volatility_per_year = {:.4}\nworld_beta = 1.0\noil_elasticity = {oil}\n\
         transit_ease = 1.0\npositions = {{ side = {:.4} }}\n",
        e.id, e.id, e.gdp_usd_bn, e.population_mn, e.growth, e.volatility, e.position,
    )
}

/// The middling economies, over which the powers compete.
fn region(economies: &[Economy]) -> String {
    let rest = &economies[POWERS..];
    let members = rest.iter().skip(rest.len() / 4).take(12.min(rest.len() / 2).max(1));
    let members: Vec<String> = members.map(|e| format!("\"{}\"", e.id)).collect();
    format!(
        "\n[regions.middle]\nname = \"Middling economies\"\nmembers = [{}]\n\n\
         [crossings.second]\ntitle = \"The second power overtakes the first\"\n\
         of = \"regional_share[middle,{}]\"\nover = \"regional_share[middle,{}]\"\n",
        members.join(", "),
        economies[1].id,
        economies[0].id,
    )
}

/// The first and the third power restrict trade with the second, in whatever they trade.
fn sanctions(economies: &[Economy], links: &[Link]) -> String {
    let target = 1;
    let senders = [0, 2];
    let tied = |s: &usize| links.iter().any(|link| link.from == *s && link.to == target);
    let senders: Vec<String> =
        senders.iter().filter(|s| tied(s)).map(|&s| format!("\"{}\"", economies[s].id)).collect();
    if senders.is_empty() {
        return String::new();
    }
    format!(
        "\n[events.sanctions]\ntitle = \"Sanctions on the second power\"\ndate = \"2023Q1\"\n\
         ramp_years = 1.0\nsource = \"synthetic\"\neffects = [\n  {{ kind = \"barrier\", goods = \
         \"other\", from = [{}], to = [\"{}\"], size = 1.0 }},\n]\n",
        senders.join(", "),
        economies[target].id,
    )
}

fn trade(economies: &[Economy], links: &[Link]) -> String {
    let mut text = String::from(
        "# Trade in goods, USD bn a year: from = exporter, to = importer.\n\
         from,to,value,error,energy_share,source,year\n",
    );
    for link in links {
        let (from, to) = (&economies[link.from], &economies[link.to]);
        let energy = if from.sells_energy { "0.5" } else { "" };
        writeln!(
            text,
            "{},{},{:.6},0.1,{energy},synthetic,2021",
            from.id, to.id, link.value_usd_bn
        )
        .expect("text can be written to");
    }
    text
}

/// A channel other than trade: what the powers give, and to how many.
struct Channel {
    name: &'static str,
    /// Clients of a power, as a share of all that are not powers.
    reach: f64,
    /// The tie's value given the client's GDP in USD bn.
    value: fn(f64) -> f64,
}

const CHANNELS: [Channel; 6] = [
    Channel { name: "credit", reach: 0.3, value: |gdp| 0.05 * gdp },
    Channel { name: "remittance", reach: 0.2, value: |gdp| 0.01 * gdp },
    Channel { name: "arms", reach: 0.4, value: |_| 0.15 },
    Channel { name: "transit", reach: 0.05, value: |_| 0.2 },
    Channel { name: "security", reach: 0.15, value: |_| 0.4 },
    Channel { name: "diplomacy", reach: 1.0, value: |_| 0.5 },
];

impl Channel {
    /// Each power's ties, to the clients to which gravity draws it most.
    fn table(&self, economies: &[Economy]) -> String {
        let mut text = String::from("from,to,value,source,year\n");
        let (powers, clients) = economies.split_at(POWERS);
        for power in powers {
            let mut near: Vec<&Economy> = clients.iter().collect();
            let pull = |client: &Economy| gravity(power, client) / client.gdp_usd_bn;
            near.sort_by(|a, b| pull(b).total_cmp(&pull(a)));
            let reached = (self.reach * near.len() as f64).ceil() as usize;
            for client in &near[..reached] {
                let value = (self.value)(client.gdp_usd_bn);
                writeln!(text, "{},{},{value:.6},synthetic,2021", power.id, client.id)
                    .expect("text can be written to");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Synth = Synth { actors: 30, links: 400, seed: 7 };

    #[test]
    fn a_made_up_world_is_a_sound_scenario_and_the_same_for_the_same_seed() {
        let folder = tempfile::tempdir().unwrap();
        let path = SMALL.write(folder.path()).unwrap();
        let scenario = crate::scenario::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(scenario.actors.len(), 30);
        let trade = scenario.ties.iter().filter(|tie| tie.channel.word() == "trade");
        assert_eq!(trade.count(), 400);
        let text = std::fs::read_to_string(&path).unwrap();
        SMALL.write(folder.path()).unwrap();
        assert_eq!(text, std::fs::read_to_string(&path).unwrap());
        let other = Synth { seed: 8, ..SMALL }.write(folder.path()).unwrap();
        assert_ne!(text, std::fs::read_to_string(other).unwrap());
    }

    #[test]
    fn sizes_are_log_normal_and_large_economies_have_more_partners() {
        let world = Synth { actors: 200, links: 20_000, seed: 1 };
        let economies = world.economies();
        let mut logs: Vec<f64> = economies.iter().map(|e| (e.gdp_usd_bn / 50.0).ln()).collect();
        logs.sort_by(f64::total_cmp);
        // Standard errors of 200 draws: .16 of the mean, .11 of the s.d.
        let mean = logs.iter().sum::<f64>() / 200.0;
        let sd = (logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        assert!(mean.abs() < 0.5 && (sd - 2.2).abs() < 0.35, "{mean} {sd}");
        let links = world.links(&economies);
        let partners = |of: usize| links.iter().filter(|link| link.from == of).count();
        let largest: usize = (0..20).map(partners).sum();
        let smallest: usize = (180..200).map(partners).sum();
        assert!(largest > 4 * smallest, "{largest} {smallest}");
        let gdp: f64 = economies.iter().map(|e| e.gdp_usd_bn).sum();
        let trade: f64 = links.iter().map(|link| link.value_usd_bn).sum();
        assert!((trade / gdp - OPENNESS).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_is_said() {
        assert_eq!(SMALL.fault(), None);
        assert!(Synth { actors: 3, ..SMALL }.fault().unwrap().contains("at least 8"));
        assert!(Synth { links: 900, ..SMALL }.fault().unwrap().contains("30 to 870"));
    }
}
