//! What is forecast and scored.

use crate::import::Iso;
use crate::numeric::function::ln;
use crate::scenario::Word;

/// A kind of series that is scored together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Log of every directed flow between the actors.
    Trade,
    /// The same, of flows of 100 million USD or more at the origin.
    LargeTrade,
    /// Log of the flows of five Central Asian states with China and Russia.
    CentralAsia,
    /// China's share in the trade of each Central Asian state, points.
    ChinaShare,
    /// Russia's.
    RussiaShare,
    /// China's share in Russia's trade, points.
    ChinaInRussia,
    /// China's less Russia's share in the trade of each Central Asian state, points: above zero,
    /// China is ahead.
    Lead,
    /// Log of GDP in constant prices.
    Gdp,
    /// Log of the share of world capabilities.
    Cinc,
    /// UN ideal point.
    Position,
    /// Log of China's influence capacity (FBIC) over each actor.
    Influence,
}

impl Word for Target {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("trade", Target::Trade),
        ("large-trade", Target::LargeTrade),
        ("central-asia", Target::CentralAsia),
        ("china-share", Target::ChinaShare),
        ("russia-share", Target::RussiaShare),
        ("china-in-russia", Target::ChinaInRussia),
        ("lead", Target::Lead),
        ("gdp", Target::Gdp),
        ("cinc", Target::Cinc),
        ("position", Target::Position),
        ("influence", Target::Influence),
    ];
}

impl Target {
    /// Who must be among the actors, in words.
    pub fn needs(self) -> &'static str {
        match self {
            Target::CentralAsia | Target::ChinaShare | Target::RussiaShare | Target::Lead => {
                "CHN, RUS and one of KAZ, KGZ, TJK, UZB, TKM"
            }
            Target::ChinaInRussia => "CHN and RUS",
            Target::Influence => "CHN and another",
            Target::Trade | Target::LargeTrade => "two",
            Target::Gdp | Target::Cinc | Target::Position => "one",
        }
    }

    /// What it is, and the unit of its errors.
    pub fn about(self) -> (&'static str, &'static str) {
        match self {
            Target::Trade => ("Directed trade, nominal", "log"),
            Target::LargeTrade => ("Directed trade of 100 mn USD and more", "log"),
            Target::CentralAsia => ("Trade of Central Asia with China and Russia", "log"),
            Target::ChinaShare => ("China's share in Central Asian trade", "points"),
            Target::RussiaShare => ("Russia's share in Central Asian trade", "points"),
            Target::ChinaInRussia => ("China's share in Russia's trade", "points"),
            Target::Lead => ("China's lead over Russia in Central Asian trade", "points"),
            Target::Gdp => ("GDP, constant prices", "log"),
            Target::Cinc => ("Share of world capabilities (CINC)", "log"),
            Target::Position => ("UN ideal point", "axis units"),
            Target::Influence => ("China's influence capacity (FBIC)", "log"),
        }
    }
}

/// What a series is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    Flow(Iso, Iso),
    /// Share of the second in the trade of the first.
    Share(Iso, Iso),
    /// Share of the second less that of the third in the trade of the first.
    Lead(Iso, Iso, Iso),
    Gdp(Iso),
    Cinc(Iso),
    Position(Iso),
    /// Of one economy over another.
    Influence {
        over: Iso,
        by: Iso,
    },
}

/// One series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub quantity: Quantity,
    /// Its name in tables, which is also the cluster of the bootstrap: the directed pair or the
    /// economy.
    pub name: String,
    /// Readings of the engine behind it.
    pub readings: Vec<String>,
}

/// Flows of at least so many USD bn are large.
pub const LARGE_BN: f64 = 0.1;

const CENTRAL_ASIA: [&str; 5] = ["KAZ", "KGZ", "TJK", "UZB", "TKM"];

/// The series of a target among the actors.
pub fn series(target: Target, actors: &[Iso]) -> Vec<Series> {
    let china = Iso::parse("CHN").expect("a code");
    let russia = Iso::parse("RUS").expect("a code");
    let central: Vec<Iso> = CENTRAL_ASIA.iter().filter_map(|code| Iso::parse(code)).collect();
    let both = actors.contains(&china) && actors.contains(&russia);
    let central = || actors.iter().copied().filter(|iso| both && central.contains(iso));
    let flow = |(a, b): (Iso, Iso)| of(Quantity::Flow(a, b));
    let shares = |with: Iso| central().map(|c| of(Quantity::Share(c, with))).collect();
    match target {
        Target::Trade | Target::LargeTrade => pairs(actors).map(flow).collect(),
        Target::CentralAsia => central()
            .flat_map(|c| [(c, china), (china, c), (c, russia), (russia, c)])
            .map(flow)
            .collect(),
        Target::ChinaShare => shares(china),
        Target::RussiaShare => shares(russia),
        Target::ChinaInRussia if both => vec![of(Quantity::Share(russia, china))],
        Target::ChinaInRussia => Vec::new(),
        Target::Lead => central().map(|c| of(Quantity::Lead(c, china, russia))).collect(),
        Target::Gdp => actors.iter().map(|&iso| of(Quantity::Gdp(iso))).collect(),
        Target::Cinc => actors.iter().map(|&iso| of(Quantity::Cinc(iso))).collect(),
        Target::Position => actors.iter().map(|&iso| of(Quantity::Position(iso))).collect(),
        Target::Influence => {
            let others = actors.iter().filter(|iso| actors.contains(&china) && **iso != china);
            others.map(|&over| of(Quantity::Influence { over, by: china })).collect()
        }
    }
}

fn pairs(actors: &[Iso]) -> impl Iterator<Item = (Iso, Iso)> {
    actors.iter().flat_map(|&a| actors.iter().map(move |&b| (a, b))).filter(|(a, b)| a != b)
}

/// A series with its name and readings.
fn of(quantity: Quantity) -> Series {
    let share = |a: Iso, b: Iso| format!("trade_share[{a},{b}]");
    let (name, readings) = match quantity {
        Quantity::Flow(a, b) => (format!("{a}>{b}"), vec![format!("exports[{a},{b}]")]),
        Quantity::Share(a, b) => (format!("{a}:{b}"), vec![share(a, b)]),
        Quantity::Lead(a, b, c) => (format!("{a}:{b}-{c}"), vec![share(a, b), share(a, c)]),
        Quantity::Gdp(a) => (a.to_string(), vec![format!("gdp[{a}]")]),
        Quantity::Cinc(a) => (a.to_string(), vec![format!("power_cinc[{a}]")]),
        Quantity::Position(a) => (a.to_string(), vec![format!("position[{a},liberal]")]),
        Quantity::Influence { over, by } => (over.to_string(), vec![share(over, by)]),
    };
    Series { quantity, name, readings }
}

impl Series {
    /// The engine's reading in the unit in which the series is scored; `now` is what the readings
    /// are at the origin and `known` what the series is known to be there.
    pub fn forecast(&self, readings: &[f64], now: &[f64], known: f64) -> f64 {
        match self.quantity {
            Quantity::Flow(..) => ln(readings[0]),
            Quantity::Share(..) => 100.0 * readings[0],
            Quantity::Lead(..) => 100.0 * (readings[0] - readings[1]),
            Quantity::Position(_) => readings[0],
            // What changes is forecast; the level is the data's.
            Quantity::Gdp(_) | Quantity::Cinc(_) => known + ln(readings[0] / now[0]),
            // The change of the share; the link makes influence of it.
            Quantity::Influence { .. } => ln(readings[0] / now[0]),
        }
    }
}
