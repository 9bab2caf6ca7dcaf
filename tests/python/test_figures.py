"""The figures: what they draw is what the tables say."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from conftest import ROOT

su = pytest.importorskip("suasion", reason="the package is not installed: `make python` builds it")
from suasion import plot
from suasion.plot import style


@pytest.fixture(scope="module")
def outcome():
    return su.run(ROOT / "scenarios/teaching.toml", runs=1000, seed=1, progress=False)


@pytest.fixture(scope="module")
def comparison(outcome):
    calm = outcome.scenario.without("embargo").replace(name="calm")
    return su.compare(calm, outcome, progress=False)


@pytest.fixture(scope="module")
def hindcast(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hindcast")
    rng = np.random.default_rng(3)
    rows, flows = (
        ["iso3,year,population,gdp_usd,gdp_const2015"],
        ["year,exporter_iso3,importer_iso3,usd_mn,source"],
    )
    codes = ["CHN", "RUS", "KAZ", "KGZ"]
    for code in codes:
        gdp = 1e12 * np.exp(np.cumsum(rng.normal(0.03, 0.03, 27)))
        rows += [f"{code},{1990 + t},1e8,{g},{g}" for t, g in enumerate(gdp)]
        for other in codes:
            flow = 1000 * np.exp(np.cumsum(rng.normal(0, 0.3, 17)))
            flows += [
                f"{2000 + t},{code},{other},{f},baci_ot"
                for t, f in enumerate(flow)
                if code != other
            ]
    (folder / "economies.csv").write_text("\n".join(rows))
    (folder / "trade.csv").write_text("\n".join(flows))
    (folder / "config.toml").write_text("""
