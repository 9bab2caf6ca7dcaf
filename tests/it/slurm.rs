//! A real Slurm on this machine runs the script that `suasion slurm` prints.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::continuing::assert_same;
use crate::program::*;

/// A cluster of one node: its daemons end with it.
struct Cluster {
    daemons: Vec<Child>,
    conf: std::path::PathBuf,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for daemon in &mut self.daemons {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let done = Command::new(program).args(arguments).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_string())
}

/// What keeps Slurm from being started here.
fn lacking() -> Option<&'static str> {
    let missing = ["slurmctld", "slurmd", "sbatch"].into_iter().find(|program| {
        output("sh", &["-c", &format!("command -v {program}")]).is_none_or(|path| path.is_empty())
    });
    match missing {
        Some(_) => Some("slurmctld, slurmd and sbatch are not installed"),
        None if output("id", &["-u"]).as_deref() != Some("0") => Some("slurmd needs root"),
        None => None,
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Cluster {
    /// Starts a controller and a node with two cores; nobody is authenticated, nothing accounted, and
    /// neither systemd nor control groups are needed.
    fn start(place: &Path) -> Cluster {
        let host = output("hostname", &["-s"]).expect("a machine has a name");
        let at = |name: &str| place.join(name).display().to_string();
        for folder in ["state", "spool"] {
            fs::create_dir_all(place.join(folder)).unwrap();
        }
        let conf = place.join("slurm.conf");
        let text = format!(
            "ClusterName=one\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={}\nSlurmdPort={}\n\
             SlurmUser=root\nSlurmdUser=root\nAuthType=auth/none\nCredType=cred/none\n\
             MpiDefault=none\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n\
             SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n\
             JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n\
             SwitchType=switch/none\nReturnToService=2\nSchedulerParameters=sched_interval=1\n\
             StateSaveLocation={}\nSlurmdSpoolDir={}\nSlurmctldPidFile={}\nSlurmdPidFile={}\n\
             SlurmctldLogFile={}\nSlurmdLogFile={}\n\
             NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN\n\
             PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP\n",
            free_port(),
            free_port(),
            at("state"),
            at("spool"),
            at("controller.pid"),
            at("node.pid"),
            at("controller.log"),
            at("node.log"),
        );
        fs::write(&conf, text).unwrap();
        let file = conf.display().to_string();
        let daemon = |program: &str, more: &[&str]| {
            let mut command = Command::new(program);
            command.args(["-D", "-f", &file]).args(more).env("SLURM_CONF", &file);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let daemons = vec![daemon("slurmctld", &[]), daemon("slurmd", &["-N", &host])];
        let cluster = Cluster { daemons, conf };
        cluster.wait_until("the node is idle", || {
            cluster.say("sinfo", &["-h", "-o", "%t"]).is_some_and(|said| said == "idle")
        });
        cluster
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("SLURM_CONF", &self.conf);
        command
    }

    fn say(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let done = self.command(program).args(arguments).output().ok()?;
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().to_string())
    }

    fn wait_until(&self, what: &str, done: impl Fn() -> bool) {
        let start = Instant::now();
        while !done() {
            let logs = ["controller.log", "node.log"]
                .map(|name| fs::read_to_string(self.conf.with_file_name(name)).unwrap_or_default());
            assert!(start.elapsed() < Duration::from_secs(180), "{what}: {}", logs.join("\n"));
            sleep(Duration::from_millis(200));
        }
    }

    /// Runs a script that submits jobs, and waits until none is left.
    fn run(&self, place: &TempDir, script: &str) -> String {
        fs::write(place.path().join("study.sh"), script).unwrap();
        let done = self.command("bash").arg("study.sh").current_dir(place.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        self.wait_until("the jobs end", || {
            self.say("squeue", &["-h"]).is_some_and(|said| said.is_empty())
        });
        String::from_utf8(done.stdout).unwrap()
    }
}

#[test]
fn a_slurm_cluster_runs_the_printed_script() {
    if let Some(why) = lacking() {
        eprintln!("skipped 1: {why}");
        return;
    }
    let place = place();
    let conf = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(conf.path());
    let study = ["--runs", "1000", "--trajectories", "gdp,debt[NOR,MID]", "--seed", "5"];
    printed(&place, &[&["run", "teaching.toml", "--out", "whole"], &study[..]].concat());
    let slurm =
        ["slurm", "teaching.toml", "--shards", "5", "--out", "merged", "--program", PROGRAM];
    let limits = ["--partition", "main", "--time", "00:10:00", "--memory", "200M"];
    let script = printed(&place, &[&slurm[..], &study, &limits].concat());
    let said = cluster.run(&place, &script);
    assert!(said.contains("the result will be in merged"), "{said}");
    let log = |name: &str| {
        fs::read_to_string(place.path().join("merged.shards").join(name)).unwrap_or_default()
    };
    let merged = place.path().join("merged/manifest.json");
    assert!(merged.exists(), "{}{}", log("slurm-1.log"), log("slurm-merge.log"));
    assert_same(&place, "whole", "merged");
    // A shard that was lost is made again, the others are recognised, and the merging waits for it.
    for gone in ["merged", "merged.shards/3-of-5"] {
        fs::remove_dir_all(place.path().join(gone)).unwrap();
    }
    cluster.run(&place, &script);
    assert!(log("slurm-1.log").contains("computed before"), "{}", log("slurm-1.log"));
    assert!(!log("slurm-3.log").contains("computed before"), "{}", log("slurm-3.log"));
    assert_same(&place, "whole", "merged");
    // Where a shard fails nothing is merged.
    fs::remove_dir_all(place.path().join("merged")).unwrap();
    fs::remove_dir_all(place.path().join("merged.shards/2-of-5")).unwrap();
    fs::write(place.path().join("merged.shards/2-of-5"), "in the way").unwrap();
    cluster.run(&place, &script);
    assert!(!place.path().join("merged").exists(), "{}", log("slurm-merge.log"));
}

#[test]
fn a_script_says_what_it_does_and_takes_what_it_is_told() {
    let place = place();
    let slurm = ["slurm", "teaching.toml", "--runs", "100000", "--out", "my study"];
    let more = ["--shards", "40", "--at-once", "10", "--cores", "4", "--merge-memory", "8G"];
    let others = ["--set", "time.end_year=2027", "--sbatch", "account=sco", "--plan", "sobol"];
    let script = printed(&place, &[&slurm[..], &more, &others].concat());
    for line in [
        "# teaching: 100,000 runs, seed 1, in 40 shards; written by `suasion slurm`.",
        "mkdir -p 'my study.shards'",
        "#SBATCH --array=1-40%10",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --account=sco",
        "#SBATCH --mem=8G",
        "exec suasion run teaching.toml --runs 100000 --seed 1 --plan sobol \
         --set time.end_year=2027 \\",
        "exec suasion merge 'my study.shards' --out 'my study'",
    ] {
        assert!(script.lines().any(|said| said == line), "{line}\n{script}");
    }
    let syntax = Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
    assert!(syntax.status.success(), "{}", String::from_utf8_lossy(&syntax.stderr));
    let said = refused(&place, 2, &["slurm", "teaching.toml", "--shards", "9", "--runs", "500"]);
    assert!(
        said.contains("--shards: 500 runs are 8 blocks of 64, so there are at most 8"),
        "{said}"
    );
    let odd = ["slurm", "teaching.toml", "--shards", "2", "--partition", "a\nb"];
    assert!(refused(&place, 2, &odd).contains("no value that a line"), "a line stays a line");
}
