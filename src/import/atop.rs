//! ATOP 5.1, alliances: the directed file (`atop5_1ddyr.csv`: what the first state owes the second)
//! and the undirected one (`atop5_1dy.csv`: what both owe each other), a row for each pair and year.

use super::Reader;
use super::facts::{Facts, Pact};
use super::table::{Layout, Table};

pub const DIRECTED: Reader = Reader {
    name: "ATOP alliances (directed)",
    layout: Layout {
        required: &[&["statea"], &["stateb"], &["year"], &["defense"], &["consul"]],
        optional: &[],
        years: false,
        missing: &[],
    },
    read: |table, facts| read(table, facts, false),
};

pub const MUTUAL: Reader = Reader {
    name: "ATOP alliances (undirected)",
    layout: Layout {
        required: &[&["mem1"], &["mem2"], &["year"], &["defense"], &["consul"]],
        optional: &[],
        years: false,
        missing: &[],
    },
    read: |table, facts| read(table, facts, true),
};

const STATES: [usize; 2] = [0, 1];
const YEAR: usize = 2;
const DEFENCE: usize = 3;
const CONSULTATION: usize = 4;

fn read(table: &mut Table, facts: &mut Facts, mutual: bool) {
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let states = STATES.map(|at| table.economy(at, |text| facts.codes.cow(text)));
        let [Some(first), Some(second)] = states else { continue };
        let said = [DEFENCE, CONSULTATION].map(|at| table.number(at));
        let [Some(defence), Some(consultation)] = said else { continue };
        let pact = Pact { defence: defence > 0.0, consultation: consultation > 0.0 };
        facts.pacts.entry((first, second)).or_default().push((year, pact));
        if mutual {
            facts.pacts.entry((second, first)).or_default().push((year, pact));
        }
        table.tally.kept += 1;
    }
}
