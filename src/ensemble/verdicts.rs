//! Claims and crossings over runs, in all and told apart by structure.

use serde::{Deserialize, Serialize};

use crate::outcome::{
    ClaimRow, CrossingRow, FailedRun, Layout, Part, Passage, Proportion, QUANTILES, Run, Tally,
    Verdict, World,
};

use super::summaries::error_of_replicates;

/// What every complete run says of claims and crossings: some hundred bytes a run.
pub(super) struct Verdicts<'a> {
    layout: &'a Layout,
    replicates: Option<u32>,
    /// Indexes of the structural numbers among the layout's numbers.
    structural: Vec<usize>,
    state: State,
}

#[derive(Serialize, Deserialize)]
struct Judged {
    run: u64,
    /// To which part of each structural number the run belongs.
    parts: Vec<Option<usize>>,
    claims: Vec<Verdict>,
    crossings: Vec<Passage>,
}

/// Which runs a row speaks of: all, or those of one part of a structural number.
struct Selection {
    /// Index among the structural numbers, and of its part.
    place: Option<(usize, usize)>,
    name: Option<Part>,
}

impl Selection {
    fn holds(&self, judged: &Judged) -> bool {
        self.place.is_none_or(|(number, part)| judged.parts[number] == Some(part))
    }
}

/// What is counted so far, as it is kept.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct State {
    judged: Vec<Judged>,
    pub(super) simulated: u64,
    quarantined: u64,
    failures: Vec<FailedRun>,
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(layout: &'a Layout, replicates: Option<u32>) -> Verdicts<'a> {
        Verdicts::from_state(layout, replicates, State::default())
    }

    pub(super) fn from_state(
        layout: &'a Layout,
        replicates: Option<u32>,
        state: State,
    ) -> Verdicts<'a> {
        let numbers = 0..layout.numbers.len();
        let structural = numbers.filter(|&n| layout.numbers[n].split.is_some()).collect();
        Verdicts { layout, replicates, structural, state }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// How many runs decide a claim, and in how many it holds.
    pub(super) fn holds(&self, claim: usize) -> (u64, u64) {
        let all = Selection { place: None, name: None };
        let share = self.proportion(&all, |run| run.claims[claim].of(World::Scenario));
        (share.n, share.n_true)
    }

    /// Takes the next run.
    pub(super) fn add(&mut self, run: &Run) {
        self.state.simulated += 1;
        match &run.result {
            Ok(observed) => {
                let part = |&n: &usize| {
                    self.layout.numbers[n].split.as_ref().and_then(|s| s.part(run.numbers[n]))
                };
                self.state.judged.push(Judged {
                    run: run.run,
                    parts: self.structural.iter().map(part).collect(),
                    claims: observed.claims.clone(),
                    crossings: observed.crossings.clone(),
                });
            }
            Err(failure) => {
                self.state.quarantined += 1;
                if self.state.failures.len() < Tally::LISTED {
                    let reason = failure.reason(&self.layout.dates);
                    self.state.failures.push(FailedRun { run: run.run, reason });
                }
            }
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
        let selections = self.selections();
        let mut rows = Vec::new();
        for (index, claim) in self.layout.claims.iter().enumerate() {
            for world in claim.worlds() {
                let told_apart = world == World::Scenario;
                let shown = if told_apart { &selections[..] } else { &selections[..1] };
                rows.extend(shown.iter().map(|selection| ClaimRow {
                    claim: claim.id.clone(),
                    kind: claim.kind.clone(),
                    world,
                    part: selection.name.clone(),
                    holds: self.proportion(selection, |run| run.claims[index].of(world)),
                }));
            }
        }
        rows
    }

    /// Every crossing, over all runs and by structure.
    pub(super) fn crossings(&self) -> Vec<CrossingRow> {
        let selections = self.selections();
        let mut rows = Vec::new();
        for (index, crossing) in self.layout.crossings.iter().enumerate() {
            rows.extend(
                selections.iter().map(|selection| CrossingRow {
                    crossing: crossing.id.clone(),
                    title: crossing.title.clone(),
                    part: selection.name.clone(),
                    ahead_at_base: self
                        .proportion(selection, |run| Some(run.crossings[index].ahead_at_base)),
                    never: self.proportion(selection, |run| {
                        Some(run.crossings[index].years.is_infinite())
                    }),
                    quantiles: self.date_quantiles(selection, index),
                }),
            );
        }
        rows
    }

    /// All runs first, then each part of each structural number.
    fn selections(&self) -> Vec<Selection> {
        let mut all = vec![Selection { place: None, name: None }];
        for (place, &number) in self.structural.iter().enumerate() {
            let column = &self.layout.numbers[number];
            let labels = column.split.iter().flat_map(|split| split.labels());
            all.extend(labels.enumerate().map(|(part, value)| Selection {
                place: Some((place, part)),
                name: Some(Part { number: column.key.clone(), value }),
            }));
        }
        all
    }

    fn proportion(
        &self,
        selection: &Selection,
        answer: impl Fn(&Judged) -> Option<bool>,
    ) -> Proportion {
        let mut by_replicate = vec![(0_u64, 0_u64); self.replicates.unwrap_or(1) as usize];
        for judged in self.state.judged.iter().filter(|judged| selection.holds(judged)) {
            if let Some(yes) = answer(judged) {
                let replicate = judged.run % by_replicate.len() as u64;
                let (n, n_true) = &mut by_replicate[replicate as usize];
                *n += 1;
                *n_true += u64::from(yes);
            }
        }
        let n: u64 = by_replicate.iter().map(|(n, _)| n).sum();
        let n_true = by_replicate.iter().map(|(_, n_true)| n_true).sum();
        let share = |&(n, n_true): &(u64, u64)| n_true as f64 / n as f64;
        let mc_error = if self.replicates.is_none() {
            let p = n_true as f64 / n as f64;
            (p * (1.0 - p) / n as f64).sqrt()
        } else {
            error_of_replicates(by_replicate.iter().filter(|(n, _)| *n > 0).map(share))
        };
        Proportion { n, n_true, mc_error }
    }

    /// The dates by which given shares of all runs have crossed; runs that never cross count as
    /// later than any date.
    fn date_quantiles(&self, selection: &Selection, crossing: usize) -> [Option<f64>; 7] {
        let selected = self.state.judged.iter().filter(|judged| selection.holds(judged));
        let mut dates: Vec<f64> = selected.map(|run| run.crossings[crossing].years).collect();
        dates.sort_by(f64::total_cmp);
        QUANTILES.map(|p| {
            let rank = (p * dates.len() as f64).ceil().max(1.0) as usize;
            dates.get(rank - 1).copied().filter(|date| date.is_finite())
        })
    }
}
