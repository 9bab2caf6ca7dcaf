//! The distributions that a file can name, with their parameters and the rule that they must meet.

use crate::numeric::Distribution;

use super::tree::Node;

/// A distribution as a file writes it.
#[derive(Debug)]
pub struct Law {
    /// The word after `dist`.
    pub name: &'static str,
    /// Parameters, all needed unless [`default`] knows better.
    pub parameters: &'static [&'static str],
    /// What the parameters must meet.
    pub rule: &'static str,
}

/// Every distribution.
pub const LAWS: &[Law] = &[
    Law { name: "normal", parameters: &["mean", "sd"], rule: "`sd` is above 0" },
    Law {
        name: "lognormal",
        parameters: &["median", "sigma"],
        rule: "`median` and `sigma` are above 0",
    },
    Law { name: "uniform", parameters: &["low", "high"], rule: "`low` is below `high`" },
    Law {
        name: "triangular",
        parameters: &["low", "mode", "high"],
        rule: "`low` is below `high`, and `mode` is between them",
    },
    Law {
        name: "pert",
        parameters: &["low", "mode", "high"],
        rule: "`low` is below `high`, and `mode` is between them",
    },
    Law {
        name: "beta",
        parameters: &["alpha", "beta", "low", "high"],
        rule: "`alpha` and `beta` are above 0, and `low` is below `high`",
    },
    Law {
        name: "student_t",
        parameters: &["location", "scale", "dof"],
        rule: "`scale` is above 0, and `dof` above 2, so that there is a standard deviation",
    },
    Law {
        name: "choice",
        parameters: &["values", "weights"],
        rule: "there is a value at least, and as many weights, none below 0, one above 0",
    },
];

/// What a parameter is where it is absent; `None` where it must be there.
pub fn default(law: &str, parameter: &str) -> Option<f64> {
    match (law, parameter) {
        ("beta", "low") => Some(0.0),
        ("beta", "high") => Some(1.0),
        _ => None,
    }
}

/// Whether a distribution cannot do without a parameter.
pub fn needs(law: &Law, parameter: &str) -> bool {
    default(law.name, parameter).is_none() && parameter != "weights"
}

/// Whether the parameter is a list of numbers.
pub fn is_list(parameter: &str) -> bool {
    matches!(parameter, "values" | "weights")
}

/// The distribution of a table whose parameters are there and are numbers.
///
/// # Errors
/// The law itself, where the parameters do not meet its rule.
pub fn build(law: &'static Law, table: &Node) -> Result<Distribution, &'static Law> {
    let number = |name: &str| {
        table.get(name).and_then(Node::number).or(default(law.name, name)).unwrap_or(f64::NAN)
    };
    let [low, mode, high] = ["low", "mode", "high"].map(number);
    let list = |name: &str| -> Option<Vec<f64>> {
        let elements = table.get(name)?.elements();
        elements.iter().map(Node::number).collect()
    };
    let (sound, distribution) = match law.name {
        "normal" => {
            let (mean, sd) = (number("mean"), number("sd"));
            (sd > 0.0, Distribution::Normal { mean, sd })
        }
        "lognormal" => {
            let (median, sigma) = (number("median"), number("sigma"));
            (median > 0.0 && sigma > 0.0, Distribution::Lognormal { median, sigma })
        }
        "uniform" => (low < high, Distribution::Uniform { low, high }),
        "triangular" => {
            let sound = low < high && low <= mode && mode <= high;
            (sound, Distribution::Triangular { low, mode, high })
        }
        "pert" => {
            let sound = low < high && low <= mode && mode <= high;
            (sound, Distribution::Pert { low, mode, high })
        }
        "beta" => {
            let (alpha, beta) = (number("alpha"), number("beta"));
            let sound = alpha > 0.0 && beta > 0.0 && low < high;
            (sound, Distribution::Beta { alpha, beta, low, high })
        }
        "student_t" => {
            let [location, scale, dof] = ["location", "scale", "dof"].map(number);
            (scale > 0.0 && dof > 2.0, Distribution::StudentT { location, scale, dof })
        }
        _ => {
            let values = list("values").unwrap_or_default();
            let weights = list("weights").unwrap_or_else(|| vec![1.0; values.len()]);
            let mass: f64 = weights.iter().sum();
            let sound = weights.len() == values.len()
                && weights.iter().all(|w| *w >= 0.0)
                && mass > 0.0
                && mass.is_finite();
            (sound, Distribution::Choice { values, weights })
        }
    };
    if sound { Ok(distribution) } else { Err(law) }
}

/// The distribution in a unit that is `factor` times smaller.
pub fn scaled(distribution: Distribution, factor: f64) -> Distribution {
    use Distribution::*;
    match distribution {
        Constant(value) => Constant(value * factor),
        Normal { mean, sd } => Normal { mean: mean * factor, sd: sd * factor },
        Lognormal { median, sigma } => Lognormal { median: median * factor, sigma },
        Uniform { low, high } => Uniform { low: low * factor, high: high * factor },
        Triangular { low, mode, high } => {
            Triangular { low: low * factor, mode: mode * factor, high: high * factor }
        }
        Pert { low, mode, high } => {
            Pert { low: low * factor, mode: mode * factor, high: high * factor }
        }
        Beta { alpha, beta, low, high } => {
            Beta { alpha, beta, low: low * factor, high: high * factor }
        }
        StudentT { location, scale, dof } => {
            StudentT { location: location * factor, scale: scale * factor, dof }
        }
        Choice { values, weights } => {
            Choice { values: values.into_iter().map(|v| v * factor).collect(), weights }
        }
    }
}

/// How far a distribution reaches: its bounds, or the quantiles that one draw in a million passes
/// where it has none.
pub fn reach(distribution: &Distribution) -> (f64, f64) {
    const RARE: f64 = 1e-6;
    let (low, high) = distribution.support();
    let bounded = low.is_finite() && high.is_finite();
    if bounded {
        return (low, high);
    }
    (distribution.quantile(RARE), distribution.quantile(1.0 - RARE))
}
