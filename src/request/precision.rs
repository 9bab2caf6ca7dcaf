//! Which figure must be how precise: `FIGURE=ERROR`.

use crate::ensemble::{Figure, Precision};
use crate::metric;
use crate::scenario::{ClaimKind, Scenario, near};
use crate::world::Date;

use super::ending::Ending;
use super::series;

/// Reads what must be precise and lets the scenario keep it: the id of a claim, or a metric with an
/// optional date, as in `regional_share[central_asia,CHN]@2030`.
///
/// # Errors
/// What is neither, names something that the scenario does not have, or no positive error.
pub fn read(text: &str, scenario: &mut Scenario) -> Result<Precision, Ending> {
    let how = "write FIGURE=ERROR, as in china-overtakes=0.005 or gdp[KAZ]@2030=0.5";
    let (figure, error) = text.rsplit_once('=').ok_or_else(|| Ending::Usage(how.into()))?;
    let figure = figure.trim();
    let error = error.trim().parse::<f64>().ok().filter(|e| e.is_finite() && *e > 0.0);
    let standard_error = error
        .ok_or_else(|| Ending::Usage(format!("the error must be a positive number; {how}")))?;
    let figure = match scenario.claims.get(figure) {
        Some(claim) if claim.kind == ClaimKind::Fact => {
            let text = format!("`{figure}` is a fact, an input that no run tests");
            return Err(Ending::Usage(text));
        }
        Some(_) => Figure::Claim { id: figure.to_string() },
        None => mean(figure, scenario)?,
    };
    Ok(Precision { figure, standard_error })
}

fn mean(text: &str, scenario: &mut Scenario) -> Result<Figure, Ending> {
    let (name, date) = text.split_once('@').map_or((text, None), |(name, date)| (name, Some(date)));
    let known = metric::metric(name.split('[').next().unwrap_or(name)).is_some();
    if !known {
        let claims = scenario.claims.keys().map(String::as_str);
        let near = near(name, claims.chain(metric::METRICS.iter().map(|m| m.name)));
        let text = format!("no claim and no metric is called `{name}`; {near}");
        return Err(Ending::Usage(text));
    }
    let calendar = scenario.calendar;
    let step = match date {
        None => calendar.n_steps(),
        Some(date) => Date::parse(date)
            .and_then(|date| Some(calendar.steps(date)?.1))
            .ok_or_else(|| Ending::Usage(series::no_date(date, calendar)))?,
    };
    let asked = series::single(scenario, name)?;
    scenario.keep.extra.push(asked.clone());
    Ok(Figure::Mean { label: asked.to_string(), step })
}
