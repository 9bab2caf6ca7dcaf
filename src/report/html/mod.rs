//! Reports as one HTML file: opens offline, can be sent, reads well on paper.
//!
//! ```text
//! Scenario, Study, Outcome ─result→     PageData ─render→ one file
//! Scenario, Comparison     ─comparison→
//! ScoreTable               ─hindcast→
//! ```
//! A figure is one file here (its words, numbers and table) and a plot in `web/plot/` (its
//! drawing). The plots are bundled by `npm run build` in `web/` into `web/bundle.js`, which the
//! program embeds; building the program needs no node.

mod balance;
mod claims;
mod comparison;
mod data;
mod dependence;
mod hindcast;
mod inputs;
mod network;
mod page;
mod result;
mod runs;
mod survival;
mod variance;
mod words;

pub use comparison::comparison;
pub use data::PageData;
pub use hindcast::hindcast;
pub use page::render;
pub use result::result;
