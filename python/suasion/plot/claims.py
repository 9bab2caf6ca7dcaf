"""How often each claim holds."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from suasion import Outcome
from suasion.plot.style import COLOURS, MUTED, RULE, axes, listed, styled, titled, wrapped


def claims(
    outcome: Outcome,
    which: Iterable[str] | None = None,
    *,
    title: str = "How often each claim holds",
    ax: Axes | None = None,
) -> Axes:
    """A bar for each claim: the share of the runs in which it holds, ± 1.96 Monte Carlo errors.

    Hollow marks show the same test in the world without what the claim blames, and with the sign
    that carries an informed claim drawn either way.

    Args:
        outcome: The result.
        which: Ids of claims. Default: all that are tested.
        title: The title.
        ax: Axes to draw into.

    Raises:
        ValueError: The result tests no such claim.
    """
    texts = {row["claim"]: row["text"] for row in outcome.scenario.claims.rows()}
    rows = [row for row in outcome.claims.rows() if row["structure"] is None]
    by_world = {(row["claim"], row["world"]): row for row in rows}
    tested = list(dict.fromkeys(row["claim"] for row in rows))
    wanted = tested if which is None else listed(which)
    for claim in wanted:
        if claim not in tested:
            raise ValueError(f"no claim `{claim}` is tested; there are {', '.join(tested)}")
    colours = {"emergent": COLOURS[0], "informed": COLOURS[5]}
    with styled():
        ax = axes(ax, 7.2, 1.3 + 0.46 * len(wanted))
        for at, claim in enumerate(wanted):
            row = by_world[claim, "scenario"]
            share = row["probability"]
            if share is None:
                ax.text(1, at, "decided in no run", va="center", color=MUTED)
                continue
            error = 196 * (row["mc_error"] or 0.0)
            ax.barh(at, 100 * share, height=0.62, color=colours[row["kind"]], alpha=0.75)
            ax.errorbar(100 * share, at, xerr=error, color="black", capsize=2, linewidth=1)
            ax.text(
                101.5,
                at,
                written(share),
                va="center",
                ha="left",
                fontweight="bold",
                color=colours[row["kind"]],
            )
            for world, mark in (("counterfactual", "o"), ("symmetric", "D")):
                other = by_world.get((claim, world))
                if other is not None and other["probability"] is not None:
                    ax.plot(
                        100 * other["probability"],
                        at,
                        mark,
                        mfc="white",
                        mec="black",
                        ms=5,
                        mew=1,
                        clip_on=False,
                        zorder=5,
                    )
        ax.set_yticks(
            range(len(wanted)), [wrapped(texts.get(c, c), 62) for c in wanted], fontsize=8
        )
        ax.set_ylim(len(wanted) - 0.4, -0.6)
        ax.set_xlim(0, 100)
        ax.set_xlabel("share of the runs in which the claim holds, %")
        ax.xaxis.grid(True, color=RULE, linewidth=0.5)
        ax.set_axisbelow(True)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        _legend(
            ax,
            {by_world[c, "scenario"]["kind"] for c in wanted},
            {world for c, world in by_world if c in wanted},
            colours,
        )
        titled(ax, title)
    return ax


def written(share: float) -> str:
    """A share in percent; what is neither never nor always does not look so."""
    return f"{100 * share:.1f}" if 0 < share < 0.01 or 0.99 < share < 1 else f"{100 * share:.0f}"


def _legend(ax: Axes, kinds: set[str], worlds: set[str], colours: dict[str, str]) -> None:
    said = {
        "emergent": "emergent: the sign is not built in",
        "informed": "informed: the sign is partly built in",
    }
    marks = [
        Line2D([], [], color=colours[kind], linewidth=6, alpha=0.75, label=said[kind])
        for kind in said
        if kind in kinds
    ]
    if "counterfactual" in worlds:
        label = "the same test in the claim's counterfactual"
        marks.append(Line2D([], [], marker="o", mfc="white", mec="black", ls="", label=label))
    if "symmetric" in worlds:
        label = "with the sign that carries it drawn either way"
        marks.append(Line2D([], [], marker="D", mfc="white", mec="black", ls="", label=label))
    ax.legend(
        handles=marks,
        loc="upper right",
        bbox_to_anchor=(1.0, -0.16 if len(ax.get_yticks()) < 8 else -0.08),
        frameon=False,
        fontsize=7.5,
        ncols=2,
    )
