//! An attribution as tables: the form in which other programs read it.

use crate::outcome::{Table, rows};

use super::{Attribution, Estimate};

rows! {
    /// An item and its share; the rest and the total stand beside the items.
    pub struct Share {
        item: String, "", "what changed, or the name of a group";
        role: String, "", "item, rest (what is there without any item) or total";
        unit: String, "", "unit of the metric";
        share: f64, "the row's unit", "mean over runs of its part in the change";
        low: f64, "the row's unit", "lower end of the 95 % interval";
        high: f64, "the row's unit", "upper end of the 95 % interval";
        run_error: f64, "the row's unit", "standard error from the number of runs";
        sequence_error: f64, "the row's unit", "standard error from the number of sequences; 0 where exact";
        of_total: f64, "share of the total", "its part in the total";
        after: Option<String>, "", "items that join before it, one space apart";
        paths: Option<String>, "", "key paths that it holds, one space apart";
    }
}

rows! {
    /// A combination of the items and what the metric is there.
    pub struct Combination {
        items: String, "", "items that have joined, one space apart";
        mean: f64, "the metric's unit", "mean of the figure over all runs";
    }
}

rows! {
    /// What the change is a change of, and how it was shared out.
    pub struct Question {
        scenarios: String, "", "the scenario, or the first and the second";
        metric: String, "", "the metric with its subject and object";
        unit: String, "", "unit of the metric";
        at: String, "", "date";
        since: Option<String>, "", "date from which the change is counted";
        by: String, "", "items, sections, channels or mechanisms";
        seed: u64, "", "seed of every draw";
        runs: u64, "", "runs behind every figure";
        dropped: u64, "", "runs that went wrong in some combination and are in no figure";
        exact: bool, "", "every combination was simulated";
        sequences: u64, "", "sequences that were followed; 0 where exact";
        ordered: bool, "", "some items join before others";
        none: f64, "the metric's unit", "the figure without any item";
        all: f64, "the metric's unit", "the figure with every item";
        change: f64, "the metric's unit", "the one less the other";
    }
}

/// Names, one space apart; `None` where there are none.
fn spaced(words: &[&str]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

/// The shares, the combinations and the question as tables. `heading` says what the attribution
/// does not know of itself; `rest` names what is there without any item, where that is a part of
/// the total.
pub fn tables(found: &Attribution, heading: Question, rest: Option<&str>) -> [Table; 3] {
    let total = if rest.is_some() { found.all } else { found.change };
    let row = |item: &str, role: &str, share: Estimate| Share {
        item: item.to_string(),
        role: role.to_string(),
        unit: heading.unit.clone(),
        share: share.value,
        low: share.interval().0,
        high: share.interval().1,
        run_error: share.run_error,
        sequence_error: share.sequence_error,
        of_total: share.value / total.value,
        ..Share::default()
    };
    let name = |place: &usize| found.parts[*place].name.as_str();
    let mut shares: Vec<Share> = Vec::new();
    for part in &found.parts {
        let paths: Vec<&str> = part.paths.iter().map(String::as_str).collect();
        let after: Vec<&str> = part.after.iter().map(name).collect();
        let (after, paths) = (spaced(&after), spaced(&paths));
        shares.push(Share { after, paths, ..row(&part.name, "item", part.share) });
    }
    shares.extend(rest.map(|rest| row(rest, "rest", found.none)));
    shares.push(row("total", "total", total));
    let places = 0..found.parts.len();
    let worths = found.worths.iter().map(|worth| {
        let joined = places.clone().filter(|place| worth.coalition >> place & 1 == 1);
        let joined: Vec<usize> = joined.collect();
        let joined: Vec<&str> = joined.iter().map(name).collect();
        Combination { items: joined.join(" "), mean: worth.mean }
    });
    let question = Question {
        runs: found.runs,
        dropped: found.dropped,
        exact: found.method.exact,
        sequences: found.method.sequences as u64,
        ordered: found.method.ordered,
        none: found.none.value,
        all: found.all.value,
        change: found.change.value,
        ..heading
    };
    [
        Table::of("shares", &shares),
        Table::of("combinations", &worths.collect::<Vec<_>>()),
        Table::of("question", &[question]),
    ]
}
