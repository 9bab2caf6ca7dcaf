//! AidData, Global Chinese Development Finance 3.0, saved as CSV: commitments by record, constant
//! USD of 2021. Loans and credits are read, of the records that AidData recommends for aggregates.

use std::collections::BTreeMap;

use super::Reader;
use super::code::Iso;
use super::facts::{Facts, Loan};
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "AidData GCDF",
    layout: Layout {
        required: &[
            &["recommended for aggregates"],
            &["recipient iso-3"],
            &["commitment year"],
            &["flow type"],
            &["amount (constant usd 2021)", "adjusted amount (constant usd 2021)"],
        ],
        optional: &[&["financier country"]],
        years: false,
        missing: &[],
    },
    read,
};

const RECOMMENDED: usize = 0;
const RECIPIENT: usize = 1;
const YEAR: usize = 2;
const KIND: usize = 3;
const AMOUNT: usize = 4;

fn read(table: &mut Table, facts: &mut Facts) {
    let china = Iso::parse("CHN").expect("a code");
    let mut sums = BTreeMap::new();
    while table.advance() {
        let kind = table.text(KIND).to_lowercase();
        let lent = kind.contains("loan") || kind.contains("credit");
        if table.text(RECOMMENDED).to_lowercase() != "yes" || !lent {
            continue;
        }
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let recipient = table.economy(RECIPIENT, |text| facts.codes.iso(text));
        let (Some(recipient), Some(usd)) = (recipient, table.amount(AMOUNT)) else { continue };
        *sums.entry((recipient, year)).or_insert(0.0) += usd * 1e-9;
        table.tally.kept += 1;
    }
    for ((recipient, year), usd2021_bn) in sums {
        let loans = facts.loans.entry((china, recipient)).or_default();
        loans.push(Loan { year, usd2021_bn });
    }
}
