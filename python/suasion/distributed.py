"""Large studies on a cluster: an ensemble shared out over the workers of Dask.

>>> from distributed import Client, LocalCluster
>>> import suasion.distributed
>>> client = Client(LocalCluster())  # doctest: +SKIP
>>> suasion.distributed.run("scenarios/sco.toml", client=client, runs=100_000)  # doctest: +SKIP
<Outcome sco: 100,000 runs, seed 2021, 2021–2030 by quarter>

On a cluster with Slurm, PBS or SGE the client is that of a `SLURMCluster`, `PBSCluster` or
`SGECluster` of `dask-jobqueue`. The ensemble is cut into *shards*: of n shards, each has every n-th
block of 64 runs. A shard is a task. The result is byte for byte that of `suasion.run` on one
machine, however many workers there are and whichever of them are lost on the way.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Literal

from distributed import Client, Future, as_completed, default_client, get_worker

from suasion import _suasion
from suasion._suasion import Outcome, ResultError, Scenario, __version__
from suasion.progress import Progress, shown
from suasion.requests import Path, Plan, _list, _scenario, _setting, _words

__all__ = ["partial", "run"]

# A shard's folder on its way: its name, and its files by theirs.
Sent = tuple[str, dict[str, bytes]]

# Time before a shard that could not be written is tried again: a disk may be full for a while, and
# a program that was told to end may still hold the folder.
PAUSE_S = 3.0


def run(
    scenario: Scenario | Path,
    *,
    client: Client | None = None,
    runs: int | None = None,
    seed: int | None = None,
    plan: Plan = "mc",
    float: Literal["f64", "f32"] = "f64",
    series: str | Sequence[str] = (),
    ablate: str | Sequence[str] = (),
    shards: int | None = None,
    shared: bool = False,
    retries: int = 3,
    out: Path | None = None,
    replace: bool = False,
    progress: Progress = True,
) -> Outcome:
    """Simulates a scenario many times on the workers of a cluster.

    Args:
        scenario: A scenario, or the path of its file, which the workers need not see.
        client: Default: the one that was made last.
        runs, seed, plan, float, series, ablate: As for `suasion.run`.
        shards: Number of shards, at most one for 64 runs; a few for each core of the cluster, each
            of some minutes, so that a lost worker costs little. The result does not depend on it.
            Default: 200, or that of the shards that are there.
        shared: Whether the workers see `out` under the same path. Then they write shards there
            themselves, and a shard whose worker was lost goes on from its last checkpoint. By
            default it begins anew, and shards travel to the client.
        retries: How often a shard is tried again after an error. One whose worker was lost is tried
            again as often as Dask's `distributed.scheduler.allowed-failures` says, 3 unless set.
        out: Folder that keeps the result; its shards are in `OUT.shards` until all of them are
            there. The same call, given again, computes those that are missing. Default: a temporary
            folder that is removed with the outcome.
        replace: Compute every shard anew, and replace what is at `out`.
        progress: True shows a bar, False nothing; or a function that is called with the runs of
            finished shards and all that there are.

    Returns:
        The outcome.

    Raises:
        ScenarioError, ValueError: As for `suasion.run`, before anything is sent to the cluster.
        ResultError: Shards that could not be computed, with the first one's error as its cause; the
            others were computed. `out` is taken by something else, or cannot be written.
        KeyboardInterrupt: Ctrl-C; finished shards are kept where `out` says, the workers stop.
    """
    if shared and out is None:
        raise ValueError("shared: `out` says which folder the workers share")
    client = client or default_client()  # type: ignore[no-untyped-call]
    read = _scenario(scenario)
    asked = SimpleNamespace(
        runs=runs,
        seed=seed,
        plan=plan,
        precision=None,
        float=float,
        series=_list(series),
        ablate=_words(ablate),
    )
    out = out and os.path.abspath(out)
    setting = _setting(out, replace, None, progress is True, "merge")
    known = _suasion.known(read, asked, setting)
    if known is not None:
        return known
    place = f"{setting.out}.shards"
    if replace:
        shutil.rmtree(place, ignore_errors=True)
    shares = _suasion.shares(read, asked, place, shards)
    os.makedirs(place, exist_ok=True)
    left = [name for name, _, finished in shares if not finished]
    futures = client.map(
        _compute,
        left,
        scenario=read,
        asked=asked,
        version=__version__,
        place=place if shared else None,
        key=f"suasion-{read.name}",
        pure=False,
        retries=retries,
    )
    try:
        _collect(dict(zip(futures, left)), shares, place, shown(progress, read.name) or _nothing)
    except BaseException as raised:
        # What nobody waits for any more, workers need not compute.
        for future in futures:
            future.release()
        kept = f"kept in {place}: the same call goes on with them" if out else "kept with out=FOLDER"
        raised.add_note(f"shards that are finished are {kept}")
        raise
    outcome = _suasion.merge(place, setting)
    shutil.rmtree(place)
    return outcome


def partial(out: Path) -> Outcome:
    """What the finished shards of a study say, while it is at work or after it was interrupted.

    No shard is chosen by what is in it, so that any of them are a fair sample of all runs. With
    `shared`, the runs of shards at work count too, up to their last checkpoint.

    Args:
        out: As for `run`.

    Returns:
        An outcome with tables, and without rows of single runs: those of other shards would be gaps
        that nobody sees.

    Raises:
        ResultError: There are no shards, or they do not belong together.
    """
    return _suasion.partial(f"{os.path.abspath(out)}.shards", _setting(None, False, None, False, ""))


def _collect(
    names: dict[Future[Sent | None], str],
    shares: list[tuple[str, int, bool]],
    place: str,
    tell: Callable[[int, int], object],
) -> None:
    """Waits for shards and takes in those that were sent; one that fails does not end the others."""
    runs = {name: own for name, own, _ in shares}
    done = sum(own for _, own, finished in shares if finished)
    failed: dict[str, Exception] = {}
    tell(done, sum(runs.values()))
    for future in as_completed(names):  # type: ignore[no-untyped-call]
        name = names[future]
        try:
            sent = future.result()
        except Exception as error:
            failed[name] = error
            continue
        # Workers would hold what they sent to the end.
        future.release()
        if sent is not None:
            _unpack(sent, place)
        done += runs[name]
        tell(done, sum(runs.values()))
    if failed:
        first, cause = next(iter(failed.items()))
        raise ResultError(
            f"{len(failed)} of {len(shares)} shards could not be computed: {', '.join(failed)}; "
            f"{first} ended with {type(cause).__name__}: {cause}"
        ) from cause


def _compute(
    name: str, *, scenario: Scenario, asked: SimpleNamespace, version: str, place: str | None
) -> Sent | None:
    """On a worker: computes a shard, in a folder that all see or to be sent."""
    if version != __version__:
        raise RuntimeError(f"the worker has Suasion {__version__}, the client {version}")
    worker = get_worker()
    task = worker.state.tasks[worker.get_current_task()]

    def go_on(done: int, runs: int) -> None:
        if task.state == "cancelled":
            raise InterruptedError(f"nobody waits for shard {name} any more")

    if place is not None:
        try:
            _suasion.shard(scenario, asked, name, place, go_on)
        except ResultError:
            time.sleep(PAUSE_S)
            raise
        return None
    with tempfile.TemporaryDirectory(prefix="suasion-", dir=worker.local_directory) as own:
        folder = pathlib.Path(_suasion.shard(scenario, asked, name, own, go_on))
        return folder.name, {file.name: file.read_bytes() for file in folder.iterdir()}


def _unpack(sent: Sent, place: str) -> None:
    """Writes a shard that was sent, so that it is whole or not there."""
    name, files = sent
    with tempfile.TemporaryDirectory(prefix=".sent-", dir=place) as own:
        folder = pathlib.Path(own, name)
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content)
        folder.rename(pathlib.Path(place, name))


def _nothing(done: int, runs: int) -> None:
    """Tells nobody how far it is."""
