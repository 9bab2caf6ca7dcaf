//! How a run stands among all runs: its outcomes by rank, its drawn numbers by rank.

use crate::ensemble::Drawn;
use crate::model::Model;
use crate::numeric::Distribution;
use crate::outcome::{Error, Outcome};

/// An outcome of the run among all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub label: String,
    pub value: f64,
    /// Median of all complete runs.
    pub median: f64,
    /// Share of the runs that lie below, 0–1; equal ones count half.
    pub rank: f64,
}

/// The run's outcomes at the last step among those of all runs, as the result keeps them.
///
/// # Errors
/// A table of runs that cannot be read.
pub fn standings(outcome: &Outcome, run: u64, labels: &[String]) -> Result<Vec<Standing>, Error> {
    let schema = outcome.runs.schema()?;
    let kept = labels.iter().filter(|label| schema.index_of(label).is_ok());
    let names: Vec<&str> = kept.map(String::as_str).collect();
    let columns = outcome.runs.columns(&names)?;
    let stand = |(label, mut values): (&&str, Vec<f64>)| {
        let value = *values.get(run as usize)?;
        values.retain(|v| v.is_finite());
        values.sort_by(f64::total_cmp);
        let below = values.partition_point(|&v| v < value);
        let upto = values.partition_point(|&v| v <= value);
        let (n, label) = (values.len(), label.to_string());
        let rank = 0.5 * (below + upto) as f64 / n as f64;
        value.is_finite().then(|| Standing { label, value, median: values[n / 2], rank })
    };
    Ok(names.iter().zip(columns).filter_map(stand).collect())
}

/// A number that the run drew.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    pub key: String,
    pub meaning: String,
    pub value: f64,
    pub unit: String,
    /// Share of its distribution that lies below, 0–1.
    pub rank: f64,
    /// The choice from which it was drawn, in words.
    pub law: String,
}

/// What the run drew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picks {
    /// Choices of structure.
    pub structure: Vec<Pick>,
    /// The others, the most extreme first.
    pub extreme: Vec<Pick>,
    /// How many others there are.
    pub drawn: usize,
}

/// The drawn numbers of the base model by how extreme they are.
pub fn picks(model: &Model, drawn: &Drawn) -> Picks {
    let mut picks = Picks::default();
    for ((number, &value), rank) in model.numbers.iter().zip(&drawn.numbers[0]).zip(&drawn.ranks) {
        let Some(rank) = *rank else { continue };
        let pick = Pick {
            key: number.key.clone(),
            meaning: number.meaning.clone(),
            value,
            unit: number.unit.to_string(),
            rank,
            law: number.distribution.describe(),
        };
        let choice = matches!(number.distribution, Distribution::Choice { .. });
        match number.structural || choice {
            true => picks.structure.push(pick),
            false => picks.extreme.push(pick),
        }
    }
    let middle = |pick: &Pick| (pick.rank - 0.5).abs();
    picks.extreme.sort_by(|a, b| middle(b).total_cmp(&middle(a)));
    picks.drawn = picks.extreme.len();
    picks
}
