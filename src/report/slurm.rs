//! The script that `suasion slurm` prints.

use crate::outcome::{Header, Shard};

use super::figure::counted;

/// A result that a Slurm cluster is to compute.
pub struct Submission<'a> {
    pub header: &'a Header,
    pub shards: u32,
    pub program: &'a str,
    /// Of the program, besides the shard and its folder.
    pub arguments: &'a [String],
    /// Of the result.
    pub folder: &'a str,
    pub resources: Resources<'a>,
}

/// What a job takes of the cluster.
pub struct Resources<'a> {
    pub partition: Option<&'a str>,
    pub time: Option<&'a str>,
    pub memory: Option<&'a str>,
    pub merge_memory: Option<&'a str>,
    pub cores: u16,
    pub at_once: Option<u32>,
    /// Further options of sbatch, without their dashes.
    pub others: &'a [String],
}

/// The script: run on a login node, it submits the array and the job that waits for it.
pub fn slurm(asked: &Submission) -> String {
    let Submission { header, shards, folder, .. } = asked;
    let place = quoted(&format!("{folder}.shards"));
    let about = format!(
        "{}: {}, seed {}, in {}",
        header.scenario,
        counted(header.runs, "run"),
        header.seed,
        counted(u64::from(*shards), "shard")
    );
    let name = header.scenario.as_str();
    let (first, last) = (Shard::FIRST, Shard::FIRST + shards - 1);
    let at_once = asked.resources.at_once.map(|n| format!("%{n}")).unwrap_or_default();
    let array = format!("--array={first}-{last}{at_once}");
    let shard = directives(asked, &[&format!("--job-name={name}"), &array, "--requeue"], false);
    let merge = directives(asked, &[&format!("--job-name={name}-merge")], true);
    let program = quoted(asked.program);
    let arguments: Vec<String> = asked.arguments.iter().map(|word| quoted(word)).collect();
    let arguments = arguments.join(" ");
    let result = quoted(folder);
    format!(
        r#"#!/bin/bash
# {about}; written by `suasion slurm`.
#
# Run it with bash on a login node, in the folder from which its paths start. It submits an array of
# jobs, one for each shard, and a job that puts them together once all of them are done. Run it again
# to make what is missing: a finished shard is recognised, an interrupted one goes on.
set -euo pipefail
mkdir -p {place}

shards=$(sbatch --parsable --output={place}/slurm-%a.log <<'SHARD'
#!/bin/bash
{shard}
exec {program} {arguments} \
  --shard "$SLURM_ARRAY_TASK_ID/{shards}" --threads {cores} \
  --out {place}/"$SLURM_ARRAY_TASK_ID-of-{shards}"
SHARD
)
shards=${{shards%%;*}}

merge=$(sbatch --parsable --output={place}/slurm-merge.log \
  --dependency="afterok:$shards" --kill-on-invalid-dep=yes <<'MERGE'
#!/bin/bash
{merge}
exec {program} merge {place} --out {result}
MERGE
)
echo "array of shards: job $shards; merging: job ${{merge%%;*}}; the result will be in" {result}
"#,
        cores = asked.resources.cores,
    )
}

/// The lines that tell Slurm what a job takes.
fn directives(asked: &Submission, first: &[&str], merging: bool) -> String {
    let taken = &asked.resources;
    let memory = if merging { taken.merge_memory } else { taken.memory };
    let mut lines: Vec<String> = first.iter().map(|option| option.to_string()).collect();
    let cores = if merging { 1 } else { taken.cores };
    lines.push("--ntasks=1".to_string());
    lines.push(format!("--cpus-per-task={cores}"));
    let named = [("partition", taken.partition), ("time", taken.time), ("mem", memory)];
    lines.extend(named.iter().filter_map(|(name, value)| Some(format!("--{name}={}", (*value)?))));
    lines.extend(taken.others.iter().map(|option| format!("--{option}")));
    let lines: Vec<String> = lines.iter().map(|line| format!("#SBATCH {line}")).collect();
    lines.join("\n")
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=@:+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_words_back_as_they_were() {
        for word in ["plain-1.0/x", "", "two words", "it's", "$HOME", "a[b,c]", "`x`", "ü"] {
            let line = format!("printf %s {}", quoted(word));
            let said = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), word, "{line}");
        }
    }
}
