//! Ensembles that are asked for: a scenario and words → a study, an order and a header; and the
//! same of a result that is continued.

use std::path::Path;

use crate::ensemble::Order;
use crate::model::{self, Study};
use crate::numeric::{Float, Plan};
use crate::outcome::{Header, continuation};
use crate::scenario::{self, Scenario};

use super::producing::{header, same_version, switch_off};
use super::{CAP, Ending, RUNS, SEED, precision, series};

/// What a user says of an ensemble; what is left out, the scenario says or the defaults.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub runs: Option<u64>,
    pub seed: Option<u64>,
    pub plan: Plan,
    /// `FIGURE=ERROR`.
    pub precision: Option<&'a str>,
    /// Precision of the state.
    pub float: Float,
    /// Metrics of every run at every step, `gdp,debt[CHN,KGZ]`.
    pub series: &'a str,
    /// Mechanisms that are switched off.
    pub off: &'a [String],
}

/// An ensemble that can be run.
pub struct Prepared {
    pub scenario: Scenario,
    pub study: Study,
    pub order: Order,
    pub header: Header,
    /// Whether it will have more runs than were asked for where it goes on.
    pub longer: bool,
}

/// Makes an ensemble of a scenario.
///
/// # Errors
/// What names no metric, claim, date or mechanism, and a stopping rule on dependent runs.
pub fn prepare(mut scenario: Scenario, asked: &Asked) -> Result<Prepared, Ending> {
    let series = series::keep(&mut scenario, asked.series)?;
    let precision = asked.precision.map(|text| precision::read(text, &mut scenario)).transpose();
    let precision = precision.map_err(|ending| ending.under("precision"))?;
    let mut study = model::compile(&scenario);
    series::check(&series, &study)?;
    let off = switch_off(&mut study, asked.off)?;
    let usual = if precision.is_some() { CAP } else { scenario.run.runs.unwrap_or(RUNS) };
    let runs = asked.runs.unwrap_or(usual);
    let seed = asked.seed.or(scenario.run.seed).unwrap_or(SEED);
    let plan = asked.plan;
    if precision.is_some() && plan != Plan::MonteCarlo {
        let text = "precision needs independent runs: leave the plan out";
        return Err(Ending::Usage(text.into()));
    }
    let float = asked.float;
    let order = Order { plan, series, precision, float, ..Order::new(runs, seed) };
    let header = order.header(header(&scenario, off));
    Ok(Prepared { scenario, study, order, header, longer: false })
}

/// Makes the ensemble that goes on with what is at a path, to `extend` runs in all.
///
/// # Errors
/// What is no result of this version, cannot be extended or has more runs already.
pub fn continued(from: &Path, extend: Option<u64>) -> Result<Prepared, Ending> {
    let (known, done) = continuation(from)?;
    same_version(&known, from)?;
    let runs = extend.unwrap_or(known.runs);
    let order = Order { runs, ..Order::of(&known) };
    if runs != known.runs && order.plan == Plan::LatinHypercube {
        let text = "a Latin hypercube cannot be extended: more runs are other strata; run the \
                    scenario again with so many runs";
        return Err(Ending::Usage(text.into()));
    }
    if runs < done {
        return Err(Ending::Usage(format!("there are {done} runs already, more than {runs}")));
    }
    let scenario = scenario::from_text(&known.text, &from.display().to_string())?;
    let mut study = model::compile(&scenario);
    switch_off(&mut study, &known.off)?;
    let longer = runs != known.runs;
    let header = order.header(known);
    Ok(Prepared { scenario, study, order, header, longer })
}
