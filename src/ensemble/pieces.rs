//! Independent pieces of work over the threads.

use rayon::prelude::*;

/// What every piece gives, in order; which thread does it decides nothing.
pub fn pieces<T: Send>(n: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    (0..n).into_par_iter().map(&work).collect()
}
