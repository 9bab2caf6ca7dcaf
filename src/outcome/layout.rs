//! What every run of a study leaves behind, column by column: the names, units, meanings and
//! sources that `compile` turned into indexes, put back for a reader.

use super::World;
use crate::model::{Model, Number, Observation, Reading, Study, Test};
use crate::numeric::Distribution;
use crate::scenario::{ClaimKind, Provenance};

/// The columns of a run: drawn numbers, observations, claims and crossings, each in the order in
/// which the model lists them.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Label of every step (`2021`, `2022Q1`, …); step 0 is the base year.
    pub dates: Vec<String>,
    /// The numbers that differ from run to run.
    pub numbers: Vec<NumberColumn>,
    pub observations: Vec<ObservationColumn>,
    pub claims: Vec<ClaimColumn>,
    pub crossings: Vec<CrossingColumn>,
    /// Readings before the last step that are kept of every run: what a reader is shown first.
    pub shown: Vec<Reading>,
    /// Indexes of the observations that are kept for every run at every step.
    pub series: Vec<usize>,
}

/// A number that is drawn once per run.
#[derive(Clone, Debug)]
pub struct NumberColumn {
    /// Index among the model's numbers.
    pub index: usize,
    /// Key path in the scenario.
    pub key: String,
    pub unit: String,
    pub meaning: String,
    /// Id of the source or a citation; `assumed` where there is neither.
    pub source: String,
    /// How results are told apart by it, if it stands for a choice of structure.
    pub split: Option<Split>,
}

/// How the runs are divided by the value of one drawn number.
#[derive(Clone, Debug, PartialEq)]
pub enum Split {
    /// One part for each value of a choice.
    Values(Vec<f64>),
    /// Below the median of the number's distribution, and from it upwards.
    Halves { median: f64 },
}

/// A metric of one subject and object.
#[derive(Clone, Debug)]
pub struct ObservationColumn {
    /// `trade_share[KAZ,CHN]`.
    pub label: String,
    pub metric: String,
    pub subject: Option<String>,
    pub object: Option<String>,
    pub unit: String,
    pub meaning: String,
    pub source: String,
}

/// A claim that is tested in every run.
#[derive(Clone, Debug)]
pub struct ClaimColumn {
    /// Index among the model's claims.
    pub index: usize,
    pub id: String,
    /// `informed` or `emergent`.
    pub kind: String,
    /// The study's variant that is its counterfactual, where it can be tested there too: a test
    /// that itself compares the two worlds cannot.
    pub counterfactual: Option<usize>,
    /// Whether a variant with the carrying sign made symmetric is run for it.
    pub symmetric: bool,
}

/// A first passage that is dated in every run.
#[derive(Clone, Debug)]
pub struct CrossingColumn {
    pub id: String,
    pub title: String,
}

impl Layout {
    /// The columns of a study's base model. `series` names the metrics (`trade_share`, or
    /// `trade_share[KAZ,CHN]` for one of its observations) to keep at every step of every run.
    pub fn of(study: &Study, series: &[String]) -> Layout {
        let model = &study.base;
        let wanted = |label: &str, metric: &str| series.iter().any(|s| s == label || s == metric);
        let observations = observations(model);
        let series = (0..observations.len())
            .filter(|&o| wanted(&observations[o].label, &observations[o].metric))
            .collect();
        let last = model.calendar.n_steps();
        // What results are told apart by is always kept.
        let is_kept = |n: &Number| n.parameter || n.structural || !model.no_figures;
        let kept = model.numbers.iter().enumerate().filter(|(_, number)| is_kept(number));
        Layout {
            dates: (0..=last).map(|s| model.calendar.label(s)).collect(),
            numbers: kept.filter_map(number).collect(),
            observations,
            claims: claims(model),
            crossings: model
                .crossings
                .iter()
                .map(|c| CrossingColumn { id: c.id.clone(), title: c.title.clone() })
                .collect(),
            shown: model.shown.iter().copied().filter(|r| r.step < last).collect(),
            series,
        }
    }
}

/// A drawn number's column.
fn number((index, number): (usize, &Number)) -> Option<NumberColumn> {
    is_drawn(number).then(|| NumberColumn {
        index,
        key: number.key.clone(),
        unit: number.unit.to_string(),
        meaning: meaning(number),
        source: source(&number.provenance),
        split: number.structural.then(|| Split::of(&number.distribution)),
    })
}

