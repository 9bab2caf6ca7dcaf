//! Summaries of many runs that merge in any order to the same bits.
//!
//! Floating-point sums depend on their order, so a summary counts in integers: values become
//! multiples of a *quantum*, a power of two that follows from the [`Grid`], and the histogram is
//! a count per bin. Threads, blocks and shards may then be merged in any order.
//!
//! | what | error against the values themselves |
//! | --- | --- |
//! | mean | half a quantum (linear: 2⁻¹⁶ of a bin; logarithmic: 2⁻²³) |
//! | standard deviation | that of rounding every value to a quantum |
//! | quantile | within the bin that holds the sample quantile |
//! | smallest, largest, counts | none |
//!
//! A summary holds up to 2²⁴ values in at most 512 bins: where their range asks for more,
//! bins are joined two by two, as often as it takes, so that a figure of many runs takes no more
//! memory than one of few. How often depends on the range alone, not on the order of the values.
//! Values beyond the grid's last bin are held there and counted in [`Summary::beyond`]. Infinities
//! and NaN only count.

use serde::{Deserialize, Serialize};

use super::cpu::Vectors;
use super::row::Row;
pub use take::{Bin, NO_BIN};
use take::{MOST, Take};
use window::Window;

mod take;
mod window;

/// How a metric's values are cut into bins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grid {
    /// Bins of one width, in the metric's unit; 2¹⁵ − 1 of them on either side of zero.
    Linear { width: f64 },
    /// Whole numbers, each a bin without width: truth values and counts.
    Whole,
    /// Equal bins inside each doubling, read from the float's bits, for magnitudes from 2⁻²² to
    /// 2³⁰; smaller ones count as zero. Negative values mirror the positive.
    /// `per_octave` is a power of two up to 512.
    Logarithmic { per_octave: u32 },
}

impl Grid {
    /// The bins on either side of zero of a linear grid, and of one of whole numbers.
    const LINEAR_BINS: i32 = (1 << 15) - 1;
    /// The binary exponents of the smallest and beyond the largest magnitude of a logarithmic grid.
    const OCTAVES: (i32, i32) = (-22, 30);
    /// The largest magnitude of a value, in quanta. 2²⁴ squared deviations of it fit 128 bits.
    const LARGEST: f64 = ((1_u64 << 52) - 1) as f64;

    /// The unit of the sums, a power of two: exact to divide by.
    #[inline]
    pub fn quantum(self) -> f64 {
        match self {
            Grid::Linear { width } => power_of_two_below(width) / (1_u64 << 15) as f64,
            Grid::Whole => Grid::Linear { width: 1.0 }.quantum(),
            Grid::Logarithmic { .. } => power_of_two(Self::OCTAVES.0),
        }
    }

    /// A finite value in quanta, the nearest that there is; halves go away from zero.
    #[inline]
    pub fn quanta(self, value: f64) -> i64 {
        in_quanta(value, power_of_two_inverse(self.quantum()))
    }

    /// The values between which a bin lies, smaller first.
    fn edges(self, bin: i32) -> (f64, f64) {
        match self {
            Grid::Linear { width } => (f64::from(bin) * width, f64::from(bin + 1) * width),
            Grid::Whole => (f64::from(bin), f64::from(bin)),
            Grid::Logarithmic { per_octave } => {
                let smallest = power_of_two(Self::OCTAVES.0);
                if bin == 0 {
                    return (-smallest, smallest);
                }
                let shift = 52 - per_octave.trailing_zeros();
                let origin = (smallest.to_bits() >> shift) - 1;
                let edge = |i: u32| f64::from_bits((origin + u64::from(i)) << shift);
                let (near, far) = (edge(bin.unsigned_abs()), edge(bin.unsigned_abs() + 1));
                if bin < 0 { (-far, -near) } else { (near, far) }
            }
        }
    }
}

