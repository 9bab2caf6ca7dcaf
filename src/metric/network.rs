//! Network influence: influence through others included, as in Katz (1953).
//!
//! `(I − αW)⁻¹` with α = ½ and W the influence matrix divided by a fixed scale, so that its rows sum
//! to less than one and a world that becomes more tied is not scaled away. A power's value is the
//! sum over clients of what reaches them through any chain. Solved at the end of each year.

use nalgebra::{DMatrix, DVector};

use crate::numeric::Real;

use super::{Entity, View};

/// Weight of one more link in a chain.
const ALPHA: f64 = 0.5;

/// Fixed scale of W: more than any actor receives in influence.
const SCALE: f64 = 4.0;

pub(super) fn read<R: Real>(v: &View<R>, power: Entity, _: Entity) -> R {
    if !v.closes_year() {
        return R::splat(f64::NAN);
    }
    let power = power.actor();
    R::from_fn(|lane| {
        let n = v.world.actors.len();
        let mut system = DMatrix::<f64>::identity(n, n);
        let mut direct = DVector::<f64>::zeros(n);
        for (ix, pair) in v.world.pairs.iter() {
            let (client, partner) = (index(pair.client), index(pair.partner));
            let weight = v.state.influence[ix].lane(lane) / SCALE;
            // A client passes on what reaches it: chains run partner → client → its clients.
            system[(client, partner)] -= ALPHA * weight;
            if pair.partner == power {
                direct[client] = weight;
            }
        }
        let reached = system.lu().solve(&direct);
        reached.map_or(f64::NAN, |reached| reached.sum() * SCALE)
    })
}

fn index(actor: crate::world::ActorIx) -> usize {
    crate::world::Ix::position(actor)
}
