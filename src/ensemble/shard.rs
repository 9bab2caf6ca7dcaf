//! Shards: an ensemble whose blocks are shared out over machines, and its shards put together.
//!
//! A shard counts its own runs from 0 on, so that stretches, checkpoints and threads need not know
//! of it; what a run is, and every sum over runs, knows the run by its id alone. So the machine
//! that simulates a run cannot show in the result.

use std::sync::atomic::AtomicBool;

use crate::model::Study;
use crate::numeric::{Grid, Real};
use crate::outcome::{Error, Findings, Layout, Recorder, Shard, Standing, Tally, Timing};

use super::blocks::Source;
use super::simulation::Simulation;
use super::summaries::Summaries;
use super::verdicts::Verdicts;
use super::{Order, Progress, Watch, gather, standing, variance};

/// What a shard's ensemble says when it ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// Of the shard's own runs.
    pub tally: Tally,
    pub timing: Timing,
    /// The shard's batches of the split of variance, where the whole has one.
    pub split: Option<Vec<u8>>,
}

/// The runs of one shard, by their place in it.
struct Sharded<S> {
    inner: S,
    shard: Shard,
}

impl<S: Source> Source for Sharded<S> {
    type Group = S::Group;

    fn lanes(&self) -> usize {
        self.inner.lanes()
    }

    fn grids(&self) -> Vec<Grid> {
        self.inner.grids()
    }

    fn group(&self, first_run: u64) -> S::Group {
        self.inner.group(self.shard.run(first_run))
    }
}

/// Runs one shard of a study as ordered: its runs go to `recorder` in order of ids. `from` is where
/// an interrupted making of the same shard stands.
///
/// # Errors
/// Those of the recorder, or a standing that cannot be read.
///
/// # Panics
/// As for [`run`](super::run), and where the shard has no runs or the order a stopping rule.
pub fn run_shard(
    study: &Study,
    order: &Order,
    shard: Shard,
    from: Option<&Standing>,
    recorder: &mut dyn Recorder,
    (progress, cancel): (&dyn Progress, &AtomicBool),
) -> Result<Worked, Error> {
    let watch = Watch { progress, cancel };
    in_lanes!(order, with(study, order, shard, from, watch, recorder))
}

fn with<R: Real>(
    study: &Study,
    order: &Order,
    shard: Shard,
    from: Option<&Standing>,
    watch: Watch,
    recorder: &mut dyn Recorder,
) -> Result<Worked, Error> {
    assert!(order.precision.is_none(), "a stopping rule looks at all runs");
    let layout = Layout::of(study, &order.series);
    let inner = Simulation::<R>::new(study, order, &layout);
    let own = Order { runs: shard.runs(order.runs), ..order.clone() };
    let findings = gather(&Sharded { inner, shard }, &layout, &own, from, watch, recorder)?;
    let split = order.runs >= variance::FEWEST && !findings.tally.partial();
    let place = u64::from(shard.place());
    let own = |batch: u64| batch % u64::from(shard.of()) == place;
    let split = split.then(|| variance::batches::<R>(study, order, own).to_bytes());
    Ok(Worked { tally: findings.tally, timing: findings.timing, split })
}

/// Shards that are put together, one after the other in any order.
pub struct Merging<'a> {
    study: &'a Study,
    order: &'a Order,
    layout: &'a Layout,
    summaries: Summaries,
    verdicts: Verdicts<'a>,
    split: variance::Batches,
}

