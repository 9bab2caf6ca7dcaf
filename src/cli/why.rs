//! `why`: what happened in one run, and what separates the runs in which a claim holds.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::Recipe;
use crate::analysis::why::{Table, log, separate, together};
use crate::ensemble::Bar;
use crate::outcome::{Layout, Outcome};
use crate::{report, scenario};

use super::ending::{Done, Ending};
use super::exporting::Format;
use super::printing::print;
use super::result::{recipe, run_of};

/// What happened in one run and why, or what separates the runs in which a claim holds.
#[derive(Debug, Args)]
pub struct Why {
    /// Result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// Id of a run: its causal log
    #[arg(long, value_name = "K", conflicts_with = "claim")]
    run: Option<u64>,
    /// Id of a claim: what separates the runs in which it holds from the others
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// How the table is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

impl Why {
    pub fn go(self) -> Done {
        let recipe = recipe(&self.result)?;
        match (self.run, &self.claim) {
            (Some(run), _) => self.run(&recipe, run_of(&recipe, run)?),
            (None, Some(id)) => self.claim(&recipe, id),
            (None, None) => {
                let claims: Vec<&str> = recipe.scenario.claims.keys().map(String::as_str).collect();
                Err(Ending::Usage(format!(
                    "say of what: --run K for the log of a run (0 to {}), or --claim ID for what \
                     decides a claim ({})",
                    recipe.simulated().saturating_sub(1),
                    claims.join(", ")
                )))
            }
        }
    }

    fn run(&self, recipe: &Recipe, run: u64) -> Done {
        // Ranks need the runs of the result as they lie there; the log itself does not.
        let outcome = Outcome::open(&recipe.folder).ok();
        let log = log(recipe, run, outcome.as_ref())?;
        if self.format == Format::Text {
            return print(&report::run_log(recipe, &log));
        }
        let rows = report::run_table(recipe, &log);
        self.format.write(std::slice::from_ref(&rows), &rows)
    }

    fn claim(&self, recipe: &Recipe, id: &str) -> Done {
        let tested = recipe.study.base.claims.iter().filter(|claim| claim.test.is_some());
        let known: Vec<&str> = tested.map(|claim| claim.id.as_str()).collect();
        if !known.contains(&id) {
            let text = if recipe.scenario.claims.contains_key(id) {
                format!("`{id}` is a fact: an input, which is tested in no run")
            } else {
                let near = scenario::near(id, known.iter().copied());
                format!("the result has no claim `{id}`; {near}")
            };
            return Err(Ending::Usage(text));
        }
        let outcome = recipe.outcome(&Bar::new(&recipe.scenario.name))?;
        let layout = Layout::of(&recipe.study, &[]);
        let mut table = Table::read(&recipe.scenario, &layout, &outcome)?;
        table.claims.retain(|(claim, _)| claim == id);
        let found = separate(&table, recipe.replicates());
        let found = found.first().expect("the claim is tested");
        if self.format == Format::Text {
            let together = together(&table, found, recipe.replicates());
            let said = (found, &together);
            return print(&report::separation(&recipe.scenario, &outcome, &table, said));
        }
        let rows = report::separation_table(&table, found);
        self.format.write(std::slice::from_ref(&rows), &rows)
    }
}
