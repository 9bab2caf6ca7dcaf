//! `attribute`: which of some differences carries how much of a change.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::attribute::{
    self, Attribution, Effort, Flow, Items, MOST_ITEMS, Question, Reading, Refusal, row,
};
use crate::ensemble::{Bar, Order};
use crate::report::{self, Heading};
use crate::scenario::{self, Scenario};
use crate::world::{Calendar, Date};
use crate::{mechanism, metric};

use super::ending::{Done, Ending};
use super::exporting::Format;
use super::printing::{note, print};
use super::producing::interruption;
use super::run::{SEED, setting};
use super::series;

/// Runs where the command line does not say how many: every combination takes so many.
const RUNS: u64 = 1000;

/// Share a change out over what carries it.
///
/// With two scenarios: over what differs between them. With one: over its events, since the base
/// year or a date of your choice. The shares are Shapley values and sum to the change.
#[derive(Debug, Args)]
pub struct Attribute {
    /// Scenario file
    #[arg(value_name = "A")]
    before: PathBuf,
    /// Scenario file to which the change leads
    #[arg(value_name = "B")]
    after: Option<PathBuf>,
    /// What changes, as in `influence_share[CHN,KAZ]`
    #[arg(long, value_name = "METRIC")]
    metric: String,
    /// When, as in `2030` or `2024Q3`
    #[arg(long, value_name = "DATE")]
    at: String,
    /// Date from which the change is counted [default: the base year, for one scenario]
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// What the change is shared out over
    #[arg(long, value_name = "WHAT", default_value = "items")]
    by: By,
    /// Put items together, as in `sanctions=*_embargo,price_cap`; repeatable
    #[arg(long, value_name = "NAME=PATTERN,…", value_parser = group)]
    group: Vec<(String, Vec<String>)>,
    /// Of one scenario: share out over these events only
    #[arg(long, value_name = "EVENT,…", value_delimiter = ',', conflicts_with = "after")]
    without: Vec<String>,
    /// Mechanisms as further items (by mechanisms: only these)
    #[arg(long, value_name = "MECHANISM,…", value_delimiter = ',')]
    mechanism: Vec<String>,
    /// Let items join in any order, also an event before what it requires
    #[arg(long)]
    free: bool,
    /// Runs of each combination of the items
    #[arg(long, value_name = "N", default_value_t = RUNS,
        value_parser = clap::value_parser!(u64).range(2..=1 << 20))]
    runs: u64,
    /// Seed of every draw [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Visit every combination, however many
    #[arg(long, conflicts_with = "permutations")]
    exact: bool,
    /// Follow so many sequences of the items instead of visiting every combination
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(4..=100_000))]
    permutations: Option<u32>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Set a number or a key of the scenarios, as in `time.end_year=2026`; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Print as text, json, csv, markdown or parquet
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Each change, or each event
    Items,
    /// Sections of the file: events, ties, actors, …
    Sections,
    /// Channels of influence: trade, credit, arms, …, power and structure
    Channels,
    /// Mechanisms: each off until it joins
    Mechanisms,
}

impl By {
    fn word(self) -> &'static str {
        match self {
            By::Items => "items",
            By::Sections => "sections",
            By::Channels => "channels",
            By::Mechanisms => "mechanisms",
        }
    }
}

impl Attribute {
    pub fn go(self) -> Done {
        self.fitting()?;
        let before = scenario::load_with(&self.before, &self.set)?;
        let after = self.after.as_ref().map(|path| scenario::load_with(path, &self.set));
        let after = after.transpose()?;
        let question = self.question(&before, after.as_ref())?;
        let order = self.order(&before);
        let mut carried = Vec::new();
        let found = if self.by == By::Channels {
            self.through_channels(&before, after.as_ref(), &question, &order)?
        } else {
            let items = self.items(&before, after.as_ref())?;
            let said = |(item, events): (String, Vec<String>)| {
                format!("With {item} comes what requires it: {}.", events.join(", "))
            };
            carried.extend(items.carried().into_iter().map(said));
            self.over(&items, &question, &order)?
        };
        let mut heading = self.heading(&before, after.as_ref(), &question, &order);
        heading.notes.splice(0..0, carried);
        if self.format == Format::Text {
            return print(&report::attribution(&heading, &found));
        }
        let asked = row::Question {
            scenarios: heading.scenarios.join(" → "),
            metric: heading.metric.clone(),
            unit: heading.unit.to_string(),
            at: heading.at.clone(),
            since: heading.since.clone(),
            by: heading.by.to_string(),
            seed: heading.seed,
            ..row::Question::default()
        };
        let tables = row::tables(&found, asked, heading.rest.as_deref());
        self.format.write(&tables, &tables[0])
    }

