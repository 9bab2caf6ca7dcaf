"""Scores of a hindcast against scoringrules, scipy and numpy, on tables made here."""

import numpy as np
import pandas as pd
import pytest
import scoringrules
from scipy import stats

from conftest import suasion

RUNS = 200
CONFIG = """
data = ["."]
actors = ["CHN", "RUS", "KAZ", "KGZ"]
origins = [2008, 2009, 2010, 2011]
horizons = [1, 3]
last_target = 2014
targets = ["trade", "china-share", "lead", "gdp", "position"]
baselines = ["persistence", "walk", "drift", "empirical"]
runs = 200
keep_samples = true
"""


def write_tables(folder):
    """Series that walk at random."""
    random = np.random.default_rng(7)
    codes = ["CHN", "RUS", "KAZ", "KGZ"]
    economies = ["iso3,year,population,gdp_usd,gdp_const2015,cinc,idealpoint_all"]
    for at, code in enumerate(codes):
        gdp, point = 1e12 / (at + 1), 0.0
        for year in range(1990, 2015):
            gdp *= np.exp(0.03 + 0.03 * random.standard_normal())
            point += 0.1 * random.standard_normal()
            economies.append(f"{code},{year},1e8,{gdp},{gdp},0.05,{point}")
    trade = ["year,exporter_iso3,importer_iso3,usd_mn,source"]
    for a in codes:
        for b in codes:
            flow = 1000 * np.exp(random.standard_normal())
            for year in range(2000, 2015):
                flow *= np.exp(0.2 * random.standard_normal())
                if a != b:
                    trade.append(f"{year},{a},{b},{flow},baci_ot")
    (folder / "economies.csv").write_text("\n".join(economies))
    (folder / "trade.csv").write_text("\n".join(trade))


@pytest.fixture(scope="module")
def hindcast(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hindcast")
    write_tables(folder)
    (folder / "config.toml").write_text(CONFIG)
    suasion("hindcast", folder / "config.toml", "--out", folder / "out")
    cases = pd.read_parquet(folder / "out/forecasts.parquet")
    scores = pd.read_parquet(folder / "out/scores.parquet")
    values = pd.read_parquet(folder / "out/samples.parquet")
    samples = values.groupby("case")["value"].apply(np.array)
    return cases, scores, np.stack(samples.to_list())


def test_the_crps_of_samples_is_the_fair_one(hindcast):
    cases, _, samples = hindcast
    assert samples.shape == (len(cases), RUNS)
    expected = scoringrules.crps_ensemble(cases["happened"].to_numpy(), samples, estimator="fair")
    np.testing.assert_allclose(cases["engine_crps"], expected, rtol=1e-9, atol=1e-12)


def test_the_log_score_is_that_of_a_normal_kernel_of_silvermans_width(hindcast):
    cases, _, samples = hindcast
    for case, sample in list(zip(cases.itertuples(), samples))[::7]:
        width = 1.06 * RUNS**-0.2  # in standard deviations, as scipy wants it
        density = stats.gaussian_kde(sample, bw_method=width)
        expected = -density.logpdf(case.happened)[0]
        assert case.engine_log == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_interval_score_coverage_and_transform_are_the_oracles(hindcast):
    cases, _, samples = hindcast
    happened = cases["happened"].to_numpy()
    low, high = np.quantile(samples, [0.05, 0.95], axis=1)
    expected = scoringrules.interval_score(happened, low, high, 0.1)
    np.testing.assert_allclose(cases["engine_interval"], expected, rtol=1e-9)
    np.testing.assert_array_equal(cases["engine_covered_90"], (low <= happened) & (happened <= high))
    pit = (samples < happened[:, None]).mean(axis=1)
    np.testing.assert_allclose(cases["engine_pit"], pit, atol=1e-12)


def test_a_normal_rule_scores_as_its_law(hindcast):
    cases, _, _ = hindcast
    for case in cases[cases["target"] == "trade"].itertuples():
        # The law follows from its probability and log score: sd from both, then the closed form.
        z = stats.norm.ppf(case.walk_pit)
        sd = np.exp(case.walk_log - 0.5 * z**2) / np.sqrt(2 * np.pi)
        expected = scoringrules.crps_normal(case.happened, case.happened - z * sd, sd)
        assert case.walk_crps == pytest.approx(expected, rel=1e-6)
        assert case.persistence_crps == pytest.approx(abs(z * sd), rel=1e-6)


def test_the_walk_is_as_wide_as_past_changes_of_flows_of_its_size(hindcast, tmp_path):
    cases, _, _ = hindcast
    write_tables(tmp_path)
    trade = pd.read_csv(tmp_path / "trade.csv")
    trade["log"] = np.log(trade["usd_mn"] / 1000)
    table = trade.pivot(index="year", columns=["exporter_iso3", "importer_iso3"], values="log")
    known = table.loc[:2010]
    changes = (known - known.shift(3)).iloc[3:].to_numpy().ravel()
    before = known.shift(3).iloc[3:].to_numpy().ravel()
    sizes = np.sort(known.loc[2010].to_numpy())
    cuts = sizes[len(sizes) // 3], sizes[len(sizes) * 2 // 3]
    third = np.searchsorted(cuts, before, side="right")
    chosen = (cases["target"] == "trade") & (cases["origin"] == 2010) & (cases["horizon"] == 3)
    for case in cases[chosen].itertuples():
        z = stats.norm.ppf(case.walk_pit)
        sd = np.exp(case.walk_log - 0.5 * z**2) / np.sqrt(2 * np.pi)
        last = case.happened - z * sd
        pool = changes[third == np.searchsorted(cuts, last + 1e-12, side="right")]
        assert sd == pytest.approx(np.sqrt(np.mean(pool**2)), rel=1e-6)


def test_the_table_is_the_mean_of_its_cases_and_its_skill_their_ratio(hindcast):
    cases, scores, _ = hindcast
    groups = cases.groupby(["target", "horizon"])
    assert len(scores) == 5 * len(groups)
    for row in scores.itertuples():
        group = groups.get_group((row.target, row.horizon))
        assert row.n == len(group)
        assert row.crps == pytest.approx(group[f"{row.forecaster}_crps"].mean(), rel=1e-12)
        if row.forecaster != "engine":
            ratio = group["engine_crps"].mean() / group[f"{row.forecaster}_crps"].mean()
            assert row.skill_by_series == pytest.approx(1 - ratio, rel=1e-9, abs=1e-12)
            assert row.skill_by_series_low <= row.skill_by_series <= row.skill_by_series_high


def test_the_interval_of_a_skill_is_that_of_a_bootstrap_of_clusters(hindcast):
    cases, scores, _ = hindcast
    group = cases[(cases["target"] == "trade") & (cases["horizon"] == 1)]
    sums = group.groupby("series")[["engine_crps", "walk_crps"]].sum().to_numpy()
    random = np.random.default_rng(1)
    drawn = sums[random.integers(0, len(sums), (20_000, len(sums)))].sum(axis=1)
    low, high = np.quantile(1 - drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    chosen = (scores["target"] == "trade") & (scores["horizon"] == 1)
    row = scores[chosen & (scores["forecaster"] == "walk")].iloc[0]
    width = high - low
    assert row["skill_by_series_low"] == pytest.approx(low, abs=0.08 * width)
    assert row["skill_by_series_high"] == pytest.approx(high, abs=0.08 * width)