/// A finite value in quanta, given how many make one.
#[inline(always)]
fn in_quanta(value: f64, per_unit: f64) -> i64 {
    // A power of two divides as exactly as it multiplies.
    let size = value.abs() * per_unit;
    let size = if size > Grid::LARGEST { Grid::LARGEST } else { size };
    let whole = floor(size + 0.5, TWO_52);
    // Of an integer below 2⁵² plus 2⁵² the low bits are the integer: a cast would be made lane by
    // lane.
    let size = ((whole + TWO_52).to_bits() & ((1 << 52) - 1)) as i64;
    if value < 0.0 { -size } else { size }
}

const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The next integer at or below a number, without the library call that it is on older CPUs: adding
/// something `large`, so that the sum lies between 2⁵² and 2⁵³, rounds to an integer.
#[inline(always)]
fn floor(x: f64, large: f64) -> f64 {
    let nearest = (x + large) - large;
    if nearest > x { nearest - 1.0 } else { nearest }
}

/// 2ⁿ for a normal result.
fn power_of_two(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// 1/2ⁿ of a normal 2ⁿ with a normal inverse.
fn power_of_two_inverse(power: f64) -> f64 {
    f64::from_bits((2046 << 52) - power.to_bits())
}

/// The largest power of two that does not exceed a positive normal number.
fn power_of_two_below(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & f64::INFINITY.to_bits())
}

/// The distribution of one metric over runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    grid: Grid,
    n: u64,
    nonfinite: u64,
    beyond: u64,
    smallest: f64,
    largest: f64,
    /// In quanta.
    sum: i128,
    /// In squared quanta, modulo 2¹²⁸: only differences that fit are taken from it.
    sum_of_squares: u128,
    window: Window,
}

impl Summary {
    /// A summary without values.
    ///
    /// # Panics
    /// Where the width is not positive and normal, or `per_octave` not a power of two up to 512.
    pub fn new(grid: Grid) -> Self {
        match grid {
            Grid::Linear { width } => {
                assert!(width.is_normal() && width > 1e-290, "a bin needs a positive width");
            }
            Grid::Whole => {}
            Grid::Logarithmic { per_octave } => {
                let fits = per_octave.is_power_of_two() && per_octave <= 512;
                assert!(fits, "bins per octave are a power of two");
            }
        }
        Summary {
            grid,
            n: 0,
            nonfinite: 0,
            beyond: 0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            sum: 0,
            sum_of_squares: 0,
            window: Window::default(),
        }
    }

    /// Takes one value in.
    pub fn insert(&mut self, value: f64) {
        self.insert_all(Vectors::BASELINE, &[value]);
    }

    /// Takes values in; their order does not show.
    pub fn insert_all(&mut self, vectors: Vectors, values: &[f64]) {
        let mut bins = [NO_BIN; MOST];
        for values in values.chunks(MOST) {
            self.sum_up(vectors, values, &mut bins[..values.len()]);
            self.count(&bins[..values.len()]);
        }
    }

    /// The first half of taking values in: adds them up, and says the bin of each. Nothing may be
    /// read before [`Summary::count`] has counted these bins.
    ///
    /// A histogram lies far away in memory, so bins are best counted many at a time.
    ///
    /// # Panics
    /// Where there are not as many bins as values.
    pub fn sum_up(&mut self, vectors: Vectors, values: &[f64], bins: &mut [Bin]) {
        assert_eq!(values.len(), bins.len(), "a bin for each value");
        for (values, bins) in values.chunks(MOST).zip(bins.chunks_mut(MOST)) {
            let taken = vectors.run::<Row<16>, _>(Take { grid: self.grid, values });
            self.n += taken.n;
            self.nonfinite += values.len() as u64 - taken.n;
            self.beyond += taken.beyond;
            self.smallest = self.smallest.min(taken.smallest);
            self.largest = self.largest.max(taken.largest);
            self.sum += i128::from(taken.sum);
            self.sum_of_squares = self.sum_of_squares.wrapping_add(taken.sum_of_squares);
            bins.copy_from_slice(&taken.bins[..bins.len()]);
        }
    }

