"""What happens and what is decided: events, memberships, votes."""

import math

from .draws import name_hash
from .scalar import clamp

# A date after every run.
NEVER = 1.0e6


def year_start(date):
    """The first moment of a date written as a year."""
    return float(int(date))


class Events:
    """The mechanisms event and institution of a run."""

    # ------------------------------------------------------------ 2 event

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
            ready = next(
                e for e in left if self.file["events"][e].get("requires") in [None, *placed]
            )
            left.remove(ready)
            placed.append(ready)
        return placed

    def happen(self, name):
        event = self.file["events"][name]
        start, end = self.end() - self.dt, self.end()
        if "date" in event:
            when = year_start(event["date"])
        elif event.get("agenda"):
            starts = [
                i
                for inst in self.file["institutions"].values()
                for i, item in inst["agenda"].items()
                if item.get("starts") == name
            ]
            when = self.passed[starts[0]]
        elif "hazard" in event:
            hazard = event["hazard"]
            since, until = (
                year_start(hazard.get("from", "0")),
                year_start(hazard.get("until", "9999")),
            )
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
        lead, lead_level = (
            self.event_number(name, "anticipation_years", 0),
            self.event_number(name, "anticipation", 0),
        )
        initial, ramp = (
            self.event_number(name, "initial", 1),
            self.event_number(name, "ramp_years", 0),
        )
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

    # ------------------------------------------------------------ 12 institutions

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
                self.joint_log[t] = (
                    self.number(f"institutions.{name}.trade_effect_log", inst["trade_effect_log"])
                    * change[t]
                )
            for t in self.ties["diplomacy"]:
                effect = self.number(
                    f"institutions.{name}.diplomacy_effect", inst["diplomacy_effect"]
                )
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
