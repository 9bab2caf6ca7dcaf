//! Estimates from runs, with what their finite number leaves open, and tests of two samples.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `mean` | the mean of runs with its 95 % interval, paired, unpaired, and by replicates |
//! | `proportion` | differences of two probabilities, McNemar's test |
//! | `spread` | quantiles, correlation, skewness, the Wasserstein distance |
//!
//! A value that is NaN stands for a run that does not define it and counts nowhere. Everything is
//! odd in the order of its two samples: exchanging them changes the sign and nothing else.

mod mean;
mod proportion;
mod spread;

pub use mean::{Estimate, Sampling, mean, ratio_of_means, unpaired};
pub use proportion::{Discordance, mcnemar, two_proportions};
pub use spread::{Moments, Tails, correlation, moments, probability_above, tails, wasserstein};

/// Two-sided level of every interval: 95 %.
pub const LEVEL: f64 = 0.95;

/// The probability up to the upper end of a 95 % interval.
const UPPER: f64 = 0.5 + LEVEL / 2.0;
