//! Mistakes of sense: well-formed statements that cannot be meant.

use super::{Problem, mistakes};
use crate::scenario::tree::Span;

mistakes! {
    /// A number without origin.
    missing_source()
        "the number does not say where it comes from",
        "no `source`",
        "every number names a source, or admits `confidence = \"assumed\"` and is wide",
        "add `source = \"…\"` here or to its table, or state it as an assumed distribution";
    /// An assumption that claims to be certain.
    narrow_assumption()
        "an assumed number cannot be certain",
        "one value only",
        "an assumption is a distribution or carries `error`; exactly 0 and 1 may stand alone",
        "give it an `error` or a distribution wide enough to be honest";
    /// A test that cannot be read.
    bad_expression(expected: &str)
        "the expression cannot be read",
        "expected {expected}",
        "a metric is written name[subject,object]; a test adds @date, compares and joins by and/or",
        "write {expected} here";
    /// Truth and number mixed up.
    mixed_types(needed: &str)
        "{needed} is needed here",
        "this is something else",
        "comparisons, and, or, not take and give truth; arithmetic works on numbers",
        "compare the numbers, or take the comparison out of the arithmetic";
    /// Several years where one number is needed.
    series_outside_fold()
        "several years are not one number",
        "a range of years",
        "a range of years stands alone inside min(…), max(…) or mean(…)",
        "write max(…@2022..2024), or name one year";
    /// A test without end.
    expression_too_large()
        "the expression is too large",
        "too deep or too long here",
        "a test has at most 1000 parts and 60 levels of brackets",
        "split the claim";
}
