// Two probabilities and the way between them, from 0 to 100 %.
//
// { before, after }

import * as Plot from "@observablehq/plot";
import { GRID, STYLE } from "./common.js";

export function dumbbell({ before, after }, width) {
  const tone = "var(--c6)";
  const figure = document.createElement("div");
  figure.append(
    Plot.plot({
      width,
      height: 30,
      margin: 0,
      marginLeft: 7,
      marginRight: 7,
      style: STYLE,
      x: { domain: [0, 1], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        Plot.ruleX([0, 0.25, 0.5, 0.75, 1], { stroke: GRID }),
        Plot.link([0], { x1: before, x2: after, y1: 0.5, y2: 0.5, stroke: tone, strokeWidth: 4, strokeOpacity: 0.55 }),
        Plot.dot([before], { x: (d) => d, y: 0.5, r: 5, fill: "var(--paper)", stroke: "var(--ink)", strokeWidth: 1.5 }),
        Plot.dot([after], { x: (d) => d, y: 0.5, className: "data", r: 5, fill: tone, stroke: "var(--paper)", strokeWidth: 0.75 }),
      ],
    }),
  );
  return figure;
}
