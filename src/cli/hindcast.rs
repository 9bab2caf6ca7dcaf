//! `hindcast`: forecasts from past years, scored beside simple rules.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::hindcast;
use crate::ensemble::Bar;
use crate::outcome::parquet;
use crate::report;
use crate::request::hindcasting::{Hindcasted, ablated, hindcasted};

use super::ending::{Done, Ending};
use super::interruption::interruption;
use super::printing::print;

/// Forecast from past years with what was known then, and score it against what happened.
#[derive(Debug, Args)]
pub struct Hindcast {
    /// Configuration: data, origins, horizons, targets, baselines (see docs/trust.md)
    #[arg(value_name = "CONFIG")]
    config: PathBuf,
    /// Folder that the data are looked for in [default: the configuration's own]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder for scores.parquet, forecasts.parquet and report.html [default: results/hindcast-NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results that are there
    #[arg(long)]
    force: bool,
    /// Print what each part of the engine adds: the hindcast again with one left out at a time
    #[arg(long)]
    ablation: bool,
}

impl Hindcast {
    pub fn go(self) -> Done {
        let name = self.config.file_stem().unwrap_or_default().to_string_lossy();
        let bar = Bar::new(&name);
        let cancel = interruption()?;
        let watch = (&bar as _, &*cancel);
        if self.ablation {
            let ablations = ablated(&self.config, self.data.as_deref(), watch)?;
            return print(&report::ablations(&ablations));
        }
        let folder = self.folder()?;
        let hindcasted = hindcasted(&self.config, self.data.as_deref(), watch)?;
        let Hindcasted { config, cases, table } = hindcasted;
        std::fs::create_dir_all(&folder).map_err(Ending::io(&folder))?;
        parquet::write(&folder.join("scores.parquet"), &table.batch())?;
        let forecasts = hindcast::cases_batch(&cases, &config);
        parquet::write(&folder.join("forecasts.parquet"), &forecasts)?;
        if config.keep_samples {
            let samples = hindcast::samples_batch(&cases);
            parquet::write(&folder.join("samples.parquet"), &samples)?;
        }
        let page = report::html::render(&report::html::hindcast(&name, &table));
        let report = folder.join("report.html");
        std::fs::write(&report, page).map_err(Ending::io(&report))?;
        print(&report::hindcast(&table))?;
        print(&format!(
            "\n{} forecasts scored; tables and report.html in {}\n",
            cases.len(),
            folder.display()
        ))
    }

    fn folder(&self) -> Result<PathBuf, Ending> {
        let stem = self.config.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("hindcast-{stem}");
        let folder = self.out.clone().unwrap_or_else(|| Path::new("results").join(name));
        if folder.exists() && !folder.is_dir() {
            let text = "is a file; --out names a folder";
            return Err(Ending::Failure(format!("{} {text}", folder.display())));
        }
        if folder.join("scores.parquet").exists() && !self.force {
            let text = "holds scores already; --force replaces them, --out names another folder";
            return Err(Ending::Failure(format!("{} {text}", folder.display())));
        }
        Ok(folder)
    }
}
