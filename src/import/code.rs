//! Codes of economies: ISO 3166-1 alpha-3, and what other publishers call the same economy.
//!
//! `countries.csv` beside this file knows the ISO code, the UN number, the Correlates of War number
//! and the usual spellings. A file of ISO codes among the data can add to it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// An economy, by its ISO 3166-1 alpha-3 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iso([u8; 3]);

impl Iso {
    /// Three letters, in either case; `None` where they are not three letters. Whether the economy
    /// is known is [`Codes::iso`]'s to say.
    pub fn parse(text: &str) -> Option<Iso> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Iso(bytes.map(|b| b.to_ascii_uppercase())))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three letters are UTF-8")
    }
}

impl fmt::Display for Iso {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Iso {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Numbers that trade statistics use beside the UN's own: the same economy with its territories, or
/// under an older delimitation.
const TRADE_NUMBERS: [(u16, &str); 12] = [
    (842, "USA"),
    (251, "FRA"),
    (757, "CHE"),
    (579, "NOR"),
    (699, "IND"),
    (490, "TWN"),
    (381, "ITA"),
    (58, "BEL"),
    (736, "SDN"),
    (711, "ZAF"),
    (280, "DEU"),
    (230, "ETH"),
];

/// Numbers of the Correlates of War for an earlier form of the same state.
const EARLIER_STATES: [(u16, &str); 2] = [(260, "DEU"), (678, "YEM")];

/// Alpha-3 codes of earlier editions of ISO 3166, or of publishers' own, that data sets still use.
const OTHER_CODES: [(&str, &str); 6] = [
    ("ROM", "ROU"),
    ("ZAR", "COD"),
    ("TMP", "TLS"),
    ("PAL", "PSE"),
    ("WBG", "PSE"),
    ("UVK", "XKX"),
];

/// Every way in which an economy can be named.
#[derive(Clone, Debug)]
pub struct Codes {
    names: BTreeMap<Iso, String>,
    by_number: HashMap<u16, Iso>,
    by_cow: HashMap<u16, Iso>,
    by_name: HashMap<String, Iso>,
}

impl Codes {
    /// What is known without any file of codes.
    pub fn built_in() -> Codes {
        let mut codes = Codes {
            names: BTreeMap::new(),
            by_number: HashMap::new(),
            by_cow: HashMap::new(),
            by_name: HashMap::new(),
        };
        let mut rows = csv::Reader::from_reader(include_str!("countries.csv").as_bytes());
        for row in rows.records() {
            let row = row.expect("the table of codes is well formed");
            let iso = Iso::parse(&row[0]).expect("the table of codes has ISO codes");
            codes.declare(iso, row[1].parse().ok(), row[3].split('|'));
            if let Ok(cow) = row[2].parse() {
                codes.by_cow.insert(cow, iso);
            }
        }
        for (number, iso) in TRADE_NUMBERS {
            codes.by_number.insert(number, Iso::parse(iso).expect("a code"));
        }
        for (number, iso) in EARLIER_STATES {
            codes.by_cow.insert(number, Iso::parse(iso).expect("a code"));
        }
        codes
    }

    /// Adds an economy; the first name is the one that is shown, and an earlier one stays.
    pub fn declare<'a>(
        &mut self,
        iso: Iso,
        number: Option<u16>,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        if let Some(number) = number {
            self.by_number.entry(number).or_insert(iso);
        }
        for name in names {
            self.names.entry(iso).or_insert_with(|| name.to_string());
            self.by_name.entry(plain(name)).or_insert(iso);
        }
        self.names.entry(iso).or_insert_with(|| iso.to_string());
    }

    /// The economy of an ISO code, if there is one: `W00` (world) and `EUU` are none.
    pub fn iso(&self, text: &str) -> Option<Iso> {
        let iso = Iso::parse(text)?;
        let other = OTHER_CODES.iter().find(|(other, _)| *other == iso.as_str());
        let iso = other.map_or(Some(iso), |(_, now)| Iso::parse(now))?;
        self.names.contains_key(&iso).then_some(iso)
    }

    /// The economy of a UN or trade-statistics number.
    pub fn number(&self, text: &str) -> Option<Iso> {
        self.by_number.get(&text.trim().parse().ok()?).copied()
    }

    /// The economy of a Correlates of War number.
    pub fn cow(&self, text: &str) -> Option<Iso> {
        self.by_cow.get(&text.trim().parse().ok()?).copied()
    }

    /// The economy of a name as publishers spell it; `China, P.R.: Mainland` is China.
    pub fn named(&self, text: &str) -> Option<Iso> {
        self.by_name.get(&plain(text)).copied()
    }

    /// The name that is shown.
    pub fn name(&self, iso: Iso) -> &str {
        self.names.get(&iso).map_or("an economy without a name", String::as_str)
    }

    /// Every code, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &Iso> {
        self.names.keys()
    }
}

/// A name without case, accents' marks of punctuation and spaces.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_economy_is_found_by_every_publishers_code() {
        let codes = Codes::built_in();
        let china = Iso::parse("chn").unwrap();
        assert_eq!(codes.iso("CHN"), Some(china));
        assert_eq!(codes.number("156"), Some(china));
        assert_eq!(codes.cow("710"), Some(china));
        assert_eq!(codes.named("China, P.R.: Mainland"), Some(china));
        assert_eq!(codes.number("842"), codes.iso("USA"));
        assert_eq!(codes.cow("255"), codes.cow("260"));
        assert_eq!(codes.named("Viet Nam"), codes.named("Vietnam"));
    }

    #[test]
    fn aggregates_are_no_economies() {
        let codes = Codes::built_in();
        for text in ["W00", "EUU", "WLD", "", "CHNA", "World"] {
            assert_eq!(codes.iso(text), None, "{text}");
            assert_eq!(codes.named(text), None, "{text}");
        }
    }

    #[test]
    fn no_two_economies_share_a_code_or_a_name() {
        let mut rows = csv::Reader::from_reader(include_str!("countries.csv").as_bytes());
        let mut seen = BTreeMap::new();
        for row in rows.records() {
            let row = row.unwrap();
            let names = row[3].split('|').map(|name| ("name", plain(name)));
            let numbers = [("number", row[1].to_string()), ("cow", row[2].to_string())];
            for (kind, cell) in names.chain(numbers).filter(|(_, cell)| !cell.is_empty()) {
                let before = seen.insert((kind, cell.clone()), row[0].to_string());
                assert!(before.is_none_or(|b| b == row[0]), "{kind} {cell} of {}", &row[0]);
            }
        }
    }
}
