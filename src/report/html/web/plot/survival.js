// Survival curves: the share of the runs in which something has not happened yet.
//
// { time: {base, end}, curves: [{ label, part, points: [[years, label, share]] }] }
// `part`: the place of a structural value; absent for all runs.

import * as Plot from "@observablehq/plot";
import { INK, STYLE, apart, levels, percent, years } from "./common.js";

const DASHES = ["1.5 3", "6 3", "none", "9 3 2 3", "3 6"];

export function survival({ time, curves }, width) {
  const height = Math.round(Math.min(330, Math.max(240, width * 0.42)));
  const marginRight = Math.min(190, Math.max(120, width * 0.24));
  const [marginTop, marginBottom] = [12, 28];
  const tone = ({ part }) => (part === undefined ? INK : `var(--s${(part % 5) + 1})`);
  const dash = ({ part }) => (part === undefined ? "none" : DASHES[part % DASHES.length]);
  const drawn = curves.filter(({ points }) => points.length);
  const inside = height - marginTop - marginBottom;
  const last = ({ points }) => points[points.length - 1];
  const wanted = drawn.map((curve) => marginTop + (1 - last(curve)[2]) * inside);
  const placed = apart(wanted, 16, marginTop, height - marginBottom);
  const ends = drawn.map((curve, i) => {
    const text = `${curve.label}: ${percent(last(curve)[2])} %`;
    return { text, dy: placed[i] - wanted[i], tone: tone(curve), all: curve.part === undefined };
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
        ...drawn.map((curve) =>
          Plot.line(curve.points, {
            x: (point) => point[0],
            y: (point) => point[2],
            curve: "step-after",
            className: "data",
            stroke: tone(curve),
            strokeWidth: curve.part === undefined ? 3 : 2,
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
        tip(drawn),
      ],
    }),
  );
  return figure;
}

/** Every curve at the moment under the pointer. */
function tip(curves) {
  const moments = (curves[0]?.points ?? []).map(([x, label, y], at) => {
    const said = curves.map((curve) => `${curve.label}: ${percent(curve.points[at][2])} %`);
    return { x, y, title: [`not by ${label}`, ...said].join("\n") };
  });
  return Plot.tip(moments, Plot.pointerX({ x: "x", y: "y", title: "title", className: "tip" }));
}
