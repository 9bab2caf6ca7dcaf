//! How fast a scenario runs: the table of `suasion bench`.

use crate::ensemble::Share;

use super::page::Page;
use super::table::{Cell, Table};

/// What was measured.
#[derive(Clone, Debug)]
pub struct Speeds {
    pub title: String,
    /// Reading, checking and compiling the scenario.
    pub load_seconds: f64,
    /// Steps of one run, those of its variants included.
    pub steps: u32,
    /// Trade ties.
    pub links: usize,
    /// Runs of a measurement.
    pub runs: u64,
    pub vectors: &'static str,
    pub threads: usize,
    /// Runs per second on one thread, on one thread again, and on all.
    pub one: f64,
    pub control: f64,
    pub many: f64,
    /// The same of the last time, on one thread and on all.
    pub last: [Option<f64>; 2],
    /// Bytes.
    pub peak_memory: Option<u64>,
    pub shares: Vec<Share>,
}

/// One table.
pub fn speeds(s: &Speeds) -> Page {
    let mut page = Page::default();
    page.line(&format!("{}, {} runs a measurement, {} vectors", s.title, s.runs, s.vectors));
    page.blank();
    let mut table = Table::indented(0);
    let mut row = |what: &str, value: String, note: String| {
        table.row([Cell::left(what), Cell::right(value), Cell::left(note)]);
    };
    let link_step = 1e9 / (s.one * f64::from(s.steps) * s.links.max(1) as f64);
    let against = |now: f64, last: Option<f64>| match last {
        Some(last) => format!("{:+.1} % since the last time", 100.0 * (now / last - 1.0)),
        None => "measured for the first time".to_string(),
    };
    row("load and compile", format!("{:.1} ms", 1e3 * s.load_seconds), String::new());
    row("1 thread", format!("{:.0} runs/s", s.one), against(s.one, s.last[0]));
    let noise = 100.0 * (s.control / s.one - 1.0);
    row(
        "the same again",
        format!("{:.0} runs/s", s.control),
        format!("{noise:+.1} %: what noise does"),
    );
    let scaling = format!("{:.2} times one; {}", s.many / s.one, against(s.many, s.last[1]));
    row(&format!("{} threads", s.threads), format!("{:.0} runs/s", s.many), scaling);
    row("a link-step", format!("{link_step:.1} ns"), "one trade tie, one run, one step".into());
    let memory =
        s.peak_memory.map_or("–".into(), |b| format!("{:.0} MiB", b as f64 / 1_048_576.0));
    row("peak memory", memory, String::new());
    let all: f64 = s.shares.iter().map(|share| share.ns_per_step).sum();
    for share in &s.shares {
        let percent = format!("{:.1} % of a step", 100.0 * share.ns_per_step / all);
        row(share.part, format!("{:.0} ns", share.ns_per_step), percent);
    }
    page.table(&table);
    page
}
