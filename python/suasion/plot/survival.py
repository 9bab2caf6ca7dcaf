"""By when one power has got ahead of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from suasion import Outcome
from suasion.plot.style import COLOURS, axes, label_ends, listed, styled, titled, wrapped


def survival(
    outcome: Outcome,
    crossings: str | Iterable[str] | Mapping[str, str] | None = None,
    *,
    title: str = "Who gets ahead, and by when",
    ax: Axes | None = None,
) -> Axes:
    """The share of the runs in which a crossing has happened, by date: 1 − Kaplan–Meier.

    Args:
        outcome: The result.
        crossings: Ids of crossings; a dict says what each is called in the figure. Default: all.
        title: The title.
        ax: Axes to draw into.

    Raises:
        ValueError: The scenario declares no such crossing.
    """
    rows = outcome.survival.rows()
    known = {row["crossing"]: row["title"] for row in rows}
    names = (
        dict(crossings)
        if isinstance(crossings, Mapping)
        else {
            crossing: known.get(crossing, crossing)
            for crossing in (known if crossings is None else listed(crossings))
        }
    )
    for crossing in names:
        if crossing not in known:
            raise ValueError(f"no crossing is called `{crossing}`; there are {', '.join(known)}")
    if not names:
        raise ValueError("the scenario declares no crossing")
    with styled():
        ax = axes(ax, 6.4, 3.6)
        ends, texts, colours = [], [], []
        for at, (crossing, name) in enumerate(names.items()):
            colour = COLOURS[at % len(COLOURS)]
            points = [row for row in rows if row["crossing"] == crossing]
            x = [row["years"] for row in points]
            share = [100 * row["crossed"] for row in points]
            low = [
                100 * (row["low"] if row["low"] is not None else row["crossed"]) for row in points
            ]
            high = [
                100 * (row["high"] if row["high"] is not None else row["crossed"]) for row in points
            ]
            ax.fill_between(x, low, high, step="post", color=colour, alpha=0.22, linewidth=0)
            ax.step(x, share, where="post", color=colour, linewidth=1.8)
            ends.append(share[-1])
            texts.append(wrapped(name, 30))
            colours.append(colour)
        ax.set_ylim(0, 100)
        ax.set_ylabel("runs in which it has happened, %")
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        ax.margins(x=0)
        titled(
            ax,
            title,
            "A run that is ahead in the base year counts from there. Band: 95 % interval from the "
            "number of runs.",
        )
        left, right = ax.get_xlim()
        label_ends(ax, right + 0.012 * (right - left), ends, texts, colours)
    return ax
