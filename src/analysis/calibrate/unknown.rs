//! What is estimated: a number with its prior, on the scale on which that prior is standard normal.

use crate::mechanism::Parameter;
use crate::numeric::Distribution;
use crate::numeric::special::normal_cdf;

/// What an unknown is to a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A parameter of the model.
    Parameter,
    /// A figure of an actor.
    Figure,
    /// Needed to read the data, of no use to a scenario.
    Nuisance,
}

impl Role {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Role::Parameter => "parameter",
            Role::Figure => "figure",
            Role::Nuisance => "nuisance",
        }
    }
}

/// A number to be estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// Its key path in a scenario, without `parameters`: `shock.world_sd`, `actors.KAZ.world_beta`;
    /// for a nuisance any name.
    pub key: String,
    pub role: Role,
    pub unit: String,
    /// Values outside make no sense.
    pub low: f64,
    pub high: f64,
    /// What is believed before the data.
    pub prior: Distribution,
    /// The prior is the one shipped with the model.
    pub shipped: bool,
}

/// No place lies farther out: the law of a prior is not told apart from its end there.
const FARTHEST: f64 = 7.5;

impl Unknown {
    /// A parameter of the model, with a prior of the asker's or its own.
    pub fn parameter(line: &Parameter, prior: Option<Distribution>) -> Unknown {
        Unknown {
            key: line.key.to_string(),
            role: Role::Parameter,
            unit: line.unit.to_string(),
            low: line.low,
            high: line.high,
            shipped: prior.is_none(),
            prior: prior.unwrap_or_else(|| line.prior.clone()),
        }
    }

    /// A number that only the reading of the data needs.
    pub fn nuisance(key: &str, unit: &str, prior: Distribution) -> Unknown {
        Unknown {
            key: key.to_string(),
            role: Role::Nuisance,
            unit: unit.to_string(),
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            shipped: true,
            prior,
        }
    }

    /// A figure of an actor.
    pub fn figure(
        key: String,
        unit: &str,
        (low, high): (f64, f64),
        prior: Distribution,
    ) -> Unknown {
        let role = Role::Figure;
        Unknown { key, role, unit: unit.to_string(), low, high, shipped: true, prior }
    }

    /// The place of a value on the scale on which the prior is standard normal.
    pub fn place(&self, value: f64) -> f64 {
        let (mut low, mut high) = (-FARTHEST, FARTHEST);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if self.value(middle) < value {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// The value at a place of the scale on which the prior is standard normal.
    pub fn value(&self, z: f64) -> f64 {
        const EDGE: f64 = 1e-14;
        let u = normal_cdf(z).clamp(EDGE, 1.0 - EDGE);
        self.prior.quantile(u).clamp(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanism::parameters;

    #[test]
    fn the_scale_is_standard_normal_under_the_prior() {
        let table = parameters();
        let line = table.iter().find(|p| p.key == "shock.persistence").unwrap();
        let unknown = Unknown::parameter(line, None);
        assert!((unknown.value(0.0) - 0.5).abs() < 1e-12);
        assert!((unknown.value(-1.0) - (0.4 + 0.2 * normal_cdf(-1.0))).abs() < 1e-12);
        assert!(unknown.value(9.0) <= 0.6 && unknown.value(-40.0) >= 0.4);
        let own = Unknown::parameter(line, Some(Distribution::Normal { mean: 0.9, sd: 1.0 }));
        assert_eq!(own.value(5.0), 0.99, "the range is kept");
        assert!(unknown.shipped && !own.shipped);
        for z in [-2.0, 0.0, 1.3] {
            assert!((unknown.place(unknown.value(z)) - z).abs() < 1e-9);
        }
        assert!(unknown.place(0.61) > 7.0, "above every value of the prior");
    }
}
