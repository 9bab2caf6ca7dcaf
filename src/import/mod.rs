//! Import: published tables → scenario files, with the origin of every number.
//!
//! ```text
//! files ─read→ Facts ─choose→ who is in it ─build→ Draft ─write→ scenario.toml, *.csv
//! ```
//! One reader a data set ([`READERS`]): the published column names, and the way to our units. Files
//! are recognised by their columns, streamed, and each mistake has its file, line and column. What a
//! table does not say stays unknown: nothing is filled with zero. Reports that disagree stay as data
//! uncertainty ([`reconcile`]).
//!
//! [`synth`] makes worlds up instead: of any size, with sizes and flows like real ones.

mod actor;
mod atop;
mod baci;
mod choose;
mod code;
mod comtrade;
mod cow_trade;
mod draft;
mod facts;
mod filter;
mod gcdf;
mod geodist;
pub mod gravity;
mod growth;
mod gsdb;
mod ideal_point;
mod imts;
mod iso;
mod mistake;
mod nmc;
mod origin;
mod read;
mod reconcile;
mod region;
mod sanction;
mod sipri_arms;
mod sipri_milex;
pub mod synth;
mod table;
mod tidy;
mod tie;
mod trade;
mod wdi;
mod weo;
mod write;

pub use choose::{Choice, Group, Left, REST, choose};
pub use code::{Codes, Iso};
pub use draft::{Draft, Drift, Figure, Request, Row, build};
pub use facts::{Datum, Facts, Measure, Report, Reporter};
pub use growth::{growth, spread_to};
pub use mistake::{Mistake, Mistakes};
pub use origin::{ORIGINS, Origin, TRADE};
pub use read::{FileNote, listed, read};
pub use reconcile::{Reconciled, reconcile};
pub use table::{Layout, Table, Tally};
pub use write::{compose, write};

/// What reads one published layout.
pub struct Reader {
    /// The data set's name.
    pub name: &'static str,
    pub layout: Layout,
    pub read: fn(&mut Table, &mut Facts),
}

/// Every reader; a file goes to the one with the most columns that fit.
pub const READERS: &[Reader] = &[
    cow_trade::READER,
    baci::READER,
    comtrade::READER,
    imts::DOTS,
    imts::SERIES,
    imts::FIGURES,
    wdi::READER,
    weo::READER,
    nmc::READER,
    ideal_point::READER,
    atop::DIRECTED,
    atop::MUTUAL,
    sipri_milex::READER,
    sipri_arms::READER,
    geodist::READER,
    gcdf::READER,
    gsdb::READER,
    iso::READER,
    tidy::TRADE,
    tidy::REPORTS,
    tidy::ECONOMIES,
    tidy::PAIRS,
    tidy::ALLIANCES,
    tidy::ARMS,
];

/// Importers report cost, insurance and freight; the IMF takes 6 % off to compare with exporters'
/// free on board (Marini, Dippelsman and Stanger, IMF Working Paper 18/16).
pub const CIF_OVER_FOB: f64 = 1.06;
