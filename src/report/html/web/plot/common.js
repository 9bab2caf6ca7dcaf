// What the plots share: colours, axes of years and of percentages, panels side by side.

import * as Plot from "@observablehq/plot";

/** Colour of an actor; 0 stands for one that is no power. Colours follow light and dark. */
export const colour = (index) => `var(--c${index > 8 ? 0 : index})`;

export const INK = "var(--ink)";
export const SOFT = "var(--soft)";
export const GRID = "var(--grid)";

/** Text in plots. */
export const STYLE = { fontFamily: "inherit", fontSize: "12px", overflow: "visible" };

const decimals = (value) => {
  const text = (100 * value).toFixed(1);
  return text === "-0.0" ? "0.0" : text;
};

/** A share in percent with one decimal, as the tables show it. */
export const percent = (share) => (share === null ? "–" : decimals(share));

/** A share in percent as short as an axis wants it. */
export const short = (share) => String(Number((100 * share).toFixed(1)));

/** Years under an axis: as many as fit, each in the middle of its year. */
export function years({ base, end }, width) {
  const count = end - base;
  const room = Math.max(2, Math.floor(width / 44));
  const step = Math.max(1, Math.ceil(count / room));
  const shown = [];
  for (let year = base; year < end; year += step) shown.push(year);
  return Plot.axisX(
    shown.map((year) => year + 0.5),
    { tickSize: 0, label: null, tickFormat: (at) => String(at - 0.5), tickPadding: 8, fill: SOFT },
  );
}

/** Percentages beside an axis with hairlines across. */
export const levels = (ticks) => [
  Plot.gridY({ ticks, stroke: GRID, strokeOpacity: 1 }),
  Plot.axisY({ ticks, tickSize: 0, label: null, tickFormat: short, fill: SOFT }),
];

/** Panels side by side, as many in a row as fit, each with its heading. */
export function panels(list, width, narrowest, draw) {
  const gap = 18;
  const most = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  const rows = Math.ceil(list.length / most);
  const columns = Math.ceil(list.length / rows);
  const each = Math.floor((width - gap * (columns - 1)) / columns);
  const grid = document.createElement("div");
  grid.className = "panels";
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  for (const panel of list) {
    const cell = document.createElement("div");
    if (panel.title) cell.append(heading(panel));
    cell.append(draw(panel, each));
    grid.append(cell);
  }
  return grid;
}

/** A panel's heading; with several series, the key to them below it. */
function heading({ title, series = [] }) {
  const head = document.createElement("div");
  head.className = "panel-title";
  head.append(title);
  if (series.length > 1) head.append(legend(series.map((one) => [one.name, colour(one.colour)])));
  return head;
}

/** Names with their colours. */
export function legend(entries) {
  const list = document.createElement("div");
  list.className = "legend";
  for (const [name, fill] of entries) {
    const entry = document.createElement("span");
    const swatch = document.createElement("i");
    swatch.style.background = fill;
    entry.append(swatch, name);
    list.append(entry);
  }
  return list;
}

/** Moves labels apart along an axis where they are nearer than `gap`, within `low` and `high`. */
export function apart(wanted, gap, low, high) {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  for (let round = 0; round < 60; round++) {
    for (let i = 1; i < order.length; i++) {
      const overlap = gap - (order[i].at - order[i - 1].at);
      if (overlap > 0) {
        order[i - 1].at -= overlap / 2;
        order[i].at += overlap / 2;
      }
    }
    for (const one of order) one.at = Math.min(high, Math.max(low, one.at));
  }
  const placed = [];
  for (const { at, index } of order) placed[index] = at;
  return placed;
}
