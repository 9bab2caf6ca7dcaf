//! What an analysis of past years rests on, as its configuration says: tables, economies, trade.
//!
//! The keys `data`, `actors`, `trade_source` and `least_usd_mn` mean the same in every configuration
//! and are read here, with what can be wrong about them.

use std::path::PathBuf;

use crate::import::{Codes, Iso, TRADE};
use crate::scenario::{Sheet, meant};

/// Tables or folders of them, relative to the file.
pub fn data(sheet: &mut Sheet) -> Vec<PathBuf> {
    sheet.at_least(1, "data", "`data` names one file or folder at least", "name the tables");
    sheet.words("data").into_iter().map(|said| said.text.into()).collect()
}

/// Economies by ISO code, each once; `rule` says why there are so many at least.
pub fn actors(sheet: &mut Sheet, fewest: usize, rule: &str) -> Vec<Iso> {
    let codes = Codes::built_in();
    let mut actors = Vec::new();
    for said in sheet.words("actors") {
        match codes.iso(&said.text) {
            Some(iso) if actors.contains(&iso) => {
                sheet.unfit_word(&said, "every economy is named once", "drop one of the two");
            }
            Some(iso) => actors.push(iso),
            None => {
                let close = meant(&said.text, codes.all().map(Iso::as_str));
                let named = || codes.named(&said.text).map(|iso| format!("write \"{iso}\""));
                let next = close.or_else(named);
                let next = next.unwrap_or_else(|| "find its code at iso.org".into());
                sheet.unknown_economy(&said, &next);
            }
        }
    }
    sheet.at_least(fewest, "actors", rule, "name more economies");
    actors
}

/// The words of `trade_source`: publications of trade.
pub fn publications() -> Vec<&'static str> {
    TRADE.to_vec()
}

/// The publication whose trade counts.
pub fn trade_source(sheet: &Sheet) -> String {
    sheet.text("trade_source").unwrap_or_else(|| "baci".into())
}

/// Flows that are smaller do not count, USD million a year.
pub fn least_usd_mn(sheet: &mut Sheet) -> f64 {
    let least = sheet.number("least_usd_mn").unwrap_or(1.0);
    if least < 0.0 {
        let rule = "`least_usd_mn` is a flow of trade in millions of USD: 0 or more";
        sheet.unfit("least_usd_mn", rule, "write 0 to leave out no flow");
    }
    least
}
