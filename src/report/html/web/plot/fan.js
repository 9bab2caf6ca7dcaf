// Fans: medians over time with the bands that hold 50 and 90 % of the runs.
//
// { time: {base, end}, same, others, panels: [{ title, series: [{ name, colour, points }] }] }
// A point is [years, label, 5 %, 25 %, 50 %, 75 %, 95 %]. `same`: one scale for all panels.
// `others`: each panel repeats the medians of the other panels.

import * as Plot from "@observablehq/plot";
import { STYLE, apart, colour, levels, panels, percent, years } from "./common.js";

const [YEARS, LABEL, Q05, Q25, Q50, Q75, Q95] = [0, 1, 2, 3, 4, 5, 6];
const at = (place) => (point) => point[place];

export function fan({ time, same, others, panels: list }, width, paper) {
  const top = (some) => Math.max(...some.flatMap(({ series }) => series.flatMap(highest)));
  const whole = top(list);
  const narrowest = list.length > 2 ? 176 : 300;
  return panels(list, width, narrowest, (panel, each) => {
    const beside = others ? list.filter((other) => other !== panel) : [];
    return one(panel, beside, time, same ? whole : top([panel]), each, paper);
  });
}

const highest = ({ points }) => points.map((point) => point[Q95]);

function one({ title, series }, beside, time, top, width, paper) {
  const height = paper ? Math.min(150, 40 + width * 0.36) : Math.round(Math.min(260, Math.max(170, width * 0.8)));
  const [marginTop, marginBottom] = [10, 26];
  const scale = { domain: [0, top], nice: true, range: [height - marginBottom, marginTop] };
  const place = Plot.scale({ y: scale }).apply;
  return Plot.plot({
    width,
    height,
    marginLeft: 30,
    marginRight: 34,
    marginTop,
    marginBottom,
    style: STYLE,
    ariaLabel: title,
    x: { domain: [time.base + 0.3, time.end], type: "linear" },
    y: { domain: [0, top], nice: true },
    marks: [
      ...levels(4),
      Plot.ruleY([0], { stroke: "var(--soft)" }),
      years(time, width - 64),
      ...series.flatMap(bands),
      ...beside.flatMap((other) => other.series.map(faint)),
      ...series.flatMap(line),
      ...ends(series, place, 0, { textAnchor: "start", dx: -3 }, 10),
      ...ends(series, place, -1, { textAnchor: "start", dx: 7 }, 0),
      tip(series),
    ],
  });
}

const bands = ({ points, colour: index }) => [
  Plot.areaY(points, { x: at(YEARS), y1: at(Q05), y2: at(Q95), className: "data", fill: colour(index), fillOpacity: 0.17 }),
  Plot.areaY(points, { x: at(YEARS), y1: at(Q25), y2: at(Q75), className: "data", fill: colour(index), fillOpacity: 0.3 }),
];

const faint = ({ points }) =>
  Plot.lineY(points, { x: at(YEARS), y: at(Q50), stroke: "var(--faint)", strokeWidth: 1 });

function line({ points, colour: index }) {
  const first = points[0];
  const last = points[points.length - 1];
  return [
    Plot.lineY(points, { x: at(YEARS), y: at(Q50), className: "data", stroke: colour(index), strokeWidth: 2.25 }),
    Plot.dot([first, last], { x: at(YEARS), y: at(Q50), fill: colour(index), r: 3 }),
  ];
}

/** The medians at one end of the lines: at the first, only where they are apart and `above` the
 * line; at the last, moved apart. */
function ends(series, place, end, options, above) {
  const near = (a, b) => Math.abs(place(a.points[0][Q50]) - place(b.points[0][Q50])) < 13;
  const drawn = series.filter(
    (one, i) => one.points.length && !(above && series.slice(0, i).some((other) => near(one, other))),
  );
  const points = drawn.map((one) => one.points.at(end));
  const wanted = points.map((point) => place(point[Q50]));
  const placed = apart(wanted, 13, 0, Infinity);
  return points.map((point, i) =>
    Plot.text([point], {
      x: at(YEARS),
      y: at(Q50),
      text: () => percent(point[Q50]),
      fill: series.length > 1 ? colour(drawn[i].colour) : "var(--ink)",
      stroke: "var(--paper)",
      strokeWidth: 4,
      fontWeight: 600,
      dy: placed[i] - wanted[i] - above,
      ...options,
    }),
  );
}

/** What every series is at the moment under the pointer. */
function tip(series) {
  const said = ({ name, points }, place) => {
    const [, , low, , middle, , high] = points[place];
    return `${name}: ${percent(middle)} (${percent(low)}–${percent(high)})`;
  };
  const moments = series[0].points.map((point, place) => ({
    x: point[YEARS],
    y: point[Q50],
    title: [point[LABEL], ...series.map((one) => (one.points[place] ? said(one, place) : ""))].join("\n"),
  }));
  return Plot.tip(moments, Plot.pointerX({ x: "x", y: "y", title: "title", className: "tip" }));
}
