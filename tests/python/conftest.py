"""The program under test and a result of it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SUASION_BIN", ROOT / "target/release/suasion")).resolve()


def suasion(*arguments):
    """Runs the program in the project's folder; its words where it fails."""
    done = subprocess.run([str(BIN), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def run_scenario(tmp_path_factory):
    """Runs a scenario into a fresh folder and says where the result is."""

    def run(scenario, *more):
        out = tmp_path_factory.mktemp("result") / "out"
        suasion("run", scenario, "--out", out, *more)
        return out

    return run
