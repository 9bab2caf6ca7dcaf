//! The sides of a comparison: what each is, what its runs read, and whether two can be paired.

use crate::analysis::statistics::Sampling;
use crate::ensemble::{self, Order};
use crate::metric::{self, Kind};
use crate::model::{self, Study};
use crate::outcome::{Error, Outcome, Subject};
use crate::scenario::{MetricRef, Scenario};

use super::level::Asked;

/// An outcome with the scenario that it is the outcome of.
#[derive(Clone, Debug)]
pub struct Side {
    /// Unique in the comparison.
    pub name: String,
    /// Where the result is.
    pub folder: String,
    pub scenario: Scenario,
    pub outcome: Outcome,
}

impl Side {
    pub(super) fn subject(&self) -> Subject {
        let calendar = self.scenario.calendar;
        Subject {
            name: self.name.clone(),
            folder: self.folder.clone(),
            header: self.outcome.header.clone(),
            tally: self.outcome.findings.tally.clone(),
            step: calendar.step.word().to_string(),
            base_year: calendar.base_year,
            end_year: calendar.end_year,
        }
    }

    /// How the error of its own figures is told.
    pub(super) fn sampling(&self) -> Sampling {
        match self.outcome.header.replicates {
            0 | 1 => Sampling::Independent,
            replicates => Sampling::Replicates(replicates),
        }
    }
}

/// Whether a scenario has what a metric names.
pub fn defines(scenario: &Scenario, asked: &MetricRef) -> bool {
    let Some(line) = metric::metric(&asked.name) else { return false };
    let known = |kind: Kind, id: &Option<String>| {
        let Some(id) = id else { return kind == Kind::None };
        match kind {
            Kind::None => false,
            Kind::Actor => scenario.actors.contains_key(id),
            Kind::Power => scenario.actors.get(id).is_some_and(|actor| actor.power),
            Kind::Region => scenario.regions.contains_key(id),
            Kind::Axis => scenario.axes.contains_key(id),
            Kind::Event => scenario.events.contains_key(id),
            Kind::Agenda => scenario.institutions.values().any(|i| i.agenda.contains_key(id)),
        }
    };
    known(line.subject, &asked.subject) && known(line.object, &asked.object)
}

/// Two sides, and what about them decides how they are compared.
pub(super) struct Pair<'a> {
    pub reference: &'a Side,
    pub side: &'a Side,
    /// Why runs cannot be compared one by one; `None` where they can.
    pub unpaired: Option<String>,
    /// Whether both are the same result of the same scenario: then nothing differs, and nothing is
    /// uncertain about that.
    pub identical: bool,
}

impl Pair<'_> {
    pub fn of<'a>(reference: &'a Side, side: &'a Side) -> Pair<'a> {
        let (a, b) = (&reference.outcome, &side.outcome);
        let complete = |outcome: &Outcome| outcome.findings.tally.simulated;
        Pair {
            reference,
            side,
            unpaired: unpaired(reference, side),
            identical: a.header.same_result(&b.header) && complete(a) == complete(b),
        }
    }

    pub fn paired(&self) -> bool {
        self.unpaired.is_none()
    }

    /// How the error of a paired difference is told.
    pub fn sampling(&self) -> Sampling {
        self.side.sampling()
    }
}

/// Why two sides do not share their draws.
fn unpaired(reference: &Side, side: &Side) -> Option<String> {
    let (a, b) = (&reference.outcome.header, &side.outcome.header);
    let (at, of) = (reference.scenario.calendar, side.scenario.calendar);
    let differ = |what: &str, a: &dyn std::fmt::Display, b: &dyn std::fmt::Display| {
        Some(format!("{what} differ ({a} and {b})"))
    };
    if a.seed != b.seed {
        return differ("seeds", &a.seed, &b.seed);
    }
    if at.step != of.step {
        return differ("steps", &at.step.word(), &of.step.word());
    }
    if at.base_year != of.base_year {
        return differ("base years", &at.base_year, &of.base_year);
    }
    if a.float != b.float {
        return differ("precisions", &a.float.word(), &b.float.word());
    }
    if a.plan != b.plan {
        return differ("plans", &a.plan, &b.plan);
    }
    // Points of a Latin hypercube or of Sobol depend on how many there are in all.
    if a.plan != "mc" && (a.runs, a.replicates) != (b.runs, b.replicates) {
        return differ("numbers of designed runs", &a.runs, &b.runs);
    }
    if a.version != b.version {
        return differ("versions of Suasion", &a.version, &b.version);
    }
    None
}

/// The readings that were asked for, of every run of one side.
pub(super) struct Read {
    /// In the order asked; `None` where the side does not define it. NaN stands for a run that
    /// does not.
    pub values: Vec<Option<Vec<f64>>>,
}

impl Read {
    pub fn of(side: &Side, asked: &Asked, threads: usize) -> Result<Read, Error> {
        let mut values = Vec::new();
        let mut missing: Vec<(usize, String, u32)> = Vec::new();
        for (at, reading) in asked.readings.iter().enumerate() {
            let label = asked.metrics[reading.metric].to_string();
            let step = side.scenario.calendar.steps(reading.date).map(|(_, last)| last);
            let step = step.filter(|_| defines(&side.scenario, &asked.metrics[reading.metric]));
            let Some(step) = step else {
                values.push(None);
                continue;
            };
            let date = side.scenario.calendar.label(step);
            let found = side.outcome.values(&label, &date)?;
            if found.is_none() {
                missing.push((at, label, step));
            }
            values.push(found);
        }
        if !missing.is_empty() {
            let readings: Vec<_> = missing.iter().map(|(_, l, step)| (l.clone(), *step)).collect();
            let metrics: Vec<&MetricRef> =
                missing.iter().map(|(at, ..)| &asked.metrics[asked.readings[*at].metric]).collect();
            let again = simulated(side, &metrics, &readings, threads);
            for ((at, ..), found) in missing.iter().zip(again) {
                values[*at] = Some(found);
            }
        }
        Ok(Read { values })
    }
}

/// Readings that the result does not keep of every run: simulated again as its header says.
fn simulated(
    side: &Side,
    metrics: &[&MetricRef],
    readings: &[(String, u32)],
    threads: usize,
) -> Vec<Vec<f64>> {
    let header = &side.outcome.header;
    let metrics: Vec<MetricRef> = metrics.iter().map(|&metric| metric.clone()).collect();
    let mut base = model::compile_for(&side.scenario, &metrics);
    let off = |name: &&&'static str| header.off.iter().any(|off| off == **name);
    let mechanisms: Vec<&'static str> =
        crate::mechanism::CAUSAL_ORDER.iter().map(|m| m.name).collect();
    base.off = mechanisms.iter().filter(off).copied().collect();
    let study = Study { base, variants: Vec::new() };
    let order = Order { threads, series: Vec::new(), ..Order::of(header) };
    let runs = 0..side.outcome.findings.tally.simulated;
    ensemble::sample(&study, &order, runs, readings).swap_remove(0)
}
