//! What `attribute` prints: a change and the share of each item in it.

use crate::analysis::attribute::{Attribution, Estimate, Part};

use super::figure::{amount, count, counted};
use super::page::{BOLD, DIM, PLAIN, Page, WARNING};
use super::table::{Cell, Table};

/// Columns of the longest bar.
const BAR: f64 = 14.0;
/// Names that a note lists before it only counts.
const NAMES: usize = 8;

/// What an attribution is one of.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The scenario, or the first and the second.
    pub scenarios: Vec<String>,
    /// The metric with its subject and object.
    pub metric: String,
    pub unit: &'static str,
    /// A sentence on the metric.
    pub meaning: &'static str,
    /// The date, and the date from which a change is counted.
    pub at: String,
    pub since: Option<String>,
    pub seed: u64,
    /// `items`, `sections`, `mechanisms`, `channels`.
    pub by: &'static str,
    /// What is there without any item, where that is a part of the change: `everything else`.
    pub rest: Option<String>,
    /// What has to be known to read the table.
    pub notes: Vec<String>,
}

/// An attribution as a page.
pub fn attribution(heading: &Heading, found: &Attribution) -> Page {
    let mut page = Page::default();
    head(&mut page, heading, found);
    page.blank();
    let scale = Scale::of(heading.unit, found);
    page.table(&shares(heading, found, &scale));
    page.blank();
    for note in notes(heading, found) {
        page.paragraph(&note, DIM, 0);
    }
    if found.dropped > 0 {
        let text = format!(
            "{} left out of every figure because a number in it stopped being finite in some \
             combination of the items.",
            counted(found.dropped, "run")
        );
        page.paragraph(&text, WARNING, 0);
    }
    page
}

fn head(page: &mut Page, heading: &Heading, found: &Attribution) {
    let scale = Scale::of(heading.unit, found);
    let what = match (&heading.since, heading.scenarios.as_slice()) {
        (Some(since), [_]) => format!("{} from {since} to {}", heading.metric, heading.at),
        (Some(since), _) => format!("{}, change from {since} to {}", heading.metric, heading.at),
        (None, _) => format!("{} at {}", heading.metric, heading.at),
    };
    page.paragraph(&what, BOLD, 0);
    let facts = format!(
        "{} · {} · seed {} · by {}",
        heading.scenarios.join(" → "),
        counted(found.runs, "run"),
        heading.seed,
        heading.by
    );
    page.paragraph(&facts, DIM, 0);
    page.paragraph(heading.meaning, DIM, 0);
    page.paragraph(&format!("Changes in {}.", scale.word), DIM, 0);
    if heading.rest.is_none() {
        let ends = match (&heading.since, heading.scenarios.as_slice()) {
            (Some(since), [_]) => [since, &heading.at],
            (_, [first, .., last]) => [first, last],
            _ => return,
        };
        let [from, to] = [found.none.value, found.all.value].map(|level| scale.level(level));
        page.paragraph(&format!("{from} in {}, {to} in {}.", ends[0], ends[1]), PLAIN, 0);
    }
}

/// Parts by size; those of exactly nothing are left to a note.
fn by_size(found: &Attribution) -> Vec<&Part> {
    let mut parts: Vec<&Part> = found.parts.iter().filter(|part| !is_nothing(part)).collect();
    parts.sort_by(|a, b| b.share.value.abs().total_cmp(&a.share.value.abs()));
    parts
}

fn is_nothing(part: &Part) -> bool {
    part.share.value == 0.0 && part.share.half_width == 0.0
}

/// What the shares are parts of: the change, with what is there without any item.
fn whole(heading: &Heading, found: &Attribution) -> Estimate {
    if heading.rest.is_some() { found.all } else { found.change }
}

fn shares(heading: &Heading, found: &Attribution, scale: &Scale) -> Table {
    let whole = whole(heading, found);
    let rest = heading.rest.iter().map(|name| (name.as_str(), found.none));
    let parts = by_size(found).into_iter().map(|part| (part.name.as_str(), part.share));
    let lines: Vec<(&str, Estimate)> = parts.chain(rest).collect();
    let longest = lines.iter().map(|(_, share)| share.value.abs()).fold(0.0, f64::max);
    let mut table = Table::default();
    let names = ["", "change", "95 % interval", "of total", ""];
    table.row(names.map(|name| match name {
        "change" | "of total" => Cell::right(name).style(BOLD),
        _ => Cell::left(name).style(BOLD),
    }));
    for (name, share) in &lines {
        table.row([
            Cell::left(*name),
            Cell::right(scale.change(share.value)),
            Cell::left(scale.range(share)).style(DIM),
            Cell::right(percent_of(share.value, whole)),
            Cell::left(bar(share.value, longest)),
        ]);
    }
    table.row([
        Cell::left("total").style(BOLD),
        Cell::right(scale.change(whole.value)).style(BOLD),
        Cell::left(scale.range(&whole)).style(DIM),
        Cell::right(percent_of(whole.value, whole)),
    ]);
    table
}

