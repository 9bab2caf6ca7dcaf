#![allow(clippy::disallowed_methods, reason = "the standard library is what is compared with")]

use proptest::prelude::*;

use super::*;
use crate::numeric::{Address, Draws, Stream};

const LINEAR: Grid = Grid::Linear { width: 0.01 };
const LOGARITHMIC: Grid = Grid::Logarithmic { per_octave: 128 };

fn summary(grid: Grid, values: &[f64]) -> Summary {
    let mut summary = Summary::new(grid);
    values.iter().for_each(|value| summary.insert(*value));
    summary
}

fn normals(n: u64) -> Vec<f64> {
    let address = Address::new(Stream::new("test"), 0, 0);
    (0..n).map(|run| Draws::new(1).normal(address, run)).collect()
}

fn exact_moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

#[test]
fn mean_and_sd_are_those_of_the_values() {
    let cases = [
        (LINEAR, 0.0, 1.0, 1e-6),
        (LINEAR, 300.0, 0.001, 1e-6),
        (LOGARITHMIC, 0.0, 1.0, 1e-6),
        (LOGARITHMIC, 25_000.0, 40.0, 1e-6),
        (LOGARITHMIC, 1e8, 1.0, 1e-6),
    ];
    for (grid, centre, spread, error) in cases {
        let values: Vec<f64> = normals(10_000).iter().map(|x| centre + spread * x).collect();
        let summary = summary(grid, &values);
        let (mean, sd) = exact_moments(&values);
        assert!((summary.mean() - mean).abs() <= error * spread.max(1.0), "{grid:?} {centre}");
        assert!((summary.sd() / sd - 1.0).abs() < 1e-3, "{grid:?} {centre}: {}", summary.sd());
        assert_eq!(summary.mc_error(), summary.sd() / 100.0);
    }
}

#[test]
fn the_sd_of_equal_values_is_zero_and_of_one_value_is_unknown() {
    for grid in [LINEAR, LOGARITHMIC] {
        let equal = summary(grid, &[123.456; 1000]);
        assert_eq!(equal.sd(), 0.0);
        assert_eq!((equal.quantile(0.0), equal.quantile(0.7)), (123.456, 123.456));
        assert!((equal.mean() - 123.456).abs() < 1e-6);
        assert!(summary(grid, &[1.0]).sd().is_nan());
        let empty = Summary::new(grid);
        assert!(empty.mean().is_nan() && empty.quantile(0.5).is_nan());
        assert_eq!(empty.bins().count(), 0);
    }
}

#[test]
fn quantiles_lie_in_the_bin_of_the_sample_quantile() {
    let mut values = normals(5000);
    let summaries = [summary(LINEAR, &values), summary(LOGARITHMIC, &values)];
    values.sort_by(f64::total_cmp);
    for summary in &summaries {
        for i in 1..200 {
            let p = f64::from(i) / 200.0;
            let exact = values[(p * 5000.0).ceil() as usize - 1];
            let holds = |&(low, high, _): &(f64, f64, u32)| low <= exact && exact <= high;
            let (low, high, count) = summary.bins().find(holds).unwrap();
            let quantile = summary.quantile(p);
            assert!(count > 0 && low <= quantile && quantile <= high, "{p}: {quantile} {exact}");
        }
    }
    // Two of the grid's bins in one: the values take nearly eight hundred of them.
    let widest =
        |summary: &Summary| summary.bins().map(|(low, high, _)| high - low).fold(0., f64::max);
    assert!((widest(&summaries[0]) - 0.02).abs() < 1e-9);
    for summary in summaries {
        assert_eq!(summary.quantile(0.0), values[0]);
        assert_eq!(summary.quantile(1.0), values[4999]);
        assert!(summary.quantile(1.1).is_nan() && summary.quantile(f64::NAN).is_nan());
    }
}

#[test]
fn quantiles_of_truth_values_are_truth_values() {
    let values: Vec<f64> = (0..100).map(|i| f64::from(i / 90)).collect();
    let summary = summary(Grid::Whole, &values);
    assert_eq!(summary.quantiles([0.05, 0.5, 0.9, 0.95]), [0.0, 0.0, 0.0, 1.0]);
    assert!((summary.mean() - 0.1).abs() < 1e-12);
    // More of them than a window holds.
    let counts: Vec<f64> = (0..1000).map(f64::from).collect();
    let quantile = super::tests::summary(Grid::Whole, &counts).quantile(0.5);
    assert!((quantile - 499.0).abs() <= 1.0, "{quantile}");
}

