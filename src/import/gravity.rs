//! Trade potentials: what a flow would be if the sizes of both ends, their distance and a common border
//! said everything.
//!
//! # Equation
//! ```text
//! ln X_l = E_o + M_d + β ln km_od + γ border_od + ε_l                             (gravity.1)
//! ln P_l = ln X_l − (ε_l − a − b ln X_l)                                          (gravity.2)
//! ```
//! by weighted least squares over the flows of a year, every exporter and importer with a size of its
//! own: the gravity equation with fixed effects (Anderson and van Wincoop 2003; Head and Mayer, Handbook
//! of International Economics 4, 2014). A flow counts as far as its *fitted* size says that it is not
//! noise; weights by the flow itself would favour those that are large by chance, and all others would
//! lie below their potentials. ε is the gravity residual; a and b take out of it what goes with a flow's
//! own size, since large flows are large by chance in part. So flows of every size lie around their
//! potentials, and a pull toward them is no drift of trade. Flows between groups have no distance, and
//! flows below a million USD are too rough: they have no potential.

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::{DMatrix, DVector};

use crate::mechanism::shock::pair_sd;
use crate::numeric::function::{exp, ln};

use super::code::Iso;
use super::facts::Facts;

/// Where two economies lie to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// ln of the distance in km.
    pub distance: f64,
    pub border: bool,
}

/// A flow: its ends, its log and its site.
pub type Sited = ((usize, usize), f64, Site);

/// Flows for each exporter and importer without which sizes and distance cannot be told apart.
const FLOWS_PER_SIZE: usize = 2;
/// Flows below have no potential, USD bn.
const LEAST_BN: f64 = 0.001;
/// Distance and border.
const SLOPES: usize = 2;
/// Rounds in which weights follow what is fitted.
const ROUNDS: usize = 8;
/// What keeps sizes that only differ together from running away; nothing of a flow's potential.
const RIDGE: f64 = 1e-6;

/// The site of a pair; `None` where their distance is unknown.
pub fn site(facts: &Facts, a: Iso, b: Iso) -> Option<Site> {
    let km = *facts.distances.get(&(a, b))?;
    let border = facts.borders.contains(&(a, b));
    (km > 0.0).then(|| Site { distance: ln(km), border })
}

/// Log potentials of the flows, by exporter and importer (places below `size`), in the order given;
/// none where there are too few flows.
pub fn potentials(size: usize, flows: &[Sited]) -> Option<Vec<f64>> {
    let ends = flows.iter().flat_map(|((from, to), ..)| [*from, size + *to]);
    let sizes = ends.collect::<BTreeSet<usize>>().len();
    if sizes == 0 || flows.len() < FLOWS_PER_SIZE * sizes {
        return None;
    }
    let mut weights = vec![1.0; flows.len()];
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        found = fitted(size, flows, &weights)?;
        weights = found.iter().map(|log| weight(*log)).collect();
    }
    let rest: Vec<f64> = flows.iter().zip(&found).map(|(flow, log)| flow.1 - log).collect();
    // a and b of (gravity.2).
    let level = flows.iter().map(|flow| flow.1).sum::<f64>() / flows.len() as f64;
    let mean = rest.iter().sum::<f64>() / rest.len() as f64;
    let (mut cross, mut square) = (0.0, 0.0);
    for (flow, rest) in flows.iter().zip(&rest) {
        cross += (flow.1 - level) * (rest - mean);
        square += (flow.1 - level) * (flow.1 - level);
    }
    let by_size = if square > 0.0 { cross / square } else { 0.0 };
    let potential =
        |(flow, rest): (&Sited, &f64)| flow.1 - (rest - mean - by_size * (flow.1 - level));
    Some(flows.iter().zip(&rest).map(potential).collect())
}

/// How much a flow of a size says: the reciprocal of a pair's yearly variance.
fn weight(log: f64) -> f64 {
    let (permanent, transitory) = pair_sd(exp(log));
    1.0 / (permanent * permanent + transitory * transitory)
}

/// What (gravity.1) says of each flow, with weights.
fn fitted(size: usize, flows: &[Sited], weights: &[f64]) -> Option<Vec<f64>> {
    let n: f64 = weights.iter().sum();
    let mean = |of: &dyn Fn(&Sited) -> f64| {
        flows.iter().zip(weights).map(|(flow, w)| w * of(flow)).sum::<f64>() / n
    };
    let middle = [mean(&|f| f.2.distance), mean(&|f| f64::from(u8::from(f.2.border)))];
    let level = mean(&|f| f.1);
    // A row of the design: one for each end, then the slopes.
    let row = |&((from, to), _, site): &Sited| {
        let border = f64::from(u8::from(site.border));
        [
            (from, 1.0),
            (size + to, 1.0),
            (2 * size, site.distance - middle[0]),
            (2 * size + 1, border - middle[1]),
        ]
    };
    let unknowns = 2 * size + SLOPES;
    let mut normal = DMatrix::from_diagonal_element(unknowns, unknowns, RIDGE);
    let mut right = DVector::zeros(unknowns);
    for (flow, weight) in flows.iter().zip(weights) {
        for (i, x) in row(flow) {
            right[i] += weight * x * (flow.1 - level);
            for (j, y) in row(flow) {
                normal[(i, j)] += weight * x * y;
            }
        }
    }
    let solved = normal.cholesky()?.solve(&right);
    let log = |flow| level + row(flow).iter().map(|(at, x)| x * solved[*at]).sum::<f64>();
    Some(flows.iter().map(log).collect())
}

