//! The manifest: what a result is a result of, and which files make it up.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::findings::{Tally, Timing};
use crate::numeric::Float;

/// Version of the folder's layout; a folder of another one is not read.
pub const FORMAT: u32 = 1;

/// What a result is a result of. Equal headers give equal results, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Short name of the scenario.
    pub scenario: String,
    pub title: String,
    /// The scenario as it took effect, in TOML, everything that it extends included.
    pub text: String,
    /// Every file read.
    pub inputs: Vec<Input>,
    pub seed: u64,
    /// `mc`, `lhs` or `sobol`.
    pub plan: String,
    /// Independent repetitions of the plan, from which its error is told; 1 for `mc`.
    pub replicates: u32,
    /// Runs asked for.
    pub runs: u64,
    /// Metrics kept for every run at every step.
    pub series: Vec<String>,
    /// Mechanisms that were switched off (ablation); none in a result of record.
    #[serde(default)]
    pub off: Vec<String>,
    /// The precision of the state; double unless it says otherwise.
    #[serde(default)]
    pub float: Float,
    /// Version of Suasion.
    pub version: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub path: String,
    /// In hexadecimal.
    pub sha256: String,
}

/// A file of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileEntry {
    pub name: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub header: Header,
    /// SHA-256 of the header's scenario text.
    pub scenario_sha256: String,
    pub tally: Tally,
    /// Whether the ensemble was interrupted.
    pub partial: bool,
    pub files: Vec<FileEntry>,
    /// The only part that differs between two makings of the same result.
    pub timing: Timing,
}

impl Header {
    /// SHA-256 of the scenario as it took effect, in hexadecimal.
    pub fn scenario_sha256(&self) -> String {
        sha256(self.text.as_bytes())
    }

    /// Name of the default folder: the scenario and eight digits that stand for everything that
    /// decides the result.
    pub fn folder_name(&self) -> String {
        let series = self.series.join(",");
        let off = self.off.join(",");
        let float = if self.float.is_double() { "" } else { self.float.word() };
        let identity = format!(
            "{}\n{}\n{}\n{}\n{}\n{series}\n{off}\n{}{float}",
            self.scenario_sha256(),
            self.seed,
            self.plan,
            self.replicates,
            self.runs,
            self.version
        );
        format!("{}-{}", self.scenario, &sha256(identity.as_bytes())[..8])
    }

    /// Whether another header asks for the same runs, and perhaps for more or fewer of them.
    pub fn extends(&self, other: &Header) -> bool {
        let runs = self.runs;
        self.same_result(&Header { runs, ..other.clone() })
    }

    /// Whether another header stands for the same result: same scenario, draws and version.
    /// Input files may have been moved or reformatted in between.
    pub fn same_result(&self, other: &Header) -> bool {
        let inputs = self.inputs.clone();
        *self == Header { inputs, ..other.clone() }
    }
}

/// SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha_256() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), known);
    }

    #[test]
    fn the_folder_changes_with_whatever_changes_the_result() {
        let header = Header { scenario: "sco".into(), runs: 100, seed: 1, ..Header::default() };
        let name = header.folder_name();
        assert!(name.starts_with("sco-") && name.len() == 12, "{name}");
        let others = [
            Header { seed: 2, ..header.clone() },
            Header { runs: 101, ..header.clone() },
            Header { plan: "lhs".into(), ..header.clone() },
            Header { text: "x".into(), ..header.clone() },
            Header { series: vec!["gdp".into()], ..header.clone() },
            Header { off: vec!["trade".into()], ..header.clone() },
            Header { version: "0.0.1".into(), ..header.clone() },
        ];
        for other in others {
            assert_ne!(other.folder_name(), name, "{other:?}");
            assert!(!other.same_result(&header));
        }
        let moved = vec![Input { path: "elsewhere".into(), sha256: "00".into() }];
        assert!(Header { inputs: moved, ..header.clone() }.same_result(&header));
    }
}
