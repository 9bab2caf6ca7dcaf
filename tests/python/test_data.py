"""The SCO scenario's carried trade figures against the data that they are carried from.

Needs the folder that SUASION_DATA names (trade.csv, country_year.csv); skipped without it.
"""

import csv
import os
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from conftest import ROOT

DATA = Path(os.environ.get("SUASION_DATA", "/nowhere"))
needs_data = pytest.mark.skipif(
    not (DATA / "trade.csv").exists(), reason="SUASION_DATA names no folder with trade.csv"
)

CARRIED = "BACI 2016 carried by the growth of both nominal GDPs over the world's"
UZBEK = "; Uzbek income by real growth, the official rate of 2016 being no market's"
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
                pair = actor(row["exporter_iso3"]), actor(row["importer_iso3"])
                flows[pair] += float(row["usd_mn"]) / 1000
    return flows


@pytest.fixture(scope="module")
def incomes():
    """Nominal GDP of each actor in 2016, from the data, and in 2021, from the scenario: USD bn."""
    then = defaultdict(float)
    with open(DATA / "country_year.csv") as file:
        for row in csv.DictReader(file):
            if row["year"] == "2016" and row["gdp_usd"]:
                then[actor(row["iso3"])] += float(row["gdp_usd"]) / 1e9
    actors = tomllib.loads((ROOT / "scenarios/sco.toml").read_text())["actors"]
    return then, {name: about["gdp_usd_bn"]["value"] for name, about in actors.items()}


def as_written(value):
    """The smallest and the largest number that is written like this: three digits at most, of
    which trailing zeros of whole numbers do not tell whether they count."""
    places = len(value.partition(".")[2])
    last = 10.0**-places if places else 10.0 ** (len(value) - 3)
    return float(value) - last / 2, float(value) + last / 2


def income_growths(rows, flows_2016, incomes):
    """By pair, between which numbers the growth of incomes that a figure is carried by lies, over
    that of the pair's nominal GDPs."""
    then, now = incomes
    growths = {}
    for row in rows:
        pair = row["from"], row["to"]
        assert flows_2016[pair] > 0, pair
        low, high = as_written(row["value"])
        for name in pair:
            # The file has GDP to the last .1 bn, half a percent of the smallest.
            low *= then[name] / (now[name] + 0.05)
            high *= then[name] / (now[name] - 0.05)
        growths[pair] = low / flows_2016[pair], high / flows_2016[pair]
    return growths


def common(growths):
    """The numbers that lie between the bounds of every pair; fails where there are none."""
    low, high = max(growths, key=lambda p: growths[p][0]), min(growths, key=lambda p: growths[p][1])
    bounds = growths[low][0], growths[high][1]
    assert bounds[0] <= bounds[1], f"{low} is carried higher than {high}: {bounds}"
    return bounds


def carried(words):
    return [row for row in table() if row["method"] == f"{CARRIED}{words}"]


@needs_data
def test_carried_figures_are_the_flow_of_2016_times_the_growth_of_incomes(flows_2016, incomes):
    rows = carried("")
    assert len(rows) > 100
    # One growth of world income explains every row to the last digits that are written.
    low, high = common(income_growths(rows, flows_2016, incomes))
    then, now = incomes
    world = sum(now.values()) / sum(then.values())
    # The data's sum of 2016 need not be the total that the table was made with.
    assert 0.99 < low * world <= high * world < 1.01


@needs_data
def test_uzbek_figures_are_carried_by_one_growth_of_real_income(flows_2016, incomes):
    rows = carried(UZBEK)
    assert len(rows) > 10
    low, high = common(income_growths(rows, flows_2016, incomes))
    then, now = incomes
    world, nominal = sum(now.values()) / sum(then.values()), now["UZB"] / then["UZB"]
    # The data end in 2016: five years at 4 to 7 % a year are 1.22 to 1.40.
    assert 1.22 < low * world * nominal <= high * world * nominal < 1.40


@needs_data
def test_north_korean_figures_are_cut_below_those_of_2016(flows_2016):
    rows = [row for row in table() if row["method"].startswith("BACI 2016 cut")]
    assert rows
    for row in rows:
        assert 0 < float(row["value"]) < flows_2016[row["from"], row["to"]], row


@needs_data
def test_a_carried_figure_is_as_uncertain_as_the_header_says():
    for row in carried("") + carried(UZBEK):
        # A figure on the border may have been rounded to it from above.
        assert float(row["error"]) in {error_of(bound) for bound in as_written(row["value"])}, row
        assert row["confidence"] == "assumed", row


def error_of(usd_bn):
    return 0.5 if usd_bn > 1 else 0.6 if usd_bn > 0.1 else 0.8 if usd_bn > 0.01 else 1


@needs_data
def test_no_large_pair_of_2016_is_left_out(flows_2016):
    in_file = tomllib.loads((ROOT / "scenarios/sco.toml").read_text())["ties"]["trade"]
    there = {(row["from"], row["to"]) for row in [*table(), *in_file]}
    left_out = [pair for pair, usd_bn in flows_2016.items()
                if usd_bn > 0.05 and pair not in there and "ROW" != pair[0] != pair[1]]  # fmt: skip
    assert not left_out, left_out


@needs_data
def test_the_three_main_partners_of_2016_are_among_the_first_four_of_the_base_year(flows_2016):
    in_file = tomllib.loads((ROOT / "scenarios/sco.toml").read_text())["ties"]["trade"]
    now = {(row["from"], row["to"]): middle(row["value"]) for row in [*table(), *in_file]}
    for state in STATES:
        then, first = ranking(flows_2016, state)[:3], ranking(now, state)[:4]
        assert set(then) <= set(first), (state, then, first)


def middle(value):
    """The middle of a figure: itself, its central value or that of its range."""
    if not isinstance(value, dict):
        return float(value)
    for key in ("value", "mode", "median", "mean"):
        if key in value:
            return value[key]
    return (value["low"] + value["high"]) / 2


def ranking(flows, state):
    """Who trades most with a state, both ways, first; the rest of the world is no partner."""
    turnover = defaultdict(float)
    for (exporter, importer), usd_bn in flows.items():
        if state in (exporter, importer) and "ROW" not in (exporter, importer):
            turnover[importer if exporter == state else exporter] += usd_bn
    turnover.pop(state, None)
    return sorted(turnover, key=turnover.get, reverse=True)
