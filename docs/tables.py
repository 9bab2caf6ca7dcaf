"""Makes docs/sanity.md, ablation.md and companions.md from real runs of the SCO scenario.

    python docs/tables.py [sanity|ablation|companions]

Needs the built program (SUASION_BIN, default target/release/suasion) and pyarrow, numpy.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
BIN = os.environ.get("SUASION_BIN", str(ROOT / "target/release/suasion"))
SCENARIO = "scenarios/sco.toml"

# What was reported: (metric, unit factor, {year: value}, whose figure).
REPORTED = [
    ("turnover_reported[CHN,RUS]", 1, {2022: 190.3, 2023: 240.1}, "Chinese customs"),
    ("turnover_reported[KAZ,RUS]", 1, {2022: 26.97, 2023: 27.05}, "Kazakh statistics"),
    ("turnover_reported[KAZ,CHN]", 1, {2022: 24.20, 2023: 30.06}, "Kazakh statistics"),
    ("turnover_reported[KAZ,EUU]", 1, {2022: 41.88, 2023: 41.30}, "Kazakh statistics"),
    ("turnover_reported[UZB,RUS]", 1, {2022: 9.38, 2023: 10.16}, "Uzbek statistics"),
    ("turnover_reported[UZB,CHN]", 1, {2022: 9.06, 2023: 13.83}, "Uzbek statistics"),
    ("turnover_reported[UZB,EUU]", 1, {2022: 4.56, 2023: 6.01}, "Uzbek statistics"),
    ("turnover_reported[KGZ,RUS]", 1, {2022: 3.48, 2023: 3.01}, "Kyrgyz statistics"),
    ("turnover_reported[KGZ,CHN]", 1, {2022: 4.13, 2023: 5.43}, "Kyrgyz statistics"),
    ("exports_reported[KGZ,RUS]", 1, {2022: 1.070, 2023: 0.824}, "Kyrgyz statistics"),
    ("turnover_reported[IND,RUS]", 1, {2023: 65.0}, "Indian statistics"),
    ("share_reported[KAZ,RUS]", 100, {2022: 19.9, 2023: 19.4}, "Kazakh statistics"),
    ("share_reported[KAZ,CHN]", 100, {2022: 17.9, 2023: 21.5}, "Kazakh statistics"),
    ("share_reported[KAZ,EUU]", 100, {2022: 30.9, 2023: 29.6}, "Kazakh statistics"),
    ("share_reported[UZB,RUS]", 100, {2022: 18.6, 2023: 16.0}, "Uzbek statistics"),
    ("share_reported[UZB,CHN]", 100, {2022: 17.9, 2023: 21.8}, "Uzbek statistics"),
    ("share_reported[UZB,EUU]", 100, {2022: 9.0, 2023: 9.5}, "Uzbek statistics"),
    ("share_reported[KGZ,RUS]", 100, {2022: 28.8, 2023: 19.1}, "Kyrgyz statistics"),
    ("share_reported[KGZ,CHN]", 100, {2022: 34.3, 2023: 34.5}, "Kyrgyz statistics"),
    ("share_reported[KGZ,EUU]", 100, {2022: 5.0, 2023: 6.4}, "Kyrgyz statistics"),
]

SANITY_HEAD = """\
# What the model says for 2022–23, beside what was reported

Made by `python docs/tables.py sanity`: {runs:,} runs of the SCO scenario, seed {seed}, yearly means of
figures in current prices and in each reporter's own statistics. Priors use what was known by March
2022 and were committed before the first look (`looks.md`); nothing was tuned to this table. Figures
as reported: `scenarios/README.md` and the sources named there.

"Inside" counts the reported figures that lie within the 90 % interval.

| figure | whose | year | reported | model: median | 90 % | inside |
| --- | --- | --- | --- | --- | --- | --- |
"""

SANITY_TAIL = """
{inside} of {total} reported figures lie inside their 90 % interval.

## Where it misses, and why

* **Russia's share in Central Asia.** The model lets it rise: sales that sanctions close are diverted to
  Russia's other customers in proportion to what they bought before (`diversion`), which brings more
  Russian goods to Kazakhstan and Uzbekistan. In fact it fell or stood still. Russia's supply of
  manufactured goods shrank with its own imports of parts, a link that the model does not have, and
  demand at home for the war took what could not be sold abroad.
* **China's share in Kazakhstan and Uzbekistan.** It rose by four points in 2023; the model's median stays
  near its level of 2021. Nothing in the priors of March 2022 says that Chinese exports of cars and
  machinery would take markets that Western and Russian makers left; the gain lies in the model's
  upper tail.
