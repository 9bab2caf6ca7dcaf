//! `why`: what happened in one run, and what separates the runs in which a claim holds.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::Origin;
use crate::analysis::why::{Table, separate};
use crate::ensemble::Bar;
use crate::outcome::Layout;
use crate::{report, scenario};

use super::ending::{Done, Ending};
use super::printing::print;
use super::result::{FormWord, origin};

/// Why a claim holds in some runs and not in others.
#[derive(Debug, Args)]
pub struct Why {
    /// Result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    /// Claim whose runs are told apart
    #[arg(long, value_name = "ID")]
    claim: Option<String>,
    /// How the table is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: FormWord,
}

impl Why {
    pub fn go(self) -> Done {
        let origin = origin(&self.result)?;
        match &self.claim {
            Some(id) => self.claim(&origin, id),
            None => Err(Ending::Usage("say which claim".into())),
        }
    }

    fn claim(&self, origin: &Origin, id: &str) -> Done {
        let tested = origin.study.base.claims.iter().filter(|claim| claim.test.is_some());
        let known: Vec<&str> = tested.map(|claim| claim.id.as_str()).collect();
        if !known.contains(&id) {
            let text = if origin.scenario.claims.contains_key(id) {
                format!("`{id}` is a fact: an input, which is tested in no run")
            } else {
                let near = scenario::near(id, known.iter().copied());
                format!("the result has no claim `{id}`; {near}")
            };
            return Err(Ending::Usage(text));
        }
        let outcome = origin.outcome(&Bar::new(&origin.scenario.name))?;
        let layout = Layout::of(&origin.study, &[]);
        let mut table = Table::read(&origin.scenario, &layout, &outcome)?;
        table.claims.retain(|(claim, _)| claim == id);
        let found = separate(&table, origin.replicates());
        let found = found.first().expect("the claim is tested");
        match self.format.form() {
            None => print(&report::separation(&origin.scenario, &outcome, &table, found)),
            Some(form) => print(&report::separation_sheet(&table, found).write(form)),
        }
    }
}
