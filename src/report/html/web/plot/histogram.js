// Histograms of transforms: in which tenth of its forecast what happened fell, panel by panel.
//
// { panels: [{ title, colour, bins: [share], n }] }
// Honest forecasts fill every bin alike: the line.

import * as Plot from "@observablehq/plot";
import { STYLE, colour, levels, panels, percent } from "./common.js";

export function histogram({ panels: list }, width) {
  const top = Math.max(0.3, ...list.flatMap(({ bins }) => bins));
  return panels(list, width, 150, (panel, each) => one(panel, top, each));
}

function one({ title, bins, n, colour: index }, top, width) {
  const bars = bins.map((share, at) => ({ from: at / bins.length, to: (at + 1) / bins.length, share }));
  return Plot.plot({
    width,
    height: 120,
    marginLeft: 30,
    marginRight: 6,
    marginTop: 8,
    marginBottom: 24,
    style: STYLE,
    ariaLabel: title,
    x: { domain: [0, 1] },
    y: { domain: [0, top] },
    marks: [
      ...levels([0, 0.1, 0.2, 0.3]),
      Plot.axisX({ ticks: [0, 0.5, 1], tickSize: 0, label: null, tickFormat: (u) => String(100 * u), fill: "var(--soft)" }),
      Plot.rectY(bars, { x1: "from", x2: "to", y: "share", className: "data", fill: colour(index), fillOpacity: 0.75, insetLeft: 0.5, insetRight: 0.5 }),
      Plot.ruleY([1 / bins.length], { stroke: "var(--ink)", strokeWidth: 1 }),
      Plot.tip(
        bars.map(({ from, to, share }) => ({ x: (from + to) / 2, y: share, title: `${percent(share)} % of ${n}` })),
        Plot.pointerX({ x: "x", y: "y", title: "title", className: "tip" }),
      ),
    ],
  });
}
