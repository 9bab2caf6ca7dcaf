//! The parameter table: one line declares a key, its unit, range, prior, meaning and source; the
//! TOML key, the check, the page, the draw and the column follow from it.

use crate::numeric::Distribution;

/// A parameter of the model, as its mechanism's table declares it.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// `mechanism.name`, its key in `[parameters]` and its address in every draw.
    pub key: &'static str,
    pub unit: &'static str,
    /// Values outside make no sense and are refused.
    pub low: f64,
    pub high: f64,
    /// Drawn from it where the scenario says nothing.
    pub prior: Distribution,
    /// A sentence.
    pub meaning: &'static str,
    /// What kind of knowledge the prior is.
    pub basis: Basis,
    /// Where the prior comes from: a citation, or `assumed` with the reason.
    pub source: &'static str,
    /// Whether it stands for a choice of structure, not for a size (model.md §4 d).
    pub structural: bool,
}

/// What a prior rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Measured on published figures: `suasion calibrate` can measure it again where it has a
    /// likelihood or a statistic for it.
    Data,
    /// An estimate that others have published.
    Literature,
    /// Assumed or declared: no figure was found, and the source says why this one.
    Judgement,
}

impl Basis {
    /// The word in pages and tables.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Data => "data",
            Basis::Literature => "literature",
            Basis::Judgement => "judgement",
        }
    }
}

/// Declares a mechanism's parameters: a struct with one value per run and lane, and the table.
///
/// ```text
/// parameters! { trade:
///     /// meaning, one sentence
///     adjustment_per_year: "per year", 0.0..=12.0, Uniform { low: 0.15, high: 0.25 },
///         Literature("source");
/// }
/// ```
macro_rules! parameters {
    ($mechanism:ident: $( $(#[doc = $meaning:literal])+ $(@$structural:ident)?
        $name:ident: $unit:literal, $low:literal ..= $high:literal, $prior:expr,
        $basis:ident($source:literal); )+) => {
        /// This mechanism's parameters as drawn for a block of runs.
        #[derive(Clone, Debug)]
        pub struct Parameters<R> { $( $(#[doc = $meaning])+ pub $name: R, )+ }

        impl<R: $crate::numeric::Real> Parameters<R> {
            /// Takes this mechanism's values from the list of all parameters, in table order.
            pub(super) fn take(values: &mut impl Iterator<Item = R>) -> Self {
                Parameters { $( $name: values.next().expect("one value per parameter"), )+ }
            }
        }

        /// This mechanism's lines of the parameter table.
        pub(super) fn table() -> Vec<$crate::mechanism::Parameter> {
            #[allow(unused_imports)]
            use $crate::numeric::Distribution::{self, *};
            vec![ $( $crate::mechanism::Parameter {
                key: concat!(stringify!($mechanism), ".", stringify!($name)),
                unit: $unit,
                low: $low,
                high: $high,
                prior: $prior,
                meaning: concat!($($meaning),+).trim_ascii(),
                basis: $crate::mechanism::Basis::$basis,
                source: $source,
                structural: !(&[$(stringify!($structural))?] as &[&str]).is_empty(),
            }, )+ ]
        }
    };
}
pub(super) use parameters;
