//! A scenario laid out as the sections of a file: the common ground of the effective file, the
//! difference of two scenarios and the list of a scenario's numbers.

mod actor;
mod claim;
mod event;
mod institution;
mod tie;

use toml::Value;

use crate::mechanism;

use super::conform::measure_of;
use super::meaning::{Correlation, Provenance, Quantity, Scenario};
use super::section;
use super::shape::{Kind, Shape};
use super::used::CORRELATION;
use super::word::Word as _;

/// A table of the file.
#[derive(Debug)]
pub struct Section<'a> {
    /// Its header: `actors.KAZ`, `ties.trade`.
    pub header: String,
    /// Whether it is an element of an array of tables.
    pub element: bool,
    /// Its key path: `actors.KAZ`, `ties.trade.CHN.RUS`.
    pub path: String,
    /// Key path of the whole to which it belongs: `events.embargo` for one of its effects.
    pub item: String,
    /// What it says, key by key.
    pub lines: Vec<(String, Said<'a>)>,
    shape: &'static Shape,
}

/// What a key says.
#[derive(Debug)]
pub enum Said<'a> {
    Plain(Value),
    /// A number and its unit.
    Figure(&'a Quantity, &'static str),
    /// A scenario with which this one is compared.
    Variant(&'a Scenario),
}

/// Every section of a scenario, in the order of the format.
pub fn sections(scenario: &Scenario) -> Vec<Section<'_>> {
    let mut all = vec![head(scenario), time(scenario), run(scenario)];
    all.extend(scenario.sources.iter().map(|(id, source)| actor::source(id, source)));
    all.extend(scenario.axes.iter().map(|(id, axis)| actor::axis(id, axis)));
    all.extend(scenario.actors.iter().flat_map(|(id, actor)| actor::actor(id, actor)));
    all.extend(scenario.regions.iter().map(|(id, region)| actor::region(id, region)));
    let institutions = scenario.institutions.iter();
    all.extend(institutions.flat_map(|(id, i)| institution::institution(id, i)));
    all.extend(scenario.ties.iter().map(tie::tie));
    all.extend(scenario.mirrors.iter().map(tie::mirror));
    all.extend(scenario.events.iter().flat_map(|(id, event)| event::event(id, event)));
    all.extend(scenario.claims.iter().map(|(id, claim)| claim::claim(id, claim)));
    let calendar = scenario.calendar;
    let crossings = scenario.crossings.iter();
    all.extend(crossings.map(|(id, crossing)| claim::crossing(id, crossing, calendar)));
    let mechanisms = mechanism::CAUSAL_ORDER.iter();
    all.extend(mechanisms.map(|mechanism| overrides(scenario, mechanism.name)));
    all.extend(scenario.correlations.iter().map(correlation));
    all.extend([metrics(scenario), report(scenario)]);
    all.retain(|section| !section.lines.is_empty());
    all
}

impl Scenario {
    /// Every number of the scenario, in the order of the format.
    pub fn quantities(&self) -> Vec<&Quantity> {
        let said = sections(self).into_iter().flat_map(|section| section.lines);
        said.filter_map(|(_, said)| match said {
            Said::Figure(quantity, _) => Some(quantity),
            _ => None,
        })
        .collect()
    }
}

impl<'a> Section<'a> {
    /// An empty table of that shape.
    fn new(path: impl Into<String>, shape: &'static Shape) -> Section<'a> {
        let path = path.into();
        let lines = Vec::new();
        Section { header: path.clone(), element: false, item: path.clone(), path, lines, shape }
    }

    /// A table that belongs to a whole.
    fn part(path: String, item: &str, shape: &'static Shape) -> Section<'a> {
        Section { item: item.to_string(), ..Section::new(path, shape) }
    }

    /// An element of an array of tables, by the name that key paths give it.
    fn element(header: &str, name: &str, shape: &'static Shape) -> Section<'a> {
        let path = format!("{header}.{name}");
        Section { header: header.to_string(), element: true, ..Section::new(path, shape) }
    }

    fn say(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.lines.push((key.to_string(), Said::Plain(value.into())));
        self
    }

    fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.say(key, value),
            None => self,
        }
    }

    /// A text that is not written where it is empty.
    fn text(self, key: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.say(key, text) }
    }

    /// A flag that is not written where it is false.
    fn flag(self, key: &str, flag: bool) -> Self {
        if flag { self.say(key, true) } else { self }
    }

