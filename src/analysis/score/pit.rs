//! Probability integral transform: the share of the forecast that lies below what happened. Over
//! many forecasts its histogram is flat where they are calibrated, a hump where they are too wide,
//! a valley where they are too narrow.

/// The transform of a sample; ties count half, so that a forecast of many equal values is fair.
pub fn pit(sample: &[f64], happened: f64) -> f64 {
    let below = sample.iter().filter(|x| **x < happened).count() as f64;
    let equal = sample.iter().filter(|x| **x == happened).count() as f64;
    (below + 0.5 * equal) / sample.len() as f64
}

/// Probabilities at which reliability is told: every twentieth.
pub const LEVELS: usize = 19;

/// Share of the transforms at or below each twentieth: of honest forecasts the twentieth itself
/// (Gneiting, Balabdaoui and Raftery, Journal of the Royal Statistical Society B 69, 2007,
/// doi:10.1111/j.1467-9868.2007.00587.x).
pub fn below(pits: &[f64]) -> [f64; LEVELS] {
    let share = |level: usize| {
        let at = (level + 1) as f64 / (LEVELS + 1) as f64;
        pits.iter().filter(|pit| **pit <= at).count() as f64 / pits.len() as f64
    };
    std::array::from_fn(share)
}

/// Share of the transforms in each of ten equal bins.
pub fn histogram(pits: &[f64]) -> [f64; 10] {
    let mut bins = [0.0; 10];
    for pit in pits {
        bins[((pit * 10.0) as usize).min(9)] += 1.0 / pits.len() as f64;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_fall_into_ten_bins() {
        assert_eq!(pit(&[1.0, 2.0, 3.0, 4.0], 2.5), 0.5);
        assert_eq!(pit(&[1.0, 1.0], 1.0), 0.5);
        let bins = histogram(&[0.0, 0.05, 0.95, 1.0]);
        assert_eq!((bins[0], bins[9]), (0.5, 0.5));
        let shares = below(&[0.05, 0.5, 0.96]);
        assert_eq!(
            (shares[0], shares[8], shares[9], shares[18]),
            (1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0)
        );
    }
}
