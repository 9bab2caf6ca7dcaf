//! `show`: what a scenario says before anything happens.

use std::path::PathBuf;

use clap::Args;

use crate::scenario;
use crate::{engine, model, report};

use super::ending::{Done, Ending};
use super::printing::print;

/// Show a scenario as compiled: actors, ties, dependence, every number's origin.
#[derive(Debug, Args)]
pub struct Show {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only the numbers whose key begins so, as in `actors.KAZ` or `ties.trade.CHN`
    #[arg(value_name = "KEY")]
    key: Option<String>,
}

impl Show {
    pub fn go(self) -> Done {
        let mut scenario = scenario::load(&self.file)?;
        scenario.keep = report::shown_metrics();
        let model = model::compile(&scenario).base;
        if let Some(key) = &self.key {
            return print(&report::numbers(&model, key).map_err(Ending::Usage)?);
        }
        let base_year = engine::base_year(&model);
        print(&report::show(&scenario, &model, &base_year))
    }
}
