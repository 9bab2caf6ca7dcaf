//! Interval score: the width of a central interval, and 2/α of how far what happened lies outside
//! (Gneiting and Raftery, Journal of the American Statistical Association 102, 2007,
//! doi:10.1198/016214506000001437, eq. (43)).

/// Score of the central interval that should hold `1 − alpha`.
pub fn interval_score(low: f64, high: f64, alpha: f64, happened: f64) -> f64 {
    let outside = (low - happened).max(0.0) + (happened - high).max(0.0);
    (high - low) + 2.0 / alpha * outside
}

#[cfg(test)]
mod tests {
    use super::interval_score;

    #[test]
    fn inside_costs_the_width_and_outside_more() {
        assert_eq!(interval_score(1.0, 4.0, 0.1, 2.0), 3.0);
        assert!((interval_score(1.0, 4.0, 0.1, 4.5) - (3.0 + 20.0 * 0.5)).abs() < 1e-12);
        assert!((interval_score(1.0, 4.0, 0.1, 0.0) - (3.0 + 20.0)).abs() < 1e-12);
    }
}
