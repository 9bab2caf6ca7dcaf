//! `replay`: a result, or one run of it, computed again from its manifest alone.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::replay::{Check, course, reproduce};
use crate::analysis::{Recipe, replay};
use crate::ensemble::Bar;
use crate::model::Study;
use crate::report;

use super::ending::{Done, Ending};
use super::exporting::Format;
use super::interruption::interruption;
use super::printing::print;
use super::result::{recipe, run_of};
use super::series;

/// Compute a result, or one run of it, again from its manifest alone.
#[derive(Debug, Args)]
pub struct Replay {
    /// Result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// Id of a run: its metrics by date
    #[arg(long, value_name = "K")]
    run: Option<u64>,
    /// Metrics that are shown of a run [default: what a report shows first]
    #[arg(long, value_name = "METRIC,…", requires = "run")]
    metric: Option<String>,
    /// How a run's table is printed
    #[arg(long, value_name = "FORM", default_value = "text", requires = "run")]
    format: Format,
    /// Where to keep the result computed again
    #[arg(long, value_name = "DIR", conflicts_with = "run")]
    out: Option<PathBuf>,
}

impl Replay {
    pub fn go(self) -> Done {
        let recipe = recipe(&self.result)?;
        match self.run {
            Some(run) => self.one(&recipe, run_of(&recipe, run)?),
            None => self.whole(&recipe),
        }
    }

    /// One run, by date.
    fn one(&self, recipe: &Recipe, run: u64) -> Done {
        let (study, labels) = self.observing(recipe)?;
        let course = course(recipe, &study, run, &labels)?;
        if self.format == Format::Text {
            print(&report::course(recipe, &course))?;
        } else {
            let rows = report::course_table(&course);
            self.format.write(std::slice::from_ref(&rows), &rows)?;
        }
        outcome(&course.check)
    }

    /// The study with the metrics that are asked for, and their labels or names.
    fn observing(&self, recipe: &Recipe) -> Result<(Study, Vec<String>), Ending> {
        let Some(list) = &self.metric else {
            let shown: Vec<String> =
                recipe.scenario.shown().iter().map(|metric| metric.to_string()).collect();
            if self.format == Format::Text && !shown.is_empty() {
                return Ok((recipe.study.clone(), shown));
            }
            let all = recipe.study.base.observations.iter().map(|o| o.label.clone());
            return Ok((recipe.study.clone(), all.collect()));
        };
        let mut scenario = recipe.scenario.clone();
        let labels = series::keep(&mut scenario, list)?;
        let study = recipe.compiled(&scenario);
        series::check(&labels, &study)?;
        Ok((study, labels))
    }

    /// The whole result.
    fn whole(&self, recipe: &Recipe) -> Done {
        let cancel = interruption()?;
        let bar = Bar::new(&recipe.manifest.header.scenario);
        let place = tempfile::tempdir().map_err(Ending::io(Path::new("a temporary folder")))?;
        let target = self.out.clone().unwrap_or_else(|| place.path().join("again"));
        let Some(done) = reproduce(recipe, &target, &bar, &cancel)? else {
            let text = "interrupted before the result was complete; nothing is compared";
            return Err(Ending::Interrupted(text.into()));
        };
        print(&report::reproduction(recipe, &done))?;
        if done.succeeded() {
            return print(&String::new());
        }
        Err(Ending::Failure(format!(
            "{} is not reproduced: this build of suasion gives other bytes",
            recipe.folder.display()
        )))
    }
}

/// A run that is not the recorded one is a failure.
fn outcome(check: &replay::Check) -> Done {
    match check {
        Check::Differs(_) => {
            Err(Ending::Failure("the run is not the one recorded in runs.parquet".to_string()))
        }
        Check::Same { .. } | Check::Absent => print(&String::new()),
    }
}