* **Kyrgyzstan.** The model holds the ratio between two reporters' figures constant. Chinese customs
  counted 7.6 bn USD in 2021 where Kyrgyz statistics counted 1.5; the gap then closed in part, which
  the model cannot say. Re-exports go in the right direction and are too small: evasion is spread over
  hubs by size and ease, and a country of this size moves by factors that no noise of 2000–16 holds.
* **India–Russia.** Redirected energy goes to buyers by their total demand. India bought far more than
  that: discounts and the absence of long contracts favoured it over China and Turkey.

These are misses of mechanism, not of size, and are left standing as such.
"""


def run(out, runs, *more):
    """One ensemble into a folder; its messages only where it fails."""
    command = [BIN, "run", SCENARIO, "--runs", str(runs), "--out", str(out), "--force", *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def sanity(runs=10_000):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "base"
        metrics = ",".join(label for label, *_ in REPORTED)
        run(out, runs, "--trajectories", metrics)
        table = pq.read_table(out / "trajectories.parquet").to_pandas()
    text = {name: table[name].astype(str) for name in ("metric", "subject", "object")}
    table["label"] = text["metric"] + "[" + text["subject"] + "," + text["object"] + "]"
    table["year"] = table["date"].astype(str).str.slice(0, 4).astype(int)
    lines, inside, total = [], 0, 0
    for label, factor, years, whose in REPORTED:
        of_label = table[table["label"] == label]
        for year, reported in years.items():
            values = of_label[of_label["year"] == year].groupby("run")["value"].mean() * factor
            low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
            hit = low <= reported <= high
            inside, total = inside + hit, total + 1
            digits = 2 if median < 20 and factor == 1 else 1
            unit = " %" if factor == 100 else " bn"
            lines.append(
                f"| `{label}` | {whose} | {year} | {reported:.{digits}f}{unit} | {median:.{digits}f} "
                f"| {low:.{digits}f}–{high:.{digits}f} | {'yes' if hit else '**no**'} |"
            )
    head = SANITY_HEAD.format(runs=runs, seed="of the file")
    tail = SANITY_TAIL.format(inside=inside, total=total)
    (ROOT / "docs/sanity.md").write_text(head + "\n".join(lines) + "\n" + tail)


MECHANISMS = (
    "factor event growth shock friction diversion energy transshipment finance security "
    "dependence influence alignment strategy institution"
).split()

HEADLINES = [
    ("regional_share[central_asia,RUS]", 100, "Russia in Central Asia, %"),
    ("regional_share[central_asia,CHN]", 100, "China in Central Asia, %"),
    ("vulnerability[RUS,CHN]", 100, "Russia on China, %"),
    ("trade_share[KAZ,RUS]", 100, "Russia in KAZ trade, %"),
    ("gdp[RUS]", 1, "GDP of Russia, bn"),
    ("alignment_distance[KAZ,RUS]", 1, "distance KAZ–RUS"),
]

ABLATION_HEAD = """\
# What each mechanism adds

Made by `python docs/tables.py ablation`: the SCO scenario with one mechanism off at a time, {runs:,} runs
each, the same seed and so the same shocks. Columns are changes of the mean at the end of 2030
against the whole model. The last column names the published metric that the mechanism moves most,
in units of that metric's standard deviation over runs: a mechanism that moves none is removed. What a
mechanism that is off would write keeps its base-year value: with `growth` off incomes stand still, with
`diversion` off flows of goods do. How far diversion alone matters, its
parameter φ says better: `--set parameters.diversion.diversion=0`.

"""


def means(out):
    table = pq.read_table(out / "summary.parquet").to_pandas()
    last = table[(table["step"] == table["step"].max()) & (table["n"] > 0)]
    text = {n: last[n].astype(object).fillna("").astype(str) for n in ("metric", "subject", "object")}
    labels = text["metric"] + "[" + text["subject"] + "," + text["object"] + "]"
    labels = labels.str.replace(",]", "]", regex=False).str.replace("[]", "", regex=False)
    return dict(zip(labels, zip(last["mean"], last["sd"])))


def ablation(runs=1_000):
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder) / "whole", runs)
        whole = means(Path(folder) / "whole")
        rows = []
        for mechanism in MECHANISMS:
            out = Path(folder) / mechanism
            run(out, runs, "--ablate", mechanism)
            off = means(out)
            cells = [(off[label][0] - whole[label][0]) * f for label, f, _ in HEADLINES]
            moved = {
                label: abs(off[label][0] - mean) / sd
                for label, (mean, sd) in whole.items()
                if label in off and sd > 1e-9
            }
            most = max(moved, key=moved.get)
            rows.append((mechanism, cells, most, moved[most]))
    names = " | ".join(name for *_, name in HEADLINES)
    lines = [f"| off | {names} | moves most |", "| --- |" + " --- |" * (len(HEADLINES) + 1)]
    for mechanism, cells, most, size in rows:
        shown = " | ".join(f"{cell:+.2f}" for cell in cells)
        lines.append(f"| `{mechanism}` | {shown} | `{most}` by {size:.2f} s.d. |")
    lines.append("| `ledger` |" + " – |" * len(HEADLINES) + " books what the others move |")
    head = ABLATION_HEAD.format(runs=runs)
    (ROOT / "docs/ablation.md").write_text(head + "\n".join(lines) + "\n")


COMPANIONS = [
    ("regional_share[central_asia,CHN]", 100, "China in Central Asia"),
    ("regional_share[central_asia,RUS]", 100, "Russia in Central Asia"),
    ("regional_share[central_asia,EUU]", 100, "EU in Central Asia"),
    ("vulnerability[RUS,CHN]", 100, "Russia on China"),
    ("gdp[RUS]", None, "GDP of Russia, %"),
]

COMPANIONS_HEAD = """\
# The eleven companions, compared with the SCO scenario

