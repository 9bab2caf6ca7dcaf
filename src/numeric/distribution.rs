//! Univariate distributions, drawn by their quantile function.
//!
//! A parameter is drawn as `quantile(u)` from a uniform at the parameter's own address: a
//! changed distribution then stays paired with the old one, draw by draw.

use serde::Serialize;

use super::function::{exp, ln};
use super::real::Real;
use super::special::{beta_quantile, normal_quantile, student_quantile};

/// A distribution of one real number.
///
/// The fields are taken as valid: spreads positive, `low` < `high`, the mode between them,
/// weights not negative with a positive sum. Who reads them from a person checks them first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Distribution {
    /// One certain value.
    Constant(f64),
    /// The normal law.
    Normal { mean: f64, sd: f64 },
    /// The exponential of a normal with mean ln `median` and standard deviation `sigma`.
    Lognormal { median: f64, sigma: f64 },
    /// The same density from `low` to `high`.
    Uniform { low: f64, high: f64 },
    /// A density that rises straight to the mode and falls straight from it.
    Triangular { low: f64, mode: f64, high: f64 },
    /// The beta law on \[`low`, `high`\] with this mode and mean (low + 4 mode + high)/6.
    Pert { low: f64, mode: f64, high: f64 },
    /// The beta law stretched to \[`low`, `high`\].
    Beta { alpha: f64, beta: f64, low: f64, high: f64 },
    /// `location` + `scale` × Student's t; `scale` is not the standard deviation.
    StudentT { location: f64, scale: f64, dof: f64 },
    /// One of the values, with probability proportional to its weight; drawn in the order given.
    Choice { values: Vec<f64>, weights: Vec<f64> },
}

use Distribution::*;

impl Distribution {
    /// The value below which the share `u` of the distribution lies, for 0 < `u` < 1.
    ///
    /// It never falls as `u` rises, except for a choice whose values are not sorted.
    pub fn quantile(&self, u: f64) -> f64 {
        self.quantiles(u)
    }

    /// [`Distribution::quantile`], lane by lane.
    #[inline(always)]
    pub fn quantiles<R: Real>(&self, u: R) -> R {
        match *self {
            Constant(value) => R::splat(value),
            Normal { mean, sd } => standard(u) * sd + mean,
            Lognormal { median, sigma } => (standard(u) * sigma).exp() * median,
            Uniform { low, high } => u * (high - low) + low,
            Triangular { low, mode, high } => u.map(|u| triangular_quantile(u, low, mode, high)),
            Pert { low, mode, high } => {
                let (alpha, beta) = pert_shape(low, mode, high);
                u.map(|u| low + (high - low) * beta_quantile(u, alpha, beta))
            }
            Beta { alpha, beta, low, high } => {
                u.map(|u| low + (high - low) * beta_quantile(u, alpha, beta))
            }
            StudentT { location, scale, dof } => {
                u.map(|u| location + scale * student_quantile(u, dof))
            }
            Choice { ref values, ref weights } => u.map(|u| values[chosen(u, weights)]),
        }
    }

    /// The expected value; NaN where it does not exist (t with one degree of freedom or less).
    pub fn mean(&self) -> f64 {
        match *self {
            Constant(value) => value,
            Normal { mean, .. } => mean,
            Lognormal { median, sigma } => median * exp(0.5 * sigma * sigma),
            Uniform { low, high } => 0.5 * (low + high),
            Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Beta { alpha, beta, low, high } => low + (high - low) * alpha / (alpha + beta),
            StudentT { location, dof, .. } if dof > 1.0 => location,
            StudentT { .. } => f64::NAN,
            Choice { ref values, ref weights } => weighted_mean(values.iter().copied(), weights),
        }
    }

    /// The standard deviation; infinite for a t with 1 < `dof` ≤ 2, NaN with `dof` ≤ 1.
    pub fn sd(&self) -> f64 {
        match *self {
            Constant(_) => 0.0,
            Normal { sd, .. } => sd,
            Lognormal { sigma, .. } => self.mean() * super::function::exp_m1(sigma * sigma).sqrt(),
            Uniform { low, high } => (high - low) / 12.0_f64.sqrt(),
            Triangular { low, mode, high } => {
                let (left, right) = (mode - low, high - mode);
                ((left * left + left * right + right * right) / 18.0).sqrt()
            }
            Pert { low, mode, high } => {
                let (alpha, beta) = pert_shape(low, mode, high);
                (high - low) * beta_sd(alpha, beta)
            }
            Beta { alpha, beta, low, high } => (high - low) * beta_sd(alpha, beta),
            StudentT { scale, dof, .. } if dof > 2.0 => scale * (dof / (dof - 2.0)).sqrt(),
            StudentT { dof, .. } => {
                if dof > 1.0 {
                    f64::INFINITY
                } else {
                    f64::NAN
                }
            }
            Choice { ref values, ref weights } => {
                let mean = self.mean();
                let squares = values.iter().map(|v| (v - mean) * (v - mean));
                weighted_mean(squares, weights).sqrt()
            }
        }
    }

