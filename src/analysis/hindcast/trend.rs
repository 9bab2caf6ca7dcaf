//! Whether the exports of a country outgrow those of others year after year: its trend, drawn toward none
//! by how little its years say.
//!
//! An exporter's part of a year is its trend and what the year has of its own. Trends are normal around
//! zero over the exporters; their variance is what mean parts differ by beyond the error of a mean (as in
//! [`super::shrink`], Efron and Morris 1975). An exporter's own variance is drawn toward that of the middle
//! one, as if three years more were known. Small exporters' parts are rough: hardly anything is left of
//! their means; a large one that gained each year keeps most of it. Importers show no such thing on
//! targets to 2010 and have none.

/// What is said of an exporter, per year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    pub mean: f64,
    pub sd: f64,
    /// Which part of its mean it keeps.
    pub own: f64,
}

/// Years without which a member has no trend of its own: as many as its growth needs.
const FEWEST: usize = 5;
/// Members without which nothing is said of a group.
const FEWEST_MEMBERS: usize = 5;
/// Years of the middle member that stand beside a member's own.
const BESIDE: f64 = 3.0;

/// The trends of the members whose parts are given year by year; none where too little is known.
pub fn trends(years: &[Vec<Option<f64>>]) -> Vec<Trend> {
    let size = years.first().map_or(0, Vec::len);
    let parts = |member: usize| years.iter().filter_map(move |year| year[member]);
    let known: Vec<Option<(f64, f64, f64)>> = (0..size)
        .map(|member| {
            let n = parts(member).count() as f64;
            let mean = parts(member).sum::<f64>() / n;
            let square = parts(member).map(|x| (x - mean) * (x - mean)).sum::<f64>();
            (n >= FEWEST as f64).then_some((n, mean, square))
        })
        .collect();
    let mut variances: Vec<f64> = known.iter().flatten().map(|(n, _, sq)| sq / (n - 1.0)).collect();
    if variances.len() < FEWEST_MEMBERS {
        return vec![Trend::default(); size];
    }
    variances.sort_by(f64::total_cmp);
    let middle = variances[variances.len() / 2];
    let error = |n: f64, square: f64| (square + BESIDE * middle) / (n - 1.0 + BESIDE) / n;
    let means: Vec<(f64, f64)> =
        known.iter().flatten().map(|&(n, mean, square)| (mean, error(n, square))).collect();
    let variance = between(&means);
    let trend = |known: &Option<(f64, f64, f64)>| match *known {
        Some((n, mean, square)) => {
            let own = variance / (variance + error(n, square));
            Trend { mean: own * mean, sd: (variance * (1.0 - own)).sqrt(), own }
        }
        None => Trend { mean: 0.0, sd: variance.sqrt(), own: 0.0 },
    };
    known.iter().map(trend).collect()
}

/// Variance of what means, each with the variance of its error, are means of: the moment estimator with
/// the weights that it asks for itself.
fn between(means: &[(f64, f64)]) -> f64 {
    let errors = means.iter().map(|(_, error)| error).sum::<f64>() / means.len() as f64;
    (0..50).fold(errors, |variance, _| {
        let weight = |error: f64| 1.0 / ((variance + error) * (variance + error)).max(1e-30);
        let beyond = |&(mean, error): &(f64, f64)| weight(error) * (mean * mean - error);
        let whole: f64 = means.iter().map(|(_, error)| weight(*error)).sum();
        (means.iter().map(beyond).sum::<f64>() / whole).max(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanism::{TAIL_CUT, TAIL_DOF};
    use crate::numeric::{Address, Draws, Stream, StudentT};

    /// Members with trends of a known spread; every third is four times as noisy.
    fn made(years: u32, spread: f64) -> (Vec<f64>, Vec<Vec<Option<f64>>>) {
        const STREAM: Stream = Stream::new("test.trend");
        let draws = Draws::new(3);
        let tail = StudentT::new(TAIL_DOF, TAIL_CUT);
        let at = |step: u32, entity: u64| Address { stream: STREAM, step, entity };
        let truth: Vec<f64> = (0..300).map(|m| spread * draws.normal::<f64>(at(0, m), 0)).collect();
        let part = |year: u32, member: u64| {
            let shock: f64 = draws.student_t(at(year, member), 0, &tail);
            let noise = if member.is_multiple_of(3) { 0.4 } else { 0.1 };
            Some(truth[member as usize] + noise * shock)
        };
        let parts = (1..=years).map(|y| (0..300).map(|m| part(y, m)).collect()).collect();
        (truth, parts)
    }

    #[test]
    fn known_trends_lie_where_they_are_said_to() {
        let (truth, parts) = made(8, 0.06);
        let found = trends(&parts);
        let n = truth.len() as f64;
        let misses: Vec<f64> = truth.iter().zip(&found).map(|(t, f)| (t - f.mean) / f.sd).collect();
        let square = misses.iter().map(|z| z * z).sum::<f64>() / n;
        assert!((square - 1.0).abs() < 0.25, "mean square {square}");
        assert!(found[0].own < 0.35 && found[1].own > 0.5, "{:?} {:?}", found[0], found[1]);
        let error = |of: &dyn Fn(usize) -> f64| -> f64 {
            (0..truth.len()).map(|m| (truth[m] - of(m)) * (truth[m] - of(m))).sum()
        };
        let shrunk = error(&|m| found[m].mean);
        let plain = error(&|m| parts.iter().filter_map(|y| y[m]).sum::<f64>() / 8.0);
        assert!(shrunk < 0.6 * plain && shrunk < 0.8 * error(&|_| 0.0), "{shrunk} {plain}");
    }

    #[test]
    fn where_no_one_has_a_trend_hardly_any_is_seen() {
        let (_, parts) = made(8, 0.0);
        assert!(trends(&parts).iter().all(|t| t.mean.abs() < 0.03 && t.sd < 0.025));
    }

    #[test]
    fn few_years_or_members_say_nothing() {
        let (_, parts) = made(4, 0.1);
        assert_eq!(trends(&parts), vec![Trend::default(); 300]);
        let four: Vec<_> = made(8, 0.1).1.iter().map(|year| year[..4].to_vec()).collect();
        assert_eq!(trends(&four), vec![Trend::default(); 4]);
        assert!(trends(&[]).is_empty());
        let mut parts = made(8, 0.1).1;
        parts[..6].iter_mut().for_each(|year| year[7] = None);
        let found = trends(&parts);
        assert_eq!((found[7].mean, found[7].own), (0.0, 0.0));
        assert!((found[7].sd - 0.1).abs() < 0.03, "{:?}", found[7]);
    }
}
