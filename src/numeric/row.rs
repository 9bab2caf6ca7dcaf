//! Rows: runs side by side, in double ([`Row`]) and in single precision ([`Single`]).
//!
//! An operation on a row is one loop over its lanes, which becomes vector instructions where it is
//! compiled for them (`cpu.rs`).

use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use super::cpu::row_by_row;
use super::function;
use super::function::single;
use super::real::Real;

/// The precision in which a state is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Float {
    /// Double: what every result of record is computed in.
    #[default]
    F64,
    /// Single: faster, for looking around.
    F32,
}

impl Float {
    /// `f64` or `f32`.
    pub fn word(self) -> &'static str {
        match self {
            Float::F64 => "f64",
            Float::F32 => "f32",
        }
    }

    /// Whether it is double precision.
    pub fn is_double(&self) -> bool {
        *self == Float::F64
    }
}

/// A row type: its name and doc, the type of a lane, what is tiny in it, and the elementary functions
/// that are written for it.
macro_rules! row {
    ($(#[$doc:meta])* $row:ident of $lane:ident, $tiny:literal, $($module:ident :: $function:ident),*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[repr(align(64))]
        pub struct $row<const N: usize>(pub [$lane; N]);

        impl<const N: usize> Default for $row<N> {
            #[inline(always)]
            fn default() -> Self {
                $row([0.0; N])
            }
        }

        impl<const N: usize> $row<N> {
            /// An operation in the lanes' own precision.
            #[inline(always)]
            fn each(mut self, f: impl Fn($lane) -> $lane) -> Self {
                row_by_row();
                for lane in &mut self.0 {
                    *lane = f(*lane);
                }
                self
            }

            #[inline(always)]
            fn both(mut self, other: Self, f: impl Fn($lane, $lane) -> $lane) -> Self {
                row_by_row();
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = f(*lane, other);
                }
                self
            }

            #[inline(always)]
            fn test(self, other: Self, test: impl Fn($lane, $lane) -> bool) -> [bool; N] {
                row_by_row();
                let mut mask = [false; N];
                for (i, lane) in mask.iter_mut().enumerate() {
                    *lane = test(self.0[i], other.0[i]);
                }
                mask
            }
        }

        impl<const N: usize> Real for $row<N> {
            const LANES: usize = N;
            const TINY: f64 = $tiny;
            type Mask = [bool; N];
            type Wide = Row<N>;

            #[inline(always)]
            fn narrow(wide: Row<N>) -> Self {
                let mut row = $row::default();
                for (lane, wide) in row.0.iter_mut().zip(wide.0) {
                    *lane = wide as $lane;
                }
                row
            }
            #[inline(always)]
            fn splat(value: f64) -> Self {
                $row([value as $lane; N])
            }
            #[inline(always)]
            fn from_fn(mut f: impl FnMut(usize) -> f64) -> Self {
                let mut row = $row::default();
                for (i, lane) in row.0.iter_mut().enumerate() {
                    *lane = f(i) as $lane;
                }
                row
            }
            #[inline(always)]
            fn lane(&self, i: usize) -> f64 {
                f64::from(self.0[i])
            }
            #[inline(always)]
            fn store(&self, into: &mut [f64]) {
                for (into, lane) in into.iter_mut().zip(self.0) {
                    *into = f64::from(lane);
                }
            }
            #[inline(always)]
            fn set_lane(&mut self, i: usize, value: f64) {
                self.0[i] = value as $lane;
            }
            #[inline(always)]
            fn map(mut self, f: impl Fn(f64) -> f64) -> Self {
                // A loop and not [`Self::each`]: a closure in a closure stays out of line.
                row_by_row();
                for lane in &mut self.0 {
                    *lane = f(f64::from(*lane)) as $lane;
                }
                self
            }
            #[inline(always)]
            fn zip(mut self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
                row_by_row();
                for (lane, other) in self.0.iter_mut().zip(other.0) {
                    *lane = f(f64::from(*lane), f64::from(other)) as $lane;
                }
                self
            }
            #[inline(always)]
            fn compare(self, other: Self, test: impl Fn(f64, f64) -> bool) -> [bool; N] {
                row_by_row();
                let mut mask = [false; N];
                for (i, lane) in mask.iter_mut().enumerate() {
                    *lane = test(f64::from(self.0[i]), f64::from(other.0[i]));
                }
                mask
            }
            #[inline(always)]
            fn select(mask: [bool; N], mut a: Self, b: Self) -> Self {
                row_by_row();
                for (i, lane) in a.0.iter_mut().enumerate() {
                    *lane = if mask[i] { *lane } else { b.0[i] };
                }
                a
            }
            #[inline(always)]
            fn lt(self, other: Self) -> [bool; N] {
                self.test(other, |a, b| a < b)
            }
            #[inline(always)]
            fn le(self, other: Self) -> [bool; N] {
                self.test(other, |a, b| a <= b)
            }
            #[inline(always)]
            fn gt(self, other: Self) -> [bool; N] {
                self.test(other, |a, b| a > b)
            }
            #[inline(always)]
            fn ge(self, other: Self) -> [bool; N] {
                self.test(other, |a, b| a >= b)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                self.each(|x| x.sqrt())
            }
            #[inline(always)]
            fn abs(self) -> Self {
                self.each(|x| x.abs())
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                self.both(other, |a, b| if b < a { b } else { a })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                self.both(other, |a, b| if b > a { b } else { a })
            }
            $(
                #[inline(always)]
                #[allow(clippy::redundant_closure, reason = "a bare function is not inlined")]
                fn $function(self) -> Self {
                    self.each(|x| $module::$function(x))
                }
            )*
        }

        impl<const N: usize> Neg for $row<N> {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                self.each(|lane| -lane)
            }
        }

        elementwise! { $row of $lane:
            Add add AddAssign add_assign +;
            Sub sub SubAssign sub_assign -;
            Mul mul MulAssign mul_assign *;
            Div div DivAssign div_assign /;
        }
    };
}

/// Elementwise arithmetic of a row with a row and with a number.
macro_rules! elementwise {
    ($row:ident of $lane:ident:
     $($operator:ident $method:ident $assign:ident $assign_method:ident $symbol:tt;)*) => {$(
        impl<const N: usize> $operator for $row<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.both(other, |a, b| a $symbol b)
            }
        }
        impl<const N: usize> $operator<f64> for $row<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.each(|a| a $symbol (other as $lane))
            }
        }
        impl<const N: usize> $assign for $row<N> {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                *self = *self $symbol other;
            }
        }
        impl<const N: usize> $assign<f64> for $row<N> {
            #[inline(always)]
            fn $assign_method(&mut self, other: f64) {
                *self = *self $symbol other;
            }
        }
    )*};
}

row! {
    /// `N` runs side by side; 16 is what the engine uses.
    Row of f64, 1e-300, function::exp, function::exp_m1, function::ln, function::ln_1p
}

row! {
    /// `N` runs side by side in single precision: half the memory, and a vector holds twice as many.
    Single of f32, 1e-30, single::exp, single::exp_m1, single::ln, single::ln_1p
}
