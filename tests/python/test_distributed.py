"""An ensemble on Dask's workers equals that of one machine, whatever becomes of the workers."""

import os
import shutil
import signal
import threading
import time

import pyarrow.parquet as pq
import pytest

from conftest import ROOT, files, suasion

su = pytest.importorskip("suasion", reason="the package is not installed: `make python` builds it")
dask = pytest.importorskip("distributed")
cluster = pytest.importorskip("suasion.distributed")

TEACHING = ROOT / "scenarios/teaching.toml"
# Long enough to be killed in the middle: a shard takes half a second.
SCO, RUNS, SHARDS = ROOT / "scenarios/sco.toml", 500, 5


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    place = tmp_path_factory.mktemp("dask")
    with (
        dask.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=str(place),
        ) as workers,
        dask.Client(workers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def alone(run_scenario):
    """What the program makes of the SCO scenario by months on one machine."""
    return run_scenario(SCO, "--runs", RUNS, "--set", 'time.step="month"')


@pytest.fixture(scope="module")
def months():
    return su.load(SCO).replace({"time.step": "month"})


@pytest.fixture
def tell():
    """A progress function that remembers what it was told, and does something once."""

    class Teller:
        def __init__(self):
            self.told, self.then = [], None

        def __call__(self, done, runs):
            self.told.append((done, runs))
            if 0 < done and self.then:
                self.then, then = None, self.then
                then()

    return Teller()


def interrupt():
    """Sends Ctrl-C to the process while it waits for shards."""
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()


def wait_for_workers(client):
    """Waits until no worker has anything to do, for ten seconds at most."""
    deadline = time.monotonic() + 10
    while any(client.run(lambda dask_worker: dask_worker.state.executing_count).values()):
        assert time.monotonic() < deadline, "workers go on with what nobody waits for"
        time.sleep(0.01)


def test_workers_make_the_bytes_of_one_machine(client, tmp_path, tell):
    there, here = tmp_path / "there", tmp_path / "here"
    words = ["--runs", 1000, "--seed", 7, "--plan", "sobol", "--trajectories", "gdp"]
    suasion("run", TEACHING, "--out", there, *words)
    keys = {"runs": 1000, "seed": 7, "plan": "sobol", "series": "gdp", "out": here}
    outcome = cluster.run(TEACHING, client=client, progress=tell, **keys)
    assert files(here) == files(there)
    assert outcome.simulated == 1000 and not outcome.partial
    assert tell.told[0] == (0, 1000) and tell.told[-1] == (1000, 1000)
    assert tell.told == sorted(tell.told) and len(tell.told) == 1 + 16
    assert sorted(os.listdir(tmp_path)) == ["here", "there"]
    # The same call again reads what is there, without workers.
    again = cluster.run(TEACHING, client=client, progress=False, **keys)
    assert again.seconds == outcome.seconds


def test_without_a_folder_the_outcome_is_all_that_is_left(client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    scenario = su.load(TEACHING).without("embargo")
    # The client that was made last is used.
    outcome = cluster.run(scenario, runs=300, float="f32", progress=False)
    once = su.run(scenario, runs=300, float="f32", progress=False)
    assert outcome.digests == once.digests and outcome.folder is None
    del outcome, once
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to the process")
@pytest.mark.parametrize("shared", [False, True])
def test_a_worker_that_is_killed_in_the_middle_leaves_no_trace(
    client, months, alone, tmp_path, tell, shared
):
    def lost(dask_scheduler):
        return sum(prefix.suspicious for prefix in dask_scheduler.task_prefixes.values())

    def kill():
        [at_work, *_] = [worker for worker, tasks in client.processing().items() if tasks]
        [pid] = client.run(os.getpid, workers=[at_work]).values()
        os.kill(pid, signal.SIGKILL)

    before, tell.then = client.run_on_scheduler(lost), kill
    out = tmp_path / "out"
    cluster.run(
        months, client=client, runs=RUNS, shards=SHARDS, shared=shared, out=out, progress=tell
    )
    assert client.run_on_scheduler(lost) > before, "a shard was lost with its worker"
    assert files(out) == files(alone)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to the process")
@pytest.mark.parametrize("shared", [False, True])
def test_after_ctrl_c_the_same_call_goes_on(client, months, alone, tmp_path, tell, shared):
    out = tmp_path / "out"
    keys = {"client": client, "runs": RUNS, "shared": shared, "out": out, "progress": tell}
    tell.then = interrupt
    with pytest.raises(KeyboardInterrupt) as raised:
        cluster.run(months, shards=SHARDS, **keys)
    place = f"{out}.shards"
    assert f"kept in {place}: the same call goes on with them" in raised.value.__notes__[0]

    wait_for_workers(client)
    finished = [name for name in os.listdir(place) if not name.startswith(".")]
    assert 0 < len(finished) < SHARDS

    # What there is can be looked at. Shards that a worker left unfinished in its folder count too.
    part = cluster.partial(out)
    assert part.partial and part.requested == RUNS
    own = [(int(name.split("-")[0]) - 1) for name in finished]
    rows = pq.read_table(alone / "runs.parquet").to_pandas()
    rows = rows[(rows["run"] // 64 % SHARDS).isin(own)]
    if shared:
        assert len(rows) <= part.simulated < RUNS
    else:
        assert part.simulated == len(rows) == tell.told[-1][0]
        assert part.probability("china-overtakes") == rows["claim.china-overtakes"].mean()

    # The same call goes on, with as many shards as there were and from those that are finished.
    tell.told.clear()
    outcome = cluster.run(months, **keys)
    assert tell.told[0] == (len(rows), RUNS) and len(tell.told) == 1 + SHARDS - len(finished)
    assert outcome.simulated == RUNS and files(out) == files(alone)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to the process")
def test_after_ctrl_c_workers_do_not_go_on(client, tell):
    # A shard takes minutes.
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt) as raised:
        cluster.run(TEACHING, client=client, runs=16_000_000, shards=2, progress=tell)
    assert "are kept with out=FOLDER" in raised.value.__notes__[0]
    assert tell.told == [(0, 16_000_000)]
    wait_for_workers(client)


def test_a_shard_that_fails_is_named_and_the_others_are_kept(client, tmp_path, tell):
    # A file lies where a worker should write a shard.
    place = tmp_path / "out.shards"
    place.mkdir()
    (place / "2-of-3").write_text("in the way")
    keys = {"client": client, "runs": 300, "shards": 3, "shared": True, "out": tmp_path / "out"}
    with pytest.raises(su.ResultError) as raised:
        cluster.run(TEACHING, retries=0, progress=False, **keys)
    words = "1 of 3 shards could not be computed: 2/3; 2/3 ended with ResultError: "
    assert words in str(raised.value) and "2-of-3 exists already" in str(raised.value)
    assert isinstance(raised.value.__cause__, su.ResultError)
    # Of five blocks it has the second and the last one, of 44 runs.
    assert cluster.partial(tmp_path / "out").simulated == 300 - 64 - 44
    # Tried again, it is computed as soon as it can be.
    threading.Timer(1, os.remove, [place / "2-of-3"]).start()
    outcome = cluster.run(TEACHING, retries=1, progress=tell, **keys)
    assert tell.told == [(192, 300), (300, 300)]
    assert outcome.digests == su.run(TEACHING, runs=300, progress=False).digests


def test_workers_of_another_version_compute_nothing(client, monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "0.0.9")
    with pytest.raises(su.ResultError, match="2 of 2 .* the worker has Suasion .*0.0.9") as raised:
        cluster.run(TEACHING, client=client, runs=128, progress=False)
    assert "out=FOLDER" in raised.value.__notes__[0]


def test_mistakes_are_told_before_anything_is_sent(tmp_path, monkeypatch):
    class Nobody:
        def map(self, *arguments, **keys):
            raise AssertionError("something was sent")

    def refused(error, words, **keys):
        with pytest.raises(error, match=words):
            cluster.run(TEACHING, client=Nobody(), progress=False, **keys)

    out = tmp_path / "out"
    refused(ValueError, "did you mean `gdp`", series="gpd", out=out)
    refused(ValueError, "shards: 100 runs are 2 blocks of 64, so .* at most 2", runs=100, shards=3)
    refused(ValueError, "shards: there is at least one", runs=100, shards=0)
    refused(ValueError, "shared: `out` says which folder", shared=True)
    assert os.listdir(tmp_path) == []
    # Shards of another seed, and of the same runs cut otherwise.
    suasion("run", TEACHING, "--runs", 300, "--shard", "1/3", "--out", f"{out}.shards/1-of-3")
    refused(su.ResultError, "is shard 1/3 of something else", runs=300, seed=2, out=out)
    refused(ValueError, "has shards of 3, not of 2: leave", runs=300, shards=2, out=out)
    # A result of something else.
    su.run(TEACHING, runs=100, out=out, progress=False)
    refused(su.ResultError, "out exists already", runs=300, out=out)
    assert os.listdir(f"{out}.shards") == ["1-of-3"]


def test_shards_of_the_program_count(client, tmp_path, tell):
    out = tmp_path / "out"

    def make(name):
        folder = f"{out}.shards/{name.replace('/', '-of-')}"
        suasion("run", TEACHING, "--runs", 300, "--shard", name, "--out", folder)

    make("1/3")
    cluster.run(TEACHING, client=client, runs=300, out=out, progress=tell)
    assert tell.told[0] == (128, 300) and len(tell.told) == 3
    once = su.run(TEACHING, runs=300, progress=False)
    once.save(tmp_path / "once")
    assert files(out) == files(tmp_path / "once")
    # Where all are there, they are put together; replaced, none of them is used.
    shutil.rmtree(out)
    for name in ("1/3", "2/3", "3/3"):
        make(name)
    tell.told.clear()
    outcome = cluster.run(TEACHING, client=client, runs=300, out=out, progress=tell)
    assert tell.told == [(300, 300)] and outcome.digests == once.digests
    make("1/3")
    tell.told.clear()
    cluster.run(TEACHING, client=client, runs=200, out=out, replace=True, progress=tell)
    assert tell.told[0] == (0, 200)