Made by `python docs/tables.py companions`, which runs one command and lays its tables side by side:

```
suasion compare scenarios/sco.toml {files} \\
    --runs {runs} --metric "{metrics}" --at 2030 --format json
```

{runs:,} runs of each scenario under the same draws, end of 2030. The first line is the mean of the
base; the others are mean differences from it, run by run, ± their 95 % interval: how precisely the mean
effect is known, not how much it varies from run to run ([comparing.md](comparing.md)). Shares in
points. The last columns are the share of runs in which China is ahead of Russia in Central Asia by
the last date that counts, and the claims that the change moves (McNemar p < .001, the three that
move most, in points).

| scenario | {heads} | China ahead, % | claims that move |
| --- |{rules} --- | --- |
"""


def companions(runs=2_000):
    folder = ROOT / "scenarios"
    files = sorted(p.name for p in folder.glob("*.toml") if p.stem not in ("sco", "teaching"))
    paths = [f"scenarios/{name}" for name in files]
    metrics = ",".join(label for label, *_ in COMPANIONS)
    asked = ["--runs", str(runs), "--metric", metrics, "--at", "2030", "--format", "json"]
    start = time.monotonic()
    done = subprocess.run([BIN, "compare", SCENARIO, *paths, *asked], cwd=ROOT, capture_output=True, text=True)
    seconds = time.monotonic() - start
    processor = os.times().children_user + os.times().children_system
    if done.returncode:
        sys.exit(done.stderr)
    found = json.loads(done.stdout)
    outcomes = {(r["scenario"], r["label"]): r for r in found["outcomes"]}
    crossed = {r["scenario"]: r for r in found["crossings"] if r["crossing"] == "china_overtakes"}
    names = list(dict.fromkeys(r["scenario"] for r in found["outcomes"]))
    base = [outcomes[names[0], label] for label, *_ in COMPANIONS]
    cells = [
        f"{r['level_reference'] * factor:.1f}" if factor else f"{r['level_reference']:,.0f} bn"
        for r, (_, factor, _) in zip(base, COMPANIONS)
    ]
    ahead = 100 * crossed[names[0]]["crossed_reference"]
    lines = [f"| **sco** | {' | '.join(cells)} | {ahead:.1f} | |"]
    for name in names:
        cells = []
        for label, factor, _ in COMPANIONS:
            r = outcomes[name, label]
            keys = ("difference", "low", "high") if factor else ("relative", "relative_low", "relative_high")
            value, low, high = (r[key] * (factor or 100) for key in keys)
            cells.append(f"{value:+.2f} ± {(high - low) / 2:.2f}")
        ahead = f"{100 * crossed[name]['crossed']:.1f}"
        moved = [r for r in found["claims"] if r["scenario"] == name and r["p_value"] < 0.001]
        moved.sort(key=lambda r: -abs(r["difference"]))
        told = ", ".join(f"{r['claim']} {100 * r['difference']:+.1f}" for r in moved[:3])
        lines.append(f"| [{name}](../scenarios/{name}.toml) | {' | '.join(cells)} | {ahead} | {told} |")
    heads = " | ".join(head for *_, head in COMPANIONS)
    head = COMPANIONS_HEAD.format(
        files=" ".join(paths[:1]) + " …", runs=runs, metrics=metrics, heads=heads, rules=" --- |" * len(COMPANIONS)
    )
    tail = (
        f"\nThe command took {processor:.0f} s of processor time, {seconds:.0f} s by the clock on "
        f"{os.cpu_count()} cores; ensembles that were there already are not run again.\n"
    )
    (ROOT / "docs/companions.md").write_text(head + "\n".join(lines) + "\n" + tail)


if __name__ == "__main__":
    tables = {"sanity": sanity, "ablation": ablation, "companions": companions}
    for name in sys.argv[1:] or tables:
        tables[name]()
