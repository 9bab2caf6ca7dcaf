"""The program under test and a result of it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SUASION_BIN", ROOT / "target/release/suasion")).resolve()

# The result that several tests read: a metric of each grid of bins, at every step of every run.
RUNS = 4000
METRICS = "gdp,trade_share,influence_share,regional_share,position,oil_price,network_influence"


def suasion(*arguments, cwd=ROOT):
    """Runs the program, in the project's folder unless another is named; its words where it fails."""
    command = [str(BIN), *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(folder):
    """Every file of a result by name; the manifest without how long it took."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    manifest = json.loads(found.pop("manifest.json"))
    del manifest["timing"]
    return found, manifest


@pytest.fixture(scope="session")
def run_scenario(tmp_path_factory):
    """Runs a scenario into a fresh folder and says where the result is."""

    def run(scenario, *more):
        out = tmp_path_factory.mktemp("result") / "out"
        suasion("run", scenario, "--out", out, *more)
        return out

    return run


@pytest.fixture(scope="session")
def teaching(run_scenario):
    """The result folder of the teaching scenario, with trajectories."""
    return run_scenario("scenarios/teaching.toml", "--runs", RUNS, "--trajectories", METRICS)
