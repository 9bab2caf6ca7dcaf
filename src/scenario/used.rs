//! The sections of a file that a scenario uses: parameters, figures of actors, correlations.

use super::section::SOURCE;
use super::shape::Kind::*;
use super::shape::{Noun, Shape, any, may, must, within};
use super::unit::Dimension::*;

/// A file that a scenario uses: parameters, figures of actors, and what they come from.
pub const USED: Shape = Shape {
    noun: "a file of parameters",
    provenance: false,
    keys: &[
        may("sources", Map(&SOURCE), "where numbers come from"),
        may("parameters", Parameters, "in place of parameters' default priors"),
        may("actors", Map(&USED_ACTOR), "figures of actors that the scenario may have"),
        may("correlations", List(&CORRELATION), "parameters that are drawn together"),
    ],
};

pub const USED_ACTOR: Shape = Shape {
    noun: "an actor's figures",
    provenance: true,
    keys: &[
        may("growth_per_year", within(Rate, -1.0, 1.0), "growth of GDP now, in logs"),
        may("volatility_per_year", within(Rate, 0.0, 1.0), "s.d. of annual growth"),
        may("world_beta", any(Index), "response of growth to world growth"),
        may("oil_elasticity", any(Index), "response of log GDP to the log oil price"),
    ],
};

pub const CORRELATION: Shape = Shape {
    noun: "a correlation",
    provenance: false,
    keys: &[
        must("between", Names(Noun::Parameter), "two parameters"),
        must("coefficient", Number, "correlation of their normal scores, between -1 and 1"),
    ],
};
