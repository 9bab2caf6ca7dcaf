"""Figures of results, for papers and notebooks; needs `pip install "suasion[plot]"` (matplotlib).

Every function draws into the axes that it is given, or into new ones of a fitting size, and gives
the axes back: `ax.figure.savefig("fan.pdf")`. Colours are those of Okabe and Ito (2008), which
colour-blind readers tell apart; everything is labelled in place, with units, and uncertainty is
always shown: a band or a thin line holds 90 % of the runs unless the label says otherwise.

| function | shows |
| --- | --- |
| `fan` | how a metric spreads over time |
| `network` | whose influence each country is under |
| `dependence` | what each would lose if its ties with another ended |
| `survival` | by when one power has got ahead of another |
| `claims` | how often each claim holds |
| `differences` | what another scenario changes |
| `shares` | what carries a change |
| `reliability` | whether stated probabilities come true |
| `coverage` | whether stated intervals hold what they should |
"""

try:
    import matplotlib  # noqa: F401
except ImportError as error:
    raise ImportError("suasion.plot draws with matplotlib: pip install 'suasion[plot]'") from error

from suasion.plot.claims import claims
from suasion.plot.coverage import coverage
from suasion.plot.dependence import dependence
from suasion.plot.differences import differences
from suasion.plot.fan import fan
from suasion.plot.network import network
from suasion.plot.reliability import reliability
from suasion.plot.shares import shares
from suasion.plot.survival import survival

__all__ = [
    "claims",
    "coverage",
    "dependence",
    "differences",
    "fan",
    "network",
    "reliability",
    "shares",
    "survival",
]
