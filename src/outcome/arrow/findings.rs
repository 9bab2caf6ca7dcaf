//! The merged tables as record batches, and back.

use std::sync::Arc;

use arrow_array::{RecordBatch, UInt32Array};

use super::{About, Reader, Table};
use crate::outcome::Header;
use crate::outcome::findings::{
    ClaimRow, CrossingRow, Part, Proportion, QUANTILES, SummaryRow, World,
};

/// `q05` … `q95`.
fn quantile_name(probability: f64) -> String {
    format!("q{:02}", (probability * 100.0).round() as u32)
}

fn rows_unit(meaning: &str) -> About<'_> {
    About::unit("the row's unit", meaning)
}

/// The summary as a batch.
pub fn summary_batch(rows: &[SummaryRow], header: &Header) -> RecordBatch {
    let mut table = Table::default();
    table.text("metric", "name of the metric", rows.iter().map(|r| r.metric.as_str()));
    let subject = rows.iter().map(|r| r.subject.as_deref());
    table.words("subject", "whom the metric is about", subject);
    let object = rows.iter().map(|r| r.object.as_deref());
    table.words("object", "the other side, or the axis", object);
    let steps = UInt32Array::from_iter_values(rows.iter().map(|r| r.step));
    let about = About::meaning("step of the simulation; 0 is the base year");
    table.add("step", about, Arc::new(steps));
    table.text("date", "label of the step", rows.iter().map(|r| r.date.as_str()));
    table.text("unit", "unit of the metric", rows.iter().map(|r| r.unit.as_str()));
    table.count("n", "runs with a finite value", rows.iter().map(|r| r.n));
    table.number("mean", rows_unit("mean over runs"), rows.iter().map(|r| r.mean));
    table.number("sd", rows_unit("standard deviation over runs"), rows.iter().map(|r| r.sd));
    let meaning = "standard error of the mean due to the finite number of runs";
    table.number("mc_error", rows_unit(meaning), rows.iter().map(|r| r.mc_error));
    for (q, p) in QUANTILES.into_iter().enumerate() {
        let meaning = format!("{:.0} % of the runs are below", p * 100.0);
        let values = rows.iter().map(|r| r.quantiles[q]);
        table.number(&quantile_name(p), rows_unit(&meaning), values);
    }
    table.finish(header)
}

