//! IMF, World Economic Outlook, "by countries" (`WEOOct2023all.xls`, which is text separated by
//! tabs): GDP in USD, its real growth, population. What comes after the year in the last column is
//! the IMF's forecast and is kept as such, with low confidence.

use crate::numeric::function::ln;

use super::Reader;
use super::facts::{Datum, Facts, Measure};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "IMF WEO",
    layout: Layout {
        required: &[&["iso"], &["weo subject code"], &["scale"]],
        optional: &[&["estimates start after"]],
        years: true,
        missing: &[],
    },
    read,
};

const COUNTRY: usize = 0;
const SUBJECT: usize = 1;
const SCALE: usize = 2;
const LAST_KNOWN: usize = 3;

/// Subjects read: code, what they measure.
pub const SUBJECTS: [(&str, Measure); 3] =
    [("NGDPD", Measure::Gdp), ("NGDP_RPCH", Measure::Growth), ("LP", Measure::Population)];

fn read(table: &mut Table, facts: &mut Facts) {
    let origin = origin_of("weo");
    while table.advance() {
        let code = table.text(SUBJECT);
        let Some(&(_, measure)) = SUBJECTS.iter().find(|(known, _)| *known == code) else {
            continue;
        };
        let Some(iso) = table.economy(COUNTRY, |text| facts.codes.iso(text)) else { continue };
        let Some(factor) = factor(table, measure) else { continue };
        let last: Option<i32> = table.text(LAST_KNOWN).parse().ok();
        for (year, value) in table.by_year() {
            if !facts.keeps(year) {
                table.tally.other_years += 1;
                continue;
            }
            let value = match measure {
                Measure::Growth if value > -100.0 => ln(1.0 + value * 0.01),
                Measure::Growth => continue,
                _ => value * factor,
            };
            let forecast = last.is_some_and(|last| year > last);
            facts.datum(iso, measure, Datum { year, value, sd: None, forecast, origin });
            table.tally.kept += 1;
        }
    }
}

/// From the scale of a row to USD bn or millions of people; growth has none.
fn factor(table: &mut Table, measure: Measure) -> Option<f64> {
    let word = table.text(SCALE);
    let units = match word.to_lowercase().as_str() {
        _ if measure == Measure::Growth => return Some(1.0),
        "units" => 1.0,
        "thousands" => 1e3,
        "millions" => 1e6,
        "billions" => 1e9,
        _ => {
            let rule = "a scale is Units, Thousands, Millions or Billions";
            table.complain(SCALE, format!("`{word}` is no scale"), rule, "mend the column");
            return None;
        }
    };
    Some(units / if measure == Measure::Population { 1e6 } else { 1e9 })
}
