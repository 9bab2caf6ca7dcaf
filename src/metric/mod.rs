//! Metrics (architect: being written).

/// What a metric's subject or object must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The metric has none.
    None,
    Actor,
    Power,
    Region,
    Axis,
    Event,
    /// An agenda item of an institution.
    Agenda,
}

/// A line of the metric table.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub unit: &'static str,
    pub subject: Kind,
    pub object: Kind,
    /// A sentence.
    pub meaning: &'static str,
}

/// Every metric, in the order in which results list them.
pub const METRICS: &[Metric] = &[];

/// The metric of a name, if there is one.
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|m| m.name == name)
}
