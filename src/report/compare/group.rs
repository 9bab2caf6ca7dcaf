//! How the figures of a comparison are grouped, labelled and written.

use crate::metric;
use crate::numeric::Grid;
use crate::outcome::OutcomeDifference;
use crate::report::figure::amount;
use crate::scenario::Scenario;

/// Rows that stand in one table: one metric, and for a region's metrics one region.
pub(in crate::report) struct Group<'a> {
    pub title: String,
    pub scale: Scale,
    pub rows: Vec<&'a OutcomeDifference>,
}

/// How figures of a metric are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) enum Scale {
    /// Shares, as percentages; differences in points.
    Percent,
    /// Amounts in the metric's unit; differences also relative.
    Amount,
    /// Indexes in the metric's unit.
    Index,
}

impl Scale {
    pub fn of(metric: &str) -> Scale {
        match metric::metric(metric) {
            Some(line) if line.unit.starts_with("0-1") || line.unit.starts_with("0 or 1") => {
                Scale::Percent
            }
            Some(line) if matches!(line.grid, Grid::Logarithmic { .. }) => Scale::Amount,
            _ => Scale::Index,
        }
    }

    fn factor(self) -> f64 {
        if self == Scale::Percent { 100.0 } else { 1.0 }
    }

    /// A level: `41.2`, `1,850`.
    pub fn level(self, value: f64) -> String {
        match self {
            Scale::Percent => plain(100.0 * value, 1),
            _ => amount(value),
        }
    }

    /// A difference and half of its interval: `+1.13 ±0.07`.
    pub fn around(self, value: f64, half: f64) -> String {
        let (value, half) = (value * self.factor(), half * self.factor());
        if half.is_nan() {
            return format!("{} ±–", signed(value, 1));
        }
        let decimals = decimals(half);
        format!("{} ±{}", signed(value, decimals), plain(half, decimals))
    }

    /// A range of differences: `-3.1 to +0.4`.
    pub fn range(self, low: f64, high: f64) -> String {
        if low.is_nan() || high.is_nan() {
            return "–".to_string();
        }
        let (low, high) = (low * self.factor(), high * self.factor());
        let decimals = decimals((high - low) / 2.0).min(2);
        format!("{} to {}", signed(low, decimals), signed(high, decimals))
    }
}

/// Decimals at which a half-width has its first figure, at least one and at most three.
fn decimals(half: f64) -> usize {
    let thresholds = [0.095, 0.0095];
    1 + if half > 0.0 { thresholds.iter().filter(|&&from| half < from).count() } else { 0 }
}

/// A number with so many decimals; no minus before nothing.
pub(in crate::report) fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_string();
    }
    let text = format!("{value:.decimals$}");
    if text.trim_matches(['-', '0', '.']).is_empty() { text.replace('-', "") } else { text }
}

/// A number with its sign: `+1.2`, `-0.3`, `0.0`.
pub(in crate::report) fn signed(value: f64, decimals: usize) -> String {
    let text = plain(value, decimals);
    let nothing = text.trim_matches(['0', '.']).is_empty();
    if value > 0.0 && !nothing { format!("+{text}") } else { text }
}

/// A probability of a test: `0.034`, `<0.001`.
pub(in crate::report) fn p_value(p: f64) -> String {
    match p {
        p if p.is_nan() => "–".to_string(),
        p if p < 0.001 => "<0.001".to_string(),
        p => plain(p, 3),
    }
}

/// The rows in groups, in the order in which they come.
pub(in crate::report) fn groups<'a>(
    scenario: &Scenario,
    rows: impl Iterator<Item = &'a OutcomeDifference>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let title = title(scenario, row);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.rows.push(row),
            None => {
                groups.push(Group { title, scale: Scale::of(&row.metric), rows: vec![row] });
            }
        }
    }
    groups
}

fn title(scenario: &Scenario, row: &OutcomeDifference) -> String {
    let region = row.subject.as_ref().and_then(|id| scenario.regions.get(id));
    let region = region.map(|region| region.name.as_str());
    let unit = match Scale::of(&row.metric) {
        Scale::Percent => "%",
        _ => row.unit.as_str(),
    };
    match (row.metric.as_str(), region) {
        ("regional_share", Some(name)) => {
            format!("Influence in {name}, each country counts alike, {unit}")
        }
        ("regional_share_gdp", Some(name)) => {
            format!("Influence in {name}, countries count by GDP, {unit}")
        }
        ("sensitivity", _) => {
            format!("Income lost within a year if ties end (sensitivity), {unit}")
        }
        ("vulnerability", _) => {
            format!("Income lost once adjusted to the end of ties (vulnerability), {unit}")
        }
        (metric, Some(name)) => format!("{metric} in {name}, {unit}"),
        (metric, None) => format!("{metric}, {unit}"),
    }
}

/// A row's name inside its group.
pub(in crate::report) fn label(scenario: &Scenario, row: &OutcomeDifference) -> String {
    let actor = |id: &String| scenario.actors.get(id).map_or(id.clone(), |a| a.name.clone());
    let in_region = row.subject.as_ref().is_some_and(|id| scenario.regions.contains_key(id));
    match (&row.subject, &row.object) {
        (_, Some(object)) if in_region => actor(object),
        (Some(subject), Some(object)) if Scale::of(&row.metric) == Scale::Percent => {
            format!("{subject} on {object}")
        }
        (Some(subject), Some(object)) => format!("{subject}, {object}"),
        (Some(subject), None) => actor(subject),
        _ => row.metric.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_as_many_decimals_as_its_error_deserves() {
        let written = |value, half| Scale::Percent.around(value, half);
        assert_eq!(written(0.0113, 0.0007), "+1.13 ±0.07");
        assert_eq!(written(-0.113, 0.012), "-11.3 ±1.2");
        assert_eq!(written(0.0, 0.0), "0.0 ±0.0");
        assert_eq!(written(-0.000_01, 0.002), "0.0 ±0.2");
        assert_eq!(Scale::Percent.range(-0.031, 0.0042), "-3.1 to +0.4");
        assert_eq!((p_value(0.0004), p_value(0.0341)), ("<0.001".into(), "0.034".into()));
    }
}
