//! `claims`: every claim of a result, and what decides it.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::why::{Table, separate};
use crate::ensemble::Bar;
use crate::outcome::Layout;
use crate::report;

use super::ending::Done;
use super::exporting::Format;
use super::printing::print;
use super::result::recipe;

/// Every claim of a result: how often it holds, its source, and what it is most sensitive to.
#[derive(Debug, Args)]
pub struct Claims {
    /// Result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// How the table is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

impl Claims {
    pub fn go(self) -> Done {
        let recipe = recipe(&self.result)?;
        let outcome = recipe.outcome(&Bar::new(&recipe.scenario.name))?;
        let layout = Layout::of(&recipe.study, &[]);
        let table = Table::read(&recipe.scenario, &layout, &outcome)?;
        let replicates = recipe.replicates();
        let found = separate(&table, replicates);
        let (scenario, study) = (&recipe.scenario, &recipe.study);
        let said = (&table, found.as_slice());
        if self.format == Format::Text {
            return print(&report::claims(scenario, study, &outcome, said));
        }
        let rows = report::claims_table(scenario, study, &outcome, said);
        self.format.write(std::slice::from_ref(&rows), &rows)
    }
}
