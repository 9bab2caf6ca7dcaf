//! The log of one run, as a page and as a table.

use crate::analysis::Recipe;
use crate::analysis::why::RunLog;
use crate::analysis::why::run::{Pick, Sides, Standing, Verdict};
use crate::outcome::{Head, Value};
use crate::report::answer::plan;
use crate::report::figure::{amount, count, counted, percent};
use crate::report::page::{BOLD, DIM, HEADING, PLAIN, Page, styled};
use crate::report::table::{Cell, Table};
use crate::scenario::Word as _;

use super::broken;
use super::words::{self, Line};

/// Extreme numbers and outcomes that are listed.
const LISTED: usize = 5;
/// Ranks beyond which an outcome lies outside the middle 90 % of runs.
const TAIL: f64 = 0.05;

/// The page of a run.
pub fn run_log(recipe: &Recipe, log: &RunLog) -> Page {
    let mut page = Page::default();
    let header = &recipe.manifest.header;
    page.paragraph(&recipe.scenario.title, BOLD, 0);
    let facts = format!(
        "{} · run {} of {} · seed {} · {}",
        header.scenario,
        count(log.run),
        counted(recipe.simulated(), "run"),
        header.seed,
        plan(&header.plan)
    );
    page.paragraph(&facts, DIM, 0);
    picks(log, &mut page);
    if let Some(breakdown) = &log.breakdown {
        broken::write(recipe, breakdown, &mut page);
        return page;
    }
    standings(log, &mut page);
    timeline(recipe, log, &mut page);
    absent(recipe, log, &mut page);
    page.heading("What the run says of the claims");
    let note = "Each comparison with the numbers on both sides.";
    page.paragraph(note, DIM, 0);
    for verdict in &log.verdicts {
        claim(verdict, &mut page);
    }
    page
}

fn picks(log: &RunLog, page: &mut Page) {
    page.heading("What it drew");
    let mut table = Table::default();
    let mut row = |pick: &Pick, rank: String| {
        table.row([
            Cell::left(&pick.key),
            Cell::right(amount(pick.value)),
            Cell::right(rank),
            Cell::left(&pick.law).style(DIM),
        ]);
    };
    for pick in &log.picks.structure {
        row(pick, String::new());
    }
    for pick in log.picks.extreme.iter().take(LISTED) {
        row(pick, format!("{} %", percent(pick.rank)));
    }
    page.table(&table);
    let n = log.picks.drawn as f64;
    let note = format!(
        "The choices, and of {} the {LISTED} most extreme with the share of their distribution \
         that lies below. Among so many one is expected beyond {} or {} %.",
        counted(log.picks.drawn as u64, "other drawn number"),
        percent(0.5 / n),
        percent(1.0 - 0.5 / n)
    );
    page.paragraph(&note, DIM, 0);
}

fn standings(log: &RunLog, page: &mut Page) {
    page.heading("How unusual it is");
    if log.standings.is_empty() {
        let text = "The table of runs is not there: nothing to compare with.";
        return page.paragraph(text, DIM, 0);
    }
    let outside = log.standings.iter().filter(|s| s.rank < TAIL || s.rank > 1.0 - TAIL).count();
    let n = log.standings.len();
    let text = format!(
        "Of {} at the end {outside} {} outside the middle 90 % of all runs (an ordinary run: {}).",
        counted(n as u64, "key outcome"),
        if outside == 1 { "lies" } else { "lie" },
        amount(2.0 * TAIL * n as f64)
    );
    page.paragraph(&text, PLAIN, 0);
    let mut sorted: Vec<&Standing> = log.standings.iter().collect();
    sorted.sort_by(|a, b| (b.rank - 0.5).abs().total_cmp(&(a.rank - 0.5).abs()));
    let mut table = Table::default();
    let head = ["", "this run", "median run", "runs below"];
    table.row(head.map(|text| Cell::right(text).style(DIM)));
    for standing in sorted.iter().take(LISTED) {
        table.row([
            Cell::left(&standing.label),
            Cell::right(words::value(&standing.label, standing.value)),
            Cell::right(words::value(&standing.label, standing.median)),
            Cell::right(format!("{} %", percent(standing.rank))),
        ]);
    }
    page.table(&table);
}

