"""What each would lose if its ties with another ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from suasion import Outcome
from suasion.plot.network import _step
from suasion.plot.style import MUTED, axes, percent, styled, titled, wrapped


def dependence(
    outcome: Outcome,
    *,
    metric: Literal["sensitivity", "vulnerability"] = "vulnerability",
    at: str | int | None = None,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A heat map: the income that a row would lose if its ties with a column ended, in percent.

    In each cell the median of the runs, and under it the range that holds 90 % of them.

    Args:
        outcome: The result.
        metric: `sensitivity` (lost within a year) or `vulnerability` (lost after adjusting); the
            distinction of Keohane and Nye (1977).
        at: Label of a step. Default: the last.
        rows: Ids of who depends. Default: every actor that the result keeps.
        columns: Ids of whom they depend on. Default: the powers.
        title: Default: the metric and the date.
        ax: Axes to draw into.

    Raises:
        ValueError: The result does not keep the metric at that date, or of these actors.
    """
    names = outcome.scenario.actors
    found = [row for row in outcome.summary.rows() if row["metric"] == metric]
    dates = list(dict.fromkeys(row["date"] for row in found))
    date = dates[-1] if at is None and dates else _step(str(at), dates)
    cells = {(row["subject"], row["object"]): row for row in found if row["date"] == date}
    across = list(columns or [p for p in outcome.scenario.powers if any(o == p for _, o in cells)])
    down = list(rows or dict.fromkeys(s for s, o in cells if o in across))
    if not any((r, c) in cells for r in down for c in across):
        raise ValueError(f"the result keeps no {metric} of these actors at {date}")
    scale = 100.0 if percent(next(iter(cells.values()))["unit"]) else 1.0
    values = np.full((len(down), len(across)), np.nan)
    for i, row in enumerate(down):
        for j, column in enumerate(across):
            cell = cells.get((row, column))
            if cell is not None and cell["q50"] is not None:
                values[i, j] = scale * cell["q50"]
    with styled():
        ax = axes(ax, 2.0 + 0.86 * len(across), 1.2 + 0.42 * len(down))
        top = float(np.nanmax(values)) or 1.0
        image = ax.imshow(values, cmap="Blues", vmin=0.0, vmax=top, aspect="auto")
        for i, row in enumerate(down):
            for j, column in enumerate(across):
                if np.isnan(values[i, j]):
                    ax.text(j, i, "–", ha="center", va="center", color=MUTED)
                    continue
                cell = cells[row, column]
                ink = "white" if values[i, j] > 0.55 * top else "black"
                ax.text(j, i - 0.12, f"{values[i, j]:.1f}", ha="center", va="center", color=ink)
                ax.text(
                    j,
                    i + 0.26,
                    f"{scale * cell['q05']:.1f}–{scale * cell['q95']:.1f}",
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=6.5,
                )
        ax.set_xticks(range(len(across)), [wrapped(names.get(c, c), 11) for c in across])
        ax.set_yticks(range(len(down)), [names.get(r, r) for r in down])
        ax.tick_params(length=0, top=True, bottom=False, labeltop=True, labelbottom=False)
        ax.spines[:].set_visible(False)
        bar = ax.figure.colorbar(image, ax=ax, shrink=0.6, pad=0.02)
        bar.outline.set_visible(False)
        bar.set_label("income, %")
        when = "within a year" if metric == "sensitivity" else "after adjusting"
        titled(
            ax,
            title or f"What each would lose {when}, {date}",
            "The row’s loss if its ties with the column ended: median, and the middle 90 % of the runs.",
        )
    return ax
