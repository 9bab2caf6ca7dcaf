//! Uniforms for the parameters of an ensemble: Monte Carlo, Latin hypercube or Sobol.
//!
//! Every parameter is drawn once per run, from a uniform that belongs to its key path. Under
//! Monte Carlo the uniform depends on (seed, key path, run) only; under the other plans on the
//! number of runs (Latin hypercube) or on the key's place in the list (Sobol) as well.
//!
//! Latin hypercube and Sobol points depend on each other, so their error cannot be read from
//! the spread of the runs. It comes from **replicates**: run r belongs to replicate
//! r mod `replicates`, the replicates are randomised independently, and the spread of their
//! means is the error.

use super::draw::{Address, Draws, Stream, mix, name_hash};
use super::real::Real;

/// The largest number below one.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
/// What a parameter is drawn with under Monte Carlo, and the jitter inside a cell elsewhere.
const PARAMETER: Stream = Stream::new("parameter");
/// The order in which a key visits the strata of a replicate.
const STRATUM: Stream = Stream::new("parameter.stratum");
/// The scramble of a replicate's Sobol points.
const SCRAMBLE: Stream = Stream::new("parameter.scramble");
/// The points of one Sobol sequence, and the resolution of its coordinates.
const SOBOL_POINTS: u64 = 1 << 16;
const SOBOL_CELLS: f64 = (1_u64 << 23) as f64;

/// How the parameters of the runs are spread over their ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    /// Independent uniforms; runs can be added at any time.
    MonteCarlo,
    /// One run in each of the equally likely strata of every key, within each replicate. It
    /// cannot be extended: more runs are other strata.
    LatinHypercube,
    /// Owen-scrambled Sobol points (Burley 2020, "Practical hash-based Owen scrambling", JCGT
    /// 9(4)) in up to 256 dimensions; keys beyond those fall back to Monte Carlo.
    Sobol,
}

/// The uniforms of an ensemble's parameters.
#[derive(Clone, Debug)]
pub struct PlanDraws {
    plan: Plan,
    draws: Draws,
    runs: u64,
    replicates: u64,
    /// The hash of each key path.
    keys: Vec<u64>,
}

impl PlanDraws {
    /// The replicates of a plan where nobody asks for another number.
    pub const REPLICATES: u32 = 10;

    /// The uniforms of `keys` for `runs` runs in `replicates` replicates.
    ///
    /// The order of the keys is that of the Sobol dimensions: keys that are added later are
    /// appended, so that the earlier ones keep their points.
    ///
    /// # Panics
    /// Where `replicates` is zero.
    pub fn new(plan: Plan, seed: u64, runs: u64, keys: &[&str], replicates: u32) -> Self {
        assert!(replicates > 0, "a plan has at least one replicate");
        PlanDraws {
            plan,
            draws: Draws::new(seed),
            runs,
            replicates: u64::from(replicates),
            keys: keys.iter().map(|key| name_hash(key)).collect(),
        }
    }

    /// The replicate that a run belongs to.
    pub fn replicate(&self, run: u64) -> u64 {
        run % self.replicates
    }

    /// The uniform of a key in a run, inside the open interval (0, 1).
    ///
    /// # Panics
    /// Where the key is not in the list, or the run not in a Latin hypercube's runs.
    pub fn uniform(&self, key_index: usize, run: u64) -> f64 {
        let key = self.keys[key_index];
        let independent = self.draws.uniform53(Address::new(PARAMETER, 0, key), run);
        match self.plan {
            Plan::LatinHypercube => self.stratified(key, run, independent),
            Plan::Sobol if key_index < sobol_burley::NUM_DIMENSIONS as usize => {
                self.sobol(key_index as u32, run, independent)
            }
            Plan::MonteCarlo | Plan::Sobol => independent,
        }
    }

    /// [`PlanDraws::uniform`] of a row; lane i is run `first_run` + i, or the last run of the plan
    /// where that is beyond it.
    #[inline(always)]
    pub fn uniforms<R: Real>(&self, key_index: usize, first_run: u64) -> R {
        if self.plan == Plan::MonteCarlo {
            let address = Address::new(PARAMETER, 0, self.keys[key_index]);
            return self.draws.uniforms53(address, first_run);
        }
        let run = |lane: usize| (first_run + lane as u64).min(self.runs - 1);
        R::from_fn(|lane| self.uniform(key_index, run(lane)))
    }

    /// The run's stratum of this key, and `jitter` inside it.
    fn stratified(&self, key: u64, run: u64, jitter: f64) -> f64 {
        assert!(run < self.runs, "run {run} is outside the {} runs of this plan", self.runs);
        let replicate = self.replicate(run);
        let strata = (self.runs - replicate).div_ceil(self.replicates);
        let order = self.draws.bits(Address::new(STRATUM, 0, key), replicate);
        let stratum = permuted(run / self.replicates, strata, order);
        ((stratum as f64 + jitter) / strata as f64).min(BELOW_ONE)
    }

    /// The run's Sobol point in a dimension, and `jitter` below the point's resolution. Each
    /// 65,536 points of a replicate have a scramble of their own.
    fn sobol(&self, dimension: u32, run: u64, jitter: f64) -> f64 {
        let index = run / self.replicates;
        let sheet = Address::new(SCRAMBLE, (index / SOBOL_POINTS) as u32, 0);
        let scramble = self.draws.bits(sheet, self.replicate(run)) as u32;
        let point = sobol_burley::sample((index % SOBOL_POINTS) as u32, dimension, scramble);
        (f64::from(point) + jitter / SOBOL_CELLS).min(BELOW_ONE)
    }
}

/// The image of `index` under a permutation of 0…`size` − 1 chosen by `order`.
///
/// A Feistel network permutes the next power of four; an image outside is permuted again until
/// it falls inside, which it must, because the cycle returns to `index`.
fn permuted(index: u64, size: u64, order: u64) -> u64 {
    let bits = u64::BITS - (size - 1).leading_zeros();
    let half = bits.div_ceil(2).max(1);
    let mask = (1_u64 << half) - 1;
    let mut image = index;
    loop {
        let (mut left, mut right) = (image >> half, image & mask);
        for round in 0..6 {
            let turned = mix(order ^ mix(right | round << 32));
            (left, right) = (right, (left ^ turned) & mask);
        }
        image = left << half | right;
        if image < size {
            return image;
        }
    }
}

#[cfg(test)]
mod tests;
