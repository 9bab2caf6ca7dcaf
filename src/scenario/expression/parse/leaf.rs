//! Leaves of an expression: numbers, names, metrics and the time over which they are read.

use super::{Fault, FaultKind, Parser, Read, Type, Typed};
use crate::scenario::expression::{Expression, Window};
use crate::scenario::meaning::MetricRef;
use crate::world::Date;

impl Parser<'_> {
    pub(super) fn number(&mut self) -> Read<Typed> {
        let start = self.at;
        self.run(|c| c.is_ascii_digit() || c == '.');
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            self.run(|c| c == '-' || c == '+');
            self.run(|c| c.is_ascii_digit());
        }
        let at = start..self.at;
        match self.text[at.clone()].parse() {
            Ok(value) if f64::is_finite(value) => {
                self.typed(Expression::Number(value), Type::Number, at)
            }
            _ => Err(Fault { at, kind: FaultKind::Syntax("a number such as 1.5 or 2e3") }),
        }
    }

    pub(super) fn id(&mut self) -> Read<String> {
        self.space();
        let id = self.run(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if id.is_empty() { Err(self.expected("an id")) } else { Ok(id.to_string()) }
    }

    pub(super) fn metric(&mut self, name: &str) -> Read<MetricRef> {
        let mut metric = MetricRef { name: name.to_string(), subject: None, object: None };
        if self.symbol("[") {
            metric.subject = Some(self.id()?);
            if self.symbol(",") {
                metric.object = Some(self.id()?);
            }
            self.close("]", "`,` or `]`")?;
        }
        Ok(metric)
    }

    pub(super) fn window(&mut self) -> Read<(Window, Type)> {
        self.close("@", "`@` and a date, as in `gdp[CHN]@2024`")?;
        self.space();
        let (start, first) = (self.at, self.run(|c| c.is_ascii_alphanumeric() || c == '-'));
        if first == "base" {
            return Ok((Window::Base, Type::Number));
        }
        let fault = |at| Fault { at, kind: FaultKind::Date };
        let Some(date) = Date::parse(first) else {
            return Err(fault(start..self.at));
        };
        if !self.symbol("..") {
            return Ok((Window::Date(date), Type::Number));
        }
        self.space();
        let last = self.run(|c| c.is_ascii_digit());
        match (date, Date::parse(last)) {
            (Date::Year(first), Some(Date::Year(last))) if first <= last => {
                Ok((Window::Years(first, last), Type::Series))
            }
            _ => Err(fault(start..self.at)),
        }
    }
}
