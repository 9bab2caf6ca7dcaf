//! Reads the language of claims by recursive descent; truth values and numbers are told apart
//! while reading, so that a fault points at the part that does not fit.

mod leaf;

use std::ops::Range;

use super::{Comparison, Expression, Fold, Operation};
use crate::scenario::meaning::MetricRef;

/// What is wrong with an expression, and where in its text (bytes).
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub at: Range<usize>,
    pub kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// Something else was expected: what.
    Syntax(&'static str),
    /// A truth value where a number is needed, or the other way round: what is needed.
    Type(&'static str),
    /// Several years outside `min`, `max`, `mean`.
    Series,
    /// Not a date.
    Date,
    /// Nested or long beyond reason.
    Size,
}

/// Longest chain of parts and deepest nesting that a test may have.
const MOST_PARTS: usize = 1000;
const DEEPEST: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Type {
    Truth,
    Number,
    /// A metric over several years.
    Series,
}

struct Typed {
    expression: Expression,
    is: Type,
    at: Range<usize>,
}

type Read<T> = Result<T, Fault>;

/// Reads the test of a claim: a truth value.
pub fn parse(text: &str) -> Read<Expression> {
    let mut parser = Parser { text, at: 0, parts: 0, depth: 0 };
    let whole = parser.or()?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.expected("`and`, `or`, a comparison or the end"));
    }
    parser.need(whole, Type::Truth).map(|(expression, _)| *expression)
}

