//! Metrics of every run at every step: those that the scenario keeps, and others on request.

use crate::metric::{self, Kind};
use crate::model::Study;
use crate::scenario::{MetricRef, Scenario, expression, near};
use crate::world::Calendar;

use super::ending::Ending;

/// Lets the scenario keep the metrics of a list such as `gdp,debt[CHN,KGZ]`.
///
/// # Errors
/// What is not a metric, or names something that the scenario does not have.
pub fn keep(scenario: &mut Scenario, list: &str) -> Result<Vec<String>, Ending> {
    let mut series = Vec::new();
    for text in split(list) {
        let Ok(asked) = expression::parse_metric(text) else {
            let how = "write it as `gdp` or `debt[CHN,KGZ]`";
            return Err(Ending::Usage(format!("`{text}` is not a metric; {how}")));
        };
        let Some(line) = metric::metric(&asked.name) else {
            let near = near(&asked.name, metric::METRICS.iter().map(|m| m.name));
            return Err(Ending::Usage(format!("no metric is called `{}`; {near}", asked.name)));
        };
        series.push(asked.to_string());
        if asked.subject.is_some() || line.subject == Kind::None {
            named(scenario, &asked.subject, line.subject, text)?;
            named(scenario, &asked.object, line.object, text)?;
            scenario.keep.extra.push(asked);
        }
    }
    Ok(series)
}

/// What is said of a text that is no date of the scenario.
pub fn no_date(text: &str, calendar: Calendar) -> String {
    let (first, last) = (calendar.base_year, calendar.end_year);
    format!(
        "`{text}` is no date between {first} and {last}; write it as {last}, {last}Q3 or {last}-07"
    )
}

/// Reads one metric with its subject and object, such as `debt[CHN,KGZ]`.
///
/// # Errors
/// As for [`keep`], and where it names no subject though it has one, or is more than one.
pub fn single(scenario: &Scenario, text: &str) -> Result<MetricRef, Ending> {
    let mut scratch = scenario.clone();
    scratch.keep.extra.clear();
    let found = keep(&mut scratch, text)?;
    match (found.as_slice(), scratch.keep.extra.as_slice()) {
        ([_], [metric]) => Ok(metric.clone()),
        ([name], []) => Err(Ending::Usage(format!(
            "`{name}` has a subject: name it (and its object), as `suasion explain {name}` shows"
        ))),
        _ => {
            Err(Ending::Usage(format!("`{text}` is not one metric: write one, as `debt[CHN,KGZ]`")))
        }
    }
}

/// Checks that every metric of the list is observed.
///
/// # Errors
/// A metric without subject that the scenario does not keep.
pub fn check(series: &[String], study: &Study) -> Result<(), Ending> {
    let observed = |name: &String| {
        let mut all = study.base.observations.iter();
        all.any(|o| o.label == *name || o.metric.name == name)
    };
    match series.iter().find(|name| !observed(name)) {
        None => Ok(()),
        Some(name) => Err(Ending::Usage(format!(
            "the scenario keeps no `{name}`: name its subject and object, \
             as `suasion explain {name}` shows"
        ))),
    }
}

/// Cuts a list at the commas outside brackets.
pub fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut open = false;
    let parts = list.split(move |c| {
        open = if c == '[' { true } else { open && c != ']' };
        c == ',' && !open
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Checks one place of a metric: it has an id exactly where the metric takes one, and that exists.
fn named(scenario: &Scenario, id: &Option<String>, kind: Kind, text: &str) -> Result<(), Ending> {
    let known: Vec<&String> = match kind {
        Kind::None => Vec::new(),
        Kind::Actor => scenario.actors.keys().collect(),
        Kind::Power => {
            let powers = scenario.actors.iter().filter(|(_, actor)| actor.power);
            powers.map(|(id, _)| id).collect()
        }
        Kind::Region => scenario.regions.keys().collect(),
        Kind::Axis => scenario.axes.keys().collect(),
        Kind::Event => scenario.events.keys().collect(),
        Kind::Agenda => {
            let institutions = scenario.institutions.values();
            institutions.flat_map(|i| i.agenda.keys()).collect()
        }
    };
    let name = text.split('[').next().unwrap_or(text);
    match id {
        None if kind == Kind::None => Ok(()),
        Some(id) if known.contains(&id) => Ok(()),
        Some(id) if kind != Kind::None => {
            let near = near(id, known.into_iter().map(String::as_str));
            Err(Ending::Usage(format!("`{text}`: no `{id}` here; {near}")))
        }
        _ => Err(Ending::Usage(format!(
            "`{text}` names too few or too many things; see `suasion explain {name}`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn commas_inside_brackets_do_not_cut() {
        let parts: Vec<&str> = split("gdp, debt[CHN,KGZ],trade_share").collect();
        assert_eq!(parts, ["gdp", "debt[CHN,KGZ]", "trade_share"]);
        assert_eq!(split("").count(), 0);
    }
}
