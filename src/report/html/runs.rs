//! Runs told apart by a structural number: what the merged tables do not hold.

use crate::model::Number;
use crate::outcome::{Error, Outcome, QUANTILES, Split};

/// The part to which each run of an outcome belongs.
pub(super) struct Parts {
    pub key: String,
    pub meaning: String,
    /// Last word of the number's key, as prose: `power exponent`.
    pub name: String,
    pub labels: Vec<String>,
    of: Vec<Option<usize>>,
}

impl Parts {
    /// The parts by one number; `None` where it is the same in every run.
    ///
    /// # Errors
    /// The table of runs cannot be read.
    pub fn read(outcome: &Outcome, number: &Number) -> Result<Option<Parts>, Error> {
        let Some(drawn) = column(outcome, &number.key)? else {
            return Ok(None);
        };
        let split = Split::of(&number.distribution);
        let name = number.key.rsplit('.').next().unwrap_or_default().replace('_', " ");
        let of = drawn.iter().map(|&value| split.part(value)).collect();
        let (key, meaning) = (number.key.clone(), number.meaning.clone());
        Ok(Some(Parts { key, meaning, name, labels: split.labels(), of }))
    }

    /// The values of the runs of one part.
    pub fn pick(&self, part: usize, values: &[f64]) -> Vec<f64> {
        let of = self.of.iter().zip(values);
        of.filter(|(of, _)| **of == Some(part)).map(|(_, &value)| value).collect()
    }
}

/// A column of the table of runs; `None` where the outcome does not keep it.
pub(super) fn column(outcome: &Outcome, name: &str) -> Result<Option<Vec<f64>>, Error> {
    let there = outcome.runs.schema()?.column_with_name(name).is_some();
    if there { outcome.runs.column(name).map(Some) } else { Ok(None) }
}

/// The values of rank p·n at [`QUANTILES`], of the finite ones; NaN where there are none.
pub(super) fn quantiles(values: &[f64]) -> [f64; 7] {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    QUANTILES.map(|p| {
        let rank = (p * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    })
}
