//! How pairs move: sizes of their shocks by size of flow, how much of them lasts, and how fast a level
//! nears what sizes and distance make usual.
//!
//! A pair's log flow, less what is the world's, its exporter's and its importer's, is a local level
//! ([`super::level`]). Both its sizes are straight lines in the log of the flow; with the speed toward
//! the potential they are five numbers, those of greatest composite likelihood of figures one and
//! three years ahead (Varin, Reid and Firth, Statistica Sinica 21, 2011). One year ahead alone would
//! take every surprise for a lasting one. A figure ahead is a sum of the engine's draws: its law is
//! taken for the Student's t that has its variance and its kurtosis. The engine's own table of sizes
//! ([`PAIR_SD`]) is the prior.

use crate::mechanism::shock::PAIR_SD;
use crate::numeric::function::{exp, ln, ln_1p};
use crate::numeric::special::ln_gamma;

use super::level::{Filter, Home, Sizes};

/// An unbroken course of a pair: its figures year by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub exporter: usize,
    pub importer: usize,
    pub last_year: i32,
    pub points: Vec<Point>,
}

/// A figure of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The pair's own part of the log flow, from wherever it began.
    pub own: f64,
    pub flow_bn: f64,
    /// How far the flow lies above its potential, log, where it has one.
    pub above: Option<f64>,
}

/// How pairs move. Sizes of shocks by size of flow: `ln sd = at + slope · ln(flow / 0.1 bn)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// Permanent: at, slope; transitory: at, slope.
    pub lines: [f64; 4],
    /// Speed toward the potential, per year.
    pub speed: f64,
}

/// The flow that lines are drawn through, USD bn.
const MIDDLE_BN: f64 = 0.1;
/// Farther from it in logs the lines are level: no flow of the engine's table lies there.
const FARTHEST: f64 = 6.0;
/// Log s.d. of the prior of a size at the middle, and s.d. of that of a slope.
const PRIOR_SD: [f64; 2] = [0.7, 0.1];
/// Prior of the speed: mean and s.d., the latter wider than that of `shock.potential_speed_per_year`.
const PRIOR_SPEED: [f64; 2] = [0.05, 0.03];
/// Years ahead whose likelihoods are multiplied.
const AHEAD: [usize; 2] = [1, 3];
/// Flows below are too rough to learn from, USD bn.
pub const LEAST_BN: f64 = 0.001;
/// Figures ahead without which the prior stands.
const FEWEST: usize = 100;

impl Law {
    /// The straight lines through the ends of the engine's table, and its speed where levels are
    /// `drawn`.
    pub fn prior(drawn: bool) -> Law {
        let (low, high) = (PAIR_SD[0], PAIR_SD[PAIR_SD.len() - 1]);
        let line = |a: f64, b: f64| {
            let slope = ln(b / a) / ln(high.0 / low.0);
            [ln(a) + slope * ln(MIDDLE_BN / low.0), slope]
        };
        let [[a, b], [c, d]] = [line(low.1, high.1), line(low.2, high.2)];
        Law { lines: [a, b, c, d], speed: if drawn { PRIOR_SPEED[0] } else { 0.0 } }
    }

    pub fn sizes(&self, flow_bn: f64) -> Sizes {
        let x = ln(flow_bn.max(1e-9) / MIDDLE_BN).clamp(-FARTHEST, FARTHEST);
        let [a, b, c, d] = self.lines;
        Sizes { permanent: exp(a + b * x), transitory: exp(c + d * x) }
    }

    /// Where a level is drawn to from a figure.
    pub fn home(&self, point: &Point) -> Home {
        match point.above {
            Some(above) => Home { at: point.own - above, left: exp(-self.speed) },
            None => Home::NONE,
        }
    }

    /// The law of the courses, and the log s.d. of its speed; without a speed where none is asked for.
    pub fn fit(courses: &[Course], drawn: bool) -> (Law, f64) {
        let prior = Law::prior(drawn);
        let figures: usize = courses.iter().map(|course| course.points.len() - 1).sum();
        if figures < FEWEST {
            return (prior, if drawn { PRIOR_SPEED[1] / PRIOR_SPEED[0] } else { 0.0 });
        }
        let of = |&[a, b, c, d, speed]: &[f64; 5]| Law { lines: [a, b, c, d], speed };
        let cost = |all: &[f64; 5]| -> f64 {
            let [mean, sd] = PRIOR_SPEED;
            let off = all.iter().zip(prior.lines).zip([0, 1, 0, 1]);
            let off = off.map(|((x, y), kind)| (x - y) / PRIOR_SD[kind]);
            let off = off.chain([(all[4] - mean) / sd]).map(|z| 0.5 * z * z);
            off.sum::<f64>() - composite(courses, &of(all))
        };
        let [a, b, c, d] = prior.lines;
        let start = [a, b, c, d, prior.speed];
        let steps = [0.2, 0.05, 0.2, 0.05, if drawn { 0.02 } else { 0.0 }];
        let best = descend(start, steps, |all| if all[4] < 0.0 { f64::MAX } else { cost(all) });
        let moved = |by: f64| cost(&[best[0], best[1], best[2], best[3], best[4] + by]);
        // A year's change is counted once by itself and once in that over three.
        let bend = (moved(0.01) - 2.0 * moved(0.0) + moved(-0.01)) / (0.01 * 0.01) / 2.0;
        let error = if drawn && bend > 0.0 { 1.0 / (bend.sqrt() * best[4].max(0.01)) } else { 0.0 };
        (of(&best), error.min(0.5))
    }
}