/// A share of the whole; a dash where the whole is not told apart from nothing.
fn percent_of(part: f64, whole: Estimate) -> String {
    let (low, high) = whole.interval();
    if low <= 0.0 && high >= 0.0 {
        return "–".to_string();
    }
    let text = format!("{:.0} %", 100.0 * part / whole.value);
    if text == "-0 %" { "0 %".into() } else { text }
}

fn bar(value: f64, longest: f64) -> String {
    let columns = (BAR * value.abs() / longest).round();
    if columns.is_finite() { "█".repeat(columns as usize) } else { String::new() }
}

/// How a metric's figures are written.
struct Scale {
    factor: f64,
    /// Decimals of a percentage.
    decimals: usize,
    word: String,
}

impl Scale {
    /// Percentages have two decimals, more where everything is smaller than a tenth of a point.
    fn of(unit: &str, found: &Attribution) -> Scale {
        let shares = found.parts.iter().map(|part| part.share.value);
        let largest = shares.chain([found.change.value]).map(f64::abs).fold(0.0, f64::max);
        let small = |below: &&f64| largest > 0.0 && 100.0 * largest < **below;
        let decimals = 2 + [0.1, 0.01, 0.001, 0.0001].iter().filter(small).count();
        let (factor, word) = match unit {
            "0-1" => (100.0, "percentage points"),
            "0 or 1" => (100.0, "percentage points of the runs"),
            unit => (1.0, unit),
        };
        Scale { factor, decimals, word: word.to_string() }
    }

    fn level(&self, value: f64) -> String {
        if self.factor == 1.0 {
            return amount(value);
        }
        format!("{:.*} %", self.decimals, self.factor * value)
    }

    fn change(&self, value: f64) -> String {
        let text = self.level(value).trim_end_matches(" %").to_string();
        match text.trim_start_matches('-') {
            zero if zero.bytes().all(|b| b == b'0' || b == b'.') => zero.to_string(),
            _ if value > 0.0 => format!("+{text}"),
            _ => text,
        }
    }

    fn range(&self, share: &Estimate) -> String {
        let (low, high) = share.interval();
        if low.is_nan() {
            return String::new();
        }
        format!("{} to {}", self.change(low), self.change(high))
    }
}

/// Some names, and how many more there are.
fn names(all: &[&str]) -> String {
    let shown = all.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What has to be known to read the table.
fn notes(heading: &Heading, found: &Attribution) -> Vec<String> {
    let method = found.method;
    let mut notes = Vec::new();
    let nothing: Vec<&str> =
        found.parts.iter().filter(|part| is_nothing(part)).map(|part| part.name.as_str()).collect();
    if !nothing.is_empty() {
        notes.push(format!("Exactly nothing: {}.", names(&nothing)));
    }
    let what = if method.ordered {
        "what an item adds when it joins, averaged over the sequences in which they can join"
    } else {
        "what an item adds when it joins, averaged over all sequences (its Shapley value)"
    };
    notes.push(format!(
        "How to read it: each line is {what}; the lines sum to the total. All runs share their \
         chance, so that small shares show."
    ));
    if found.parts.is_empty() {
        notes = vec!["No difference that bears on an outcome: no change at all.".to_string()];
    }
    notes.extend(orders(found));
    for part in found.parts.iter().filter(|part| part.paths.len() > 1) {
        let paths: Vec<&str> =
            part.paths.iter().map(|path| path.strip_prefix("events.").unwrap_or(path)).collect();
        notes.push(format!("{} holds {}.", part.name, names(&paths)));
    }
    notes.push(if method.exact {
        format!(
            "Exact over {} combinations; the intervals are Monte Carlo error.",
            count(method.coalitions as u64)
        )
    } else {
        format!(
            "Sampled along {} sequences ({} combinations); the intervals hold the error of the \
             sequences and of the runs. --exact visits every combination, --group makes them few.",
            count(method.sequences as u64),
            count(method.coalitions as u64)
        )
    });
    notes.extend(heading.notes.iter().cloned());
    notes
}

/// Which items join after which: those with the same before them together.
fn orders(found: &Attribution) -> Vec<String> {
    let name = |place: &usize| found.parts[*place].name.as_str();
    let mut told: Vec<&[usize]> = Vec::new();
    let mut notes = Vec::new();
    for part in found.parts.iter().filter(|part| !part.after.is_empty()) {
        if !told.contains(&part.after.as_slice()) {
            told.push(&part.after);
            let alike = found.parts.iter().filter(|other| other.after == part.after);
            let after: Vec<&str> = alike.map(|other| other.name.as_str()).collect();
            let first: Vec<&str> = part.after.iter().map(name).collect();
            let verb = if after.len() == 1 { "joins" } else { "join" };
            notes.push(format!("{} {verb} after {}.", names(&after), names(&first)));
        }
    }
    if !notes.is_empty() {
        let why = "What an event requires is there before it, and goes after it.";
        notes.insert(0, why.to_string());
    }
    notes
}
