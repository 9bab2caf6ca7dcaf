//! Global Sanctions Data Base, the dyadic file (`GSDB_V4_Dyadic.csv`): a row for each pair and year
//! with sanctions. Trade sanctions are read; `descr_trade` says of which side and how complete.

use super::Reader;
use super::facts::{Facts, Sanction, Scope};
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "GSDB sanctions",
    layout: Layout {
        required: &[
            &["sanctioning_state_iso3"],
            &["sanctioned_state_iso3"],
            &["year"],
            &["trade"],
            &["descr_trade"],
        ],
        optional: &[],
        years: false,
        missing: &[],
    },
    read,
};

const ENDS: [usize; 2] = [0, 1];
const YEAR: usize = 2;
const TRADE: usize = 3;
const SCOPE: usize = 4;

fn read(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = ENDS.map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let ([Some(sender), Some(target)], Some(trade)) = (ends, table.number(TRADE)) else {
            continue;
        };
        let sanction = scope(&table.text(SCOPE));
        if trade > 0.0 && sanction != Sanction::default() {
            facts.sanctions.entry((sender, target)).or_default().push((year, sanction));
            table.tally.kept += 1;
        }
    }
}

/// `exp_part,imp_compl`: part of the sender's exports, all of its imports.
fn scope(words: &str) -> Sanction {
    let side = |name: &str| {
        if words.contains(&format!("{name}_compl")) {
            Scope::Complete
        } else if words.contains(&format!("{name}_part")) {
            Scope::Partial
        } else {
            Scope::None
        }
    };
    Sanction { exports: side("exp"), imports: side("imp") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_of_a_sanction_is_read_from_its_words() {
        let both = Sanction { exports: Scope::Partial, imports: Scope::Complete };
        assert_eq!(scope("exp_part,imp_compl"), both);
        assert_eq!(scope(""), Sanction::default());
    }
}
