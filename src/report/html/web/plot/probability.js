// A probability as a bar from 0 to 100 %.
//
// { p, error, kind, parts: [[value, p]], others: [p] }

import * as Plot from "@observablehq/plot";
import { GRID, STYLE } from "./common.js";

const HEIGHT = 30;
let patterns = 0;

export function probability({ p, error, kind, parts, others }, width) {
  const id = `hatch-${++patterns}`;
  const fill = kind === "informed" ? `url(#${id})` : "var(--bar)";
  const span = [Math.max(0, p - 2 * error), Math.min(1, p + 2 * error)];
  const figure = document.createElement("div");
  figure.append(
    Plot.plot({
      width,
      height: HEIGHT,
      margin: 0,
      marginLeft: 6,
      marginRight: 6,
      style: STYLE,
      x: { domain: [0, 1], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        () => hatch(id),
        Plot.ruleX([0, 0.25, 0.5, 0.75, 1], { stroke: GRID }),
        Plot.rect([p], { x1: 0, x2: (d) => d, y1: 0.3, y2: 0.7, className: "data", fill, stroke: "var(--bar)", strokeWidth: 1 }),
        Plot.link([span], { x1: "0", x2: "1", y1: 0.5, y2: 0.5, stroke: "var(--ink)", strokeWidth: 1.5 }),
        Plot.tickX(parts.map(([, share]) => share), { x: (d) => d, y: null, insetTop: 3, insetBottom: 3, stroke: "var(--ink)", strokeWidth: 1.5 }),
        Plot.text(crowd(parts), { x: "at", y: 1, text: "label", dy: 2, fontSize: 9.5, fill: "var(--soft)", stroke: "var(--paper)", strokeWidth: 3, textAnchor: "middle" }),
        Plot.dot(others, { x: (d) => d, y: 0.5, r: 4.5, fill: "var(--paper)", stroke: "var(--ink)", strokeWidth: 1.5 }),
      ],
    }),
  );
  return figure;
}

/** Labels of the ticks; none where they would lie on each other. */
function crowd(parts) {
  const sorted = parts.map(([label, at]) => ({ label, at })).sort((a, b) => a.at - b.at);
  const near = sorted.some((one, i) => i > 0 && one.at - sorted[i - 1].at < 0.09);
  return near ? [] : sorted;
}

function hatch(id) {
  const SVG = "http://www.w3.org/2000/svg";
  const make = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const defs = make("defs", {});
  const pattern = make("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(make("rect", { width: 2, height: 5, fill: "var(--bar)" }));
  defs.append(pattern);
  return defs;
}
