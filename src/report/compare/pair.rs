//! One scenario beside the reference: a line for every metric.

use crate::outcome::OutcomeDifference;
use crate::report::figure::percent;
use crate::report::page::{BOLD, DIM, Page};
use crate::report::table::{Cell, Table};

use super::View;
use super::group::{Group, Scale, groups, label, plain, signed};

pub(super) fn write(view: &View, page: &mut Page) {
    let Some(first) = view.comparison.outcomes.first() else { return };
    page.heading("What follows differently");
    legend(view, page, first.paired);
    for date in &view.dates {
        for group in
            groups(view.scenario, view.comparison.outcomes.iter().filter(|row| row.date == *date))
        {
            page.blank();
            page.paragraph(&format!("{}, {date}", group.title), BOLD, 0);
            page.table(&table(view, &group));
        }
    }
    savings(view, page);
}

fn legend(view: &View, page: &mut Page, paired: bool) {
    let other = view.comparison.others().next().map_or("", |subject| subject.name.as_str());
    let reference = &view.reference().name;
    let what = if paired {
        "each run is compared with the same run, under the same draws"
    } else {
        "two independent samples"
    };
    let text = format!(
        "Means over runs; the difference is {other} less {reference}, {what}; shares in points."
    );
    page.paragraph(&text, DIM, 0);
    let text = "± is the 95 % interval of the mean difference: how precisely it is known. It \
                shrinks as runs are added.";
    page.paragraph(text, DIM, 0);
    if paired {
        let text = "90 % of runs is the range of the difference from run to run: how much the \
                    effect varies with the world that was drawn. It does not shrink. > 0 is the \
                    share of runs in which the difference is above zero, r the correlation of the \
                    pairs, saved how many more unpaired runs of each scenario would be as precise.";
        page.paragraph(text, DIM, 0);
    } else {
        let text = "> 0 is the probability that a run of the one is above an unrelated run of \
                    the other.";
        page.paragraph(text, DIM, 0);
    }
}

fn table(view: &View, group: &Group) -> Table {
    let paired = group.rows.iter().any(|row| row.paired);
    let relative = group.scale == Scale::Amount;
    let names = [&group.rows[0].reference, &group.rows[0].scenario];
    let names = names.map(|name| broken(name));
    let mut head = vec!["", names[0].1, names[1].1, "difference"];
    if relative {
        head.push("%");
    }
    if paired {
        head.push("90 % of runs");
    }
    head.push("> 0, %");
    if paired {
        head.extend(["r", "saved"]);
    }
    let mut table = Table::default();
    let row = |texts: &[&str]| -> Vec<Cell> {
        texts.iter().map(|text| Cell::right(*text).style(DIM)).collect()
    };
    if names.iter().any(|(first, _)| !first.is_empty()) {
        table.row(row(&["", names[0].0, names[1].0]));
    }
    table.row(row(&head));
    for row in &group.rows {
        table.row(cells(view, row, group.scale, paired));
    }
    table
}

fn cells(view: &View, row: &OutcomeDifference, scale: Scale, paired: bool) -> Vec<Cell> {
    let half = (row.high - row.low) / 2.0;
    let mark = if row.doubtful { "?" } else { "" };
    let mut cells = vec![
        Cell::left(label(view.scenario, row)),
        Cell::right(scale.level(row.level_reference)),
        Cell::right(scale.level(row.level)),
        Cell::right(scale.around(row.difference, half) + mark).style(BOLD),
    ];
    if scale == Scale::Amount {
        cells.push(Cell::right(signed(100.0 * row.relative, 1)));
    }
    if paired {
        cells.push(Cell::right(scale.range(row.run_q05, row.run_q95)).style(DIM));
    }
    cells.push(Cell::right(percent(row.above)));
    if paired {
        cells.push(Cell::right(plain(row.correlation, 2)));
        cells.push(Cell::right(saved(row.saved)));
    }
    cells
}

/// Runs to two figures: `78`, `3.8k`, `26k`, `1.2M`; a dash where nothing varies.
fn saved(runs: f64) -> String {
    if !runs.is_finite() {
        return "–".to_string();
    }
    let units = [(1e9, "G"), (1e6, "M"), (1e3, "k")];
    let fits = |(unit, _): &&(f64, &str)| runs.abs() >= 0.9995 * unit;
    let Some((unit, word)) = units.iter().find(fits) else { return plain(runs, 0) };
    let scaled = runs / unit;
    format!("{}{word}", plain(scaled, usize::from(scaled.abs() < 9.95)))
}

/// A long name that heads a column of figures, on two lines: broken at its last hyphen.
pub(super) fn broken(name: &str) -> (&str, &str) {
    match name.rfind('-') {
        Some(at) if name.len() > 7 => name.split_at(at + 1),
        _ => ("", name),
    }
}

fn savings(view: &View, page: &mut Page) {
    let rows = view.comparison.outcomes.iter().filter(|row| row.paired && row.error > 0.0);
    let mut gains: Vec<f64> = rows.map(|row| row.gain).filter(|g| g.is_finite()).collect();
    gains.sort_by(f64::total_cmp);
    if let Some(&median) = gains.get(gains.len() / 2) {
        page.blank();
        let text = format!(
            "Half of these figures would need at least {} times as many runs without pairing.",
            plain(median, usize::from(median < 9.95))
        );
        page.paragraph(&text, DIM, 0);
    }
    doubts(view, page);
}

/// What the mark of doubtful intervals means, where there are any.
pub(super) fn doubts(view: &View, page: &mut Page) {
    let shown = |row: &&OutcomeDifference| view.dates.contains(&row.date.as_str());
    if view.comparison.outcomes.iter().filter(shown).any(|row| row.doubtful) {
        let text = "? The difference is so skew over runs that these are too few for its interval \
                    (fewer than 25 times the squared skewness).";
        page.paragraph(text, DIM, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_runs_have_two_figures() {
        let shown = [0.0, 3.2, 78.0, 3_849.0, 26_400.0, 1.2e6, -120.0, f64::INFINITY].map(saved);
        assert_eq!(shown, ["0", "3", "78", "3.8k", "26k", "1.2M", "-120", "–"]);
    }

    #[test]
    fn long_names_head_a_column_on_two_lines() {
        assert_eq!(broken("sco"), ("", "sco"));
        assert_eq!(broken("no-invasion"), ("no-", "invasion"));
        assert_eq!(broken("eu-global-gateway"), ("eu-global-", "gateway"));
    }
}
