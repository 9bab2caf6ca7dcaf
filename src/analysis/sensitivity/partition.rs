//! Runs divided into bins by one value of each.

/// So few different values are told apart one by one, however many bins there are.
const FEW: usize = 12;

/// Bins for so many runs: at least 500 runs in each, but four to ten bins.
pub fn n_bins(runs: usize) -> usize {
    (runs / 500).clamp(4, 10)
}

/// Which bin each run is in, and what the bins hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The bin of each run.
    pub bins: Vec<u8>,
    /// Least and greatest value in each bin; infinite in the bin of what has none.
    pub ranges: Vec<(f64, f64)>,
}

impl Partition {
    /// Divides the runs into bins of about as many runs each, equal values together; few different
    /// values have a bin each. Runs without a finite value are the last bin.
    pub fn new(values: &[f64], bins: usize) -> Partition {
        Partition::apart(values, bins, FEW)
    }

    /// Like [`Partition::new`], with as many different values told apart as asked.
    pub fn apart(values: &[f64], bins: usize, few: usize) -> Partition {
        let mut order: Vec<u32> =
            (0..values.len() as u32).filter(|&at| values[at as usize].is_finite()).collect();
        order.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        let value = |at: &u32| values[*at as usize];
        let same = |a: &u32, b: &u32| value(a) == value(b);
        let n = order.len();
        let each = order.chunk_by(same).take(few + 1).count() <= few;
        // What has no value takes its share of the bins.
        let wanted = ((bins * n) as f64 / values.len().max(1) as f64).round().max(1.0);
        let mut partition = Partition { bins: vec![0; values.len()], ranges: Vec::new() };
        let (mut seen, mut last) = (0, usize::MAX);
        for group in order.chunk_by(same) {
            let middle = seen as f64 + 0.5 * group.len() as f64;
            let place = if each { seen } else { (middle / n as f64 * wanted) as usize };
            seen += group.len();
            if place != last {
                partition.ranges.push((value(&group[0]), value(&group[0])));
                last = place;
            }
            let bin = partition.ranges.len() - 1;
            partition.ranges[bin].1 = value(&group[0]);
            group.iter().for_each(|&at| partition.bins[at as usize] = bin as u8);
        }
        if n < values.len() {
            let bin = partition.ranges.len() as u8;
            partition.ranges.push((f64::INFINITY, f64::INFINITY));
            let missing = values.iter().zip(&mut partition.bins).filter(|(v, _)| !v.is_finite());
            missing.for_each(|(_, at)| *at = bin);
        }
        partition
    }

    pub fn n_bins(&self) -> usize {
        self.ranges.len()
    }

    /// Runs in each bin.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.n_bins()];
        self.bins.iter().for_each(|&bin| sizes[usize::from(bin)] += 1);
        sizes
    }
}
