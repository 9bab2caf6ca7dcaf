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

RUNS = 2000
QUANTILES = {"q05": 0.05, "q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90, "q95": 0.95}


@pytest.fixture(scope="module")
def out(run_scenario):
    metrics = "gdp,trade_share,influence_share,position"
    return run_scenario("scenarios/teaching.toml", "--runs", RUNS, "--trajectories", metrics)


def tables(out):
    return sorted(path.name for path in out.glob("*.parquet"))


def test_the_manifest_says_what_was_run_and_hashes_every_file(out):
    manifest = json.loads((out / "manifest.json").read_text())
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert sorted(listed) == tables(out)
    for name, entry in listed.items():
        content = (out / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    assert manifest["header"]["runs"] == RUNS and manifest["partial"] is False
    assert manifest["tally"]["quarantined"] == 0


@pytest.mark.parametrize("name", ["summary", "claims", "crossings", "runs", "trajectories"])
def test_every_tool_reads_every_table(out, name):
    path = out / f"{name}.parquet"
    rows = pq.read_table(path).num_rows
    assert rows > 0
    assert len(pl.read_parquet(path)) == rows
    assert len(pd.read_parquet(path)) == rows
    assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(rows,)]


def test_every_column_says_what_it_means_and_in_what_unit(out):
    for name in tables(out):
        for field in pq.read_schema(out / name):
            meta = field.metadata or {}
            assert meta.get(b"meaning"), (name, field.name)
            if str(field.type) == "double":
                assert meta.get(b"unit"), (name, field.name)


def test_summaries_are_those_of_the_runs(out):
    values = pq.read_table(out / "trajectories.parquet").to_pandas()
    summary = pq.read_table(out / "summary.parquet").to_pandas()
    keys = ["metric", "subject", "object", "step"]
    for frame in (values, summary):
        for key in keys[:3]:
            frame[key] = frame[key].astype(object).fillna("").astype(str)
    rows = summary.set_index(keys)
    seen = 0
    for key, group in values.groupby(keys):
        row, x = rows.loc[key], group["value"].to_numpy()
        assert row["n"] == len(x) == RUNS
        scale = max(1.0, np.abs(x).max())
        assert abs(row["mean"] - x.mean()) < 1e-6 * scale, key
        assert abs(row["sd"] - x.std(ddof=1)) < 1e-5 * scale, key
        assert math.isclose(row["mc_error"], row["sd"] / math.sqrt(RUNS), rel_tol=1e-9, abs_tol=1e-15)
        # Quantiles are exact to one bin: of a fixed width for shares and positions, relative else.
        width = {"position": 5e-3, "gdp": None}.get(key[0], 5e-4)
        for column, p in QUANTILES.items():
            exact = np.quantile(x, p)
            bin_width = width if width else abs(exact) * (2 ** (1 / 128) - 1) * 1.5
            gap = np.sort(x)[max(0, int(p * RUNS) - 2) : int(p * RUNS) + 3]
            allowed = bin_width + (gap.max() - gap.min())
            assert abs(row[column] - exact) <= allowed, (key, column, row[column], exact)
        seen += 1
    assert seen > 100


def test_probabilities_are_the_shares_of_the_runs(out):
    runs = pq.read_table(out / "runs.parquet").to_pandas()
    claims = pq.read_table(out / "claims.parquet").to_pandas()
    whole = claims[claims["structure"].isna() & (claims["world"].astype(str) == "scenario")]
    assert len(whole) >= 5
    for _, row in whole.iterrows():
        share = runs[f"claim.{row['claim']}"].astype(bool).mean()
        assert math.isclose(row["probability"], share, abs_tol=1e-12), row["claim"]
        error = math.sqrt(share * (1 - share) / RUNS)
        assert math.isclose(row["mc_error"], error, rel_tol=0.01, abs_tol=1e-9)


def test_an_outcome_is_the_same_at_any_number_of_threads(run_scenario):
    def digests(threads):
        out = run_scenario("scenarios/sco.toml", "--runs", 200, "--threads", threads)
        files = json.loads((out / "manifest.json").read_text())["files"]
        return {entry["name"]: entry["sha256"] for entry in files}

    assert digests(1) == digests(2) == digests(8)
