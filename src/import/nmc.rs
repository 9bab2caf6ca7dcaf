//! Correlates of War, National Material Capabilities 6 (`NMC-60-abridged.csv`): the index CINC,
//! military spending in thousand current USD, population in thousands; −9 stands for unknown.

use super::Reader;
use super::facts::{Datum, Facts, Measure};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "COW National Material Capabilities",
    layout: Layout {
        required: &[&["ccode"], &["year"], &["cinc"], &["milex"], &["milper"]],
        optional: &[&["tpop"]],
        years: false,
        missing: &["-9"],
    },
    read,
};

const STATE: usize = 0;
const YEAR: usize = 1;
const CINC: usize = 2;
const MILEX: usize = 3;
const POPULATION: usize = 5;

fn read(table: &mut Table, facts: &mut Facts) {
    let origin = origin_of("nmc");
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let Some(iso) = table.economy(STATE, |text| facts.codes.cow(text)) else { continue };
        let columns = [
            (CINC, Measure::Cinc, 1.0),
            (MILEX, Measure::Milex, 1e-6),
            (POPULATION, Measure::Population, 1e-3),
        ];
        for (at, measure, factor) in columns {
            if let Some(value) = table.amount(at) {
                let value = value * factor;
                facts.datum(iso, measure, Datum { year, value, sd: None, forecast: false, origin });
                table.tally.kept += 1;
            }
        }
    }
}
