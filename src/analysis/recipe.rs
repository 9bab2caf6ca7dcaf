//! What a result is a result of: scenario, study and order, made anew from its manifest alone.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::ensemble::{self, Order, Progress};
use crate::mechanism::CAUSAL_ORDER;
use crate::model::{self, Study};
use crate::numeric::Plan;
use crate::outcome::{Error, Findings, Kept, Layout, Manifest, Outcome, Recorder};
use crate::scenario::{self, Problems, Scenario};

/// A result as its manifest tells it, ready to be run again.
#[derive(Clone, Debug)]
pub struct Recipe {
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub scenario: Scenario,
    pub study: Study,
    pub order: Order,
}

/// Why a result cannot be made anew.
#[derive(Debug)]
pub enum Fault {
    /// It cannot be read.
    Result(Error),
    /// The scenario that it carries has problems, as this version sees them.
    Scenario(Problems),
    /// Something else, in a sentence without a full stop.
    Other(String),
}

impl Recipe {
    /// Reads a folder's manifest and compiles the scenario in it.
    ///
    /// # Errors
    /// A folder without a manifest; a scenario, a plan or a mechanism that this version does not
    /// know.
    pub fn read(folder: &Path) -> Result<Recipe, Fault> {
        let manifest = Manifest::read(folder)?;
        let header = &manifest.header;
        let name = format!("{} (the scenario in it)", folder.join("manifest.json").display());
        let scenario = scenario::from_text(&header.text, &name).map_err(Fault::Scenario)?;
        let study = compiled(&scenario, &switched_off(&header.off)?);
        let order = Order::of(header);
        Ok(Recipe { folder: folder.to_path_buf(), manifest, scenario, study, order })
    }

    /// Another form of the scenario, with the same mechanisms switched off.
    pub fn compiled(&self, scenario: &Scenario) -> Study {
        compiled(scenario, &self.study.base.off)
    }

    /// The version that made the result, where it is not this one.
    pub fn other_version(&self) -> Option<&str> {
        let version = self.manifest.header.version.as_str();
        (version != env!("CARGO_PKG_VERSION")).then_some(version)
    }

    /// Runs that the result holds: ids `0..simulated`.
    pub fn simulated(&self) -> u64 {
        self.manifest.tally.simulated
    }

    /// Independent repetitions of the plan, where its runs are not independent themselves.
    pub fn replicates(&self) -> Option<u32> {
        (self.order.plan != Plan::MonteCarlo).then_some(self.order.replicates)
    }

    /// Computes the whole result again; every run goes to `recorder`.
    ///
    /// # Errors
    /// Those of the recorder.
    pub fn again(
        &self,
        recorder: &mut dyn Recorder,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Findings, Error> {
        ensemble::again(&self.study, &self.order, self.simulated(), recorder, progress, cancel)
    }

    /// The result with its runs: as it lies in the folder or, where files of it are missing,
    /// computed again.
    ///
    /// # Errors
    /// Files that are there and cannot be read.
    pub fn outcome(&self, progress: &dyn Progress) -> Result<Outcome, Error> {
        let files = &self.manifest.files;
        if files.iter().all(|file| self.folder.join(&file.name).exists()) {
            return Outcome::open(&self.folder);
        }
        let layout = Layout::of(&self.study, &self.order.series);
        let mut kept = Kept::new(self.manifest.header.clone(), &layout);
        let findings = self.again(&mut kept, progress, &AtomicBool::new(false))?;
        Ok(kept.finish(findings))
    }
}

fn compiled(scenario: &Scenario, off: &[&'static str]) -> Study {
    let mut study = model::compile(scenario);
    study.base.off = off.to_vec();
    study.variants.iter_mut().for_each(|variant| variant.model.off = off.to_vec());
    study
}

fn switched_off(names: &[String]) -> Result<Vec<&'static str>, Fault> {
    let known = |name: &String| CAUSAL_ORDER.iter().map(|m| m.name).find(|known| known == name);
    let off = names.iter().map(|name| {
        known(name).ok_or_else(|| Fault::Other(format!("no mechanism is called `{name}`")))
    });
    off.collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Result(error) => error.fmt(f),
            Fault::Scenario(problems) => f.write_str(&problems.render(false)),
            Fault::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Result(error)
    }
}
