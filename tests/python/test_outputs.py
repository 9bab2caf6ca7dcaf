"""What a result folder holds, read by the tools that analysts use."""

import hashlib
import json
import math

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from conftest import RUNS

QUANTILES = {f"q{percent:02}": percent / 100 for percent in (5, 10, 25, 50, 75, 90, 95)}
# The grid of bins of each metric: the width of a bin, or how many bins a doubling of it has.
WIDTH = {
    "trade_share": 5e-4, "influence_share": 5e-4, "regional_share": 5e-4,
    "oil_price": 2e-3, "position": 5e-3,
}  # fmt: skip
PER_OCTAVE = {"gdp": 128, "network_influence": 128}
SMALLEST_AMOUNT = 2.0**-22


def quantum(metric):
    """The unit to which values are rounded before they are added up: a power of two."""
    if metric in PER_OCTAVE:
        return SMALLEST_AMOUNT
    return 2.0 ** (math.floor(math.log2(WIDTH[metric])) - 15)


# A summary holds so many bins; where its values ask for more, they are joined two by two.
MOST_BINS = 512


def place(metric, value):
    """The number of the bin of a value, positive where the metric is an amount."""
    if metric not in PER_OCTAVE:
        return math.floor(value / WIDTH[metric])
    fraction, exponent = math.frexp(value / SMALLEST_AMOUNT)
    # A doubling is cut evenly; bin 0 holds what is smaller than the smallest amount.
    per_octave = PER_OCTAVE[metric]
    return 1 + (exponent - 1) * per_octave + math.floor((2 * fraction - 1) * per_octave)


def times_joined(metric, values):
    """How often the bins of some values are joined."""
    first, last = place(metric, values.min()), place(metric, values.max())
    joined = 0
    while (last >> joined) - (first >> joined) >= MOST_BINS:
        joined += 1
    return joined


def bin_width(metric, value, joined):
    """The widest that the bin around a value can be."""
    if metric in PER_OCTAVE:
        # The first bin of a doubling is relatively the widest; a joined one may reach into the next.
        widest = abs(value) / PER_OCTAVE[metric] * (2 if joined else 1)
        return max(widest, 2 * SMALLEST_AMOUNT) * 2**joined
    return WIDTH[metric] * 2**joined


def read(folder, name):
    return pq.read_table(folder / f"{name}.parquet").to_pandas()


def tables(folder):
    return sorted(path.name for path in folder.glob("*.parquet"))


def part_of(runs, row):
    """The runs that a row is about: all, those of one choice, or those of one half of a range."""
    if pd.isna(row["structure"]):
        return runs
    drawn, value = runs[row["structure"]], row["value"]
    if value.startswith("below "):
        return runs[drawn < float(value.removeprefix("below "))]
    if value.endswith(" or more"):
        return runs[drawn >= float(value.removesuffix(" or more"))]
    return runs[drawn == float(value)]


def assert_proportion(row, prefix, truths):
    """A row's four columns against the answers of its runs."""
    n, share = len(truths), truths.mean()
    assert row[f"{prefix}n"] == n and row[f"{prefix}n_true"] == truths.sum(), row
    assert math.isclose(row[f"{prefix}probability"], share, rel_tol=1e-12), row
    error = math.sqrt(share * (1 - share) / n)
    assert math.isclose(row[f"{prefix}mc_error"], error, rel_tol=1e-9, abs_tol=1e-12), row


