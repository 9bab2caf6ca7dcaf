//! Shards that should make one result: which of them are there, and what keeps them from it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::draft::{BATCHES, unfinished};
use super::{Shard, ShardManifest};
use crate::outcome::checkpoint::Checkpoint;
use crate::outcome::folder::{MANIFEST, STANDING};
use crate::outcome::standing::Standing;
use crate::outcome::workplace::{CHECKPOINT, Workplace, target_of};
use crate::outcome::{Error, Header};

/// Finished shards of one ensemble, each at most once.
pub struct Shards {
    /// What the whole is a result of.
    pub header: Header,
    /// How many shards make it.
    pub of: u32,
    members: Vec<Member>,
    /// Those that are not finished.
    begun: Vec<(Shard, PathBuf)>,
}

/// A shard that is there.
pub struct Member {
    pub folder: PathBuf,
    /// Without the scenario's text, which [`Shards`] has.
    pub manifest: ShardManifest,
}

/// What some folders hold.
pub struct Looked {
    /// Absent where there is not one shard.
    pub shards: Option<Shards>,
    pub flaws: Vec<Flaw>,
}

/// Why shards do not make a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Flaw {
    /// Shards that are nowhere; `folder` holds one of the same ensemble, or all of them.
    Missing { shards: Vec<Shard>, folder: PathBuf },
    /// One shard in two folders.
    Twice { shard: Shard, folders: [PathBuf; 2] },
    /// A shard of another ensemble, and what is other about it.
    Foreign { folder: PathBuf, differences: Vec<String> },
    /// A shard that was begun, and how many of its runs are kept.
    Unfinished { folder: PathBuf, shard: Shard, kept: u64, runs: u64 },
    /// A folder without a shard.
    NoShard { folder: PathBuf, why: String },
}

impl Shards {
    /// Looks at folders of shards, and at folders that hold such folders.
    ///
    /// # Errors
    /// A manifest or checkpoint that cannot be read.
    pub fn look(folders: &[PathBuf]) -> Result<Looked, Error> {
        let (mut found, mut begun, mut flaws) = (Vec::new(), Vec::new(), Vec::new());
        for folder in folders {
            collect(folder, (&mut found, &mut begun), &mut flaws)?;
        }
        let alike = |one: &&Member| {
            let others = found.iter();
            others.filter(|other| one.manifest.differences(&other.manifest).is_empty()).count()
        };
        // Of several ensembles the one with most shards is meant, and of these the first.
        let model = found.iter().rev().max_by_key(alike).map(|member| member.manifest.clone());
        let Some(model) = model else {
            flaws.extend(begun.into_iter().map(Begun::flaw));
            return Ok(Looked { shards: None, flaws });
        };
        let mut members: Vec<Member> = Vec::new();
        for member in found {
            let (differences, shard) = (member.manifest.differences(&model), member.manifest.shard);
            let known = members.iter().find(|known| known.manifest.shard == shard);
            match known {
                _ if !differences.is_empty() => {
                    flaws.push(Flaw::Foreign { folder: member.folder, differences });
                }
                Some(known) => {
                    let folders = [known.folder.clone(), member.folder];
                    flaws.push(Flaw::Twice { shard, folders });
                }
                None => members.push(member),
            }
        }
        let (header, of) = (ShardManifest::read(&members[0].folder)?.header, model.shard.of());
        let mut shards = Shards { header, of, members, begun: Vec::new() };
        for begun in begun {
            let own = begun.shard.of() == of && begun.header.same_result(&shards.header);
            if own && shards.member(begun.shard).is_none() {
                shards.begun.push((begun.shard, begun.folder.clone()));
            }
            flaws.push(begun.flaw());
        }
        let at_work = |shard: &Shard| shards.begun.iter().any(|(begun, _)| begun == shard);
        let missing: Vec<Shard> = shards.missing().filter(|shard| !at_work(shard)).collect();
        if !missing.is_empty() {
            let folder = shards.folder();
            flaws.push(Flaw::Missing { shards: missing, folder });
        }
        Ok(Looked { shards: Some(shards), flaws })
    }

