"""Drawn numbers against the distributions that the file names, and the plans' stratification."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import stats

from conftest import ROOT

RUNS = 4000
# Plans and the runs of a replicate: Sobol points fill cells evenly where they are a power of two.
DESIGNS = [("lhs", 50), ("sobol", 64)]
REPLICATES = 10  # of a Latin hypercube and of a Sobol design: run r belongs to r mod 10

# A parameter for each kind of distribution: what the file says, and scipy's law.
LAWS = {
    "friction.bloc_effect": (
        '{ dist = "normal", mean = 0.04, sd = 0.02 }', stats.norm(0.04, 0.02)),
    "dependence.trade_long": (
        '{ dist = "lognormal", median = 2.0, sigma = 0.3 }', stats.lognorm(0.3, scale=2.0)),
    "diversion.diversion": ('{ dist = "uniform", low = 0.2, high = 0.7 }', stats.uniform(0.2, 0.5)),
    "energy.placed": (
        '{ dist = "triangular", low = 0.2, mode = 0.5, high = 1.0 }',
        stats.triang(0.375, 0.2, 0.8)),
    "energy.crowding": (
        '{ dist = "pert", low = 0.0, mode = 0.25, high = 1.0 }', stats.beta(2.0, 4.0)),
    "energy.discount": (
        '{ dist = "beta", alpha = 2.0, beta = 5.0, low = 0.0, high = 0.5 }',
        stats.beta(2.0, 5.0, 0.0, 0.5)),
    "alignment.debt_effect": (
        '{ dist = "student_t", location = 0.0, scale = 0.01, dof = 5.0 }', stats.t(5.0, 0.0, 0.01)),
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "laws.toml"
    lines = [f'extends = "{ROOT / "scenarios/teaching.toml"}"', 'name = "laws"']
    for key, (law, _) in LAWS.items():
        mechanism, name = key.split(".")
        lines.append(f'parameters.{mechanism}.{name} = {law[:-2]}, source = "invented" }}')
    choice = '{ dist = "choice", values = [0.0, 0.25, 0.5], weights = [1, 2, 1]'
    lines.append(f'parameters.influence.power_exponent = {choice}, source = "invented" }}')
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def plans(scenario, run_scenario):
    """Results by plan and runs of a replicate; by chance at the same numbers too."""
    return {
        (plan, size): run_scenario(scenario, "--runs", size * REPLICATES, "--plan", plan)
        for plan, size in [*DESIGNS, *(("mc", size) for _, size in DESIGNS)]
    }


def column(out, key):
    return np.asarray(pq.read_table(out / "runs.parquet", columns=[key])[key])


def test_draws_follow_the_laws_that_the_file_names(scenario, run_scenario):
    out = run_scenario(scenario, "--runs", RUNS, "--seed", 5)
    for key, (_, law) in LAWS.items():
        result = stats.kstest(column(out, key), law.cdf)
        assert result.pvalue > 1e-3, (key, result)
    drawn = column(out, "influence.power_exponent")
    counts = [np.sum(drawn == value) for value in (0.0, 0.25, 0.5)]
    assert stats.chisquare(counts, np.array([1, 2, 1]) * RUNS / 4).pvalue > 1e-3


def strata(out, key, cells):
    """How many runs of each replicate fall into each of equally likely cells: a row each."""
    run, share = column(out, "run"), LAWS[key][1].cdf(column(out, key))
    cell = np.minimum((share * cells).astype(int), cells - 1)
    counts = np.zeros((REPLICATES, cells), dtype=int)
    np.add.at(counts, (run % REPLICATES, cell), 1)
    return counts


@pytest.mark.parametrize("key", LAWS)
@pytest.mark.parametrize("plan, size", DESIGNS)
def test_a_replicate_has_one_run_in_every_stratum(plans, plan, size, key):
    assert (strata(plans[plan, size], key, size) == 1).all()
    # The same count would fail by chance: an empty stratum is near certain.
    assert not (strata(plans["mc", size], key, size) == 1).all()


def test_replicates_are_drawn_apart(plans):
    for design in DESIGNS:
        drawn = column(plans[design], "diversion.diversion").reshape(-1, REPLICATES)
        assert all(len(set(row)) == REPLICATES for row in drawn), design
