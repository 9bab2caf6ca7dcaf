//! Claims and crossings over runs, in all and told apart by structure.

use serde::{Deserialize, Serialize};

use crate::outcome::{
    ClaimColumn, ClaimRow, CrossingRow, FailedRun, Layout, Observed, Part, Passage, Proportion,
    QUANTILES, Run, Tally, World,
};

use super::summaries::error_of_replicates;

/// What complete runs say of claims and crossings, counted: memory does not grow with the runs.
pub(super) struct Verdicts<'a> {
    layout: &'a Layout,
    replicates: Option<u32>,
    structural: Vec<Structural>,
    /// All runs first, then those of each part of each structural number.
    selections: Vec<Option<Part>>,
    state: State,
}

/// What is counted so far, as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// Of each claim, in each world and for each selection.
    claims: Vec<Vec<Vec<Count>>>,
    /// Of each crossing, for each selection.
    crossings: Vec<Vec<Crossed>>,
    pub(super) simulated: u64,
    quarantined: u64,
    failures: Vec<FailedRun>,
}

/// A number by which results are told apart.
struct Structural {
    /// Index among the layout's numbers.
    number: usize,
    /// The selection of its first part.
    first: usize,
}

/// How often something holds, by replicate.
#[derive(Clone, Serialize, Deserialize)]
struct Count {
    /// Runs that decide it, and those in which it holds.
    by_replicate: Vec<(u64, u64)>,
}

/// What runs say of a crossing.
#[derive(Clone, Serialize, Deserialize)]
struct Crossed {
    ahead_at_base: Count,
    never: Count,
    /// Dates in order, infinity for never, with the number of runs of each: a date is the end of
    /// a step, so there are few.
    dates: Vec<(f64, u64)>,
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(layout: &'a Layout, replicates: Option<u32>) -> Verdicts<'a> {
        let (structural, selections) = selections(layout);
        let count = Count { by_replicate: vec![(0, 0); replicates.unwrap_or(1) as usize] };
        let crossed =
            Crossed { ahead_at_base: count.clone(), never: count.clone(), dates: Vec::new() };
        let counts = vec![count; selections.len()];
        let of_claim = |claim: &ClaimColumn| vec![counts.clone(); claim.worlds().count()];
        let state = State {
            claims: layout.claims.iter().map(of_claim).collect(),
            crossings: vec![vec![crossed; selections.len()]; layout.crossings.len()],
            simulated: 0,
            quarantined: 0,
            failures: Vec::new(),
        };
        Verdicts { layout, replicates, structural, selections, state }
    }

    pub(super) fn from_state(
        layout: &'a Layout,
        replicates: Option<u32>,
        state: State,
    ) -> Verdicts<'a> {
        let (structural, selections) = selections(layout);
        Verdicts { layout, replicates, structural, selections, state }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Takes what was counted elsewhere, over other runs, in.
    pub(super) fn merge(&mut self, other: &State) {
        let state = &mut self.state;
        state.simulated += other.simulated;
        state.quarantined += other.quarantined;
        state.failures.extend(other.failures.iter().cloned());
        state.failures.sort_by_key(|failed| failed.run);
        state.failures.truncate(Tally::LISTED);
        let counts = state.claims.iter_mut().flatten().flatten();
        counts.zip(other.claims.iter().flatten().flatten()).for_each(|(a, b)| a.merge(b));
        let crossed = state.crossings.iter_mut().flatten();
        crossed.zip(other.crossings.iter().flatten()).for_each(|(a, b)| a.merge(b));
    }

    /// How many runs decide a claim, and in how many it holds.
    pub(super) fn holds(&self, claim: usize) -> (u64, u64) {
        let world = self.layout.claims[claim].worlds().position(|w| w == World::Scenario);
        let share = self.proportion(&self.state.claims[claim][world.expect("it is tested")][0]);
        (share.n, share.n_true)
    }

    /// Takes the next run.
    pub(super) fn add(&mut self, run: &Run) {
        self.state.simulated += 1;
        match &run.result {
            Ok(observed) => self.count(run, observed),
            Err(failure) => {
                self.state.quarantined += 1;
                if self.state.failures.len() < Tally::LISTED {
                    let reason = failure.reason(&self.layout.dates);
                    self.state.failures.push(FailedRun { run: run.run, reason });
                }
            }
        }
    }

    fn count(&mut self, run: &Run, observed: &Observed) {
        let replicate = (run.run % u64::from(self.replicates.unwrap_or(1))) as usize;
        let part = |s: &Structural| {
            let split = self.layout.numbers[s.number].split.as_ref()?;
            split.part(run.numbers[s.number]).map(|part| s.first + part)
        };
        let parts = self.structural.iter().filter_map(part);
        let selections: Vec<usize> = std::iter::once(0).chain(parts).collect();
        for (index, claim) in self.layout.claims.iter().enumerate() {
            for (world, counts) in claim.worlds().zip(&mut self.state.claims[index]) {
                if let Some(holds) = observed.claims[index].of(world) {
                    selections.iter().for_each(|&s| counts[s].add(replicate, holds));
                }
            }
        }
        for (passage, crossed) in observed.crossings.iter().zip(&mut self.state.crossings) {
            selections.iter().for_each(|&s| crossed[s].add(replicate, passage));
        }
    }

    pub(super) fn tally(&self, requested: u64) -> Tally {
        Tally {
            requested,
            simulated: self.state.simulated,
            quarantined: self.state.quarantined,
            failures: self.state.failures.clone(),
        }
    }

    /// Every claim in every world it is tested in; in the scenario also by structure.
    pub(super) fn claims(&self) -> Vec<ClaimRow> {
        let mut rows = Vec::new();
        for (claim, of_claim) in self.layout.claims.iter().zip(&self.state.claims) {
            for (world, counts) in claim.worlds().zip(of_claim) {
                let told_apart = world == World::Scenario;
                let shown = if told_apart { self.selections.len() } else { 1 };
                rows.extend(self.selections.iter().zip(counts).take(shown).map(
                    |(selection, count)| ClaimRow {
                        claim: claim.id.clone(),
                        kind: claim.kind.clone(),
                        world,
                        part: selection.clone(),
                        holds: self.proportion(count),
                    },
                ));
            }
        }
        rows
    }

    /// Every crossing, over all runs and by structure.
    pub(super) fn crossings(&self) -> Vec<CrossingRow> {
        let mut rows = Vec::new();
        for (crossing, of_crossing) in self.layout.crossings.iter().zip(&self.state.crossings) {
            rows.extend(self.selections.iter().zip(of_crossing).map(|(selection, crossed)| {
                CrossingRow {
                    crossing: crossing.id.clone(),
                    title: crossing.title.clone(),
                    part: selection.clone(),
                    ahead_at_base: self.proportion(&crossed.ahead_at_base),
                    never: self.proportion(&crossed.never),
                    quantiles: crossed.quantiles(),
                }
            }));
        }
        rows
    }

    fn proportion(&self, count: &Count) -> Proportion {
        let n: u64 = count.by_replicate.iter().map(|(n, _)| n).sum();
        let n_true = count.by_replicate.iter().map(|(_, n_true)| n_true).sum();
        let share = |&(n, n_true): &(u64, u64)| n_true as f64 / n as f64;
        let mc_error = if self.replicates.is_none() {
            let p = n_true as f64 / n as f64;
            (p * (1.0 - p) / n as f64).sqrt()
        } else {
            error_of_replicates(count.by_replicate.iter().filter(|(n, _)| *n > 0).map(share))
        };
        Proportion { n, n_true, mc_error }
    }
}

/// By what results are told apart; all runs first, then each part of each structural number.
fn selections(layout: &Layout) -> (Vec<Structural>, Vec<Option<Part>>) {
    let mut selections = vec![None];
    let mut structural = Vec::new();
    for (number, column) in layout.numbers.iter().enumerate() {
        if let Some(split) = &column.split {
            structural.push(Structural { number, first: selections.len() });
            let part = |value| Some(Part { number: column.key.clone(), value });
            selections.extend(split.labels().into_iter().map(part));
        }
    }
    (structural, selections)
}

impl Count {
    fn add(&mut self, replicate: usize, holds: bool) {
        let (n, n_true) = &mut self.by_replicate[replicate];
        *n += 1;
        *n_true += u64::from(holds);
    }

