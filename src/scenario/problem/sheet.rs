//! Mistakes in the files of other commands.

use super::{Problem, mistakes};
use crate::scenario::tree::Span;

mistakes! {
    /// A code that no economy has.
    unknown_economy(code: &str, near: &str)
        "no economy has the code `{code}`",
        "no ISO 3166 alpha-3 code",
        "economies are named by their three-letter codes, as in [\"CHN\", \"KAZ\"]",
        "{near}";
    /// A value that does not fit the others.
    unfit(what: &str, rule: &str, next: &str)
        "`{what}` does not fit",
        "not possible here",
        "{rule}",
        "{next}";
}
