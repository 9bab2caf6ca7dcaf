//! Metrics and dates that are asked of a result.

use crate::analysis::compare::defines;
use crate::metric::{self, METRICS};
use crate::model;
use crate::scenario::{MetricRef, Scenario, expression, near};
use crate::world::Date;

use super::ending::Ending;
use super::series;

/// The metrics of a list such as `gdp,debt[CHN,KGZ]`: a name alone stands for all that a result
/// of the scenario keeps.
///
/// # Errors
/// What is not a metric, or names something that the scenario does not have.
pub fn metrics(scenario: &Scenario, list: &str) -> Result<Vec<MetricRef>, Ending> {
    let mut found: Vec<MetricRef> = Vec::new();
    for text in series::split(list) {
        let Ok(asked) = expression::parse_metric(text) else {
            let how = "write it as `gdp` or `debt[CHN,KGZ]`";
            return Err(Ending::Usage(format!("`{text}` is not a metric; {how}")));
        };
        if metric::metric(&asked.name).is_none() {
            let near = near(&asked.name, METRICS.iter().map(|m| m.name));
            let text = format!("no metric is called `{}`; {near}", asked.name);
            return Err(Ending::Usage(text));
        }
        if defines(scenario, &asked) {
            found.push(asked);
        } else if asked.subject.is_none() {
            found.extend(all(scenario, &asked.name)?);
        } else {
            // The list of trajectories has the words for what is wrong with it.
            series::keep(&mut scenario.clone(), text)?;
            let text = format!("`{text}` names a thing that has no such metric");
            return Err(Ending::Usage(text));
        }
    }
    Ok(found)
}

/// Every subject and object of a metric that results keep.
fn all(scenario: &Scenario, name: &str) -> Result<Vec<MetricRef>, Ending> {
    let observed = model::compile(scenario).base.observations;
    let named = observed.iter().filter(|observation| observation.metric.name == name);
    let kept: Vec<MetricRef> = named
        .map(|observation| MetricRef {
            name: name.to_string(),
            subject: observation.subject.clone(),
            object: observation.object.clone(),
        })
        .collect();
    if kept.is_empty() {
        return Err(Ending::Usage(format!(
            "{} keeps no `{name}` unasked: name its subject and object, as `suasion \
             explain {name}` shows",
            scenario.name
        )));
    }
    Ok(kept)
}

/// Dates such as `2024` or `2024Q3`.
///
/// # Errors
/// What is not a date, or lies outside the scenario's years.
pub fn dates(scenario: &Scenario, texts: &[String]) -> Result<Vec<Date>, Ending> {
    let calendar = scenario.calendar;
    let read = |text: &String| {
        let date = Date::parse(text.trim()).filter(|&date| calendar.steps(date).is_some());
        date.ok_or_else(|| Ending::Usage(series::no_date(text, calendar)))
    };
    texts.iter().map(read).collect()
}

/// The labels of the steps that dates stand for: the last step that each covers.
///
/// # Errors
/// Those of [`dates`].
pub fn labels(scenario: &Scenario, texts: &[String]) -> Result<Vec<String>, Ending> {
    let calendar = &scenario.calendar;
    let dates = dates(scenario, texts)?;
    let steps = dates.into_iter().filter_map(|date| calendar.steps(date));
    Ok(steps.map(|(_, last)| calendar.label(last)).collect())
}
