//! Draws of a sampler, one after the other, from one address: the same whatever runs beside it.

use rand::Rng as _;

use crate::numeric::function::ln;
use crate::numeric::special::normal_quantile;
use crate::numeric::{Address, AddressedRng, Draws, Stream, name_hash};

const STREAM: Stream = Stream::new("calibrate");

/// A sequence of draws.
#[derive(Clone, Debug)]
pub struct Dice {
    rng: AddressedRng,
}

impl Dice {
    /// The sequence of a seed that belongs to a name and a number, such as a block and its chain.
    pub fn new(seed: u64, name: &str, number: u32) -> Dice {
        let address = Address { stream: STREAM, step: number, entity: name_hash(name) };
        Dice { rng: Draws::new(seed).rng(address) }
    }

    /// A uniform in the open interval (0, 1), by 52 bits.
    pub fn uniform(&mut self) -> f64 {
        ((self.rng.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// A standard normal.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A gamma variate of unit rate, for shapes of 1 and more (Marsaglia and Tsang 2000,
    /// doi:10.1145/358407.358414).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if ln(self.uniform()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v;
            }
        }
    }

    /// One of `n` places.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gamma_has_its_mean_and_variance() {
        let mut dice = Dice::new(1, "gamma", 0);
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| dice.gamma(2.5)).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64;
        assert!((mean - 2.5).abs() < 0.02 && (variance - 2.5).abs() < 0.06, "{mean} {variance}");
    }

    #[test]
    fn chains_share_nothing_and_repeat_themselves() {
        let first = |number| Dice::new(7, "trade", number).uniform();
        assert_eq!(first(0), first(0));
        assert_ne!(first(0), first(1));
    }
}