    /// The second half: counts the bins that [`Summary::sum_up`] said.
    pub fn count(&mut self, bins: &[Bin]) {
        self.window.count(bins);
    }

    /// Takes all values of another summary in; commutative and associative to the last bit.
    ///
    /// # Panics
    /// Where the grids differ.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.grid, other.grid, "summaries merge on one grid");
        self.n += other.n;
        self.nonfinite += other.nonfinite;
        self.beyond += other.beyond;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
        self.sum += other.sum;
        self.sum_of_squares = self.sum_of_squares.wrapping_add(other.sum_of_squares);
        self.window.merge(&other.window);
    }

    /// How many finite values came in.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// How many values were infinite or NaN; they count nowhere else.
    pub fn nonfinite(&self) -> u64 {
        self.nonfinite
    }

    /// How many values lay beyond the last bin; they count in it.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// The smallest value; infinite where there is none.
    pub fn smallest(&self) -> f64 {
        self.smallest
    }

    /// The largest value; minus infinity where there is none.
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// The bins' rule.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The mean; NaN without values.
    pub fn mean(&self) -> f64 {
        self.sum as f64 * self.grid.quantum() / self.n as f64
    }

    /// The sample standard deviation (divisor n − 1); NaN with fewer than two values.
    pub fn sd(&self) -> f64 {
        if self.n < 2 {
            return f64::NAN;
        }
        // Σ(x−m)² + n(m−x̄)² with m the integer beside the mean: the large parts cancel in
        // integers, modulo 2¹²⁸, before anything is rounded.
        let n = i128::from(self.n);
        let middle = self.sum.div_euclid(n);
        let cross = middle.wrapping_mul(2_i128.wrapping_mul(self.sum).wrapping_sub(n * middle));
        let deviations = self.sum_of_squares.wrapping_sub(cross as u128) as f64;
        let remainder = self.sum.rem_euclid(n) as f64;
        let squares = deviations - remainder * remainder / n as f64;
        (squares / (n - 1) as f64).sqrt() * self.grid.quantum()
    }

    /// The standard error of the mean over independent runs: sd/√n.
    pub fn mc_error(&self) -> f64 {
        self.sd() / (self.n as f64).sqrt()
    }

    /// The value below which the share `p` of the values lies, 0 ≤ `p` ≤ 1; NaN without values.
    ///
    /// The sample quantile lies in the same bin; the place inside comes from spreading the
    /// bin's values evenly, and never leaves the range of the values.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantiles([p])[0]
    }

    /// Several quantiles, at shares that do not fall, in one pass over the bins.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [f64; N] {
        let mut quantiles = [f64::NAN; N];
        let (mut below, mut bins) = (0.0, self.bins().filter(|bin| bin.2 > 0).peekable());
        for (quantile, p) in quantiles.iter_mut().zip(shares) {
            if self.n == 0 || !(0.0..=1.0).contains(&p) {
                continue;
            }
            let target = p * self.n as f64;
            while let Some((.., count)) = bins.next_if(|bin| below + f64::from(bin.2) < target) {
                below += f64::from(count);
            }
            *quantile = bins.peek().map_or(self.largest, |&(low, high, count)| {
                let hold = |edge: f64| edge.clamp(self.smallest, self.largest);
                let (low, high) = (hold(low), hold(high));
                low + (high - low) * ((target - below) / f64::from(count))
            });
        }
        quantiles
    }

    /// The histogram from the first to the last occupied bin: (low edge, high edge, count).
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u32)> {
        self.window
            .bins()
            .map(|(first, last, count)| (self.grid.edges(first).0, self.grid.edges(last).1, count))
    }
}

#[cfg(test)]
mod tests;
