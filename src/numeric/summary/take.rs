//! How a summary reads many values at once: a loop over lanes, without branches.

use super::{Grid, TWO_52, floor, in_quanta, power_of_two, power_of_two_inverse};
use crate::numeric::cpu::Kernel;

/// Values read at once, at most. Their sums in quanta, and those of the parts of their squares,
/// fit 64 bits: 2⁶ values of 2⁵².
pub(super) const MOST: usize = 64;

/// Values side by side.
const LANES: usize = 16;

/// The number of a bin; zero lies in bin 0.
pub type Bin = i16;

/// Stands for the bin of what is not finite.
pub const NO_BIN: Bin = Bin::MIN;

/// Up to [`MOST`] values to be read.
pub(super) struct Take<'a> {
    pub grid: Grid,
    pub values: &'a [f64],
}

/// What the values are to a summary.
pub(super) struct Taken {
    /// The bin of each value.
    pub bins: [Bin; MOST],
    /// How many are finite.
    pub n: u64,
    pub beyond: u64,
    pub smallest: f64,
    pub largest: f64,
    /// In quanta, and in squared quanta.
    pub sum: i64,
    pub sum_of_squares: u128,
}

impl Kernel for Take<'_> {
    type Output = Taken;

    #[inline(always)]
    fn run(self) -> Taken {
        let per_unit = power_of_two_inverse(self.grid.quantum());
        match self.grid {
            Grid::Linear { width } => take(self.values, per_unit, |v| linear_bin(v, width)),
            Grid::Whole => take(self.values, per_unit, |v| linear_bin(v, 1.0)),
            Grid::Logarithmic { per_octave } => {
                let shift = 52 - per_octave.trailing_zeros();
                take(self.values, per_unit, |v| logarithmic_bin(v, shift))
            }
        }
    }
}

/// The bin of a finite value, and whether the value lies beyond the last bin.
#[inline(always)]
fn linear_bin(value: f64, width: f64) -> (i32, bool) {
    let place = value / width;
    let limit = f64::from(Grid::LINEAR_BINS);
    let held = if place < -limit { -limit } else { place };
    let held = if held > limit { limit } else { held };
    // The bits of a small integer plus 1.5 × 2⁵² end with the integer: a cast would be made lane by
    // lane.
    let large = 1.5 * TWO_52;
    let bin = (floor(held, large) + large).to_bits() as i32;
    (bin.min(Grid::LINEAR_BINS - 1), (place < -limit) | (place >= limit))
}

/// The same on a logarithmic grid, whose bins are the leading bits of a value.
#[inline(always)]
fn logarithmic_bin(value: f64, shift: u32) -> (i32, bool) {
    let (low, high) = Grid::OCTAVES;
    let size = value.abs();
    let most = power_of_two(high) * (1.0 - f64::EPSILON / 2.0);
    let held = if size > most { most } else { size };
    let origin = (power_of_two(low).to_bits() >> shift) as i64;
    let bin = ((held.to_bits() >> shift) as i64 - origin + 1) as i32;
    let signed = if value < 0.0 { -bin } else { bin };
    (if held < power_of_two(low) { 0 } else { signed }, held < size)
}

/// One row of lanes after the other, each lane with its own totals.
#[inline(always)]
fn take(values: &[f64], per_unit: f64, bin_of: impl Fn(f64) -> (i32, bool)) -> Taken {
    let mut bins = [NO_BIN; MOST];
    let (mut n, mut beyond) = ([0_i64; LANES], [0_i64; LANES]);
    let (mut smallest, mut largest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (mut sum, mut squares) = ([0_i64; LANES], [[0_u64; LANES]; 3]);
    for (row, bins) in values.chunks(LANES).zip(bins.chunks_exact_mut(LANES)) {
        // Lanes without a value count as not finite, hence nowhere.
        let mut lanes = [f64::NAN; LANES];
        lanes[..row.len()].copy_from_slice(row);
        for i in 0..LANES {
            // Neither infinite nor NaN. Said otherwise it is an ordered "not equal", which valgrind
            // takes for the unordered one.
            let finite = lanes[i] * 0.0 == 0.0;
            // Minus zero becomes zero, so that the order of the two cannot show.
            let value = if finite { lanes[i] + 0.0 } else { 0.0 };
            let (bin, far) = bin_of(value);
            let quanta = if finite { in_quanta(value, per_unit) } else { 0 };
            bins[i] = if finite { bin as Bin } else { NO_BIN };
            n[i] += i64::from(finite);
            beyond[i] += i64::from(finite & far);
            let (low, high) =
                if finite { (value, value) } else { (f64::INFINITY, f64::NEG_INFINITY) };
            smallest[i] = if low < smallest[i] { low } else { smallest[i] };
            largest[i] = if high > largest[i] { high } else { largest[i] };
            sum[i] += quanta;
            let [low, cross, high] = square(quanta);
            squares[0][i] += low;
            squares[1][i] += cross;
            squares[2][i] += high;
        }
    }
    let [low, cross, high] = squares.map(|parts| u128::from(parts.iter().sum::<u64>()));
    Taken {
        bins,
        n: n.iter().sum::<i64>() as u64,
        beyond: beyond.iter().sum::<i64>() as u64,
        smallest: least(smallest, |a, b| a < b),
        largest: least(largest, |a, b| a > b),
        sum: sum.iter().sum(),
        sum_of_squares: low + (cross << 27) + (high << 52),
    }
}

/// A square of up to 104 bits as (low, cross, high): low + 2²⁷ cross + 2⁵² high, from two digits
/// of 26 bits.
#[inline(always)]
fn square(quanta: i64) -> [u64; 3] {
    let size = quanta.unsigned_abs();
    // What fits 32 bits is told so: the product is then one vector instruction.
    let (low, high) = (u64::from(size as u32 & 0x03ff_ffff), u64::from((size >> 26) as u32));
    [low * low, low * high, high * high]
}

/// The lane that comes before all others.
#[inline(always)]
fn least(mut lanes: [f64; LANES], before: impl Fn(f64, f64) -> bool) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = if before(lanes[i + half], lanes[i]) { lanes[i + half] } else { lanes[i] };
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
impl Grid {
    /// The bin of a finite value, and whether the value lies beyond the last bin.
    pub fn bin(self, value: f64) -> (i32, bool) {
        match self {
            Grid::Linear { width } => linear_bin(value, width),
            Grid::Whole => linear_bin(value, 1.0),
            Grid::Logarithmic { per_octave } => {
                logarithmic_bin(value, 52 - per_octave.trailing_zeros())
            }
        }
    }
}
