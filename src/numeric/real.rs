//! The number the equations are written in: one run (`f64`) or a row of runs ([`Row`], and
//! [`Single`] in single precision).
//!
//! An equation written once over [`Real`] serves as the scalar oracle and as the fast code.
//! Every operation is elementwise and made of `+ − × ÷ √`, comparisons, selections and integer
//! operations on the bits, so lane *i* of a row has exactly the bits that the scalar has.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::function;
use super::mask::Mask;

/// A real number of the state: `f64`, or a row of runs.
///
/// The provided functions go through [`Real::map`] and [`Real::zip`] to the scalar code of
/// [`function`], which states their errors.
#[allow(clippy::redundant_closure, reason = "a bare function goes through a shim, not inlined")]
pub trait Real:
    Copy
    + Send
    + Sync
    + Debug
    + Default
    + PartialEq
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + AddAssign<f64>
    + SubAssign<f64>
    + MulAssign<f64>
    + DivAssign<f64>
{
    /// How many runs one value holds.
    const LANES: usize;
    /// One truth value per lane.
    type Mask: Mask;
    /// The same lanes in double precision.
    type Wide: Real;
    /// Smaller sums count as none when they are divided by.
    const TINY: f64;

    /// The nearest values of this precision.
    fn narrow(wide: Self::Wide) -> Self;

    /// The same value in every lane.
    fn splat(value: f64) -> Self;
    /// `f(i)` in lane `i`, called in the order of the lanes.
    fn from_fn(f: impl FnMut(usize) -> f64) -> Self;
    /// The value of lane `i`.
    fn lane(&self, i: usize) -> f64;
    /// Copies the lanes, in order, to as many numbers.
    fn store(&self, into: &mut [f64]);
    /// Replaces the value of lane `i`.
    fn set_lane(&mut self, i: usize, value: f64);
    /// `f` of every lane.
    fn map(self, f: impl Fn(f64) -> f64) -> Self;
    /// `f` of every pair of lanes.
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self;
    /// Whether `test` holds, lane by lane.
    fn compare(self, other: Self, test: impl Fn(f64, f64) -> bool) -> Self::Mask;
    /// `a` where the mask holds, `b` elsewhere.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;

    /// `self < other`, false where either is NaN.
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        self.compare(other, |a, b| a < b)
    }
    /// `self ≤ other`, false where either is NaN.
    #[inline(always)]
    fn le(self, other: Self) -> Self::Mask {
        self.compare(other, |a, b| a <= b)
    }
    /// `self > other`, false where either is NaN.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        self.compare(other, |a, b| a > b)
    }
    /// `self ≥ other`, false where either is NaN.
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Mask {
        self.compare(other, |a, b| a >= b)
    }
    /// [`Real::TINY`] in every lane.
    #[inline(always)]
    fn tiny() -> Self {
        Self::splat(Self::TINY)
    }
    /// Whether every lane is zero.
    #[inline(always)]
    fn is_zero(self) -> bool {
        !self.compare(Self::splat(0.0), |a, b| a != b).any()
    }
    /// Lanes that are neither infinite nor NaN.
    #[inline(always)]
    fn is_finite(self) -> Self::Mask {
        self.abs().lt(Self::splat(f64::INFINITY))
    }

    /// The square root, correctly rounded; NaN below zero.
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(|x| x.sqrt())
    }
    /// The absolute value.
    #[inline(always)]
    fn abs(self) -> Self {
        self.map(|x| x.abs())
    }
    /// The smaller of the two; a NaN in `self` stays, one in `other` is ignored.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }
    /// The larger of the two; a NaN in `self` stays, one in `other` is ignored.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if b > a { b } else { a })
    }
    /// `self` held between `low` and `high`; NaN stays NaN.
    #[inline(always)]
    fn clamp(self, low: f64, high: f64) -> Self {
        self.max(Self::splat(low)).min(Self::splat(high))
    }
    /// See [`function::exp`].
    #[inline(always)]
    fn exp(self) -> Self {
        self.map(|x| function::exp(x))
    }
    /// See [`function::exp2`].
    #[inline(always)]
    fn exp2(self) -> Self {
        self.map(|x| function::exp2(x))
    }
    /// See [`function::exp_m1`].
    #[inline(always)]
    fn exp_m1(self) -> Self {
        self.map(|x| function::exp_m1(x))
    }
    /// See [`function::ln`].
    #[inline(always)]
    fn ln(self) -> Self {
        self.map(|x| function::ln(x))
    }
    /// See [`function::log2`].
    #[inline(always)]
    fn log2(self) -> Self {
        self.map(|x| function::log2(x))
    }
    /// See [`function::ln_1p`].
    #[inline(always)]
    fn ln_1p(self) -> Self {
        self.map(|x| function::ln_1p(x))
    }
    /// See [`function::tanh`].
    #[inline(always)]
    fn tanh(self) -> Self {
        self.map(|x| function::tanh(x))
    }
    /// See [`function::logistic`].
    #[inline(always)]
    fn logistic(self) -> Self {
        self.map(|x| function::logistic(x))
    }
    /// See [`function::powf`].
    #[inline(always)]
    fn powf(self, exponent: Self) -> Self {
        // Loop by loop: the compiler makes no vectors of the whole function.
        let power = (exponent * self.ln()).exp();
        let nothing = exponent.compare(self, |y, x| (y == 0.0) | (x == 1.0));
        Self::select(nothing, Self::splat(1.0), power)
    }
}

impl Real for f64 {
    const LANES: usize = 1;
    const TINY: f64 = 1e-300;
    type Mask = bool;
    type Wide = f64;

    #[inline(always)]
    fn narrow(wide: f64) -> Self {
        wide
    }

    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn from_fn(mut f: impl FnMut(usize) -> f64) -> Self {
        f(0)
    }
    #[inline(always)]
    fn lane(&self, _: usize) -> f64 {
        *self
    }
    #[inline(always)]
    fn store(&self, into: &mut [f64]) {
        into.fill(*self);
    }
    #[inline(always)]
    fn set_lane(&mut self, _: usize, value: f64) {
        *self = value;
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        f(self)
    }
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        f(self, other)
    }
    #[inline(always)]
    fn compare(self, other: Self, test: impl Fn(f64, f64) -> bool) -> bool {
        test(self, other)
    }
    #[inline(always)]
    fn select(mask: bool, a: Self, b: Self) -> Self {
        if mask { a } else { b }
    }
}

#[cfg(test)]
pub(super) mod tests;
