//! Metrics and dates on the command line, for what is asked of a result.

use crate::analysis::{Side, compare::defines};
use crate::metric::{self, METRICS};
use crate::scenario::{MetricRef, Scenario, expression, near};
use crate::world::Date;

use super::ending::Ending;
use super::series;

/// The metrics of a list such as `gdp,debt[CHN,KGZ]`: a name alone stands for all that the result
/// keeps.
///
/// # Errors
/// What is not a metric, or names something that the scenario does not have.
pub fn metrics(side: &Side, list: &str) -> Result<Vec<MetricRef>, Ending> {
    let mut found: Vec<MetricRef> = Vec::new();
    for text in series::split(list) {
        let Ok(asked) = expression::parse_metric(text) else {
            let how = "write it as `gdp` or `debt[CHN,KGZ]`";
            return Err(Ending::Usage(format!("--metric: `{text}` is not a metric; {how}")));
        };
        if metric::metric(&asked.name).is_none() {
            let near = near(&asked.name, METRICS.iter().map(|m| m.name));
            let text = format!("--metric: no metric is called `{}`; {near}", asked.name);
            return Err(Ending::Usage(text));
        }
        if defines(&side.scenario, &asked) {
            found.push(asked);
        } else if asked.subject.is_none() {
            found.extend(all(side, &asked.name)?);
        } else {
            // The list of trajectories has the words for what is wrong with it.
            series::keep(&mut side.scenario.clone(), text)?;
            let text = format!("--metric: `{text}` names a thing that has no such metric");
            return Err(Ending::Usage(text));
        }
    }
    Ok(found)
}

/// Every subject and object of a metric that the result keeps.
fn all(side: &Side, name: &str) -> Result<Vec<MetricRef>, Ending> {
    let rows = side.outcome.findings.summary.iter();
    let kept: Vec<MetricRef> = rows
        .filter(|row| row.metric == name && row.step == 0)
        .map(|row| MetricRef {
            name: row.metric.clone(),
            subject: row.subject.clone(),
            object: row.object.clone(),
        })
        .collect();
    if kept.is_empty() {
        return Err(Ending::Usage(format!(
            "--metric: `{}` keeps no `{name}` unasked: name its subject and object, as `suasion \
             explain {name}` shows",
            side.name
        )));
    }
    Ok(kept)
}

/// Dates such as `2024` or `2024Q3`.
///
/// # Errors
/// What is not a date, or lies outside the scenario's years.
pub fn dates(scenario: &Scenario, texts: &[String]) -> Result<Vec<Date>, Ending> {
    let read = |text: &String| {
        let date = Date::parse(text.trim()).ok_or_else(|| {
            Ending::Usage(format!("`{text}` is not a date; write 2024, 2024Q3 or 2024-07"))
        })?;
        let calendar = &scenario.calendar;
        if calendar.steps(date).is_none() {
            return Err(Ending::Usage(format!(
                "{date} lies outside {}: it runs from {} to {}",
                scenario.name, calendar.base_year, calendar.end_year
            )));
        }
        Ok(date)
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
