//! Tidy extracts: public data by ISO code in one row a pair and year or economy and year, as they
//! are passed around in projects. Flows in current USD million; `source` says which publication.

use super::CIF_OVER_FOB;
use super::Reader;
use super::code::Iso;
use super::facts::{Datum, Facts, Loan, Measure, Pact, Report, Reporter};
use super::origin::{OriginIx, origin_of};
use super::table::{Layout, Table};

const PLAIN: Layout = Layout { required: &[], optional: &[], years: false, missing: &[] };

pub const TRADE: Reader = Reader {
    name: "tidy trade",
    layout: Layout {
        required: &[&["year"], &["exporter_iso3"], &["importer_iso3"], &["usd_mn"], &["source"]],
        ..PLAIN
    },
    read: read_trade,
};

pub const REPORTS: Reader = Reader {
    name: "tidy reports of trade",
    layout: Layout {
        required: &[
            &["year"],
            &["exporter_iso3"],
            &["importer_iso3"],
            &["usd_mn"],
            &["source"],
            &["reporter_iso3"],
        ],
        ..PLAIN
    },
    read: read_trade,
};

pub const ECONOMIES: Reader = Reader {
    name: "tidy country-years",
    layout: Layout {
        required: &[&["iso3"], &["year"], &["population"], &["gdp_usd"]],
        optional: &[
            &["gdp_const2015"],
            &["gdp_usd_weo_bn"],
            &["milex_usd_mn"],
            &["nmc_milex"],
            &["cinc"],
            &["idealpoint_all"],
            &["fbic_chn"],
            &["gcdf_chn_oda_mn"],
            &["gcdf_chn_oof_mn"],
            &["gcdf_chn_vague_mn"],
        ],
        ..PLAIN
    },
    read: read_economies,
};

pub const PAIRS: Reader = Reader {
    name: "tidy pair-years",
    layout: Layout {
        required: &[
            &["iso3_a"],
            &["iso3_b"],
            &["year"],
            &["igo_joint"],
            &["atop_defense"],
            &["atop_consul"],
        ],
        ..PLAIN
    },
    read: read_pairs,
};

pub const ALLIANCES: Reader = Reader {
    name: "tidy alliances",
    layout: Layout {
        required: &[&["iso3_a"], &["iso3_b"], &["year"], &["atop_defense"], &["atop_consul"]],
        ..PLAIN
    },
    read: read_alliances,
};

pub const ARMS: Reader = Reader {
    name: "tidy arms transfers",
    layout: Layout {
        required: &[&["supplier_iso3"], &["recipient_iso3"], &["year"], &["tiv"]],
        ..PLAIN
    },
    read: read_arms,
};

/// Words of `source` in tables of trade: the origin, and who reports where no column says it.
pub const SOURCES: [(&str, &str, Reporter); 7] = [
    ("baci_ot", "baci", Reporter::Reconciled),
    ("cow40", "cow-trade", Reporter::Importer),
    ("comtrade_partner", "comtrade", Reporter::Exporter),
    ("kgz_stat", "kgz-stat", Reporter::Exporter),
    ("uzb_stat", "uzb-stat", Reporter::Exporter),
    ("rus_fts", "rus-customs", Reporter::Exporter),
    ("rus_fts_itog", "rus-customs", Reporter::Exporter),
];

fn read_trade(table: &mut Table, facts: &mut Facts) {
    const YEAR: usize = 0;
    const ENDS: [usize; 2] = [1, 2];
    const VALUE: usize = 3;
    const SOURCE: usize = 4;
    const REPORTER: usize = 5;
    while table.advance() {
        let Some(year) = table.year(YEAR) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = ENDS.map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let [Some(exporter), Some(importer)] = ends else { continue };
        let Some(usd_mn) = table.amount(VALUE) else { continue };
        let Some((origin, mut reporter)) = source(table, SOURCE) else { continue };
        if table.has(REPORTER) {
            let Some(by) = table.economy(REPORTER, |text| facts.codes.iso(text)) else { continue };
            reporter = match by {
                _ if by == exporter => Reporter::Exporter,
                _ if by == importer => Reporter::Importer,
                _ => continue,
            };
        }
        let stated_bn = usd_mn * 1e-3;
        let value_bn = match reporter {
            Reporter::Importer => stated_bn / CIF_OVER_FOB,
            Reporter::Exporter | Reporter::Reconciled => stated_bn,
        };
        let report = Report { year, value_bn, stated_bn, energy_share: None, reporter, origin };
        facts.flow(exporter, importer, report);
        table.tally.kept += 1;
    }
}

