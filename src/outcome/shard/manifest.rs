//! What a shard says of itself.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::outcome::folder::MANIFEST;
use crate::outcome::hashed::digest;
use crate::outcome::{Error, FileEntry, Header, Timing};

/// Version of the folder's layout; a folder of another one is not read.
const FORMAT: u32 = 1;
/// What tells the folder of a shard from that of a result.
const KIND: &str = "shard";

/// `manifest.json` of a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShardManifest {
    format: u32,
    kind: String,
    pub shard: Shard,
    /// What the whole is a result of; its runs are those of all shards together.
    pub header: Header,
    /// SHA-256 of the header's scenario text.
    pub scenario_sha256: String,
    /// Runs in a block.
    pub block_runs: u64,
    /// Blocks of the whole.
    pub blocks: u64,
    /// Blocks and runs of the shard.
    pub own_blocks: u64,
    pub own_runs: u64,
    /// Runs of the shard that were left out because a number in them stopped being finite.
    pub quarantined: u64,
    pub files: Vec<FileEntry>,
    /// The only part that differs between two makings of the same shard.
    pub timing: Timing,
}

impl ShardManifest {
    pub(super) fn new(
        shard: Shard,
        header: Header,
        quarantined: u64,
        files: Vec<FileEntry>,
        timing: Timing,
    ) -> ShardManifest {
        let runs = header.runs;
        ShardManifest {
            format: FORMAT,
            kind: KIND.to_string(),
            shard,
            scenario_sha256: header.scenario_sha256(),
            header,
            block_runs: Shard::BLOCK,
            blocks: Shard::blocks_of(runs),
            own_blocks: shard.blocks(runs),
            own_runs: shard.runs(runs),
            quarantined,
            files,
            timing,
        }
    }

    /// Whether a folder holds a shard.
    pub fn is_in(folder: &Path) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            kind: String,
        }
        let text = std::fs::read_to_string(folder.join(MANIFEST));
        let kind = text.ok().and_then(|text| serde_json::from_str::<Kind>(&text).ok());
        kind.is_some_and(|known| known.kind == KIND)
    }

    /// Reads the manifest of a shard's folder.
    ///
    /// # Errors
    /// A folder of another kind or version.
    pub fn read(folder: &Path) -> Result<ShardManifest, Error> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        let known: ShardManifest = serde_json::from_str(&text).map_err(Error::unreadable(&path))?;
        if (known.format, known.block_runs) != (FORMAT, Shard::BLOCK) {
            let (format, block) = (known.format, known.block_runs);
            let why = format!(
                "a shard of format {format} in blocks of {block} runs; this version reads {FORMAT} \
                 and {}",
                Shard::BLOCK
            );
            return Err(Error::Unreadable { path, why });
        }
        Ok(known)
    }

    /// Reads the files once to see whether they are what was written.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check_files(&self, folder: &Path) -> Result<(), Error> {
        for file in &self.files {
            let path = folder.join(&file.name);
            if digest(&path)? != file.sha256 {
                let why = "it is not what the shard's manifest says".to_string();
                return Err(Error::Unreadable { path, why });
            }
        }
        Ok(())
    }
}
