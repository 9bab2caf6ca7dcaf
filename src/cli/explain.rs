//! `explain`: the model's own pages.

use clap::Args;

use crate::report;

use super::ending::{Done, Ending};
use super::printing::print;

/// Explain a mechanism, a metric or a parameter; alone, list them all.
#[derive(Debug, Args)]
pub struct Explain {
    /// A mechanism (`diversion`), metric (`regional_share`) or parameter (`diversion.diversion`)
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

impl Explain {
    pub fn go(self) -> Done {
        match self.name {
            None => print(&report::everything()),
            Some(name) => match report::explanation(&name) {
                Ok(page) => print(&page),
                Err(text) => Err(Ending::Usage(text)),
            },
        }
    }
}
