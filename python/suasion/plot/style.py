"""What all figures have in common: colours, axes, labels that stand in place."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

# Okabe and Ito (2008), without the yellow, which is faint on paper.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"]
INK = "#222222"
MUTED = "#6b6b6b"
RULE = "#d0d0d0"

STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "font.family": "sans-serif",
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.color": INK,
    "figure.dpi": 110.0,
    "savefig.dpi": 200.0,
    "savefig.bbox": "tight",
    "figure.constrained_layout.use": True,
}


def styled() -> AbstractContextManager[None]:
    """The style, for as long as a figure is drawn."""
    # A backend that is loaded meanwhile would lose its own settings with the style's.
    plt.draw_if_interactive()  # type: ignore[no-untyped-call]
    return plt.rc_context(STYLE)


def axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes that were given, or new ones of so many inches."""
    if ax is not None:
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(color=MUTED, width=0.6, labelsize=STYLE["font.size"])
        return ax
    return plt.subplots(figsize=(width, height))[1]


def percent(unit: str) -> bool:
    """Whether figures of a unit are shown in percent."""
    return unit in ("0-1", "probability") or unit.startswith("share")


def titled(ax: Axes, title: str, below: str = "") -> None:
    """A title, and under it in grey what the marks mean."""
    left, above = left_edge(ax), top_edge(ax)
    width = (1.0 - left) * ax.get_window_extent().width * 72.0 / ax.figure.dpi
    # A letter of this size is about four points wide.
    lines = textwrap.wrap(below, max(30, int(width / 4.0)))
    ax.set_title(title, x=left, pad=above + 8 + 12 * len(lines))
    if lines:
        ax.annotate(
            "\n".join(lines),
            (left, 1),
            xycoords="axes fraction",
            xytext=(0, above + 5),
            textcoords="offset points",
            fontsize=8,
            color=MUTED,
            va="bottom",
            ha="left",
            linespacing=1.3,
            annotation_clip=False,
        )


def left_edge(ax: Axes) -> float:
    """Where the labels of the vertical axis begin, in parts of the axes' width."""
    ax.figure.canvas.draw()
    frame = ax.get_window_extent()
    lefts = [label.get_window_extent().x0 for label in ax.get_yticklabels() if label.get_text()]
    if ax.yaxis.label.get_text():
        lefts.append(ax.yaxis.label.get_window_extent().x0)
    if not ax.axison or not lefts or not frame.width:
        return 0.0
    return float(min(0.0, (min(lefts) - frame.x0) / frame.width))


def top_edge(ax: Axes) -> float:
    """How far labels above the axes reach, in points."""
    frame = ax.get_window_extent()
    shown = ax.axison and bool(ax.xaxis.get_tick_params().get("labeltop"))
    tops = [label.get_window_extent().y1 for label in ax.get_xticklabels() if label.get_text()]
    if not shown or not tops:
        return 0.0
    return float(max(0.0, max(tops) - frame.y1) * 72.0 / ax.figure.dpi)


def spread(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places for labels of these heights, which do not touch, each near to where it is wanted."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    groups: list[tuple[float, list[int]]] = []
    for at in order:
        groups.append((wanted[at], [at]))
        while len(groups) > 1:
            (middle, upper), (below, lower) = groups[-1], groups[-2]
            if middle - below >= sum(sizes[i] for i in lower + upper) / 2:
                break
            both = lower + upper
            groups[-2:] = [(sum(wanted[i] for i in both) / len(both), both)]
    places = [0.0] * len(wanted)
    for middle, members in groups:
        place = middle - sum(sizes[i] for i in members) / 2
        for at in members:
            places[at] = place + sizes[at] / 2
            place += sizes[at]
    return places


def label_ends(
    ax: Axes, x: float, ends: Sequence[float], texts: Sequence[str], colours: Sequence[str]
) -> None:
    """Labels right of the lines that end at `x`, moved apart where they would touch."""
    low, high = ax.get_ylim()
    height = ax.get_window_extent().height or 300.0
    line = 11.5 * ax.figure.dpi / 72.0 * (high - low) / height
    sizes = [line * (text.count("\n") + 1.3) for text in texts]
    for end, place, text, colour in zip(ends, spread(ends, sizes), texts, colours, strict=True):
        ax.annotate(
            text,
            xy=(x, end),
            xytext=(x, place),
            xycoords="data",
            textcoords="data",
            annotation_clip=False,
            color=colour,
            va="center",
            ha="left",
            fontsize=8.5,
        )


def wrapped(text: str, width: int) -> str:
    """A text in lines of at most so many characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def label_of(row: dict[str, Any]) -> str:
    """A metric with its subject and object, as it is written: `trade_share[KAZ,CHN]`."""
    names = [name for name in (row["subject"], row["object"]) if name]
    return f"{row['metric']}[{','.join(names)}]" if names else str(row["metric"])


def colours_of(labels: Sequence[str], powers: Sequence[str]) -> list[str]:
    """A colour for each metric: that of the power that it is about, the same in every figure; where
    two would be alike, one after the other.
    """
    about = [next((p for p in powers if p in _names(label)), None) for label in labels]
    if None in about or len(set(about)) < len(about):
        return [COLOURS[at % len(COLOURS)] for at in range(len(labels))]
    return [COLOURS[powers.index(power) % len(COLOURS)] for power in about if power is not None]


def _names(label: str) -> list[str]:
    """Subject and object of a metric, the object first."""
    inside = label.partition("[")[2].rstrip("]")
    return inside.split(",")[::-1]


def listed(given: str | Iterable[str]) -> list[str]:
    """One or several names as a list."""
    return [given] if isinstance(given, str) else list(given)


def year(date: str) -> float:
    """The middle of the step that a label names, in years: 2024, 2024Q3, 2024-07."""
    if "Q" in date:
        whole, quarter = date.split("Q")
        return int(whole) + (int(quarter) - 0.5) / 4
    if "-" in date:
        whole, month = date.split("-")
        return int(whole) + (int(month) - 0.5) / 12
    return int(date) + 0.5


def chosen(summary: list[dict[str, Any]], label: str) -> list[dict[str, Any]]:
    """The rows of a metric, in order of time."""
    rows = [row for row in summary if label_of(row) == label]
    if not rows:
        near = sorted({label_of(row) for row in summary})
        known = [other for other in near if other.split("[")[0] == label.split("[")[0]]
        shown = ", ".join((known or near)[:8])
        raise ValueError(f"the result keeps no `{label}`; it keeps {shown}, …")
    return sorted(rows, key=lambda row: row["step"])
