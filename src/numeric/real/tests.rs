use super::*;
use crate::numeric::Kernel;
use crate::numeric::Row;

/// An equation with every operation of the trait, as a mechanism would write it.
#[inline(always)]
fn equation<R: Real>(x: R, y: R) -> R {
    let mut sum = (x * y + x / y - 1.5) * 0.25;
    sum += x.abs().sqrt() + (x * 0.1).exp() - y.ln();
    sum -= x.tanh() * y.exp2() / 7.0 + y.ln_1p();
    sum *= x.logistic() + y.log2().clamp(-1.0, 1.0);
    sum += y.powf(x).min(R::splat(9.0)) + x.exp_m1().max(y);
    sum += 0.5;
    sum -= 0.25;
    sum *= 3.0;
    sum /= 7.0;
    sum /= y;
    R::select(sum.gt(x).or(y.le(x)), sum, -sum)
}

/// [`equation`] over a row of arguments from `start` up, as bits.
#[derive(Clone, Copy)]
pub(in crate::numeric) struct Equation {
    pub start: f64,
}

impl Kernel for Equation {
    type Output = [u64; 16];
    #[inline(always)]
    fn run(self) -> [u64; 16] {
        let x = Row::<16>::from_fn(|i| self.start + 0.37 * i as f64);
        equation(x, Row::from_fn(|i| 0.2 + 0.21 * i as f64)).0.map(f64::to_bits)
    }
}

#[test]
fn every_lane_has_the_bits_of_the_scalar() {
    let x = |i: usize| -3.0 + 0.37 * i as f64;
    let y = |i: usize| 0.2 + 0.21 * i as f64;
    let three = equation(Row::<3>::from_fn(x), Row::from_fn(y));
    let sixteen = equation(Row::<16>::from_fn(x), Row::from_fn(y));
    for i in 0..16 {
        let scalar = equation(x(i), y(i)).to_bits();
        assert_eq!(sixteen.lane(i).to_bits(), scalar, "lane {i} of 16");
        if i < 3 {
            assert_eq!(three.lane(i).to_bits(), scalar, "lane {i} of 3");
        }
    }
}

#[test]
fn lanes_are_filled_in_order_and_replaced_one_by_one() {
    let mut calls = Vec::new();
    let mut row = Row::<4>::from_fn(|i| {
        calls.push(i);
        i as f64
    });
    assert_eq!(calls, [0, 1, 2, 3]);
    row.set_lane(2, 9.0);
    assert_eq!(row, Row([0.0, 1.0, 9.0, 3.0]));
    assert_eq!(Row::<4>::default(), Row::splat(0.0));
    assert_eq!((<f64 as Real>::LANES, Row::<4>::LANES), (1, 4));
}

#[test]
fn a_comparison_with_nan_is_false_and_nan_stays_in_self() {
    fn check<R: Real>() {
        let (nan, one) = (R::splat(f64::NAN), R::splat(1.0));
        for mask in [nan.lt(one), nan.le(one), nan.gt(one), nan.ge(one), nan.is_finite()] {
            assert!(!mask.any());
        }
        for held in [Real::min(nan, one), Real::max(nan, one), Real::clamp(nan, 0.0, 1.0)] {
            assert!((0..R::LANES).all(|i| held.lane(i).is_nan()));
        }
        assert_eq!(Real::min(one, nan), one);
        assert_eq!(Real::max(one, nan), one);
        assert!(Real::is_finite(one).all() && !Real::is_finite(one / 0.0).any());
    }
    check::<f64>();
    check::<Row<5>>();
}

#[test]
fn min_max_and_clamp_hold_their_bounds() {
    let x = Row([-2.0, 0.3, 5.0]);
    assert_eq!(x.clamp(-1.0, 1.0), Row([-1.0, 0.3, 1.0]));
    assert_eq!(x.min(Row([0.0, 0.0, 9.0])), Row([-2.0, 0.0, 5.0]));
    assert_eq!(x.max(Row([0.0, 0.0, 9.0])), Row([0.0, 0.3, 9.0]));
}

#[test]
fn masks_combine_like_truth_values() {
    fn check<M: Mask>() {
        let (yes, no) = (M::splat(true), M::splat(false));
        assert!(yes.all() && yes.any() && !no.all() && !no.any());
        assert_eq!((yes.and(no), yes.or(no), no.not()), (no, yes, yes));
        assert!(yes.lane(0) && !no.lane(0));
    }
    check::<bool>();
    check::<[bool; 6]>();
    let mixed = Row([1.0, 2.0, 3.0]).lt(Row::splat(2.5));
    assert_eq!(mixed, [true, true, false]);
    assert!(mixed.any() && !mixed.all());
    assert_eq!(Row::select(mixed, Row::splat(1.0), Row::splat(0.0)), Row([1.0, 1.0, 0.0]));
}
