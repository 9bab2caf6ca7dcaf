"""Memory does not grow with the runs: the peak as the system counts it."""

import subprocess
import time
from pathlib import Path
from statistics import median

from conftest import BIN, ROOT

TEACHING = ROOT / "scenarios/teaching.toml"
# Its table of runs has 1,803 columns, its summaries 29,700 histograms.
SCO = ROOT / "scenarios/sco.toml"


def one_peak_mb(scenario: Path, runs: int, folder: Path) -> float:
    command = [BIN, "run", scenario, "--runs", runs, "--threads", 2, "--out", folder]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    program = subprocess.Popen([*map(str, command)], **quiet)
    peak = 0.0
    # What `wait4` says of a child counts what its parent held when it was forked.
    while program.poll() is None:
        lines = Path(f"/proc/{program.pid}/status").read_text().splitlines()
        known = [float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        peak = max(peak, *known, 0.0)
        time.sleep(0.005)
    assert program.returncode == 0
    return peak


def test_memory_does_not_grow_with_the_runs(tmp_path):
    few, many = (
        median(one_peak_mb(TEACHING, runs, tmp_path / f"{runs}-{i}") for i in range(5))
        for runs in (10_000, 200_000)
    )
    assert 20 < few < 50
    # Medians differ by less than a tenth; a single ensemble now and then by an eighth.
    assert many < 1.1 * few, f"{few:.1f} MB for 10,000 runs, {many:.1f} MB for 200,000"


def test_the_memory_of_a_wide_table_does_not_grow_with_the_runs(tmp_path):
    few = median(one_peak_mb(SCO, 3_000, tmp_path / f"few-{attempt}") for attempt in range(3))
    many = one_peak_mb(SCO, 30_000, tmp_path / "many")
    # Where every column's encoder and page are held, or the standing, both take more than 200.
    assert 100 < few < 190
    # Single peaks differ by a twentieth, on a busy machine.
    assert many < min(190, 1.08 * few), f"{few:.1f} MB for 3,000 runs, {many:.1f} MB for 30,000"
