"""Shapley values against their definition, and coalitions against runs of the scenario."""

import csv
import io
import itertools
import json
import subprocess

import numpy as np
import pyarrow.parquet as pq
import pytest

from conftest import BIN, ROOT, suasion

METRIC = "regional_share[middle,SOU]"
TEACHING = "scenarios/teaching.toml"
RUNS = 300


def attribute(*options, scenarios=(TEACHING,), metric=METRIC, at="2026"):
    """The answer as JSON, the question's row in place of its table."""
    common = ["--metric", metric, "--at", at, "--runs", RUNS, "--format", "json"]
    found = json.loads(suasion("attribute", *scenarios, *common, *options))
    return found | {"question": found["question"][0]}


def items(found):
    return [row for row in found["shares"] if row["role"] == "item"]


def total(found):
    return found["shares"][-1]["share"]


def values(found):
    """The mean of each coalition."""
    return {frozenset(row["items"].split()): row["mean"] for row in found["combinations"]}


def shapley(found):
    """Mean gain of each item over all allowed sequences, from the values of the coalitions alone."""
    value = values(found)
    after = {row["item"]: set((row["after"] or "").split()) for row in items(found)}
    sums, count = dict.fromkeys(after, 0.0), 0
    for sequence in itertools.permutations(after):
        if any(not after[item] <= set(sequence[:place]) for place, item in enumerate(sequence)):
            continue
        count += 1
        for place, item in enumerate(sequence):
            before = frozenset(sequence[:place])
            sums[item] += value[before | {item}] - value[before]
    return {item: gains / count for item, gains in sums.items()}


def shares(found):
    return {row["item"]: row["share"] for row in items(found)}


@pytest.mark.parametrize("options", [[], ["--free"], ["--group", "fight=seizure,embargo"]])
def test_values_are_means_over_sequences(options):
    found = attribute(*options)
    question = found["question"]
    assert question["exact"] and question["ordered"] == (options != ["--free"])
    expected = shapley(found)
    assert shares(found) == pytest.approx(expected, abs=1e-12)
    assert sum(expected.values()) == pytest.approx(question["change"], abs=1e-12)
    assert total(found) == pytest.approx(question["none"] + question["change"], abs=1e-12)


def test_mechanisms_share_a_difference_of_two_scenarios(tmp_path):
    calm = tmp_path / "calm.toml"
    text = 'extends = "TEACHING"\nname = "calm"\n[events.embargo]\nprobability = { value = 0.0, '
    calm.write_text(text.replace("TEACHING", str(ROOT / TEACHING)) + 'confidence = "assumed" }\n')
    mechanisms = "event,friction,diversion,energy,ledger,dependence,influence"
    options = ["--by", "mechanisms", "--mechanism", mechanisms]
    found = attribute(*options, scenarios=(TEACHING, calm))
    assert shares(found) == pytest.approx(shapley(found), abs=1e-12)
    between = attribute(scenarios=(TEACHING, calm))
    assert total(found) == pytest.approx(between["question"]["change"], abs=1e-12)


def test_a_coalition_is_the_scenario_without_the_others(run_scenario):
    found = attribute("--free")
    events = set(shares(found))
    for present in [set(), {"embargo"}, {"credit_line", "dry_year", "seizure"}, events]:
        absent = [f"events.{event}.probability=0" for event in sorted(events - present)]
        settings = [word for setting in absent for word in ("--set", setting)]
        folder = run_scenario(TEACHING, "--runs", RUNS, "--trajectories", METRIC, *settings)
        rows = pq.read_table(folder / "trajectories.parquet").to_pandas()
        by_run = rows.pivot(index="run", columns="step", values="value")
        change = by_run[by_run.columns.max()] - by_run[0]
        assert np.mean(change) == pytest.approx(values(found)[frozenset(present)], abs=1e-12), present


def test_the_forms_agree(tmp_path):
    found = attribute()
    common = ["--metric", METRIC, "--at", "2026", "--runs", RUNS]
    text = suasion("attribute", TEACHING, *common, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row, same in zip(rows, found["shares"], strict=True):
        for column in ["share", "low", "high", "run_error", "of_total"]:
            assert float(row[column]) == same[column]
    out = tmp_path / "shares.parquet"
    command = [BIN, "attribute", TEACHING, *common, "--format", "parquet"]
    with out.open("wb") as file:
        subprocess.run(list(map(str, command)), cwd=ROOT, stdout=file, check=True)
    table = pq.read_table(out)
    assert b"95 %" in table.schema.field("low").metadata[b"meaning"]
    assert table.column("share").to_pylist() == [row["share"] for row in found["shares"]]


def test_sampled_values_agree_with_the_exact_ones_within_their_error():
    exact, sampled = attribute(), attribute("--permutations", 64)
    assert not sampled["question"]["exact"] and sampled["question"]["sequences"] == 64
    truth = shares(exact)
    for row in items(sampled):
        gap = abs(row["share"] - truth[row["item"]])
        assert gap <= 4 * row["sequence_error"] + 1e-12
    change = exact["question"]["change"]
    assert sum(shares(sampled).values()) == pytest.approx(change, abs=1e-12)


def test_channels_sum_to_the_change_of_the_events():
    events, channels = attribute(), attribute("--by", "channels")
    assert sum(shares(channels).values()) == pytest.approx(total(events), abs=1e-12)
    assert channels["question"]["change"] == pytest.approx(total(events), abs=1e-12)
