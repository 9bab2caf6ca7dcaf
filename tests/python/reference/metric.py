"""What is read from a run: each metric as its line in the metric table says."""

import math


def nominal(run, ends, real):
    energy = run.X.get((*ends, "energy"), 0.0)
    return (real - energy + energy * math.exp(run.O)) * math.exp(run.price)


def mirror(run, reporter, ends):
    """The reporter's base-year figure for a flow over the tie's."""
    for row in run.file.get("mirrors", []):
        if (row["reporter"], row["from"], row["to"]) == (reporter, *ends):
            key = f"mirrors.{reporter}.{ends[0]}.{ends[1]}.value"
            return run.number(key, row["value"]) / run.X0[ends]
    return 1.0


def reported(run, a, b):
    sent, received = 0.0, 0.0
    if (a, b) in run.trade:
        sent = nominal(run, (a, b), run.at_origin[a, b]) * mirror(run, a, (a, b))
    if (b, a) in run.trade:
        received = nominal(run, (b, a), run.trade[b, a]) * mirror(run, a, (b, a))
    return sent, received


def turnover(run, a, b):
    return run.trade.get((a, b), 0.0) + run.trade.get((b, a), 0.0)


def main_partner(run, a, b):
    others = [sum(reported(run, a, c)) for c in run.actors if c not in (a, b)]
    return float(sum(reported(run, a, b)) > max(others, default=0.0))


def junior_parts(run, i, j):
    def technology(client, supplier):
        bought = {t[0]: run.X[*t, "other"] for t in run.trade if t[1] == client}
        return bought.get(supplier, 0.0) / sum(bought.values())

    def no_other(client, partner):
        return run.V[client, partner] / sum(v for (c, _), v in run.V.items() if c == client)

    return [
        math.tanh((run.V[i, j] - run.V[j, i]) / 0.1),
        (run.P[j] - run.P[i]) / (run.P[j] + run.P[i]),
        run.settled.get((j, i), 0.0) - run.settled.get((i, j), 0.0),
        technology(i, j) - technology(j, i),
        no_other(i, j) - no_other(j, i),
    ]


def junior(run, i, j, pick):
    parts = junior_parts(run, i, j)
    return pick([(sum(parts) - part) / 4 for part in parts]) if pick else sum(parts) / 5


def region(run, name, power, weight, value):
    members = [m for m in run.file["regions"][name]["members"] if m not in run.powers and m != power]
    return sum(weight(m) * value(m) for m in members) / sum(weight(m) for m in members)


def trade_with_powers(run, client, power):
    others = [p for p in run.powers if p != client]
    return turnover(run, client, power) / sum(turnover(run, client, p) for p in others)


def network(run, power):
    """Σ over clients of (I − ½W)⁻¹ applied to the power's direct influence, by the series."""
    W = {pair: value / 4 for pair, value in run.I.items()}
    reached = {a: W.get((a, power), 0.0) for a in run.actors}
    total, term = dict(reached), reached
    for _ in range(200):
        term = {c: sum(0.5 * W.get((c, p), 0.0) * term[p] for p in run.actors) for c in run.actors}
        total = {a: total[a] + term[a] for a in run.actors}
    return 4 * sum(total.values())


def hhi(run, name):
    members = run.file["regions"][name]["members"]
    Y = [run.Y(m) for m in members]
    return sum((y / sum(Y)) ** 2 for y in Y)


def loss_advantage(run, a):
    mine = [j for i, j in run.pairs if i == a]
    return sum(run.V[j, a] * run.Y(j) - run.V[a, j] * run.Y(a) for j in mine) / run.Y(a)


def everything(run):
    """Every metric of the scenario by its label, but concentration, which one member has not."""
    found = {"oil_price": run.O}
    put = found.__setitem__
    for a in run.actors:
        put(f"gdp[{a}]", run.Y(a))
        put(f"power[{a}]", run.P[a])
        for choice, name in enumerate(("gdp", "cinc", "net")):
            put(f"power_{name}[{a}]", run.power_shares(choice)[a])
        milex = {b: run.actor(b, "milex_usd_bn") * math.exp(run.cap[b]) for b in run.actors}
        put(f"power_military[{a}]", milex[a] / sum(milex.values()))
        put(f"loss_advantage[{a}]", loss_advantage(run, a))
        for axis in run.axes:
            put(f"position[{a},{axis}]", run.x[a][axis])
    for a, b in run.pairs:
        put(f"trade[{a},{b}]", turnover(run, a, b))
        put(f"exports[{a},{b}]", run.trade.get((a, b), 0.0))
        put(f"trade_share[{a},{b}]", turnover(run, a, b) / (run.exports[a] + run.imports[a]))
        put(f"turnover_reported[{a},{b}]", sum(reported(run, a, b)))
        put(f"exports_reported[{a},{b}]", reported(run, a, b)[0])
        whole = sum(sum(reported(run, a, c)) for i, c in run.pairs if i == a)
        put(f"share_reported[{a},{b}]", sum(reported(run, a, b)) / whole)
        put(f"main_partner[{a},{b}]", main_partner(run, a, b))
        put(f"sensitivity[{a},{b}]", run.S[a, b])
        put(f"vulnerability[{a},{b}]", run.V[a, b])
        put(f"influence[{a},{b}]", run.I[b, a])
        put(f"net_influence[{a},{b}]", run.I[b, a] - run.I[a, b])
        put(f"alignment_distance[{a},{b}]", run.apart(a, b))
        if a in run.powers:
            put(f"influence_share[{a},{b}]", run.share[b, a])
        if b in run.powers:
            put(f"strategic_barrier[{a},{b}]", run.h[a, b])
            put(f"junior[{a},{b}]", junior(run, a, b, None))
            put(f"junior_low[{a},{b}]", junior(run, a, b, min))
            put(f"junior_high[{a},{b}]", junior(run, a, b, max))
    for name in run.file["regions"]:
        put(f"hhi[{name}]", hhi(run, name))
        put(f"poles[{name}]", 1 / hhi(run, name))
        for j in run.powers:
            share = lambda m: run.share[m, j]
            put(f"regional_share[{name},{j}]", region(run, name, j, lambda m: 1.0, share))
            put(f"regional_share_gdp[{name},{j}]", region(run, name, j, run.Y, share))
            by_trade = lambda m: trade_with_powers(run, m, j)
            put(f"regional_trade_share[{name},{j}]", region(run, name, j, lambda m: 1.0, by_trade))
            members = run.file["regions"][name]["members"]
            put(f"sway[{name},{j}]", sum(run.I.get((j, m), 0.0) for m in members))
    for j in run.powers:
        put(f"network_influence[{j}]", network(run, j))
    for name, values in (
        ("debt", run.debt), ("remittances", run.remitted), ("settlement", run.settled),
        ("arms_share", run.arms), ("transshipment", run.transshipped),
    ):  # fmt: skip
        for (a, b), value in values.items():
            put(f"{name}[{a},{b}]", value)
    for event, z in run.z.items():
        put(f"event[{event}]", z)
    for event, when in run.onset.items():
        put(f"onset[{event}]", when if when < run.end() else None)
    for item, when in run.passed.items():
        put(f"passed[{item}]", float(when <= run.end()))
    return found