/// Everything that has a date, by step.
fn lines(recipe: &Recipe, log: &RunLog) -> Vec<Line> {
    let calendar = &recipe.scenario.calendar;
    let mut lines = Vec::new();
    let mut add = |step, kind, subject: &str, text| {
        lines.push(Line { step, kind, subject: subject.to_string(), text });
    };
    for story in &log.stories {
        if let Some((_, step)) = story.onset {
            add(step, "event", &story.id, words::happened(calendar, story));
        }
        if let Some((_, step, _)) = story.ended {
            add(step, "end", &story.id, words::ended(story));
        }
    }
    log.votes.iter().for_each(|vote| add(vote.step, "vote", &vote.item, words::vote(vote)));
    log.leads.iter().for_each(|lead| add(lead.step, "lead", &lead.crossing, words::lead(lead)));
    log.thresholds.iter().for_each(|t| add(t.step, "threshold", &t.claim, words::threshold(t)));
    log.partners.iter().for_each(|p| add(p.step, "partner", &p.of, words::partner(p)));
    log.movements.iter().for_each(|m| add(m.step, "moved", &m.label, words::movement(m)));
    // Causes stand before what moved, which is told of the whole year.
    let order = ["vote", "event", "end", "lead", "threshold", "partner", "moved"];
    let place = |kind: &str| order.iter().position(|known| *known == kind);
    let per_year = calendar.step.per_year();
    lines.sort_by_key(|line| {
        (
            line.step.div_ceil(per_year),
            place(line.kind) >= place("threshold"),
            line.step,
            place(line.kind),
        )
    });
    lines
}

fn timeline(recipe: &Recipe, log: &RunLog, page: &mut Page) {
    page.heading("What happened");
    let note = "Events with what brought them about (an event happens where what is drawn lies \
                below its chance), votes, leads that went over, new main partners; then what moved \
                most over the year and the ties of it that changed most.";
    page.paragraph(note, DIM, 0);
    let calendar = &recipe.scenario.calendar;
    let mut year = None;
    for line in lines(recipe, log) {
        if year != Some(calendar.year(line.step)) {
            year = Some(calendar.year(line.step));
            page.blank();
            page.paragraph(&calendar.year(line.step).to_string(), HEADING, 0);
        }
        let whole_year = matches!(line.kind, "moved" | "partner" | "threshold");
        let date = if whole_year { String::new() } else { calendar.label(line.step) };
        let text = match line.kind {
            "moved" => format!("{} {}", line.subject, line.text),
            "threshold" => format!("claim {}: {}", line.subject, line.text),
            _ => line.text,
        };
        entry(page, &date, &text, whole_year);
    }
}

/// A text with a date in the margin.
fn entry(page: &mut Page, date: &str, text: &str, faint: bool) {
    const MARGIN: usize = 9;
    let style = if faint { DIM } else { PLAIN };
    for (at, line) in crate::report::page::wrap(text, 80 - MARGIN).into_iter().enumerate() {
        let margin = if at == 0 { date } else { "" };
        page.line(&format!("{margin:<MARGIN$}{}", styled(&line, style)));
    }
}

fn absent(recipe: &Recipe, log: &RunLog, page: &mut Page) {
    let calendar = &recipe.scenario.calendar;
    let absent: Vec<_> = log.stories.iter().filter(|story| story.onset.is_none()).collect();
    if absent.is_empty() {
        return;
    }
    page.heading("What did not happen");
    for story in absent {
        page.paragraph(&words::kept(calendar, story), PLAIN, 0);
    }
}

