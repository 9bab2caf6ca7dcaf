"""What `why` and `claims` say of a claim, against a direct computation with numpy from the table
of runs, and what `replay` gives against the stored table."""

import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from conftest import RUNS, suasion


def epsilon_squared(values, truth, bins):
    """Kelley's share of variance between bins of about as many runs each; what is not a number is
    a bin of its own, few different values have a bin each."""
    there = np.isfinite(values)
    place = np.full(len(values), -1)
    different = np.unique(values[there])
    if len(different) <= 12:
        place[there] = np.searchsorted(different, values[there])
    else:
        wanted = max(1, round(bins * there.mean()))
        middle = pd.Series(values[there]).rank(method="average").to_numpy() - 0.5
        place[there] = np.floor(middle / there.sum() * wanted)
    groups = [truth[place == p] for p in np.unique(place)]
    n, b = len(truth), len(groups)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    total = ((truth - truth.mean()) ** 2).sum()
    return 1 - within / (n - b) / (total / (n - 1))


@pytest.fixture(scope="module")
def runs(teaching):
    return pq.read_table(teaching / "runs.parquet").to_pandas()


@pytest.mark.parametrize("claim", ["south-leads", "moves-away", "detour"])
def test_shares_are_those_of_a_direct_computation(teaching, runs, claim):
    table = suasion("why", teaching, "--claim", claim, "--format", "json")
    found = json.loads(table)["candidates"]
    assert found, "something decides the claim"
    truth = runs[f"claim.{claim}"].to_numpy(dtype=float)
    bins = min(max(len(runs) // 500, 4), 10)
    for row in found:
        event = row["kind"] == "event"
        column = f"onset[{row['candidate']}]" if event else row["candidate"]
        values = runs[column].to_numpy(dtype=float)
        assert row["share"] == pytest.approx(epsilon_squared(values, truth, bins), abs=1e-12)
        assert row["share"] > row["noise"]
        if not event and row["p_middle"] is not None and row["low_from"] != row["low_to"]:
            low = truth[(values >= row["low_from"]) & (values <= row["low_to"])]
            high = truth[(values >= row["high_from"]) & (values <= row["high_to"])]
            assert row["p_low"] == pytest.approx(low.mean())
            assert row["p_high"] == pytest.approx(high.mean())
            assert abs(len(low) - len(truth) / 3) <= 1


def test_the_noise_is_what_a_shuffled_claim_reaches(teaching, runs):
    table = json.loads(suasion("why", teaching, "--claim", "moves-away", "--format", "json"))["candidates"]
    schema = pq.read_schema(teaching / "runs.parquet")
    skip = ("claim.", "crossing.", "run", "status")
    columns = [c for c in schema.names if "@" not in c and not c.startswith(skip)]
    columns = [c for c in columns if "[" not in c or c.startswith("onset[")]
    columns = [c for c in columns if c != "oil_price"]
    candidates = [runs[c].to_numpy(dtype=float) for c in columns]
    candidates = [v for v in candidates if len(np.unique(v)) > 1]
    bins = min(max(len(runs) // 500, 4), 10)
    rng = np.random.default_rng(1)
    truth = runs["claim.moves-away"].to_numpy(dtype=float)
    largest = []
    for _ in range(100):
        shuffled = rng.permutation(truth)
        largest.append(max(epsilon_squared(v, shuffled, bins) for v in candidates))
    assert table[0]["noise"] == pytest.approx(np.quantile(largest, 0.95), rel=0.25)


def test_errors_are_the_spread_over_independent_ensembles(run_scenario):
    shares, errors = [], []
    for seed in range(1, 31):
        out = run_scenario("scenarios/teaching.toml", "--runs", 1000, "--seed", seed)
        table = json.loads(suasion("why", out, "--claim", "south-leads", "--format", "json"))
        table = table["candidates"]
        assert table[0]["candidate"] == "influence.power_exponent"
        shares.append(table[0]["share"])
        errors.append(table[0]["share_error"])
    assert np.mean(errors) == pytest.approx(np.std(shares, ddof=1), rel=0.4)


def test_claims_count_the_runs(teaching, runs):
    for row in json.loads(suasion("claims", teaching, "--format", "json"))["claims"]:
        if row["kind"] == "fact":
            continue
        truth = runs[f"claim.{row['claim']}"].dropna().astype(float)
        assert (row["runs"], row["holds"]) == (len(truth), int(truth.sum()))
        p = truth.mean()
        assert row["probability"] == pytest.approx(p)
        assert row["mc_error"] == pytest.approx(np.sqrt(p * (1 - p) / len(truth)))


def test_a_run_again_is_the_recorded_trajectory(teaching):
    stored = pq.read_table(teaching / "trajectories.parquet").to_pandas()
    for run in [0, 7, RUNS - 1]:
        text = suasion("replay", teaching, "--run", run, "--format", "csv")
        again = pd.read_csv(io.StringIO(text), float_precision="round_trip")
        keys = ["step", "metric", "subject", "object"]
        rows = stored[stored["run"] == run].astype({"metric": str})
        rows = rows.assign(**{k: rows[k].astype(object) for k in keys[2:]})
        both = rows.merge(again, on=keys, how="left", suffixes=("", "_again"))
        assert len(both) == len(rows) > 0
        assert (both["value"] == both["value_again"]).all()
