"""Whose influence each country is under."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from suasion import Outcome
from suasion.plot.style import COLOURS, axes, listed, spread, styled, titled


def network(
    outcome: Outcome,
    *,
    at: str | int | None = None,
    clients: Iterable[str] | None = None,
    region: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Powers on the left, countries on the right; a ribbon is as thick as the mean share of a power
    in all powers' influence over a country.

    Args:
        outcome: The result.
        at: Label of a step, as in `2030` or `"2030Q4"`. Default: the last.
        clients: Ids of the countries. Default: all that are no power themselves.
        region: Instead of `clients`: the members that a region declares.
        title: Default: "Influence in" and the date.
        ax: Axes to draw into.

    Raises:
        ValueError: The result keeps no influence shares at that date, or of these countries.
    """
    scenario = outcome.scenario
    rows = [row for row in outcome.summary.rows() if row["metric"] == "influence_share"]
    dates = list(dict.fromkeys(row["date"] for row in rows))
    date = dates[-1] if at is None and dates else _step(str(at), dates)
    shares: dict[tuple[str, str], float] = {
        (row["subject"], row["object"]): row["mean"] or 0.0 for row in rows if row["date"] == date
    }
    powers = [power for power in scenario.powers if any(p == power for p, _ in shares)]
    wanted = None if clients is None else listed(clients)
    if region is not None:
        wanted = _members(outcome, region)
    known = list(dict.fromkeys(client for _, client in shares if client not in powers))
    known = [client for client in (wanted or known) if any(c == client for _, c in shares)]
    if not known or not powers:
        raise ValueError(f"the result keeps no influence_share of these countries at {date}")
    leader = {c: max(powers, key=lambda p: shares.get((p, c), 0.0)) for c in known}
    known.sort(key=lambda c: (powers.index(leader[c]), -shares.get((leader[c], c), 0.0)))
    with styled():
        ax = axes(ax, 6.4, 0.9 + 0.34 * max(len(known), 6))
        _draw(ax, outcome, powers, known, shares)
        titled(
            ax,
            title or f"Influence in {date}",
            "Ribbon: a power’s share in all powers’ influence over a country, mean over runs. "
            "Number: the largest share, %.",
        )
    return ax


def _draw(
    ax: Axes,
    outcome: Outcome,
    powers: list[str],
    clients: list[str],
    shares: dict[tuple[str, str], float],
) -> None:
    names = outcome.scenario.actors
    n, space = len(clients), 0.25
    tops = [(n - at) * (1 + space) for at in range(n)]
    height = n * (1 + space)
    totals = [sum(shares.get((p, c), 0.0) for c in clients) for p in powers]
    gap = (height - sum(totals)) / max(len(powers) - 1, 1) * 0.8
    left, place = [], height - (height - sum(totals) - gap * (len(powers) - 1)) / 2
    for total in totals:
        left.append(place)
        place -= total + gap
    middles = [top - total / 2 for top, total in zip(left, totals, strict=True)]
    used = dict(zip(powers, left, strict=True))
    for at, client in enumerate(clients):
        top = tops[at]
        for number, power in enumerate(powers):
            share = shares.get((power, client), 0.0)
            colour = COLOURS[number % len(COLOURS)]
            _ribbon(ax, used[power], top, share, colour)
            used[power] -= share
            top -= share
        best = max(powers, key=lambda p: shares.get((p, client), 0.0))
        colour = COLOURS[powers.index(best) % len(COLOURS)]
        ax.text(1.02, tops[at] - 0.5, names.get(client, client), va="center", ha="left")
        ax.text(
            1.52,
            tops[at] - 0.5,
            f"{100 * shares.get((best, client), 0.0):.0f}",
            va="center",
            ha="right",
            color=colour,
            fontweight="bold",
        )
    for number, (power, place) in enumerate(
        zip(powers, spread(middles, [0.95] * len(powers)), strict=True)
    ):
        ax.text(
            -0.03,
            place,
            names.get(power, power),
            va="center",
            ha="right",
            color=COLOURS[number % len(COLOURS)],
            fontweight="bold",
        )
    ax.set_xlim(-0.45, 1.55)
    ax.set_ylim(0, height + 0.1)
    ax.axis("off")


def _ribbon(ax: Axes, left: float, right: float, width: float, colour: str) -> None:
    """A band from (0, left) down to (1, right), `width` thick."""
    if width < 0.004:
        return
    x = [0.0, 0.5, 0.5, 1.0]
    upper = np.column_stack([x, [left, left, right, right]])
    lower = np.column_stack([x, [left - width, left - width, right - width, right - width]])[::-1]
    points = np.vstack([upper, lower, upper[:1]])
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(points, codes), facecolor=colour, edgecolor="none", alpha=0.55))


def _step(at: str, dates: list[str]) -> str:
    """The last step that a date covers."""
    covered = [date for date in dates if date == at or date.startswith((f"{at}Q", f"{at}-"))]
    if not covered:
        raise ValueError(f"`{at}` is no date between {dates[0]} and {dates[-1]}" if dates else at)
    return covered[-1]


def _members(outcome: Outcome, region: str) -> list[str]:
    import tomllib

    regions = tomllib.loads(outcome.scenario.text).get("regions", {})
    if region not in regions:
        raise ValueError(f"no region is called `{region}`; there are {', '.join(regions)}")
    members: list[str] = regions[region].get("members", [])
    if not members:
        raise ValueError(f"the members of `{region}` change with an institution: name `clients`")
    return members
