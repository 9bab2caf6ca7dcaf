"""The SCO scenario's carried trade figures against the data that they are carried from.

Needs the folder that SUASION_DATA names (trade.csv, country_year.csv); skipped where it is absent.
"""

import csv
import os
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from conftest import ROOT

DATA = Path(os.environ.get("SUASION_DATA", "/nowhere"))
needs_data = pytest.mark.skipif(not (DATA / "trade.csv").exists(), reason="SUASION_DATA is not there")

EU = """AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU
SVK SVN ESP SWE""".split()
STATES = "CHN RUS IND USA PAK KAZ KGZ TJK UZB TKM BLR IRN PRK UKR TUR".split()


def actor(iso3):
    return "EUU" if iso3 in EU else iso3 if iso3 in STATES else "ROW"


def table():
    with open(ROOT / "scenarios/tables/sco-trade.csv") as file:
        rows = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(rows))


@pytest.fixture(scope="module")
def flows_2016():
    flows = defaultdict(float)
    with open(DATA / "trade.csv") as file:
        for row in csv.DictReader(file):
            if row["year"] == "2016" and row["source"] == "baci_ot":
                flows[actor(row["exporter_iso3"]), actor(row["importer_iso3"])] += float(row["usd_mn"]) / 1000
    return flows


@needs_data
def test_carried_figures_come_from_the_flow_of_2016(flows_2016):
    carried = [row for row in table() if row["method"].startswith("BACI 2016 carried")]
    assert len(carried) > 100
    ratios = defaultdict(list)
    for row in carried:
        flow = flows_2016[row["from"], row["to"]]
        assert flow > 0, (row["from"], row["to"])
        ratio = float(row["value"]) / flow
        assert 0.2 < ratio < 3.0, (row["from"], row["to"], ratio)
        assert float(row["error"]) >= 0.5 and row["confidence"] == "assumed", row
        ratios[row["from"]].append(ratio)
    # One growth factor an actor: an exporter's ratios differ by its partners' growth alone.
    spread = [max(r) / min(r) for r in ratios.values() if len(r) > 3]
    assert spread and max(spread) < 5


@needs_data
def test_no_large_pair_of_2016_is_left_out(flows_2016):
    in_file = tomllib.loads((ROOT / "scenarios/sco.toml").read_text())["ties"]["trade"]
    there = {(row["from"], row["to"]) for row in [*table(), *in_file]}
    left_out = [pair for pair, usd_bn in flows_2016.items()
                if usd_bn > 0.05 and pair not in there and "ROW" != pair[0] != pair[1]]  # fmt: skip
    assert not left_out, left_out
