//! Coverage: whether a central interval held what happened. Not a score: it should be near its
//! nominal value, neither below nor above.

/// A quantile of a sample in rising order, between its values by straight line (Hyndman and Fan's
/// definition 7).
pub fn quantile(sorted: &[f64], u: f64) -> f64 {
    let place = u * (sorted.len() - 1) as f64;
    let below = (place.floor() as usize).min(sorted.len() - 1);
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Whether the central interval of a sample in rising order that should hold `level` did.
pub fn covers(sorted: &[f64], level: f64, happened: f64) -> bool {
    let tail = 0.5 * (1.0 - level);
    (quantile(sorted, tail)..=quantile(sorted, 1.0 - tail)).contains(&happened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_on_straight_lines_between_values() {
        let sorted = [1.0, 2.0, 4.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.75), 3.0);
        assert_eq!(quantile(&sorted, 1.0), 4.0);
        assert!(covers(&sorted, 0.5, 3.0) && !covers(&sorted, 0.5, 3.1));
    }
}
