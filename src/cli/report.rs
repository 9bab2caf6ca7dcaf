//! `report`: a result or a comparison as one HTML file.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::outcome::{Comparison, Outcome};
use crate::report::html;
use crate::request::reporting::write;
use crate::{model, scenario};

use super::ending::{Done, Ending};
use super::printing::print;

/// Write a result or a comparison as one HTML file that opens offline and can be sent.
#[derive(Debug, Args)]
pub struct Report {
    /// Folder of a result, or of a comparison (`compare … --out DIR`)
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// File to write [default: the folder's name with .html]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
}

impl Report {
    pub fn go(self) -> Done {
        let target = match &self.out {
            Some(path) => path.clone(),
            None => default_file(&self.folder)?,
        };
        write(&target, &html::render(&self.page()?), self.force)?;
        print(&format!("Report in {}\n", target.display()))
    }

    fn page(&self) -> Result<html::PageData, Ending> {
        if Comparison::is_in(&self.folder) {
            let comparison = Comparison::open(&self.folder)?;
            let header = &comparison.reference().header;
            let name = format!("the reference of {}", self.folder.display());
            let scenario = scenario::from_text(&header.text, &name)?;
            return Ok(html::comparison(&comparison, &scenario));
        }
        let outcome = Outcome::open(&self.folder)?;
        let name = format!("the scenario of {}", self.folder.display());
        let scenario = scenario::from_text(&outcome.header.text, &name)?;
        let study = model::compile(&scenario);
        Ok(html::result(&scenario, &study, &outcome)?)
    }
}

/// `results/sco-040f2f35` becomes `sco-040f2f35.html` in the current folder.
fn default_file(folder: &Path) -> Result<PathBuf, Ending> {
    let real = folder.canonicalize().map_err(Ending::io(folder))?;
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    Ok(PathBuf::from(format!("{name}.html")))
}
