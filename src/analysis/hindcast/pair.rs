//! The own noise of pairs, from their past: how large by size of flow, how much of it lasts, how far a
//! pair is noisier than others of its size, and what of its last figure will pass.
//!
//! A pair's log flow, less what is the world's, its exporter's and its importer's, is a local level
//! ([`super::level`]). Both its sizes are straight lines in the log of the flow: four numbers, those
//! of greatest composite likelihood of figures one and three years ahead (Varin, Reid and Firth,
//! Statistica Sinica 21, 2011). One year ahead alone would take every surprise for a lasting one. A
//! figure ahead is a sum of the engine's draws: its law is taken for the Student's t that has its
//! variance and its kurtosis. The engine's own table of sizes ([`PAIR_SD`]) is the prior.

use crate::mechanism::shock::PAIR_SD;
use crate::numeric::function::{exp, ln, ln_1p};
use crate::numeric::special::ln_gamma;

use super::level::{Filter, Sizes};
use super::panel::{Panel, parts};
use super::shrink::{Noise, Surprises, shrink};

/// An unbroken course of a pair: its figures year by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub exporter: usize,
    pub importer: usize,
    pub last_year: i32,
    /// The pair's own part of the log flow, from wherever it began, and the flow, USD bn.
    pub points: Vec<(f64, f64)>,
}

/// Sizes of shocks by size of flow: `ln sd = at + slope · ln(flow / 0.1 bn)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BySize {
    /// Permanent: at, slope; transitory: at, slope.
    pub lines: [f64; 4],
}

/// What is said of a pair at the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    pub sizes: Sizes,
    /// Its noise against that of others of its size.
    pub noise: Noise,
    /// What of its last figure will pass, log, and its s.d.; of a pair without a past none is known.
    pub swing: (f64, f64),
}

/// The flow that lines are drawn through, USD bn.
const MIDDLE_BN: f64 = 0.1;
/// Farther from it in logs the lines are level: no flow of the engine's table lies there.
const FARTHEST: f64 = 6.0;
/// Log s.d. of the prior of a size at the middle, and s.d. of that of a slope.
const PRIOR_SD: [f64; 2] = [0.7, 0.1];
/// Years ahead whose likelihoods are multiplied.
const AHEAD: [usize; 2] = [1, 3];
/// Flows below are too rough to learn from, USD bn.
const LEAST_BN: f64 = 0.001;
/// Figures ahead without which the prior stands.
const FEWEST: usize = 100;

/// The unbroken courses of every pair.
pub fn courses(panel: &Panel) -> Vec<Course> {
    let mut found = Vec::new();
    let mut open: Vec<Option<Course>> = vec![None; panel.size * panel.size];
    let years: Vec<i32> = panel.years().collect();
    for &year in &years {
        let changes = panel.changes(year, 0.0);
        let split = parts(&changes, panel.size);
        let mut moved: Vec<Option<f64>> = vec![None; panel.size * panel.size];
        for (change, own) in changes.iter().zip(split.iter().flat_map(|parts| &parts.own)) {
            moved[change.exporter * panel.size + change.importer] = Some(*own);
        }
        for (at, course) in open.iter_mut().enumerate() {
            let (exporter, importer) = (at / panel.size, at % panel.size);
            let flow = panel.flow(exporter, importer, year);
            if let (Some(course), Some(change), Some(flow)) = (course.as_mut(), moved[at], flow) {
                let before = course.points.last().map_or(0.0, |point| point.0);
                course.points.push((before + change, flow));
                course.last_year = year;
                continue;
            }
            found.extend(course.take());
            *course = flow.map(|flow| Course {
                exporter,
                importer,
                last_year: year,
                points: vec![(0.0, flow)],
            });
        }
    }
    found.extend(open.into_iter().flatten());
    found
}

impl BySize {
    /// The straight lines through the ends of the engine's table.
    pub fn prior() -> BySize {
        let (low, high) = (PAIR_SD[0], PAIR_SD[PAIR_SD.len() - 1]);
        let line = |a: f64, b: f64| {
            let slope = ln(b / a) / ln(high.0 / low.0);
            [ln(a) + slope * ln(MIDDLE_BN / low.0), slope]
        };
        let [[a, b], [c, d]] = [line(low.1, high.1), line(low.2, high.2)];
        BySize { lines: [a, b, c, d] }
    }

    pub fn of(&self, flow_bn: f64) -> Sizes {
        let x = ln(flow_bn.max(1e-9) / MIDDLE_BN).clamp(-FARTHEST, FARTHEST);
        let [a, b, c, d] = self.lines;
        Sizes { permanent: exp(a + b * x), transitory: exp(c + d * x) }
    }

