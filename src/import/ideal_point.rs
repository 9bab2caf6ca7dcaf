//! Bailey, Strezhnev and Voeten, ideal points of states in the UN General Assembly
//! (`IdealpointestimatesAll_Jun2024.csv`): one position a session; session 65 is that of 2010. Where
//! the file has the 5 and 95 % quantiles of the posterior they give its standard deviation.

use super::Reader;
use super::facts::{Datum, Facts, Measure};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "UN ideal points",
    layout: Layout {
        required: &[&["session"], &["idealpointall"]],
        optional: &[&["iso3c"], &["ccode"], &["q5%all"], &["q95%all"]],
        years: false,
        missing: &[],
    },
    read,
};

const SESSION: usize = 0;
const POINT: usize = 1;
const ISO: usize = 2;
const COW: usize = 3;
const LOW: usize = 4;
const HIGH: usize = 5;

/// The year of session 0.
const FIRST_YEAR: i32 = 1945;
/// Standard deviations of a normal law between its 5 and 95 % quantiles.
const SPAN: f64 = 3.2897;

fn read(table: &mut Table, facts: &mut Facts) {
    let origin = origin_of("unga");
    while table.advance() {
        let Some(session) = table.digits(SESSION) else {
            let what = format!("`{}` is no session", table.text(SESSION));
            table.complain(SESSION, what, "sessions are whole numbers from 1", "mend the cell");
            continue;
        };
        let year = FIRST_YEAR + session as i32;
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let iso = match facts.codes.iso(&table.text(ISO)) {
            Some(iso) => Some(iso),
            None => table.economy(COW, |text| facts.codes.cow(text)),
        };
        let (Some(iso), Some(value)) = (iso, table.number(POINT)) else { continue };
        let sd = match (table.has(LOW), table.has(HIGH)) {
            (true, true) => table
                .number(LOW)
                .zip(table.number(HIGH))
                .map(|(low, high)| (high - low) / SPAN)
                .filter(|sd| *sd > 0.0),
            _ => None,
        };
        facts.datum(iso, Measure::IdealPoint, Datum { year, value, sd, forecast: false, origin });
        table.tally.kept += 1;
    }
}
