"""The package's types: complete, true to the compiled part, and of use to who calls it wrongly."""

import subprocess
import sys

import pytest

from conftest import ROOT

pytest.importorskip("suasion", reason="the package is not installed: `make python` builds it")


def mypy(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", *arguments],
        cwd=ROOT / "python",
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_line_is_typed():
    code, words = mypy("--strict", "suasion")
    assert code == 0, words


def test_the_stubs_are_what_is_compiled():
    command = [
        sys.executable,
        "-m",
        "mypy.stubtest",
        "--mypy-config-file",
        ROOT / "pyproject.toml",
        "suasion._suasion",
    ]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_wrong_calls_are_found(tmp_path):
    program = tmp_path / "wrong.py"
    program.write_text(
        "import suasion as su\n"
        "outcome = su.run('a.toml', runs='ten')\n"
        "su.run('a.toml', plan='sobl')\n"
        "outcome.summery\n"
        "su.compare()\n"
        "right: float = outcome.probability('a')\n"
    )
    code, words = mypy(str(program))
    assert code == 1
    for line in (2, 3, 4, 5):
        assert f"wrong.py:{line}: error" in words, words
    assert "wrong.py:6" not in words
