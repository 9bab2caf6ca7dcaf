//! Random numbers found by address: a pure function of (seed, stream, step, entity, run).
//!
//! No draw depends on the order of other draws, so threads, blocks, shards and lanes cannot
//! change a result, an inert entity changes nobody else, and scenarios share every shock that
//! they have in common. The generator is Philox (`philox.rs`):
//!
//! | input of Philox | what fills it |
//! | --- | --- |
//! | key, 2 words | hash of (hashed seed, stream) |
//! | counter word 0 | run ÷ 4 |
//! | counter word 1 | step; its highest bit is set for the second call of one address |
//! | counter words 2, 3 | 64-bit hash of the entity's name |
//!
//! One call gives four words, for four consecutive runs of one named entity: run mod 4 takes
//! its own word. A 32-bit uniform needs the first call, everything else takes a word of each of
//! two calls: radius and angle for a normal or a Student t (`variate.rs`), high
//! and low bits for a 53-bit uniform. **One address serves one kind of draw**: two kinds at the
//! same address would be dependent.

use std::convert::Infallible;
use std::marker::PhantomData;

use rand::rand_core::{TryRng, utils};

use super::philox::{column, philox};
use super::real::Real;
use super::variate::{Normal, StudentT, StudentT4, Uniform53, Variate};

/// The bit of the step word that marks the second call of an address.
const SECOND: u32 = 1 << 31;

/// A stable 64-bit hash of a name: FNV-1a, finished by SplitMix64.
pub const fn name_hash(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    mix(hash)
}

/// A bijection of 64 bits in which every input bit moves every output bit (the finaliser of
/// SplitMix64: Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
pub(super) const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a family of draws is for, such as `trade.pair`; streams share nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream(u64);

impl Stream {
    /// The stream of this name.
    pub const fn new(name: &str) -> Self {
        Stream(name_hash(name))
    }
}

/// Where a draw lives; the run completes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// What the draw is for.
    pub stream: Stream,
    /// The step of the run, below 2³¹.
    pub step: u32,
    /// The hash of the entity's name, by [`name_hash`].
    pub entity: u64,
}

impl Address {
    /// The address of `entity`'s draw of `stream` at `step`.
    pub const fn new(stream: Stream, step: u32, entity: u64) -> Self {
        Address { stream, step, entity }
    }
}

/// Entities whose draws are made at once: while the generator's ten rounds of one wait for each
/// other, those of the others go on.
pub const TOGETHER: usize = 4;

/// The addresses of several entities at one step of one stream; the run completes them.
#[derive(Clone, Copy, Debug)]
pub struct Together {
    pub stream: Stream,
    /// Below 2³¹.
    pub step: u32,
    pub entities: [u64; TOGETHER],
}

/// Every random number of one seed.
///
/// Seeds are hashed: adjacent seeds share nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    seed: u64,
}

impl Draws {
    /// The draws of a seed.
    pub const fn new(seed: u64) -> Self {
        Draws { seed: mix(mix(seed)) }
    }

    /// Uniforms of 32 bits in the open interval (0, 1); lane i is run `first_run` + i.
    #[inline(always)]
    pub fn uniform<R: Real>(&self, address: Address, first_run: u64) -> R {
        let source = self.source(address);
        match whole_blocks::<R>(first_run) {
            4 => uniforms::<R, 4>(&source, first_run),
            2 => uniforms::<R, 2>(&source, first_run),
            _ => R::from_fn(|i| {
                let run = first_run + i as u64;
                let [words] = source.words::<1>(run / 4, 1);
                unit(words[(run % 4) as usize])
            }),
        }
    }

    /// Standard normals, at most 6.77 in magnitude; lane i is run `first_run` + i.
    #[inline(always)]
    pub fn normal<R: Real>(&self, address: Address, first_run: u64) -> R {
        self.variate(&Normal, address, first_run)
    }

    /// Student's t of unit variance; lane i is run `first_run` + i.
    #[inline(always)]
    pub fn student_t<R: Real>(&self, address: Address, first_run: u64, law: &StudentT) -> R {
        if law.is_four() {
            self.variate(&StudentT4(law), address, first_run)
        } else {
            self.variate(law, address, first_run)
        }
    }

