//! Ensembles that several machines share: one machine's shard, and shards that are put together.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ensemble::{self, Merging, Order, Progress};
use crate::model;
use crate::outcome::{
    Draft, Flaw, Header, Layout, Outcome, Runs, Shard, ShardDraft, ShardManifest, Shards, Timing,
    copy_rows, default_folder, shards_in,
};
use crate::scenario;

use super::Ending;
use super::producing::{same_version, switch_off};
use super::running::Prepared;

/// Where the shards of a result go unless the user says otherwise: beside the result.
pub fn default_place(header: &Header) -> PathBuf {
    let mut name = default_folder(header).into_os_string();
    name.push(".shards");
    PathBuf::from(name)
}

/// Refuses what cannot be shared out.
///
/// # Errors
/// A stopping rule, no shards, and more shards than there are blocks.
pub fn check(order: &Order, shards: u32) -> Result<(), Ending> {
    if order.precision.is_some() {
        let text = "a stopping rule looks at all runs together, so they cannot be shared out: say \
                    how many runs there are instead of the precision";
        return Err(Ending::Usage(text.into()));
    }
    if shards == 0 {
        return Err(Ending::Usage("there is at least one shard".into()));
    }
    let blocks = Shard::blocks_of(order.runs);
    if u64::from(shards) <= blocks {
        return Ok(());
    }
    Err(Ending::Usage(format!(
        "{} runs are {blocks} blocks of {}, so there are at most {blocks} shards, not {shards}",
        order.runs,
        Shard::BLOCK
    )))
}

/// Shards of an ensemble where neither the user nor its folder says how many.
const SHARDS: u64 = 200;

/// The shards of an ensemble, and whether each is finished in the folder that is there to hold
/// them; as many as that folder's are of, unless `number` says otherwise.
///
/// # Errors
/// What cannot be shared out, and a folder that holds shards of something else.
pub fn divided(
    prepared: &Prepared,
    place: &Path,
    number: Option<u32>,
) -> Result<Vec<(Shard, bool)>, Ending> {
    let Prepared { order, header, .. } = prepared;
    let found = shards_in(place)?;
    let of = number.or(found.first().map(|(_, shard, _)| shard.of()));
    let of = of.unwrap_or(Shard::blocks_of(order.runs).min(SHARDS) as u32);
    check(order, of)?;
    for (folder, shard, known) in &found {
        if !known.same_result(header) {
            return Err(elsewhere(folder, *shard));
        }
        if shard.of() != of {
            let (place, known) = (place.display(), shard.of());
            let text = format!("{place} has shards of {known}, not of {of}: leave the number out");
            return Err(Ending::Usage(text));
        }
    }
    let finished = |shard| found.iter().any(|(at, known, _)| *known == shard && at.exists());
    Ok(Shard::all(of).map(|shard| (shard, finished(shard))).collect())
}

fn elsewhere(folder: &Path, shard: Shard) -> Ending {
    Ending::Failure(format!(
        "{} is shard {shard} of something else or of other runs: choose another folder, or replace \
         it",
        folder.display()
    ))
}

/// A shard that is there, finished or not.
pub struct Known {
    pub header: Header,
    pub shard: Shard,
    pub folder: PathBuf,
}

/// The shard at a path or one in the folder that is there: the one asked for, or one that is not
/// finished, or any.
///
/// # Errors
/// A manifest or checkpoint that cannot be read.
pub fn known(path: &Path, asked: Option<Shard>) -> Result<Option<Known>, Ending> {
    let found = shards_in(path)?;
    let wanted = |(folder, shard, _): &&(PathBuf, Shard, Header)| match asked {
        Some(asked) => *shard == asked,
        None => !folder.exists(),
    };
    let known = found.iter().find(wanted).or(found.first()).cloned();
    Ok(known.map(|(folder, shard, header)| Known { header, shard, folder }))
}

/// The ensemble of which something is a part, as it says itself; `from` is where it lies.
///
/// # Errors
/// Another version.
pub fn whole_of(header: &Header, from: &Path) -> Result<Prepared, Ending> {
    same_version(header, from)?;
    let order = Order::of(header);
    let scenario = scenario::from_text(&header.text, &from.display().to_string())?;
    let mut study = model::compile(&scenario);
    switch_off(&mut study, &header.off)?;
    Ok(Prepared { scenario, study, order, header: header.clone(), longer: false })
}

/// A shard's folder, and whether it was there before.
pub struct Computed {
    pub manifest: ShardManifest,
    pub before: bool,
}