    /// The folder of a shard and its manifest, where it is there.
    pub fn member(&self, shard: Shard) -> Option<&Member> {
        self.members.iter().find(|member| member.manifest.shard == shard)
    }

    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The shards that are not there.
    pub fn missing(&self) -> impl Iterator<Item = Shard> {
        Shard::all(self.of).filter(|&shard| self.member(shard).is_none())
    }

    /// Where the ensembles of shards that are not finished stand, as far as checkpoints tell.
    ///
    /// # Errors
    /// A checkpoint that cannot be read.
    pub fn standings_so_far(&self) -> Result<Vec<Standing>, Error> {
        let mut standings = Vec::new();
        for (_, folder) in &self.begun {
            let kept = Checkpoint::open(&Workplace::of(folder).join(CHECKPOINT))?;
            standings.extend(kept.map(|kept| kept.standing));
        }
        Ok(standings)
    }

    /// The folder that holds all shards under their usual names, or else the first shard's own.
    fn folder(&self) -> PathBuf {
        let first = &self.members[0].folder;
        let parent = first.parent();
        let usual = |member: &Member| {
            let name = member.manifest.shard.folder_name();
            member.folder.file_name().is_some_and(|known| *known == *name)
                && member.folder.parent() == parent
        };
        match parent.filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) if self.members.iter().all(usual) => parent.to_path_buf(),
            _ => first.clone(),
        }
    }
}

/// A shard that was begun and is not finished.
struct Begun {
    folder: PathBuf,
    shard: Shard,
    header: Header,
    kept: u64,
}

impl Begun {
    fn flaw(self) -> Flaw {
        let Begun { folder, shard, header, kept } = self;
        Flaw::Unfinished { folder, shard, kept, runs: shard.runs(header.runs) }
    }
}

impl Member {
    /// What its ensemble merged, and its part of the split of variance, where it has one.
    ///
    /// # Errors
    /// Files that cannot be read or are not what was written.
    pub fn findings(&self) -> Result<(Standing, Option<Vec<u8>>), Error> {
        self.manifest.check_files(&self.folder)?;
        let read = |name: &str| {
            let path = self.folder.join(name);
            fs::read(&path).map_err(Error::io(&path))
        };
        let standing = Standing::from_bytes(&self.folder.join(STANDING), &read(STANDING)?)?;
        let split = self.manifest.files.iter().any(|file| file.name == BATCHES);
        Ok((standing, split.then(|| read(BATCHES)).transpose()?))
    }
}

/// The shards at a path or in the folder that is there, finished or not: where, which, and of what.
///
/// # Errors
/// A manifest or checkpoint that cannot be read.
pub fn shards_in(path: &Path) -> Result<Vec<(PathBuf, Shard, Header)>, Error> {
    let mut found = Vec::new();
    for folder in places(path)? {
        if ShardManifest::is_in(&folder) {
            let known = ShardManifest::read(&folder)?;
            found.push((folder, known.shard, known.header));
        } else if let Some((shard, header, _)) = unfinished(&folder)? {
            found.push((folder, shard, header));
        }
    }
    Ok(found)
}

/// Where shards may lie: at a path itself, or right inside the folder that is there.
fn places(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let itself = path.join(MANIFEST).exists() || unfinished(path)?.is_some();
    if itself || !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let entry = entry.map_err(Error::io(path))?.path();
        inside.push(target_of(&entry).unwrap_or(entry));
    }
    inside.sort();
    inside.dedup();
    Ok(inside)
}