impl<'a> Merging<'a> {
    pub fn new(study: &'a Study, order: &'a Order, layout: &'a Layout) -> Merging<'a> {
        let replicates = order.error_replicates();
        let grids = study.base.observations.iter().map(|o| o.metric.grid).collect();
        let summaries = Summaries::new(grids, layout.dates.len(), replicates);
        let verdicts = Verdicts::new(layout, replicates);
        Merging { study, order, layout, summaries, verdicts, split: variance::Batches::default() }
    }

    /// Takes a shard: its standing, and its batches of the split of variance.
    ///
    /// # Errors
    /// What is neither.
    pub fn add(&mut self, standing: &Standing, split: Option<&[u8]>) -> Result<(), Error> {
        standing::add(standing, self.layout, (&mut self.summaries, &mut self.verdicts))?;
        if let Some(split) = split {
            self.split.add(variance::Batches::from_bytes(split)?);
        }
        Ok(())
    }

    /// What all runs say together, and where the ensemble stands after them.
    ///
    /// # Errors
    /// A disk that takes no more.
    pub fn finish(self, timing: Timing) -> Result<(Findings, Standing), Error> {
        let standing = standing::pack(&self.summaries, &self.verdicts)?;
        let tally = self.verdicts.tally(self.order.runs);
        let whole = !tally.partial() && self.split.complete();
        let findings = Findings {
            summary: self.summaries.rows(self.layout),
            claims: self.verdicts.claims(),
            crossings: self.verdicts.crossings(),
            variance: if whole { self.split.rows(self.study) } else { Vec::new() },
            tally,
            timing,
        };
        Ok((findings, standing))
    }
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;
    use crate::ensemble::tests::{digests, known, layout, order, watch};
    use crate::numeric::Plan;
    use crate::outcome::{Draft, Header, Manifest, ShardDraft, Shards, copy_rows};
    use crate::{model, scenario};

    #[test]
    fn runs_that_went_wrong_are_put_together_as_one_machine_lists_them() {
        let place = tempdir().unwrap();
        let (layout, cancel) = (layout(), AtomicBool::new(false));
        // Of these runs every seventeenth goes wrong: more than are listed.
        let teaching = scenario::load("scenarios/teaching.toml".as_ref()).unwrap();
        let study = model::compile(&teaching);
        for plan in [Plan::MonteCarlo, Plan::LatinHypercube] {
            let at = |name: &str| place.path().join(format!("{plan:?}-{name}"));
            let order = Order { plan, series: vec!["two".into()], ..order(2000) };
            let header = order.header(Header::default());
            let whole = digests(&order, 8, &at("whole"));

            let mut merging = Merging::new(&study, &order, &layout);
            let grids = known(8).grids();
            merging.summaries = Summaries::new(grids, layout.dates.len(), order.error_replicates());
            let mut quarantined = Vec::new();
            let folders: Vec<_> = Shard::all(3).map(|shard| at(&shard.folder_name())).collect();
            for (shard, folder) in Shard::all(3).zip(&folders) {
                let created = ShardDraft::create(folder, false, shard, header.clone(), &layout);
                let mut draft = created.unwrap().0;
                let own = Order { runs: shard.runs(order.runs), ..order.clone() };
                let source = Sharded { inner: known(8), shard };
                let worked = gather(&source, &layout, &own, None, watch(&cancel), &mut draft);
                let Findings { tally, timing, .. } = worked.unwrap();
                quarantined.push(tally.quarantined);
                draft.finish(None, tally.quarantined, timing).unwrap();
            }
            assert_eq!(quarantined.iter().sum::<u64>(), 2000 / 17);
            assert!(quarantined.iter().all(|&n| n > 30), "{quarantined:?}");

            let shards = Shards::look(&folders).unwrap().shards.unwrap();
            let mut draft = Draft::create(&at("merged"), false, header, &layout).unwrap();
            copy_rows(&shards, &mut draft, &|_| true).unwrap();
            for member in shards.members().iter().rev() {
                merging.add(&member.findings().unwrap().0, None).unwrap();
            }
            let (findings, standing) = merging.finish(Timing::default()).unwrap();
            draft.finish_with(findings, standing).unwrap();

            let [one, merged] =
                [at("whole"), at("merged")].map(|folder| Manifest::read(&folder).unwrap());
            let failures: Vec<u64> =
                merged.tally.failures.iter().map(|failed| failed.run).collect();
            let wrong = (0..2000).filter(|run| run % 17 == 16).take(Tally::LISTED);
            assert_eq!(failures, wrong.collect::<Vec<_>>());
            assert_eq!(merged.tally, one.tally);
            let files = merged.files.into_iter().map(|file| (file.name, file.sha256));
            assert_eq!(files.collect::<Vec<_>>(), whole);
        }
    }
}
