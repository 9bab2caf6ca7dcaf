//! The link from the engine to China's influence capacity (FBIC), which the engine does not hold:
//! its log change over a horizon on the log change of China's share in the economy's trade, fitted to
//! what is known at the origin, series pooled. What the line leaves is drawn from what it left in the
//! past: most years little, some years much.

use crate::numeric::function::ln;

use super::history::History;
use super::target::{Quantity, Series};

/// A fitted line: log change = `level` + `slope` × log change of the share + one of `rests`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub level: f64,
    pub slope: f64,
    /// What the line left of each change, in rising order.
    pub rests: Vec<f64>,
}

impl Link {
    /// The change at a change of the share and a uniform draw.
    pub fn change(&self, share: f64, uniform: f64) -> f64 {
        let at = (uniform * self.rests.len() as f64) as usize;
        self.level + self.slope * share + self.rests[at.min(self.rests.len() - 1)]
    }
}

/// Changes without which nothing is fitted.
const FEWEST: usize = 30;

/// Fits the link; `None` where too little is known.
pub fn fit(known: &History, series: &[Series], origin: i32, horizon: u32) -> Option<Link> {
    let h = horizon as i32;
    let mut changes = Vec::new();
    for series in series {
        let Quantity::Influence { over, by } = series.quantity else { continue };
        for year in known.years().filter(|year| *year <= origin) {
            let ends = [year - h, year];
            let [Some(before), Some(after)] = ends.map(|y| known.value(series, y)) else {
                continue;
            };
            let [Some(x), Some(y)] = ends.map(|y| known.share(over, by, y)) else { continue };
            if x > 0.0 && y > 0.0 {
                changes.push((ln(y / x), after - before));
            }
        }
    }
    line(&changes)
}

/// Least squares.
fn line(points: &[(f64, f64)]) -> Option<Link> {
    if points.len() < FEWEST {
        return None;
    }
    let n = points.len() as f64;
    let (mx, my) = points.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (mut xx, mut xy) = (0.0, 0.0);
    for (x, y) in points {
        xx += (x - mx) * (x - mx);
        xy += (x - mx) * (y - my);
    }
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    let level = my - slope * mx;
    // Two numbers were fitted: what is left is smaller than what will be.
    let wider = (n / (n - 2.0)).sqrt();
    let mut rests: Vec<f64> = points.iter().map(|(x, y)| wider * (y - level - slope * x)).collect();
    rests.sort_by(f64::total_cmp);
    Some(Link { level, slope, rests })
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_found_again() {
        let points: Vec<(f64, f64)> =
            (0..40).map(|i| (f64::from(i), 2.0 + 0.5 * f64::from(i))).collect();
        let link = line(&points).unwrap();
        assert!((link.slope - 0.5).abs() < 1e-12 && (link.level - 2.0).abs() < 1e-9);
        assert!(link.rests.iter().all(|rest| rest.abs() < 1e-6));
        assert!((link.change(4.0, 0.999) - 4.0).abs() < 1e-6);
        assert_eq!(line(&points[..10]), None);
    }

    #[test]
    fn what_is_left_is_drawn_as_often_as_it_was_left() {
        let points: Vec<(f64, f64)> =
            (0..40).map(|i| (f64::from(i % 5), if i % 4 == 0 { 3.0 } else { -1.0 })).collect();
        let link = line(&points).unwrap();
        let high = (0..40).filter(|k| link.change(2.0, f64::from(*k) / 40.0) > 1.0).count();
        assert_eq!(high, 10);
    }
}