    /// The lines of the courses.
    pub fn fit(courses: &[Course]) -> BySize {
        let prior = BySize::prior();
        let figures: usize = courses.iter().map(|course| course.points.len() - 1).sum();
        if figures < FEWEST {
            return prior;
        }
        let cost = |lines: &[f64; 4]| -> f64 {
            let off = lines.iter().zip(prior.lines).zip([0, 1, 0, 1]);
            let off = off.map(|((x, y), kind)| (x - y) / PRIOR_SD[kind]).map(|z| 0.5 * z * z);
            off.sum::<f64>() - composite(courses, &BySize { lines: *lines })
        };
        BySize { lines: descend(prior.lines, cost) }
    }
}

/// ln density of Student's t of unit variance, less a constant, at a squared draw.
fn log_density(square: f64, dof: f64) -> f64 {
    let constant = ln_gamma(0.5 * (dof + 1.0)) - ln_gamma(0.5 * dof) - 0.5 * ln(dof - 2.0);
    constant - 0.5 * (dof + 1.0) * ln_1p(square / (dof - 2.0))
}

/// Composite log likelihood of the courses, less a constant.
fn composite(courses: &[Course], by_size: &BySize) -> f64 {
    let mut sum = 0.0;
    for course in courses {
        for (at, filter) in filters(course, by_size).into_iter().enumerate() {
            let flow = course.points[at].1;
            if flow < LEAST_BN {
                continue;
            }
            for ahead in AHEAD {
                if let Some((figure, _)) = course.points.get(at + ahead) {
                    let later = filter.later(by_size.of(flow), ahead as i32);
                    let (mean, variance) = later.figure();
                    let surprise = (figure - mean) * (figure - mean) / variance;
                    sum += log_density(surprise, later.dof()) - 0.5 * ln(variance);
                }
            }
        }
    }
    sum
}

/// What is known after each figure of a course.
fn filters(course: &Course, by_size: &BySize) -> Vec<Filter> {
    let mut now = Filter::start(course.points[0].0, by_size.of(course.points[0].1));
    let mut all = vec![now];
    for pair in course.points.windows(2) {
        now = now.later(by_size.of(pair[0].1), 1).seen(pair[1].0);
        all.push(now);
    }
    all
}

/// The least of a smooth function, by steps along its axes that halve where none helps (Hooke and
/// Jeeves, Journal of the ACM 8, 1961, without its pattern moves).
fn descend(start: [f64; 4], cost: impl Fn(&[f64; 4]) -> f64) -> [f64; 4] {
    let (mut best, mut least) = (start, cost(&start));
    let mut step = [0.2, 0.05, 0.2, 0.05];
    while step[0] > 0.005 {
        let before = least;
        for axis in 0..4 {
            for way in [1.0, -1.0] {
                let mut trial = best;
                trial[axis] += way * step[axis];
                let found = cost(&trial);
                if found < least {
                    (best, least) = (trial, found);
                    break;
                }
            }
        }
        if least >= before {
            step = step.map(|s| 0.5 * s);
        }
    }
    best
}