    /// [`Draws::normal`] of several entities at once, faster than one after the other.
    #[inline(always)]
    pub fn normals<R: Real>(&self, at: Together, first_run: u64) -> [R; TOGETHER] {
        self.variates(&Normal, at, first_run)
    }

    /// [`Draws::student_t`] of several entities at once, faster than one after the other.
    #[inline(always)]
    pub fn student_ts<R: Real>(
        &self,
        at: Together,
        first_run: u64,
        law: &StudentT,
    ) -> [R; TOGETHER] {
        if law.is_four() {
            self.variates(&StudentT4(law), at, first_run)
        } else {
            self.variates(law, at, first_run)
        }
    }

    #[inline(always)]
    fn variate<R: Real>(&self, law: &impl Variate, address: Address, first_run: u64) -> R {
        let source = self.source(address);
        Variates { law, source, first_run, row: PhantomData }.row()
    }

    #[inline(always)]
    fn variates<R: Real>(&self, law: &impl Variate, at: Together, first_run: u64) -> [R; TOGETHER] {
        let mut rows = [R::default(); TOGETHER];
        if whole_blocks::<R>(first_run) == 4 {
            for start in (0..R::LANES).step_by(16) {
                let key = self.key(at.stream);
                let lanes = together(law, key, at, first_run + start as u64);
                for (row, lanes) in rows.iter_mut().zip(lanes.as_chunks::<16>().0) {
                    for (lane, &value) in lanes.iter().enumerate() {
                        row.set_lane(start + lane, value);
                    }
                }
            }
        } else {
            for (row, entity) in rows.iter_mut().zip(at.entities) {
                let address = Address { stream: at.stream, step: at.step, entity };
                *row = self.variate(law, address, first_run);
            }
        }
        rows
    }

    /// 64 random bits: the run's word of the first call above that of the second.
    pub fn bits(&self, address: Address, run: u64) -> u64 {
        let [high, low] = self.source(address).words::<2>(run / 4, 1);
        let word = (run % 4) as usize;
        u64::from(high[word]) << 32 | u64::from(low[word])
    }

    /// A uniform of 53 bits in the open interval (0, 1); its leading 32 bits are those of
    /// [`Draws::uniform`].
    pub fn uniform53(&self, address: Address, run: u64) -> f64 {
        self.uniforms53::<f64>(address, run)
    }

    /// [`Draws::uniform53`] of a row; lane i is run `first_run` + i.
    #[inline(always)]
    pub fn uniforms53<R: Real>(&self, address: Address, first_run: u64) -> R {
        self.variate(&Uniform53, address, first_run)
    }

    /// A sequential generator over one address, for shuffles and bootstraps.
    pub fn rng(&self, address: Address) -> AddressedRng {
        AddressedRng { source: self.source(address), words: [0; 4], drawn: 0 }
    }

    #[inline(always)]
    fn source(&self, address: Address) -> Source {
        debug_assert!(address.step < SECOND, "the step of an address is below 2³¹");
        Source { key: self.key(address.stream), entity: address.entity, step: address.step }
    }

    #[inline(always)]
    fn key(&self, stream: Stream) -> u64 {
        mix(self.seed ^ stream.0)
    }
}

/// The words of one address.
#[derive(Clone, Copy, Debug)]
struct Source {
    key: u64,
    entity: u64,
    step: u32,
}

impl Source {
    /// The four words of each of `C` counters: `blocks` consecutive blocks of four runs in the
    /// first call, then the same blocks in the second.
    #[inline(always)]
    fn words<const C: usize>(&self, first_block: u64, blocks: usize) -> [[u32; 4]; C] {
        let run = |c| (first_block as u32).wrapping_add((c % blocks) as u32);
        let step = |c| {
            if c < blocks { self.step } else { self.step | SECOND }
        };
        let counters = [column(run), column(step), [low(self.entity); C], [high(self.entity); C]];
        philox(&counters, [low(self.key), high(self.key)])
    }
}

#[inline(always)]
fn low(bits: u64) -> u32 {
    bits as u32
}

#[inline(always)]
fn high(bits: u64) -> u32 {
    (bits >> 32) as u32
}

/// The middle of a word's cell in the open interval (0, 1).
#[inline(always)]
fn unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) / (1_u64 << 32) as f64
}

