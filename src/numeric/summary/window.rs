//! The bins of a summary: counts side by side, in a window that grows with the values and is bounded.

use serde::{Deserialize, Serialize, Serializer};

use super::take::{Bin, NO_BIN};

/// Counts of bins, from the first occupied one to the last.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Window {
    /// How often bins were joined: one holds 2 to the power of it of the grid's.
    joined: u32,
    /// The bin of the first count.
    first: i32,
    /// Counts, modulo 2¹⁶: all windows together are much of what an ensemble holds, and few counts
    /// of few of them are larger.
    counts: Vec<u16>,
    /// The bins whose counts are, in order, and how often 2¹⁶ is in them.
    over: Vec<(i32, u32)>,
}

impl Window {
    /// Bins of a window, at most: each is a 256th of the range of the values, or less.
    pub const LONGEST: i32 = 512;
    /// Bins for which room is made first, and where they do not suffice: at once for as many as a
    /// window may get, so that it takes no more after many runs than after some.
    const ROOMS: [usize; 2] = [128, Window::LONGEST as usize];

    /// Counts bins of the grid.
    pub fn count(&mut self, bins: &[Bin]) {
        for &bin in bins {
            if bin == NO_BIN {
                continue;
            }
            let bin = i32::from(bin);
            match self.counts.get_mut(((bin >> self.joined) - self.first) as usize) {
                Some(count) => {
                    *count = count.wrapping_add(1);
                    if *count == 0 {
                        self.carry(bin >> self.joined, 1);
                    }
                }
                None => {
                    self.widen(bin >> self.joined, bin >> self.joined);
                    self.add(bin >> self.joined, 1);
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
        (other.first..).zip(&other.counts).for_each(|(bin, &count)| self.add(bin >> more, count));
        other.over.iter().for_each(|&(bin, times)| self.carry(bin >> more, times));
    }

    /// The bins in order: the first and the last bin of the grid that one holds, and its count.
    pub fn bins(&self) -> impl Iterator<Item = (i32, i32, u32)> {
        let of_grid = |bin: i32| (bin << self.joined, ((bin + 1) << self.joined) - 1);
        (self.first..).zip(self.whole()).map(move |(bin, count)| {
            let (first, last) = of_grid(bin);
            (first, last, count)
        })
    }

    /// The counts themselves.
    fn whole(&self) -> impl Iterator<Item = u32> {
        let mut over = self.over.iter().peekable();
        (self.first..).zip(&self.counts).map(move |(bin, &count)| {
            let times = over.next_if(|&&(over, _)| over == bin).map_or(0, |&(_, times)| times);
            (times << u16::BITS) + u32::from(count)
        })
    }

    fn last(&self) -> i32 {
        self.first + self.counts.len() as i32 - 1
    }

    /// Adds to the count of a bin that is in the window.
    fn add(&mut self, bin: i32, more: u16) {
        let count = &mut self.counts[(bin - self.first) as usize];
        let (sum, over) = count.overflowing_add(more);
        *count = sum;
        if over {
            self.carry(bin, 1);
        }
    }

    /// Adds 2¹⁶ to the count of a bin so many times.
    #[cold]
    fn carry(&mut self, bin: i32, times: u32) {
        match self.over.binary_search_by_key(&bin, |&(bin, _)| bin) {
            Ok(at) => self.over[at].1 += times,
            Err(at) => self.over.insert(at, (bin, times)),
        }
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
        self.make_room(length);
        let missing = (self.first - low) as usize;
        self.counts.splice(0..0, std::iter::repeat_n(0, missing));
        self.counts.resize(length, 0);
        self.first = low;
    }

    fn make_room(&mut self, length: usize) {
        let room = Window::ROOMS.into_iter().find(|&room| length <= room);
        self.counts.reserve_exact(room.unwrap_or(length) - self.counts.len());
    }

    /// Bins for which there is room.
    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.counts.capacity()
    }

    /// Joins bins two by two.
    fn join(&mut self) {
        let over = std::mem::take(&mut self.over);
        let odd = (self.first & 1) as usize;
        for at in 0..self.counts.len() {
            let count = std::mem::take(&mut self.counts[at]);
            let (sum, more) = self.counts[(at + odd) / 2].overflowing_add(count);
            self.counts[(at + odd) / 2] = sum;
            if more {
                self.carry((self.first + at as i32) >> 1, 1);
            }
        }
        over.into_iter().for_each(|(bin, times)| self.carry(bin >> 1, times));
        self.counts.truncate((self.counts.len() + odd).div_ceil(2));
        self.first >>= 1;
        self.joined += 1;
    }
}

/// A window as it is written. Of the counts, the empty bins before each that is not, and its count,
/// in turn: the windows of few runs are nearly empty.
#[derive(Serialize, Deserialize)]
struct Written {
    joined: u32,
    first: i32,
    counts: Vec<u32>,
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut counts = Vec::with_capacity(64);
        let mut empty = 0;
        for count in self.whole() {
            if count == 0 {
                empty += 1;
            } else {
                counts.extend([empty, count]);
                empty = 0;
            }
        }
        Written { joined: self.joined, first: self.first, counts }.serialize(to)
    }
}

impl From<Written> for Window {
    fn from(written: Written) -> Window {
        let Written { joined, first, counts } = written;
        let mut window = Window { joined, first, ..Window::default() };
        let pairs = || counts.chunks_exact(2).map(|pair| (pair[0] as usize, pair[1]));
        window.make_room(pairs().map(|(empty, _)| empty + 1).sum());
        for (empty, count) in pairs() {
            window.counts.resize(window.counts.len() + empty, 0);
            window.counts.push(count as u16);
            if count >> u16::BITS > 0 {
                window.carry(window.last(), count >> u16::BITS);
            }
        }
        window
    }
}