/// What is said of each pair with a flow at the origin: exporter after exporter.
pub fn own(panel: &Panel, origin: i32, alike: bool) -> Vec<Option<Own>> {
    let courses = courses(panel);
    let by_size = BySize::fit(&courses);
    let mut surprises = vec![Surprises::default(); panel.size * panel.size];
    let mut last: Vec<Option<Filter>> = vec![None; panel.size * panel.size];
    for course in &courses {
        let place = course.exporter * panel.size + course.importer;
        let filters = filters(course, &by_size);
        for (filter, pair) in filters.iter().zip(course.points.windows(2)) {
            if pair[0].1 >= LEAST_BN {
                let later = filter.later(by_size.of(pair[0].1), 1);
                let (mean, variance) = later.figure();
                surprises[place].add((pair[1].0 - mean) / variance.sqrt(), later.dof());
            }
        }
        if course.last_year == origin && course.points.len() > 1 {
            last[place] = filters.last().copied();
        }
    }
    let group = if alike { None } else { shrink(&surprises) };
    let of_pair = |place: usize| {
        let flow = panel.flow(place / panel.size, place % panel.size, origin)?;
        let (noise, middle) = match &group {
            Some(group) => (group.members[place], group.middle),
            None => (Noise { median: 1.0, sigma: 0.0 }, 1.0),
        };
        let Sizes { permanent, transitory } = by_size.of(flow);
        let sizes = Sizes { permanent: permanent * middle, transitory: transitory * middle };
        let scale = middle * noise.median;
        let swing = match last[place] {
            Some(filter) => (filter.swing, filter.swing_variance.max(0.0).sqrt() * scale),
            None => (0.0, sizes.transitory * noise.median),
        };
        Some(Own { sizes, noise, swing })
    };
    (0..panel.size * panel.size).map(of_pair).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::analysis::hindcast::level::PERSISTENCE;
    use crate::mechanism::{TAIL_CUT, TAIL_DOF};
    use crate::numeric::{Address, Draws, Stream, StudentT};

    /// Courses by the model's own law, of flows of 10 mn and of 1 bn.
    fn made(years: u32, (permanent, transitory): (f64, f64)) -> Vec<Course> {
        const STREAM: Stream = Stream::new("test.pair");
        let draws = Draws::new(11);
        let tail = StudentT::new(TAIL_DOF, TAIL_CUT);
        let course = |entity: u64| {
            let shock = |step: u32| -> f64 {
                draws.student_t(Address { stream: STREAM, step, entity }, 0, &tail)
            };
            let (mut level, mut swing) = (0.0, transitory * shock(0));
            let flow = if entity.is_multiple_of(2) { 0.01 } else { 1.0 };
            let mut points = Vec::new();
            for year in 1..=years {
                points.push((level + swing, flow));
                level += permanent * shock(2 * year);
                let fresh = (1.0 - PERSISTENCE * PERSISTENCE).sqrt() * transitory;
                swing = PERSISTENCE * swing + fresh * shock(2 * year + 1);
            }
            Course { exporter: 0, importer: 1, last_year: 2000, points }
        };
        (0..2400).map(course).collect()
    }

    #[test]
    fn known_sizes_are_found_again() {
        let mut logs = Vec::new();
        for (permanent, transitory) in [(0.15, 0.45), (0.3, 0.2), (0.3, 0.3)] {
            let found = BySize::fit(&made(12, (permanent, transitory)));
            for flow in [0.01, 1.0] {
                let sizes = found.of(flow);
                let over = [sizes.permanent / permanent, sizes.transitory / transitory];
                // A small step beside a large swing is rough even of a thousand pairs.
                assert!(over.iter().all(|x| (0.85..1.15).contains(x)), "{over:?} {permanent}");
                logs.extend(over.map(ln));
            }
        }
        // Taken for one draw each, figures ahead would make them a tenth too large.
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        assert!(mean.abs() < 0.04, "{mean}");
    }

    #[test]
    fn the_middle_pair_of_a_made_panel_is_as_noisy_as_its_size_says() {
        let courses = made(12, (0.3, 0.3));
        let by_size = BySize { lines: [ln(0.3), 0.0, ln(0.3), 0.0] };
        let mut surprises = vec![Surprises::default(); courses.len()];
        for (course, of_pair) in courses.iter().zip(&mut surprises) {
            for (filter, pair) in filters(course, &by_size).iter().zip(course.points.windows(2)) {
                let later = filter.later(by_size.of(pair[0].1), 1);
                let (mean, variance) = later.figure();
                of_pair.add((pair[1].0 - mean) / variance.sqrt(), later.dof());
            }
        }
        let group = shrink(&surprises).expect("enough of them");
        assert!((group.middle - 1.0).abs() < 0.03, "{}", group.middle);
        assert!(group.spread < 0.15, "all are alike: {}", group.spread);
    }

    #[test]
    fn the_prior_is_the_engines_table_and_stands_where_little_is_known() {
        let prior = BySize::prior();
        let (low, high) = (prior.of(0.003), prior.of(30.0));
        assert!((low.permanent - 0.36).abs() < 1e-9 && (low.transitory - 0.47).abs() < 1e-9);
        assert!((high.permanent - 0.06).abs() < 1e-9 && (high.transitory - 0.05).abs() < 1e-9);
        assert_eq!(BySize::fit(&made(12, (0.3, 0.3))[..8]), prior);
    }

    #[test]
    fn a_course_ends_at_a_gap_and_parts_of_countries_are_no_pairs_noise() {
        let square = |boost: f64| -> Vec<Option<f64>> {
            let flow = |place: usize| {
                let (from, to) = (place / 6, place % 6);
                (from != to).then(|| (1 + place) as f64 * if from == 1 { boost } else { 1.0 })
            };
            (0..36).map(flow).collect()
        };
        let mut years = BTreeMap::from([(2000, square(1.0)), (2001, square(3.0))]);
        years.insert(2002, square(2.0));
        if let Some(year) = years.get_mut(&2001) {
            year[2] = None;
        }
        let found = courses(&Panel::made(6, years));
        let of = |from: usize, to: usize| -> Vec<&Course> {
            found.iter().filter(|c| (c.exporter, c.importer) == (from, to)).collect()
        };
        let whole = of(1, 0);
        assert_eq!((whole.len(), whole[0].points.len(), whole[0].last_year), (1, 3, 2002));
        assert!(whole[0].points.iter().all(|p| p.0.abs() < 1e-9), "{whole:?}");
        let lengths: Vec<usize> = of(0, 2).iter().map(|c| c.points.len()).collect();
        assert_eq!(lengths, [1, 1]);
    }
}
