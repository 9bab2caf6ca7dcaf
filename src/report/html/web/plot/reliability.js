// Reliability: how often what was said happened, against how often it was said it would.
//
// { said, happened, panels: [{ title, series: [{ name, colour, points: [[said, happened, n]] }] }] }
// `said`, `happened`: words of the axes. On the diagonal the forecasts mean what they say.

import * as Plot from "@observablehq/plot";
import { GRID, STYLE, colour, panels, percent, short } from "./common.js";

const TICKS = [0, 0.25, 0.5, 0.75, 1];
const DASHES = ["none", "6 3", "1.5 3", "9 3 2 3"];

export function reliability({ said, happened, panels: list }, width) {
  return panels(list, width, 190, (panel, each) => one(panel, { said, happened }, each));
}

function one({ title, series }, words, width) {
  const size = Math.min(width, 260);
  return Plot.plot({
    width: size,
    height: size,
    marginLeft: 38,
    marginBottom: 36,
    marginTop: 8,
    marginRight: 10,
    style: STYLE,
    ariaLabel: title,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    marks: [
      Plot.gridX({ ticks: TICKS, stroke: GRID, strokeOpacity: 1 }),
      Plot.gridY({ ticks: TICKS, stroke: GRID, strokeOpacity: 1 }),
      Plot.axisX({ ticks: TICKS, tickSize: 0, tickFormat: short, label: words.said, labelAnchor: "center", labelArrow: "none", fill: "var(--soft)" }),
      Plot.axisY({ ticks: TICKS, tickSize: 0, tickFormat: short, label: words.happened, labelAnchor: "center", labelArrow: "none", fill: "var(--soft)" }),
      Plot.link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: "var(--soft)", strokeWidth: 1 }),
      ...series.map(({ points, colour: index }, at) =>
        Plot.line(points, { x: "0", y: "1", className: "data", stroke: colour(index), strokeWidth: 2, strokeDasharray: DASHES[at % DASHES.length] }),
      ),
      ...series.map(({ points, colour: index }) =>
        Plot.dot(points, { x: "0", y: "1", className: "data", fill: colour(index), r: 2.5 }),
      ),
      Plot.tip(
        series.flatMap(({ name, points }) =>
          points.map(([x, y, n]) => ({ x, y, title: `${name}\n${words.said} ${percent(x)}\n${words.happened} ${percent(y)}\n${n} forecasts` })),
        ),
        Plot.pointer({ x: "x", y: "y", title: "title", className: "tip" }),
      ),
    ],
  });
}
