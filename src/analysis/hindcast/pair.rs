//! The own noise of pairs, from their past: by the law of all ([`super::law`]), how far a pair is noisier
//! than others of its size, and what of its last figure will pass.

use crate::numeric::function::ln;

use super::law::{Course, LEAST_BN, Law, Point, filters};
use super::level::{Filter, Sizes};
use super::panel::{Panel, parts};
use super::shrink::{Noise, Surprises, shrink};

/// What is said of all pairs at the origin, and of each with a flow: exporter after exporter.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Speed toward potentials, per year.
    pub speed: f64,
    /// Log s.d. of the speed.
    pub speed_error: f64,
    pub own: Vec<Option<Own>>,
}

/// What is said of a pair at the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    pub sizes: Sizes,
    /// Its noise against that of others of its size.
    pub noise: Noise,
    /// What of its last figure will pass, log, and its s.d.; of a pair without a past none is known.
    pub swing: (f64, f64),
    /// ln of its potential, USD bn.
    pub potential: Option<f64>,
}

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
            let potential = panel.potential(exporter, importer, year);
            let point = |own: f64, flow_bn: f64| Point {
                own,
                flow_bn,
                above: potential.map(|potential| ln(flow_bn) - potential),
            };
            let flow = panel.flow(exporter, importer, year);
            if let (Some(course), Some(change), Some(flow)) = (course.as_mut(), moved[at], flow) {
                let before = course.points.last().map_or(0.0, |point| point.own);
                course.points.push(point(before + change, flow));
                course.last_year = year;
                continue;
            }
            found.extend(course.take());
            *course = flow.map(|flow| Course {
                exporter,
                importer,
                last_year: year,
                points: vec![point(0.0, flow)],
            });
        }
    }
    found.extend(open.into_iter().flatten());
    found
}

/// What is said of the pairs at the origin; all equally noisy where they are taken to be `alike`, and
/// `drawn` to their potentials or not.
pub fn pairs(panel: &Panel, origin: i32, alike: bool, drawn: bool) -> Pairs {
    let courses = courses(panel);
    let (law, speed_error) = Law::fit(&courses, drawn);
    let mut surprises = vec![Surprises::default(); panel.size * panel.size];
    let mut last: Vec<Option<Filter>> = vec![None; panel.size * panel.size];
    for course in &courses {
        let place = course.exporter * panel.size + course.importer;
        let filters = filters(course, &law);
        for (filter, pair) in filters.iter().zip(course.points.windows(2)) {
            if pair[0].flow_bn >= LEAST_BN {
                let later = filter.later(law.sizes(pair[0].flow_bn), law.home(&pair[0]), 1);
                let (mean, variance) = later.figure();
                surprises[place].add((pair[1].own - mean) / variance.sqrt(), later.dof());
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
        let Sizes { permanent, transitory } = law.sizes(flow);
        let sizes = Sizes { permanent: permanent * middle, transitory: transitory * middle };
        let scale = middle * noise.median;
        let swing = match last[place] {
            Some(filter) => (filter.swing, filter.swing_variance.max(0.0).sqrt() * scale),
            None => (0.0, sizes.transitory * noise.median),
        };
        let potential = panel.potential(place / panel.size, place % panel.size, origin);
        Some(Own { sizes, noise, swing, potential })
    };
    let own = (0..panel.size * panel.size).map(of_pair).collect();
    Pairs { speed: law.speed, speed_error, own }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

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
        assert!(whole[0].points.iter().all(|p| p.own.abs() < 1e-9), "{whole:?}");
        let lengths: Vec<usize> = of(0, 2).iter().map(|c| c.points.len()).collect();
        assert_eq!(lengths, [1, 1]);
    }
}
