// Parts of several wholes: a bar for each, with one key for all.
//
// { rows: [{ label, shares }], meanings }

import * as Plot from "@observablehq/plot";
import { GRID, STYLE, legend, short } from "./common.js";

const TONES = ["var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--faint)"];
const ROOM = 560;

export function stack({ rows, meanings }, width) {
  const narrow = width < ROOM;
  const each = narrow ? 44 : 30;
  const left = narrow ? 2 : Math.min(width * 0.42, 12 + 6.7 * Math.max(...rows.map((r) => r.label.length)));
  const parts = rows.flatMap(({ label, shares }, row) => {
    let x = 0;
    return shares.map((share, at) => {
      const from = x;
      x += share;
      return { label, row, share, from, to: x, tone: TONES[at % TONES.length] };
    });
  });
  const end = Math.max(1, ...parts.map(({ to }) => to));
  const top = narrow ? 20 : 4;
  const bar = { y1: (d) => d.row * each + top, y2: (d) => d.row * each + top + 20 };
  const names = { x: 0, y: (d, i) => i * each + (narrow ? 10 : 14), text: "label", fill: "var(--ink)" };
  const figure = document.createElement("div");
  figure.append(
    legend(meanings.map((meaning, at) => [meaning, TONES[at % TONES.length]])),
    Plot.plot({
      width,
      height: rows.length * each + 26,
      margin: 0,
      marginLeft: left,
      marginRight: 8,
      marginBottom: 24,
      style: STYLE,
      x: { domain: [0, end] },
      y: { domain: [rows.length * each, 0], axis: null },
      marks: [
        Plot.gridX({ ticks: 5, stroke: GRID, strokeOpacity: 1 }),
        Plot.axisX({ ticks: 5, tickSize: 0, label: null, tickFormat: short, fill: "var(--soft)" }),
        Plot.rect(parts, { x1: "from", x2: "to", ...bar, className: "data", fill: "tone", stroke: "var(--paper)", strokeWidth: 1 }),
        Plot.text(parts.filter(({ share }) => share > 0.06), { x: (d) => (d.from + d.to) / 2, y: (d) => d.row * each + top + 10, text: (d) => Math.round(100 * d.share), fill: "var(--paper)", fontWeight: 600, fontSize: 11 }),
        Plot.text(rows, { ...names, ...(narrow ? { textAnchor: "start" } : { textAnchor: "end", dx: -8 }) }),
      ],
    }),
  );
  return figure;
}