/// Whether a number differs from run to run: all but constants that keep their sign.
fn is_drawn(number: &Number) -> bool {
    number.symmetric || !matches!(number.distribution, Distribution::Constant(_))
}

/// What a number means; a figure of the scenario is explained by its key.
fn meaning(number: &Number) -> String {
    if number.meaning.is_empty() {
        return format!("figure of the scenario at `{}`, drawn once per run", number.key);
    }
    number.meaning.clone()
}

fn source(provenance: &Provenance) -> String {
    let said = provenance.source.as_ref().or(provenance.note.as_ref());
    said.map_or("assumed", String::as_str).to_string()
}

fn observations(model: &Model) -> Vec<ObservationColumn> {
    let column = |o: &Observation| ObservationColumn {
        label: o.label.clone(),
        metric: o.metric.name.to_string(),
        subject: o.subject.clone(),
        object: o.object.clone(),
        unit: o.metric.unit.to_string(),
        meaning: o.metric.meaning.to_string(),
        source: o.metric.source.to_string(),
    };
    model.observations.iter().map(column).collect()
}

/// Facts are inputs: they are not tested and have no column.
fn claims(model: &Model) -> Vec<ClaimColumn> {
    let tested = model.claims.iter().enumerate().filter(|(_, c)| c.kind != ClaimKind::Fact);
    tested
        .map(|(index, claim)| ClaimColumn {
            index,
            id: claim.id.clone(),
            kind: kind(claim.kind).to_string(),
            counterfactual: claim
                .counterfactual
                .filter(|_| !claim.test.as_ref().is_some_and(compares_worlds)),
            symmetric: claim.symmetric.is_some(),
        })
        .collect()
}

/// Whether a test reads the counterfactual.
fn compares_worlds(test: &Test) -> bool {
    match test {
        Test::Paired(_) => true,
        Test::Number(_) | Test::Observed { .. } | Test::Crossing(_) => false,
        Test::Not(inner) | Test::Negative(inner) | Test::Absolute(inner) => compares_worlds(inner),
        Test::Both(a, _, b) => compares_worlds(a) || compares_worlds(b),
        Test::Fold(_, parts) => parts.iter().any(compares_worlds),
    }
}

fn kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Fact => "fact",
        ClaimKind::Informed => "informed",
        ClaimKind::Emergent => "emergent",
    }
}

impl ClaimColumn {
    /// The worlds in which the claim is tested.
    pub fn worlds(&self) -> impl Iterator<Item = World> + use<> {
        let tested = [true, self.counterfactual.is_some(), self.symmetric];
        World::ALL.into_iter().zip(tested).filter_map(|(world, tested)| tested.then_some(world))
    }
}

impl Split {
    /// The natural division of a distribution: its values if they are few, its halves otherwise.
    pub fn of(distribution: &Distribution) -> Split {
        match distribution {
            Distribution::Choice { values, .. } => {
                let mut values = values.clone();
                values.sort_by(f64::total_cmp);
                values.dedup();
                Split::Values(values)
            }
            other => Split::Halves { median: other.quantile(0.5) },
        }
    }

    /// What the parts are called, in order.
    pub fn labels(&self) -> Vec<String> {
        match self {
            Split::Values(values) => values.iter().map(f64::to_string).collect(),
            Split::Halves { median } => {
                vec![format!("below {median:.4}"), format!("{median:.4} or more")]
            }
        }
    }

    /// The part to which a value belongs; `None` for a value that the choice does not offer.
    pub fn part(&self, value: f64) -> Option<usize> {
        match self {
            Split::Values(values) => values.iter().position(|&v| v == value),
            Split::Halves { median } => Some(usize::from(value >= *median)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_splits_by_value_and_a_range_by_its_median() {
        let choice = Distribution::Choice { values: vec![0.5, 0.0, 0.25], weights: vec![1.0; 3] };
        let split = Split::of(&choice);
        assert_eq!(split.labels(), ["0", "0.25", "0.5"]);
        assert_eq!(split.part(0.25), Some(1));
        assert_eq!(split.part(0.3), None);

        let halves = Split::of(&Distribution::Uniform { low: 1.0, high: 3.0 });
        assert_eq!(halves.labels(), ["below 2.0000", "2.0000 or more"]);
        assert_eq!((halves.part(1.9), halves.part(2.0)), (Some(0), Some(1)));
    }
}