/// Takes the shards at a path in, those that are finished and those that are not.
fn collect(
    path: &Path,
    (found, begun): (&mut Vec<Member>, &mut Vec<Begun>),
    flaws: &mut Vec<Flaw>,
) -> Result<(), Error> {
    let before = found.len() + begun.len();
    for folder in places(path)? {
        if ShardManifest::is_in(&folder) {
            let mut manifest = ShardManifest::read(&folder)?;
            manifest.header.text = String::new();
            found.push(Member { folder, manifest });
        } else if let Some((shard, header, kept)) = unfinished(&folder)? {
            begun.push(Begun { folder, shard, header, kept });
        }
    }
    if before == found.len() + begun.len() {
        let why = match () {
            () if path.join(MANIFEST).exists() => "a result of its own, no shard of one",
            () if path.is_dir() => {
                "holds no shard; `suasion run FILE --shard 1/8` makes one of eight"
            }
            () if path.exists() => "a file; a shard is a folder",
            () => "does not exist",
        };
        flaws.push(Flaw::NoShard { folder: path.to_path_buf(), why: why.to_string() });
    }
    Ok(())
}

impl ShardManifest {
    /// What keeps a shard from being of the same ensemble as another, in words that say how it is
    /// here and how it is there.
    pub fn differences(&self, other: &ShardManifest) -> Vec<String> {
        let (a, b) = (&self.header, &other.header);
        let or_none = |words: &[String]| match words {
            [] => "none".to_string(),
            words => words.join(", "),
        };
        let mut said = Vec::new();
        let mut differ = |what: &str, here: String, there: String| {
            if here != there {
                said.push(format!("{what} {here}, not {there}"));
            }
        };
        let scenario = |m: &ShardManifest| {
            format!("`{}` {}", m.header.scenario, &m.scenario_sha256.get(..8).unwrap_or_default())
        };
        differ("scenario", scenario(self), scenario(other));
        differ("seed", a.seed.to_string(), b.seed.to_string());
        differ("plan", a.plan.clone(), b.plan.clone());
        differ("replicates", a.replicates.to_string(), b.replicates.to_string());
        differ("runs", a.runs.to_string(), b.runs.to_string());
        differ("trajectories", or_none(&a.series), or_none(&b.series));
        differ("mechanisms switched off", or_none(&a.off), or_none(&b.off));
        differ("precision", a.float.word().to_string(), b.float.word().to_string());
        differ("Suasion", a.version.clone(), b.version.clone());
        differ("number of shards", self.shard.of().to_string(), other.shard.of().to_string());
        if said.is_empty() && !a.same_result(b) {
            said.push("other settings".to_string());
        }
        said
    }
}

/// Commands that are written out, at most.
const COMMANDS: usize = 8;

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Missing { shards, folder } => {
                let named: Vec<String> = shards.iter().take(20).map(Shard::to_string).collect();
                let more = if shards.len() > named.len() { ", …" } else { "" };
                let (n, of) = (shards.len(), shards[0].of());
                let verb = if n == 1 { "is" } else { "are" };
                write!(
                    f,
                    "{n} of {of} shards {verb} missing: {}{more}; to make ",
                    named.join(", ")
                )?;
                write!(f, "{}:", if n == 1 { "it" } else { "them" })?;
                for shard in shards.iter().take(COMMANDS) {
                    let folder = folder.display();
                    write!(f, "\n    suasion run --resume {folder} --shard {shard}")?;
                }
                if shards.len() > COMMANDS { write!(f, "\n    … and so on") } else { Ok(()) }
            }
            Flaw::Twice { shard, folders: [one, other] } => {
                let (one, other) = (one.display(), other.display());
                write!(f, "shard {shard} is there twice, in {one} and in {other}: leave one out")
            }
            Flaw::Foreign { folder, differences } => write!(
                f,
                "{} is a shard of something else: {}; leave it out",
                folder.display(),
                differences.join("; ")
            ),
            Flaw::Unfinished { folder, shard, kept, runs } => write!(
                f,
                "{folder} is not finished: {kept} of the {runs} runs of shard {shard}; to go on:\n    \
                 suasion run --resume {folder}",
                folder = folder.display()
            ),
            Flaw::NoShard { folder, why } => write!(f, "{}: {why}", folder.display()),
        }
    }
}
