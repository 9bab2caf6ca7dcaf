//! World Bank, World Development Indicators: the bulk file (`WDICSV.csv`), the file of one indicator
//! and the exports of DataBank, each with a column for each year. GDP in USD becomes USD bn,
//! population millions; military spending is SIPRI's and stands under SIPRI's name.

use super::Reader;
use super::facts::{Datum, Facts, Measure};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "World Bank WDI",
    layout: Layout {
        required: &[&["country code"], &["indicator code", "series code"]],
        optional: &[],
        years: true,
        missing: &[],
    },
    read,
};

const COUNTRY: usize = 0;
const INDICATOR: usize = 1;

/// Indicators read: code, what they measure, factor to our unit, origin.
pub const INDICATORS: [(&str, Measure, f64, &str); 4] = [
    ("NY.GDP.MKTP.CD", Measure::Gdp, 1e-9, "wdi"),
    ("NY.GDP.MKTP.KD", Measure::RealGdp, 1e-9, "wdi"),
    ("SP.POP.TOTL", Measure::Population, 1e-6, "wdi"),
    ("MS.MIL.XPND.CD", Measure::Milex, 1e-9, "sipri-milex"),
];

fn read(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let code = table.text(INDICATOR);
        let known = INDICATORS.iter().find(|(known, ..)| *known == code);
        let Some(&(_, measure, factor, origin)) = known else { continue };
        let Some(iso) = table.economy(COUNTRY, |text| facts.codes.iso(text)) else { continue };
        let origin = origin_of(origin);
        for (year, value) in table.by_year() {
            if facts.keeps(year) {
                let value = value * factor;
                facts.datum(iso, measure, Datum { year, value, sd: None, forecast: false, origin });
                table.tally.kept += 1;
            } else {
                table.tally.other_years += 1;
            }
        }
    }
}
