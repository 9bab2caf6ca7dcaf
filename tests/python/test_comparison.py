"""What `compare` and `crossings` say, against established statistics libraries."""

import csv
import io
import json
import warnings

import numpy as np
import pyarrow.parquet as pq
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from conftest import suasion

RUNS = 600
METRIC = "regional_share[middle,SOU]"
CROSSING = "crossing.south_overtakes"


@pytest.fixture(scope="module")
def richer(tmp_path_factory, request):
    """A companion of the teaching scenario in which Midland is richer and Southland grows faster."""
    path = tmp_path_factory.mktemp("scenarios") / "richer.toml"
    base = request.config.rootpath / "scenarios/teaching.toml"
    path.write_text(
        f'extends = "{base}"\nname = "richer"\n'
        "[actors.MID]\n"
        'gdp_usd_bn = { dist = "lognormal", median = 140, sigma = 0.3, source = "invented" }\n'
        "[actors.SOU]\n"
        'growth_per_year = { dist = "normal", mean = 0.08, sd = 0.03, source = "invented" }\n'
        "[crossings.estranged]\n"
        'title = "Midland stands farther from Northland than from Southland"\n'
        'of = "alignment_distance[MID,NOR]"\nover = "alignment_distance[MID,SOU]"\n'
    )
    return path


@pytest.fixture(scope="module")
def pair(run_scenario, richer):
    """The folders of the teaching scenario and of its companion."""
    runs = ("--runs", RUNS)
    return run_scenario("scenarios/teaching.toml", *runs), run_scenario(richer, *runs)


@pytest.fixture(scope="module")
def compared(pair):
    """All tables of the comparison."""
    return json.loads(suasion("compare", *pair, "--format", "json"))


def column(folder, name):
    return pq.read_table(folder / "runs.parquet", columns=[name])[name].to_numpy(zero_copy_only=False)


def row(table, **known):
    (found,) = [r for r in table if all(r[k] == v for k, v in known.items())]
    return found


def test_paired_differences_are_those_of_scipy(pair, compared):
    checked = 0
    for found in compared["outcomes"]:
        name = found["label"] if found["date"] == "2026" else f"{found['label']}@{found['date']}"
        before, after = (column(folder, name) for folder in pair)
        if np.ptp(after - before) == 0:
            continue
        test = stats.ttest_rel(after, before)
        low, high = test.confidence_interval(0.95)
        assert found["paired"] and found["n"] == RUNS
        assert found["difference"] == pytest.approx(np.mean(after - before), rel=1e-9, abs=1e-15)
        assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-7, abs=1e-14)
        assert found["p_value"] == pytest.approx(test.pvalue, rel=1e-6, abs=1e-300)
        assert found["correlation"] == pytest.approx(stats.pearsonr(before, after)[0], abs=1e-9)
        distance = stats.wasserstein_distance(before, after)
        assert found["wasserstein"] == pytest.approx(distance, rel=1e-9, abs=1e-14)
        ranges = np.quantile(after - before, [0.05, 0.5, 0.95])
        shown = (found["run_q05"], found["run_q50"], found["run_q95"])
        assert shown == pytest.approx(tuple(ranges), rel=1e-9, abs=1e-15)
        assert found["above"] == np.mean(after > before)
        checked += 1
    assert checked > 30


def test_pairing_saves_what_the_variances_say(pair, compared):
    found = row(compared["outcomes"], label=METRIC, date="2026")
    before, after = (column(folder, METRIC) for folder in pair)
    apart = np.var(before, ddof=1) + np.var(after, ddof=1)
    gain = apart / np.var(after - before, ddof=1)
    assert found["gain"] == pytest.approx(gain, rel=1e-9)
    assert found["saved"] == pytest.approx((gain - 1) * RUNS, rel=1e-9)


def test_claims_are_tested_as_by_statsmodels(pair, compared):
    discordant = 0
    for found in compared["claims"]:
        before, after = (column(f, f"claim.{found['claim']}").astype(bool) for f in pair)
        table = np.array(
            [
                [np.sum(before & after), np.sum(before & ~after)],
                [np.sum(~before & after), np.sum(~before & ~after)],
            ]
        )
        assert (found["lost"], found["gained"]) == (table[0, 1], table[1, 0])
        assert found["p_value"] == pytest.approx(mcnemar(table, exact=True).pvalue, rel=1e-9)
        assert found["difference"] == pytest.approx(after.mean() - before.mean(), abs=1e-12)
        discordant += found["lost"] + found["gained"]
    assert discordant > 20, "the comparison tells claims apart"


