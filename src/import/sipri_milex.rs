//! SIPRI, Military Expenditure Database: the sheet "Current US$" of the workbook, saved as CSV with
//! its heading; USD million by country and year. `...` stands for unknown, `xxx` for a state that
//! was not there. The other sheets have the same columns: the heading or the file's name tells.

use super::Reader;
use super::facts::{Datum, Facts, Measure};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "SIPRI military expenditure",
    layout: Layout {
        required: &[&["country"], &["notes"]],
        optional: &[],
        years: true,
        missing: &["…"],
    },
    read,
};

const COUNTRY: usize = 0;

fn read(table: &mut Table, facts: &mut Facts) {
    let heading = table.heading().to_lowercase();
    let current = heading.contains("current") && heading.contains("us");
    if !current || heading.contains("constant") {
        let what = "it is not told which sheet of SIPRI's workbook this is".to_string();
        let rule =
            "the sheet `Current US$` is read, with its heading (`… at current prices and …`)";
        table.complain(COUNTRY, what, rule, "save that sheet, or name the file current-usd.csv");
        return;
    }
    let origin = origin_of("sipri-milex");
    while table.advance() {
        let Some(iso) = table.economy(COUNTRY, |text| facts.codes.named(text)) else { continue };
        for (year, usd_mn) in table.by_year() {
            if facts.keeps(year) {
                let value = usd_mn * 1e-3;
                let datum = Datum { year, value, sd: None, forecast: false, origin };
                facts.datum(iso, Measure::Milex, datum);
                table.tally.kept += 1;
            } else {
                table.tally.other_years += 1;
            }
        }
    }
}
