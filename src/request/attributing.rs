//! Attributions that are asked for: scenarios and words → items, a question and what it is called.

use std::ops::RangeInclusive;
use std::sync::atomic::AtomicBool;

use crate::analysis::attribute::{
    self, Attribution, Effort, Flow, Items, MOST_ITEMS, Question, Reading, Refusal, row,
};
use crate::ensemble::{Order, Progress};
use crate::outcome::Table;
use crate::report::{self, Heading};
use crate::scenario::{self, Scenario};
use crate::world::{Calendar, Date};
use crate::{mechanism, metric};

use super::{Ending, SEED, series};

/// What a change is shared out over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Each change, or each event
    #[default]
    Items,
    /// Sections of the file: events, ties, actors, …
    Sections,
    /// Channels of influence: trade, credit, arms, …, power and structure
    Channels,
    /// Mechanisms: each off until it joins
    Mechanisms,
}

impl By {
    pub const ALL: [By; 4] = [By::Items, By::Sections, By::Channels, By::Mechanisms];

    pub fn word(self) -> &'static str {
        match self {
            By::Items => "items",
            By::Sections => "sections",
            By::Channels => "channels",
            By::Mechanisms => "mechanisms",
        }
    }
}

/// What a user says of an attribution.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub before: &'a Scenario,
    /// The scenario to which the change leads; absent: over the events of the one.
    pub after: Option<&'a Scenario>,
    /// What changes, as in `influence_share[CHN,KAZ]`.
    pub metric: &'a str,
    /// When, as in `2030` or `2024Q3`.
    pub at: &'a str,
    /// Date from which the change is counted.
    pub since: Option<&'a str>,
    pub by: By,
    /// Items that are put together: a name and patterns.
    pub groups: &'a [(String, Vec<String>)],
    /// Of one scenario: share out over these events only.
    pub without: &'a [String],
    /// Mechanisms as further items; by mechanisms: only these.
    pub mechanisms: &'a [String],
    /// Whether items join in any order.
    pub free: bool,
    pub effort: Effort,
    /// Runs of each combination of the items.
    pub runs: u64,
    pub seed: Option<u64>,
    pub threads: Option<usize>,
}

/// An attribution with what it is called.
#[derive(Clone, Debug)]
pub struct Attributed {
    pub heading: Heading,
    pub found: Attribution,
}

impl Attributed {
    /// The shares, the combinations and the question as tables.
    pub fn tables(&self) -> [Table; 3] {
        let heading = &self.heading;
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
        row::tables(&self.found, asked, heading.rest.as_deref())
    }
}

