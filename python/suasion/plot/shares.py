"""What carries a change."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from suasion import Attribution
from suasion.plot.style import COLOURS, MUTED, RULE, axes, percent, styled, titled, wrapped


def shares(
    attribution: Attribution,
    *,
    names: Mapping[str, str] | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A waterfall: the shares of the items one after another, from nothing to the whole change.

    Items that change exactly nothing are left out.

    Args:
        attribution: The attribution.
        names: What items are called in the figure, by their names in the attribution.
        title: Default: the metric and its dates.
        ax: Axes to draw into.
    """
    rows = attribution.shares.rows()
    [question] = attribution.question.rows()
    parts = [row for row in rows if row["role"] != "total" and row["share"] != 0.0]
    parts.sort(key=lambda row: (row["role"] == "rest", -abs(row["share"])))
    [total] = [row for row in rows if row["role"] == "total"]
    scale = 100.0 if percent(question["unit"]) else 1.0
    called = dict(names or {})
    with styled():
        ax = axes(ax, 6.4, 1.5 + 0.34 * (len(parts) + 1))
        start = 0.0
        for at, row in enumerate([*parts, total]):
            share, whole = scale * row["share"], row["role"] == "total"
            left = 0.0 if whole else start
            colour = MUTED if whole or row["role"] == "rest" else COLOURS[0 if share >= 0 else 1]
            ax.barh(at, share, left=left, height=0.6, color=colour, alpha=0.8)
            low, high = left + scale * row["low"], left + scale * row["high"]
            ax.plot([low, high], [at, at], color="black", linewidth=1.2)
            if not whole:
                ax.plot([left + share] * 2, [at, at + 1], color=MUTED, linewidth=0.6)
            reach = max(left, left + share, high)
            ax.annotate(
                signed(share),
                (reach, at),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
            start += 0.0 if whole else share
        ax.axvline(0, color=MUTED, linewidth=0.8)
        labels = [wrapped(called.get(row["item"], row["item"]), 34) for row in [*parts, total]]
        ax.set_yticks(range(len(labels)), labels)
        ax.set_ylim(len(labels) - 0.5, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.xaxis.grid(True, color=RULE, linewidth=0.5)
        ax.set_axisbelow(True)
        ax.margins(x=0.12)
        ax.set_xlabel("percentage points" if scale == 100.0 else question["unit"])
        since = f"{question['since']}–" if question["since"] else ""
        titled(
            ax,
            title or f"What carries the change of {question['metric']}, {since}{question['at']}",
            "Shapley values, mean over runs; black line: 95 % interval.",
        )
    return ax


def signed(number: float) -> str:
    """A number with its sign and two decimals; what rounds to nothing has no sign."""
    text = f"{number:+.2f}".replace("-", "−")
    return "0.00" if text[1:] == "0.00" else text
