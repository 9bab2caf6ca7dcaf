//! Finance: debt, money sent home, and the currency in which trade is settled.
//!
//! # Equation
//! ```text
//! disbursed = L0 e^{η_L y_c + event} · (1−derisking) + new loans                 (finance.1)
//! ΔD = (disbursed − D/T) Δ ,  service = D (r + 1/T)                              (finance.2)
//! R = R0 e^{η_R y_h + event}                                                     (finance.3)
//! s ← c / (1 + (c/s − 1) e^{−gΔ})                                                (finance.4)
//! ```
//! # Symbols
//! | symbol | code | meaning | unit | source |
//! |---|---|---|---|---|
//! | D | `debt_bn` | stock owed | USD bn | field, written here |
//! | L0 | scenario | base lending; what keeps the stock where none is given | USD bn per year | scenario |
//! | y_c, y_h | `gdp_log` | income of the creditor, of the host economy | log | growth |
//! | T, r | `term_years`, `interest` | term and interest | years, per year | parameter |
//! | R | `remittance_bn` | money sent home | USD bn per year | field, written here |
//! | s | `settlement_share` | share settled in the currency | 0–1 | field, written here |
//! | c, g | scenario | ceiling; speed of adoption, events included | 0–1, per year | scenario |
//! # Reads
//! gdp_log, lending_event, loan_bn, remittance_event, adoption_event, derisking
//! # Writes
//! debt_bn, lending_bn, service_bn, remittance_bn, settlement_share
//! # Draws
//! none
//! # Limits
//! balanced lending and no events ⇒ the stock stays · adoption stays below its ceiling · no adoption ⇒
//! the share stays
//! # Leaves out
//! default and restructuring; exchange rates
//! # References
//! Terms of Chinese loans (about 2 %, 20 years): Kyrgyz and Tajik debt reports; AidData, Belt and
//! Road Reboot, 2023.

use crate::numeric::Real;
use crate::world::{State, Tie};

use super::{Context, parameter::parameters};

parameters! { finance:
    /// Interest on bilateral debt.
    interest: "per year", 0.0..=0.5, Triangular { low: 0.015, mode: 0.02, high: 0.05 },
        Data("Kyrgyz and Tajik debt reports: 2 %; AidData 2023 for commercial terms");
    /// Years over which bilateral debt is repaid.
    term_years: "years", 1.0..=100.0, Uniform { low: 15.0, high: 25.0 },
        Data("Kyrgyz and Tajik debt reports: 20 years");
    /// Response of lending to the creditor's income.
    lending_income: "1", 0.0..=5.0, Uniform { low: 0.5, high: 1.5 },
        Judgement("assumed: lending follows the creditor's economy one for one, wide");
    /// Response of remittances to the host economy's income.
    remittance_income: "1", 0.0..=5.0, Uniform { low: 0.8, high: 2.0 },
        Judgement("assumed: migrant earnings swing more than GDP (Russia 2009, 2015)");
}

/// Stocks and flows of the base year.
#[inline(always)]
pub(super) fn begin<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    for (ix, tie) in cx.world.credit.iter() {
        s.debt_bn[ix] = cx.number(tie.value);
        s.lending_bn[ix] = base_lending(cx, tie);
        s.service_bn[ix] = service(cx, s.debt_bn[ix]);
    }
    for (ix, tie) in cx.world.remittance.iter() {
        s.remittance_bn[ix] = cx.number(tie.value);
    }
    for (ix, tie) in cx.world.settlement.iter() {
        s.settlement_share[ix] = cx.number(tie.value);
    }
}

/// Lends (finance.1), repays, sends home (finance.3) and settles.
#[inline(always)]
pub(super) fn step<R: Real>(cx: &Context<R>, s: &mut State<R>) {
    let p = &cx.parameters.finance;
    for (ix, tie) in cx.world.credit.iter() {
        let log = p.lending_income * s.gdp_log[tie.from] + s.lending_event[ix];
        let willing = -s.derisking[tie.pair] + 1.0;
        let disbursed = base_lending(cx, tie) * log.exp() * willing + s.loan_bn[ix];
        let repaid = s.debt_bn[ix] / p.term_years;
        s.lending_bn[ix] = disbursed;
        s.debt_bn[ix] += (disbursed - repaid) * cx.dt();
        s.service_bn[ix] = service(cx, s.debt_bn[ix]);
    }
    for (ix, tie) in cx.world.remittance.iter() {
        let log = p.remittance_income * s.gdp_log[tie.from] + s.remittance_event[ix];
        s.remittance_bn[ix] = cx.number(tie.value) * log.exp();
    }
    for (ix, tie) in cx.world.settlement.iter() {
        let ceiling = cx.number_or(tie.ceiling, 1.0);
        let speed = cx.number_or(tie.rate, 0.0) + s.adoption_event[ix];
        s.settlement_share[ix] = adopt(s.settlement_share[ix], ceiling, speed * cx.dt());
    }
}

/// Base lending: the scenario's, or what keeps the stock.
#[inline(always)]
fn base_lending<R: Real>(cx: &Context<R>, tie: &Tie) -> R {
    match tie.rate {
        Some(rate) => cx.number(rate),
        None => cx.number(tie.value) / cx.parameters.finance.term_years,
    }
}

/// (finance.2): interest and amortisation of a stock.
#[inline(always)]
fn service<R: Real>(cx: &Context<R>, debt: R) -> R {
    let p = &cx.parameters.finance;
    debt * (p.interest + R::splat(1.0) / p.term_years)
}

/// (finance.4): the logistic curve, exactly over the step.
#[inline(always)]
fn adopt<R: Real>(share: R, ceiling: R, advance: R) -> R {
    let tiny = R::splat(1e-12);
    let gap = ceiling / share.max(tiny) - 1.0;
    R::select(share.gt(tiny), ceiling / (gap * (-advance).exp() + 1.0), share)
}

#[cfg(test)]
mod tests {
    use super::adopt;

    #[test]
    fn adoption_rises_below_its_ceiling_and_stays_without_speed() {
        let mut share: f64 = 0.005;
        assert!((adopt(share, 0.5, 0.0) - share).abs() < 1e-15);
        for _ in 0..400 {
            let next = adopt(share, 0.5, 0.25);
            assert!(next >= share && next <= 0.5);
            share = next;
        }
        assert!((share - 0.5).abs() < 1e-6);
        // Two half steps are one whole step.
        let halves: f64 = adopt(adopt(0.1, 0.5, 0.2), 0.5, 0.2);
        assert!((halves - adopt(0.1, 0.5, 0.4)).abs() < 1e-15);
        assert_eq!(adopt(0.0, 0.5, 1.0), 0.0_f64);
    }
}
