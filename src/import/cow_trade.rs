//! Correlates of War, Dyadic Trade 4.0 (`Dyadic_COW_4.0.csv`): what each of two states bought of
//! the other, current USD million, as the importer reports it; −9 stands for unknown.

use super::facts::{Facts, Report, Reporter};
use super::origin::origin_of;
use super::table::{Layout, Table};
use super::{CIF_OVER_FOB, Reader};

pub const READER: Reader = Reader {
    name: "COW Dyadic Trade 4",
    layout: Layout {
        required: &[&["ccode1"], &["ccode2"], &["year"], &["flow1"], &["flow2"]],
        optional: &[],
        years: false,
        missing: &["-9"],
    },
    read,
};

const STATES: [usize; 2] = [0, 1];
const YEAR: usize = 2;
/// `flow1` is what the first state imports from the second.
const FLOWS: [usize; 2] = [3, 4];

fn read(table: &mut Table, facts: &mut Facts) {
    let origin = origin_of("cow-trade");
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let states = STATES.map(|at| table.economy(at, |text| facts.codes.cow(text)));
        let [Some(first), Some(second)] = states else { continue };
        for (at, (importer, exporter)) in FLOWS.into_iter().zip([(first, second), (second, first)])
        {
            let Some(usd_mn) = table.amount(at) else { continue };
            let stated_bn = usd_mn * 1e-3;
            let (value_bn, reporter) = (stated_bn / CIF_OVER_FOB, Reporter::Importer);
            let report = Report { year, value_bn, stated_bn, energy_share: None, reporter, origin };
            facts.flow(exporter, importer, report);
            table.tally.kept += 1;
        }
    }
}
