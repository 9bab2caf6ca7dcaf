//! The score table of a hindcast for the terminal.

use std::fmt::Write as _;

use crate::analysis::hindcast::{Ablation, BrierRow, Period, ScoreRow, ScoreTable, Target};
use crate::analysis::score::Skill;
use crate::scenario::Word as _;

/// The scores, target by target.
pub fn hindcast(table: &ScoreTable) -> String {
    let (first, last) = table.origins;
    let mut text = format!(
        "Forecasts from {first} to {last}, targets to {}; {} runs of the engine an origin.\n\
         CRPS (of samples the fair estimator), log score and score of the 90 % interval: lower is\n\
         better. Coverage of the central 50, 80 and 90 % intervals, %. Skill of the engine over\n\
         each rule in CRPS, %, with 95 % intervals that resample series.\n",
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
                "\n{about} ({unit})\n{:>3}  {:<12}{:>6}{:>9}{:>9}{:>10}{:>13}{:>9}  by series\n",
                "h", "", "n", "CRPS", "log", "interval", "coverage", "skill"
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
    if !table.parts.is_empty() {
        split(table, &mut text);
    }
    for sentence in &table.lacking {
        let _ = write!(text, "\n{sentence}\n");
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
    let skill = row.skill_by_series.map_or_else(String::new, |skill| {
        format!("{:>+9.1}  {}", 100.0 * skill.skill, range(skill))
    });
    format!(
        "{:>3}  {:<12}{:>6}{:>9}{:>9}{:>10}{:>13}{skill}",
        row.horizon,
        row.forecaster,
        row.n,
        number(row.crps),
        number(row.log),
        number(row.interval),
        coverage,
    )
}

fn range(skill: Skill) -> String {
    format!("{:+.1} to {:+.1}", 100.0 * skill.low, 100.0 * skill.high)
}

fn horizons(table: &ScoreTable, target: Target) -> Vec<u32> {
    let mut horizons: Vec<u32> =
        table.rows.iter().filter(|row| row.target == target).map(|row| row.horizon).collect();
    horizons.dedup();
    horizons
}

/// The engine over the best rule of each horizon.
fn skills(table: &ScoreTable, target: Target, text: &mut String) {
    for horizon in horizons(table, target) {
        let Some(best) = table.best(target, horizon) else { continue };
        let (Some(series), Some(origin)) = (best.skill_by_series, best.skill_by_origin) else {
            continue;
        };
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

/// Years of a period.
pub fn years(period: Period) -> String {
    match period {
        Period::Before(year) => format!("to {}", year - 1),
        Period::From(year) => format!("from {year}"),
    }
}

/// What is lost with each part, target by target: CRPS and coverage of the 90 % interval.
pub fn ablations(list: &[Ablation]) -> String {
    let mut text = String::from(
        "The hindcast with one part left out at a time: CRPS, and coverage of the 90 % interval, %.\n",
    );
    let Some(whole) = list.first() else { return text };
    let mut targets: Vec<Target> = whole.table.rows.iter().map(|row| row.target).collect();
    targets.dedup();
    for target in targets {
        let horizons = horizons(&whole.table, target);
        let heads: String =
            horizons.iter().map(|h| format!("{:>14}", format!("h = {h}"))).collect();
        let (about, unit) = target.about();
        let _ = write!(text, "\n{about} ({unit})\n{:<34}{heads}\n", "left out");
        let mut line = |label: &str, table: &ScoreTable, forecaster: &str| {
            let cell = |horizon: &u32| match table.row(target, *horizon, forecaster) {
                Some(row) => format!("{:>9.4}{:>5.0}", row.crps, 100.0 * row.coverage[2]),
                None => format!("{:>14}", "–"),
            };
            let cells: String = horizons.iter().map(cell).collect();
            let _ = writeln!(text, "{label:<34}{cells}");
        };
        for one in list {
            line(one.left_out, &one.table, "engine");
        }
        line("(Gaussian random walk)", &whole.table, "walk");
    }
    text
}

/// Targets that the model was tuned on, and later ones.
fn split(table: &ScoreTable, text: &mut String) {
    let _ = write!(
        text,
        "\nIn sample and out of it: the engine beside the walk and the best rule\n\
         {:<16}{:>2}  {:<9}{:>5}{:>8}{:>8}  {:<18}{:>7}  {:<16}{:>4}\n",
        "", "h", "targets", "n", "engine", "walk", "best rule", "skill", "by series", "90"
    );
    let mut before = None;
    for row in table.rows.iter().filter(|row| row.forecaster == "engine") {
        for (period, part) in &table.parts {
            let of = |name: &str| part.row(row.target, row.horizon, name);
            let (Some(engine), Some(best)) = (of("engine"), part.best(row.target, row.horizon))
            else {
                continue;
            };
            let skill = best.skill_by_series.unwrap_or(Skill::NONE);
            let _ = writeln!(
                text,
                "{:<16}{:>2}  {:<9}{:>5}{:>8.4}{:>8}  {:<18}{:>+7.1}  {:<16}{:>4.0}",
                if before == Some(row.target) { "" } else { row.target.word() },
                row.horizon,
                years(*period),
                engine.n,
                engine.crps,
                of("walk").map_or("–".to_string(), |walk| format!("{:.4}", walk.crps)),
                format!("{} {:.4}", best.forecaster, best.crps),
                100.0 * skill.skill,
                range(skill),
                100.0 * engine.coverage[2],
            );
            before = Some(row.target);
        }
    }
}
