//! Shapley values of a game whose value is known run by run.
//!
//! ```text
//! φ_i = Σ_S w(S, i) (v(S ∪ i) − v(S)) ,  Σ_i φ_i = v(all) − v(none)
//! ```
//! `w(S, i)` is the share of the sequences in which `i` joins exactly `S`. Exact values visit every
//! coalition; sampled ones follow some sequences. Every run shares its draws over all coalitions,
//! so that the value of an item is a mean of paired differences, and its error over runs follows
//! from them.

use crate::analysis::statistics::{Sampling, mean};

use super::order::{Coalition, Precedence};

/// A mean over runs with the errors that it carries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// Standard error from the number of runs.
    pub run_error: f64,
    /// Standard error from the number of sequences; zero where every coalition was visited.
    pub sequence_error: f64,
    /// Half of the 95 % interval, both errors together.
    pub half_width: f64,
}

impl Estimate {
    /// The mean of a figure known run by run; NaN runs are left out.
    pub fn over_runs(figures: &[f64]) -> Estimate {
        let (value, run_error, half_width) = spread(figures);
        Estimate { value, run_error, sequence_error: 0.0, half_width }
    }

    /// Ends of the 95 % interval.
    pub fn interval(&self) -> (f64, f64) {
        (self.value - self.half_width, self.value + self.half_width)
    }
}

/// Mean, standard error and half of the 95 % interval.
fn spread(figures: &[f64]) -> (f64, f64, f64) {
    let mean = mean(figures, Sampling::Independent);
    (mean.value, mean.error, mean.interval().1 - mean.value)
}

/// Exact values: `values` holds for each of the coalitions its value in every run.
pub fn exact(order: &Precedence, coalitions: &[Coalition], values: &[Vec<f64>]) -> Vec<Estimate> {
    let runs = values.first().map_or(0, Vec::len);
    let mut sums = vec![vec![0.0; runs]; order.items()];
    for step in order.steps(coalitions) {
        let (before, after) = (&values[step.from], &values[step.to]);
        for ((sum, before), after) in sums[step.item].iter_mut().zip(before).zip(after) {
            *sum += step.weight * (after - before);
        }
    }
    sums.iter().map(|of_item| Estimate::over_runs(of_item)).collect()
}

/// Values from pairs of sequences: `value` gives a coalition's value in every run.
pub fn sampled<'v>(
    order: &Precedence,
    pairs: &[[Vec<usize>; 2]],
    value: impl Fn(Coalition) -> &'v [f64],
) -> Vec<Estimate> {
    let runs = value(0).len();
    let mut by_run = vec![vec![0.0; runs]; order.items()];
    let mut by_pair = vec![Vec::with_capacity(pairs.len()); order.items()];
    let share = 1.0 / (2 * pairs.len()) as f64;
    for pair in pairs {
        let mut of_pair = vec![0.0; order.items()];
        for sequence in pair {
            let mut coalition = 0;
            for &item in sequence {
                let (before, after) = (value(coalition), value(coalition | 1 << item));
                let gains = before.iter().zip(after).map(|(before, after)| after - before);
                let known: Vec<f64> = gains.clone().collect();
                of_pair[item] += 0.5 * spread(&known).0;
                for (sum, gain) in by_run[item].iter_mut().zip(gains) {
                    *sum += share * gain;
                }
                coalition |= 1 << item;
            }
        }
        for (list, gain) in by_pair.iter_mut().zip(of_pair) {
            list.push(gain);
        }
    }
    let estimate = |(runs, pairs): (&Vec<f64>, &Vec<f64>)| {
        let over_runs = Estimate::over_runs(runs);
        let (_, sequence_error, of_sequences) = spread(pairs);
        let squares = over_runs.half_width * over_runs.half_width + of_sequences * of_sequences;
        Estimate { sequence_error, half_width: squares.sqrt(), ..over_runs }
    };
    by_run.iter().zip(&by_pair).map(estimate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights 1, 2, 4 and 8, and 16 for the first two together; a fifth item does nothing.
    fn worth(coalition: Coalition) -> f64 {
        let single = (0..4).filter(|i| coalition >> i & 1 == 1).map(|i| f64::from(1 << i)).sum();
        if coalition & 0b11 == 0b11 { 16.0 + single } else { single }
    }

    fn game(order: &Precedence) -> (Vec<Coalition>, Vec<Vec<f64>>) {
        let coalitions = order.coalitions(64).unwrap();
        let values = coalitions.iter().map(|&c| vec![worth(c), 3.0 * worth(c)]).collect();
        (coalitions, values)
    }

    #[test]
    fn items_share_what_only_they_together_bring() {
        let order = Precedence::free(5);
        let (coalitions, values) = game(&order);
        let shares = exact(&order, &coalitions, &values);
        for (share, expected) in shares.iter().zip([9.0, 10.0, 4.0, 8.0]) {
            assert!((share.value - 2.0 * expected).abs() < 1e-12, "{share:?}");
            // Two runs, worth 1 and 3 times the value: s.d. √2, s.e. 1.
            assert!((share.run_error - expected).abs() < 1e-12);
        }
        assert_eq!(shares[4], Estimate::over_runs(&[0.0, 0.0]), "exactly nothing, exactly sure");
        let sum: f64 = shares.iter().map(|s| s.value).sum();
        assert!((sum - 2.0 * worth(0b11111)).abs() < 1e-12);
    }

    #[test]
    fn an_item_that_must_come_first_gets_its_own_effect_alone() {
        let order = Precedence::new(5, &[(0, 1)]);
        let (coalitions, values) = game(&order);
        let shares = exact(&order, &coalitions, &values);
        assert!((shares[0].value - 2.0).abs() < 1e-12 && (shares[1].value - 36.0).abs() < 1e-12);
    }

    #[test]
    fn sampled_values_hold_the_exact_ones_in_their_intervals_and_sum_to_the_total() {
        let order = Precedence::free(5);
        let (coalitions, values) = game(&order);
        let at = |c: Coalition| {
            let place = coalitions.iter().position(|&known| known == c).unwrap();
            values[place].as_slice()
        };
        let pairs = order.sequences(3, 20);
        let shares = sampled(&order, &pairs, at);
        let sum: f64 = shares.iter().map(|s| s.value).sum();
        assert!((sum - 2.0 * worth(0b11111)).abs() < 1e-12);
        assert_eq!((shares[4].value, shares[4].half_width), (0.0, 0.0));
        // A sequence and its reverse share the interaction evenly: no chance is left in it.
        assert!((shares[0].value - 18.0).abs() < 1e-12 && shares[0].sequence_error < 1e-12);
        let constrained = Precedence::new(5, &[(4, 0)]);
        let shares = sampled(&constrained, &constrained.sequences(3, 400), at);
        let (coalitions, values) = game(&constrained);
        let truth = exact(&constrained, &coalitions, &values);
        for (share, truth) in shares.iter().zip(truth) {
            assert!((share.value - truth.value).abs() <= 4.0 * share.sequence_error + 1e-9);
        }
        assert!(shares[0].sequence_error > 0.1);
    }

    #[test]
    fn runs_that_went_wrong_are_left_out() {
        let estimate = Estimate::over_runs(&[1.0, f64::NAN, 3.0]);
        assert_eq!((estimate.value, estimate.run_error), (2.0, 1.0));
        assert!((estimate.half_width - 12.706).abs() < 1e-3, "t with one degree of freedom");
    }
}
