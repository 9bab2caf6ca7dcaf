"""The core equations of `benches/reference.rs`, in tuned NumPy and in Numba.

Both hold the runs as the innermost axis. NumPy works through whole arrays in place and sums over
links that are sorted by importer; Numba is compiled with fast vector loops and draws its normals from
counters, so that no state is shared.
"""

import numpy as np

STEPS, DT, ROOT = 80, 0.25, 0.5
GROWTH, VOLATILITY, CHANCE, SPEED, DRIFT = 0.02, 0.03, 0.15, 0.1, 0.09


class World:
    """The world of `World::new` in reference.rs."""

    def __init__(self, actors, links):
        self.actors = actors
        self.gdp = 10_000.0 / np.arange(1, actors + 1)
        pairs = actors * (actors - 1)
        exporters, importers, k = [], [], 0
        for importer in range(actors):
            for exporter in range(actors):
                if exporter != importer:
                    if k * 7907 % pairs < links:
                        exporters.append(exporter)
                        importers.append(importer)
                    k += 1
        self.o = np.array(exporters)
        self.d = np.array(importers)
        self.flow = 1e-5 * self.gdp[self.o] * self.gdp[self.d]
        self.positions = (np.arange(actors) * 7 % 11) / 5.0 - 1.0
        # Links are sorted by importer: where each importer's begin. Every importer has one.
        self.starts = np.searchsorted(self.d, np.arange(actors))
        self.of_first = self.o == 0


def in_numpy(world, runs, seed):
    """The metric of each run at the last step."""
    rng = np.random.Generator(np.random.SFC64(seed))
    n, m = world.actors, len(world.o)
    y = np.zeros((n, runs))
    x = np.repeat(world.positions[:, None], runs, axis=1)
    b = np.zeros((m, runs))
    flow, noise, work = np.empty((m, runs)), np.empty((m, runs)), np.empty((m, runs))
    small = np.empty((n, runs))
    gdp, base = world.gdp[:, None], world.flow[:, None]
    metric = None
    for _ in range(STEPS):
        rng.standard_normal(out=small)
        small *= VOLATILITY * ROOT
        y += small
        y += GROWTH * DT
        rng.standard_normal(out=noise)
        noise *= CHANCE * ROOT
        b += noise
        half = 0.5 * y
        np.take(half, world.o, axis=0, out=flow)
        np.take(half, world.d, axis=0, out=work)
        flow += work
        flow += b
        np.exp(flow, out=flow)
        flow *= base
        imports = np.add.reduceat(flow, world.starts, axis=0)
        # sqrt(flow/spending · flow/imports) = flow/sqrt(spending · imports)
        scale = 1.0 / np.sqrt((gdp * np.exp(y) + imports) * imports)
        np.take(scale, world.d, axis=0, out=work)
        flow *= work
        everyone = np.add.reduceat(flow, world.starts, axis=0)
        np.take(x, world.o, axis=0, out=work)
        work *= flow
        pull = np.add.reduceat(work, world.starts, axis=0) - everyone * x
        of_first = np.zeros((n, runs))
        of_first[world.d[world.of_first]] = flow[world.of_first]
        rng.standard_normal(out=small)
        x += SPEED * DT * pull / (everyone + 0.5) + DRIFT * ROOT * small
        metric = (of_first / (everyone + 1e-300)).sum(axis=0) / (n - 1)
    return metric


def numba_program():
    """Compiles the Numba program; its first call compiles."""
    from numba import njit

    mix1, mix2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
    golden = np.uint64(0x9E3779B97F4A7C15)

    @njit(inline="always")
    def words(counter):
        z = counter * golden
        z = (z ^ (z >> np.uint64(30))) * mix1
        z = (z ^ (z >> np.uint64(27))) * mix2
        return z ^ (z >> np.uint64(31))

    @njit(inline="always")
    def normal(counter):
        z = words(counter)
        u = (np.float64(z >> np.uint64(32)) + 0.5) * 2.0**-32
        angle = np.float64(z & np.uint64(0xFFFFFFFF)) * (2.0 * np.pi * 2.0**-32)
        return np.sqrt(-2.0 * np.log(u)) * np.cos(angle)

    @njit(fastmath=True, error_model="numpy")
    def simulate(o, d, base, gdp, positions, runs, seed):
        n, m = len(gdp), len(o)
        y, x = np.zeros((n, runs)), np.zeros((n, runs))
        b, flow = np.zeros((m, runs)), np.zeros((m, runs))
        metric = np.zeros(runs)
        for a in range(n):
            x[a, :] = positions[a]
        for step in range(STEPS):
            block = np.uint64(seed) * np.uint64(1 << 40) + np.uint64(step * (2 * n + m) * runs)
            for a in range(n):
                for r in range(runs):
                    z = normal(block + np.uint64(a * runs + r))
                    y[a, r] += GROWTH * DT + VOLATILITY * ROOT * z
            imports = np.zeros((n, runs))
            for l in range(m):
                for r in range(runs):
                    z = normal(block + np.uint64((n + l) * runs + r))
                    b[l, r] += CHANCE * ROOT * z
                    flow[l, r] = base[l] * np.exp(b[l, r] + 0.5 * y[o[l], r] + 0.5 * y[d[l], r])
                    imports[d[l], r] += flow[l, r]
            scale = np.empty((n, runs))
            for a in range(n):
                for r in range(runs):
                    spending = gdp[a] * np.exp(y[a, r]) + imports[a, r]
                    scale[a, r] = 1.0 / np.sqrt(spending * imports[a, r])
            pull, everyone, first = np.zeros((n, runs)), np.zeros((n, runs)), np.zeros((n, runs))
            for l in range(m):
                for r in range(runs):
                    weight = flow[l, r] * scale[d[l], r]
                    pull[d[l], r] += weight * (x[o[l], r] - x[d[l], r])
                    everyone[d[l], r] += weight
                    if o[l] == 0:
                        first[d[l], r] += weight
            metric[:] = 0.0
            for a in range(n):
                for r in range(runs):
                    z = normal(block + np.uint64((n + m + a) * runs + r))
                    x[a, r] += SPEED * DT * pull[a, r] / (everyone[a, r] + 0.5) + DRIFT * ROOT * z
                    metric[r] += first[a, r] / (everyone[a, r] + 1e-300) / (n - 1)
        return metric

    def program(world, runs, seed):
        return simulate(world.o, world.d, world.flow, world.gdp, world.positions, runs, seed)

    return program