#[test]
fn bins_tile_the_line_and_hold_their_values() {
    let logarithmic = Grid::Logarithmic { per_octave: 4 };
    let values = [-3e5, -1.0, -1e-9, 0.0, 1e-7, 0.3, 1.0, 1.24, 1.25, 2.0, 7.9, 4e8];
    for grid in [LINEAR, Grid::Linear { width: 1e5 }, logarithmic, LOGARITHMIC] {
        for value in values {
            let (bin, beyond) = grid.bin(value);
            let (low, high) = grid.edges(bin);
            assert!(beyond || low <= value && value <= high, "{value} in {low}…{high}");
            if !beyond {
                assert_eq!(grid.edges(bin + 1).0, high, "{grid:?} after {value}");
                assert_eq!(grid.edges(bin - 1).1, low, "{grid:?} before {value}");
            }
        }
    }
    assert_eq!(logarithmic.edges(logarithmic.bin(1.3).0), (1.25, 1.5));
    assert_eq!(logarithmic.edges(logarithmic.bin(-1.3).0), (-1.5, -1.25));
    let histogram: Vec<_> = summary(Grid::Linear { width: 1.0 }, &[0.5, 2.5, 2.7]).bins().collect();
    assert_eq!(histogram, [(0.0, 1.0, 1), (1.0, 2.0, 0), (2.0, 3.0, 2)]);
}

#[test]
fn values_that_are_no_numbers_only_count() {
    let summary = summary(LINEAR, &[1.0, f64::NAN, f64::INFINITY, 3.0, f64::NEG_INFINITY]);
    assert_eq!((summary.n(), summary.nonfinite(), summary.beyond()), (2, 3, 0));
    assert_eq!((summary.mean(), summary.smallest(), summary.largest()), (2.0, 1.0, 3.0));
}

#[test]
fn the_window_is_bounded_and_says_so() {
    for grid in [LINEAR, LOGARITHMIC] {
        let summary = summary(grid, &[-1e30, 0.0, 1e12, f64::MAX]);
        assert_eq!((summary.n(), summary.beyond()), (4, 3));
        assert!(summary.bins().count() <= Window::LONGEST as usize);
        assert_eq!((summary.smallest(), summary.largest()), (-1e30, f64::MAX));
        assert!(summary.quantile(0.9) <= f64::MAX && summary.sd().is_finite());
        let far = super::Summary::new(grid);
        assert_eq!(far.bins().count(), 0);
    }
}

#[test]
fn joined_bins_hold_what_the_bins_of_the_grid_held() {
    let grid = Grid::Linear { width: 1.0 };
    for (reach, joined) in [(255.0, 0), (256.0, 1), (511.0, 1), (3000.0, 4)] {
        let values: Vec<f64> =
            normals(3000).iter().map(|x| (x * 400.0).clamp(-reach, reach)).collect();
        let values: Vec<f64> = [-reach, reach].into_iter().chain(values).collect();
        let summary = summary(grid, &values);
        for (low, high, count) in summary.bins() {
            assert_eq!(high - low, f64::from(1 << joined));
            let held = values.iter().filter(|&&value| low <= value && value < high).count();
            assert_eq!(held, count as usize, "{low}…{high}");
        }
        assert_eq!(summary.bins().map(|(_, _, count)| count).sum::<u32>(), 3002);
    }
}

#[test]
fn bins_hold_more_than_their_sixteen_bits_through_joining_merging_and_writing() {
    let grid = Grid::Linear { width: 1.0 };
    let mut window = Window::default();
    let mut counted = std::collections::BTreeMap::new();
    let mut count = |window: &mut Window, bin: i16, n: u32| {
        (0..n).for_each(|_| window.count(&[bin]));
        *counted.entry(i32::from(bin)).or_insert(0) += n;
        for (low, high, held) in window.bins() {
            let values = counted.range(low..=high).map(|(_, n)| n).sum::<u32>();
            assert_eq!(held, values, "{low}…{high} after {n} more in {bin}");
        }
        assert_eq!(window.bins().map(|bin| bin.2).sum::<u32>(), counted.values().sum::<u32>());
    };
    for (bin, n) in [(-3, 65_535), (-3, 1), (-4, 1), (5, 200_000), (4, 65_536), (7, 65_000)] {
        count(&mut window, bin, n);
    }
    // What these two bins have below 2¹⁶ exceeds it together, once the window is too long.
    count(&mut window, 6, 65_000);
    count(&mut window, 511, 3);
    let bytes = postcard::to_stdvec(&window).unwrap();
    assert_eq!(postcard::from_bytes::<Window>(&bytes).unwrap(), window);

    let mut other = Window::default();
    for bin in [5, 6, 900] {
        (0..70_000).for_each(|_| other.count(&[bin]));
    }
    let (mut one, mut two) = (window.clone(), other.clone());
    one.merge(&other);
    two.merge(&window);
    assert_eq!(one, two);
    let held = |window: &Window| window.bins().map(|bin| bin.2).sum::<u32>();
    assert_eq!(held(&one), held(&window) + held(&other));
    let summary = Summary { n: u64::from(held(&one)), window: one, ..Summary::new(grid) };
    assert_eq!(summary.bins().map(|bin| u64::from(bin.2)).sum::<u64>(), summary.n());
}

