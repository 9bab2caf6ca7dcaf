//! `check`: every problem of some scenario files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::report;
use crate::scenario;

use super::ending::{Done, Ending};
use super::printing::print;

/// Check scenario files and print every problem.
#[derive(Debug, Args)]
pub struct Check {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub fn go(self) -> Done {
        let mut code = ExitCode::SUCCESS;
        for file in &self.files {
            match scenario::load(file) {
                Ok(scenario) => {
                    print(&report::sound(&file.display().to_string(), &scenario))?;
                }
                Err(problems) => code = Ending::Problems(problems).report(),
            }
        }
        Ok(code)
    }
}
