"""Whether stated intervals hold what they should."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from suasion import Hindcast
from suasion.plot.style import COLOURS, MUTED, RULE, axes, styled, titled


def coverage(
    hindcast: Hindcast,
    *,
    forecaster: str = "engine",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """How often what happened fell into the central 50, 80 and 90 % intervals, by target and years.

    Args:
        hindcast: The hindcast.
        forecaster: `engine`, or the word of a baseline.
        title: The title.
        ax: Axes to draw into.

    Raises:
        ValueError: The hindcast has no such forecaster.
    """
    rows = [row for row in hindcast.scores.rows() if row["forecaster"] == forecaster]
    rows = [row for row in rows if row["coverage_90"] is not None]
    if not rows:
        raise ValueError(f"the hindcast has no intervals by `{forecaster}`")
    levels = (50, 80, 90)
    with styled():
        ax = axes(ax, 6.4, 1.4 + 0.27 * len(rows))
        for number, level in enumerate(levels):
            ax.axvline(
                level, color=COLOURS[number], linewidth=0.9, linestyle=(0, (4, 3)), alpha=0.8
            )
            held = [100 * row[f"coverage_{level}"] for row in rows]
            ax.plot(held, np.arange(len(rows)), "o", color=COLOURS[number], ms=5.5, alpha=0.9)
            ax.text(
                level,
                -0.75,
                f"{level} %",
                color=COLOURS[number],
                ha="center",
                va="bottom",
                fontsize=8,
                fontweight="bold",
            )
        names = [f"{row['target']}, {row['horizon']} y" for row in rows]
        ax.set_yticks(range(len(rows)), names)
        for at, row in enumerate(rows):
            ax.text(102, at, f"n = {row['n']:,}", va="center", fontsize=7.5, color=MUTED)
        ax.set_ylim(len(rows) - 0.4, -1.6)
        ax.set_xlim(0, 100)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.yaxis.grid(True, color=RULE, linewidth=0.5)
        ax.set_axisbelow(True)
        ax.set_xlabel("share of what happened inside the interval, %")
        titled(
            ax,
            title or f"Coverage of the {forecaster}’s intervals",
            "A dot on the dashed line of its colour: the interval holds what it should.",
        )
    return ax
