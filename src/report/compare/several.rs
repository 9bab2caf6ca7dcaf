//! Several scenarios beside the reference: a line for every scenario.

use crate::outcome::OutcomeDifference;
use crate::report::page::{BOLD, DIM, Page, WIDTH};
use crate::report::table::{Cell, Table};

use super::View;
use super::group::{Group, Scale, groups, label};
use super::pair::doubts;

pub(super) fn write(view: &View, page: &mut Page) {
    if view.comparison.outcomes.is_empty() {
        return;
    }
    page.heading("What follows differently");
    let text = format!(
        "The first line is the mean of {} over its runs; the others are differences from it, ± the \
         95 % interval of the mean difference: how precisely it is known, not how much it varies \
         from run to run (that is in the tables: --format csv). Shares in points.",
        view.reference().name
    );
    page.paragraph(&text, DIM, 0);
    for date in &view.dates {
        let rows = view.comparison.outcomes.iter().filter(|row| row.date == *date);
        for group in groups(view.scenario, rows) {
            page.blank();
            page.paragraph(&format!("{}, {date}", group.title), BOLD, 0);
            tables(view, page, &group);
        }
    }
    doubts(view, page);
}

/// The group's table, on as many tables below each other as the width of the page asks for.
fn tables(view: &View, page: &mut Page, group: &Group) {
    let mut labels: Vec<String> = Vec::new();
    for row in &group.rows {
        if !labels.contains(&row.label) {
            labels.push(row.label.clone());
        }
    }
    let mut rest = labels.as_slice();
    while !rest.is_empty() {
        let mut most = rest.len();
        while most > 1 && table(view, group, &rest[..most]).width() > WIDTH {
            most -= 1;
        }
        page.table(&table(view, group, &rest[..most]));
        rest = &rest[most..];
    }
}

/// Scenarios by some of the group's metrics.
fn table(view: &View, group: &Group, labels: &[String]) -> Table {
    let of = |metric: &String| group.rows.iter().find(|row| row.label == *metric);
    let mut table = Table::default();
    let head = labels.iter().filter_map(of).map(|row| label(view.scenario, row));
    let head = head.map(|text| Cell::right(text).style(DIM));
    table.row(std::iter::once(Cell::left("")).chain(head));
    let levels = labels.iter().filter_map(of).map(|row| group.scale.level(row.level_reference));
    let name = Cell::left(&view.reference().name).style(BOLD);
    table.row(std::iter::once(name).chain(levels.map(|text| Cell::right(text).style(BOLD))));
    for subject in view.comparison.others() {
        let cell = |metric: &String| {
            let own =
                |row: &&&OutcomeDifference| row.label == *metric && row.scenario == subject.name;
            Cell::right(group.rows.iter().find(own).map_or("–".into(), |row| {
                let mark = if row.doubtful { "?" } else { "" };
                group.scale.around(row.difference, (row.high - row.low) / 2.0) + mark
            }))
        };
        table.row(std::iter::once(Cell::left(&subject.name)).chain(labels.iter().map(cell)));
    }
    table
}

/// The scenarios in order of the first metric, relative to the reference.
pub(super) fn summary(view: &View, page: &mut Page) {
    let Some(date) = view.dates.last() else { return };
    let Some(first) = view.comparison.outcomes.iter().find(|row| row.date == *date) else { return };
    let own = |row: &&OutcomeDifference| row.label == first.label && row.date == *date;
    let mut rows: Vec<&OutcomeDifference> = view.comparison.outcomes.iter().filter(own).collect();
    rows.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    page.heading("Summary");
    let text =
        format!("{} at {date}, the most first, relative to {}.", first.label, first.reference);
    page.paragraph(&text, DIM, 0);
    let scale = Scale::of(&first.metric);
    let mut table = Table::default();
    let (above, below): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.difference > 0.0);
    for row in above {
        table.row(relative(row, scale, "more than"));
    }
    let level = scale.level(first.level_reference);
    table.row([Cell::left(&first.reference).style(BOLD), Cell::right(level).style(BOLD)]);
    for row in below {
        table.row(relative(
            row,
            scale,
            if row.difference < 0.0 { "less than" } else { "away from" },
        ));
    }
    page.table(&table);
}

/// `korea-axis  41.9  0.3 ± 0.1 points more than sco`.
fn relative(row: &OutcomeDifference, scale: Scale, than: &str) -> [Cell; 3] {
    let half = (row.high - row.low) / 2.0;
    let size = match scale {
        Scale::Amount => {
            let half = (row.relative_high - row.relative_low) / 2.0;
            let text = Scale::Percent.around(row.relative.abs(), half);
            format!("{} %", text.trim_start_matches('+'))
        }
        _ => {
            let text = scale.around(row.difference.abs(), half);
            let unit = if scale == Scale::Percent { " points" } else { "" };
            format!("{}{unit}", text.trim_start_matches('+'))
        }
    };
    let sure = row.low > 0.0 || row.high < 0.0;
    let remark = if sure { "" } else { " (no difference that these runs show)" };
    let text = if row.difference == 0.0 && row.error == 0.0 {
        format!("exactly as {}", row.reference)
    } else {
        format!("{size} {than} {}{remark}", row.reference)
    };
    [Cell::left(&row.scenario), Cell::right(scale.level(row.level)), Cell::left(text)]
}
