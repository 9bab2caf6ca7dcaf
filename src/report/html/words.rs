//! Words and numbers that several figures share.

use serde_json::{Value, json};

use crate::outcome::{QUANTILES, SummaryRow};
use crate::report::answer::Answer;
use crate::report::figure::{percent, percent_range};

use super::data::number;

/// A figure and its sign, held together: `38.9 %`.
pub fn with_sign(share: f64) -> String {
    format!("{}\u{a0}%", percent(share))
}

/// Median and 90 % range as cells of a table.
pub fn cells(quantiles: &[f64; 7]) -> [String; 2] {
    let [low, _, _, median, _, _, high] = *quantiles;
    [percent(median), percent_range(low, high)]
}

/// The median of a row, NaN where there is none.
pub fn median(row: Option<&SummaryRow>) -> f64 {
    row.filter(|row| row.n > 0).map_or(f64::NAN, |row| row.quantiles[3])
}

/// 5, 25, 50, 75 and 95 %: what bands are drawn from.
pub fn bands(quantiles: &[f64; 7]) -> [Value; 5] {
    debug_assert_eq!(QUANTILES[2], 0.25);
    let [q05, _, q25, q50, q75, _, q95] = *quantiles;
    [q05, q25, q50, q75, q95].map(number)
}

/// Several things in a row: `a`, `a and b`, `a, b and c`.
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `Northland`, `Northland’s`.
pub fn of(name: &str) -> String {
    if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") }
}

impl<'a> Answer<'a> {
    /// What every plot over time needs: the base year, the year after the last, and where to put
    /// the observation of each step, in years.
    pub(super) fn time(&self) -> Value {
        let calendar = self.calendar();
        json!({ "base": calendar.base_year, "end": calendar.end_year + 1 })
    }

    /// A metric over time, a line for each step: `[years, 5 %, 25 %, 50 %, 75 %, 95 %]`. Steps at
    /// which it is not observed are left out.
    pub(super) fn fan(&self, metric: &str, subject: &str, object: &str) -> Vec<Value> {
        let calendar = self.calendar();
        let steps = 0..=calendar.n_steps();
        let at = |step| {
            let row = self.summary((metric, Some(subject), Some(object), step));
            let row = row.filter(|row| row.n > 0)?;
            let mut line = vec![number(calendar.middle(step)), json!(calendar.label(step))];
            line.extend(bands(&row.quantiles));
            Some(Value::Array(line))
        };
        steps.filter_map(at).collect()
    }

    /// The first and the last step of the report's dates.
    pub(super) fn ends(&self) -> (u32, u32) {
        let steps = self.steps();
        (steps[0], steps[steps.len() - 1])
    }

    /// Which colour of the palette stands for an actor: powers by their place, others none.
    pub(super) fn colour(&self, actor: &str) -> usize {
        let powers = self.scenario.actors.iter().filter(|(_, one)| one.power);
        powers.map(|(id, _)| id.as_str()).position(|id| id == actor).map_or(0, |at| at + 1)
    }

    /// A table over the report's dates: median and 90 % range of each row at each date.
    pub(super) fn dated<F>(&self, caption: String, rows: &[(Vec<String>, F)]) -> super::data::Table
    where
        F: Fn(u32) -> Option<&'a SummaryRow>,
    {
        let steps = self.steps();
        let words = rows.first().map_or(1, |(names, _)| names.len());
        let mut head = vec![String::new(); words];
        for &step in &steps {
            head.extend([self.calendar().label(step), "90 % of runs".to_string()]);
        }
        let row = |(names, read): &(Vec<String>, F)| {
            let mut row = names.clone();
            for &step in &steps {
                let found = read(step).filter(|row| row.n > 0);
                row.extend(found.map_or(["–".into(), String::new()], |r| cells(&r.quantiles)));
            }
            row
        };
        super::data::Table { caption, head, words, rows: rows.iter().map(row).collect() }
    }
}
