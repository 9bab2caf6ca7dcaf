//! Brier score of probabilities, and what it is made of (Murphy, Journal of Applied Meteorology 12,
//! 1973): reliability (small is good: said .7, happened in .7 of the cases), resolution (large is
//! good: cases are told apart) and uncertainty (of the cases, nobody's merit). With forecasts put into
//! ten bins, a fourth part holds what they differ within bins (Stephenson, Coelho and Jolliffe,
//! Weather and Forecasting 23, 2008, doi:10.1175/2007WAF2006116.1), so that the sum is exact:
//! `score = reliability − resolution + uncertainty + within`.

/// A Brier score and its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brier {
    pub n: usize,
    pub score: f64,
    pub reliability: f64,
    pub resolution: f64,
    pub uncertainty: f64,
    pub within: f64,
    /// By tenth of the probability: the reliability diagram.
    pub bins: [Bin; 10],
}

/// Forecasts of one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    pub n: usize,
    /// Mean probability, and how often it happened; 0 without a forecast.
    pub said: f64,
    pub happened: f64,
}

/// Scores pairs of a probability and whether it happened.
pub fn brier(cases: &[(f64, bool)]) -> Brier {
    let n = cases.len() as f64;
    let outcome = |happened: bool| if happened { 1.0 } else { 0.0 };
    let score = cases.iter().map(|&(p, y)| (p - outcome(y)) * (p - outcome(y))).sum::<f64>() / n;
    let rate = cases.iter().map(|&(_, y)| outcome(y)).sum::<f64>() / n;
    let (mut reliability, mut resolution) = (0.0, 0.0);
    let mut bins = [Bin::default(); 10];
    for (bin, told) in bins.iter_mut().enumerate() {
        let inside = cases.iter().filter(|(p, _)| ((p * 10.0) as usize).min(9) == bin);
        let (mut count, mut said, mut happened) = (0.0, 0.0, 0.0);
        for &(p, y) in inside {
            count += 1.0;
            said += p;
            happened += outcome(y);
        }
        if count > 0.0 {
            let (said, happened) = (said / count, happened / count);
            *told = Bin { n: count as usize, said, happened };
            reliability += count / n * (said - happened) * (said - happened);
            resolution += count / n * (happened - rate) * (happened - rate);
        }
    }
    let uncertainty = rate * (1.0 - rate);
    let within = score - (reliability - resolution + uncertainty);
    Brier { n: cases.len(), score, reliability, resolution, uncertainty, within, bins }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forecasts_that_agree_within_bins_have_three_parts() {
        let cases = [(0.25, false), (0.25, false), (0.25, true), (0.75, true), (0.75, true)];
        let found = brier(&cases);
        let by_hand = (0.0625 * 2.0 + 0.5625 + 0.0625 * 2.0) / 5.0;
        assert!((found.score - by_hand).abs() < 1e-15);
        assert!(found.within.abs() < 1e-15, "{found:?}");
        assert!((found.uncertainty - 0.24).abs() < 1e-15);
        assert_eq!(found.bins[2], Bin { n: 3, said: 0.25, happened: 1.0 / 3.0 });
        assert_eq!(found.bins[0].n, 0);
    }

    #[test]
    fn saying_the_rate_resolves_nothing() {
        let found = brier(&[(0.5, true), (0.5, false)]);
        assert_eq!((found.reliability, found.resolution), (0.0, 0.0));
        assert_eq!(found.score, 0.25);
    }
}