/// How many blocks of four runs a row takes at once: none where row and blocks do not align.
#[inline(always)]
fn whole_blocks<R: Real>(first_run: u64) -> usize {
    debug_assert!(first_run < 1 << 34, "an address holds 2³⁴ runs");
    match R::LANES {
        _ if !first_run.is_multiple_of(4) => 0,
        lanes if lanes % 16 == 0 => 4,
        lanes if lanes % 8 == 0 => 2,
        _ => 0,
    }
}

/// The uniforms of a row, `C` blocks at a time.
#[inline(always)]
fn uniforms<R: Real, const C: usize>(source: &Source, first_run: u64) -> R {
    let mut row = R::default();
    for start in (0..R::LANES).step_by(4 * C) {
        let words = source.words::<C>((first_run + start as u64) / 4, C);
        for (lane, &word) in words.as_flattened().iter().enumerate() {
            row.set_lane(start + lane, unit(word));
        }
    }
    row
}

/// The draws of a row from a law.
struct Variates<'a, R, L> {
    law: &'a L,
    source: Source,
    first_run: u64,
    row: PhantomData<R>,
}

impl<R: Real, L: Variate> Variates<'_, R, L> {
    #[inline(always)]
    fn row(&self) -> R {
        match whole_blocks::<R>(self.first_run) {
            4 => self.by_blocks::<8>(),
            2 => self.by_blocks::<4>(),
            _ => R::from_fn(|i| {
                let run = self.first_run + i as u64;
                let [radius, angle] = self.source.words::<2>(run / 4, 1);
                let word = (run % 4) as usize;
                self.law.draw(radius[word], angle[word])
            }),
        }
    }

    /// `C`/2 blocks at a time.
    #[inline(always)]
    fn by_blocks<const C: usize>(&self) -> R {
        let mut row = R::default();
        for start in (0..R::LANES).step_by(2 * C) {
            let words = self.source.words::<C>((self.first_run + start as u64) / 4, C / 2);
            let (radius, angle) = words.as_flattened().split_at(2 * C);
            for lane in 0..2 * C {
                row.set_lane(start + lane, self.law.draw(radius[lane], angle[lane]));
            }
        }
        row
    }
}

/// Philox's counters of an entity: four blocks of four runs, in two calls.
const COUNTERS: usize = 8;

/// Draws of sixteen runs for each entity.
#[inline(always)]
fn together(law: &impl Variate, key: u64, at: Together, first_run: u64) -> [f64; 16 * TOGETHER] {
    let first = (first_run / 4) as u32;
    let mut counters = [[0; COUNTERS * TOGETHER]; 4];
    for (e, entity) in at.entities.into_iter().enumerate() {
        for c in 0..COUNTERS {
            let second = if c < 4 { 0 } else { SECOND };
            counters[0][COUNTERS * e + c] = first.wrapping_add((c % 4) as u32);
            counters[1][COUNTERS * e + c] = at.step | second;
            counters[2][COUNTERS * e + c] = low(entity);
            counters[3][COUNTERS * e + c] = high(entity);
        }
    }
    let words = philox(&counters, [low(key), high(key)]);
    draws::<_, { 16 * TOGETHER }>(law, words.as_flattened())
}

/// The draws of `N` runs, from sixteen words for the radius and sixteen for the angle in turn.
#[inline(always)]
fn draws<L: Variate, const N: usize>(law: &L, words: &[u32]) -> [f64; N] {
    let mut raw = [L::Raw::default(); N];
    for (raw, words) in raw.chunks_exact_mut(16).zip(words.chunks_exact(32)) {
        for lane in 0..16 {
            raw[lane] = law.raw(words[lane], words[16 + lane]);
        }
    }
    let mut draws = [0.0; N];
    for lane in 0..N {
        draws[lane] = law.finish(raw[lane]);
    }
    draws
}

/// A sequence of words over one address: a generator for the `rand` crate.
///
/// It takes the place of the runs' counter, so its address must serve nothing else. The
/// sequence repeats after 2³⁴ words.
#[derive(Clone, Debug)]
pub struct AddressedRng {
    source: Source,
    words: [u32; 4],
    drawn: u64,
}

impl TryRng for AddressedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let word = (self.drawn % 4) as usize;
        if word == 0 {
            [self.words] = self.source.words::<1>(self.drawn / 4, 1);
        }
        self.drawn += 1;
        Ok(self.words[word])
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

#[cfg(test)]
pub(super) mod tests;
