//! Random numbers found by address: a pure function of (seed, stream, step, entity, run).
//!
//! No draw depends on the order of other draws, so threads, blocks, shards and lanes cannot
//! change a result, an inert entity changes nobody else, and scenarios share every shock that
//! they have in common. The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel
//! random numbers: as easy as 1, 2, 3", SC11, doi:10.1145/2063384.2063405):
//!
//! | input of Philox | what fills it |
//! | --- | --- |
//! | key, 2 words | hash of (hashed seed, stream) |
//! | counter word 0 | run ÷ 4 |
//! | counter word 1 | step; its highest bit is set for the second call of one address |
//! | counter words 2, 3 | 64-bit hash of the entity's name |
//!
//! One call gives four words, for four consecutive runs of one named entity. A uniform is the
//! word run mod 4. A normal is Box–Muller on words (0, 1) for the runs 0 and 1 of the four
//! (cosine, sine) and on (2, 3) for the runs 2 and 3. Student's t takes its two uniforms from
//! the first and the second call. **One address serves one kind of draw**: two kinds at the
//! same address would be dependent.

use std::convert::Infallible;

use rand::rand_core::{TryRng, utils};

use super::function::{ln, powf, sin_cos_2pi};
use super::real::Real;

/// 2⁻³².
const WORD: f64 = 1.0 / 4_294_967_296.0;
/// The bit of the step word that marks the second call of an address.
const SECOND: u32 = 1 << 31;

/// A stable 64-bit hash of a name: FNV-1a, finished by [`mix`].
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
        Address {
            stream,
            step,
            entity,
        }
    }
}

/// Student's t, limited and scaled to unit variance.
///
/// A t with ν degrees of freedom is clamped to ± `limit` of its own standard deviations and then
/// divided by the standard deviation of the clamped law, which is computed here, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    dof: f64,
    limit: f64,
    scale: f64,
}

impl StudentT {
    /// The law with `dof` degrees of freedom, clamped at ± `truncate_sd` standard deviations.
    ///
    /// # Panics
    /// Where `dof` ≤ 2, whose variance is infinite, or `truncate_sd` ≤ 0.
    pub fn new(dof: f64, truncate_sd: f64) -> Self {
        assert!(
            dof > 2.0 && truncate_sd > 0.0,
            "t needs dof > 2 and a positive limit"
        );
        let limit = truncate_sd * (dof / (dof - 2.0)).sqrt();
        StudentT {
            dof,
            limit,
            scale: 1.0 / clamped_variance(dof, limit).sqrt(),
        }
    }

    /// The largest value a draw can take, in the units of the draw.
    pub fn bound(&self) -> f64 {
        self.limit * self.scale
    }

    #[inline(always)]
    fn transform(&self, radius: f64, angle: f64) -> f64 {
        // Bailey 1994, doi:10.1090/S0025-5718-1994-1219702-8: ν(U^(−2/ν) − 1) is the square of
        // the radius whose projection on an axis is t. For ν = 4 the power is a square root.
        let power = if self.dof == 4.0 {
            1.0 / radius.sqrt()
        } else {
            powf(radius, -2.0 / self.dof)
        };
        let t = (self.dof * (power - 1.0)).sqrt() * sin_cos_2pi(angle).1;
        let t = if t > self.limit { self.limit } else { t };
        let t = if t < -self.limit { -self.limit } else { t };
        t * self.scale
    }
}

