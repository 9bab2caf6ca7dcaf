//! CEPII, BACI (`BACI_HS92_Y2010_V202401b.csv` and the like): reconciled trade by product, thousand
//! current USD, free on board. Products are added up as they stream by; chapter 27 of the
//! Harmonized System (fuels) gives the share of energy.

use std::collections::HashMap;

use super::Reader;
use super::facts::{Facts, Report, Reporter};
use super::origin::origin_of;
use super::table::{Layout, Table};

pub const READER: Reader = Reader {
    name: "CEPII BACI",
    layout: Layout {
        required: &[&["t"], &["i"], &["j"], &["k"], &["v"]],
        optional: &[],
        years: false,
        missing: &[],
    },
    read,
};

const YEAR: usize = 0;
const EXPORTER: usize = 1;
const IMPORTER: usize = 2;
const PRODUCT: usize = 3;
const VALUE: usize = 4;

/// Chapter of fuels; products have six digits, the leading zero of which spreadsheets drop.
const FUELS: u32 = 27;

fn read(table: &mut Table, facts: &mut Facts) {
    // All goods and fuels, thousand USD, by year, exporter and importer.
    let mut sums: HashMap<(i32, u32, u32), (f64, f64)> = HashMap::new();
    while table.advance() {
        let year = match table.digits(YEAR) {
            Some(year) if (1500..=2200).contains(&year) => year as i32,
            _ => match table.year(YEAR) {
                Some(year) => year,
                None => continue,
            },
        };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = [EXPORTER, IMPORTER, PRODUCT].map(|at| table.code(at));
        let [Some(exporter), Some(importer), Some(product)] = ends else { continue };
        let Some(value) = table.amount(VALUE) else { continue };
        table.tally.kept += 1;
        let (all, fuels) = sums.entry((year, exporter, importer)).or_default();
        *all += value;
        if product / 10_000 == FUELS {
            *fuels += value;
        }
    }
    let origin = origin_of("baci");
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(key, _)| *key);
    for ((year, exporter, importer), (all, fuels)) in sums {
        let mut economy = |number: u32| {
            let text = number.to_string();
            let found = facts.codes.number(&text);
            if found.is_none() {
                table.stranger(&text);
            }
            found
        };
        let (Some(from), Some(to)) = (economy(exporter), economy(importer)) else { continue };
        let energy_share = (all > 0.0).then(|| fuels / all);
        let (value_bn, stated_bn, reporter) = (all * 1e-6, all * 1e-6, Reporter::Reconciled);
        facts.flow(from, to, Report { year, value_bn, stated_bn, energy_share, reporter, origin });
    }
}