    /// Refuses options that mean nothing together.
    fn fitting(&self) -> Result<(), Ending> {
        let items = !self.mechanism.is_empty() && self.by != By::Mechanisms;
        let text = match self.by {
            _ if items && self.after.is_some() => {
                "between two scenarios mechanisms are no items beside others: add --by mechanisms"
            }
            By::Channels if !self.group.is_empty() || items || !self.without.is_empty() => {
                "--by channels has its own items: leave out --group, --without and --mechanism"
            }
            By::Mechanisms if !self.without.is_empty() => {
                "--by mechanisms has its own items: leave out --without"
            }
            _ => return Ok(()),
        };
        Err(Ending::Usage(text.into()))
    }

    fn over(
        &self,
        items: &Items,
        question: &Question,
        order: &Order,
    ) -> Result<Attribution, Ending> {
        let simulations = attribute::simulations(items, question, order).map_err(refused)?;
        if simulations > 20 * self.runs {
            let n = report::count(simulations);
            note(&format!("{n} simulations to the date; fewer with --group or --runs"));
        }
        let cancel = interruption()?;
        let bar = Bar::new("attribute");
        attribute::attribute(items, question, order, (&bar, &cancel)).map_err(refused)
    }

    fn through_channels(
        &self,
        before: &Scenario,
        after: Option<&Scenario>,
        question: &Question,
        order: &Order,
    ) -> Result<Attribution, Ending> {
        let name = question.metric.name.as_str();
        if !metric::OF_INFLUENCE.contains(&name) {
            let known = metric::OF_INFLUENCE.join("`, `");
            return Err(Ending::Usage(format!(
                "`{name}` is no equation of channels: by channels there are `{known}`"
            )));
        }
        let (metric, reading) = (question.metric.clone(), question.reading.clone());
        let flow = Flow { before, after, metric, reading };
        let cancel = interruption()?;
        let bar = Bar::new("attribute");
        attribute::channels(&flow, order, (&bar, &cancel)).map_err(refused)
    }

    fn question(&self, before: &Scenario, after: Option<&Scenario>) -> Result<Question, Ending> {
        let metric = series::single(before, &self.metric)?;
        let mut calendar = before.calendar;
        if let Some(after) = after {
            same_steps(before, after)?;
            series::single(after, &self.metric)?;
            calendar.end_year = calendar.end_year.min(after.calendar.end_year);
        }
        let base = calendar.base_year.to_string();
        let since = match (&self.since, after) {
            (Some(since), _) => Some(since),
            (None, None) => Some(&base),
            (None, Some(_)) => None,
        };
        let reading = Reading {
            label: metric.to_string(),
            at: steps(calendar, &self.at)?,
            since: since.map(|since| steps(calendar, since)).transpose()?,
        };
        if reading.since.as_ref().is_some_and(|since| since.end() >= reading.at.end()) {
            let text = format!("`{}` is not before `{}`", since.expect("it is given"), self.at);
            return Err(Ending::Usage(text));
        }
        let effort = match self.permutations {
            Some(sequences) => Effort::Pairs(sequences.div_ceil(2) as usize),
            None if self.exact => Effort::Exact,
            None => Effort::Fitting,
        };
        let against = after.filter(|_| self.by == By::Mechanisms).cloned();
        Ok(Question { metric, reading, against, ordered: !self.free, effort })
    }

