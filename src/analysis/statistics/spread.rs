//! How values are spread, and how far two samples lie apart.

/// Number, mean and central sums of some values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    pub n: u64,
    pub mean: f64,
    /// Σ(x − mean)².
    pub squares: f64,
    /// Σ(x − mean)³.
    pub cubes: f64,
}

impl Moments {
    /// The sample standard deviation (divisor n − 1); NaN with fewer than two values.
    pub fn sd(&self) -> f64 {
        if self.n < 2 { f64::NAN } else { (self.squares / (self.n - 1) as f64).sqrt() }
    }

    /// The skewness g₁ of the values; NaN where they do not vary.
    pub fn skewness(&self) -> f64 {
        let n = self.n as f64;
        let variance = self.squares / n;
        self.cubes / n / (variance * variance.sqrt())
    }
}

/// The moments of the values that are finite, in two passes.
pub fn moments(values: impl Iterator<Item = f64> + Clone) -> Moments {
    let finite = || values.clone().filter(|v| v.is_finite());
    let n = finite().count() as u64;
    let rough = finite().sum::<f64>() / n as f64;
    // The second pass takes back what rounding left of the first: equal values have this mean.
    let mean = rough + finite().map(|v| v - rough).sum::<f64>() / n as f64;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for value in finite() {
        let gap = value - mean;
        squares += gap * gap;
        cubes += gap * gap * gap;
    }
    Moments { n, mean, squares, cubes }
}

/// Median and the range that holds 90 % of some values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tails {
    pub q05: f64,
    pub q50: f64,
    pub q95: f64,
}

/// The quantiles at 5, 50 and 95 %, interpolated between neighbours (type 7 of Hyndman and Fan
/// 1996). Those of the negated values are exactly the negated quantiles.
pub fn tails(values: &[f64]) -> Tails {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n == 0 {
        return Tails { q05: f64::NAN, q50: f64::NAN, q95: f64::NAN };
    }
    let place = 0.05 * (n - 1) as f64;
    let (at, rest) = (place.floor() as usize, place - place.floor());
    let between =
        |outer: f64, inner: f64| if rest == 0.0 { outer } else { outer + rest * (inner - outer) };
    let inner = (at + 1).min(n - 1);
    let q50 = 0.5 * sorted[(n - 1) / 2] + 0.5 * sorted[n / 2];
    let q95 = between(sorted[n - 1 - at], sorted[n - 1 - inner]);
    Tails { q05: between(sorted[at], sorted[inner]), q50, q95 }
}

/// Pearson's correlation of the pairs of which both values are finite; NaN where one side does not
/// vary.
pub fn correlation(first: &[f64], second: &[f64]) -> f64 {
    let pairs = || first.iter().zip(second).filter(|(a, b)| a.is_finite() && b.is_finite());
    let a = moments(pairs().map(|(a, _)| *a));
    let b = moments(pairs().map(|(_, b)| *b));
    let together: f64 = pairs().map(|(x, y)| (x - a.mean) * (y - b.mean)).sum();
    (together / (a.squares.sqrt() * b.squares.sqrt())).clamp(-1.0, 1.0)
}

/// The probability that a run of the first sample, drawn apart from the second, is above and below
/// a run of the second (Mann and Whitney 1947).
pub fn probability_above(first: &[f64], second: &[f64]) -> (f64, f64) {
    let (a, b) = (sorted(first), sorted(second));
    let (mut above, mut below) = (0_u64, 0_u64);
    let (mut under, mut up_to) = (0, 0);
    for value in &a {
        while under < b.len() && b[under] < *value {
            under += 1;
        }
        while up_to < b.len() && b[up_to] <= *value {
            up_to += 1;
        }
        above += under as u64;
        below += (b.len() - up_to) as u64;
    }
    let pairs = (a.len() * b.len()) as f64;
    (above as f64 / pairs, below as f64 / pairs)
}

/// The Wasserstein-1 distance of two samples: the area between their distribution functions, in
/// the unit of the values.
pub fn wasserstein(first: &[f64], second: &[f64]) -> f64 {
    let (a, b) = (sorted(first), sorted(second));
    if a.is_empty() || b.is_empty() {
        return f64::NAN;
    }
    let (mut in_a, mut in_b) = (0, 0);
    let (mut area, mut last) = (0.0, f64::NAN);
    while in_a < a.len() || in_b < b.len() {
        let next_a = a.get(in_a).copied().unwrap_or(f64::INFINITY);
        let next_b = b.get(in_b).copied().unwrap_or(f64::INFINITY);
        let here = next_a.min(next_b);
        if in_a + in_b > 0 {
            let gap = in_a as f64 / a.len() as f64 - in_b as f64 / b.len() as f64;
            area += gap.abs() * (here - last);
        }
        last = here;
        while a.get(in_a) == Some(&here) {
            in_a += 1;
        }
        while b.get(in_b) == Some(&here) {
            in_b += 1;
        }
    }
    area
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().map(|v| v + 0.0).filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_and_mirror() {
        let values: Vec<f64> = (0..=10).map(f64::from).collect();
        assert_eq!(tails(&values), Tails { q05: 0.5, q50: 5.0, q95: 9.5 });
        let odd: Vec<f64> = (0..97).map(|k| f64::from(k * k % 89) / 7.0).collect();
        let turned: Vec<f64> = odd.iter().map(|v| -v).collect();
        let (there, back) = (tails(&odd), tails(&turned));
        assert_eq!((there.q05, there.q50, there.q95), (-back.q95, -back.q50, -back.q05));
        assert_eq!(tails(&[3.0]), Tails { q05: 3.0, q50: 3.0, q95: 3.0 });
        assert!(tails(&[f64::NAN]).q50.is_nan());
    }

    #[test]
    fn moments_of_a_small_sample_are_those_by_hand() {
        let found = moments([1.0, 2.0, 6.0].into_iter());
        assert_eq!((found.n, found.mean, found.squares, found.cubes), (3, 3.0, 14.0, 18.0));
        assert!((found.sd() - 7f64.sqrt()).abs() < 1e-15);
        assert!((found.skewness() - 6.0 / (14.0f64 / 3.0).powf(1.5)).abs() < 1e-15);
    }

    #[test]
    fn correlation_knows_its_ends() {
        let a = [1.0, 2.0, 4.0, f64::NAN];
        assert!((correlation(&a, &[2.0, 4.0, 8.0, 1.0]) - 1.0).abs() < 1e-15);
        assert!((correlation(&a, &[-1.0, -2.0, -4.0, 0.0]) + 1.0).abs() < 1e-15);
        assert!(correlation(&a, &[5.0; 4]).is_nan());
    }

    #[test]
    fn distances_of_shifted_and_mixed_samples_are_known() {
        let a = [0.0, 1.0, 3.0];
        // scipy.stats.wasserstein_distance([0, 1, 3], [5, 6, 8]) = 5.
        assert!((wasserstein(&a, &[5.0, 6.0, 8.0]) - 5.0).abs() < 1e-15);
        assert_eq!(wasserstein(&a, &[3.0, 0.0, 1.0]), 0.0);
        // All mass of the second at zero: the mean of the first.
        assert!((wasserstein(&a, &[0.0]) - 4.0 / 3.0).abs() < 1e-15);
        assert_eq!(probability_above(&[1.0, 2.0], &[1.0, 0.0]), (0.75, 0.0));
    }
}
