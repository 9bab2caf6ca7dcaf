//! Factor: what moves every economy at once, world growth and the oil price.
//!
//! # Equation
//! ```text
//! F_y = ρ_F F_{y−1} + σ_F √(1−ρ_F²) t̃                                         (factor.1)
//! o_y = ρ_O o_{y−1} + σ_O t̃ ,   O = o_y + Σ events                            (factor.2)
//! ln P = π t                                                                  (factor.3)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | F | `world_growth` | world growth over its mean | log per year | field, written here |
//! | o | `oil_shock` | oil price against the base, without events | log | field, written here |
//! | O | `oil_log` | oil price against the base | log | field, written here |
//! | ρ_F | `world_persistence` | persistence of world growth | 1 | parameter |
//! | σ_F | `world_sd` | s.d. of world growth | per year | parameter |
//! | ρ_O | `oil_persistence` | persistence of the oil price | 1 | parameter |
//! | σ_O | `oil_sd` | s.d. of the yearly change | log | parameter |
//! | P, π | `price_log`, `inflation_per_year` | price level in USD | log, per year | field, parameter |
//! | t̃ | | Student t, ν = 4, cut at 5 s.d., unit variance | 1 | draw |
//!
//! Both live at the resolution of their data, the calendar year, so that calendar-year moments do
//! not depend on the step.
//! # Reads
//! oil_event
//! # Writes
//! world_growth, oil_shock, oil_log, price_log
//! # Draws
//! streams `factor.world` and `factor.oil`, one each a calendar year
//! # Limits
//! σ = 0 ⇒ both stay at zero · the stationary s.d. of F is σ_F
//! # Leaves out
//! supply and demand of oil; demand from the actors of the scenario
//! # References
//! World growth and oil price volatility: World Bank, Brent yearly means 1988–2016.

use crate::numeric::{Real, Stream};
use crate::world::State;

use super::{Context, parameter::parameters};

parameters! { factor:
    /// Persistence of world growth from one year to the next.
    world_persistence: "1", 0.0..=0.99, Uniform { low: 0.1, high: 0.5 },
        Judgement("assumed: growth surprises fade within a few years");
    /// Standard deviation of world growth around its mean.
    world_sd: "per year", 0.0..=0.2, Uniform { low: 0.012, high: 0.02 },
        Data("World Bank, world GDP growth 1990–2021: s.d. about .016");
    /// Persistence of the log oil price from one year to the next.
    oil_persistence: "1", 0.0..=1.0, Uniform { low: 0.75, high: 0.98 },
        Judgement("assumed: slow mean reversion of yearly Brent prices");
    /// Standard deviation of the yearly change of the log oil price.
    oil_sd: "log", 0.0..=2.0, Uniform { low: 0.25, high: 0.3 },
        Data("Brent yearly means 1988–2016: .25–.30");
    /// Growth of the price level in USD, for figures in current prices.
    inflation_per_year: "per year", -0.1..=1.0, Triangular { low: 0.015, mode: 0.03, high: 0.06 },
        Judgement("assumed in March 2022: US inflation stood at 7.9 % and was expected back near 2 %");
}

const WORLD: Stream = Stream::new("factor.world");
const OIL: Stream = Stream::new("factor.oil");

/// Draws the calendar year's factors and moves the price level (factor.3).
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.factor;
    if cx.calendar.opens_year(cx.step) {
        let shock = cx.annual_shock(WORLD, 0);
        s.world_growth = persist(s.world_growth, p.world_persistence, p.world_sd, shock);
        s.oil_shock = s.oil_shock * p.oil_persistence + p.oil_sd * cx.annual_shock(OIL, 0);
    }
    s.oil_log = s.oil_shock + s.oil_event;
    s.price_log += p.inflation_per_year * cx.calendar.drift_years(cx.step);
}

/// (factor.1): an AR(1) with stationary standard deviation `sd`. (factor.2) has its yearly change
/// given instead, and sums the events' part.
#[inline(always)]
fn persist<R: Real>(value: R, persistence: R, sd: R, shock: R) -> R {
    let fresh = (-(persistence * persistence) + 1.0).sqrt();
    value * persistence + sd * fresh * shock
}

#[cfg(test)]
mod tests {
    use super::persist;

    #[test]
    fn without_shocks_nothing_starts_and_the_stationary_variance_is_sd_squared() {
        assert_eq!(persist(0.0, 0.5, 0.0, 1.3), 0.0);
        // Var = ρ² Var + σ²(1−ρ²) at Var = σ².
        let (rho, sd) = (0.4, 0.016);
        let fresh = persist(0.0, rho, sd, 1.0);
        assert!((rho * rho * sd * sd + fresh * fresh - sd * sd).abs() < 1e-18);
    }
}