fn claim(verdict: &Verdict, page: &mut Page) {
    let mark = if verdict.holds { "holds    " } else { "does not " };
    let style = if verdict.holds { BOLD } else { DIM };
    page.line(&format!("{} {}", styled(mark, style), verdict.claim));
    let word = |holds: bool| if holds { "holds" } else { "does not hold" };
    let mut said = vec![verdict.kind.word().to_string()];
    if let Some(holds) = verdict.counterfactual {
        said.push(format!("{} in the counterfactual", word(holds)));
    }
    if let Some(holds) = verdict.symmetric {
        said.push(format!("{} with its sign drawn either way", word(holds)));
    }
    page.paragraph(&format!("{} · {}", verdict.text, said.join(" · ")), DIM, 10);
    for side in &verdict.sides {
        page.paragraph(&comparison(side), PLAIN, 10);
    }
}

/// `share_reported[KAZ,RUS]@2023 < share_reported[KAZ,CHN]@2023: 0.21 < 0.19 is false`.
fn comparison(side: &Sides) -> String {
    let number = |value: f64| {
        if value.is_infinite() { "never".to_string() } else { words::precise(value) }
    };
    let [left, right] = [side.values.0, side.values.1].map(number);
    let truth = if side.holds { "" } else { " is false" };
    format!("{} {} {}: {left} {} {right}{truth}", side.left, side.sign, side.right, side.sign)
}

const HEADS: [Head; 7] = [
    Head::count("run", "id of the run"),
    Head::count("step", "step of the simulation, for what has a date"),
    Head::text("date", "label of the step"),
    Head::text(
        "kind",
        "drawn, outcome, event, end, vote, lead, threshold, partner, moved, absent, claim",
    ),
    Head::text("subject", "key, id or label of what it is about"),
    Head::number("value", "", "of a drawn number or an outcome; 1 for a claim that holds"),
    Head::text("text", "what is said of it"),
];

/// The log as a table for other programs: a row for each line, then what did not happen, what the
/// run drew and the claims.
pub fn run_table(recipe: &Recipe, log: &RunLog) -> crate::outcome::Table {
    let calendar = &recipe.scenario.calendar;
    let mut rows = Vec::new();
    let mut row = |step: Option<u32>, kind: &str, subject: &str, value: Option<f64>, text: &str| {
        rows.push(vec![
            Value::Count(Some(log.run)),
            Value::Count(step.map(u64::from)),
            Value::Text(step.map(|step| calendar.label(step))),
            Value::Text(Some(kind.to_string())),
            Value::Text(Some(subject.to_string())),
            Value::Number(value.unwrap_or(f64::NAN)),
            Value::Text(Some(text.to_string())),
        ]);
    };
    for pick in log.picks.structure.iter().chain(&log.picks.extreme) {
        row(
            None,
            "drawn",
            &pick.key,
            Some(pick.value),
            &format!("{}; rank {:.4}", pick.law, pick.rank),
        );
    }
    for standing in &log.standings {
        let text = format!("median {}; rank {:.4}", standing.median, standing.rank);
        row(None, "outcome", &standing.label, Some(standing.value), &text);
    }
    for line in lines(recipe, log) {
        row(Some(line.step), line.kind, &line.subject, None, &line.text);
    }
    for story in log.stories.iter().filter(|story| story.onset.is_none()) {
        row(None, "absent", &story.id, None, &words::kept(calendar, story));
    }
    for verdict in &log.verdicts {
        let sides: Vec<String> = verdict.sides.iter().map(comparison).collect();
        let holds = f64::from(u8::from(verdict.holds));
        row(None, "claim", &verdict.claim, Some(holds), &sides.join("; "));
    }
    if let Some(breakdown) = &log.breakdown {
        row(Some(breakdown.step), "broken", breakdown.field.name, None, &broken::reason(breakdown));
    }
    crate::outcome::Table { name: "log", heads: HEADS.to_vec(), rows }
}