    fn merge(&mut self, other: &Count) {
        for ((n, n_true), other) in self.by_replicate.iter_mut().zip(&other.by_replicate) {
            *n += other.0;
            *n_true += other.1;
        }
    }
}

impl Crossed {
    fn add(&mut self, replicate: usize, passage: &Passage) {
        self.ahead_at_base.add(replicate, passage.ahead_at_base);
        self.never.add(replicate, passage.years.is_infinite());
        self.add_at(passage.years, 1);
    }

    fn add_at(&mut self, years: f64, n: u64) {
        match self.dates.binary_search_by(|(date, _)| date.total_cmp(&years)) {
            Ok(place) => self.dates[place].1 += n,
            Err(place) => self.dates.insert(place, (years, n)),
        }
    }

    fn merge(&mut self, other: &Crossed) {
        self.ahead_at_base.merge(&other.ahead_at_base);
        self.never.merge(&other.never);
        other.dates.iter().for_each(|&(years, n)| self.add_at(years, n));
    }

    /// The dates by which given shares of all runs have crossed; runs that never cross count as
    /// later than any date.
    fn quantiles(&self) -> [Option<f64>; 7] {
        let n: u64 = self.dates.iter().map(|(_, n)| n).sum();
        QUANTILES.map(|p| {
            let rank = (p * n as f64).ceil().max(1.0) as u64;
            let mut passed = 0;
            let date = self.dates.iter().find(|(_, n)| {
                passed += n;
                passed >= rank
            });
            date.map(|&(date, _)| date).filter(|date| date.is_finite())
        })
    }
}
