//! References to what a scenario declares or a run observes: number keys, metrics, tests.

use std::ops::Range;

use super::Check;
use crate::metric::{self, Metric};
use crate::scenario::expression::{self, Fault, FaultKind};
use crate::scenario::meaning::MetricRef;
use crate::scenario::path;
use crate::scenario::problem::{form, name, sense};
use crate::scenario::shape::Noun;
use crate::scenario::tree::{Node, Span};

impl Check<'_> {
    pub(super) fn number_key(&mut self, node: &Node) {
        let Some(text) = self.text(node) else { return };
        let found = path::find(self.root, text);
        let is_number = |n: &Node| n.get("value").is_some() || n.get("dist").is_some();
        if !found.is_ok_and(|place| is_number(place.node) || place.node.number().is_some()) {
            let near = path::near(self.root, text);
            self.problems.push(name::unknown_number(node.span, text, &near));
        }
    }

    pub(super) fn metric_text(&mut self, node: &Node) {
        let Some(text) = self.text(node) else { return };
        match expression::parse_metric(text) {
            Ok(metric) => self.metric(&metric, node.span),
            Err(fault) => self.fault(node, &fault),
        }
    }

    pub(super) fn test(&mut self, node: &Node) {
        let Some(text) = self.text(node) else { return };
        let parsed = match expression::parse(text) {
            Ok(parsed) => parsed,
            Err(fault) => return self.fault(node, &fault),
        };
        for (metric, _) in parsed.references() {
            self.metric(metric, self.inside(node, metric_place(text, metric)));
        }
        for id in parsed.crossings() {
            let span = self.inside(node, text.find(id).map(|at| at..at + id.len()));
            self.problems.extend(self.names.problem(Noun::Crossing, id, span));
        }
    }

    fn metric(&mut self, reference: &MetricRef, span: Span) {
        let Some(line) = metric::metric(&reference.name) else {
            return self.problems.extend(self.names.problem(Noun::Metric, &reference.name, span));
        };
        let places = [(&reference.subject, line.subject), (&reference.object, line.object)];
        let fits = |(id, kind): &(&Option<String>, metric::Kind)| {
            id.is_some() == (*kind != metric::Kind::None)
        };
        if !places.iter().all(fits) {
            let problem = name::metric_arguments(span, &reference.name, &written(line));
            return self.problems.push(problem);
        }
        for (id, kind) in places {
            if let (Some(id), Some(noun)) = (id, noun_of(kind)) {
                self.problems.extend(self.names.problem(noun, id, span));
            }
        }
    }

    fn fault(&mut self, node: &Node, fault: &Fault) {
        let span = self.inside(node, Some(fault.at.clone()));
        self.problems.push(match &fault.kind {
            FaultKind::Syntax(expected) => sense::bad_expression(span, expected),
            FaultKind::Type(needed) => sense::mixed_types(span, needed),
            FaultKind::Series => sense::series_outside_fold(span),
            FaultKind::Date => {
                let text = node.text().and_then(|text| text.get(fault.at.clone()));
                form::bad_date(span, text.unwrap_or_default())
            }
            FaultKind::Size => sense::expression_too_large(span),
        });
    }

    /// A place inside a text, where the file shows the text as it is; else the whole text.
    fn inside(&self, node: &Node, at: Option<Range<usize>>) -> Span {
        let raw = self.files.text(node.span);
        let offset = node.text().and_then(|text| raw.find(text));
        match (offset, at) {
            (Some(offset), Some(at)) => Span {
                file: node.span.file,
                start: node.span.start + offset + at.start,
                end: node.span.start + offset + at.end,
            },
            _ => node.span,
        }
    }
}

/// Where a metric is first written in a test.
fn metric_place(text: &str, metric: &MetricRef) -> Option<Range<usize>> {
    let whole = metric.to_string();
    text.find(&whole).map(|at| at..at + whole.len())
}

fn noun_of(kind: metric::Kind) -> Option<Noun> {
    match kind {
        metric::Kind::None => None,
        metric::Kind::Actor => Some(Noun::Actor),
        metric::Kind::Power => Some(Noun::Power),
        metric::Kind::Region => Some(Noun::Region),
        metric::Kind::Axis => Some(Noun::Axis),
        metric::Kind::Event => Some(Noun::Event),
        metric::Kind::Agenda => Some(Noun::Agenda),
    }
}

/// How a metric is written: `name[actor,power]`.
fn written(line: &Metric) -> String {
    let word = |kind| match kind {
        metric::Kind::None => None,
        metric::Kind::Actor => Some("actor".to_string()),
        metric::Kind::Power => Some("power".to_string()),
        metric::Kind::Region => Some("region".to_string()),
        metric::Kind::Axis => Some("axis".to_string()),
        metric::Kind::Event => Some("event".to_string()),
        metric::Kind::Agenda => Some("agenda item".to_string()),
    };
    let form = MetricRef {
        name: line.name.to_string(),
        subject: word(line.subject),
        object: word(line.object),
    };
    form.to_string()
}
