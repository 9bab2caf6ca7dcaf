"""One run of a scenario, step by step, in the causal order of the mechanisms."""

import math

from .draws import Draws, name_hash, quantile
from .event import NEVER, Events
from .scalar import interpolate
from .stance import Stances
from .tie import BANDWIDTH, Ties
from .trade import COUNTRY_SD, Trade


class Run(Events, Trade, Ties, Stances):
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

    # ------------------------------------------------------------ numbers and draws

    def number(self, key, law):
        """A number of the scenario as this run has it."""
        return self.drawn[key] if key in self.drawn else quantile(law, 0.5)

    def p(self, key):
        """A parameter of the model."""
        constants = {
            "influence.bandwidth_exponent": 0.5,
            "event.effect_scale": 1.0,
            "shock.mean_kept": 0.0,
            "growth.persistence": 0.0,
        }
        return self.drawn.get(key, constants.get(key))

    def actor(self, actor, field):
        return self.number(f"actors.{actor}.{field}", self.file["actors"][actor][field])

    def trade_noise(self, actor):
        return self.actor(actor, "trade_noise") if "trade_noise" in self.file["actors"][actor] else 1.0

    def export_trend(self, actor, years):
        """Log of what a fading trend has added to an actor's exports (shock.5)."""
        if "export_trend_per_year" not in self.file["actors"][actor]:
            return 0.0
        fade = self.p("growth.fade_years")
        lasted = fade * (1 - math.exp(-years / fade))
        return self.actor(actor, "export_trend_per_year") * lasted

    def own_growth(self, actor):
        """Chance in an economy's growth (growth.4)."""
        rho = self.p("growth.persistence")
        sd = self.actor(actor, "volatility_per_year")
        left = 0.0
        if self.opens_year():
            before = self.own.get(actor)
            if before is None:
                before = sd * self.yearly_shock("growth.before", name_hash(actor))
            left = rho * before
            self.own[actor] = 0.0
        sd *= math.sqrt(1 - rho**2) * math.sqrt(self.shock_years())
        chance = left + sd * self.shock("growth", name_hash(actor))
        self.own[actor] += chance
        return chance

    def tie(self, channel, ends, field="value"):
        return self.number(
            f"ties.{channel}.{ends[0]}.{ends[1]}.{field}", self.ties[channel][ends][field]
        )

    def shock(self, stream, entity):
        return self.draws.shock(stream, self.step, entity)

    def yearly_shock(self, stream, entity):
        return self.draws.shock(stream, self.year() - self.base_year, entity)

    # ------------------------------------------------------------ calendar

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

    # ------------------------------------------------------------ state

    def begin(self):
        zero = lambda keys: {k: 0.0 for k in keys}
        A, T, F, P = self.actors, list(self.ties["trade"]), self.flows, self.pairs
        self.own = {}
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
        self.passed = {
            i: NEVER for inst in self.file["institutions"].values() for i in inst.get("agenda", {})
        }
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
            a: scale * self.trade_noise(a) * interpolate(total[a], *zip(*COUNTRY_SD))
            if total[a]
            else 0.0
            for a in A
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
            a: {
                k: self.number(f"actors.{a}.positions.{k}", self.file["actors"][a]["positions"][k])
                for k in self.axes
            }
            for a in A
        }
        self.dependence()
        self.influence()
        self.anchor = {
            a: {k: self.x[a][k] - self.s(a) / (1 - self.s(a)) * self.pull(a, k) for k in self.axes}
            for a in A
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
            self.factor,
            self.events,
            self.growth,
            self.shocks,
            self.friction,
            self.diversion,
            self.energy,
            self.transshipment,
            self.ledger,
            self.finance,
            self.security,
            self.dependence,
            self.influence,
            self.alignment,
            self.strategy,
            self.institutions,
        ):
            mechanism()
        self.last = {name: read(self) for name, read in self.metrics.items()}

    # ------------------------------------------------------------ 1 factor

    def factor(self):
        if self.opens_year():
            rho, sd = self.p("factor.world_persistence"), self.p("factor.world_sd")
            self.F = rho * self.F + sd * math.sqrt(1 - rho**2) * self.yearly_shock(
                "factor.world", 0
            )
            self.o = self.p("factor.oil_persistence") * self.o + self.p(
                "factor.oil_sd"
            ) * self.yearly_shock("factor.oil", 0)
        self.O = self.o + self.event_oil
        self.price += self.p("factor.inflation_per_year") * self.drift_years()

    # ------------------------------------------------------------ 3 growth

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
            mu = later + (now - later) * math.exp(
                -self.years_since_base() / self.p("growth.fade_years")
            )
            change = (
                mu * self.drift_years() + (self.event_hit[a] + self.hit_before[a]) / 2 * self.dt
            )
            self.hit_before[a] = self.event_hit[a]
            change += (
                self.actor(a, "oil_elasticity") * (self.O - self.O_before)
                + self.loss[a]
                - before[a]
            )
            if self.opens_year():
                change += self.actor(a, "world_beta") * self.F
            self.y[a] += change + self.own_growth(a)
        self.O_before = self.O
