//! `show`: what a scenario says before anything happens.

use std::path::PathBuf;

use clap::Args;

use crate::scenario;
use crate::{engine, model, report};

use super::ending::Done;
use super::printing::print;

/// Show a scenario as compiled: actors, ties, dependence, every number's origin.
#[derive(Debug, Args)]
pub struct Show {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Show {
    pub fn go(self) -> Done {
        let mut scenario = scenario::load(&self.file)?;
        scenario.keep = report::shown_metrics();
        let model = model::compile(&scenario).base;
        let base_year = engine::base_year(&model);
        print(&report::show(&scenario, &model, &base_year))
    }
}
