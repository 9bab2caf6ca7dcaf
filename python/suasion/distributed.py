"""Large studies on a cluster: an ensemble shared out over the workers of Dask.

>>> from dask.distributed import Client, LocalCluster       # doctest: +SKIP
>>> import suasion.distributed
>>> client = Client(LocalCluster(threads_per_worker=1))  # doctest: +SKIP
>>> outcome = suasion.distributed.run("sco.toml", client, runs=100_000)  # doctest: +SKIP

On a cluster with Slurm, PBS or SGE the client comes from `dask-jobqueue`: `SLURMCluster`,
`PBSCluster` or `SGECluster`, each with `cores`, `memory` and `walltime` of its jobs. The workers need
this package, in the same version.

The ensemble is cut into *shards*: of n shards, each has every n-th block of 64 runs. A shard is one
task of Dask. The result is byte for byte that of `suasion.run` on one machine, however many workers
there are and whichever of them are lost on the way.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Literal

from suasion import _suasion
from suasion._suasion import Outcome, ResultError, Scenario
from suasion.progress import Progress, shown
from suasion.requests import Path, Plan, _list, _scenario, _words

__all__ = ["Study", "StudyError", "run", "submit"]


class StudyError(ResultError):
    """Shards could not be computed. `study` has the others: `study.partial()` says what they say,
    `study.retry()` lets the missing ones be computed again."""

    study: Study


def run(
    scenario: Scenario | Path,
    client: Any = None,
    *,
    runs: int | None = None,
    seed: int | None = None,
    plan: Plan = "mc",
    float: Literal["f64", "f32"] = "f64",
    series: str | Sequence[str] = (),
    ablate: str | Sequence[str] = (),
    shards: int | None = None,
    threads: int = 1,
    out: Path | None = None,
    replace: bool = False,
    shared: bool = False,
    retries: int = 3,
    progress: Progress = True,
) -> Outcome:
    """Simulates a scenario many times on the workers of a cluster.

    Args:
        scenario: A scenario, or the path of its file, which only the client needs to see.
        client: A `dask.distributed.Client`. Default: the one that was made last.
        runs, seed, plan, float, series, ablate: As for `suasion.run`.
        shards: Number of tasks, at most one for 64 runs. Default: four for each worker that there
            is now, so that a slow or lost one costs little. The result does not depend on it.
        threads: Threads of a task. Dask counts a task as one thread: with more than 1, give the
            workers `nthreads=1`.
        out: Folder that keeps the result; its shards are in `OUT.shards` meanwhile. What a study
            that was interrupted left there is not computed again. Default: a temporary folder that
            is removed with the outcome.
        replace: Replace what is at `out`, and compute every shard again.
        shared: Whether the workers see `out` under the same path. Then they write shards there
            themselves, and go on from its last checkpoint with a shard whose worker was lost. By
            default shards travel to the client.
        retries: How often a shard is tried again after an error or the loss of its worker.
        progress: True shows a bar, False nothing; or a function that is called with the runs of
            finished shards and all that there are.

    Returns:
        The outcome.

    Raises:
        ScenarioError, ValueError: As for `suasion.run`, before anything is sent to the cluster.
        StudyError: Shards could not be computed, also when they were tried again.
        KeyboardInterrupt: Ctrl-C; shards that are finished are kept where `out` says.
    """
    study = submit(
        scenario,
        client,
        runs=runs,
        seed=seed,
        plan=plan,
        float=float,
        series=series,
        ablate=ablate,
        shards=shards,
        threads=threads,
        out=out,
        replace=replace,
        shared=shared,
        retries=retries,
    )
    try:
        return study.result(progress=progress)
    except KeyboardInterrupt as interrupt:
        study.cancel()
        done, all_shards = study.finished, study.shards
        kept = f"in {study.folder}: the same call goes on with them" if out else "gone without `out`"
        interrupt.add_note(f"{done} of {all_shards} shards were finished, {kept}")
        raise


def submit(
    scenario: Scenario | Path,
    client: Any = None,
    *,
    runs: int | None = None,
    seed: int | None = None,
    plan: Plan = "mc",
    float: Literal["f64", "f32"] = "f64",
    series: str | Sequence[str] = (),
    ablate: str | Sequence[str] = (),
    shards: int | None = None,
    threads: int = 1,
    out: Path | None = None,
    replace: bool = False,
    shared: bool = False,
    retries: int = 3,
) -> Study:
    """Like `run`, but does not wait: the cluster is at work when this returns.

    Returns:
        The study: `study.partial()` is an outcome of the shards that are finished, `study.result()`
        waits for all of them.
    """
    if client is None:
        client = _dask().default_client()
    sharing = SimpleNamespace(
        runs=runs,
        seed=seed,
        plan=plan,
        float=float,
        series=_list(series),
        ablate=_words(ablate),
        threads=threads,
    )
    if shared and out is None:
        raise ValueError("shared: `out` must say which folder the workers share")
    workers = len(client.scheduler_info(n_workers=-1)["workers"])
    read = _scenario(scenario)
    if shards is None and out is not None and not replace:
        shards = _division(f"{os.path.abspath(out)}.shards")
    shares = _suasion.shares(read, sharing, shards, workers)
    return Study(client, read, sharing, shares, out, replace, shared, retries)


class Study:
    """An ensemble that a cluster is at work on.

    Attributes:
        folder: Where its shards are kept.
        runs: Runs of all shards.
        shards: Number of shards.
    """

    def __init__(
        self,
        client: Any,
        scenario: Scenario,
        sharing: SimpleNamespace,
        shares: list[tuple[int, str]],
        out: Path | None,
        replace: bool,
        shared: bool,
        retries: int,
    ) -> None:
        self._client = client
        self._scenario = scenario
        self._sharing = sharing
        self._shares = shares
        self._replace = replace
        self._shared = shared
        self._retries = retries
        self._owner: Any = None
        if out is None:
            self._owner = tempfile.TemporaryDirectory(prefix="suasion-")
            out = os.path.join(self._owner.name, "result")
        self._out = os.path.abspath(out)
        self.folder = f"{self._out}.shards"
        self.runs = sum(own for own, _ in shares)
        self.shards = len(shares)
        self._done: set[int] = set()
        self._tries = dict.fromkeys(range(self.shards), 0)
        self._failed: dict[int, BaseException] = {}
        self._waiting: dict[Any, int] = {}
        self._partials = 0
        os.makedirs(self.folder, exist_ok=True)
        if replace:
            shutil.rmtree(self.folder)
            os.makedirs(self.folder)
        # A task of its own, which Dask makes again where the worker that holds it is lost.
        name = f"suasion-scenario-{uuid.uuid4().hex}"
        self._sent = client.submit(_same, scenario, key=name)
        for place in range(self.shards):
            if _suasion.has_shard(scenario, sharing, (place, self.shards), self._at(place)):
                self._done.add(place)
            else:
                self._submit(place)

    def __repr__(self) -> str:
        return (
            f"<Study {self._scenario.name}: {self.finished} of {self.shards} shards, "
            f"{self.done:,} of {self.runs:,} runs>"
        )

    @property
    def finished(self) -> int:
        """Shards that are finished and here."""
        self._collect()
        return len(self._done)

    @property
    def done(self) -> int:
        """Runs of the shards that are finished and here."""
        self._collect()
        return sum(self._shares[place][0] for place in self._done)

    @property
    def missing(self) -> list[str]:
        """The shards that are not here, as the command line calls them: `1/8` is the first of 8."""
        self._collect()
        left = sorted(set(range(self.shards)) - self._done)
        return [self._shares[place][1].replace("-of-", "/") for place in left]

    def partial(self) -> Outcome | None:
        """What the runs say that are here: tables, no rows of single runs. None before the first
        shard is finished. With `shared`, the runs of shards at work count too, up to their last
        checkpoint."""
        self._collect()
        if not self._done:
            return None
        self._partials += 1
        owner = tempfile.TemporaryDirectory(prefix="suasion-")
        setting = SimpleNamespace(
            out=os.path.join(owner.name, "partial"),
            owner=owner,
            replace=False,
            threads=None,
            progress=None,
        )
        return _suasion.so_far(self._there(), setting)

    def result(self, *, progress: Progress = True) -> Outcome:
        """Waits for all shards and puts them together.

        Raises:
            StudyError: Shards could not be computed, also when they were tried again.
        """
        wait = _dask().wait
        tell = shown(progress, self._scenario.name)
        while True:
            self._collect()
            if tell is not None:
                tell(sum(self._shares[place][0] for place in self._done), self.runs)
            if not self._waiting:
                break
            try:
                wait(list(self._waiting), timeout=0.5, return_when="FIRST_COMPLETED")
            except TimeoutError:
                continue
            except Exception:  # a task that failed is looked at below; do not spin meanwhile
                time.sleep(0.05)
        if self._failed:
            self._raise()
        setting = SimpleNamespace(
            out=self._out, owner=self._owner, replace=self._replace, threads=None, progress=None
        )
        outcome = _suasion.merge(self._there(), setting)
        shutil.rmtree(self.folder, ignore_errors=True)
        return outcome

    def retry(self) -> None:
        """Lets the shards that failed be computed again."""
        failed, self._failed = self._failed, {}
        for place in failed:
            self._tries[place] = 0
            self._submit(place)

    def cancel(self) -> None:
        """Lets no further shard begin. Those at work end by themselves, or with their workers."""
        self._collect()
        self._client.cancel(list(self._waiting))
        self._waiting.clear()

    def _at(self, place: int) -> str:
        return os.path.join(self.folder, self._shares[place][1])

    def _there(self) -> list[str]:
        """The shards' folders, those of shards at work among them."""
        there = []
        for place, (_, name) in enumerate(self._shares):
            begun = os.path.join(self.folder, f".{name}.unfinished")
            if place in self._done or os.path.exists(begun):
                there.append(self._at(place))
        return there

    def _submit(self, place: int) -> None:
        name = self._shares[place][1]
        future = self._client.submit(
            _compute,
            self._sent,
            vars(self._sharing),
            (place, self.shards),
            self._at(place) if self._shared else None,
            key=f"suasion-{name}-{uuid.uuid4().hex}",
            pure=False,
        )
        self._waiting[future] = place

    def _collect(self) -> None:
        """Takes in the shards that were finished since the last look."""
        for future in [future for future in self._waiting if future.done()]:
            place = self._waiting.pop(future)
            try:
                files = future.result()
                if files is not None:
                    _unpack(files, self._at(place))
                self._done.add(place)
            except Exception as error:
                self._tries[place] += 1
                if self._tries[place] > self._retries:
                    self._failed[place] = error
                else:
                    self._submit(place)
            finally:
                future.release()

    def _raise(self) -> None:
        place, cause = next(iter(self._failed.items()))
        names = ", ".join(self._shares[place][1].replace("-of-", "/") for place in self._failed)
        tries = self._retries + 1
        error = StudyError(
            f"{len(self._failed)} of {self.shards} shards could not be computed, each tried "
            f"{tries} times: {names}; the first ended with {type(cause).__name__}: {cause}"
        )
        error.study = self
        raise error from cause


