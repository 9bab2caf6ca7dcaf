"""What another scenario changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matplotlib.axes import Axes

from suasion import Comparison
from suasion.plot.style import COLOURS, MUTED, RULE, axes, listed, percent, styled, titled, wrapped


def differences(
    comparison: Comparison,
    metrics: str | Iterable[str] | Mapping[str, str] | None = None,
    *,
    at: str | int | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A dot for each metric and scenario: the mean of the paired differences from the reference.

    The thick line is the 95 % interval of that mean, which shrinks with more runs; the thin one
    holds 90 % of the single runs' differences, and does not.

    Args:
        comparison: The comparison.
        metrics: Labels as in `gdp[KAZ]`; a dict says what each is called. Default: all of the unit
            that most have.
        at: Label of a step. Default: the last that was compared.
        title: Default: whose difference it is.
        ax: Axes to draw into.

    Raises:
        ValueError: Nothing of the kind was compared, or the metrics have different units.
    """
    rows = comparison.outcomes.rows()
    dates = list(dict.fromkeys(row["date"] for row in rows))
    if not dates:
        raise ValueError("nothing was compared")
    date = dates[-1] if at is None else next((d for d in dates if d.startswith(str(at))), str(at))
    rows = [row for row in rows if row["date"] == date and row["difference"] is not None]
    if metrics is None:
        all_units = [row["unit"] for row in rows]
        common = max(set(all_units), key=all_units.count) if all_units else ""
        names = {row["label"]: row["label"] for row in rows if row["unit"] == common}
    else:
        names = dict(metrics) if isinstance(metrics, Mapping) else {m: m for m in listed(metrics)}
    rows = [row for row in rows if row["label"] in names]
    missing = [label for label in names if not any(row["label"] == label for row in rows)]
    if not rows or missing:
        raise ValueError(f"{', '.join(missing) or 'nothing'} was not compared at {date}")
    units = {row["unit"] for row in rows}
    if len(units) > 1:
        raise ValueError(f"one figure has one unit, these have {', '.join(sorted(units))}")
    unit = units.pop()
    scale = 100.0 if percent(unit) else 1.0
    others = [name for name in comparison.names if name != comparison.reference]
    labels = list(names)
    with styled():
        ax = axes(ax, 6.4, 1.5 + (0.26 + 0.16 * len(others)) * len(labels))
        ax.axvline(0, color=MUTED, linewidth=0.8)
        for row in rows:
            number = others.index(row["scenario"])
            y = labels.index(row["label"]) + 0.62 * ((number + 0.5) / len(others) - 0.5)
            colour = COLOURS[number % len(COLOURS)]
            ends = [scale * row[key] for key in ("run_q05", "run_q95", "low", "high")]
            ax.plot(ends[:2], [y, y], color=colour, linewidth=1.0, alpha=0.75)
            ax.plot(ends[2:], [y, y], color=colour, linewidth=4.0, alpha=0.6, solid_capstyle="butt")
            ax.plot(scale * row["difference"], y, "o", color=colour, ms=4.5, mec="white", mew=0.6)
        ax.set_yticks(range(len(labels)), [wrapped(names[label], 40) for label in labels])
        ax.set_ylim(len(labels) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.xaxis.grid(True, color=RULE, linewidth=0.5)
        ax.set_axisbelow(True)
        ax.set_xlabel("difference, " + ("percentage points" if scale == 100.0 else unit))
        if len(others) > 1:
            for number, name in enumerate(others):
                ax.plot([], [], "o-", color=COLOURS[number % len(COLOURS)], ms=4.5, label=name)
            ax.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        titled(
            ax,
            title or f"{' and '.join(others[:3])} less {comparison.reference}, {date}",
            "Dot: mean over runs of the paired difference; thick: its 95 % interval; thin: the "
            "middle 90 % of the single runs.",
        )
    return ax