    /// A list that is not written where it is empty.
    fn list(self, key: &str, list: &[String]) -> Self {
        if list.is_empty() { self } else { self.say(key, list.to_vec()) }
    }

    fn figure(mut self, key: &str, quantity: impl Into<Option<&'a Quantity>>) -> Self {
        if let Some(quantity) = quantity.into() {
            let unit = match self.shape.key(key).map(|known| known.kind) {
                Some(Kind::Quantity(measure)) => measure.dimension.canonical(),
                _ => "",
            };
            self.lines.push((key.to_string(), Said::Figure(quantity, unit)));
        }
        self
    }

    /// Numbers by name, each a line of its own.
    fn figures(
        mut self,
        quantities: impl IntoIterator<Item = (&'a str, &'a Quantity)>,
        unit: &'static str,
    ) -> Self {
        let lines = quantities.into_iter();
        self.lines.extend(lines.map(|(id, q)| (id.to_string(), Said::Figure(q, unit))));
        self
    }

    /// Where the statement itself comes from, apart from the origins of its numbers.
    fn origin(self, provenance: &Provenance) -> Self {
        let table = provenance_table(provenance);
        if table.is_empty() { self } else { self.say("origin", table) }
    }
}

/// A provenance as a file writes it.
pub fn provenance_table(provenance: &Provenance) -> toml::Table {
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let confidence = provenance.confidence.map(|confidence| Value::from(confidence.word()));
    let lines = [
        ("source", text(&provenance.source)),
        ("year", provenance.year.map(Value::from)),
        ("reporter", text(&provenance.reporter)),
        ("confidence", confidence),
        ("method", text(&provenance.method)),
        ("note", text(&provenance.note)),
    ];
    lines.into_iter().filter_map(|(key, value)| Some((key.to_string(), value?))).collect()
}

fn head(scenario: &Scenario) -> Section<'_> {
    Section::new("", &section::FILE)
        .say("suasion", 1)
        .say("name", scenario.name.clone())
        .say("title", scenario.title.clone())
        .text("description", &scenario.description)
}

fn time(scenario: &Scenario) -> Section<'_> {
    let calendar = scenario.calendar;
    Section::new("time", &section::TIME)
        .say("base_year", calendar.base_year)
        .say("end_year", calendar.end_year)
        .say("step", calendar.step.word())
}

fn run(scenario: &Scenario) -> Section<'_> {
    // Files state both within the range of a TOML integer.
    let whole = |value: u64| value as i64;
    Section::new("run", &section::RUN)
        .maybe("runs", scenario.run.runs.map(whole))
        .maybe("seed", scenario.run.seed.map(whole))
}

/// The overrides of one mechanism's parameters.
fn overrides<'a>(scenario: &'a Scenario, mechanism: &str) -> Section<'a> {
    let mut section = Section::new(format!("parameters.{mechanism}"), &section::FILE);
    for line in mechanism::parameters() {
        let of_mechanism = line.key.split_once('.').filter(|(group, _)| *group == mechanism);
        if let (Some((_, name)), Some(q)) = (of_mechanism, scenario.parameters.get(line.key)) {
            let unit = measure_of(&line).dimension.canonical();
            section.lines.push((name.to_string(), Said::Figure(q, unit)));
        }
    }
    section
}

fn correlation(correlation: &Correlation) -> Section<'_> {
    let name = correlation.between.join(".");
    let item = "correlations.all".to_string();
    Section { item, ..Section::element("correlations", &name, &CORRELATION) }
        .list("between", &correlation.between)
        .say("coefficient", correlation.coefficient)
}

fn metrics(scenario: &Scenario) -> Section<'_> {
    let extra: Vec<String> = scenario.keep.extra.iter().map(ToString::to_string).collect();
    Section::new("metrics", &section::METRICS)
        .list("keep", &scenario.keep.metrics)
        .list("extra", &extra)
        .maybe("figures", scenario.keep.no_figures.then_some(false))
}

fn report(scenario: &Scenario) -> Section<'_> {
    let report = &scenario.report;
    let dates: Vec<String> = report.dates.iter().map(ToString::to_string).collect();
    let dyads = report.dyads.iter().map(|(a, b)| Value::from(vec![a.clone(), b.clone()]));
    let dyads = (!report.dyads.is_empty()).then(|| dyads.collect::<Vec<Value>>());
    Section::new("report", &section::REPORT)
        .list("regions", &report.regions)
        .maybe("dyads", dyads)
        .list("dates", &dates)
        .list("crossings", &report.crossings)
        .list("structure", &report.structure)
}