def _division(folder: str) -> int | None:
    """Into how many shards an interrupted study was cut."""
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    found = [re.fullmatch(r"\d+-of-(\d+)", name) for name in names]
    return next((int(match[1]) for match in found if match), None)


def _same(scenario: Scenario) -> Scenario:
    return scenario


def _compute(
    scenario: Scenario, sharing: dict[str, Any], shard: tuple[int, int], folder: str | None
) -> dict[str, bytes] | None:
    """On a worker: computes a shard, in a folder that all see or to be sent."""
    asked = SimpleNamespace(**sharing)
    if folder is not None:
        _suasion.shard(scenario, asked, shard, folder)
        return None
    with tempfile.TemporaryDirectory(prefix="suasion-") as place:
        folder = os.path.join(place, "shard")
        _suasion.shard(scenario, asked, shard, folder)
        files = {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                files[name] = file.read()
        return files


def _unpack(files: dict[str, bytes], folder: str) -> None:
    """Writes a shard that was sent, so that it is whole or not there."""
    with tempfile.TemporaryDirectory(prefix=".sent-", dir=os.path.dirname(folder)) as place:
        inside = os.path.join(place, "shard")
        os.makedirs(inside)
        for name, content in files.items():
            with open(os.path.join(inside, name), "wb") as file:
                file.write(content)
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(inside, folder)


def _dask() -> Any:
    """The package, which is there where a cluster is; it comes with few types."""
    return importlib.import_module("distributed")