def test_unpaired_differences_are_those_of_welch(run_scenario, richer):
    one = run_scenario("scenarios/teaching.toml", "--runs", 300, "--seed", 5)
    other = run_scenario(richer, "--runs", 400, "--seed", 6)
    found = row(json.loads(suasion("compare", one, other, "--format", "json"))["outcomes"],
                label=METRIC, date="2026")  # fmt: skip
    before, after = column(one, METRIC), column(other, METRIC)
    test = stats.ttest_ind(after, before, equal_var=False)
    low, high = test.confidence_interval(0.95)
    assert not found["paired"] and found["n"] == 300
    assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-7)
    assert found["p_value"] == pytest.approx(test.pvalue, rel=1e-6)
    above = stats.mannwhitneyu(after, before).statistic / (300 * 400)
    assert found["above"] == pytest.approx(above, rel=1e-12)
    distance = stats.wasserstein_distance(before, after)
    assert found["wasserstein"] == pytest.approx(distance, rel=1e-9)


def passages(folder, name):
    """Years since the base and whether it happened; runs that do not see it end in 2026."""
    years = column(folder, name).astype(float)
    return np.where(np.isnan(years), 2027.0, years) - 2021.0, ~np.isnan(years)


def table(*arguments):
    return list(csv.DictReader(io.StringIO(suasion(*arguments, "--format", "csv"))))


def test_survival_is_that_of_lifelines(pair):
    years, seen = passages(pair[1], CROSSING)
    fitter = KaplanMeierFitter().fit(years, seen)
    bounds = fitter.confidence_interval_survival_function_
    rows = [r for r in table("crossings", pair[1]) if r["crossing"] == "south_overtakes"]
    assert len(rows) == 6
    for found in rows:
        at = float(found["years"]) - 2021.0
        assert float(found["crossed"]) == pytest.approx(1 - fitter.predict(at), abs=1e-12)
        last = bounds[bounds.index <= at].iloc[-1]
        if 0 < float(found["crossed"]) < 1:
            assert float(found["low"]) == pytest.approx(1 - last.max(), abs=1e-9)
            assert float(found["high"]) == pytest.approx(1 - last.min(), abs=1e-9)
        assert int(found["at_risk"]) == np.sum(years >= at)


def test_medians_and_their_intervals_are_those_of_lifelines(pair):
    medians = json.loads(suasion("crossings", pair[1], "--format", "json"))["medians"]
    told = 0
    for found in medians:
        years, seen = passages(pair[1], f"crossing.{found['crossing']}")
        fitter = KaplanMeierFitter().fit(years, seen)
        bounds = median_survival_times(fitter.confidence_interval_survival_function_)
        expected = [fitter.median_survival_time_, bounds.min(axis=1)[0.5], bounds.max(axis=1)[0.5]]
        for shown, years in zip((found["median"], found["low"], found["high"]), expected):
            if np.isfinite(years):
                assert shown == pytest.approx(2021.0 + years)
                told += 1
            else:
                assert shown is None
    assert told > 0, "a median is reached somewhere"


def test_what_comes_first_is_that_of_lifelines(pair):
    names = ("south_overtakes", "estranged")
    first, second = (passages(pair[1], f"crossing.{name}") for name in names)
    years = np.minimum(first[0], second[0])
    together = first[1] & second[1] & (first[0] == second[0])
    # A crossing in the last step is as late as a run that ends without one.
    earlier = first[1] & (~second[1] | (first[0] < second[0]))
    cause = np.select([~first[1] & ~second[1], together, earlier], [0, 3, 1], 2)
    rows = table("crossings", pair[1], "--first", "south_overtakes,estranged")
    for code, name in ((1, "south_overtakes"), (2, "estranged"), (3, "together")):
        own = [r for r in rows if r["first"] == name]
        assert len(own) == 6
        if not np.any(cause == code):
            assert all(float(r["share"]) == 0 for r in own)
            continue
        with warnings.catch_warnings():
            # lifelines spreads tied times by chance; shares at the ends of steps stay the same as
            # long as runs are censored after the events of their last step.
            warnings.simplefilter("ignore")
            fitter = AalenJohansenFitter(calculate_variance=False, seed=1)
            fitter.fit(years + 0.5 * (cause == 0), cause, event_of_interest=code)
        for found in own:
            at = float(found["years"]) - 2021.0
            shares = fitter.cumulative_density_
            expected = shares[shares.index <= at + 0.25].iloc[-1, 0]
            assert float(found["share"]) == pytest.approx(expected, abs=1e-9)
            if at >= 1:
                assert float(found["share"]) == pytest.approx(
                    np.mean((cause == code) & (years <= at)), abs=1e-12
                )
