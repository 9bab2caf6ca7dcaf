// Parts of a whole, from the firmest to the least firm.
//
// { parts: [{ label, n, share }] }

import * as Plot from "@observablehq/plot";
import { STYLE, legend, short } from "./common.js";

export function shares({ parts }, width) {
  let x = 0;
  const stretches = parts.map(({ label, share }, at) => {
    const from = x;
    x += share;
    return { label, share, from, to: x, fill: `var(--r${(at % 8) + 1})` };
  });
  const figure = document.createElement("div");
  figure.append(
    Plot.plot({
      width,
      height: 46,
      margin: 0,
      marginLeft: 1,
      marginRight: 1,
      style: STYLE,
      x: { domain: [0, x], axis: null },
      y: { domain: [0, 1], axis: null },
      marks: [
        Plot.rect(stretches, { x1: "from", x2: "to", y1: 0, y2: 1, className: "data", fill: "fill", stroke: "var(--paper)", strokeWidth: 1.5 }),
      ],
    }),
    legend(stretches.map(({ label, share, fill }) => [`${label} ${short(share)} %`, fill])),
  );
  return figure;
}
