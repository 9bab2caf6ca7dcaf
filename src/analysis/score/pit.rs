//! Probability integral transform: the share of the forecast that lies below what happened. Over
//! many forecasts its histogram is flat where they are calibrated, a hump where they are too wide,
//! a valley where they are too narrow.

/// The transform of a sample; ties count half, so that a forecast of many equal values is fair.
pub fn pit(sample: &[f64], happened: f64) -> f64 {
    let below = sample.iter().filter(|x| **x < happened).count() as f64;
    let equal = sample.iter().filter(|x| **x == happened).count() as f64;
    (below + 0.5 * equal) / sample.len() as f64
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
    }
}
