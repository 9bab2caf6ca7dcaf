//! UN Comtrade, annual goods, as downloaded from Comtrade Plus or in the older layout: what each
//! reporter says, current USD. The lines of all commodities (`TOTAL`) and of fuels (`27`) are read,
//! for all partners of the second order, customs procedures and modes of transport together.

use std::collections::BTreeMap;

use super::code::Iso;
use super::facts::{Facts, Report, Reporter};
use super::origin::origin_of;
use super::table::{Layout, Table};
use super::{CIF_OVER_FOB, Reader};

pub const READER: Reader = Reader {
    name: "UN Comtrade",
    layout: Layout {
        required: &[
            &["refyear", "period", "year"],
            &["reporteriso", "reporter iso"],
            &["flowcode", "trade flow"],
            &["partneriso", "partner iso"],
            &["cmdcode", "commodity code"],
            &["primaryvalue", "trade value (us$)"],
        ],
        optional: &[&["fobvalue"], &["partner2code"], &["customscode"], &["motcode"]],
        years: false,
        missing: &[],
    },
    read,
};

const YEAR: usize = 0;
const REPORTER: usize = 1;
const FLOW: usize = 2;
const PARTNER: usize = 3;
const COMMODITY: usize = 4;
const VALUE: usize = 5;
const FOB: usize = 6;
/// Columns that break a figure down, with what stands for "all".
const BREAKDOWNS: [(usize, &str); 3] = [(7, "0"), (8, "C00"), (9, "0")];

/// A figure free on board and as stated, USD bn.
#[derive(Clone, Copy)]
struct Value {
    fob_bn: f64,
    stated_bn: f64,
}

/// All goods and fuels.
type Sums = BTreeMap<(i32, Iso, Iso, Reporter), (Option<Value>, Option<Value>)>;

fn read(table: &mut Table, facts: &mut Facts) {
    let mut sums = Sums::new();
    while table.advance() {
        let commodity = table.text(COMMODITY);
        let whole = BREAKDOWNS.iter().all(|&(at, all)| {
            let text = table.text(at);
            text.is_empty() || text == all
        });
        if !whole || (commodity != "TOTAL" && commodity != "27") {
            continue;
        }
        let imports = match table.text(FLOW).to_lowercase().as_str() {
            "m" | "import" | "imports" => true,
            "x" | "export" | "exports" => false,
            _ => continue,
        };
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = [REPORTER, PARTNER].map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let [Some(here), Some(there)] = ends else { continue };
        let Some(value) = value(table, imports) else { continue };
        let key = match imports {
            true => (year, there, here, Reporter::Importer),
            false => (year, here, there, Reporter::Exporter),
        };
        let (all, fuels) = sums.entry(key).or_default();
        *(if commodity == "TOTAL" { all } else { fuels }) = Some(value);
        table.tally.kept += 1;
    }
    let origin = origin_of("comtrade");
    for ((year, exporter, importer, reporter), (all, fuels)) in sums {
        let Some(Value { fob_bn: value_bn, stated_bn }) = all else { continue };
        let fuels = fuels.filter(|_| value_bn > 0.0);
        let energy_share = fuels.map(|fuels| (fuels.fob_bn / value_bn).min(1.0));
        let report = Report { year, value_bn, stated_bn, energy_share, reporter, origin };
        facts.flow(exporter, importer, report);
    }
}

/// The figure of a row.
fn value(table: &mut Table, imports: bool) -> Option<Value> {
    let stated_bn = table.amount(VALUE)? * 1e-9;
    let fob = table.text(FOB).parse::<f64>().ok().filter(|usd| *usd > 0.0);
    let fob_bn = match fob {
        Some(usd) if imports => usd * 1e-9,
        _ if imports => stated_bn / CIF_OVER_FOB,
        _ => stated_bn,
    };
    Some(Value { fob_bn, stated_bn })
}
