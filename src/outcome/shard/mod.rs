//! A shard: every n-th block of an ensemble, computed by one machine of several.
//!
//! ```text
//! ShardDraft::create → record … record → finish     Shards::look ← folders ─copy_rows→ Draft
//! ```
//!
//! The folder of a shard holds
//!
//! | file | what |
//! | --- | --- |
//! | `manifest.json` | which shard of what it is, digests of the files |
//! | `runs.arrow`, `trajectories.arrow` | the rows of its runs, as the whole result has them |
//! | `ensemble.standing` | its merged summaries and verdicts, in integers |
//! | `variance.batches` | its batches of the split of variance |
//!
//! Rows are Arrow files: their batches are as small as a block, so that many shards are read side
//! by side in little memory. A Parquet file holds a whole group of rows at a time.

mod draft;
mod manifest;
mod partial;
mod rows;
mod set;

pub use draft::ShardDraft;
pub use manifest::ShardManifest;
pub use partial::store_partial;
pub use rows::copy_rows;
pub use set::{Flaw, Looked, Member, Shards, shards_in};

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One shard of several: of the blocks of an ensemble, every one whose number leaves the same
/// remainder. Nothing else follows from it; no number of a run depends on shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From [`Shard::FIRST`].
    index: u32,
    of: u32,
}

impl Shard {
    /// The number of the first shard.
    pub const FIRST: u32 = 1;
    /// Runs in a block. It decides which runs a shard has, so it never follows what is fastest.
    pub const BLOCK: u64 = 64;

    /// The shard with a number among `of`, if there is one.
    pub fn new(index: u32, of: u32) -> Option<Shard> {
        (Self::FIRST..Self::FIRST + of).contains(&index).then_some(Shard { index, of })
    }

    /// All shards of as many, in order.
    pub fn all(of: u32) -> impl Iterator<Item = Shard> {
        (Self::FIRST..Self::FIRST + of).map(move |index| Shard { index, of })
    }

    /// How many there are.
    pub fn of(self) -> u32 {
        self.of
    }

    /// How many shards come before it.
    pub fn place(self) -> u32 {
        self.index - Self::FIRST
    }

    /// How many blocks an ensemble of `runs` has: there are no more shards than that.
    pub fn blocks_of(runs: u64) -> u64 {
        runs.div_ceil(Self::BLOCK)
    }

    /// The runs of a block in an ensemble of `runs`.
    pub fn block(block: u64, runs: u64) -> Range<u64> {
        let first = block * Self::BLOCK;
        first..runs.min(first + Self::BLOCK)
    }

    /// The shard of as many that has a block.
    pub fn having(block: u64, of: u32) -> Shard {
        Shard { index: Self::FIRST + (block % u64::from(of)) as u32, of }
    }

    /// How many blocks of an ensemble of `runs` are its own.
    pub fn blocks(self, runs: u64) -> u64 {
        let others = u64::from(self.place());
        (Self::blocks_of(runs).saturating_sub(others)).div_ceil(u64::from(self.of))
    }

    /// How many runs of an ensemble of `runs` are its own.
    pub fn runs(self, runs: u64) -> u64 {
        let Some(last) = self.blocks(runs).checked_sub(1) else { return 0 };
        let block = Self::block(self.nth(last), runs);
        last * Self::BLOCK + (block.end - block.start)
    }

    /// The id of its run at a place, from 0.
    pub fn run(self, place: u64) -> u64 {
        self.nth(place / Self::BLOCK) * Self::BLOCK + place % Self::BLOCK
    }

    /// Its n-th block, from 0.
    fn nth(self, n: u64) -> u64 {
        n * u64::from(self.of) + u64::from(self.place())
    }

    /// The name of its folder.
    pub fn folder_name(self) -> String {
        format!("{}-of-{}", self.index, self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let how = "write I/N, as in 3/8 for the third of eight";
        let (index, of) = text.split_once('/').ok_or(how)?;
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| how.to_string());
        let (index, of) = (number(index)?, number(of)?);
        let last = Self::FIRST + of.saturating_sub(1);
        let range =
            format!("{how}; of {of} shards the first is {} and the last {last}", Self::FIRST);
        if of == 0 {
            return Err(format!("{how}; there is at least one shard"));
        }
        Shard::new(index, of).ok_or(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_the_runs_out() {
        for runs in [1, 63, 64, 65, 640, 1000] {
            for of in 1..=9 {
                let mut ids: Vec<u64> = Shard::all(of)
                    .flat_map(|shard| (0..shard.runs(runs)).map(move |place| shard.run(place)))
                    .collect();
                ids.sort_unstable();
                assert!(ids.into_iter().eq(0..runs), "{runs} runs in {of} shards");
                let blocks: u64 = Shard::all(of).map(|shard| shard.blocks(runs)).sum();
                assert_eq!(blocks, Shard::blocks_of(runs));
            }
        }
        let ids: Vec<u64> = (0..130).map(|place| Shard::new(2, 3).unwrap().run(place)).collect();
        assert_eq!((ids[0], ids[63], ids[64], ids[128]), (64, 127, 256, 448));
    }

    #[test]
    fn a_shard_is_read_as_it_is_written() {
        for text in ["1/1", "3/8", "8/8"] {
            assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
        }
        for text in ["0/8", "9/8", "1/0", "3", "a/b", "-1/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