/// [`potentials`] of flows in USD bn, by their ends; of those alone that have a site and are not too
/// small.
pub fn of_flows(
    size: usize,
    flows: impl Iterator<Item = ((usize, usize), f64)>,
    site: impl Fn(usize, usize) -> Option<Site>,
) -> BTreeMap<(usize, usize), f64> {
    let sited = flows.filter(|(_, value)| *value >= LEAST_BN);
    let sited: Vec<_> =
        sited.filter_map(|(ends, value)| Some((ends, ln(value), site(ends.0, ends.1)?))).collect();
    let found = potentials(size, &sited).unwrap_or_default();
    sited.iter().map(|flow| flow.0).zip(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Address, Draws, Stream};

    const SIZE: usize = 12;

    fn site_of(a: usize, b: usize) -> Site {
        let apart = a.abs_diff(b);
        Site { distance: 6.0 + 0.2 * apart as f64, border: apart == 1 }
    }

    /// Flows by the equation, with noise of a size.
    fn made(noise: f64) -> Vec<Sited> {
        const STREAM: Stream = Stream::new("test.gravity");
        let draws = Draws::new(4);
        let mut flows = Vec::new();
        for from in 0..SIZE {
            for to in (0..SIZE).filter(|to| *to != from) {
                let site = site_of(from, to);
                let at = Address { stream: STREAM, step: from as u32, entity: to as u64 };
                let border = if site.border { 0.7 } else { 0.0 };
                let sizes = 0.3 * from as f64 - 0.2 * to as f64;
                let log = sizes - 0.9 * site.distance + border + noise * draws.normal::<f64>(at, 0);
                flows.push(((from, to), log, site));
            }
        }
        flows
    }

    #[test]
    fn flows_that_follow_the_equation_lie_at_their_potential() {
        let flows = made(0.0);
        let found = potentials(SIZE, &flows).expect("enough of them");
        let worst = flows.iter().zip(&found).map(|(f, p)| (f.1 - p).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-4, "{worst}");
    }

    #[test]
    fn what_is_unusual_of_one_flow_is_its_own() {
        let mut flows = made(0.0);
        flows[5].1 += 2.0;
        let found = potentials(SIZE, &flows).expect("enough of them");
        assert!(flows[5].1 - found[5] > 1.2, "its ends take some of it");
        assert!((flows[70].1 - found[70]).abs() < 0.1);
    }

    #[test]
    fn residuals_are_orthogonal_to_what_explains_them() {
        let flows = made(0.8);
        let found = fitted(SIZE, &flows, &vec![1.0; flows.len()]).expect("it is regular");
        let rest: Vec<f64> = flows.iter().zip(&found).map(|(f, p)| f.1 - p).collect();
        let with = |x: &dyn Fn(&Sited) -> f64| -> f64 {
            flows.iter().zip(&rest).map(|(f, e)| x(f) * e).sum()
        };
        assert!(with(&|f| f.2.distance).abs() < 1e-3);
        assert!((0..SIZE).all(|k| with(&|f| f64::from(u8::from(f.0.0 == k))).abs() < 1e-3));
    }

    #[test]
    fn flows_of_every_size_lie_around_their_potentials() {
        // Noise that is larger for small flows, as it is in trade.
        let mut flows = made(0.0);
        for (flow, noisy) in flows.iter_mut().zip(made(1.0)) {
            flow.1 = 2.0 * flow.1 + 6.0;
            let noise = noisy.1 - 0.5 * (flow.1 - 6.0);
            flow.1 += noise * if flow.1 < -4.0 { 1.5 } else { 0.5 };
        }
        let found = potentials(SIZE, &flows).expect("enough of them");
        let gaps: Vec<f64> = flows.iter().zip(&found).map(|(f, p)| f.1 - p).collect();
        let n = gaps.len() as f64;
        let level = flows.iter().map(|f| f.1).sum::<f64>() / n;
        let with: f64 = flows.iter().zip(&gaps).map(|(f, gap)| (f.1 - level) * gap).sum();
        assert!((gaps.iter().sum::<f64>() / n).abs() < 1e-9 && (with / n).abs() < 1e-9);
        assert!(gaps.iter().map(|gap| gap * gap).sum::<f64>() / n > 0.1, "they are not nothing");
    }

    #[test]
    fn few_flows_have_no_potential_and_neither_have_those_without_a_distance() {
        assert_eq!(potentials(SIZE, &made(0.1)[..2 * SIZE]), None);
        let flows =
            made(0.1).into_iter().map(|(ends, log, _)| (ends, crate::numeric::function::exp(log)));
        let site = |a: usize, b: usize| (a != 3).then(|| site_of(a, b));
        let found = of_flows(SIZE, flows, site);
        assert!(!found.is_empty() && found.keys().all(|(from, _)| *from != 3));
    }
}
