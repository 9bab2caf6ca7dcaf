//! Network influence: influence through others included, as in Katz (1953).
//!
//! `(I − αW)⁻¹` with α = ½ and W the influence matrix divided by a fixed scale, so that its rows sum
//! to less than one and a world that becomes more tied is not scaled away. A power's value is the
//! sum over clients of what reaches them through any chain. Solved at the end of each year.

use crate::numeric::Real;
use crate::world::{ActorIx, Per, State, World};

use super::{Entity, View};

/// Weight of one more link in a chain.
const ALPHA: f64 = 0.5;

/// Fixed scale of W: more than any actor receives in influence.
const SCALE: f64 = 4.0;

#[inline(always)]
pub(super) fn read<R: Real>(v: &View<R>, power: Entity, _: Entity) -> R {
    let place = v.world.powers.iter().position(|&p| p == power.actor());
    let place = place.expect("the metric's table says it is a power");
    // Between the ends of years it is not observed.
    v.network.get(place).copied().unwrap_or(R::splat(f64::NAN))
}

/// Of every power, in the order of the world's.
///
/// What one unit of influence over each actor amounts to in the end, (I − αWᵀ)⁻¹ 1, serves all
/// powers. It is summed chain by chain, until no sum changes any more or the chains left are below
/// any rounding: a link weighs less than a half.
#[inline(always)]
pub(super) fn solve<R: Real>(world: &World, s: &State<R>) -> Vec<R> {
    const LONGEST: usize = 60;
    let one = R::splat(1.0);
    let mut amounts: Per<ActorIx, R> = Per::filled(one, world.actors.len());
    for _ in 0..LONGEST {
        let mut next = Per::filled(one, world.actors.len());
        for (ix, pair) in world.pairs.iter() {
            // A client passes on what reaches it: chains run partner → client → its clients.
            next[pair.partner] += s.influence[ix] * (ALPHA / SCALE) * amounts[pair.client];
        }
        let settled = next == amounts;
        amounts = next;
        if settled {
            break;
        }
    }
    let mut values = Vec::with_capacity(world.powers.len());
    for &power in &world.powers {
        let mut sum = R::splat(0.0);
        for &own in &world.actors[power].as_client {
            let over = &world.pairs[world.pairs[own].reverse];
            sum += s.influence[world.pairs[own].reverse] * amounts[over.client];
        }
        values.push(sum);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Setting, replay};
    use crate::world::Ix;
    use nalgebra::{DMatrix, DVector};

    #[test]
    fn chains_add_up_to_what_a_linear_solver_finds() {
        let scenario = crate::scenario::load("scenarios/sco.toml".as_ref()).unwrap();
        let model = crate::model::compile(&scenario).base;
        let medians: Vec<f64> =
            model.numbers.iter().map(|n| n.distribution.quantile(0.5)).collect();
        replay(&model, &Setting::new(1), &medians, 0, |_, state: &State<f64>, _| {
            let n = model.world.actors.len();
            let mut system = DMatrix::<f64>::identity(n, n);
            for (ix, pair) in model.world.pairs.iter() {
                let (client, partner) = (pair.client.position(), pair.partner.position());
                system[(client, partner)] -= ALPHA * state.influence[ix] / SCALE;
            }
            let system = system.lu();
            let found = solve(&model.world, state);
            for (&power, found) in model.world.powers.iter().zip(found) {
                let mut direct = DVector::<f64>::zeros(n);
                for (ix, pair) in model.world.pairs.iter().filter(|(_, p)| p.partner == power) {
                    direct[pair.client.position()] = state.influence[ix] / SCALE;
                }
                let expected = system.solve(&direct).unwrap().sum() * SCALE;
                assert!((found / expected - 1.0).abs() < 1e-13, "{found} {expected}");
            }
        });
    }
}
