"""Where actors stand, and what they do about whom they depend on or fear."""

import math

from .draws import name_hash
from .scalar import clamp


class Stances:
    """The mechanisms alignment and strategy of a run."""

    # ------------------------------------------------------------ 10 alignment

    def s(self, i):
        if i in self.powers:
            return 0.0
        T = self.received[i]
        return (1 - self.actor(i, "stubbornness")) * T / (T + self.p("alignment.half_influence"))

    def pull(self, i, axis):
        total = sum(
            self.I[i, j] * (self.x[j][axis] - self.x[i][axis]) for c, j in self.pairs if c == i
        )
        return total / self.received[i] if self.received[i] else 0.0

    def alignment(self):
        p, root = self.p, math.sqrt(self.shock_years())
        moved = {}
        for i in self.actors:
            for axis in self.axes:
                shape = self.file["axes"][axis]
                scale, x = shape["scale"], self.x
                social = self.s(i) * self.pull(i, axis) + (1 - self.s(i)) * (
                    self.anchor[i][axis] - x[i][axis]
                )
                push = self.push[i, axis]
                for c, j in self.pairs:
                    if c != i:
                        continue
                    if j in self.powers:
                        others = [x[k][axis] for k in self.powers if k != j]
                        middle = sum(others) / len(others) if others else x[j][axis]
                        away = math.tanh((middle - x[j][axis]) / scale)
                        push += (
                            p("alignment.threat_push") * scale * math.tanh(self.threat[i, j]) * away
                        )
                    if (j, i) in self.ties["credit"]:
                        weight = self.debt[j, i] / self.Y(i)
                        push += p("alignment.debt_effect") * weight * (x[j][axis] - x[i][axis])
                if i in self.powers:
                    gains = {
                        k: max(self.mean_share[k] - self.mean_share0[k], 0.0)
                        for k in self.powers
                        if k != i
                    }
                    if sum(gains.values()) > 0:
                        gap = sum(
                            g * math.tanh((x[i][axis] - x[k][axis]) / scale)
                            for k, g in gains.items()
                        )
                        away = gap / sum(gains.values())
                        push += self.courting[i] * p("alignment.courting_cost") * scale * away
                sd = p("alignment.chance") * scale / 0.85 * root
                shock = self.shock("alignment", name_hash(i) ^ name_hash(axis))
                step = (p("alignment.speed_per_year") * social + push) * self.dt + sd * shock
                moved[i, axis] = clamp(x[i][axis] + step, shape["low"], shape["high"])
        for (i, axis), value in moved.items():
            self.x[i][axis] = value
        self.distance = self.distances()

    def apart(self, a, b):
        gaps = [
            ((self.x[a][k] - self.x[b][k]) / self.file["axes"][k]["scale"]) ** 2 for k in self.axes
        ]
        return math.sqrt(sum(gaps) / len(gaps))

    def distances(self):
        return {(i, j): self.apart(i, j) for i, j in self.pairs}

    # ------------------------------------------------------------ 11 strategy

    def strategy(self):
        p, closing = self.p, self.closing(self.p("strategy.speed_per_year"))
        for i in self.actors:
            on = [j for c, j in self.pairs if c == i and j in self.powers]
            wanted = {}
            for j in on:
                base = self.V0[i, j] * (1 + p("strategy.margin"))
                tolerance = max(p("strategy.tolerance"), base)
                tolerance *= 1 - p("strategy.threat_tolerance") * math.tanh(self.threat[i, j])
                excess = max(self.V[i, j] / tolerance - 1, 0.0)
                wanted[j] = p("strategy.barrier_max") * math.tanh(excess / p("strategy.width"))
            for j in on:
                aim = wanted[j] - sum(wanted.values()) / len(on)
                self.h[i, j] += closing * (aim - self.h[i, j])
        for i, j in self.pairs:
            if j in self.powers:
                aim = p("strategy.threat_derisk") * math.tanh(self.threat[i, j])
                self.derisk[i, j] += closing * (aim - self.derisk[i, j])
        for j in self.powers:
            lost = max(self.mean_share0[j] - self.mean_share[j], 0.0)
            self.courting[j] = math.tanh(lost / p("strategy.courting_width"))
