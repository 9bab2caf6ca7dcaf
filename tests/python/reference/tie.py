"""Money, arms and guarantees; what their interruption costs; the influence that follows."""

import math

from .draws import name_hash
from .scalar import clamp

# Channels that carry influence, in the order of their weights.
BANDWIDTH = ["trade", "credit", "remittance", "arms", "transit", "security", "diplomacy"]


class Ties:
    """The mechanisms from finance to influence of a run."""

    # ------------------------------------------------------------ 6 finance

    def base_lending(self, t):
        if "lending" in self.ties["credit"][t]:
            return self.tie("credit", t, "lending")
        return self.tie("credit", t) / self.p("finance.term_years")

    def service(self, t):
        return self.debt[t] * (self.p("finance.interest") + 1 / self.p("finance.term_years"))

    def finance(self):
        for t in self.ties["credit"]:
            log = self.p("finance.lending_income") * self.y[t[0]] + self.of_event("lending", t)
            self.lending[t] = self.base_lending(t) * math.exp(log) * (1 - self.derisk[t[1], t[0]])
            self.lending[t] += self.loans.get(t, 0.0)
            self.debt[t] += (
                self.lending[t] - self.debt[t] / self.p("finance.term_years")
            ) * self.dt
        for t in self.ties["remittance"]:
            log = self.p("finance.remittance_income") * self.y[t[0]] + self.of_event(
                "remittance", t
            )
            self.remitted[t] = self.tie("remittance", t) * math.exp(log)
        for t in self.ties["settlement"]:
            c = self.tie("settlement", t, "ceiling")
            g = self.tie("settlement", t, "adoption") + self.of_event("settlement", t)
            self.settled[t] = c / (1 + (c / self.settled[t] - 1) * math.exp(-g * self.dt))

    # ------------------------------------------------------------ 7 security

    def security(self):
        root, closing = (
            math.sqrt(self.shock_years()),
            self.closing(self.p("security.speed_per_year")),
        )
        courted = lambda t: (
            0.0 if t[1] in self.powers else self.p("security.courting_gain") * self.courting[t[0]]
        )
        for t in self.ties["arms"]:
            hash_ = name_hash(f"arms:{t[0]}>{t[1]}")
            self.arms_walk[t] += (
                self.p("security.arms_sd") * root * self.shock("security.arms", hash_)
            )
        w = {
            t: self.tie("arms", t)
            * math.exp(self.of_event("arms", t) + self.arms_walk[t] + courted(t))
            * (1 - self.derisk[t[1], t[0]])
            for t in self.ties["arms"]
        }
        for t in self.ties["arms"]:
            others = 1 - sum(self.tie("arms", u) for u in self.ties["arms"] if u[1] == t[1])
            whole = others + sum(w[u] for u in w if u[1] == t[1])
            self.arms[t] += closing * (w[t] / whole - self.arms[t])
        for channel, kind, held in (
            ("transit", "transit", self.transit),
            ("security", "guarantee", self.guarantee),
        ):
            for t in self.ties[channel]:
                aim = (
                    self.tie(channel, t)
                    * math.exp(self.of_event(kind, t))
                    * (1 - self.derisk[t[1], t[0]])
                )
                held[t] += closing * (min(aim, 1.0) - held[t])
        for t in self.ties["diplomacy"]:
            ties = self.tie("diplomacy", t) * math.exp(self.of_event("diplomacy", t) + courted(t))
            self.diplomacy[t] = clamp(ties + self.diplomacy_gain[t], 0.0, 1.0)
        for a in self.actors:
            self.cap_walk[a] += (
                self.p("security.capability_sd")
                * root
                * self.shock("security.capability", name_hash(a))
            )
            self.cap[a] = self.p("security.capability_income") * self.y[a] + self.cap_walk[a]

    # ------------------------------------------------------------ 8 dependence

    def weights_of(self, i, j):
        """(weight, elasticity at once, elasticity adjusted) of every tie of i with j."""
        p, Y = self.p, self.Y(i)
        spending = Y + self.imports[i]
        for (o, d), kept in (((j, i), 1.0), ((i, j), self.actor(i, "value_added_share"))):
            if (o, d) in self.ties["trade"]:
                energy = self.X.get((o, d, "energy"), 0.0)
                ease = self.ease((o, d, ""))
                for goods in (self.trade[o, d] - energy, energy):
                    yield (
                        goods * kept / spending,
                        p("dependence.trade_short") * ease,
                        p("dependence.trade_long") * ease,
                    )
        t = (j, i)
        if t in self.ties["remittance"]:
            R = self.remitted[t]
            yield R / (Y + R), p("dependence.remittance_short"), p("dependence.remittance_long")
        if t in self.ties["credit"]:
            yield (
                (self.service(t) + self.lending[t]) / Y,
                p("dependence.credit_short"),
                p("dependence.credit_long"),
            )
        if t in self.ties["arms"]:
            yield (
                self.arms[t] * self.actor(i, "arms_bill_share"),
                p("dependence.arms_short"),
                p("dependence.arms_long"),
            )
        if t in self.ties["transit"]:
            share = self.transit[t] * self.exports[i] / Y
            yield share, p("dependence.transit_short"), p("dependence.transit_long")
        if t in self.ties["security"]:
            yield self.guarantee[t] * p("dependence.guarantee_value"), 1.0, 1.0

    def dependence(self):
        self.S, self.V = {}, {}
        for i, j in self.pairs:
            short = long = 0.0
            for m, at_once, adjusted in self.weights_of(i, j):
                log = math.log(1 - clamp(m, 0.0, 0.95))
                short += log / at_once
                long += log / adjusted
            self.S[i, j], self.V[i, j] = 1 - math.exp(short), 1 - math.exp(long)

    # ------------------------------------------------------------ 9 influence

    def index(self, choice, a):
        if choice == 0:
            return self.Y(a)
        if choice == 1:
            return self.actor(a, "cinc") * math.exp(self.cap[a])
        return self.Y(a) ** 2 / self.actor(a, "population_mn")

    def power_shares(self, choice):
        index = {a: self.index(choice, a) for a in self.actors}
        return {a: v / sum(index.values()) for a, v in index.items()}

    def channel_weights(self, j):
        own = self.file["actors"][j].get("influence_weights", {})
        w = {
            c: self.p(f"influence.weight_{c}")
            * self.number(f"actors.{j}.influence_weights.{c}", own.get(c, 1.0))
            for c in BANDWIDTH
        }
        return {c: v / sum(w.values()) for c, v in w.items()}

    def bandwidth(self, i, j):
        held = {
            "credit": self.debt,
            "remittance": self.remitted,
            "arms": self.arms,
            "transit": self.transit,
            "security": self.guarantee,
            "diplomacy": self.diplomacy,
        }
        whole = self.exports[i] + self.imports[i]
        share = {
            "trade": (self.trade.get((i, j), 0.0) + self.trade.get((j, i), 0.0)) / whole
            if whole
            else 0.0
        }
        for channel, values in held.items():
            total = sum(v for t, v in values.items() if t[1] == i)
            share[channel] = values.get((j, i), 0.0) / total if total else 0.0
        weights = self.channel_weights(j)
        return sum(weights[c] * share[c] for c in BANDWIDTH)

    def influence(self):
        self.P = self.power_shares(self.p("influence.power_index"))
        L = self.S if self.p("influence.horizon") == 1 else self.V
        a, b = self.p("influence.bandwidth_exponent"), self.p("influence.power_exponent")
        self.I = {}
        for i, j in self.pairs:
            B = self.bandwidth(i, j)
            self.I[i, j] = (
                B**a * L[i, j] ** (1 - a) * self.P[j] ** b if B > 0 and L[i, j] > 0 else 0.0
            )
        self.received = {i: sum(v for (c, _), v in self.I.items() if c == i) for i in self.actors}
        self.share = {}
        for i, j in self.pairs:
            if j in self.powers:
                total = sum(self.I[i, k] for k in self.powers if (i, k) in self.I)
                self.share[i, j] = self.I[i, j] / total if total else 0.0
        clients = [
            a for a in self.actors if a not in self.powers and any(c == a for c, _ in self.share)
        ]
        self.mean_share = {
            j: sum(self.share.get((i, j), 0.0) for i in clients) / max(len(clients), 1)
            if j in self.powers
            else 0.0
            for j in self.actors
        }