/// The summary from a batch.
pub fn summary_rows(batch: &RecordBatch) -> Result<Vec<SummaryRow>, String> {
    let reader = Reader(batch);
    let (metric, subject) = (reader.text("metric")?, reader.words("subject")?);
    let (object, step) = (reader.words("object")?, reader.steps("step")?);
    let (date, unit, n) = (reader.text("date")?, reader.text("unit")?, reader.counts("n")?);
    let (mean, sd) = (reader.numbers("mean")?, reader.numbers("sd")?);
    let mc_error = reader.numbers("mc_error")?;
    let quantiles = quantile_columns(&reader)?;
    let row = |i: usize| SummaryRow {
        metric: metric[i].clone(),
        subject: subject[i].clone(),
        object: object[i].clone(),
        step: step[i],
        date: date[i].clone(),
        unit: unit[i].clone(),
        n: n[i],
        mean: mean[i],
        sd: sd[i],
        mc_error: mc_error[i],
        quantiles: std::array::from_fn(|q| quantiles[q][i]),
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn quantile_columns(reader: &Reader) -> Result<Vec<Vec<f64>>, String> {
    QUANTILES.iter().map(|&p| reader.numbers(&quantile_name(p))).collect()
}

/// The claims as a batch.
pub fn claims_batch(rows: &[ClaimRow], header: &Header) -> RecordBatch {
    let mut table = Table::default();
    table.text("claim", "id of the claim", rows.iter().map(|r| r.claim.as_str()));
    let meaning = "informed: its sign is partly built in; emergent: it is not";
    table.text("kind", meaning, rows.iter().map(|r| r.kind.as_str()));
    let meaning = "the scenario, the claim's counterfactual, or the carrying sign made symmetric";
    table.text("world", meaning, rows.iter().map(|r| r.world.word()));
    parts(&mut table, rows.iter().map(|r| r.part.as_ref()));
    proportions(&mut table, "", "the claim holds", rows.iter().map(|r| r.holds));
    table.finish(header)
}

/// The claims from a batch.
pub fn claim_rows(batch: &RecordBatch) -> Result<Vec<ClaimRow>, String> {
    let reader = Reader(batch);
    let (claim, kind) = (reader.text("claim")?, reader.text("kind")?);
    let world = reader.text("world")?;
    let (part, holds) = (read_parts(&reader)?, read_proportions(&reader, "")?);
    let row = |i: usize| {
        let known = World::ALL.into_iter().find(|w| w.word() == world[i]);
        Ok(ClaimRow {
            claim: claim[i].clone(),
            kind: kind[i].clone(),
            world: known.ok_or(format!("`{}` is not a world", world[i]))?,
            part: part[i].clone(),
            holds: holds[i],
        })
    };
    (0..batch.num_rows()).map(row).collect()
}

/// The crossings as a batch.
pub fn crossings_batch(rows: &[CrossingRow], header: &Header) -> RecordBatch {
    let mut table = Table::default();
    table.text("crossing", "id of the crossing", rows.iter().map(|r| r.crossing.as_str()));
    table.text("title", "the crossing in words", rows.iter().map(|r| r.title.as_str()));
    parts(&mut table, rows.iter().map(|r| r.part.as_ref()));
    let ahead = rows.iter().map(|r| r.ahead_at_base);
    proportions(&mut table, "ahead_at_base_", "it is ahead in the base year", ahead);
    let never = rows.iter().map(|r| r.never);
    proportions(&mut table, "never_", "it is not ahead for good before the end", never);
    for (q, p) in QUANTILES.into_iter().enumerate() {
        let share = p * 100.0;
        let meaning = format!("{share:.0} % of all runs have crossed; null: fewer do by the end");
        let values = rows.iter().map(|r| r.quantiles[q].unwrap_or(f64::NAN));
        table.number(&quantile_name(p), About::unit("year", &meaning), values);
    }
    table.finish(header)
}

/// The crossings from a batch.
pub fn crossing_rows(batch: &RecordBatch) -> Result<Vec<CrossingRow>, String> {
    let reader = Reader(batch);
    let (crossing, title) = (reader.text("crossing")?, reader.text("title")?);
    let part = read_parts(&reader)?;
    let ahead_at_base = read_proportions(&reader, "ahead_at_base_")?;
    let never = read_proportions(&reader, "never_")?;
    let quantiles = quantile_columns(&reader)?;
    let row = |i: usize| CrossingRow {
        crossing: crossing[i].clone(),
        title: title[i].clone(),
        part: part[i].clone(),
        ahead_at_base: ahead_at_base[i],
        never: never[i],
        quantiles: std::array::from_fn(|q| {
            let date: f64 = quantiles[q][i];
            date.is_finite().then_some(date)
        }),
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

fn parts<'a>(table: &mut Table, rows: impl Iterator<Item = Option<&'a Part>> + Clone) {
    let numbers = rows.clone().map(|part| part.map(|p| p.number.as_str()));
    let meaning = "key of the structural number by which runs are told apart; null: all runs";
    table.words("structure", meaning, numbers);
    let values = rows.map(|part| part.map(|p| p.value.as_str()));
    table.words("value", "its value in these runs", values);
}

fn read_parts(reader: &Reader) -> Result<Vec<Option<Part>>, String> {
    let pairs = reader.words("structure")?.into_iter().zip(reader.words("value")?);
    Ok(pairs.map(|(number, value)| Some(Part { number: number?, value: value? })).collect())
}

/// Four columns: `n`, `n_true`, `probability` and `mc_error`, each with a prefix.
fn proportions(
    table: &mut Table,
    prefix: &str,
    what: &str,
    rows: impl Iterator<Item = Proportion> + Clone,
) {
    table.count(&format!("{prefix}n"), "runs that decide it", rows.clone().map(|p| p.n));
    let meaning = format!("runs in which {what}");
    table.count(&format!("{prefix}n_true"), &meaning, rows.clone().map(|p| p.n_true));
    let meaning = format!("probability that {what}");
    let probability = rows.clone().map(|p| p.probability());
    table.number(
        &format!("{prefix}probability"),
        About::unit("share of runs", &meaning),
        probability,
    );
    let meaning = "standard error of the probability due to the finite number of runs";
    table.number(
        &format!("{prefix}mc_error"),
        About::unit("share of runs", meaning),
        rows.map(|p| p.mc_error),
    );
}

fn read_proportions(reader: &Reader, prefix: &str) -> Result<Vec<Proportion>, String> {
    let n = reader.counts(&format!("{prefix}n"))?;
    let n_true = reader.counts(&format!("{prefix}n_true"))?;
    let mc_error = reader.numbers(&format!("{prefix}mc_error"))?;
    let row = |i: usize| Proportion { n: n[i], n_true: n_true[i], mc_error: mc_error[i] };
    Ok((0..n.len()).map(row).collect())
}
