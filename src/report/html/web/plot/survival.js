// Survival curves: the share of the runs in which something has not happened yet.
//
// { time: {base, end}, curves: [{ label, name, part, points: [[years, label, share, low, high]] }] }
// `part`: the place of a value among those of the structural number `name`; absent for all runs.

import * as Plot from "@observablehq/plot";
import { INK, STYLE, apart, levels, percent, years } from "./common.js";

const last = ({ points }) => points[points.length - 1];

const DASHES = ["1.5 3", "6 3", "none", "9 3 2 3", "3 6"];

export function survival({ time, curves }, width, paper) {
  const height = paper ? 230 : Math.round(Math.min(330, Math.max(240, width * 0.42)));
  const [marginTop, marginBottom] = [18, 28];
  const tone = ({ part }) => (part == null ? INK : `var(--s${(part % 5) + 1})`);
  const dash = ({ part }) => (part == null ? "none" : DASHES[part % DASHES.length]);
  const drawn = curves.filter(({ points }) => points.length).map((curve) => whole(curve, time.end));
  // One structural number stands above its values; several stand before each.
  const names = [...new Set(drawn.flatMap(({ name }) => name ?? []))];
  const shown = ({ name, label }) => (name && names.length > 1 ? `${name} ${label}` : label);
  const words = drawn.map((curve) => `${shown(curve)}: ${percent(last(curve)[2])} %`);
  const title = names.length === 1 ? names[0] : "";
  const marginRight = 18 + 6.9 * Math.max(title.length, ...words.map((text) => text.length));
  const inside = height - marginTop - marginBottom;
  const wanted = drawn.map((curve) => marginTop + (1 - last(curve)[2]) * inside);
  const placed = apart(wanted, 16, marginTop + (title ? 8 : 0), height - marginBottom);
  const ends = drawn.map((curve, i) => {
    const all = curve.part == null;
    return { text: words[i], dy: placed[i] - wanted[i], tone: tone(curve), all };
  });
  const figure = document.createElement("div");
  figure.append(
    Plot.plot({
      width,
      height,
      marginLeft: 34,
      marginRight,
      marginTop,
      marginBottom,
      style: STYLE,
      x: { domain: [time.base + 0.5, time.end] },
      y: { domain: [0, 1] },
      marks: [
        ...levels(5),
        Plot.ruleY([0], { stroke: "var(--soft)" }),
        years(time, width - marginRight - 34),
        ...drawn.filter(({ points }) => points[0].length > 3).map((curve) =>
          Plot.areaY(curve.points, {
            x: (point) => point[0],
            y1: (point) => point[3],
            y2: (point) => point[4],
            curve: "step-after",
            fill: tone(curve),
            fillOpacity: 0.15,
          }),
        ),
        ...drawn.map((curve) =>
          Plot.line(curve.points, {
            x: (point) => point[0],
            y: (point) => point[2],
            curve: "step-after",
            className: "data",
            stroke: tone(curve),
            strokeWidth: curve.part == null ? 3 : 2,
            strokeDasharray: dash(curve),
          }),
        ),
        ...drawn.map((curve, i) =>
          Plot.text([last(curve)], {
            x: (point) => point[0],
            y: (point) => point[2],
            text: () => ends[i].text,
            dx: 8,
            dy: ends[i].dy,
            textAnchor: "start",
            fill: ends[i].tone,
            fontWeight: ends[i].all ? 700 : 500,
          }),
        ),
        Plot.text([title], { frameAnchor: "top-right", text: (d) => d, dx: marginRight - 10, dy: -14, textAnchor: "end", fill: "var(--soft)" }),
        tip(drawn, shown),
      ],
    }),
  );
  return figure;
}

/** Where nothing is left to happen the table ends; the curve goes on at zero. */
function whole(curve, end) {
  const final = last(curve);
  const over = final[2] === 0 && final[0] < end;
  return over ? { ...curve, points: [...curve.points, [end, ...final.slice(1)]] } : curve;
}

/** Every curve at the moment under the pointer. */
function tip(curves, shown) {
  const moments = (curves[0]?.points ?? []).map(([x, label, y], at) => {
    const said = curves.map((curve) => `${shown(curve)}: ${percent((curve.points[at] ?? last(curve))[2])} %`);
    return { x, y, title: [`not by ${label}`, ...said].join("\n") };
  });
  return Plot.tip(moments, Plot.pointerX({ x: "x", y: "y", title: "title", className: "tip" }));
}
