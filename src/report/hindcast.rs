//! The score table of a hindcast for the terminal.

use std::fmt::Write as _;

use crate::analysis::hindcast::{BrierRow, ScoreRow, ScoreTable};
use crate::analysis::score::Skill;

/// The scores, target by target.
pub fn hindcast(table: &ScoreTable) -> String {
    let (first, last) = table.origins;
    let mut text = format!(
        "Forecasts from {first} to {last}, targets to {}; {} runs of the engine an origin.\n\
         CRPS, log score and score of the 90 % interval: lower is better. Coverage of the\n\
         central 50, 80 and 90 % intervals, %. Skill in CRPS with 95 % intervals.\n",
        table.last_target, table.runs
    );
    let mut before = None;
    for row in &table.rows {
        if before != Some(row.target) {
            if let Some(target) = before {
                skills(table, target, &mut text);
            }
            let (about, unit) = row.target.about();
            let _ = write!(
                text,
                "\n{about} ({unit})\n{:>3}  {:<12}{:>6}{:>9}{:>9}{:>10}{:>13}\n",
                "h", "", "n", "CRPS", "log", "interval", "coverage"
            );
            before = Some(row.target);
        }
        let _ = writeln!(text, "{}", line(row));
    }
    if let Some(target) = before {
        skills(table, target, &mut text);
    }
    if !table.brier.is_empty() {
        let _ = write!(
            text,
            "\nChina trades more than Russia with each Central Asian state (Brier score)\n\
             {:>3}  {:<12}{:>6}{:>9}{:>13}{:>12}{:>13}{:>9}\n",
            "h", "", "n", "score", "reliability", "resolution", "uncertainty", "within"
        );
        table.brier.iter().for_each(|row| {
            let _ = writeln!(text, "{}", brier(row));
        });
    }
    text
}

fn line(row: &ScoreRow) -> String {
    let number = |value: f64| match value {
        v if v.is_finite() => format!("{v:.4}"),
        _ => "–".to_string(),
    };
    let coverage = match row.coverage {
        [a, b, c] if c.is_finite() => {
            format!("{:.0} {:.0} {:.0}", 100.0 * a, 100.0 * b, 100.0 * c)
        }
        _ => "–".to_string(),
    };
    format!(
        "{:>3}  {:<12}{:>6}{:>9}{:>9}{:>10}{:>13}",
        row.horizon,
        row.forecaster,
        row.n,
        number(row.crps),
        number(row.log),
        number(row.interval),
        coverage,
    )
}

/// The engine over the best rule of each horizon.
fn skills(table: &ScoreTable, target: crate::analysis::hindcast::Target, text: &mut String) {
    let mut horizons: Vec<u32> =
        table.rows.iter().filter(|row| row.target == target).map(|row| row.horizon).collect();
    horizons.dedup();
    for horizon in horizons {
        let Some(best) = table.best(target, horizon) else { continue };
        let (Some(series), Some(origin)) = (best.skill_by_series, best.skill_by_origin) else {
            continue;
        };
        let range = |s: Skill| format!("{:+.1} to {:+.1}", 100.0 * s.low, 100.0 * s.high);
        let _ = writeln!(
            text,
            "{horizon:>3}  skill over {}: {:+.1} % ({} by series, {} by origin)",
            best.forecaster,
            100.0 * series.skill,
            range(series),
            range(origin)
        );
    }
}

fn brier(row: &BrierRow) -> String {
    let b = row.brier;
    format!(
        "{:>3}  {:<12}{:>6}{:>9.4}{:>13.4}{:>12.4}{:>13.4}{:>9.4}",
        row.horizon,
        row.forecaster,
        b.n,
        b.score,
        b.reliability,
        b.resolution,
        b.uncertainty,
        b.within
    )
}
