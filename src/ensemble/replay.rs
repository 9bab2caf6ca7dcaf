//! Runs again, from the study and the order alone: one of them, or all.

use std::sync::atomic::AtomicBool;

use crate::model::Study;
use crate::numeric::{Float, Real, Single};
use crate::outcome::{Error, Findings, Layout, Recorder, Run};

use super::blocks::{Group as _, Source as _};
use super::simulation::{Simulation, Value, mixed};
use super::{Order, Progress, Watch, gather, variance};

/// The numbers of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// One for each number of a model, in its order: the base model's first, then each variant's.
    pub numbers: Vec<Vec<f64>>,
    /// Share of each base number's distribution that lies below the value, 0–1; absent for what
    /// is not drawn.
    pub ranks: Vec<Option<f64>>,
}

/// What a run of an ensemble draws.
///
/// # Panics
/// Where the run is beyond the order.
pub fn drawn(study: &Study, order: &Order, run: u64) -> Drawn {
    assert!(run < order.runs, "run {run} of {} runs", order.runs);
    let layout = Layout::of(study, &[]);
    let simulation = Simulation::<f64>::new(study, order, &layout);
    let draw = |values: &[Value], base: &[f64]| -> Vec<f64> {
        values.iter().map(|value| simulation.draw(value, base, run)).collect()
    };
    let mut numbers = vec![draw(&simulation.base, &[])];
    for values in &simulation.variants {
        numbers.push(draw(values, &numbers[0]));
    }
    let rank = |value: &Value| match value {
        Value::Drawn { key, .. } => Some(simulation.plan.uniform(*key, run)),
        Value::Mixed { parts, .. } => Some(mixed(&simulation.plan, parts, run)),
        Value::Constant(_) | Value::Shared(_) => None,
    };
    let ranks = simulation.base.iter().map(rank).collect();
    Drawn { numbers, ranks }
}

/// A run as an ensemble of this order leaves it behind, bit for bit.
///
/// # Panics
/// Where the run is beyond the order.
pub fn one(study: &Study, order: &Order, run: u64) -> Run {
    assert!(run < order.runs, "run {run} of {} runs", order.runs);
    let layout = Layout::of(study, &order.series);
    match order.float {
        Float::F64 => Simulation::<f64>::new(study, order, &layout).group(run).run(0),
        Float::F32 => Simulation::<Single<1>>::new(study, order, &layout).group(run).run(0),
    }
}

/// The first `simulated` runs of an order again: what an ensemble of it that ended there found.
///
/// # Errors
/// Those of the recorder.
pub fn again(
    study: &Study,
    order: &Order,
    simulated: u64,
    recorder: &mut dyn Recorder,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Findings, Error> {
    let watch = Watch { progress, cancel };
    in_lanes!(order, again_in(study, order, simulated, watch, recorder))
}

fn again_in<R: Real>(
    study: &Study,
    order: &Order,
    simulated: u64,
    watch: Watch,
    recorder: &mut dyn Recorder,
) -> Result<Findings, Error> {
    let layout = Layout::of(study, &order.series);
    let simulation = Simulation::<R>::new(study, order, &layout);
    // The plan spreads its draws over all runs of the order; only so many of them are made.
    let shorter = Order { runs: simulated, checkpoint_s: f64::INFINITY, ..order.clone() };
    let mut findings = gather(&simulation, &layout, &shorter, None, watch, recorder)?;
    findings.tally.requested = order.runs;
    if order.runs >= variance::FEWEST && !findings.tally.partial() {
        findings.variance = variance::split::<R>(study, order);
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::{self, Silent, sample};
    use crate::numeric::Plan;
    use crate::outcome::{Header, Kept};
    use crate::{model, scenario};

    fn teaching() -> Study {
        model::compile(&scenario::load("scenarios/teaching.toml".as_ref()).unwrap())
    }

    fn order(plan: Plan) -> Order {
        Order { plan, ..Order::new(100, 7) }
    }

    #[test]
    fn an_order_comes_back_from_the_header_of_its_result() {
        for plan in [Plan::MonteCarlo, Plan::LatinHypercube, Plan::Sobol] {
            let ordered = Order { replicates: 5, ..order(plan) };
            let header = ordered.header(Header::default());
            assert_eq!(Order::of(&header).header(Header::default()), header);
        }
    }

    #[test]
    fn one_run_alone_is_the_run_of_the_ensemble() {
        let study = teaching();
        for plan in [Plan::MonteCarlo, Plan::LatinHypercube, Plan::Sobol] {
            let order = order(plan);
            let reading = [("influence_share[SOU,MID]".to_string(), 5)];
            let all = sample(&study, &order, 0..100, &reading);
            let place = study.base.observations.iter().position(|o| o.label == reading[0].0);
            for run in [0, 1, 37, 99] {
                let alone = one(&study, &order, run);
                let finals = alone.result.unwrap().finals;
                assert_eq!(finals[place.unwrap()].to_bits(), all[0][0][run as usize].to_bits());
                let drawn = drawn(&study, &order, run);
                let columns = Layout::of(&study, &[]).numbers;
                let shown: Vec<f64> = columns.iter().map(|c| drawn.numbers[0][c.index]).collect();
                assert_eq!(shown, alone.numbers);
            }
        }
    }

    #[test]
    fn ranks_give_the_numbers_back() {
        let study = teaching();
        let drawn = drawn(&study, &order(Plan::Sobol), 3);
        for ((number, rank), value) in
            study.base.numbers.iter().zip(drawn.ranks).zip(&drawn.numbers[0])
        {
            let again =
                rank.map_or(number.distribution.quantile(0.5), |u| number.distribution.quantile(u));
            assert_eq!(again, *value, "{}", number.key);
        }
    }

    #[test]
    fn the_first_runs_again_are_those_of_the_whole() {
        let study = teaching();
        let order = order(Plan::LatinHypercube);
        let layout = Layout::of(&study, &[]);
        let cancel = AtomicBool::new(false);
        let mut whole = Kept::new(order.header(Header::default()), &layout);
        let findings = ensemble::run(&study, &order, &mut whole, &Silent, &cancel).unwrap();
        let whole = whole.finish(findings);
        let mut part = Kept::new(order.header(Header::default()), &layout);
        let findings = again(&study, &order, 60, &mut part, &Silent, &cancel).unwrap();
        assert!(findings.tally.partial() && findings.tally.simulated == 60);
        let part = part.finish(findings);
        for name in ["power[SOU]", "claim.south-leads", "influence.power_exponent"] {
            let (all, some) = (whole.runs.column(name).unwrap(), part.runs.column(name).unwrap());
            assert_eq!(all[..60], some[..], "{name}");
        }
    }
}
