//! The outcome of a comparison, lane by lane: what [`Real::select`](super::Real::select) takes.

use std::fmt::Debug;

/// One truth value per lane: `bool` for `f64`, `[bool; N]` for [`Row`](super::Row).
pub trait Mask: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// The same truth value in every lane.
    fn splat(value: bool) -> Self;
    /// The truth value of lane `i`.
    fn lane(&self, i: usize) -> bool;
    /// Lanes where both hold.
    fn and(self, other: Self) -> Self;
    /// Lanes where at least one holds.
    fn or(self, other: Self) -> Self;
    /// Lanes where this does not hold.
    fn not(self) -> Self;
    /// Whether some lane holds.
    fn any(self) -> bool;
    /// Whether every lane holds.
    fn all(self) -> bool;
}

impl Mask for bool {
    #[inline(always)]
    fn splat(value: bool) -> Self {
        value
    }
    #[inline(always)]
    fn lane(&self, _: usize) -> bool {
        *self
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self & other
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        self | other
    }
    #[inline(always)]
    fn not(self) -> Self {
        !self
    }
    #[inline(always)]
    fn any(self) -> bool {
        self
    }
    #[inline(always)]
    fn all(self) -> bool {
        self
    }
}

// Loops, because `array::from_fn` and `array::map` are not always inlined.
impl<const N: usize> Mask for [bool; N] {
    #[inline(always)]
    fn splat(value: bool) -> Self {
        [value; N]
    }
    #[inline(always)]
    fn lane(&self, i: usize) -> bool {
        self[i]
    }
    #[inline(always)]
    fn and(mut self, other: Self) -> Self {
        for (lane, other) in self.iter_mut().zip(other) {
            *lane &= other;
        }
        self
    }
    #[inline(always)]
    fn or(mut self, other: Self) -> Self {
        for (lane, other) in self.iter_mut().zip(other) {
            *lane |= other;
        }
        self
    }
    #[inline(always)]
    fn not(mut self) -> Self {
        for lane in &mut self {
            *lane = !*lane;
        }
        self
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.iter().fold(false, |any, lane| any | lane)
    }
    #[inline(always)]
    fn all(self) -> bool {
        self.iter().fold(true, |all, lane| all & lane)
    }
}