def test_the_manifest_says_what_was_run_and_hashes_every_file(teaching):
    manifest = json.loads((teaching / "manifest.json").read_text())
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert sorted(listed) == sorted(tables(teaching) + ["ensemble.standing"])
    for name, entry in listed.items():
        content = (teaching / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    assert manifest["header"]["runs"] == RUNS and manifest["partial"] is False
    assert manifest["tally"]["quarantined"] == 0


@pytest.mark.parametrize("name", ["summary", "claims", "crossings", "runs", "trajectories"])
def test_every_tool_reads_the_same_table(teaching, name):
    path = teaching / f"{name}.parquet"
    table = pq.read_table(path)
    in_polars, in_pandas = pl.read_parquet(path), pd.read_parquet(path)
    in_duckdb = duckdb.sql(f"select * from '{path}'").to_arrow_table()
    assert table.num_rows > 0
    for column in table.column_names:
        values = table[column].to_pylist()
        assert in_polars[column].to_list() == values, column
        assert in_duckdb[column].to_pylist() == values, column
        missing = in_pandas[column].isna()
        assert [None if gone else x for x, gone in zip(in_pandas[column], missing)] == values
    assert in_polars.columns == list(in_pandas) == in_duckdb.column_names == table.column_names


def test_every_column_says_what_it_means_and_every_number_its_unit(teaching):
    for name in tables(teaching):
        for field in pq.read_schema(teaching / name):
            about = field.metadata or {}
            assert about.get(b"meaning"), (name, field.name)
            if str(field.type) == "double":
                assert about.get(b"unit"), (name, field.name)


def test_summaries_are_those_of_the_runs(teaching):
    keys = ["metric", "subject", "object", "step"]
    values, summary = read(teaching, "trajectories"), read(teaching, "summary")
    for frame in (values, summary):
        frame[keys[:3]] = frame[keys[:3]].astype(object).fillna("")
    rows = summary.set_index(keys)
    groups = values.groupby(keys)["value"]
    assert set(WIDTH) | set(PER_OCTAVE) == set(values["metric"])
    joins = set()
    for key, group in groups:
        row, x = rows.loc[key], np.sort(group.to_numpy())
        assert row["n"] == len(x) == RUNS
        # Each value is rounded by half a quantum at most, so that the mean and, as a norm of
        # deviations, the s.d. move by no more; √(n/(n−1)) and rounding are the slack.
        rounding = 0.5001 * quantum(key[0]) + 1e-12 * abs(x).max()
        assert abs(row["mean"] - x.mean()) <= rounding, key
        assert abs(row["sd"] - x.std(ddof=1)) <= rounding, key
        assert math.isclose(row["mc_error"], row["sd"] / math.sqrt(RUNS), abs_tol=1e-15), key
        joined = times_joined(key[0], x)
        joins.add(joined)
        for column, p in QUANTILES.items():
            # The value of rank p·n: the quantile lies in its bin.
            exact = x[math.ceil(p * RUNS) - 1]
            width = bin_width(key[0], exact, joined)
            assert abs(row[column] - exact) <= width, (key, column)
    assert len(groups) > 100
    assert {0, 1} <= joins, "bins of some figures are joined, those of others are not"


def test_claims_are_the_shares_of_the_runs_in_which_they_hold(teaching):
    runs, claims = read(teaching, "runs"), read(teaching, "claims")
    for _, row in claims.iterrows():
        world = "" if row["world"] == "scenario" else f".{row['world']}"
        truths = part_of(runs, row)[f"claim.{row['claim']}{world}"].dropna().astype(bool)
        assert_proportion(row, "", truths)
    assert claims["structure"].isna().sum() >= 5 and claims["structure"].nunique() >= 5
    # Neither sure nor impossible, so that a swapped column would be seen.
    assert claims["probability"].between(0.01, 0.99).sum() > 10


def test_crossings_are_the_dates_of_the_runs(teaching):
    runs, crossings = read(teaching, "runs"), read(teaching, "crossings")
    dated = 0
    for _, row in crossings.iterrows():
        part, name = part_of(runs, row), f"crossing.{row['crossing']}"
        assert_proportion(row, "never_", part[name].isna())
        assert_proportion(row, "ahead_at_base_", part[f"{name}.ahead_at_base"].astype(bool))
        dates = np.sort(part[name].fillna(np.inf))
        for column, p in QUANTILES.items():
            exact = dates[math.ceil(p * len(dates)) - 1]
            assert (row[column] == exact) if exact < np.inf else pd.isna(row[column]), row
            dated += exact < np.inf
    assert len(crossings) > 10 and dated > 10


def test_an_outcome_is_the_same_at_any_number_of_threads(run_scenario):
    def digests(threads):
        out = run_scenario("scenarios/sco.toml", "--runs", 200, "--threads", threads)
        files = json.loads((out / "manifest.json").read_text())["files"]
        return {entry["name"]: entry["sha256"] for entry in files}

    assert digests(1) == digests(2) == digests(8)
