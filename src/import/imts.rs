//! IMF, International Trade in Goods by partner country, until 2024 called Direction of Trade
//! Statistics: what each reporter says, USD. Three layouts: the bulk file of DOTS with a column for
//! each year, and the two of the data portal (a row for each figure, or for each series).

use super::code::Iso;
use super::facts::{Facts, Report, Reporter};
use super::origin::origin_of;
use super::table::{Layout, Table};
use super::{CIF_OVER_FOB, Reader};

const COUNTRY: usize = 0;
const INDICATOR: usize = 1;
const PARTNER: usize = 2;

pub const DOTS: Reader = Reader {
    name: "IMF DOTS",
    layout: Layout {
        required: &[
            &["country name"],
            &["indicator code", "indicator name"],
            &["counterpart country name"],
            &["attribute"],
        ],
        optional: &[&["scale"]],
        years: true,
        missing: &["e", "r", "K"],
    },
    read: read_wide,
};

pub const SERIES: Reader = Reader {
    name: "IMF IMTS (a row for each series)",
    layout: Layout {
        required: &[
            &["country", "country.id"],
            &["indicator", "indicator.id"],
            &["counterpart_country", "counterpart_country.id", "counterpart country"],
            &["frequency", "frequency.id"],
        ],
        optional: &[&["scale", "scale.id"]],
        years: true,
        missing: &[],
    },
    read: read_wide,
};

pub const FIGURES: Reader = Reader {
    name: "IMF IMTS (a row for each figure)",
    layout: Layout {
        required: &[
            &["country", "country.id"],
            &["indicator", "indicator.id"],
            &["counterpart_country", "counterpart_country.id", "counterpart country"],
            &["time_period"],
            &["obs_value"],
        ],
        optional: &[&["scale", "scale.id"]],
        years: false,
        missing: &[],
    },
    read: read_long,
};

/// What an indicator says: who reports, and the factor to free on board.
fn meaning(indicator: &str) -> Option<(Reporter, f64)> {
    let text = indicator.to_lowercase();
    let has = |word: &str| text.contains(word);
    if has("xg_fob_usd") || (has("exports") && has("us dollar")) {
        Some((Reporter::Exporter, 1.0))
    } else if has("mg_fob_usd") {
        Some((Reporter::Importer, 1.0))
    } else if has("mg_cif_usd") || (has("imports") && has("us dollar")) {
        Some((Reporter::Importer, 1.0 / CIF_OVER_FOB))
    } else {
        None
    }
}

/// The factor from a file's figures to USD bn; DOTS and the portal give USD unless they say so.
fn scale(text: &str) -> Option<f64> {
    match text.to_lowercase().as_str() {
        "" | "units" | "0" => Some(1e-9),
        "thousands" | "3" => Some(1e-6),
        "millions" | "6" => Some(1e-3),
        "billions" | "9" => Some(1.0),
        _ => None,
    }
}

/// What a series is of.
#[derive(Clone, Copy)]
struct Series {
    /// Exporter and importer.
    ends: (Iso, Iso),
    reporter: Reporter,
    /// From its figures to USD bn.
    unit: f64,
    /// From those to free on board.
    factor: f64,
}

fn series(table: &mut Table, facts: &Facts, scale_at: usize) -> Option<Series> {
    let (reporter, factor) = meaning(&table.text(INDICATOR))?;
    let ends = [COUNTRY, PARTNER].map(|at| {
        table.economy(at, |text| facts.codes.iso(text).or_else(|| facts.codes.named(text)))
    });
    let [Some(here), Some(there)] = ends else { return None };
    let word = table.text(scale_at);
    let Some(unit) = scale(&word) else {
        let rule = "a scale is Units, Thousands, Millions or Billions";
        table.complain(scale_at, format!("`{word}` is no scale"), rule, "mend the column");
        return None;
    };
    let ends = if reporter == Reporter::Exporter { (here, there) } else { (there, here) };
    Some(Series { ends, reporter, unit, factor })
}

fn read_wide(table: &mut Table, facts: &mut Facts) {
    const KIND: usize = 3;
    const SCALE: usize = 4;
    while table.advance() {
        // DOTS has lines of remarks ("Status") beside those of values; series also come by month.
        let kind = table.text(KIND).to_lowercase();
        if !matches!(kind.as_str(), "value" | "a" | "annual") {
            continue;
        }
        let Some(found) = series(table, facts, SCALE) else { continue };
        for (year, value) in table.by_year() {
            keep(table, facts, found, year, value);
        }
    }
}

fn read_long(table: &mut Table, facts: &mut Facts) {
    const PERIOD: usize = 3;
    const VALUE: usize = 4;
    const SCALE: usize = 5;
    while table.advance() {
        // Months and quarters (`2010-M01`) are parts of the year.
        if table.text(PERIOD).len() != 4 {
            continue;
        }
        let Some(year) = table.year(PERIOD) else { continue };
        let Some(found) = series(table, facts, SCALE) else { continue };
        if let Some(value) = table.amount(VALUE) {
            keep(table, facts, found, year, value);
        }
    }
}

fn keep(
    table: &mut Table,
    facts: &mut Facts,
    Series { ends: (exporter, importer), reporter, unit, factor }: Series,
    year: i32,
    value: f64,
) {
    if !facts.keeps(year) {
        table.tally.other_years += 1;
        return;
    }
    let stated_bn = value * unit;
    let (value_bn, origin, energy_share) = (stated_bn * factor, origin_of("imts"), None);
    let report = Report { year, value_bn, stated_bn, energy_share, reporter, origin };
    facts.flow(exporter, importer, report);
    table.tally.kept += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indicators_are_known_by_code_and_by_name() {
        assert_eq!(meaning("TXG_FOB_USD"), Some((Reporter::Exporter, 1.0)));
        assert_eq!(meaning("MG_FOB_USD"), Some((Reporter::Importer, 1.0)));
        let cif = "Goods, Value of Imports, Cost, Insurance, Freight (CIF), US Dollars";
        assert_eq!(meaning(cif), Some((Reporter::Importer, 1.0 / CIF_OVER_FOB)));
        assert_eq!(meaning("TBG_USD"), None);
        assert_eq!(scale("Millions"), Some(1e-3));
        assert_eq!(scale("dozens"), None);
    }
}
