"""One run of a scenario, step by step, in the causal order of the mechanisms."""

import math

from .draws import Draws, name_hash, quantile

NEVER = 1.0e6
BANDWIDTH = ["trade", "credit", "remittance", "arms", "transit", "security", "diplomacy"]
PAIR_SD = [(0.003, 0.36, 0.47), (0.03, 0.24, 0.29), (0.3, 0.15, 0.15), (3, 0.10, 0.08), (30, 0.06, 0.05)]
COUNTRY_SD = [(1, 0.10), (10, 0.085), (100, 0.065), (1000, 0.05)]


def interpolate(x, knots, values):
    """Linear in the log of x, constant outside."""
    logs = [math.log(k) for k in knots]
    at = math.log(x)
    if at <= logs[0]:
        return values[0]
    for k in range(1, len(logs)):
        if at <= logs[k]:
            share = (at - logs[k - 1]) / (logs[k] - logs[k - 1])
            return values[k - 1] + share * (values[k] - values[k - 1])
    return values[-1]


def clamp(x, low, high):
    return min(max(x, low), high)


def year_start(date):
    """The first moment of a date written as a year."""
    return float(int(date))


class Run:
    """A run: `file` is the parsed scenario, `drawn` every number that the run drew, by key."""

    def __init__(self, file, drawn, seed, run, metrics):
        self.file, self.drawn, self.draws = file, drawn, Draws(seed, run)
        self.metrics = metrics  # name -> function(run), for triggers
        self.base_year = file["time"]["base_year"]
        self.per_year = {"month": 12, "quarter": 4, "year": 1}[file["time"]["step"]]
        self.steps = (file["time"]["end_year"] - self.base_year) * self.per_year
        self.dt = 1 / self.per_year
        self.step = 0
        self.actors = sorted(file["actors"])
        self.powers = [a for a in self.actors if file["actors"][a].get("power")]
        self.axes = sorted(file["axes"])
        self.ties = {
            channel: {(t["from"], t["to"]): t for t in file["ties"].get(channel, [])}
            for channel in [*BANDWIDTH, "settlement"]
        }
        self.flows = []  # (exporter, importer, good)
        for (o, d), tie in self.ties["trade"].items():
            self.flows.append((o, d, "other"))
            if self.number(f"ties.trade.{o}.{d}.energy_share", tie.get("energy_share", 0)) > 0:
                self.flows.append((o, d, "energy"))
        pairs = {(t[1], t[0]) for c in self.ties.values() for t in c}
        for event in file["events"].values():
            for effect in event["effects"]:
                if effect["kind"] == "threat":
                    pairs |= {(to, frm) for frm in effect["from"] for to in effect["to"]}
        self.pairs = sorted(pairs | {(b, a) for a, b in pairs})  # (client, partner)
        self.begin()

    # ---------------------------------------------------------------- numbers and draws

    def number(self, key, law):
        """A number of the scenario as this run has it."""
        return self.drawn[key] if key in self.drawn else quantile(law, 0.5)

    def p(self, key):
        """A parameter of the model."""
        constants = {"influence.bandwidth_exponent": 0.5, "event.effect_scale": 1.0}
        return self.drawn.get(key, constants.get(key))

    def actor(self, actor, field):
        return self.number(f"actors.{actor}.{field}", self.file["actors"][actor][field])

    def tie(self, channel, ends, field="value"):
        return self.number(f"ties.{channel}.{ends[0]}.{ends[1]}.{field}", self.ties[channel][ends][field])

    def shock(self, stream, entity):
        return self.draws.shock(stream, self.step, entity)

    def yearly_shock(self, stream, entity):
        return self.draws.shock(stream, self.year() - self.base_year, entity)

    # ---------------------------------------------------------------- calendar

    def year(self, step=None):
        step = self.step if step is None else step
        return self.base_year if step == 0 else self.base_year + 1 + (step - 1) // self.per_year

    def end(self):
        return self.base_year + 1 + self.step * self.dt

    def years_since_base(self):
        """From the middle of the base year to the middle of the step."""
        return self.base_year + 1 + (self.step - 0.5) * self.dt - (self.base_year + 0.5)

    def opens_year(self):
        return (self.step - 1) % self.per_year == 0

    def drift_years(self):
        return 0.5 + self.dt / 2 if self.step == 1 else self.dt

    def shock_years(self):
        n = self.per_year
        return 1 - (n - 1) * (2 * n - 1) / (6 * n * n) if self.step == 1 else self.dt

    def closing(self, speed):
        return 1 - math.exp(-speed * self.dt)

    # ---------------------------------------------------------------- state

    def begin(self):
        zero = lambda keys: {k: 0.0 for k in keys}
        A, T, F, P = self.actors, list(self.ties["trade"]), self.flows, self.pairs
        self.F = self.o = self.O = self.O_before = self.price = self.world_trade = 0.0
        self.y, self.loss, self.hit, self.hit_before = zero(A), zero(A), zero(A), zero(A)
        self.e, self.m, self.e_swing, self.m_swing = zero(A), zero(A), zero(A), zero(A)
        self.lnR, self.lnC, self.cap_walk, self.cap = zero(A), zero(A), zero(A), zero(A)
        self.courting, self.mean_share = zero(A), zero(A)
        self.pair_walk, self.pair_swing, self.joint_log = zero(T), zero(T), zero(T)
        self.k, self.kappa, self.g, self.fr = zero(F), zero(F), zero(F), zero(F)
        self.barrier, self.embargo, self.reroute, self.q = zero(F), zero(F), zero(F), zero(F)
        self.h, self.derisk, self.threat = zero(P), zero(P), zero(P)
        self.arms_walk = zero(self.ties["arms"])
        self.onset = {e: NEVER for e in self.file["events"]}
        self.z, self.waited = zero(self.file["events"]), zero(self.file["events"])
        self.passed = {i: NEVER for inst in self.file["institutions"].values() for i in inst.get("agenda", {})}
        self.diplomacy_gain = zero(self.ties["diplomacy"])
        self.clear_events()
        self.membership = self.seats()
        self.X0 = {t: self.tie("trade", t) for t in T}
        total = zero(A)
        for (o, d), v in self.X0.items():
            total[o] += v
            total[d] += v
        scale = self.p("shock.country_scale")
        self.country_sd = {
            a: scale * interpolate(total[a], *zip(*COUNTRY_SD)) if total[a] else 0.0 for a in A
        }
        self.frictionless(0.0)
        self.X = dict(self.Xf)
        self.transshipped = {(h, t): 0.0 for h, t, *_ in self.routes()}
        self.ledger()
        self.debt = {t: self.tie("credit", t) for t in self.ties["credit"]}
        self.lending = {t: self.base_lending(t) for t in self.ties["credit"]}
        self.remitted = {t: self.tie("remittance", t) for t in self.ties["remittance"]}
        self.settled = {t: self.tie("settlement", t) for t in self.ties["settlement"]}
        self.arms = {t: self.tie("arms", t) for t in self.ties["arms"]}
        self.transit = {t: self.tie("transit", t) for t in self.ties["transit"]}
        self.guarantee = {t: self.tie("security", t) for t in self.ties["security"]}
        self.diplomacy = {t: self.tie("diplomacy", t) for t in self.ties["diplomacy"]}
        self.x = {
            a: {k: self.number(f"actors.{a}.positions.{k}", self.file["actors"][a]["positions"][k]) for k in self.axes}
            for a in A
        }
        self.dependence()
        self.influence()
        self.anchor = {
            a: {k: self.x[a][k] - self.s(a) / (1 - self.s(a)) * self.pull(a, k) for k in self.axes} for a in A
        }
        self.V0, self.mean_share0 = dict(self.V), dict(self.mean_share)
        self.membership0 = dict(self.membership)
        self.distance = self.distances()
        self.distance0 = dict(self.distance)
        self.last = {name: read(self) for name, read in self.metrics.items()}

    def advance(self):
        """One step, in causal order."""
        self.step += 1
        for mechanism in (
            self.factor, self.events, self.growth, self.shocks, self.friction, self.diversion,
            self.energy, self.transshipment, self.ledger, self.finance, self.security,
            self.dependence, self.influence, self.alignment, self.strategy, self.institutions,
        ):  # fmt: skip
            mechanism()
        self.last = {name: read(self) for name, read in self.metrics.items()}

    # ---------------------------------------------------------------- 1 factor

    def factor(self):
        if self.opens_year():
            rho, sd = self.p("factor.world_persistence"), self.p("factor.world_sd")
            self.F = rho * self.F + sd * math.sqrt(1 - rho**2) * self.yearly_shock("factor.world", 0)
            self.o = self.p("factor.oil_persistence") * self.o + self.p("factor.oil_sd") * self.yearly_shock("factor.oil", 0)
        self.O = self.o + self.event_oil
        self.price += self.p("factor.inflation_per_year") * self.drift_years()

    # ---------------------------------------------------------------- 2 event

    def event_number(self, event, field, otherwise):
        law = self.file["events"][event].get(field)
        return otherwise if law is None else self.number(f"events.{event}.{field}", law)

    def clear_events(self):
        self.event_oil = 0.0
        self.event_hit = {a: 0.0 for a in self.actors}
        self.event_barrier = {f: 0.0 for f in self.flows}
        self.embargo = {f: 0.0 for f in self.flows}
        self.threat = {p: 0.0 for p in self.pairs}
        self.tie_event = {}  # (kind, from, to) -> log
        self.push = {(a, k): 0.0 for a in self.actors for k in self.axes}
        self.loans = {}

    def events(self):
        for name in self.in_order():
            self.happen(name)
        for name in self.file["events"]:
            self.z[name] = self.strength(name)
        self.clear_events()
        for name, event in self.file["events"].items():
            for i, effect in enumerate(event["effects"]):
                size = self.number(f"events.{name}.effects.{i}.size", effect["size"])
                self.apply(effect, size * self.z[name] * self.p("event.effect_scale"))

    def in_order(self):
        """Events by id, each after the one that it requires."""
        left, placed = sorted(self.file["events"]), []
        while left:
            ready = next(e for e in left if self.file["events"][e].get("requires") in [None, *placed])
            left.remove(ready)
            placed.append(ready)
        return placed

    def happen(self, name):
        event = self.file["events"][name]
        start, end = self.end() - self.dt, self.end()
        if "date" in event:
            when = year_start(event["date"])
        elif event.get("agenda"):
            starts = [i for inst in self.file["institutions"].values() for i, item in inst["agenda"].items()
                      if item.get("starts") == name]  # fmt: skip
            when = self.passed[starts[0]]
        elif "hazard" in event:
            hazard = event["hazard"]
            since, until = year_start(hazard.get("from", "0")), year_start(hazard.get("until", "9999"))
            exposed = max(min(end, until) - max(start, since), 0.0)
            rate = self.number(f"events.{name}.hazard.rate", hazard["rate"])
            u = self.draws.uniform("event.hazard", self.step, name_hash(name))
            when = (start + end) / 2 if u < 1 - math.exp(-rate * exposed) else NEVER
        else:
            condition = event["when"]
            holds = self.last[condition["metric"]] > condition["above"]
            self.waited[name] = self.waited[name] + 1 if holds else 0
            when = start if self.waited[name] >= condition["for_steps"] else NEVER
        required = self.onset[event["requires"]] if "requires" in event else -NEVER
        if required > when:
            when = NEVER
        if "probability" in event:
            u = self.draws.uniform("event.chance", 0, name_hash(name))
            if u >= self.event_number(name, "probability", 1):
                when = NEVER
        if self.onset[name] >= NEVER:
            self.onset[name] = when

    def strength(self, name):
        """Mean over the step of the piecewise-linear course, by its exact integral."""
        event, onset = self.file["events"][name], self.onset[name]
        ender = self.onset[event["ended_by"]] if "ended_by" in event else NEVER
        over = max(min(onset + self.event_number(name, "duration_years", NEVER), ender), onset)
        lead, lead_level = self.event_number(name, "anticipation_years", 0), self.event_number(name, "anticipation", 0)
        initial, ramp = self.event_number(name, "initial", 1), self.event_number(name, "ramp_years", 0)
        fade = self.event_number(name, "fade_years", 0)

        def level(t):
            return initial + (1 - initial) * clamp((t - onset) / max(ramp, 1e-9), 0, 1)

        def integral(a, b, at_a, at_b):
            low, high = max(a, self.end() - self.dt), min(b, self.end())
            if high <= low:
                return 0.0
            middle = ((low + high) / 2 - a) / max(b - a, 1e-9)
            return (high - low) * (at_a + (at_b - at_a) * middle)

        full = min(onset + ramp, over)
        return (
            integral(onset - lead, onset, lead_level, lead_level)
            + integral(onset, full, initial, level(full))
            + integral(full, over, level(over), level(over))
            + integral(over, over + fade, level(over), 0)
        ) / self.dt

    def apply(self, effect, amount):
        kind = effect["kind"]
        ends = [(f, t) for f in effect.get("from", []) for t in effect.get("to", []) if f != t]
        goods = {"all": ("other", "energy")}.get(effect.get("goods", "all"), (effect.get("goods"),))
        join = lambda e, more: 1 - max((1 - e) * (1 - clamp(more, 0, 0.999)), 0.001)
        for f, t in ends:
            if kind in ("barrier", "embargo"):
                for flow in [(f, t, g) for g in goods if (f, t, g) in self.event_barrier]:
                    if kind == "barrier":
                        self.event_barrier[flow] += amount
                    else:
                        self.embargo[flow] = join(self.embargo[flow], amount)
            elif kind == "threat":
                self.threat[t, f] += amount
            elif kind == "loan":
                stocks = sum(self.tie("credit", e) for e in ends if e in self.ties["credit"])
                if (f, t) in self.ties["credit"]:
                    share = self.tie("credit", (f, t)) / stocks
                    self.loans[f, t] = self.loans.get((f, t), 0.0) + amount * share
            else:
                self.tie_event[kind, f, t] = self.tie_event.get((kind, f, t), 0.0) + amount
        for a in effect.get("to", []):
            if kind == "growth":
                self.event_hit[a] += amount
            elif kind == "alignment":
                self.push[a, effect["axis"]] += amount
        if kind == "oil":
            self.event_oil += amount

    def of_event(self, kind, ends):
        return self.tie_event.get((kind, *ends), 0.0)

    # ---------------------------------------------------------------- 3 growth

    def Y(self, a):
        return self.actor(a, "gdp_usd_bn") * math.exp(self.y[a])

    def growth(self):
        before = dict(self.loss)
        short, long = self.p("dependence.trade_short"), self.p("dependence.trade_long")
        Y = {a: self.Y(a) for a in self.actors}
        wanted = {a: sum(self.Xf[f] for f in self.flows if f[1] == a) for a in self.actors}
        self.loss = {a: 0.0 for a in self.actors}
        for f in self.flows:
            weight = self.Xf[f] / (Y[f[1]] + wanted[f[1]])
            epsilon = short + (long - short) * self.g[f]
            self.loss[f[1]] += math.log(1 - weight * self.q[f]) / epsilon
        for a in self.actors:
            now, later = self.actor(a, "growth_per_year"), self.actor(a, "growth_long_run_per_year")
            mu = later + (now - later) * math.exp(-self.years_since_base() / self.p("growth.fade_years"))
            change = mu * self.drift_years() + (self.event_hit[a] + self.hit_before[a]) / 2 * self.dt
            self.hit_before[a] = self.event_hit[a]
            change += self.actor(a, "oil_elasticity") * (self.O - self.O_before) + self.loss[a] - before[a]
            if self.opens_year():
                change += self.actor(a, "world_beta") * self.F
            sd = self.actor(a, "volatility_per_year") * math.sqrt(self.shock_years())
            self.y[a] += change + sd * self.shock("growth", name_hash(a))
        self.O_before = self.O

    # ---------------------------------------------------------------- 4 trade: shocks

    def shocks(self):
        p, root = self.p, math.sqrt(self.shock_years())
        rho, c, lasting = p("shock.persistence"), p("shock.country_correlation"), p("shock.country_permanent")
        fresh = math.sqrt(1 - rho**2)
        self.world_trade += p("shock.world_sd") * root * self.shock("shock.world", 0)
        for a in self.actors:
            sd, hash_ = self.country_sd[a], name_hash(a)
            first = self.shock("shock.exporter", hash_)
            second = c * first + math.sqrt(1 - c**2) * self.shock("shock.importer", hash_)
            self.e[a] += sd * math.sqrt(lasting) * root * first
            self.m[a] += sd * math.sqrt(lasting) * root * second
            if self.opens_year():
                first = self.yearly_shock("shock.exporter_swing", hash_)
                second = c * first + math.sqrt(1 - c**2) * self.yearly_shock("shock.importer_swing", hash_)
                swing = sd * math.sqrt(1 - lasting) * fresh
                self.e_swing[a] = rho * self.e_swing[a] + swing * first
                self.m_swing[a] = rho * self.m_swing[a] + swing * second
        for t, v in self.X0.items():
            hash_ = name_hash(f"trade:{t[0]}>{t[1]}")
            knots, permanent, transitory = zip(*PAIR_SD)
            walk = interpolate(v, knots, permanent) * p("shock.pair_permanent_scale")
            self.pair_walk[t] += walk * root * self.shock("shock.pair", hash_)
            if self.opens_year():
                swing = interpolate(v, knots, transitory) * p("shock.pair_transitory_scale") * fresh
                self.pair_swing[t] = rho * self.pair_swing[t] + swing * self.yearly_shock("shock.pair_swing", hash_)
        self.frictionless(self.years_since_base())

    def frictionless(self, years):
        self.Xf = {}
        for (o, d), v in self.X0.items():
            a = self.world_trade + self.e[o] + self.m[d] + self.pair_walk[o, d]
            u = self.pair_swing[o, d] + self.e_swing[o] + self.m_swing[d]
            c = 0.0
            if "normal" in self.ties["trade"][o, d]:
                pull = self.p("shock.level_pull") * (1 - 0.5**years) / (1 + v)
                c = pull * math.log(self.tie("trade", (o, d), "normal") / v)
            income = self.p("shock.exporter_income") * self.y[o] + self.p("shock.importer_income") * self.y[d]
            whole = v * math.exp(a + u + c + income)
            energy = self.tie("trade", (o, d), "energy_share") if (o, d, "energy") in self.flows else 0.0
            self.Xf[o, d, "other"] = whole * (1 - energy)
            if (o, d, "energy") in self.flows:
                self.Xf[o, d, "energy"] = whole * energy

    # ---------------------------------------------------------------- 4 trade: friction

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
            self.fr[f] = -rho * b + (1 - rho) * self.k[f] + min(math.log(1 - e), (1 - rho) * self.kappa[f])

    # ---------------------------------------------------------------- 4 trade: diversion

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

    # ---------------------------------------------------------------- 4 trade: energy

    def energy(self):
        p, flows = self.p, [f for f in self.flows if f[2] == "energy"]
        left = {f: self.Xf[f] * math.exp(self.fr[f]) for f in flows}
        lost = {f: max(self.Xf[f] - left[f], 0.0) for f in flows}
        welcome = {
            f: clamp(1 - (1 - (1 - self.embargo[f]) * math.exp(-self.barrier[f])) / 0.1, 0, 1) for f in flows
        }
        total = lambda values, side, actor: sum(values[f] for f in flows if f[side] == actor)
        D = {a: total(lost, 0, a) for a in self.actors}
        U = {a: total(lost, 1, a) for a in self.actors}
        Q = {a: total(self.Xf, 1, a) for a in self.actors}
        ratio = lambda a, b: a / b if b else 0.0
        weight = lambda w, o: sum(welcome[f] * w[f[1]] for f in flows if f[0] == o)
        gain = {f: p("energy.placed") * D[f[0]] * ratio(welcome[f] * Q[f[1]], weight(Q, f[0])) for f in flows}
        G = {a: total(gain, 1, a) for a in self.actors}
        shed = {f: p("energy.crowding") * G[f[1]] * ratio(left[f], total(left, 1, f[1]) + G[f[1]]) for f in flows}
        S = {a: total(shed, 0, a) for a in self.actors}
        for f in flows:
            refill = S[f[0]] * ratio(welcome[f] * U[f[1]], weight(U, f[0]))
            aim = (1 - p("energy.discount")) * gain[f] + refill - shed[f]
            self.reroute[f] += self.closing(p("energy.speed_per_year")) * (aim - self.reroute[f])
            self.X[f] = max(left[f] + self.reroute[f], 0.0)
            self.q[f] = 1 - self.X[f] / self.Xf[f]

    # ---------------------------------------------------------------- 5 transshipment and ledger

    def routes(self):
        """(hub, target, ease, inward ties, sanctioned flows of other goods), for every target."""
        hit = set()
        for event in self.file["events"].values():
            for e in event["effects"]:
                if e["kind"] in ("barrier", "embargo"):
                    goods = {"all": ("other", "energy")}.get(e.get("goods", "all"), (e.get("goods"),))
                    hit |= {(f, t, g) for f in e["from"] for t in e["to"] for g in goods if (f, t, g) in self.flows}
        found = []
        for target in sorted({f[1] for f in hit}):
            for hub in self.actors:
                if "transit_ease" in self.file["actors"][hub] and (hub, target) in self.ties["trade"]:
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
        self.trade = {t: self.X[*t, "other"] + self.X.get((*t, "energy"), 0.0) for t in self.ties["trade"]}
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

    # ---------------------------------------------------------------- 6 finance

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
            self.debt[t] += (self.lending[t] - self.debt[t] / self.p("finance.term_years")) * self.dt
        for t in self.ties["remittance"]:
            log = self.p("finance.remittance_income") * self.y[t[0]] + self.of_event("remittance", t)
            self.remitted[t] = self.tie("remittance", t) * math.exp(log)
        for t in self.ties["settlement"]:
            c = self.tie("settlement", t, "ceiling")
            g = self.tie("settlement", t, "adoption") + self.of_event("settlement", t)
            self.settled[t] = c / (1 + (c / self.settled[t] - 1) * math.exp(-g * self.dt))

    # ---------------------------------------------------------------- 7 security

    def security(self):
        root, closing = math.sqrt(self.shock_years()), self.closing(self.p("security.speed_per_year"))
        courted = lambda t: 0.0 if t[1] in self.powers else self.p("security.courting_gain") * self.courting[t[0]]
        for t in self.ties["arms"]:
            hash_ = name_hash(f"arms:{t[0]}>{t[1]}")
            self.arms_walk[t] += self.p("security.arms_sd") * root * self.shock("security.arms", hash_)
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
        for channel, kind, held in (("transit", "transit", self.transit), ("security", "guarantee", self.guarantee)):
            for t in self.ties[channel]:
                aim = self.tie(channel, t) * math.exp(self.of_event(kind, t)) * (1 - self.derisk[t[1], t[0]])
                held[t] += closing * (min(aim, 1.0) - held[t])
        for t in self.ties["diplomacy"]:
            ties = self.tie("diplomacy", t) * math.exp(self.of_event("diplomacy", t) + courted(t))
            self.diplomacy[t] = clamp(ties + self.diplomacy_gain[t], 0.0, 1.0)
        for a in self.actors:
            self.cap_walk[a] += self.p("security.capability_sd") * root * self.shock("security.capability", name_hash(a))
            self.cap[a] = self.p("security.capability_income") * self.y[a] + self.cap_walk[a]

    # ---------------------------------------------------------------- 8 dependence

    def weights_of(self, i, j):
        """(weight, elasticity at once, elasticity adjusted) of every tie of i with j."""
        p, Y = self.p, self.Y(i)
        spending = Y + self.imports[i]
        for (o, d), kept in (((j, i), 1.0), ((i, j), self.actor(i, "value_added_share"))):
            if (o, d) in self.ties["trade"]:
                energy = self.X.get((o, d, "energy"), 0.0)
                ease = self.ease((o, d, ""))
                for goods in (self.trade[o, d] - energy, energy):
                    yield goods * kept / spending, p("dependence.trade_short") * ease, p("dependence.trade_long") * ease
        t = (j, i)
        if t in self.ties["remittance"]:
            R = self.remitted[t]
            yield R / (Y + R), p("dependence.remittance_short"), p("dependence.remittance_long")
        if t in self.ties["credit"]:
            yield (self.service(t) + self.lending[t]) / Y, p("dependence.credit_short"), p("dependence.credit_long")
        if t in self.ties["arms"]:
            yield self.arms[t] * self.actor(i, "arms_bill_share"), p("dependence.arms_short"), p("dependence.arms_long")
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

    # ---------------------------------------------------------------- 9 influence

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
            c: self.p(f"influence.weight_{c}") * self.number(f"actors.{j}.influence_weights.{c}", own.get(c, 1.0))
            for c in BANDWIDTH
        }
        return {c: v / sum(w.values()) for c, v in w.items()}

    def bandwidth(self, i, j):
        held = {
            "credit": self.debt, "remittance": self.remitted, "arms": self.arms, "transit": self.transit,
            "security": self.guarantee, "diplomacy": self.diplomacy,
        }  # fmt: skip
        whole = self.exports[i] + self.imports[i]
        share = {"trade": (self.trade.get((i, j), 0.0) + self.trade.get((j, i), 0.0)) / whole if whole else 0.0}
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
            self.I[i, j] = B**a * L[i, j] ** (1 - a) * self.P[j] ** b if B > 0 and L[i, j] > 0 else 0.0
        self.received = {i: sum(v for (c, _), v in self.I.items() if c == i) for i in self.actors}
        self.share = {}
        for i, j in self.pairs:
            if j in self.powers:
                total = sum(self.I[i, k] for k in self.powers if (i, k) in self.I)
                self.share[i, j] = self.I[i, j] / total if total else 0.0
        clients = [a for a in self.actors if a not in self.powers and any(c == a for c, _ in self.share)]
        self.mean_share = {
            j: sum(self.share.get((i, j), 0.0) for i in clients) / max(len(clients), 1) if j in self.powers else 0.0
            for j in self.actors
        }

    # ---------------------------------------------------------------- 10 alignment

    def s(self, i):
        if i in self.powers:
            return 0.0
        T = self.received[i]
        return (1 - self.actor(i, "stubbornness")) * T / (T + self.p("alignment.half_influence"))

    def pull(self, i, axis):
        total = sum(self.I[i, j] * (self.x[j][axis] - self.x[i][axis]) for c, j in self.pairs if c == i)
        return total / self.received[i] if self.received[i] else 0.0

    def alignment(self):
        p, root = self.p, math.sqrt(self.shock_years())
        moved = {}
        for i in self.actors:
            for axis in self.axes:
                shape = self.file["axes"][axis]
                scale, x = shape["scale"], self.x
                social = self.s(i) * self.pull(i, axis) + (1 - self.s(i)) * (self.anchor[i][axis] - x[i][axis])
                push = self.push[i, axis]
                for c, j in self.pairs:
                    if c != i:
                        continue
                    if j in self.powers:
                        others = [x[k][axis] for k in self.powers if k != j]
                        middle = sum(others) / len(others) if others else x[j][axis]
                        away = math.tanh((middle - x[j][axis]) / scale)
                        push += p("alignment.threat_push") * scale * math.tanh(self.threat[i, j]) * away
                    if (j, i) in self.ties["credit"]:
                        weight = self.debt[j, i] / self.Y(i)
                        push += p("alignment.debt_effect") * weight * (x[j][axis] - x[i][axis])
                if i in self.powers:
                    gains = {k: max(self.mean_share[k] - self.mean_share0[k], 0.0) for k in self.powers if k != i}
                    if sum(gains.values()) > 0:
                        gap = sum(g * math.tanh((x[i][axis] - x[k][axis]) / scale) for k, g in gains.items())
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
        gaps = [((self.x[a][k] - self.x[b][k]) / self.file["axes"][k]["scale"]) ** 2 for k in self.axes]
        return math.sqrt(sum(gaps) / len(gaps))

    def distances(self):
        return {(i, j): self.apart(i, j) for i, j in self.pairs}

    # ---------------------------------------------------------------- 11 strategy

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

    # ---------------------------------------------------------------- 12 institutions

    def institutions(self):
        start, end = self.end() - self.dt, self.end()
        for name, inst in self.file["institutions"].items():
            for item, agenda in inst.get("agenda", {}).items():
                if start <= year_start(agenda["date"]) < end and self.vote(name, item, agenda):
                    self.passed[item] = year_start(agenda["date"])
        self.membership = self.seats()
        for name, inst in self.file["institutions"].items():
            change = {}
            for a in self.actors:
                for b in self.actors:
                    keys = (name, a), (name, b)
                    now = self.membership.get(keys[0], 0) * self.membership.get(keys[1], 0)
                    then = self.membership0.get(keys[0], 0) * self.membership0.get(keys[1], 0)
                    change[a, b] = now - then
            for t in self.ties["trade"]:
                self.joint_log[t] = self.number(f"institutions.{name}.trade_effect_log", inst["trade_effect_log"]) * change[t]
            for t in self.ties["diplomacy"]:
                effect = self.number(f"institutions.{name}.diplomacy_effect", inst["diplomacy_effect"])
                self.diplomacy_gain[t] = effect * change[t]

    def seats(self):
        start, end = self.end() - self.dt, self.end()
        held = {}
        for name, inst in self.file["institutions"].items():
            for member in inst["members"]:
                since, until = year_start(member["since"]), year_start(member.get("until", "9999"))
                share = max(min(until, end) - max(since, start), 0.0) / self.dt
                key = name, member["actor"]
                held[key] = min(held.get(key, 0.0) + share, 1.0)
            for item, agenda in inst.get("agenda", {}).items():
                if "admits" in agenda:
                    key = name, agenda["admits"]
                    share = clamp((end - self.passed[item]) / self.dt, 0.0, 1.0)
                    held[key] = max(held.get(key, 0.0), share)
        return held

    def vote(self, name, item, agenda):
        """Consensus: every member that is not the proposer or the candidate agrees."""
        assert self.file["institutions"][name]["rule"] == "consensus"
        p, proposer, candidate = self.p, agenda["proposer"], agenda.get("admits")
        for (inst, me), weight in self.membership.items():
            if inst != name or me in (proposer, candidate) or weight == 0:
                continue
            distance = self.apart(me, proposer)
            if candidate:
                distance = (distance + self.apart(me, candidate)) / 2
            fears = [self.threat.get((me, other), 0.0) for other in (proposer, candidate) if other]
            rivalry = max(0.0, *(math.tanh(f) for f in fears))
            odds = p("institution.veto_base") + p("institution.veto_distance") * distance
            odds += p("institution.veto_rivalry") * rivalry
            veto = 1 / (1 + math.exp(-odds))
            if self.draws.uniform("institution.vote", 0, name_hash(item) ^ name_hash(me)) < veto:
                return False
        return True
