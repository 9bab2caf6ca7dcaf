//! One scenario beside the reference: a line for every metric.

use crate::outcome::OutcomeDifference;
use crate::report::figure::{count, percent};
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
                    effect varies with the world that was drawn. It does not shrink. Above 0 is \
                    the share of runs in which the difference is positive, r the correlation of \
                    the pairs, saved how many more unpaired runs of each scenario would be as \
                    precise.";
        page.paragraph(text, DIM, 0);
    } else {
        let text = "Above 0 is the probability that a run of the one is above an unrelated run of \
                    the other.";
        page.paragraph(text, DIM, 0);
    }
}

fn table(view: &View, group: &Group) -> Table {
    let paired = group.rows.iter().any(|row| row.paired);
    let relative = group.scale == Scale::Amount;
    let names = [&group.rows[0].reference, &group.rows[0].scenario];
    let mut head = vec![Cell::left("")];
    head.extend(names.iter().map(|name| Cell::right(short(name))));
    head.push(Cell::right("difference"));
    if relative {
        head.push(Cell::right("%"));
    }
    if paired {
        head.push(Cell::right("90 % of runs"));
    }
    head.push(Cell::right("above 0"));
    if paired {
        head.extend([Cell::right("r"), Cell::right("saved")]);
    }
    let mut table = Table::default();
    table.row(head.into_iter().map(|cell| cell.style(DIM)));
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
    cells.push(Cell::right(format!("{} %", percent(row.above))));
    if paired {
        cells.push(Cell::right(plain(row.correlation, 2)));
        cells.push(Cell::right(saved(row.saved)));
    }
    cells
}

/// Runs to two figures: `3,800`, `1,200,000`; a dash where nothing varies.
fn saved(runs: f64) -> String {
    if !runs.is_finite() {
        return "–".to_string();
    }
    let mut unit = 1.0;
    while (runs / unit).abs() >= 99.5 {
        unit *= 10.0;
    }
    let rounded = (runs / unit).round() * unit;
    let sign = if rounded < 0.0 { "-" } else { "" };
    format!("{sign}{}", count(rounded.abs() as u64))
}

/// A name that heads a column of figures.
fn short(name: &str) -> String {
    let most = 12;
    if name.chars().count() <= most {
        return name.to_string();
    }
    let kept: String = name.chars().take(most - 1).collect();
    format!("{kept}…")
}

fn savings(view: &View, page: &mut Page) {
    let rows = view.comparison.outcomes.iter().filter(|row| row.paired && row.error > 0.0);
    let mut gains: Vec<f64> = rows.map(|row| row.gain).filter(|g| g.is_finite()).collect();
    gains.sort_by(f64::total_cmp);
    if let Some(&median) = gains.get(gains.len() / 2) {
        page.blank();
        let text = format!(
            "Half of these figures would need at least {} times as many runs without pairing.",
            plain(median, 1)
        );
        page.paragraph(&text, DIM, 0);
    }
    if view.comparison.outcomes.iter().any(|row| row.doubtful) {
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
        let shown = [0.0, 3.2, 78.0, 3_849.0, 1_234_567.0, -120.0, f64::INFINITY].map(saved);
        assert_eq!(shown, ["0", "3", "78", "3,800", "1,200,000", "-120", "–"]);
    }

    #[test]
    fn long_names_are_cut_in_heads_of_columns() {
        assert_eq!(short("no-invasion"), "no-invasion");
        assert_eq!(short("sanctions-tightened"), "sanctions-t…");
    }
}
