"""Suasion: a geopolitical influence simulation engine, from Python.

A scenario file states who is there, what binds them and what happens; the engine runs it thousands
of times and says what follows and how sure that is. It is a conditional scenario engine, not an
oracle.

>>> import suasion as su
>>> scenario = su.load("scenarios/teaching.toml")
>>> outcome = su.run(scenario, runs=1000, seed=1, progress=False)
>>> outcome
<Outcome teaching: 1,000 runs, seed 1, 2021–2026 by year>

Everything that is a table (`outcome.claims`, `outcome.runs`, …) is an Arrow stream: hand it to
`polars.DataFrame`, `pyarrow.table`, `duckdb.sql` or `pandas` (`.to_pandas()`). Units and meanings
are in the columns' metadata and in `table.columns`.

The same scenario and seed give the same bytes as the command line's `suasion run`, at any number
of threads. `su.explain(name)` prints the page of a mechanism, metric or parameter, with its
equation and its source.
"""

from suasion._suasion import (
    Attribution,
    Column,
    Comparison,
    Diff,
    Hindcast,
    Outcome,
    Page,
    Problem,
    ResultError,
    Scenario,
    ScenarioError,
    Table,
    __version__,
    explain,
    load,
    loads,
    open_comparison,
)
from suasion._suasion import open_outcome as open
from suasion.requests import attribute, compare, hindcast, resume, run

__all__ = [
    "Attribution",
    "Column",
    "Comparison",
    "Diff",
    "Hindcast",
    "Outcome",
    "Page",
    "Problem",
    "ResultError",
    "Scenario",
    "ScenarioError",
    "Table",
    "__version__",
    "attribute",
    "compare",
    "explain",
    "hindcast",
    "load",
    "loads",
    "open",
    "open_comparison",
    "resume",
    "run",
]
