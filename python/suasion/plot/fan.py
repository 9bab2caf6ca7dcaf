"""How a metric spreads over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from suasion import Outcome
from suasion.plot.style import (
    axes,
    chosen,
    colours_of,
    label_ends,
    listed,
    percent,
    styled,
    titled,
    year,
)


def fan(
    outcome: Outcome,
    metrics: str | Iterable[str] | Mapping[str, str],
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Median, middle half and middle 90 % of the runs, step by step.

    Args:
        outcome: The result.
        metrics: One metric, as in `regional_share[central_asia,CHN]`, or several of one unit; a
            dict says what each is called in the figure.
        title: Default: the first metric's meaning.
        ax: Axes to draw into.

    Returns:
        The axes; shares are drawn in percent.

    Raises:
        ValueError: The result does not keep a metric, or the metrics have different units.
    """
    names = dict(metrics) if isinstance(metrics, Mapping) else {m: m for m in listed(metrics)}
    summary = outcome.summary.rows()
    series = {label: chosen(summary, label) for label in names}
    units = {rows[0]["unit"] for rows in series.values()}
    if len(units) > 1:
        raise ValueError(f"one figure has one unit, these have {', '.join(sorted(units))}")
    unit = units.pop()
    scale = 100.0 if percent(unit) else 1.0
    with styled():
        ax = axes(ax, 6.4, 3.6)
        ends, texts, colours, reach = [], [], [], []
        first, last = float("inf"), float("-inf")
        in_colour = colours_of(list(series), list(outcome.scenario.powers))
        for (label, rows), colour in zip(series.items(), in_colour, strict=True):
            rows = [row for row in rows if row["q50"] is not None]
            x = [year(row["date"]) for row in rows]
            band = {
                q: [scale * row[q] for row in rows] for q in ("q05", "q25", "q50", "q75", "q95")
            }
            if len(series) == 1:
                ax.fill_between(x, band["q05"], band["q95"], color=colour, alpha=0.16, linewidth=0)
            ax.fill_between(x, band["q25"], band["q75"], color=colour, alpha=0.22, linewidth=0)
            ax.plot(x, band["q50"], color=colour, linewidth=1.8, solid_capstyle="round")
            reach.append((band["q05"][-1], band["q95"][-1]))
            last = max(last, x[-1])
            first = min(first, x[0])
            ends.append(band["q50"][-1])
            texts.append(names[label])
            colours.append(colour)
        ax.set_ylabel("%" if scale == 100.0 else unit)
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        width = last - first
        right = last
        if len(series) > 1:
            # Bands of 90 % would hide each other: they stand as lines at the end.
            for (low, high), end, colour in zip(reach, ends, colours, strict=True):
                right += 0.022 * width
                ax.plot([right, right], [low, high], color=colour, linewidth=1.4, clip_on=False)
                ax.plot(right, end, "o", color=colour, ms=3.5, clip_on=False)
        ax.set_xlim(first, last)
        titled(
            ax,
            title or names[next(iter(names))],
            "Median of the runs; darker band: the middle half, lighter band: the middle 90 %."
            if len(series) == 1
            else "Median of the runs; band: the middle half; line at the end: the middle 90 %.",
        )
        label_ends(ax, right + 0.02 * width, ends, texts, colours)
    return ax
