"""What is asked of the engine: ensembles, comparisons, attributions, hindcasts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Literal

from suasion import _suasion
from suasion._suasion import Attribution, Comparison, Hindcast, Outcome, Scenario
from suasion.progress import Progress, shown

__all__ = ["attribute", "compare", "hindcast", "resume", "run"]

Path = str | os.PathLike[str]
Plan = Literal["mc", "lhs", "sobol"]
By = Literal["items", "sections", "channels", "mechanisms"]


def run(
    scenario: Scenario | Path,
    *,
    runs: int | None = None,
    seed: int | None = None,
    plan: Plan = "mc",
    precision: str | Mapping[str, float] | None = None,
    float: Literal["f64", "f32"] = "f64",
    series: str | Sequence[str] = (),
    ablate: str | Sequence[str] = (),
    threads: int | None = None,
    out: Path | None = None,
    replace: bool = False,
    progress: Progress = True,
) -> Outcome:
    """Simulates a scenario many times.

    Args:
        scenario: A scenario, or the path of its file.
        runs: Number of runs, 1 to 16,777,216. Default: the scenario's, else 10,000. With
            `precision`: the most runs, by default 1,000,000.
        seed: Seed of every draw, 0 or more. Default: the scenario's, else 1. Results depend on
            scenario, seed, plan and runs, and on nothing else: not on threads or machine.
        plan: How drawn numbers are spread over the runs: `mc` (independent draws), `lhs` (Latin
            hypercube: every range covered evenly), `sobol` (Owen-scrambled Sobol points: every
            pair of ranges covered evenly).
        precision: Adds runs until the standard error of a figure is so small, as in
            `{"china-overtakes": 0.005}` for a claim's probability (a share of runs) or
            `{"regional_share[central_asia,CHN]@2030": 0.001}` for the mean of a metric at a date,
            in its unit. Stops by the rule of Chow and Robbins (1965). One figure; `plan="mc"` only.
        float: Precision of the state: `f32` is faster, for looking around.
        series: Metrics to keep at every step of every run, as in `["gdp", "debt[CHN,KGZ]"]`; they
            become `outcome.trajectories`.
        ablate: Mechanisms to switch off, to see what they do; none in a result of record.
        threads: Default: one for each core.
        out: Folder that keeps the result. A complete result of the same scenario, seed, plan and
            runs is recognised there and read instead of computed. Default: a temporary folder that
            is removed with the outcome; `Outcome.save` keeps it.
        replace: Recompute, and replace what is at `out`.
        progress: True shows a bar, False nothing; or a function that is called about twenty times a
            second with the runs that are done and all that there are.

    Returns:
        The outcome.

    Raises:
        ScenarioError: The file has mistakes.
        ValueError: A name, date or number that the scenario or the engine does not have.
        ResultError: `out` is taken by another result, or cannot be written.
        KeyboardInterrupt: Ctrl-C; the blocks of runs at hand are ended first. With `out`, what is
            complete is kept there, marked as partial, and `resume` goes on with it.

    Example:
        >>> outcome = run("scenarios/teaching.toml", runs=1000, series=["gdp"], progress=False)
        >>> len(outcome.runs), outcome.trajectories.columns[1].name
        (1000, 'step')
    """
    asked = SimpleNamespace(
        runs=runs,
        seed=seed,
        plan=plan,
        precision=_precision(precision),
        float=float,
        series=_list(series),
        ablate=_words(ablate),
    )
    setting = _setting(out, replace, threads, progress, "run")
    return _suasion.run(_scenario(scenario), asked, setting)


def resume(
    folder: Path,
    *,
    runs: int | None = None,
    threads: int | None = None,
    out: Path | None = None,
    replace: bool = False,
    progress: Progress = True,
) -> Outcome:
    """Goes on with a result that was interrupted or killed, or makes a complete one longer.

    The result equals that of all runs at once, byte for byte.

    Args:
        folder: Where the result is, or where it would have been.
        runs: Go on to so many runs in all. Default: those that were asked for.
        threads: Default: one for each core.
        out: Where the result goes. Default: `folder`; a longer one to `results/NAME-DIGITS`.
        replace: Replace what is at `out`.
        progress: As for `run`.

    Raises:
        ResultError: There is nothing to go on with, or another version made it.
        ValueError: Fewer runs than there are, or a Latin hypercube, which has no more strata.
        KeyboardInterrupt: As for `run`; what is complete is kept.
    """
    setting = SimpleNamespace(
        out=out, owner=None, replace=replace, threads=threads, progress=shown(progress, "resume")
    )
    return _suasion.resume(folder, setting, runs=runs)


def compare(
    reference: Scenario | Outcome | Path,
    *others: Scenario | Outcome | Path,
    metrics: str | Sequence[str] = (),
    at: str | int | Sequence[str | int] = (),
    runs: int | None = None,
    seed: int | None = None,
    plan: Plan | None = None,
    precision: str | Mapping[str, float] | None = None,
    threads: int | None = None,
    progress: Progress = True,
) -> Comparison:
    """Compares scenarios or outcomes, run by run.

    Scenarios share every shock that they have in common: run 17 of the one is compared with run 17
    of the other, and what both have in common cancels. Two figures must not be confused: the
    *interval of the difference* says how precisely the mean effect is known and shrinks with more
    runs; the *range over runs* says how much the effect varies, and does not.

    Args:
        reference: What the others are compared with; every difference is theirs less its.
        others: Scenarios (which are run), outcomes, or paths of files and result folders.
        metrics: As in `["gdp", "debt[CHN,KGZ]"]`; a name alone stands for all that a result keeps.
            Default: those of the report.
        at: Dates, as in `2024` or `"2024Q3"`. Default: those of the report.
        runs: Number of runs of scenarios. Default: that of an outcome among the sides, else the
            reference's, else 10,000.
        seed: Seed of scenarios. Default: as for the runs, else 1.
        plan: Plan of scenarios. Default: as for the runs, else `mc`.
        precision: Adds runs until the standard error of the figure's *difference* is so small;
            `runs` is then the most. For scenarios only.
        threads: Default: one for each core.
        progress: As for `run`.

    Raises:
        ScenarioError, ValueError, ResultError: As for `run`.
        KeyboardInterrupt: Ctrl-C; nothing is compared.

    Example:
        >>> from suasion import load
        >>> teaching = load("scenarios/teaching.toml")
        >>> calm = teaching.without("embargo").replace(name="calm")
        >>> compare(calm, teaching, runs=500, progress=False)
        <Comparison of teaching with calm: 48 differences>
    """
    if not others:
        raise TypeError("compare takes two or more: the reference and what is compared with it")
    place = tempfile.TemporaryDirectory(prefix="suasion-")
    asked = SimpleNamespace(
        reference=0,
        metrics=_list(metrics),
        at=_dates(at),
        runs=runs,
        seed=seed,
        plan=plan,
        precision=_precision(precision),
        threads=threads,
        place=place.name,
        owner=place,
        progress=shown(progress, "compare"),
    )
    return _suasion.compare([reference, *others], asked)


def attribute(
    before: Scenario | Path,
    after: Scenario | Path | None = None,
    *,
    metric: str,
    at: str | int,
    since: str | int | None = None,
    by: By = "items",
    groups: Mapping[str, str | Sequence[str]] | None = None,
    events: str | Sequence[str] = (),
    mechanisms: str | Sequence[str] = (),
    free: bool = False,
    exact: bool = False,
    permutations: int | None = None,
    runs: int = 1000,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress = True,
) -> Attribution:
    """Shares a change out over what carries it, by Shapley values.

    With two scenarios: over what differs between them. With one: over its events, since the base
    year or a date of your choice. What an item adds is averaged over the sequences in which the
    items can join; the shares sum to the change (Shapley 1953; Faigle and Kern 1992 for items that
    join after others).

    Args:
        before: A scenario, or the path of its file.
        after: The scenario to which the change leads.
        metric: What changes, as in `influence_share[CHN,KAZ]`.
        at: When, as in `2030` or `"2024Q3"`.
        since: Date from which the change is counted. Default: the base year, for one scenario.
        by: `items` (each change, or each event), `sections` of the file, `channels` of influence
            (trade, credit, arms, …), or `mechanisms`.
        groups: Items that are put together: `{"sanctions": ["*_embargo", "price_cap"]}`.
        events: Of one scenario: share out over these events only.
        mechanisms: Mechanisms as further items; by mechanisms: only these.
        free: Let items join in any order, also an event before what it requires.
        exact: Visit every combination, however many. Default: exact up to 1,024 combinations, else
            sampled, with its own error.
        permutations: Follow so many sequences of the items, at least 4.
        runs: Runs of every combination, at least 2.
        seed: Default: the scenario's, else 1.
        threads: Default: one for each core.
        progress: As for `run`.

    Raises:
        ScenarioError: A file has mistakes.
        ValueError: A name or date that there is not, scenarios without shared chance, too many items.
        KeyboardInterrupt: Ctrl-C; nothing is kept.

    Example:
        >>> attribute("scenarios/teaching.toml", metric="regional_share[middle,SOU]", at=2026,
        ...           runs=100, progress=False)
        <Attribution of regional_share[middle,SOU] at 2026 over 6 items>
    """
    grouped = [(name, _words(patterns)) for name, patterns in (groups or {}).items()]
    asked = SimpleNamespace(
        metric=metric,
        at=str(at),
        since=None if since is None else str(since),
        by=by,
        groups=grouped,
        events=_words(events),
        mechanisms=_words(mechanisms),
        free=free,
        exact=exact,
        permutations=permutations,
        runs=runs,
        seed=seed,
        threads=threads,
        progress=shown(progress, "attribute"),
    )
    return _suasion.attribute(_scenario(before), None if after is None else _scenario(after), asked)


def hindcast(config: Path, *, data: Path | None = None, progress: Progress = True) -> Hindcast:
    """Forecasts from past years with what was known then, and scores it against what happened.

    Args:
        config: The configuration, a TOML file: data, origins, horizons, targets, baselines
            (docs/trust.md lists its keys).
        data: Folder that the tables are looked for in. Default: the configuration's own.
        progress: As for `run`; the runs are those of all origins.

    Raises:
        ValueError: A mistake in the configuration, with its place, or nothing to score.
        ResultError: Tables that cannot be read; the message names row and column.
        KeyboardInterrupt: Ctrl-C; the origin at hand is ended first, and nothing is kept.
    """
    return _suasion.hindcast(config, data, shown(progress, "hindcast"))


def _scenario(given: Scenario | Path) -> Scenario:
    return given if isinstance(given, Scenario) else _suasion.load(given)


def _setting(
    out: Path | None, replace: bool, threads: int | None, progress: Progress, what: str
) -> SimpleNamespace:
    """Where a result goes; without a folder of the user's, into one that goes with the outcome."""
    owner: Any = None
    if out is None:
        owner = tempfile.TemporaryDirectory(prefix="suasion-")
        out = os.path.join(owner.name, "result")
    return SimpleNamespace(
        out=out, owner=owner, replace=replace, threads=threads, progress=shown(progress, what)
    )


def _precision(given: str | Mapping[str, float] | None) -> str | None:
    if given is None or isinstance(given, str):
        return given
    if len(given) != 1:
        raise ValueError(
            'precision: one figure and its standard error, as {"china-overtakes": 0.005}'
        )
    [(figure, error)] = given.items()
    return f"{figure}={error}"


def _words(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _list(given: str | Sequence[str]) -> str:
    return given if isinstance(given, str) else ",".join(given)


def _dates(given: str | int | Sequence[str | int]) -> list[str]:
    if isinstance(given, (str, int)):
        given = [given]
    return [str(date) for date in given]
