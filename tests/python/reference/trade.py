"""Trade: chance, friction, where lost trade goes, and what each end records."""

import math

from .draws import name_hash
from .scalar import clamp, interpolate

# Flow in USD bn, permanent s.d. per √year, stationary transitory s.d. of a pair.
PAIR_SD = [
    (0.003, 0.36, 0.47),
    (0.03, 0.24, 0.29),
    (0.3, 0.15, 0.15),
    (3, 0.10, 0.08),
    (30, 0.06, 0.05),
]
# Trade in USD bn, s.d. of one year of a country.
COUNTRY_SD = [(1, 0.10), (10, 0.085), (100, 0.065), (1000, 0.05)]


class Trade:
    """The mechanisms from shock to ledger of a run."""

    # ------------------------------------------------------------ 4 trade: shocks

    def shocks(self):
        p, root = self.p, math.sqrt(self.shock_years())
        rho, c, lasting = (
            p("shock.persistence"),
            p("shock.country_correlation"),
            p("shock.country_permanent"),
        )
        fresh = math.sqrt(1 - rho**2)
        kept = lambda walk: 0.5 * p("shock.mean_kept") * walk**2
        walk = p("shock.world_sd") * root
        self.world_trade += walk * self.shock("shock.world", 0) - kept(walk)
        for a in self.actors:
            sd, hash_ = self.country_sd[a], name_hash(a)
            first = self.shock("shock.exporter", hash_)
            second = c * first + math.sqrt(1 - c**2) * self.shock("shock.importer", hash_)
            walk = sd * math.sqrt(lasting) * root
            self.e[a] += walk * first - kept(walk)
            self.m[a] += walk * second - kept(walk)
            if self.opens_year():
                first = self.yearly_shock("shock.exporter_swing", hash_)
                second = c * first + math.sqrt(1 - c**2) * self.yearly_shock(
                    "shock.importer_swing", hash_
                )
                swing = sd * math.sqrt(1 - lasting) * fresh
                self.e_swing[a] = rho * self.e_swing[a] + swing * first
                self.m_swing[a] = rho * self.m_swing[a] + swing * second
        for t, v in self.X0.items():
            hash_ = name_hash(f"trade:{t[0]}>{t[1]}")
            knots, permanent, transitory = zip(*PAIR_SD)
            walk = interpolate(v, knots, permanent) * p("shock.pair_permanent_scale") * root
            self.pair_walk[t] -= self.nearing(t, walk / root)
            self.pair_walk[t] += walk * self.shock("shock.pair", hash_) - kept(walk)
            if self.opens_year():
                swing = interpolate(v, knots, transitory) * p("shock.pair_transitory_scale") * fresh
                self.pair_swing[t] = rho * self.pair_swing[t] + swing * self.yearly_shock(
                    "shock.pair_swing", hash_
                )
        self.frictionless(self.years_since_base())

    def nearing(self, t, size):
        """What a step takes a tie toward its potential (shock.6)."""
        if "potential" not in self.ties["trade"][t]:
            return 0.0
        years = self.years_since_base()
        if self.step > 1:
            years = self.dt
        value = self.X0[t]
        above = self.pair_walk[t] + math.log(value / self.tie("trade", t, "potential"))
        if "normal" in self.ties["trade"][t]:
            usual = self.tie("trade", t, "normal")
            above += self.p("shock.level_pull") * math.log(usual / value)
        speed = self.p("shock.potential_speed_per_year")
        gone = 1 - math.exp(-speed * years)
        # Variance of the walk so far: each earlier shock, faded by the years since its own step.
        whole = self.years_since_base() - years
        at = lambda step: self.dt * (step - 0.5) + 0.5
        fade = lambda step: math.exp(-2 * speed * (whole - at(step)))
        n = self.per_year
        first = 1 - (n - 1) * (2 * n - 1) / (6 * n * n)
        variance = sum(
            (first if step == 1 else self.dt) * fade(step) for step in range(1, self.step)
        )
        back = 0.5 * self.p("shock.mean_kept") * gone * (1 - gone) * variance * size**2
        return above * gone - back

    def frictionless(self, years):
        self.Xf = {}
        for (o, d), v in self.X0.items():
            a = self.world_trade + self.e[o] + self.m[d] + self.pair_walk[o, d]
            u = self.pair_swing[o, d] + self.e_swing[o] + self.m_swing[d]
            c = 0.0
            if "normal" in self.ties["trade"][o, d]:
                pull = self.p("shock.level_pull") * (1 - 0.5**years)
                c = pull * math.log(self.tie("trade", (o, d), "normal") / v)
            income = (
                self.p("shock.exporter_income") * self.y[o]
                + self.p("shock.importer_income") * self.y[d]
            )
            whole = v * math.exp(a + u + c + self.export_trend(o, years) + income)
            energy = (
                self.tie("trade", (o, d), "energy_share") if (o, d, "energy") in self.flows else 0.0
            )
            self.Xf[o, d, "other"] = whole * (1 - energy)
            if (o, d, "energy") in self.flows:
                self.Xf[o, d, "energy"] = whole * energy

    # ------------------------------------------------------------ 4 trade: friction

    def ease(self, flow):
        return 0.5 + self.tie("trade", flow[:2], "substitutability")

    def friction(self):
        p = self.p
        for f in self.flows:
            o, d, _ = f
            strategic = self.h[d, o] + self.h[o, d]
            strategic += p("friction.derisking_trade") * (self.derisk[d, o] + self.derisk[o, d])
            bloc = p("friction.bloc_effect") * (self.distance[d, o] - self.distance0[d, o])
            b = self.event_barrier[f] + strategic + bloc - self.joint_log[o, d]
            e = self.embargo[f]
            closing = self.closing(p("friction.adjustment_per_year") * self.ease(f))
            self.k[f] += closing * (-b - self.k[f])
            self.kappa[f] += closing * (math.log(1 - e) - self.kappa[f])
            self.g[f] += closing * ((1.0 if b != 0 or e != 0 else 0.0) - self.g[f])
            rho = p("friction.immediate") * self.ease(f)
            self.barrier[f] = b
            self.fr[f] = (
                -rho * b + (1 - rho) * self.k[f] + min(math.log(1 - e), (1 - rho) * self.kappa[f])
            )

    # ------------------------------------------------------------ 4 trade: diversion

    def diversion(self):
        flows = [f for f in self.flows if f[2] == "other"]
        phi = self.p("diversion.diversion")
        Z = {f: self.Xf[f] * math.exp(-self.barrier[f]) * (1 - self.embargo[f]) for f in flows}

        def target(side, actor):
            free = sum(self.Xf[f] for f in flows if f[side] == actor)
            left = sum(Z[f] for f in flows if f[side] == actor)
            return free**phi * left ** (1 - phi) if free else 0.0

        rows = {a: target(0, a) for a in self.actors}
        columns = {a: target(1, a) for a in self.actors}
        rescale = sum(columns.values()) / sum(rows.values())
        r, c = {a: 1.0 for a in self.actors}, {a: 1.0 for a in self.actors}
        for _ in range(4):
            for a in self.actors:
                bought = sum(r[f[0]] * Z[f] for f in flows if f[1] == a)
                c[a] = columns[a] / bought if bought else 1.0
            for a in self.actors:
                sold = sum(c[f[1]] * Z[f] for f in flows if f[0] == a)
                r[a] = rows[a] * rescale / sold if sold else 1.0
        closing = self.closing(self.p("diversion.speed_per_year"))
        for a in self.actors:
            self.lnR[a] += closing * (math.log(r[a]) - self.lnR[a])
            self.lnC[a] += closing * (math.log(c[a]) - self.lnC[a])
        for f in flows:
            left = math.exp(self.fr[f] + self.lnR[f[0]] + self.lnC[f[1]])
            self.X[f] = self.Xf[f] * left
            self.q[f] = 1 - left

    # ------------------------------------------------------------ 4 trade: energy

    def energy(self):
        p, flows = self.p, [f for f in self.flows if f[2] == "energy"]
        left = {f: self.Xf[f] * math.exp(self.fr[f]) for f in flows}
        lost = {f: max(self.Xf[f] - left[f], 0.0) for f in flows}
        welcome = {
            f: clamp(1 - (1 - (1 - self.embargo[f]) * math.exp(-self.barrier[f])) / 0.1, 0, 1)
            for f in flows
        }
        total = lambda values, side, actor: sum(values[f] for f in flows if f[side] == actor)
        D = {a: total(lost, 0, a) for a in self.actors}
        U = {a: total(lost, 1, a) for a in self.actors}
        Q = {a: total(self.Xf, 1, a) for a in self.actors}
        ratio = lambda a, b: a / b if b else 0.0
        weight = lambda w, o: sum(welcome[f] * w[f[1]] for f in flows if f[0] == o)
        gain = {
            f: p("energy.placed") * D[f[0]] * ratio(welcome[f] * Q[f[1]], weight(Q, f[0]))
            for f in flows
        }
        G = {a: total(gain, 1, a) for a in self.actors}
        shed = {
            f: p("energy.crowding") * G[f[1]] * ratio(left[f], total(left, 1, f[1]) + G[f[1]])
            for f in flows
        }
        S = {a: total(shed, 0, a) for a in self.actors}
        for f in flows:
            refill = S[f[0]] * ratio(welcome[f] * U[f[1]], weight(U, f[0]))
            aim = (1 - p("energy.discount")) * gain[f] + refill - shed[f]
            self.reroute[f] += self.closing(p("energy.speed_per_year")) * (aim - self.reroute[f])
            self.X[f] = max(left[f] + self.reroute[f], 0.0)
            self.q[f] = 1 - self.X[f] / self.Xf[f]

    # ------------------------------------------------------------ 5 transshipment and ledger

    def routes(self):
        """(hub, target, ease, inward ties, sanctioned flows of other goods), for every target."""
        hit = set()
        for event in self.file["events"].values():
            for e in event["effects"]:
                if e["kind"] in ("barrier", "embargo"):
                    goods = {"all": ("other", "energy")}.get(
                        e.get("goods", "all"), (e.get("goods"),)
                    )
                    hit |= {
                        (f, t, g)
                        for f in e["from"]
                        for t in e["to"]
                        for g in goods
                        if (f, t, g) in self.flows
                    }
        found = []
        for target in sorted({f[1] for f in hit}):
            for hub in self.actors:
                if (
                    "transit_ease" in self.file["actors"][hub]
                    and (hub, target) in self.ties["trade"]
                ):
                    inward = [t for t in self.ties["trade"] if t[1] == hub and t[0] != target]
                    lost = [f for f in hit if f[1] == target and f[2] == "other" and f[0] != hub]
                    found.append((hub, target, self.actor(hub, "transit_ease"), inward, lost))
        return found

    def transshipment(self):
        routes = self.routes()
        weights = {}
        for hub, target, ease, inward, _ in routes:
            bought = sum(self.Xf[*t, "other"] for t in inward)
            weights[hub, target] = ease * math.sqrt(bought * self.Xf[hub, target, "other"])
        for hub, target, _, _, lost in routes:
            missing = sum(max(self.Xf[f] - self.X[f], 0.0) for f in lost)
            share = weights[hub, target] / sum(w for (_, t), w in weights.items() if t == target)
            pressure = math.exp(-self.of_event("pressure", (hub, target)))
            aim = self.p("transshipment.evasion") * pressure * missing * share
            now = self.transshipped[hub, target]
            closing = self.closing(self.p("transshipment.speed_per_year"))
            self.transshipped[hub, target] = now + closing * (aim - now)

    def ledger(self):
        self.trade = {
            t: self.X[*t, "other"] + self.X.get((*t, "energy"), 0.0) for t in self.ties["trade"]
        }
        self.at_origin = dict(self.trade)
        for hub, target, _, inward, _ in self.routes():
            extra = self.transshipped[hub, target]
            self.trade[hub, target] += extra
            self.at_origin[hub, target] += extra
            bought = sum(self.X[*t, "other"] for t in inward)
            for t in inward:
                through = extra * self.X[*t, "other"] / bought
                self.trade[t] += through
                self.at_origin[t] += through / self.p("ledger.pass_through")
        self.exports = {a: sum(v for t, v in self.trade.items() if t[0] == a) for a in self.actors}
        self.imports = {a: sum(v for t, v in self.trade.items() if t[1] == a) for a in self.actors}
