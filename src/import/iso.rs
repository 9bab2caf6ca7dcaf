//! ISO 3166 country codes, in the layouts in which they are passed around, and the list of codes
//! that comes with BACI: alpha-3 code, number, name. They add to the codes that are built in.

use super::Reader;
use super::code::Iso;
use super::facts::Facts;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "ISO codes",
    layout: Layout {
        required: &[
            &["iso3", "alpha-3", "iso3166-1-alpha-3", "country_iso3", "iso_3digit_alpha"],
            &["cnum", "country-code", "iso3166-1-numeric", "country_code", "m49"],
            &["country", "name", "cldr display name", "country_name", "country_name_full"],
        ],
        optional: &[],
        years: false,
        missing: &[],
    },
    read,
};

const ISO: usize = 0;
const NUMBER: usize = 1;
const NAME: usize = 2;

fn read(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let Some(iso) = Iso::parse(&table.text(ISO)) else { continue };
        let number = table.number(NUMBER).filter(|n| (1.0..1000.0).contains(n));
        let name = table.text(NAME);
        facts.codes.declare(iso, number.map(|n| n as u16), [name.as_str()]);
        table.tally.kept += 1;
    }
}
