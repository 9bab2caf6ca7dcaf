//! CEPII, GeoDist (`dist_cepii.csv`): which pairs share a border, and how far apart they are
//! (`distw`, weighted by population, km; `dist` between capitals where that is unknown).

use super::Reader;
use super::facts::Facts;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "CEPII GeoDist",
    layout: Layout {
        required: &[&["iso_o", "iso3_a"], &["iso_d", "iso3_b"], &["contig"], &["distw"], &["dist"]],
        optional: &[],
        years: false,
        missing: &[],
    },
    read,
};

const ENDS: [usize; 2] = [0, 1];
const BORDER: usize = 2;
const WEIGHTED: usize = 3;
const CAPITALS: usize = 4;

fn read(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let ends = ENDS.map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let [Some(a), Some(b)] = ends else { continue };
        if a == b {
            continue;
        }
        if table.number(BORDER).is_some_and(|border| border > 0.0) {
            facts.borders.extend([(a, b), (b, a)]);
        }
        if let Some(km) = table.amount(WEIGHTED).or_else(|| table.amount(CAPITALS)) {
            facts.distances.extend([((a, b), km), ((b, a), km)]);
            table.tally.kept += 1;
        }
    }
}
