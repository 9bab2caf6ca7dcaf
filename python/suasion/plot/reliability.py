"""Whether stated probabilities come true."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from suasion import Hindcast
from suasion.plot.style import COLOURS, MUTED, axes, styled, titled

# Probability of a central interval and its quantile.
Z = 1.959963984540054


def reliability(
    hindcast: Hindcast,
    *,
    forecaster: str = "engine",
    horizon: int | None = None,
    bins: int = 5,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Forecast probabilities beside what happened: on the diagonal, they are what they say.

    The event is that China trades more than Russia with a Central Asian state (the target `lead`).
    Forecasts are put into bins of equal width; a mark is as large as they are many, its line the
    95 % interval of Wilson (1927). Forecasts of one origin are not independent: the intervals are
    too short rather than too long.

    Args:
        hindcast: A hindcast with the target `lead`.
        forecaster: `engine`, or the word of a baseline.
        horizon: Years ahead. Default: all horizons together.
        bins: How many bins, from 0 to 100 %.
        title: The title.
        ax: Axes to draw into.

    Raises:
        ValueError: The hindcast has no such forecasts.
    """
    rows = [
        row
        for row in hindcast.forecasts.rows()
        if row["target"] == "lead" and (horizon is None or row["horizon"] == horizon)
    ]
    column = f"{forecaster}_above_zero"
    if not rows or column not in rows[0]:
        raise ValueError(
            f"the hindcast has no probabilities by `{forecaster}`: add the target `lead`"
        )
    said = np.array([row[column] for row in rows])
    came = np.array([row["happened"] > 0 for row in rows], dtype=float)
    place = np.minimum((said * bins).astype(int), bins - 1)
    with styled():
        ax = axes(ax, 4.2, 4.2)
        ax.plot([0, 100], [0, 100], color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
        for part in (np.flatnonzero(place == at) for at in np.unique(place)):
            n, share, mean = len(part), came[part].mean(), said[part].mean()
            low, high = wilson(share, n)
            ax.plot([100 * mean] * 2, [100 * low, 100 * high], color=COLOURS[0], linewidth=1.2)
            ax.plot(100 * mean, 100 * share, "o", color=COLOURS[0], ms=4 + 0.6 * n**0.5, alpha=0.85)
            right = mean < 0.8
            ax.annotate(
                f"n = {n}",
                (100 * mean, 100 * share),
                xytext=(8 if right else -8, -9),
                textcoords="offset points",
                ha="left" if right else "right",
                fontsize=7.5,
                color=MUTED,
            )
        ax.set_xlim(-3, 103)
        ax.set_ylim(-3, 103)
        ax.set_aspect("equal")
        ax.set_xlabel("forecast probability, %")
        ax.set_ylabel("how often it happened, %")
        titled(
            ax,
            title or f"Reliability of the {forecaster}",
            "Event: China trades more than Russia with a state.",
        )
    return ax


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n (Wilson 1927)."""
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * (share * (1 - share) / n + Z**2 / (4 * n**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
