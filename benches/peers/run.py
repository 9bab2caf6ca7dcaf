"""Engine and peers on the core equations, in turn, on one core: prints who is how much faster.

    python benches/peers/run.py [--rounds 3]

Needs NumPy and Numba. Every round measures each of them once, so that what else the machine does
meets all alike; the least of the rounds counts. The peers must agree with the engine on the mean of
the metric within four standard errors.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

import core

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"small": (16, 200), "world": (200, 20_000)}
# Runs of a block that suit each peer's cache, and blocks of a measurement.
BLOCKS = {
    ("numpy", "small"): (256, 8),
    ("numpy", "world"): (16, 2),
    ("numba", "small"): (64, 16),
    ("numba", "world"): (16, 2),
}


def engine():
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", "reference", "--", "--json"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return {line["size"]: line for line in lines}


def measure(program, world, runs, blocks, seed):
    start = time.perf_counter()
    values = np.concatenate([program(world, runs, seed + block) for block in range(blocks)])
    work = runs * blocks * core.STEPS * len(world.o)
    return (time.perf_counter() - start) * 1e9 / work, values


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    worlds = {size: core.World(*shape) for size, shape in SIZES.items()}
    programs = {"numpy": core.in_numpy, "numba": core.numba_program()}
    for size, world in worlds.items():
        for program in programs.values():
            program(world, 16, 0)  # compiles
    best, values, means = {}, {}, {}
    for round_ in range(rounds):
        for size, line in engine().items():
            means[size] = line["mean"]
            for who in ("engine", "single", "by_hand"):
                best[who, size] = min(best.get((who, size), np.inf), line[who])
        for size, world in worlds.items():
            for who, program in programs.items():
                runs, blocks = BLOCKS[who, size]
                ns, seen = measure(program, world, runs, blocks, 1000 * round_ + 1)
                best[who, size] = min(best.get((who, size), np.inf), ns)
                values.setdefault((who, size), []).append(seen)
    names = ("engine", "in f32", "by hand", "NumPy", "Numba")
    print(" " * 8 + "".join(f"{name:>9}" for name in names) + "   best peer / engine, in f32")
    for size in SIZES:
        row = [best[who, size] for who in ("engine", "single", "by_hand", "numpy", "numba")]
        ratios = [min(row[3:]) / row[0], min(row[3:]) / row[1]]
        print(f"{size:8}" + "".join(f"{ns:9.2f}" for ns in row + ratios))
    print("nanoseconds per link-step, one core")
    apart = []
    for (who, size), seen in values.items():
        seen = np.concatenate(seen)
        z = (seen.mean() - means[size]) / (seen.std() / np.sqrt(len(seen)))
        if abs(z) > 4:
            apart.append(f"{who} and the engine disagree on {size}: {z:.1f} standard errors")
    print("\n".join(apart) or "all agree on the mean of the metric")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