data = ["economies.csv", "trade.csv"]
actors = ["CHN", "RUS", "KAZ", "KGZ"]
origins = [2006, 2008, 2010]
horizons = [1, 3]
last_target = 2016
targets = ["trade", "lead", "gdp"]
baselines = ["persistence", "walk", "drift", "empirical"]
runs = 64
""")
    return su.hindcast(folder / "config.toml")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts] + [
        label.get_text() for label in ax.get_yticklabels()
    ]


def inside(ax):
    """Whether every label is on the page and none lies over another."""
    figure = ax.figure
    figure.canvas.draw()
    boxes = [t.get_window_extent() for t in ax.texts if t.get_text() and t.get_visible()]
    overlaps = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[n + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 3 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
    ]
    return not overlaps


def test_a_fan_holds_the_quantiles(outcome):
    ax = plot.fan(outcome, "gdp[SOU]")
    rows = [r for r in outcome.summary.rows() if r["metric"] == "gdp" and r["subject"] == "SOU"]
    [median] = ax.lines
    np.testing.assert_allclose(median.get_ydata(), [r["q50"] for r in rows])
    lows = [c.get_paths()[0].vertices[:, 1].min() for c in ax.collections]
    assert min(lows) == pytest.approx(min(r["q05"] for r in rows))
    assert ax.get_ylabel() == rows[0]["unit"]
    shares = plot.fan(outcome, ["influence_share[SOU,MID]", "influence_share[NOR,MID]"])
    assert shares.get_ylabel() == "%" and inside(shares)
    assert "influence_share[SOU,MID]" in texts(shares)
    with pytest.raises(ValueError, match=r"keeps no `gdp\[XXX\]`; it keeps gdp\["):
        plot.fan(outcome, "gdp[XXX]")
    with pytest.raises(ValueError, match="one unit"):
        plot.fan(outcome, ["gdp[SOU]", "influence_share[SOU,MID]"])


def test_a_power_has_one_colour_in_every_figure(outcome):
    powers = list(outcome.scenario.powers)
    colours = style.colours_of([f"influence_share[{power},MID]" for power in powers], powers)
    assert len(set(colours)) == len(powers)
    reverse = style.colours_of([f"influence_share[{power},MID]" for power in powers[::-1]], powers)
    assert reverse == colours[::-1]


def test_the_colours_are_told_apart_without_red_and_green():
    # Machado, Oliveira and Fernandes (2009): deuteranopia, protanopia.
    views = [
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ]
    rgb = np.array([to_rgb(colour) for colour in style.COLOURS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    for view in views:
        seen = np.clip(linear @ np.array(view).T, 0, 1)
        distance = np.linalg.norm(seen[:, None] - seen[None], axis=2)
        assert distance[np.triu_indices(len(seen), 1)].min() > 0.1


def test_a_network_shows_the_shares(outcome):
    ax = plot.network(outcome, at=2026)
    rows = {
        (r["subject"], r["object"]): r["mean"]
        for r in outcome.summary.rows()
        if r["metric"] == "influence_share" and r["date"] == "2026"
    }
    best = max(rows[power, "MID"] for power in outcome.scenario.powers)
    assert f"{100 * best:.0f}" in texts(ax) and "Midland" in texts(ax) and inside(ax)
    assert len(ax.patches) == sum(rows[power, "MID"] >= 0.004 for power in outcome.scenario.powers)
    with pytest.raises(ValueError, match="no date between 2021 and 2026"):
        plot.network(outcome, at=2050)
    with pytest.raises(ValueError, match="no region is called `midle`"):
        plot.network(outcome, region="midle")
    assert "Midland" in texts(plot.network(outcome, region="middle"))


def test_a_heat_map_shows_medians_in_percent(outcome):
    ax = plot.dependence(outcome, metric="sensitivity", at=2026)
    [row] = [
        r
        for r in outcome.summary.rows()
        if r["metric"] == "sensitivity"
        and r["date"] == "2026"
        and (r["subject"], r["object"]) == ("MID", "NOR")
    ]
    assert f"{100 * row['q50']:.1f}" in texts(ax)
    assert f"{100 * row['q05']:.1f}–{100 * row['q95']:.1f}" in texts(ax) and inside(ax)


def test_curves_end_at_the_share_that_has_crossed(outcome):
    ax = plot.survival(outcome)
    last = outcome.survival.rows()[-1]
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(100 * last["crossed"])
    with pytest.raises(ValueError, match="there are south_overtakes"):
        plot.survival(outcome, "north_overtakes")


def test_bars_are_the_probabilities(outcome):
    ax = plot.claims(outcome)
    tested = list(dict.fromkeys(outcome.claims["claim"]))
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx([100 * outcome.probability(claim) for claim in tested])
    with pytest.raises(ValueError, match="no claim"):
        plot.claims(outcome, ["nothing"])
    assert [plot_claims_written(share) for share in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "0",
        "0.4",
        "50",
        "99.6",
        "100",
    ]


def plot_claims_written(share):
    from suasion.plot.claims import written

    return written(share)


def test_dots_are_the_paired_differences(comparison):
    rows = [r for r in comparison.outcomes.rows() if r["unit"] == "0-1"]
    last = [r for r in rows if r["date"] == rows[-1]["date"]]
    ax = plot.differences(comparison, [r["label"] for r in last])
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert dots == pytest.approx([100 * r["difference"] for r in last])
    assert ax.get_xlabel() == "difference, percentage points"
    with pytest.raises(ValueError, match="was not compared"):
        plot.differences(comparison, "gdp[XXX]")


def test_a_waterfall_ends_at_the_total():
    found = su.attribute(
        ROOT / "scenarios/teaching.toml",
        metric="regional_share[middle,SOU]",
        at=2026,
        runs=100,
        progress=False,
    )
    ax = plot.shares(found)
    total = found.shares.rows()[-1]
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[-1] == pytest.approx(100 * total["share"])
    assert sum(widths[:-1]) == pytest.approx(widths[-1])


def test_reliability_is_counted_right(hindcast):
    ax = plot.reliability(hindcast, bins=1)
    rows = [r for r in hindcast.forecasts.rows() if r["target"] == "lead"]
    dot = ax.lines[-1]
    assert dot.get_xdata()[0] == pytest.approx(
        100 * np.mean([r["engine_above_zero"] for r in rows])
    )
    assert dot.get_ydata()[0] == pytest.approx(100 * np.mean([r["happened"] > 0 for r in rows]))
    with pytest.raises(ValueError, match="no probabilities by `nobody`"):
        plot.reliability(hindcast, forecaster="nobody")


def test_wilson_is_that_of_statsmodels():
    from statsmodels.stats.proportion import proportion_confint
    from suasion.plot.reliability import wilson

    for k, n in [(0, 10), (3, 10), (10, 10), (50, 1000)]:
        assert wilson(k / n, n) == pytest.approx(
            proportion_confint(k, n, method="wilson"), abs=1e-12
        )


def test_coverage_is_that_of_the_scores(hindcast):
    ax = plot.coverage(hindcast)
    rows = [r for r in hindcast.scores.rows() if r["forecaster"] == "engine"]
    drawn = [line.get_xdata() for line in ax.lines if line.get_marker() == "o"]
    for level, dots in zip((50, 80, 90), drawn):
        np.testing.assert_allclose(dots, [100 * r[f"coverage_{level}"] for r in rows])


def test_labels_are_moved_apart_and_no_further():
    assert style.spread([0.0, 10.0], [1.0, 1.0]) == [0.0, 10.0]
    assert style.spread([5.0, 5.0], [1.0, 1.0]) == [4.5, 5.5]
    assert style.spread([2.0, 1.9, 9.0], [1.0, 3.0, 1.0]) == pytest.approx([3.45, 1.45, 9.0])


def test_figures_are_drawn_where_they_are_told(outcome):
    figure, axes = plt.subplots()
    assert plot.fan(outcome, "gdp[SOU]", ax=axes) is axes and len(figure.axes) == 1
    size = plt.rcParams["font.size"]
    plot.claims(outcome)
    assert plt.rcParams["font.size"] == size
