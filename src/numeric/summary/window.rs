//! The bins of a summary: counts side by side, in a window that grows with the values and is bounded.

use serde::{Deserialize, Serialize};

use super::take::{Bin, NO_BIN};

/// Counts of bins, from the first occupied one to the last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    /// How often bins were joined: one holds 2 to the power of it of the grid's.
    joined: u32,
    /// The bin of the first count.
    first: i32,
    #[serde(with = "sparse")]
    counts: Vec<u32>,
}

impl Window {
    /// Bins of a window, at most: each is a 256th of the range of the values, or less.
    pub const LONGEST: i32 = 512;
    /// Bins for which room is made at a time.
    const ROOM: usize = 128;

    /// Counts bins of the grid.
    pub fn count(&mut self, bins: &[Bin]) {
        for &bin in bins {
            if bin == NO_BIN {
                continue;
            }
            let bin = i32::from(bin);
            match self.counts.get_mut(((bin >> self.joined) - self.first) as usize) {
                Some(count) => *count += 1,
                None => {
                    self.widen(bin >> self.joined, bin >> self.joined);
                    self.counts[((bin >> self.joined) - self.first) as usize] += 1;
                }
            }
        }
    }

    /// Takes the counts of another window of the grid in.
    pub fn merge(&mut self, other: &Window) {
        if other.counts.is_empty() {
            return;
        }
        while self.joined < other.joined {
            self.join();
        }
        let more = self.joined - other.joined;
        self.widen(other.first >> more, other.last() >> more);
        let more = self.joined - other.joined;
        for (bin, count) in (other.first..).zip(&other.counts) {
            self.counts[((bin >> more) - self.first) as usize] += count;
        }
    }

    /// The bins in order: the first and the last bin of the grid that one holds, and its count.
    pub fn bins(&self) -> impl Iterator<Item = (i32, i32, u32)> {
        (self.first..)
            .zip(&self.counts)
            .map(|(bin, &count)| (bin << self.joined, ((bin + 1) << self.joined) - 1, count))
    }

    fn last(&self) -> i32 {
        self.first + self.counts.len() as i32 - 1
    }

    /// Makes the window reach from `low` to `high`, joining bins where it would be too long.
    #[cold]
    fn widen(&mut self, mut low: i32, mut high: i32) {
        if self.counts.is_empty() {
            self.first = low;
        } else {
            (low, high) = (low.min(self.first), high.max(self.last()));
        }
        while high - low >= Window::LONGEST {
            self.join();
            (low, high) = (low >> 1, high >> 1);
        }
        let length = (high - low) as usize + 1;
        // All windows together are much of what an ensemble holds: none has half its room to spare.
        self.counts.reserve_exact(length.next_multiple_of(Window::ROOM) - self.counts.len());
        let missing = (self.first - low) as usize;
        self.counts.splice(0..0, std::iter::repeat_n(0, missing));
        self.counts.resize(length, 0);
        self.first = low;
    }

    /// Joins bins two by two.
    fn join(&mut self) {
        let odd = (self.first & 1) as usize;
        for at in 0..self.counts.len() {
            let count = std::mem::take(&mut self.counts[at]);
            self.counts[(at + odd) / 2] += count;
        }
        self.counts.truncate((self.counts.len() + odd).div_ceil(2));
        self.first >>= 1;
        self.joined += 1;
    }
}

/// Counts as they are written: the empty bins before each that is not, and its count, in turn. The
/// windows of few runs are nearly empty.
mod sparse {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(counts: &[u32], to: S) -> Result<S::Ok, S::Error> {
        let mut written = Vec::with_capacity(64);
        let mut empty = 0;
        for &count in counts {
            if count == 0 {
                empty += 1;
            } else {
                written.extend([empty, count]);
                empty = 0;
            }
        }
        written.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u32>, D::Error> {
        let written: Vec<u32> = Deserialize::deserialize(from)?;
        let mut counts = Vec::new();
        for pair in written.chunks_exact(2) {
            counts.resize(counts.len() + pair[0] as usize, 0);
            counts.push(pair[1]);
        }
        Ok(counts)
    }
}