    fn items<'a>(
        &self,
        before: &'a Scenario,
        after: Option<&'a Scenario>,
    ) -> Result<Items<'a>, Ending> {
        let known = || mechanism::CAUSAL_ORDER.iter().map(|mechanism| mechanism.name);
        let named = |name: &String| {
            let near = || scenario::near(name, known());
            known().find(|known| known == name).ok_or_else(|| {
                Ending::Usage(format!("no mechanism is called `{name}`; {}", near()))
            })
        };
        let mechanisms = self.mechanism.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let mut items = match (self.by, after) {
            (By::Mechanisms, _) => Items::empty(before),
            (_, Some(after)) => Items::between(before, after),
            (_, None) => {
                for event in &self.without {
                    if !before.events.contains_key(event) {
                        let near = scenario::near(event, before.events.keys().map(String::as_str));
                        return Err(Ending::Usage(format!("no event is called `{event}`; {near}")));
                    }
                }
                Items::of(before, &self.without)
            }
        };
        if self.by == By::Mechanisms && mechanisms.is_empty() {
            items.add_mechanisms(&known().collect::<Vec<_>>());
        } else {
            items.add_mechanisms(&mechanisms);
        }
        items.group(&self.group).map_err(|pattern| {
            let names = items.list.iter().map(|item| item.name.as_str());
            let near = scenario::near(&pattern, names);
            Ending::Usage(format!("no item is called `{pattern}`; {near}"))
        })?;
        if self.by == By::Sections {
            items.by_section();
        }
        Ok(items)
    }

    fn order(&self, scenario: &Scenario) -> Order {
        let order = Order::new(self.runs, self.seed.or(scenario.run.seed).unwrap_or(SEED));
        Order { threads: self.threads.map_or(order.threads, usize::from), ..order }
    }

    fn heading(
        &self,
        before: &Scenario,
        after: Option<&Scenario>,
        question: &Question,
        order: &Order,
    ) -> Heading {
        let line = metric::metric(&question.metric.name).expect("the metric was found before");
        let scenarios = std::iter::once(before).chain(after).map(|s| s.name.clone());
        let base = before.calendar.base_year.to_string();
        let since = self.since.clone().or(after.is_none().then_some(base));
        let rest = match (self.by, after) {
            (By::Mechanisms, _) => "none of them on",
            (By::Channels, _) => "",
            (_, None) if self.without.is_empty() && self.mechanism.is_empty() => {
                "growth, chance and all else"
            }
            (_, None) => "everything else",
            (_, Some(_)) => "",
        };
        let mut notes = Vec::new();
        if self.by == By::Mechanisms {
            let text = "A mechanism that is off leaves what it writes at its base-year value. What \
                        several mechanisms do only together is shared out evenly between them, so \
                        that those that pass an effect on share in it.";
            notes.push(text.to_string());
        }
        if self.by == By::Channels {
            let steps = if after.is_none() { " step by step" } else { "" };
            notes.push(format!(
                "The equation of influence is taken apart{steps} run by run: a channel is its share \
                 in the ties and its part of the losses; power is the partners'; the rest is who is \
                 a member and how much each client weighs."
            ));
        }
        Heading {
            scenarios: scenarios.collect(),
            metric: question.metric.to_string(),
            unit: line.unit,
            meaning: line.meaning,
            at: self.at.clone(),
            since,
            seed: order.seed,
            by: self.by.word(),
            rest: Some(rest.to_string()).filter(|rest| !rest.is_empty()),
            notes,
        }
    }
}

/// The steps of a date.
fn steps(calendar: Calendar, text: &str) -> Result<RangeInclusive<u32>, Ending> {
    let date =
        if text == "base" { Some(Date::Year(calendar.base_year)) } else { Date::parse(text) };
    let found = date.and_then(|date| calendar.steps(date));
    let (first, last) = found.ok_or_else(|| Ending::Usage(series::no_date(text, calendar)))?;
    Ok(first..=last)
}

/// Refuses scenarios whose runs share no draws.
fn same_steps(before: &Scenario, after: &Scenario) -> Result<(), Ending> {
    let (a, b) = (before.calendar, after.calendar);
    if a.base_year == b.base_year && a.step == b.step {
        return Ok(());
    }
    let said = |c: Calendar| format!("from {} by {}", c.base_year, c.step.word());
    Err(Ending::Usage(format!(
        "`{}` runs {}, `{}` {}: they share no chance, so that nothing can be shared out; set \
         time.base_year or time.step",
        before.name,
        said(a),
        after.name,
        said(b)
    )))
}

fn refused(refusal: Refusal) -> Ending {
    Ending::Usage(match refusal {
        Refusal::TooManyItems(n) => {
            format!(
                "{n} items, at most {MOST_ITEMS}: put some together with --group or --by sections"
            )
        }
        Refusal::TooManyCoalitions => format!(
            "more than {} combinations, or {} of their runs together: put items together with \
             --group, or take fewer --permutations or --runs",
            report::count(attribute::MOST_COALITIONS as u64),
            report::count(attribute::MOST_VALUES)
        ),
        Refusal::Undefined => {
            "the metric is not defined at that date in any run: some are read at the end of a year \
             only, as 2024Q4"
                .to_string()
        }
        Refusal::Interrupted => return Ending::Interrupted("interrupted; nothing is kept".into()),
    })
}

/// Reads `name=pattern,pattern`.
fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let (name, list) = text.split_once('=').ok_or("write NAME=PATTERN,…, as in war=invasion")?;
    let patterns: Vec<String> = list.split(',').map(|p| p.trim().to_string()).collect();
    let one_word = name.split_whitespace().count() == 1;
    if !one_word || patterns.iter().any(String::is_empty) {
        return Err("a group has a name of one word, and patterns: war=invasion,arms_*".into());
    }
    Ok((name.trim().to_string(), patterns))
}
