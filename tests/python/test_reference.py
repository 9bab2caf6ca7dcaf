"""The program against the plain-Python reference: every metric of every step of 24 runs."""

import math
import tomllib

import pyarrow.parquet as pq
import pytest

from conftest import ROOT
from reference import metric
from reference.draws import TAIL_LIMIT, Draws, clamped_variance, clamped_variance_exactly, quantile
from reference.model import Run

SCENARIO = ROOT / "scenarios/teaching.toml"
SEED, RUNS = 1, 24
TOLERANCE = 1e-12


@pytest.fixture(scope="module")
def file():
    return tomllib.loads(SCENARIO.read_text())


def reference(file, drawn, run):
    """The metrics of every step, base year first."""
    triggers = {"debt[SOU,MID]": lambda r: r.debt["SOU", "MID"]}
    model = Run(file, drawn, SEED, run, triggers)
    steps = [metric.everything(model)]
    for _ in range(model.steps):
        model.advance()
        steps.append(metric.everything(model))
    return steps


@pytest.fixture(scope="module")
def result(run_scenario, file):
    """Drawn numbers by run, and the program's values by (run, step, label)."""
    labels = reference(file, drawn_of(run_scenario(SCENARIO, "--runs", 1, "--seed", SEED))[0], 0)[0]
    out = run_scenario(
        SCENARIO, "--runs", RUNS, "--seed", SEED, "--trajectories", ",".join(labels)
    )
    values = {}
    table = pq.read_table(out / "trajectories.parquet").to_pylist()
    for row in table:
        inside = ",".join(part for part in (row["subject"], row["object"]) if part)
        label = f"{row['metric']}[{inside}]" if inside else row["metric"]
        values[row["run"], row["step"], label] = row["value"]
    return drawn_of(out), values, pq.read_table(out / "runs.parquet").to_pylist()


def drawn_of(out):
    keep = lambda name: "." in name and "[" not in name and not name.startswith(("claim.", "crossing."))
    return [
        {name: value for name, value in row.items() if keep(name)}
        for row in pq.read_table(out / "runs.parquet").to_pylist()
    ]


def test_every_metric_of_every_step_agrees(result, file):
    drawn, values, _ = result
    compared, worst = 0, (0.0, ())
    for run in range(RUNS):
        for step, expected in enumerate(reference(file, drawn[run], run)):
            for label, wanted in expected.items():
                seen = values[run, step, label]
                gap = abs(seen - wanted) / max(1.0, abs(wanted))
                worst = max(worst, (gap, (run, step, label, seen, wanted)))
                compared += 1
    assert worst[0] <= TOLERANCE, worst[1]
    assert compared > RUNS * 6 * 100


def test_drawn_numbers_are_the_quantiles_of_addressed_uniforms(result, file):
    drawn, _, _ = result
    laws = {
        "actors.NOR.growth_per_year": file["actors"]["NOR"]["growth_per_year"],
        "actors.NOR.oil_elasticity": file["actors"]["NOR"]["oil_elasticity"],
        "ties.trade.SOU.NOR.value": {"value": 60.0, "error": 0.1},
        "events.embargo.effects.0.size": file["events"]["embargo"]["effects"][0]["size"],
        "shock.world_sd": {"dist": "triangular", "low": 0.06, "mode": 0.075, "high": 0.15},
        "influence.power_exponent": {"dist": "choice", "values": [0.0, 0.25, 0.5]},
    }
    for run in range(RUNS):
        for key, law in laws.items():
            wanted = quantile(law, Draws(SEED, run).parameter(key))
            assert math.isclose(drawn[run][key], wanted, rel_tol=1e-12), (run, key)


def test_claims_and_crossings_follow_from_the_reference(result, file):
    drawn, _, rows = result
    for run in range(RUNS):
        steps = reference(file, drawn[run], run)
        gap = lambda s: s["vulnerability[NOR,SOU]"] - s["vulnerability[SOU,NOR]"]
        last = steps[-1]
        wanted = {
            "claim.dependence-widens": gap(last) > gap(steps[0]),
            "claim.moves-away": last["alignment_distance[MID,NOR]"] > steps[0]["alignment_distance[MID,NOR]"],
            "claim.south-leads": last["influence_share[SOU,MID]"] > last["influence_share[NOR,MID]"],
        }
        for claim, holds in wanted.items():
            assert rows[run][claim] == holds, (run, claim)
        ahead = [s["regional_share[middle,SOU]"] > s["regional_share[middle,NOR]"] for s in steps]
        first = next((k for k in range(1, len(ahead)) if ahead[k]), None)
        date = 2021.5 if ahead[0] else (None if first is None else 2022.0 + first)
        assert rows[run]["crossing.south_overtakes"] == date, run
        assert rows[run]["crossing.south_overtakes.ahead_at_base"] == ahead[0]


def test_a_counterfactual_claim_compares_worlds_that_share_every_shock(result, file):
    drawn, _, rows = result
    calm = {**file, "events": {k: v for k, v in file["events"].items() if k not in ("seizure", "embargo", "pressure")}}
    for run in range(RUNS):
        with_, without = reference(file, drawn[run], run), reference(calm, drawn[run], run)
        sold = lambda steps: steps[4]["exports[NOR,SOU]"]
        assert rows[run]["claim.embargo-bites"] == (sold(with_) < sold(without)), run
        most = lambda steps: max(s["exports[MID,NOR]"] for s in steps[2:])
        assert rows[run]["claim.detour"] == (most(with_) > 1.1 * most(without)), run


def test_the_law_of_shocks_has_unit_variance():
    assert math.isclose(clamped_variance(TAIL_LIMIT), clamped_variance_exactly(TAIL_LIMIT), rel_tol=1e-6)
