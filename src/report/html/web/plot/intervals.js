// Intervals: medians as dots, with the ranges that hold 50 and 90 % of the runs, row by row.
//
// { groups: [{ title, rows: [{ label, colour, q: [5 %, 25 %, 50 %, 75 %, 95 %], was }] }],
//   factor, signed }
// `was`: an earlier median, shown hollow. `signed`: differences; the thick line is then the interval
// of the mean. `factor`: from the numbers to their unit, 100 where absent.

import * as Plot from "@observablehq/plot";
import { GRID, SOFT, STYLE, colour, panels } from "./common.js";

const amount = (value, factor) => String(Number((factor * value).toPrecision(6)));

/** One decimal, more where the first figures come later. */
function figure(value, factor) {
  const scaled = factor * value;
  const decimals = Math.abs(scaled) < 0.095 ? 2 : 1;
  return scaled.toFixed(decimals).replace(/^-(0\.0+)$/, "$1");
}

const sign = (text) => (Number(text) > 0 ? `+${text}` : text);

export function intervals({ groups, factor = 100, signed = false }, width, paper) {
  const all = groups.flatMap(({ rows }) => rows);
  const top = Math.max(signed ? 0 : -Infinity, ...all.map(({ q }) => q[4]));
  const low = Math.min(0, ...all.map(({ q }) => q[0]));
  return panels(groups, width, 280, ({ title, rows }, each) => {
    const left = Math.min(154, 8 + 6.9 * Math.max(...rows.map(({ label }) => label.length)));
    const tone = ({ colour: index }) => colour(index);
    const y = { y: "label" };
    return Plot.plot({
      width: each,
      height: 34 + (paper ? 17 : 27) * rows.length,
      marginLeft: left,
      marginRight: 34,
      marginTop: 6,
      marginBottom: 26,
      style: STYLE,
      ariaLabel: title,
      x: { domain: [low, top], nice: true },
      y: { domain: rows.map(({ label }) => label), label: null },
      marks: [
        Plot.gridX({ ticks: 5, stroke: GRID, strokeOpacity: 1 }),
        Plot.axisX({ ticks: 5, tickSize: 0, label: null, tickFormat: (at) => amount(at, factor), fill: SOFT }),
        Plot.axisY({ tickSize: 0, fill: "var(--ink)" }),
        Plot.ruleX([0], { stroke: SOFT }),
        Plot.link(rows, { x1: (r) => r.q[0], x2: (r) => r.q[4], y1: "label", y2: "label", stroke: tone, strokeWidth: 1.5 }),
        Plot.link(rows, { x1: (r) => r.q[1], x2: (r) => r.q[3], y1: "label", y2: "label", stroke: tone, strokeWidth: 6, strokeOpacity: 0.55 }),
        Plot.dot(rows.filter((r) => r.was != null), { x: "was", ...y, r: 4, stroke: "var(--ink)", strokeWidth: 1.25, fill: "var(--paper)" }),
        Plot.dot(rows, { x: (r) => r.q[2], ...y, className: "data", r: 4, fill: tone, stroke: "var(--paper)", strokeWidth: 1 }),
        Plot.text(rows, { x: (r) => r.q[4], ...y, text: (r) => signed ? sign(figure(r.q[2], factor)) : figure(r.q[2], factor), dx: 6, textAnchor: "start", fontWeight: 600, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 3 }),
      ],
    });
  });
}