fn source(table: &mut Table, at: usize) -> Option<(OriginIx, Reporter)> {
    let word = table.text(at);
    let found = SOURCES.iter().find(|(known, ..)| *known == word);
    if found.is_none() {
        let near = crate::scenario::near(&word, SOURCES.iter().map(|(known, ..)| *known));
        let rule = "`source` names a publication that the reader knows";
        table.complain(at, format!("`{word}` is no source"), rule, &near);
    }
    found.map(|&(_, origin, reporter)| (origin_of(origin), reporter))
}

/// Columns of country-years: what they measure, the factor to our unit, origin.
const COLUMNS: [(usize, Measure, f64, &str); 9] = [
    (2, Measure::Population, 1e-6, "wdi"),
    (3, Measure::Gdp, 1e-9, "wdi"),
    (4, Measure::RealGdp, 1e-9, "wdi"),
    (5, Measure::Gdp, 1.0, "weo"),
    (6, Measure::Milex, 1e-3, "sipri-milex"),
    (7, Measure::Milex, 1e-6, "nmc"),
    (8, Measure::Cinc, 1.0, "nmc"),
    (9, Measure::IdealPoint, 1.0, "unga"),
    (10, Measure::Fbic, 1.0, "fbic"),
];
/// Lending of China, constant USD million of 2021: official aid, other official flows, unclear.
const LENDING: [usize; 3] = [11, 12, 13];

fn read_economies(table: &mut Table, facts: &mut Facts) {
    let china = Iso::parse("CHN").expect("a code");
    while table.advance() {
        let Some(year) = table.year(1) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let Some(iso) = table.economy(0, |text| facts.codes.iso(text)) else { continue };
        for (at, measure, factor, origin) in COLUMNS {
            if let Some(value) = table.number(at) {
                let (value, origin) = (value * factor, origin_of(origin));
                facts.datum(iso, measure, Datum { year, value, sd: None, forecast: false, origin });
                table.tally.kept += 1;
            }
        }
        let lent: Vec<f64> = LENDING.iter().filter_map(|&at| table.amount(at)).collect();
        let usd2021_bn = lent.iter().sum::<f64>() * 1e-3;
        if usd2021_bn > 0.0 && iso != china {
            facts.loans.entry((china, iso)).or_default().push(Loan { year, usd2021_bn });
        }
    }
}

fn read_pairs(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let Some(year) = table.year(2) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = [0, 1].map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let ([Some(a), Some(b)], Some(joint)) = (ends, table.amount(3)) else { continue };
        facts.organisations.entry((a.min(b), a.max(b))).or_default().push((year, joint));
        table.tally.kept += 1;
    }
}

fn read_alliances(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let Some(year) = table.year(2) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = [0, 1].map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let said = [3, 4].map(|at| table.number(at));
        let ([Some(a), Some(b)], [Some(defence), Some(consultation)]) = (ends, said) else {
            continue;
        };
        let pact = Pact { defence: defence > 0.0, consultation: consultation > 0.0 };
        for pair in [(a, b), (b, a)] {
            facts.pacts.entry(pair).or_default().push((year, pact));
        }
        table.tally.kept += 1;
    }
}

fn read_arms(table: &mut Table, facts: &mut Facts) {
    while table.advance() {
        let Some(year) = table.year(2) else { continue };
        if !facts.keeps(year) {
            table.tally.other_years += 1;
            continue;
        }
        let ends = [0, 1].map(|at| table.economy(at, |text| facts.codes.iso(text)));
        let ([Some(supplier), Some(recipient)], Some(volume)) = (ends, table.amount(3)) else {
            continue;
        };
        facts.deliveries.entry((supplier, recipient)).or_default().push((year, volume));
        table.tally.kept += 1;
    }
}
