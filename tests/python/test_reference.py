"""The program against the plain-Python reference: every metric of every step of 24 runs."""

import copy
import json
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
# A date is rounded to 2e-13 years: a month's mean of an event to 3e-12, what it opens of the energy
# market to ten times that at worst.
TOLERANCE = {"year": 1e-12, "quarter": 1e-12, "month": 3e-11}


@pytest.fixture(scope="module")
def file():
    return tomllib.loads(SCENARIO.read_text())


# What the scenario as it stands leaves out: shorter steps, a condition that comes to hold, votes
# that fail, and exponents and scales that are constants otherwise.
VARIANTS = {
    "as it stands": {},
    "quarters": {"time.step": "quarter"},
    "months": {"time.step": "month"},
    "early quarrel": {"events.debt_quarrel.when.above": 10.2},
    "vetoes": {"parameters.institution.veto_base": -1.0, "time.step": "quarter"},
    "other structure": {
        "parameters.influence.bandwidth_exponent": 0.7,
        "parameters.influence.horizon": 1.0,
        "parameters.influence.power_exponent": 1.5,
        "parameters.event.effect_scale": 1.5,
    },
    "means kept": {"parameters.shock.mean_kept": 1.0, "actors.NOR.trade_noise": 2.0},
    "what lasts": {
        "actors.NOR.export_trend_per_year": 0.05,
        "parameters.growth.persistence": 0.4,
        "time.step": "quarter",
    },
    "toward potentials": {
        "ties.trade.MID.SOU.potential": 20.0,
        "ties.trade.NOR.SOU.potential": 50.0,
        "time.step": "quarter",
    },
    "toward potentials with means kept": {
        "ties.trade.MID.SOU.potential": 20.0,
        "ties.trade.NOR.SOU.potential": 50.0,
        "parameters.shock.mean_kept": 1.0,
        "time.step": "quarter",
    },
}


def changed(file, settings):
    """The scenario with other values at these paths, and the settings of the model's parameters."""
    file, parameters = copy.deepcopy(file), {}
    for key, value in settings.items():
        *path, last = key.split(".")
        if path[0] == "parameters":
            parameters[key.removeprefix("parameters.")] = value
            continue
        table = file
        names = iter(path)
        for name in names:
            if isinstance(table, list):
                ends = (name, next(names))
                table = next(row for row in table if (row["from"], row["to"]) == ends)
            else:
                table = table[name]
        table[last] = value
    return file, parameters


def reference(file, drawn, run):
    """The metrics of every step, base year first."""
    triggers = {"debt[SOU,MID]": lambda r: r.debt["SOU", "MID"]}
    model = Run(file, drawn, SEED, run, triggers)
    steps = [metric.everything(model)]
    for _ in range(model.steps):
        model.advance()
        steps.append(metric.everything(model))
    return steps


def program(run_scenario, settings):
    """Numbers drawn by each run, values by (run, step, label), and the rows of `runs.parquet`."""
    options = ["--seed", SEED]
    for key, value in settings.items():
        options += ["--set", f"{key}={json.dumps(value)}"]
    file, parameters = changed(tomllib.loads(SCENARIO.read_text()), settings)
    first = drawn_of(run_scenario(SCENARIO, "--runs", 1, *options))[0]
    labels = metric.everything(Run(file, first | parameters, SEED, 0, {}))
    kept = ["--trajectories", ",".join(labels)]
    out = run_scenario(SCENARIO, "--runs", RUNS, *options, *kept)
    values = {}
    for row in pq.read_table(out / "trajectories.parquet").to_pylist():
        inside = ",".join(part for part in (row["subject"], row["object"]) if part)
        label = f"{row['metric']}[{inside}]" if inside else row["metric"]
        values[row["run"], row["step"], label] = row["value"]
    return drawn_of(out), values, pq.read_table(out / "runs.parquet").to_pylist()


@pytest.fixture(scope="module")
def result(run_scenario):
    return program(run_scenario, {})


def drawn_of(out):
    """Numbers drawn by each run: columns that are neither metrics, claims nor crossings."""

    def drawn(name):
        outcome = "[" in name or name.startswith(("claim.", "crossing."))
        return "." in name and not outcome

    return [
        {name: value for name, value in row.items() if drawn(name)}
        for row in pq.read_table(out / "runs.parquet").to_pylist()
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_metric_of_every_step_agrees(run_scenario, file, variant):
    drawn, values, _ = program(run_scenario, VARIANTS[variant])
    file, parameters = changed(file, VARIANTS[variant])
    length = file["time"]["step"]
    per_year = {"month": 12, "quarter": 4, "year": 1}[length]
    compared, worst = 0, (0.0, ())
    for run in range(RUNS):
        for step, expected in enumerate(reference(file, drawn[run] | parameters, run)):
            for label, wanted in expected.items():
                seen = values[run, step, label]
                if label.startswith("network_influence") and step % per_year:
                    assert seen is None, "networks are solved at the end of a year only"
                    continue
                if wanted is None:
                    assert seen is None, (run, step, label, seen)
                    continue
                gap = abs(seen - wanted) / max(1.0, abs(wanted))
                assert not math.isnan(gap), (run, step, label, seen, wanted)
                worst = max(worst, (gap, (run, step, label, seen, wanted)))
                compared += 1
    assert worst[0] <= TOLERANCE[length], worst[1]
    assert compared > RUNS * 6 * 100


def test_the_variants_reach_what_the_scenario_leaves_out(run_scenario):
    _, values, _ = program(run_scenario, VARIANTS["early quarrel"])
    assert any(values[run, 5, "event[debt_quarrel]"] > 0.0 for run in range(RUNS))
    _, values, _ = program(run_scenario, VARIANTS["vetoes"])
    passed = [values[run, 20, "passed[admission]"] for run in range(RUNS)]
    assert {0.0, 1.0} == set(passed)


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
        share = lambda power: last[f"influence_share[{power},MID]"]
        gap = lambda s: s["vulnerability[NOR,SOU]"] - s["vulnerability[SOU,NOR]"]
        last = steps[-1]
        away = [s["alignment_distance[MID,NOR]"] for s in steps]
        wanted = {
            "claim.dependence-widens": gap(last) > gap(steps[0]),
            "claim.moves-away": away[-1] > away[0],
            "claim.south-leads": share("SOU") > share("NOR"),
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
    calm = copy.deepcopy(file)
    for event in ("seizure", "embargo", "pressure"):
        del calm["events"][event]
    for run in range(RUNS):
        with_, without = reference(file, drawn[run], run), reference(calm, drawn[run], run)
        sold = lambda steps: steps[4]["exports[NOR,SOU]"]
        assert rows[run]["claim.embargo-bites"] == (sold(with_) < sold(without)), run
        most = lambda steps: max(s["exports[MID,NOR]"] for s in steps[2:])
        assert rows[run]["claim.detour"] == (most(with_) > 1.1 * most(without)), run


def test_the_law_of_shocks_has_unit_variance():
    exact = clamped_variance_exactly(TAIL_LIMIT)
    assert math.isclose(clamped_variance(TAIL_LIMIT), exact, rel_tol=1e-6)
