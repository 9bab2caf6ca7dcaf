//! Comparisons that are asked for: what is named, what it is called, and how it is run.

use std::path::{Path, PathBuf};

use crate::analysis::{Side, compare};
use crate::ensemble::{Figure, Order};
use crate::numeric::Plan;
use crate::outcome::Outcome;
use crate::scenario::{self, Scenario};

use super::{CAP, Ending, RUNS, SEED, precision};

/// A side as it was named.
pub struct Named {
    /// File or folder; empty for what lies in memory.
    pub path: PathBuf,
    pub scenario: Scenario,
    /// Absent for a scenario.
    pub outcome: Option<Outcome>,
}

impl Named {
    /// A result under its scenario's own name; `None` for a scenario.
    pub fn side(self) -> Option<Side> {
        let (name, folder) = (self.scenario.name.clone(), self.path.display().to_string());
        Some(Side { name, folder, scenario: self.scenario, outcome: self.outcome? })
    }
}

/// A result folder with its scenario, read from the result itself.
///
/// # Errors
/// A folder that holds no result, or one whose scenario this version does not read.
pub fn opened(folder: &Path) -> Result<Named, Ending> {
    let outcome = Outcome::open(folder)?;
    let text = &outcome.header.text;
    let scenario = scenario::from_text(text, &format!("the scenario of {}", folder.display()))?;
    Ok(Named { path: folder.to_path_buf(), scenario, outcome: Some(outcome) })
}

/// How the scenarios among the sides are run, where the user says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    pub runs: Option<u64>,
    pub seed: Option<u64>,
    pub plan: Option<Plan>,
    /// `FIGURE=ERROR`, of the difference.
    pub precision: Option<&'a str>,
    pub threads: Option<usize>,
}

/// How scenarios are run: like the first result that is named, so that they pair with it, and with
/// as many runs as the precision of the difference from the side `reference` takes.
///
/// # Errors
/// Wishes about runs where all sides are results, or about a precision that nothing can reach.
pub fn order(named: &[Named], reference: usize, wanted: &Wanted) -> Result<Order, Ending> {
    let results = named.iter().all(|side| side.outcome.is_some());
    if results && (wanted.runs.is_some() || wanted.seed.is_some() || wanted.plan.is_some()) {
        let text = "runs, seed and plan are for scenario files; results are as they are";
        return Err(Ending::Usage(text.into()));
    }
    let hint = named.first().map(|side| side.scenario.run).unwrap_or_default();
    let like = match named.iter().find_map(|side| side.outcome.as_ref()) {
        Some(outcome) => Order { series: Vec::new(), ..Order::of(&outcome.header) },
        None => Order::new(hint.runs.unwrap_or(RUNS), hint.seed.unwrap_or(SEED)),
    };
    let order = Order {
        runs: wanted.runs.unwrap_or(like.runs),
        seed: wanted.seed.unwrap_or(like.seed),
        plan: wanted.plan.unwrap_or(like.plan),
        threads: wanted.threads.unwrap_or(like.threads),
        ..like
    };
    match wanted.precision {
        None => Ok(order),
        Some(text) => {
            let most = Order { runs: wanted.runs.unwrap_or(CAP), ..order };
            precise(named, reference, most, text).map_err(|ending| ending.under("precision"))
        }
    }
}

/// The order with as many runs as a precision takes, at most those of `most`.
fn precise(named: &[Named], at: usize, most: Order, text: &str) -> Result<Order, Ending> {
    if named.iter().any(|side| side.outcome.is_some()) {
        let text = "it adds runs to scenario files; a result is as it is: \
                    `suasion run --resume DIR --extend N` makes it longer";
        return Err(Ending::Usage(text.into()));
    }
    let mut reference = named[at].scenario.clone();
    let asked = precision::read(text, &mut reference)?;
    let metric = match &asked.figure {
        Figure::Mean { .. } => reference.keep.extra.last(),
        Figure::Claim { .. } => None,
    };
    let scenarios: Vec<&Scenario> = named.iter().map(|side| &side.scenario).collect();
    let lacks = |s: &&&Scenario| metric.is_some_and(|metric| !compare::defines(s, metric));
    if let Some(other) = scenarios.iter().find(lacks) {
        return Err(Ending::Usage(format!("{} has no such metric as {text}", other.name)));
    }
    let runs = compare::precision::runs(&scenarios, at, &most, &asked, metric);
    Ok(Order { runs, ..most })
}

/// Names that tell the sides apart: those of the scenarios; where these repeat, of their files or
/// folders; where these do too, with a number.
pub fn unique(named: &[Named]) -> Vec<String> {
    let mut names: Vec<String> = named.iter().map(|side| side.scenario.name.clone()).collect();
    let stem = |side: &Named| side.path.file_stem().map(|s| s.to_string_lossy().into_owned());
    let stems: Vec<String> = named.iter().map(|side| stem(side).unwrap_or_default()).collect();
    let own = names.clone();
    let repeated = |list: &[String], word: &str| list.iter().filter(|w| *w == word).count() > 1;
    for (at, name) in names.iter_mut().enumerate() {
        if repeated(&own, &own[at]) && !repeated(&stems, &stems[at]) {
            name.clone_from(&stems[at]);
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for name in &mut names {
        let before = seen.iter().filter(|other| *other == name).count();
        seen.push(name.clone());
        if before > 0 {
            *name = format!("{name} ({})", before + 1);
        }
    }
    names
}
