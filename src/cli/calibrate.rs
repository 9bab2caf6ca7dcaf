//! `calibrate`: parameters from what happened in a window of years.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::calibrate::{self, Config};
use crate::{import, report};

use super::ending::{Done, Ending};
use super::printing::print;

/// Fit the model's parameters to a window of years and write them as a file that scenarios use.
#[derive(Debug, Args)]
pub struct Calibrate {
    /// Configuration: data, actors, window, parameters, priors (see docs/calibrating.md)
    #[arg(value_name = "CONFIG")]
    config: PathBuf,
    /// Folder that the data are looked for in [default: the configuration's own]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File of parameters that is written
    #[arg(long, value_name = "FILE", default_value = "parameters.toml")]
    out: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

impl Calibrate {
    pub fn go(self) -> Done {
        let config = Config::load(&self.config)?;
        // Said before the fit, which takes minutes.
        let folder = self.out.parent().filter(|folder| !folder.as_os_str().is_empty());
        if self.out.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
            let text = "cannot be written: --out names a file in a folder that is there";
            return Err(Ending::Failure(format!("{} {text}", self.out.display())));
        }
        if self.out.exists() && !self.force {
            let text = "is there already; --force replaces it, --out names another file";
            return Err(Ending::Failure(format!("{} {text}", self.out.display())));
        }
        let beside = self.config.parent().unwrap_or(Path::new("."));
        let beside = self.data.as_deref().unwrap_or(beside);
        let read = import::read(&config.paths(beside), config.years());
        let (facts, notes) = read.map_err(|mistakes| Ending::Failure(mistakes.to_string()))?;
        let found = calibrate::calibrate(&facts, &config);
        if found.estimates.is_empty() {
            let why = found.left.join("\n");
            return Err(Ending::Failure(format!(
                "the data say nothing about these parameters\n{why}"
            )));
        }
        let tables: Vec<String> = notes
            .iter()
            .filter(|note| note.reader.is_some())
            .map(|note| note.path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        let text = report::parameter_file(&found, &tables);
        std::fs::write(&self.out, text).map_err(Ending::io(&self.out))?;
        let out = self.out.display();
        print(&report::calibration(&found))?;
        print(&format!("\nwrote {out}; a scenario takes it by `use = [\"{out}\"]`\n"))
    }
}
