// The influence network at two dates: powers on a circle, countries drawn towards them.
//
// { dates: [a, b], nodes: [{ id, name, colour, power, weight: [a, b] }],
//   links: [{ from, to, share: [a, b] }] }

import * as Plot from "@observablehq/plot";
import { forceCollide, forceSimulation, forceX, forceY } from "d3-force";
import { STYLE, colour, panels, percent } from "./common.js";

/** Links below this share are left out. */
const LEAST = 0.1;
const POWER = 24;
const COUNTRY = 13;
const SMALL = 11;
const ENDS = { x1: "x1", y1: "y1", x2: "x2", y2: "y2" };

export function network({ dates, nodes, links }, width, paper) {
  const list = dates.map((title, at) => ({ title, at }));
  return panels(list, width, 420, ({ title, at }, each) => {
    const size = { width: each, height: Math.min(paper ? 350 : 540, Math.max(360, each)) };
    const places = layout(nodes, links, at, size);
    const before = at > 0 ? layout(nodes, links, at - 1, size) : places;
    return draw({ title, nodes, links, at, places, before, size });
  });
}

/** Where everybody stands: powers on an ellipse at fixed places, countries at the balance of
 * their influences, as near as the others let them. */
function layout(nodes, links, at, size) {
  const powers = nodes.filter(({ power }) => power);
  const [middle, centre] = [size.width / 2, size.height / 2];
  const [wide, high] = [middle - 62, centre - 46];
  const places = new Map();
  powers.forEach(({ id }, i) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * (i + 0.5)) / powers.length;
    const place = { x: middle + wide * Math.cos(angle), y: centre + high * Math.sin(angle) };
    places.set(id, { ...place, r: POWER, fixed: true });
  });
  const countries = nodes.filter(({ power }) => !power);
  const moving = countries.map(({ id }) => {
    const mine = links.filter(({ to }) => to === id);
    const sum = mine.reduce((total, { share }) => total + share[at], 0) || 1;
    const pull = (axis) =>
      mine.reduce((total, { from, share }) => total + places.get(from)[axis] * share[at], 0) / sum;
    return { id, tx: pull("x"), ty: pull("y"), x: pull("x"), y: pull("y"), r: COUNTRY };
  });
  const fixed = [...places.values()].map((place) => ({ ...place, fx: place.x, fy: place.y }));
  forceSimulation([...moving, ...fixed])
    .force("x", forceX((node) => node.tx ?? node.x).strength(0.5))
    .force("y", forceY((node) => node.ty ?? node.y).strength(0.5))
    .force("apart", forceCollide((node) => node.r + 9).strength(1).iterations(8))
    .stop()
    .tick(200);
  for (const { id, x, y } of moving) places.set(id, { x, y, r: COUNTRY });
  return places;
}

function draw({ title, nodes, links, at, places, before, size }) {
  const by = new Map(nodes.map((node) => [node.id, node]));
  const seen = links.filter(({ share }) => share[at] >= LEAST);
  const lines = seen
    .map(({ from, to, share }) => ({
      from,
      share: share[at],
      x1: places.get(from).x,
      y1: places.get(from).y,
      x2: places.get(to).x,
      y2: places.get(to).y,
      both: by.get(to).power,
    }))
    .sort((a, b) => a.share - b.share);
  const scale = Math.min(1, 0.4 + size.width / 800);
  const heaviest = Math.max(...nodes.filter((n) => n.power).map((n) => n.weight[at] ?? 0), 1e-9);
  const dots = nodes.map((node) => {
    const { x, y } = places.get(node.id);
    const large = (9 + 15 * Math.sqrt((node.weight[at] ?? 0) / heaviest)) * scale;
    return { ...node, x, y, r: node.power ? large : 5.5 };
  });
  const labels = beside(dots);
  const moved = nodes
    .filter(({ power }) => !power)
    .map(({ id }) => ({ ...places.get(id), from: before.get(id) }))
    .filter(({ x, y, from }) => Math.hypot(x - from.x, y - from.y) > 3);
  const wide = {
    className: "data",
    stroke: (d) => colour(by.get(d.from).colour),
    strokeWidth: (d) => 14 * d.share,
    strokeLinecap: "round",
  };
  // Two powers influence each other: both links bend, each to its own side.
  const arcs = (some) =>
    Plot.arrow(some, { ...ENDS, ...wide, strokeOpacity: 0.35, bend: 22, headLength: 0 });
  return Plot.plot({
    ...size,
    margin: 0,
    style: STYLE,
    ariaLabel: title,
    x: { domain: [0, size.width], axis: null },
    y: { domain: [size.height, 0], axis: null },
    r: { type: "identity" },
    marks: [
      lines.filter(({ both }) => both).length ? arcs(lines.filter(({ both }) => both)) : null,
      Plot.link(lines.filter(({ both }) => !both), { ...ENDS, ...wide, strokeOpacity: 0.42 }),
      Plot.link(moved, { x1: (d) => d.from.x, y1: (d) => d.from.y, x2: "x", y2: "y", stroke: "var(--ink)", strokeWidth: 1.5 }),
      Plot.dot(dots, { x: "x", y: "y", r: "r", className: "data", fill: (d) => (d.power ? colour(d.colour) : "var(--ink)"), stroke: "var(--paper)", strokeWidth: 1.5 }),
      Plot.text(dots.filter(({ power }) => power), {
        x: "x",
        y: (d) => (d.y < size.height / 2 ? d.y - d.r - 10 : d.y + d.r + 11),
        text: "name",
        fontWeight: 700,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
      }),
      Plot.text(labels, {
        x: "x",
        y: "y",
        text: "name",
        fontSize: SMALL,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 3.5,
      }),
      Plot.tip(
        lines,
        Plot.pointer({
          x: (d) => (d.x1 + d.x2) / 2,
          y: (d) => (d.y1 + d.y2) / 2,
          title: (d) => `${by.get(d.from).name}: ${percent(d.share)} %`,
          className: "tip",
        }),
      ),
    ],
  });
}

/** Labels of the countries: above the dot, or where they cross neither a dot nor another label. */
function beside(dots) {
  const taken = dots.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const overlap = (a, b) =>
    Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const countries = dots.filter(({ power }) => !power).sort((a, b) => a.y - b.y);
  return countries.map(({ x, y, r, name }) => {
    const half = 0.29 * SMALL * name.length + 1;
    const places = [
      { x, y: y - r - 8 },
      { x, y: y + r + 8 },
      { x: x + r + half + 3, y },
      { x: x - r - half - 3, y },
    ];
    const boxes = places.map((place) => {
      const [left, right] = [place.x - half, place.x + half];
      const box = { left, right, top: place.y - 6, bottom: place.y + 6 };
      return { ...place, box, cost: taken.reduce((sum, other) => sum + overlap(box, other), 0) };
    });
    const best = boxes.reduce((a, b) => (b.cost < a.cost - 1 ? b : a));
    taken.push(best.box);
    return { name, x: best.x, y: best.y };
  });
}
