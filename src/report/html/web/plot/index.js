// The plots by name. A plot takes the numbers of a figure and a width, and returns an element.

import { dumbbell } from "./dumbbell.js";
import { fan } from "./fan.js";
import { histogram } from "./histogram.js";
import { intervals } from "./intervals.js";
import { network } from "./network.js";
import { probability } from "./probability.js";
import { reliability } from "./reliability.js";
import { shares } from "./shares.js";
import { stack } from "./stack.js";
import { survival } from "./survival.js";

export const plots = {
  dumbbell,
  fan,
  histogram,
  intervals,
  network,
  probability,
  reliability,
  shares,
  stack,
  survival,
};