/// ln density of Student's t of unit variance, less a constant, at a squared draw.
fn log_density(square: f64, dof: f64) -> f64 {
    let constant = ln_gamma(0.5 * (dof + 1.0)) - ln_gamma(0.5 * dof) - 0.5 * ln(dof - 2.0);
    constant - 0.5 * (dof + 1.0) * ln_1p(square / (dof - 2.0))
}

/// Composite log likelihood of the courses, less a constant.
fn composite(courses: &[Course], law: &Law) -> f64 {
    let mut sum = 0.0;
    for course in courses {
        for (at, filter) in filters(course, law).into_iter().enumerate() {
            let now = &course.points[at];
            if now.flow_bn < LEAST_BN {
                continue;
            }
            for ahead in AHEAD {
                if let Some(then) = course.points.get(at + ahead) {
                    let later = filter.later(law.sizes(now.flow_bn), law.home(now), ahead as i32);
                    let (mean, variance) = later.figure();
                    let surprise = (then.own - mean) * (then.own - mean) / variance;
                    sum += log_density(surprise, later.dof()) - 0.5 * ln(variance);
                }
            }
        }
    }
    sum
}

/// What is known after each figure of a course.
pub fn filters(course: &Course, law: &Law) -> Vec<Filter> {
    let first = &course.points[0];
    let mut now = Filter::start(first.own, law.sizes(first.flow_bn));
    let mut all = vec![now];
    for pair in course.points.windows(2) {
        now = now.later(law.sizes(pair[0].flow_bn), law.home(&pair[0]), 1).seen(pair[1].own);
        all.push(now);
    }
    all
}

/// The least of a smooth function, by steps along its axes that halve where none helps (Hooke and
/// Jeeves, Journal of the ACM 8, 1961, without its pattern moves).
fn descend<const N: usize>(
    start: [f64; N],
    mut step: [f64; N],
    cost: impl Fn(&[f64; N]) -> f64,
) -> [f64; N] {
    let (mut best, mut least) = (start, cost(&start));
    while step[0] > 0.005 {
        let before = least;
        for axis in (0..N).filter(|axis| step[*axis] > 0.0) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::hindcast::level::PERSISTENCE;
    use crate::analysis::hindcast::shrink::{Surprises, shrink};
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
                points.push(Point { own: level + swing, flow_bn: flow, above: None });
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
            let (found, _) = Law::fit(&made(12, (permanent, transitory)), false);
            for flow in [0.01, 1.0] {
                let sizes = found.sizes(flow);
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
    fn a_known_speed_is_found_again() {
        const STREAM: Stream = Stream::new("test.speed");
        let draws = Draws::new(12);
        let tail = StudentT::new(TAIL_DOF, TAIL_CUT);
        for speed in [0.0, 0.04, 0.12] {
            let mut courses = made(12, (0.2, 0.2));
            for (entity, course) in courses.iter_mut().enumerate() {
                let at = |step: u32| Address { stream: STREAM, step, entity: entity as u64 };
                // The level's gap is that of a flow that has been drawn home before.
                let mut gap = 1.2 * draws.normal::<f64>(at(0), 0);
                for (year, point) in course.points.iter_mut().enumerate() {
                    let swing: f64 = 0.2 * draws.student_t::<f64>(at(100 + year as u32), 0, &tail);
                    point.own = gap + swing;
                    point.above = Some(gap + swing);
                    let shock: f64 = draws.student_t(at(1 + year as u32), 0, &tail);
                    gap = exp(-speed) * gap + 0.2 * shock;
                }
            }
            let (law, error) = Law::fit(&courses, true);
            assert!((law.speed - speed).abs() < 0.012, "{} ± {error} {speed}", law.speed);
            assert_eq!(Law::fit(&courses, false).0.speed, 0.0);
        }
    }

    #[test]
    fn the_middle_pair_of_a_made_panel_is_as_noisy_as_its_size_says() {
        let courses = made(12, (0.3, 0.3));
        let law = Law { lines: [ln(0.3), 0.0, ln(0.3), 0.0], speed: 0.0 };
        let mut surprises = vec![Surprises::default(); courses.len()];
        for (course, of_pair) in courses.iter().zip(&mut surprises) {
            for (filter, pair) in filters(course, &law).iter().zip(course.points.windows(2)) {
                let later = filter.later(law.sizes(pair[0].flow_bn), Home::NONE, 1);
                let (mean, variance) = later.figure();
                of_pair.add((pair[1].own - mean) / variance.sqrt(), later.dof());
            }
        }
        let group = shrink(&surprises).expect("enough of them");
        assert!((group.middle - 1.0).abs() < 0.03, "{}", group.middle);
        assert!(group.spread < 0.15, "all are alike: {}", group.spread);
    }

    #[test]
    fn the_prior_is_the_engines_table_and_stands_where_little_is_known() {
        let prior = Law::prior(true);
        let (low, high) = (prior.sizes(0.003), prior.sizes(30.0));
        assert!((low.permanent - 0.36).abs() < 1e-9 && (low.transitory - 0.47).abs() < 1e-9);
        assert!((high.permanent - 0.06).abs() < 1e-9 && (high.transitory - 0.05).abs() < 1e-9);
        assert_eq!(Law::fit(&made(12, (0.3, 0.3))[..8], true).0, prior);
    }
}
