//! SIPRI, Arms Transfers Database: the trade register as CSV, a row for each delivery. Volumes are
//! SIPRI's trend-indicator values, which measure capability and are no money: only shares are used.

use std::collections::BTreeMap;

use super::Reader;
use super::facts::Facts;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "SIPRI arms transfers",
    layout: Layout {
        required: &[
            &["supplier"],
            &["recipient"],
            &["delivery year"],
            &["tiv delivery values", "tiv delivery value"],
        ],
        optional: &[],
        years: false,
        missing: &[],
    },
    read,
};

const ENDS: [usize; 2] = [0, 1];
const YEAR: usize = 2;
const VOLUME: usize = 3;

fn read(table: &mut Table, facts: &mut Facts) {
    let mut sums = BTreeMap::new();
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = ENDS.map(|at| table.economy(at, |text| facts.codes.named(text)));
        let ([Some(supplier), Some(recipient)], Some(volume)) = (ends, table.amount(VOLUME)) else {
            continue;
        };
        *sums.entry((supplier, recipient, year)).or_insert(0.0) += volume;
        table.tally.kept += 1;
    }
    for ((supplier, recipient, year), volume) in sums {
        facts.deliveries.entry((supplier, recipient)).or_default().push((year, volume));
    }
}