/// Reads a metric without a date: `trade_share[KAZ,CHN]`.
pub fn parse_metric(text: &str) -> Read<MetricRef> {
    let mut parser = Parser { text, at: 0, parts: 0, depth: 0 };
    parser.space();
    let name = parser.word();
    if name.is_empty() {
        return Err(parser.expected("the name of a metric"));
    }
    let metric = parser.metric(name)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.expected("the end: a metric is written `name[subject,object]`"));
    }
    Ok(metric)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    parts: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes a symbol if it comes next.
    fn symbol(&mut self, symbol: &str) -> bool {
        self.space();
        let comes = self.rest().starts_with(symbol);
        self.at += if comes { symbol.len() } else { 0 };
        comes
    }

    /// The letters, digits and underscores that come next; may be empty.
    fn word(&mut self) -> &'a str {
        self.run(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes a keyword if it comes next as a whole word.
    fn keyword(&mut self, keyword: &str) -> bool {
        self.space();
        let before = self.at;
        let comes = self.word() == keyword;
        if !comes {
            self.at = before;
        }
        comes
    }

    /// The fault that something else comes next.
    fn expected(&self, what: &'static str) -> Fault {
        let next = self.rest().chars().next().map_or(0, char::len_utf8);
        Fault { at: self.at..self.at + next, kind: FaultKind::Syntax(what) }
    }

    fn need(&self, part: Typed, needed: Type) -> Read<(Box<Expression>, Range<usize>)> {
        let kind = match (part.is, needed) {
            (is, needed) if is == needed => return Ok((Box::new(part.expression), part.at)),
            (Type::Series, _) => FaultKind::Series,
            (_, Type::Truth) => FaultKind::Type("a comparison, true or false"),
            _ => FaultKind::Type("a number"),
        };
        Err(Fault { at: part.at, kind })
    }

    fn pair(
        &mut self,
        (left, right): (Typed, Typed),
        (needed, is): (Type, Type),
        join: impl FnOnce(Box<Expression>, Box<Expression>) -> Expression,
    ) -> Read<Typed> {
        let ((left, from), (right, to)) = (self.need(left, needed)?, self.need(right, needed)?);
        self.typed(join(left, right), is, from.start..to.end)
    }

    fn typed(&mut self, expression: Expression, is: Type, at: Range<usize>) -> Read<Typed> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Fault { at, kind: FaultKind::Size });
        }
        Ok(Typed { expression, is, at })
    }

    fn or(&mut self) -> Read<Typed> {
        let mut left = self.and()?;
        while self.keyword("or") {
            let right = self.and()?;
            left = self.pair((left, right), (Type::Truth, Type::Truth), Expression::Or)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Read<Typed> {
        let mut left = self.not()?;
        while self.keyword("and") {
            let right = self.not()?;
            left = self.pair((left, right), (Type::Truth, Type::Truth), Expression::And)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Read<Typed> {
        self.space();
        let start = self.at;
        if !self.keyword("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        let (inner, at) = self.need(inner, Type::Truth)?;
        self.typed(Expression::Not(inner), Type::Truth, start..at.end)
    }

    /// Reads a part that lies one level deeper.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Read<Typed>) -> Read<Typed> {
        if self.depth == DEEPEST {
            return Err(Fault { at: self.at..self.at, kind: FaultKind::Size });
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }

    fn comparison(&mut self) -> Read<Typed> {
        let left = self.sum()?;
        let signs = [
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let Some((_, sign)) = signs.into_iter().find(|(text, _)| self.symbol(text)) else {
            return Ok(left);
        };
        let right = self.sum()?;
        let compare = |a, b| Expression::Compare(a, sign, b);
        self.pair((left, right), (Type::Number, Type::Truth), compare)
    }

    fn sum(&mut self) -> Read<Typed> {
        let signs = [("+", Operation::Add), ("-", Operation::Subtract)];
        self.chain(signs, Self::product)
    }

    fn product(&mut self) -> Read<Typed> {
        let signs = [("*", Operation::Multiply), ("/", Operation::Divide)];
        self.chain(signs, Self::signed)
    }

    fn chain(
        &mut self,
        signs: [(&str, Operation); 2],
        part: fn(&mut Self) -> Read<Typed>,
    ) -> Read<Typed> {
        let mut left = part(self)?;
        while let Some((_, sign)) = signs.iter().find(|(text, _)| self.symbol(text)) {
            let right = part(self)?;
            let join = |a, b| Expression::Arithmetic(a, *sign, b);
            left = self.pair((left, right), (Type::Number, Type::Number), join)?;
        }
        Ok(left)
    }

    fn signed(&mut self) -> Read<Typed> {
        self.space();
        let start = self.at;
        if !self.symbol("-") {
            return self.primary();
        }
        let inner = self.deeper(Self::signed)?;
        let (inner, at) = self.need(inner, Type::Number)?;
        self.typed(Expression::Negative(inner), Type::Number, start..at.end)
    }

    fn primary(&mut self) -> Read<Typed> {
        self.space();
        let start = self.at;
        if self.symbol("(") {
            let inner = self.deeper(Self::or)?;
            self.close(")", "`)`")?;
            return Ok(Typed { at: start..self.at, ..inner });
        }
        if self.rest().starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return self.number();
        }
        match self.word() {
            "" => Err(self.expected("a metric, a number or `(`")),
            "min" => self.fold(Fold::Least, start),
            "max" => self.fold(Fold::Greatest, start),
            "mean" => self.fold(Fold::Mean, start),
            "abs" => {
                let inner = self.inside()?;
                let (inner, _) = self.need(inner, Type::Number)?;
                self.typed(Expression::Absolute(inner), Type::Number, start..self.at)
            }
            "counterfactual" => {
                let inner = self.inside()?;
                if inner.is == Type::Series {
                    return Err(Fault { at: inner.at, kind: FaultKind::Series });
                }
                let whole = Expression::Counterfactual(Box::new(inner.expression));
                self.typed(whole, inner.is, start..self.at)
            }
            "crossing" => {
                self.close("[", "`[` and the id of a crossing")?;
                let id = self.id()?;
                self.close("]", "`]`")?;
                self.typed(Expression::Crossing(id), Type::Number, start..self.at)
            }
            name => {
                let metric = self.metric(name)?;
                let (window, is) = self.window()?;
                self.typed(Expression::Metric(metric, window), is, start..self.at)
            }
        }
    }

    fn close(&mut self, symbol: &str, what: &'static str) -> Read<()> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn inside(&mut self) -> Read<Typed> {
        self.close("(", "`(`")?;
        let inner = self.deeper(Self::or)?;
        self.close(")", "`)`")?;
        Ok(inner)
    }

    fn fold(&mut self, fold: Fold, start: usize) -> Read<Typed> {
        self.close("(", "`(`")?;
        let mut parts = Vec::new();
        loop {
            let part = self.deeper(Self::or)?;
            if part.is == Type::Truth {
                return Err(Fault { at: part.at, kind: FaultKind::Type("a number") });
            }
            parts.push(part.expression);
            if !self.symbol(",") {
                break;
            }
        }
        self.close(")", "`,` or `)`")?;
        self.typed(Expression::Fold(fold, parts), Type::Number, start..self.at)
    }
}