    /// The smallest interval that holds every draw.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Constant(value) => (value, value),
            Normal { .. } | StudentT { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Lognormal { .. } => (0.0, f64::INFINITY),
            Uniform { low, high }
            | Triangular { low, high, .. }
            | Pert { low, high, .. }
            | Beta { low, high, .. } => (low, high),
            Choice { ref values, ref weights } => values
                .iter()
                .zip(weights)
                .filter(|(_, weight)| **weight > 0.0)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (v, _)| {
                    (low.min(*v), high.max(*v))
                }),
        }
    }

    /// A phrase for a table: `lognormal, median 8.05, 90 % 6.1–10.6`.
    pub fn describe(&self) -> String {
        let range = || {
            let (low, high) = (self.quantile(0.05), self.quantile(0.95));
            // A dash beside a minus sign reads badly.
            let between = if low < 0.0 { " to " } else { "–" };
            format!("90 % {}{between}{}", figure(low), figure(high))
        };
        match *self {
            Constant(value) => figure(value),
            Normal { mean, .. } => format!("normal, mean {}, {}", figure(mean), range()),
            Lognormal { median, .. } => {
                format!("lognormal, median {}, {}", figure(median), range())
            }
            Uniform { low, high } => format!("uniform, {} to {}", figure(low), figure(high)),
            Triangular { mode, .. } => format!("triangular, mode {}, {}", figure(mode), range()),
            Pert { mode, .. } => format!("PERT, mode {}, {}", figure(mode), range()),
            Beta { .. } => format!("beta, mean {}, {}", figure(self.mean()), range()),
            StudentT { location, dof, .. } => {
                format!("Student t({}), centre {}, {}", figure(dof), figure(location), range())
            }
            Choice { ref values, ref weights } => describe_choice(values, weights),
        }
    }
}

/// The two shapes of a PERT law: 1 + 4 × the distance of the mode from either end.
fn pert_shape(low: f64, mode: f64, high: f64) -> (f64, f64) {
    (1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low))
}

fn beta_sd(alpha: f64, beta: f64) -> f64 {
    let sum = alpha + beta;
    (alpha * beta / (sum + 1.0)).sqrt() / sum
}

/// Standard normal quantiles: a loop of its own, which becomes vectors.
#[inline(always)]
#[allow(clippy::redundant_closure, reason = "a bare function goes through a shim, not inlined")]
fn standard<R: Real>(u: R) -> R {
    u.map(|u| normal_quantile(u))
}

#[inline(always)]
fn triangular_quantile(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    let rising = low + (u * width * (mode - low)).sqrt();
    let falling = high - ((1.0 - u) * width * (high - mode)).sqrt();
    if u * width < mode - low { rising } else { falling }
}

/// The first choice at which the running sum of the weights passes the share `u` of their total.
fn chosen(u: f64, weights: &[f64]) -> usize {
    let target = u * weights.iter().sum::<f64>();
    let mut sum = 0.0;
    let passed = weights.iter().position(|weight| {
        sum += weight;
        sum > target
    });
    // Only u = 1 passes none.
    passed.or_else(|| weights.iter().rposition(|w| *w > 0.0)).expect("a weight is positive")
}

fn weighted_mean(values: impl Iterator<Item = f64>, weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    values.zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / total
}

fn describe_choice(values: &[f64], weights: &[f64]) -> String {
    let total: f64 = weights.iter().sum();
    let terms: Vec<String> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| format!("{} ({} %)", figure(*value), figure(100.0 * weight / total)))
        .collect();
    format!("one of {}", terms.join(", "))
}

/// A number with three significant digits, without trailing zeros.
fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = (ln(value.abs()) * std::f64::consts::LOG10_E + 1e-12).floor() as i32;
    if !(-5..=9).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    let text = format!("{value:.*}", (2 - magnitude).max(0) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests;
