// Draws every figure of the page from the numbers inside it, at the width that it has.

import { plots } from "./plot/index.js";
import { theme } from "./theme.js";

/** Width of the type area on paper, in CSS pixels. */
const PAPER = 680;
/** Width of a claim's bar there. */
const BAR = 260;

const data = JSON.parse(document.getElementById("figures").textContent);
const places = [...document.querySelectorAll("[data-plot]")];
const BARS = new Set(places.filter((place) => place.closest(".claims")));
const drawn = new Map();

function draw(place, width, paper) {
  const size = paper ? "paper" : width;
  if (width <= 0 || drawn.get(place) === size) return;
  drawn.set(place, size);
  try {
    const drawing = plots[place.dataset.plot](data[place.dataset.figure], width, paper);
    for (const svg of drawing.querySelectorAll("svg")) describe(svg, place.dataset.label);
    place.replaceChildren(drawing);
    place.dataset.drawn = "yes";
  } catch (error) {
    place.dataset.drawn = "no";
    place.textContent = "This figure could not be drawn; its numbers stand in the table below.";
    console.error(place.dataset.figure, error);
  }
}

/** A drawing is one picture to a screen reader; the table below it holds the numbers. */
function describe(svg, label) {
  const part = svg.getAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", part ? `${label}: ${part}` : label);
  for (const inner of svg.querySelectorAll("[aria-label]")) inner.removeAttribute("aria-label");
}

const onScreen = () => places.forEach((place) => draw(place, Math.floor(place.clientWidth), false));
const onPaper = () => places.forEach((place) => draw(place, BARS.has(place) ? BAR : PAPER, true));

theme();
onScreen();
new ResizeObserver(() => {
  if (!matchMedia("print").matches) requestAnimationFrame(onScreen);
}).observe(document.querySelector("main"));
addEventListener("beforeprint", onPaper);
addEventListener("afterprint", onScreen);