impl Asked<'_> {
    /// Does what is asked; `warn` is told how many simulations it takes where these are many.
    ///
    /// # Errors
    /// Words that mean nothing, alone or together, too many items, and an interruption.
    pub fn attribute(
        &self,
        watch: (&dyn Progress, &AtomicBool),
        warn: &dyn Fn(u64),
    ) -> Result<Attributed, Ending> {
        self.fitting()?;
        let question = self.question()?;
        let order = self.order();
        let mut carried = Vec::new();
        let found = if self.by == By::Channels {
            self.through_channels(&question, &order, watch)?
        } else {
            let items = self.items()?;
            let said = |(item, events): (String, Vec<String>)| {
                format!("With {item} comes what requires it: {}.", events.join(", "))
            };
            carried.extend(items.carried().into_iter().map(said));
            let simulations = attribute::simulations(&items, &question, &order).map_err(refused)?;
            if simulations > 20 * self.runs {
                warn(simulations);
            }
            attribute::attribute(&items, &question, &order, watch).map_err(refused)?
        };
        let mut heading = self.heading(&question, &order);
        heading.notes.splice(0..0, carried);
        Ok(Attributed { heading, found })
    }

    /// Refuses options that mean nothing together.
    fn fitting(&self) -> Result<(), Ending> {
        let items = !self.mechanisms.is_empty() && self.by != By::Mechanisms;
        let text = match self.by {
            _ if items && self.after.is_some() => {
                "between two scenarios mechanisms are no items beside others: ask by mechanisms"
            }
            By::Channels if !self.groups.is_empty() || items || !self.without.is_empty() => {
                "channels are items of their own: leave out groups, `without` and mechanisms"
            }
            By::Mechanisms if !self.without.is_empty() => {
                "mechanisms are items of their own: leave out `without`"
            }
            _ => return Ok(()),
        };
        Err(Ending::Usage(text.into()))
    }

    fn through_channels(
        &self,
        question: &Question,
        order: &Order,
        watch: (&dyn Progress, &AtomicBool),
    ) -> Result<Attribution, Ending> {
        let name = question.metric.name.as_str();
        if !metric::OF_INFLUENCE.contains(&name) {
            let known = metric::OF_INFLUENCE.join("`, `");
            return Err(Ending::Usage(format!(
                "`{name}` is no equation of channels: by channels there are `{known}`"
            )));
        }
        let (metric, reading) = (question.metric.clone(), question.reading.clone());
        let flow = Flow { before: self.before, after: self.after, metric, reading };
        attribute::channels(&flow, order, watch).map_err(refused)
    }

    fn question(&self) -> Result<Question, Ending> {
        let (before, after) = (self.before, self.after);
        let metric = series::single(before, self.metric)?;
        let mut calendar = before.calendar;
        if let Some(after) = after {
            same_steps(before, after)?;
            series::single(after, self.metric)?;
            calendar.end_year = calendar.end_year.min(after.calendar.end_year);
        }
        let base = calendar.base_year.to_string();
        let since = match (self.since, after) {
            (Some(since), _) => Some(since),
            (None, None) => Some(base.as_str()),
            (None, Some(_)) => None,
        };
        let reading = Reading {
            label: metric.to_string(),
            at: steps(calendar, self.at)?,
            since: since.map(|since| steps(calendar, since)).transpose()?,
        };
        if reading.since.as_ref().is_some_and(|since| since.end() >= reading.at.end()) {
            let text = format!("`{}` is not before `{}`", since.expect("it is given"), self.at);
            return Err(Ending::Usage(text));
        }
        let against = after.filter(|_| self.by == By::Mechanisms).cloned();
        Ok(Question { metric, reading, against, ordered: !self.free, effort: self.effort })
    }

    fn items(&self) -> Result<Items<'_>, Ending> {
        let (before, after) = (self.before, self.after);
        let known = || mechanism::CAUSAL_ORDER.iter().map(|mechanism| mechanism.name);
        let named = |name: &String| {
            let near = || scenario::near(name, known());
            known().find(|known| known == name).ok_or_else(|| {
                Ending::Usage(format!("no mechanism is called `{name}`; {}", near()))
            })
        };
        let mechanisms = self.mechanisms.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let mut items = match (self.by, after) {
            (By::Mechanisms, _) => Items::empty(before),
            (_, Some(after)) => Items::between(before, after),
            (_, None) => {
                for event in self.without {
                    if !before.events.contains_key(event) {
                        let near = scenario::near(event, before.events.keys().map(String::as_str));
                        return Err(Ending::Usage(format!("no event is called `{event}`; {near}")));
                    }
                }
                Items::of(before, self.without)
            }
        };
        if self.by == By::Mechanisms && mechanisms.is_empty() {
            items.add_mechanisms(&known().collect::<Vec<_>>());
        } else {
            items.add_mechanisms(&mechanisms);
        }
        items.group(self.groups).map_err(|pattern| {
            let names = items.list.iter().map(|item| item.name.as_str());
            let near = scenario::near(&pattern, names);
            Ending::Usage(format!("no item is called `{pattern}`; {near}"))
        })?;
        if self.by == By::Sections {
            items.by_section();
        }
        Ok(items)
    }

    fn order(&self) -> Order {
        let seed = self.seed.or(self.before.run.seed).unwrap_or(SEED);
        let order = Order::new(self.runs, seed);
        Order { threads: self.threads.unwrap_or(order.threads), ..order }
    }

    fn heading(&self, question: &Question, order: &Order) -> Heading {
        let (before, after) = (self.before, self.after);
        let line = metric::metric(&question.metric.name).expect("the metric was found before");
        let scenarios = std::iter::once(before).chain(after).map(|s| s.name.clone());
        let base = before.calendar.base_year.to_string();
        let since = self.since.map(str::to_string).or(after.is_none().then_some(base));
        let rest = match (self.by, after) {
            (By::Mechanisms, _) => "none of them on",
            (By::Channels, _) => "",
            (_, None) if self.without.is_empty() && self.mechanisms.is_empty() => {
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
            at: self.at.to_string(),
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
                "{n} items, at most {MOST_ITEMS}: put some together in groups or ask by sections"
            )
        }
        Refusal::TooManyCoalitions => format!(
            "more than {} combinations, or {} of their runs together: put items together in \
             groups, or take fewer permutations or runs",
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
