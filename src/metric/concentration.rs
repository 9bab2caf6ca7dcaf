//! Concentration of GDP among the members of a region.

use crate::numeric::Real;

use super::{Entity, View, balance};

/// CON = √[(Σs² − 1/N)/(1 − 1/N)] (Ray and Singer 1973); N counts the members of the step.
#[inline(always)]
pub(super) fn ray_singer<R: Real>(v: &View<R>, region: Entity, _: Entity) -> R {
    let (hhi, n) = shares(v, region);
    let least = R::splat(1.0) / n;
    ((hhi - least) / (-least + 1.0)).max(R::splat(0.0)).sqrt()
}

/// Σs².
#[inline(always)]
pub(super) fn herfindahl<R: Real>(v: &View<R>, region: Entity, _: Entity) -> R {
    shares(v, region).0
}

/// 1/Σs².
#[inline(always)]
pub(super) fn poles<R: Real>(v: &View<R>, region: Entity, _: Entity) -> R {
    R::splat(1.0) / shares(v, region).0
}

/// Sum of squared shares and number of members.
#[inline(always)]
fn shares<R: Real>(v: &View<R>, region: Entity) -> (R, R) {
    let members = &v.world.regions[region.region()].members;
    let (mut sum, mut squares, mut n) = (R::splat(0.0), R::splat(0.0), R::splat(0.0));
    for member in members {
        let present = balance::present(v, member);
        let gdp = v.gdp_bn(member.actor) * present;
        sum += gdp;
        squares += gdp * gdp;
        n += present;
    }
    (squares / (sum * sum), n)
}
