"""An ensemble on Dask's workers equals that of the program on one machine, byte for byte."""

import hashlib
import json
import os
import signal
import threading
import time

import pytest
from conftest import ROOT
from conftest import suasion as program

su = pytest.importorskip("suasion")
distributed = pytest.importorskip("distributed")

import suasion.distributed  # noqa: E402

TEACHING = ROOT / "scenarios" / "teaching.toml"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    place = tmp_path_factory.mktemp("dask")
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(place),
    )
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The result of the program, run where the scenario's path is what Python is told."""

    def make(*more):
        out = tmp_path_factory.mktemp("whole") / "out"
        program("run", TEACHING, "--out", out, *more)
        return out

    return make


def digests(folder):
    files = sorted(path for path in folder.iterdir() if path.name != "manifest.json")
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["timing"]
    return found, manifest


def test_workers_make_the_bytes_of_one_machine(client, whole, tmp_path):
    alone = whole("--runs", "1000", "--seed", "7", "--plan", "sobol", "--trajectories", "gdp")
    told = []
    outcome = suasion.distributed.run(
        TEACHING,
        client,
        runs=1000,
        seed=7,
        plan="sobol",
        series=["gdp"],
        out=tmp_path / "out",
        progress=lambda done, runs: told.append((done, runs)),
    )
    assert digests(tmp_path / "out") == digests(alone)
    assert outcome.simulated == 1000 and not outcome.partial
    assert told[-1] == (1000, 1000) and told == sorted(told)
    assert not (tmp_path / "out.shards").exists()


def test_without_a_folder_the_outcome_is_all_that_is_left(client):
    outcome = suasion.distributed.run(TEACHING, client, runs=300, shards=3, progress=False)
    at_once = su.run(TEACHING, runs=300, progress=False)
    assert outcome.summary.to_pandas().equals(at_once.summary.to_pandas())


@pytest.mark.parametrize("shared", [False, True])
def test_a_worker_that_is_killed_in_the_middle_leaves_no_trace(client, whole, tmp_path, shared):
    runs = 60_000
    alone = whole("--runs", runs, "--trajectories", "gdp")
    study = suasion.distributed.submit(
        TEACHING, client, runs=runs, series="gdp", shards=6, out=tmp_path / "out", shared=shared
    )
    killed = []

    def kill():
        # As soon as one shard is finished and others are at work.
        while not study._done and time.monotonic() < deadline:
            time.sleep(0.01)
        at_work = [name for name, tasks in client.processing().items() if tasks]
        pids = client.run(os.getpid, workers=at_work[:1])
        for pid in pids.values():
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    deadline = time.monotonic() + 120
    killer = threading.Thread(target=kill)
    killer.start()
    outcome = study.result(progress=False)
    killer.join()
    assert killed, "a worker was lost while shards were at work"
    assert outcome.simulated == runs
    assert digests(tmp_path / "out") == digests(alone)


def test_what_is_finished_is_told_before_the_rest(client, tmp_path):
    study = suasion.distributed.submit(
        TEACHING, client, runs=200_000, shards=20, out=tmp_path / "out"
    )
    deadline = time.monotonic() + 120
    while study.finished < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    part = study.partial()
    study.cancel()
    assert 0 < part.simulated < 200_000 and part.partial
    assert part.requested == 200_000
    held = {row["claim"]: row for row in part.claims.to_pandas().to_dict("records")}
    assert held["south-leads"]["n"] == part.simulated
    assert "of 20 shards" in repr(study)
    # Cancelled, the study goes on from what is there; the division is the one that was chosen then.
    before = set(os.listdir(study.folder))
    again = suasion.distributed.submit(TEACHING, client, runs=200_000, out=tmp_path / "out")
    assert again.shards == 20 and again.finished >= 2
    assert before <= set(os.listdir(study.folder))
    again.cancel()


def test_mistakes_are_told_before_anything_is_sent(client, tmp_path):
    with pytest.raises(ValueError, match="no metric is called"):
        suasion.distributed.run(TEACHING, client, series="gpd")
    with pytest.raises(ValueError, match="at most 2 shards"):
        suasion.distributed.run(TEACHING, client, runs=100, shards=3)
    with pytest.raises(ValueError, match="which folder the workers share"):
        suasion.distributed.run(TEACHING, client, shared=True)


def test_shards_that_fail_again_and_again_are_named(client, tmp_path):
    # A file lies where a worker should write a shard.
    (tmp_path / "out.shards").mkdir()
    (tmp_path / "out.shards" / "2-of-3").write_text("in the way")
    study = suasion.distributed.submit(
        TEACHING, client, runs=300, shards=3, out=tmp_path / "out", shared=True, retries=1
    )
    with pytest.raises(suasion.distributed.StudyError, match="1 of 3 shards .* 2 times: 2/3") as told:
        study.result(progress=False)
    assert told.value.study is study and study.missing == ["2/3"]
    # Blocks 0, 2, 3 of five: shard 2 has 1 and 4, the last of 44 runs.
    assert study.partial().simulated == 300 - 64 - 44
    (tmp_path / "out.shards" / "2-of-3").unlink()
    study.retry()
    assert study.result(progress=False).simulated == 300
