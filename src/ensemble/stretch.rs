//! How an ensemble is cut into stretches: where it may be made safe, or be found precise enough.

use std::ops::Range;
use std::time::Instant;

use crate::numeric::stopping::{self, Look};
use crate::outcome::Layout;

use super::summaries::Summaries;
use super::verdicts::Verdicts;
use super::{Figure, Order};

/// Runs in the first stretch, and in any later one at most.
const FIRST: u64 = 1024;
const MOST: u64 = 4096;

/// The stretches of an ensemble.
pub(super) struct Stretches<'a> {
    order: &'a Order,
    /// The runs that end it: those asked for, or the next look of the stopping rule.
    pub(super) goal: u64,
    start: Instant,
    checkpoint: Instant,
    before: u64,
}

impl<'a> Stretches<'a> {
    /// The stretches of an order, of which the runs `0..before` are done.
    pub(super) fn new(order: &'a Order, before: u64) -> Stretches<'a> {
        let now = Instant::now();
        let goal = match order.precision {
            None => order.runs,
            Some(_) => order.runs.min(before.max(stopping::FEWEST)),
        };
        Stretches { order, goal, start: now, checkpoint: now, before }
    }

    /// The next runs; none where the ensemble is complete.
    pub(super) fn next(
        &mut self,
        layout: &Layout,
        summaries: &Summaries,
        verdicts: &Verdicts,
    ) -> Option<Range<u64>> {
        let done = verdicts.state().simulated;
        if done >= self.goal {
            self.goal = self.later_goal(done, layout, summaries, verdicts)?;
        }
        let wanted = self.stretch(done).next_multiple_of(self.order.block);
        Some(done..self.goal.min(done + wanted))
    }

    /// About as many runs as a checkpoint is apart from the next.
    fn stretch(&self, done: u64) -> u64 {
        let fresh = (done - self.before) as f64;
        if fresh == 0.0 {
            return FIRST;
        }
        let per_second = fresh / self.start.elapsed().as_secs_f64();
        ((per_second * self.order.checkpoint_s) as u64).clamp(1, MOST)
    }

    /// What the stopping rule says at the goal.
    fn later_goal(
        &self,
        done: u64,
        layout: &Layout,
        summaries: &Summaries,
        verdicts: &Verdicts,
    ) -> Option<u64> {
        let precision = self.order.precision.as_ref().filter(|_| done < self.order.runs)?;
        let (n, sd) = match &precision.figure {
            Figure::Mean { label, step } => {
                let known = layout.observations.iter().position(|o| o.label == *label);
                summaries.spread(known.expect("the figure is observed"), *step as usize)
            }
            Figure::Claim { id } => {
                let known = layout.claims.iter().position(|c| c.id == *id);
                let (n, n_true) = verdicts.holds(known.expect("the claim is tested"));
                (n, stopping::share_sd(n, n_true))
            }
        };
        // Runs that do not define the figure count for nothing: they are made up for.
        match stopping::look(n.max(2), sd, precision.standard_error, self.order.block) {
            Look::Enough => None,
            Look::Again(next) => {
                let more = next.saturating_sub(n).max(self.order.block);
                Some(self.order.runs.min(done + more))
            }
        }
    }

    /// Whether the ensemble should be made safe before it goes on.
    pub(super) fn checkpoint_is_due(&mut self, verdicts: &Verdicts) -> bool {
        let late = self.checkpoint.elapsed().as_secs_f64() >= self.order.checkpoint_s;
        let over = verdicts.state().simulated >= self.order.runs;
        let due = late && !over;
        if due {
            self.checkpoint = Instant::now();
        }
        due
    }
}
