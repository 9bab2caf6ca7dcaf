//! Heavy tails as weights: Student's t of the mechanisms as normals of random size.
//!
//! # Equation
//! ```text
//! t̃ = √q ε ,  q = c²/λ ,  λ ~ Gamma(ν/2, ν/2) ,  ε ~ N(0, 1)                       (heavy.1)
//! λ | t̃ ~ Gamma((ν+1)/2, (ν + (t̃/c)²)/2)                                          (heavy.2)
//! ```
//! ν is the engine's [`TAIL_DOF`], c what makes the variance of its law one. Given the weights q
//! everything is normal, and the likelihood of a linear model is that of the Kalman filter; the
//! weights are drawn in turn with the unknowns (data augmentation). The engine cuts its law at
//! [`TAIL_CUT`] s.d., which one draw in five hundred passes; the weights do not.
//!
//! # References
//! Geweke, Bayesian treatment of the independent Student-t linear model, Journal of Applied
//! Econometrics 8, 1993, doi:10.1002/jae.3950080504.

use crate::mechanism::{TAIL_CUT, TAIL_DOF};
use crate::numeric::StudentT;
use crate::numeric::function::{ln, ln_1p};
use crate::numeric::special::ln_gamma;

use super::dice::Dice;

/// The law of the engine's shocks.
#[derive(Clone, Copy, Debug)]
pub struct Heavy {
    /// c²
    square: f64,
    /// ln of the density's constant
    constant: f64,
}

impl Heavy {
    pub fn engine() -> Heavy {
        let c = StudentT::new(TAIL_DOF, TAIL_CUT).scale();
        Heavy { square: c * c, constant: constant(TAIL_DOF) - 0.5 * ln(c * c) }
    }

    /// A weight before anything is known.
    pub fn weight(&self, dice: &mut Dice) -> f64 {
        self.square * 0.5 * TAIL_DOF / dice.gamma(0.5 * TAIL_DOF)
    }

    /// A weight given its shock (heavy.2).
    pub fn weigh(&self, shock: f64, dice: &mut Dice) -> f64 {
        let rate = 0.5 * (TAIL_DOF + shock * shock / self.square);
        self.square * rate / dice.gamma(0.5 * (TAIL_DOF + 1.0))
    }

    /// ln density of a shock of unit variance.
    pub fn log_density(&self, shock: f64) -> f64 {
        self.constant - 0.5 * (TAIL_DOF + 1.0) * ln_1p(shock * shock / (self.square * TAIL_DOF))
    }
}

/// ln Γ((ν+1)/2) − ln Γ(ν/2) − ½ ln νπ
fn constant(dof: f64) -> f64 {
    ln_gamma(0.5 * (dof + 1.0)) - ln_gamma(0.5 * dof) - 0.5 * ln(dof * std::f64::consts::PI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::function::exp;

    #[test]
    fn the_density_integrates_to_one_and_has_nearly_unit_variance() {
        let heavy = Heavy::engine();
        let step = 0.001;
        let (mut mass, mut square) = (0.0, 0.0);
        for i in -60_000..60_000 {
            let x = (f64::from(i) + 0.5) * step;
            let p = exp(heavy.log_density(x)) * step;
            let held = x.clamp(-5.4, 5.4);
            mass += p;
            square += p * held * held;
        }
        assert!((mass - 1.0).abs() < 1e-4, "{mass}");
        assert!((square - 1.0).abs() < 0.01, "{square}");
    }

    #[test]
    fn weighted_normals_have_the_law_of_the_engine() {
        let heavy = Heavy::engine();
        let mut dice = Dice::new(3, "heavy", 0);
        let n = 100_000;
        let inside = (0..n)
            .filter(|_| (heavy.weight(&mut dice).sqrt() * dice.normal()).abs() < 1.0)
            .count() as f64
            / f64::from(n);
        // P(|t₄| < 1/c) with c = √heavy.square, in closed form.
        let t = 1.0 / heavy.square.sqrt();
        let r = t / (4.0 + t * t).sqrt();
        let exact = 1.5 * r - 0.5 * r * r * r;
        assert!((inside - exact).abs() < 0.006, "{inside} {exact}");
    }

    #[test]
    fn a_large_shock_gets_a_large_weight() {
        let heavy = Heavy::engine();
        let mut dice = Dice::new(3, "weigh", 0);
        let mean = |shock: f64, dice: &mut Dice| -> f64 {
            (0..20_000).map(|_| heavy.weigh(shock, dice)).sum::<f64>() / 20_000.0
        };
        // E[rate/λ] of a gamma of shape 5/2 is rate/(3/2).
        let expected = |shock: f64| heavy.square * 0.5 * (4.0 + shock * shock / heavy.square) / 1.5;
        for shock in [0.0, 4.0] {
            let (found, exact) = (mean(shock, &mut dice), expected(shock));
            assert!((found / exact - 1.0).abs() < 0.05, "{found} {exact}");
        }
    }
}
