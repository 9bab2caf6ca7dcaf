//! The split of variances as a record batch, and back.

use std::sync::Arc;

use arrow_array::{Array, RecordBatch, UInt32Array};

use super::{About, Reader, Table};
use crate::outcome::{Header, Origin, SplitRow, Splits};

/// The columns of one origin: share alone, its error, share together, its error.
fn columns(origin: Origin) -> [(String, String); 4] {
    let word = origin.word();
    [
        (word.to_string(), format!("share of the variance that {word} explains by itself")),
        (format!("{word}_error"), "standard error of that share".to_string()),
        (format!("{word}_together"), format!("share that {word} explains with the others")),
        (format!("{word}_together_error"), "standard error of that share".to_string()),
    ]
}

/// The four figures of one origin, in the order of its columns.
fn figures(splits: &Splits, origin: usize) -> [f64; 4] {
    let Splits { alone, alone_error, together, together_error, .. } = splits;
    [alone, alone_error, together, together_error].map(|figures| figures[origin])
}

/// The splits as a batch.
pub fn variance_batch(rows: &[SplitRow], header: &Header) -> RecordBatch {
    let mut table = Table::default();
    let meaning = "an observation, or `claim.` and the id of a claim";
    table.text("outcome", meaning, rows.iter().map(|r| r.outcome.as_str()));
    let steps: UInt32Array = rows.iter().map(|r| r.step).collect();
    let about = About::meaning("step of the simulation; none for a claim");
    table.add("step", about, Arc::new(steps));
    table.text("date", "label of the step", rows.iter().map(|r| r.date.as_str()));
    table.count("n", "runs behind the split", rows.iter().map(|r| r.splits.n));
    let about = About::unit("the outcome's unit, squared", "variance over runs");
    table.number("variance", about, rows.iter().map(|r| r.splits.variance));
    for (ix, origin) in Origin::ALL.into_iter().enumerate() {
        for (column, (name, meaning)) in columns(origin).into_iter().enumerate() {
            let values = rows.iter().map(|r| figures(&r.splits, ix)[column]);
            table.number(&name, About::unit("0-1", &meaning), values);
        }
    }
    table.finish(header)
}

/// The splits from a batch.
pub fn variance_rows(batch: &RecordBatch) -> Result<Vec<SplitRow>, String> {
    let reader = Reader(batch);
    let (outcome, date) = (reader.text("outcome")?, reader.text("date")?);
    let (n, variance) = (reader.counts("n")?, reader.numbers("variance")?);
    let steps = reader.column::<UInt32Array>("step")?;
    let mut shares = Vec::new();
    for origin in Origin::ALL {
        for (name, _) in columns(origin) {
            shares.push(reader.numbers(&name)?);
        }
    }
    let row = |i: usize| {
        let figure = |column: usize| std::array::from_fn(|origin| shares[4 * origin + column][i]);
        let splits = Splits {
            n: n[i],
            variance: variance[i],
            alone: figure(0),
            alone_error: figure(1),
            together: figure(2),
            together_error: figure(3),
        };
        let step = steps.is_valid(i).then(|| steps.value(i));
        SplitRow { outcome: outcome[i].clone(), step, date: date[i].clone(), splits }
    };
    Ok((0..batch.num_rows()).map(row).collect())
}