/// Computes a shard into its folder, or goes on with what an interrupted program left there, or
/// recognises it: one request can be made again and again. Whoever sets the flag ends it after the
/// blocks at hand.
///
/// # Errors
/// What cannot be shared out, a folder that is taken or cannot be written, an interruption.
pub fn compute(
    prepared: &Prepared,
    shard: Shard,
    folder: &Path,
    replace: bool,
    (progress, cancel): (&dyn Progress, &AtomicBool),
) -> Result<Computed, Ending> {
    let Prepared { study, order, header, .. } = prepared;
    check(order, shard.of())?;
    let shown = folder.display();
    if !replace && let Ok(manifest) = ShardManifest::read(folder) {
        if manifest.shard == shard && manifest.header.same_result(header) {
            return Ok(Computed { manifest, before: true });
        }
        return Err(elsewhere(folder, manifest.shard));
    }
    let layout = Layout::of(study, &order.series);
    let (mut draft, from) = ShardDraft::create(folder, replace, shard, header.clone(), &layout)?;
    let (from, watch) = (from.as_ref(), (progress, cancel));
    let worked = ensemble::run_shard(study, order, shard, from, &mut draft, watch)?;
    if worked.tally.partial() {
        draft.pause()?;
        let (done, all) = (worked.tally.simulated, worked.tally.requested);
        if done == 0 {
            let text = "interrupted before any run was complete; nothing is kept";
            return Err(Ending::Interrupted(text.into()));
        }
        return Err(Ending::Interrupted(format!(
            "interrupted after {done} of the {all} runs of shard {shard}; go on with \
             `suasion run --resume {shown}`"
        )));
    }
    let quarantined = worked.tally.quarantined;
    let manifest = draft.finish(worked.split.as_deref(), quarantined, worked.timing)?;
    Ok(Computed { manifest, before: false })
}

/// The shards in some folders.
///
/// # Errors
/// Everything that keeps them from making one result.
pub fn whole(folders: &[PathBuf]) -> Result<Shards, Ending> {
    let looked = Shards::look(folders)?;
    match looked.shards {
        Some(shards) if looked.flaws.is_empty() => Ok(shards),
        _ => Err(Ending::Failure(told(&looked.flaws))),
    }
}

/// The shards in some folders, and those that are missing or not finished, which is no reason to
/// refuse what there is.
///
/// # Errors
/// Shards of something else or twice, or none at all.
pub fn some(folders: &[PathBuf]) -> Result<(Shards, Vec<Flaw>), Ending> {
    let looked = Shards::look(folders)?;
    let harmless = |flaw: &Flaw| matches!(flaw, Flaw::Missing { .. } | Flaw::Unfinished { .. });
    match looked.shards {
        Some(shards) if looked.flaws.iter().all(harmless) => Ok((shards, looked.flaws)),
        _ => Err(Ending::Failure(told(&looked.flaws))),
    }
}

/// What the runs say that there are, those of shards at work among them: nothing is written.
///
/// # Errors
/// Files that cannot be read or are not what was written.
pub fn so_far(shards: &Shards, prepared: &Prepared) -> Result<Outcome, Ending> {
    let Prepared { study, order, header, .. } = prepared;
    let layout = Layout::of(study, &order.series);
    let mut merging = Merging::new(study, order, &layout);
    for member in shards.members() {
        let (standing, split) = member.findings()?;
        merging.add(&standing, split.as_deref())?;
    }
    for standing in shards.standings_so_far()? {
        merging.add(&standing, None)?;
    }
    let (findings, _) = merging.finish(together(shards))?;
    Ok(Outcome { header: header.clone(), findings, runs: Runs::Memory(Vec::new()) })
}

fn told(flaws: &[Flaw]) -> String {
    let lines: Vec<String> = flaws.iter().map(|flaw| format!("  {flaw}")).collect();
    format!("these shards do not make a result\n{}", lines.join("\n"))
}

/// Puts shards together into a folder. Progress is told in runs whose rows are written; whoever
/// sets the flag ends it, and nothing is left of it.
///
/// # Errors
/// Files that cannot be read or are not what was written, a folder that is taken.
pub fn merge(
    shards: &Shards,
    prepared: &Prepared,
    folder: &Path,
    replace: bool,
    (progress, cancel): (&dyn Progress, &AtomicBool),
) -> Result<Outcome, Ending> {
    let Prepared { study, order, header, .. } = prepared;
    let layout = Layout::of(study, &order.series);
    let mut draft = Draft::create(folder, replace, header.clone(), &layout)?;
    let goes_on = || !cancel.load(Ordering::Relaxed);
    let mut merging = Merging::new(study, order, &layout);
    for member in shards.members().iter().take_while(|_| goes_on()) {
        let (standing, split) = member.findings()?;
        merging.add(&standing, split.as_deref())?;
    }
    progress.begin(header.runs);
    let written = |runs| {
        progress.advance(runs);
        goes_on()
    };
    if goes_on() {
        copy_rows(shards, &mut draft, &written)?;
    }
    progress.end();
    if !goes_on() {
        return Err(Ending::Interrupted("interrupted; the shards are as they were".into()));
    }
    let (findings, standing) = merging.finish(together(shards))?;
    Ok(draft.finish_with(findings, standing)?)
}

/// What all shards took together, one after the other.
fn together(shards: &Shards) -> Timing {
    let timings = || shards.members().iter().map(|member| member.manifest.timing);
    let seconds: f64 = timings().map(|timing| timing.seconds).sum();
    let threads = timings().map(|timing| timing.threads).max().unwrap_or_default();
    let runs: u64 = shards.members().iter().map(|member| member.manifest.own_runs).sum();
    Timing { seconds, threads, runs_per_second: runs as f64 / seconds }
}
