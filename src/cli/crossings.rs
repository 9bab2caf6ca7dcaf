//! `crossings`: when one power gets ahead of another, and which of several comes first.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::Side;
use crate::analysis::crossings::{first, medians, survival};
use crate::outcome::Table;
use crate::report;
use crate::request::comparing::opened;
use crate::scenario::near;

use super::ending::{Done, Ending};
use super::exporting::Format;
use super::printing::print;

/// When crossings happen, by year: the share of runs that has crossed, and those that have not.
#[derive(Debug, Args)]
pub struct Crossings {
    /// Result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// Crossings of which one comes first in each run, as in `china_overtakes,eu_overtakes`
    #[arg(long, value_name = "ID,ID…", value_delimiter = ',', num_args = 1..)]
    first: Vec<String>,
    /// Print as text, json, csv, markdown or parquet
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Crossings {
    pub fn go(self) -> Done {
        if self.result.is_file() {
            let text = format!(
                "{} is a file; name a result folder, as `suasion run` prints it at its end",
                self.result.display()
            );
            return Err(Ending::Usage(text));
        }
        let side = opened(&self.result)?.side().expect("a folder that was opened is a result");
        self.check(&side)?;
        if self.first.is_empty() {
            let (share, half) = (survival(&side)?, medians(&side)?);
            if self.format == Format::Text {
                return print(&report::crossings(&side.scenario, &share, &half));
            }
            let tables = [Table::of("survival", &share), Table::of("medians", &half)];
            return self.format.write(&tables, &tables[0]);
        }
        let incidence = first(&side, &self.first)?;
        if self.format == Format::Text {
            return print(&report::first(&side.scenario, &incidence));
        }
        let table = Table::of("first", &incidence);
        self.format.write(std::slice::from_ref(&table), &table)
    }

    /// Every crossing that is named exists, and there are two.
    fn check(&self, side: &Side) -> Result<(), Ending> {
        let known = || side.scenario.crossings.keys().map(String::as_str);
        if known().count() == 0 {
            let text = format!("{} declares no crossing: write one under [crossings]", side.name);
            return Err(Ending::Usage(text));
        }
        if let Some(id) = self.first.iter().find(|id| !known().any(|k| k == *id)) {
            let near = near(id, known());
            return Err(Ending::Usage(format!("--first: no crossing is called `{id}`; {near}")));
        }
        if self.first.len() == 1 {
            let text = "--first compares crossings: name at least two, as in `--first A,B`";
            return Err(Ending::Usage(text.into()));
        }
        Ok(())
    }
}
