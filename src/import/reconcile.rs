//! Reports that disagree: one figure, and a width that follows from the disagreement.
//!
//! The figure is that of the publication that outranks the others (BACI has reconciled both ends'
//! reports already), or the geometric mean of equals. Its log s.d. is the root mean square distance
//! of the reports' logs from it: two equal reports lie one s.d. below and above their mean. A lone
//! report has no width: what is unknown of its error is not made up.

use crate::numeric::function::{exp, ln};

use super::origin::OriginIx;

/// Reports as one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// Median.
    pub value: f64,
    /// S.d. of the log; 0 where reports agree or there is one.
    pub sigma: f64,
    /// Positive reports.
    pub reports: usize,
    /// The publication that the figure is taken from, the first of equals.
    pub origin: OriginIx,
    /// Whether equals were averaged.
    pub averaged: bool,
}

/// S.d. below which reports are taken to agree: rounding.
const AGREEMENT: f64 = 5e-3;

/// Makes one figure of reports; `None` where none is positive.
pub fn reconcile(reports: &[(f64, OriginIx)]) -> Option<Reconciled> {
    let mut logs: Vec<(u8, OriginIx, f64)> = reports
        .iter()
        .filter(|(value, _)| *value > 0.0)
        .map(|&(value, origin)| (origin.get().rank, origin, ln(value)))
        .collect();
    logs.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let &(best, origin, first) = logs.first()?;
    let equals: Vec<f64> = logs.iter().filter(|l| l.0 == best).map(|l| l.2).collect();
    let middle = equals.iter().sum::<f64>() / equals.len() as f64;
    let squares: f64 = logs.iter().map(|l| (l.2 - middle) * (l.2 - middle)).sum();
    let sigma = (squares / logs.len() as f64).sqrt();
    let averaged = equals.len() > 1;
    let value = match reports {
        [(value, _)] => *value,
        _ if !averaged => {
            let exact = reports.iter().find(|(v, o)| *o == origin && *v > 0.0 && ln(*v) == first);
            exact.map_or_else(|| exp(middle), |(value, _)| *value)
        }
        _ => exp(middle),
    };
    let sigma = if sigma < AGREEMENT { 0.0 } else { sigma };
    Some(Reconciled { value, sigma, reports: logs.len(), origin, averaged })
}

#[cfg(test)]
mod tests {
    use super::super::origin::origin_of;
    use super::*;

    #[test]
    fn two_equal_reports_lie_one_standard_deviation_from_their_mean() {
        let by = origin_of("comtrade");
        let one = reconcile(&[(2.0, by), (8.0, by)]).unwrap();
        assert!((one.value - 4.0).abs() < 1e-12);
        assert!((one.sigma - 2f64.ln()).abs() < 1e-12);
        assert!(one.averaged && one.reports == 2);
    }

    #[test]
    fn a_reconciled_figure_outranks_and_its_width_remembers_the_others() {
        let reports = [(3.0, origin_of("comtrade")), (5.0, origin_of("baci"))];
        let one = reconcile(&reports).unwrap();
        assert_eq!((one.value, one.origin), (5.0, origin_of("baci")));
        let distance = (5f64 / 3.0).ln();
        assert!((one.sigma - distance / 2f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_lone_report_has_no_width_and_zeros_are_no_reports() {
        let by = origin_of("baci");
        assert_eq!(reconcile(&[(7.0, by)]).unwrap().sigma, 0.0);
        assert_eq!(reconcile(&[(0.0, by)]), None);
        assert_eq!(reconcile(&[]), None);
        assert_eq!(reconcile(&[(7.0, by), (0.0, origin_of("comtrade"))]).unwrap().reports, 1);
    }
}