/// E[min(t², limit²)], by the midpoint rule in the angle θ with t = √ν tan θ, in which the
/// density of t is proportional to cosᵛ⁻¹ θ.
fn clamped_variance(dof: f64, limit: f64) -> f64 {
    const POINTS: u32 = 4096;
    let (mut sum, mut weights) = (0.0, 0.0);
    for i in 0..POINTS {
        let quarter_turns = (f64::from(i) + 0.5) / f64::from(POINTS);
        let (sin, cos) = sin_cos_2pi(0.25 * quarter_turns);
        let t = dof.sqrt() * sin / cos;
        let held = if t < limit { t } else { limit };
        let weight = powf(cos, dof - 1.0);
        sum += weight * held * held;
        weights += weight;
    }
    sum / weights
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
        Draws {
            seed: mix(mix(seed)),
        }
    }

    /// Uniforms of 32 bits in the open interval (0, 1); lane i is run `first_run` + i.
    #[inline(always)]
    pub fn uniform<R: Real>(&self, address: Address, first_run: u64) -> R {
        fill(&Uniform, self.source(address), first_run)
    }

    /// 64 random bits: the run's word of the first call above that of the second.
    pub fn bits(&self, address: Address, run: u64) -> u64 {
        let source = self.source(address);
        let word = (run % 4) as usize;
        let high = source.words::<1>(run / 4, 0)[word][0];
        let low = source.words::<1>(run / 4, SECOND)[word][0];
        u64::from(high) << 32 | u64::from(low)
    }

    /// A uniform of 53 bits in the open interval (0, 1); its leading 32 bits are those of
    /// [`Draws::uniform`].
    pub fn uniform53(&self, address: Address, run: u64) -> f64 {
        // The middle of one of 2⁵² cells is exact and never 0 or 1.
        let cell = self.bits(address, run) >> 12;
        (cell as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Standard normals from 32-bit uniforms (abs < 6.77); lane i is run `first_run` + i.
    #[inline(always)]
    pub fn normal<R: Real>(&self, address: Address, first_run: u64) -> R {
        fill(&Normal, self.source(address), first_run)
    }

    /// Student's t of unit variance; lane i is run `first_run` + i.
    #[inline(always)]
    pub fn student_t<R: Real>(&self, address: Address, first_run: u64, law: &StudentT) -> R {
        fill(law, self.source(address), first_run)
    }

    /// A sequential generator over one address, for shuffles and bootstraps.
    pub fn rng(&self, address: Address) -> AddressedRng {
        AddressedRng {
            source: self.source(address),
            words: [0; 4],
            drawn: 0,
        }
    }

    #[inline(always)]
    fn source(&self, address: Address) -> Source {
        debug_assert!(address.step < SECOND, "the step of an address is below 2³¹");
        let key = mix(self.seed ^ address.stream.0);
        Source {
            key: [key as u32, (key >> 32) as u32],
            step: address.step,
            entity: [address.entity as u32, (address.entity >> 32) as u32],
        }
    }
}

/// The words of one address.
#[derive(Clone, Copy, Debug)]
struct Source {
    key: [u32; 2],
    step: u32,
    entity: [u32; 2],
}

impl Source {
    /// Four words for each of `B` consecutive blocks of four runs: `words[word][block]`.
    #[inline(always)]
    fn words<const B: usize>(&self, first_block: u64, call: u32) -> [[u32; B]; 4] {
        let counter = [
            std::array::from_fn(|b| (first_block as u32).wrapping_add(b as u32)),
            [self.step | call; B],
            [self.entity[0]; B],
            [self.entity[1]; B],
        ];
        philox(counter, self.key)
    }
}

/// Philox4x32-10 of `B` counters under one key.
#[inline(always)]
fn philox<const B: usize>(counter: [[u32; B]; 4], key: [u32; 2]) -> [[u32; B]; 4] {
    let [mut a, mut b, mut c, mut d] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        for i in 0..B {
            let left = u64::from(a[i]) * 0xd251_1f53;
            let right = u64::from(c[i]) * 0xcd9e_8d57;
            a[i] = (right >> 32) as u32 ^ b[i] ^ k0;
            b[i] = right as u32;
            c[i] = (left >> 32) as u32 ^ d[i] ^ k1;
            d[i] = left as u32;
        }
        k0 = k0.wrapping_add(0x9e37_79b9);
        k1 = k1.wrapping_add(0xbb67_ae85);
    }
    [a, b, c, d]
}

/// The middle of a word's cell in the open interval (0, 1).
#[inline(always)]
fn unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) * WORD
}

/// A law that turns words into the draws of four runs.
trait Law {
    /// `draws[i][b]` is run 4(first_block + b) + i.
    fn draw<const B: usize>(&self, source: &Source, first_block: u64) -> [[f64; B]; 4];
}

struct Uniform;

impl Law for Uniform {
    #[inline(always)]
    fn draw<const B: usize>(&self, source: &Source, first_block: u64) -> [[f64; B]; 4] {
        source
            .words::<B>(first_block, 0)
            .map(|words| words.map(unit))
    }
}

struct Normal;

impl Law for Normal {
    #[inline(always)]
    fn draw<const B: usize>(&self, source: &Source, first_block: u64) -> [[f64; B]; 4] {
        let words = source.words::<B>(first_block, 0);
        let mut draws = [[0.0; B]; 4];
        for pair in [0, 2] {
            for b in 0..B {
                let radius = (-2.0 * ln(unit(words[pair][b]))).sqrt();
                let (sin, cos) = sin_cos_2pi(unit(words[pair + 1][b]));
                draws[pair][b] = radius * cos;
                draws[pair + 1][b] = radius * sin;
            }
        }
        draws
    }
}

impl Law for StudentT {
    #[inline(always)]
    fn draw<const B: usize>(&self, source: &Source, first_block: u64) -> [[f64; B]; 4] {
        let radius = source.words::<B>(first_block, 0);
        let angle = source.words::<B>(first_block, SECOND);
        std::array::from_fn(|i| {
            std::array::from_fn(|b| self.transform(unit(radius[i][b]), unit(angle[i][b])))
        })
    }
}

/// The draws of consecutive runs, in whole blocks where rows and runs allow it.
#[inline(always)]
fn fill<R: Real>(law: &impl Law, source: Source, first_run: u64) -> R {
    debug_assert!(first_run < 1 << 34, "an address holds 2³⁴ runs");
    match R::LANES {
        lanes if lanes % 16 == 0 && first_run % 4 == 0 => aligned::<R, 4>(law, source, first_run),
        lanes if lanes % 8 == 0 && first_run % 4 == 0 => aligned::<R, 2>(law, source, first_run),
        _ => R::from_fn(|i| {
            let run = first_run + i as u64;
            law.draw::<1>(&source, run / 4)[(run % 4) as usize][0]
        }),
    }
}

#[inline(always)]
fn aligned<R: Real, const B: usize>(law: &impl Law, source: Source, first_run: u64) -> R {
    let mut row = R::default();
    for start in (0..R::LANES).step_by(4 * B) {
        let draws = law.draw::<B>(&source, (first_run + start as u64) / 4);
        for b in 0..B {
            for i in 0..4 {
                row.set_lane(start + 4 * b + i, draws[i][b]);
            }
        }
    }
    row
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
            self.words = self.source.words::<1>(self.drawn / 4, 0).map(|[word]| word);
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