#[test]
fn a_window_has_room_for_all_the_bins_it_may_get_or_for_few() {
    let room = |bins: &[i16]| {
        let mut window = Window::default();
        bins.iter().for_each(|&bin| window.count(&[bin]));
        let bytes = postcard::to_stdvec(&window).unwrap();
        let again: Window = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(window.room(), again.room());
        window.room()
    };
    assert_eq!([room(&[0]), room(&[0, 127]), room(&[0, 128])], [128, 128, 512]);
    assert_eq!([room(&[-200, 0, 311]), room(&[0, 512]), room(&[-9000, 9000])], [512; 3]);
}

#[test]
fn a_full_summary_does_not_overflow() {
    let mut half = Summary::new(LINEAR);
    half.insert(-1e300);
    half.insert(1e300);
    for _ in 0..23 {
        let copy = half.clone();
        half.merge(&copy);
    }
    let largest = Grid::LARGEST * LINEAR.quantum();
    assert_eq!((half.n(), half.mean()), (1 << 24, 0.0));
    assert!((half.sd() / largest - 1.0).abs() < 1e-7, "{} {largest}", half.sd());
}

#[test]
#[should_panic(expected = "summaries merge on one grid")]
fn different_grids_do_not_merge() {
    Summary::new(LINEAR).merge(&Summary::new(LOGARITHMIC));
}

#[test]
fn a_summary_survives_its_text() {
    let summary = summary(LOGARITHMIC, &[-1e8, 0.25, 3e8, 17.0, f64::NAN]);
    let text = serde_json::to_string(&summary).unwrap();
    let again: Summary = serde_json::from_str(&text).unwrap();
    assert_eq!(again, summary);
}

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        -300.0..300.0,
        -1e-6..1e-6,
        Just(0.0),
        Just(-0.0),
        Just(1e20),
        Just(f64::NAN),
        Just(f64::INFINITY)
    ]
}

proptest! {
    /// Order, grouping and the empty summary change no bit.
    #[test]
    fn merging_has_no_order(
        a in prop::collection::vec(any_value(), 0..40),
        b in prop::collection::vec(any_value(), 0..40),
        c in prop::collection::vec(any_value(), 0..40),
        logarithmic: bool,
    ) {
        let grid = if logarithmic { LOGARITHMIC } else { LINEAR };
        let all = [a.clone(), b.clone(), c.clone()].concat();
        let mut backwards = all.clone();
        backwards.reverse();
        let [a, b, c] = [a, b, c].map(|values| summary(grid, &values));
        let merged = |parts: &[&Summary]| {
            let mut sum = Summary::new(grid);
            parts.iter().for_each(|part| sum.merge(part));
            sum
        };
        let whole = summary(grid, &all);
        let right = merged(&[&b, &c]);
        for other in [
            summary(grid, &backwards),
            merged(&[&a, &b, &c]),
            merged(&[&c, &a, &b]),
            merged(&[&a, &right]),
        ] {
            // Text shows every bit, and a NaN of an empty summary equals itself.
            prop_assert_eq!(format!("{:?}", &other), format!("{:?}", &whole));
            prop_assert_eq!(other.sd().to_bits(), whole.sd().to_bits());
            prop_assert_eq!(other.quantile(0.3).to_bits(), whole.quantile(0.3).to_bits());
        }
    }
}

#[test]
fn quanta_and_linear_bins_are_those_of_the_standard_library() {
    let width = 0.01;
    let grid = Grid::Linear { width };
    let edges = (-300..300).flat_map(|bin| {
        let edge = f64::from(bin) * width;
        [edge.next_down(), edge, edge.next_up(), edge + grid.quantum() / 2.0]
    });
    let far = [327.66, 327.67, 327.68, 1e9, 1e300, f64::MIN_POSITIVE, 5e-324, 0.0, 0.004_999];
    let values = normals(20_000).into_iter().chain(edges).chain(far);
    for value in values.flat_map(|value| [value, -value]) {
        let limit = f64::from(Grid::LINEAR_BINS);
        let place = (value / width).floor();
        let bin = (place.clamp(-limit, limit - 1.0) as i32, !(-limit..limit).contains(&place));
        assert_eq!(grid.bin(value), bin, "{value:e}");
        let quanta = (value / grid.quantum()).clamp(-Grid::LARGEST, Grid::LARGEST);
        let away = (quanta + 0.5_f64.copysign(value)) as i64;
        assert_eq!(grid.quanta(value), away, "{value:e}");
    }
}
