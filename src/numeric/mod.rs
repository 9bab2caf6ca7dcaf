//! Arithmetic whose bits are the same on every machine.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`real`] | [`Real`]: one `f64`, or a [`Row`] of lanes that runs the same operations |
//! | [`mask`] | [`Mask`]: the outcome of a comparison, lane by lane |
//! | [`function`] | elementary functions built from `+ − × ÷ √`, with their error bounds |
//! | [`draw`] | [`Draws`]: random numbers found by address instead of by order |
//! | [`cpu`] | [`Vectors`]: vector instructions of the width that the CPU has, chosen at run time |
//! | `philox`, `variate` | the generator behind them, and its normal and Student draws |
//! | [`special`] | the normal, beta and t functions behind the distributions |
//! | [`distribution`] | [`Distribution`]: what a number can be instead of certain |
//! | [`summary`] | [`Summary`]: mean, spread and quantiles that merge in any order |
//! | [`stopping`] | when enough runs have been seen |
//! | [`quasi`] | [`PlanDraws`]: Monte Carlo, Latin hypercube and Sobol uniforms |
//!
//! Nothing here knows geopolitics, files or threads. A result depends on its arguments only:
//! no function of the C library, no fused multiply-add and no order of arrival takes part.

pub mod cpu;
pub mod distribution;
pub mod draw;
pub mod function;
pub mod mask;
mod philox;
pub mod quasi;
pub mod real;
pub mod row;
pub mod special;
pub mod stopping;
pub mod summary;
mod variate;

pub use cpu::{Kernel, LANES, Vectors, prefetch};
pub use distribution::Distribution;
pub use draw::{Address, AddressedRng, Draws, Stream, TOGETHER, Together, name_hash};
pub use mask::Mask;
pub use quasi::{Plan, PlanDraws};
pub use real::Real;
pub use row::{Float, Row, Single};
pub use summary::{Bin, Grid, NO_BIN, Summary};
pub use variate::StudentT;
